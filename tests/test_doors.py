"""Every address × every role × GET and POST, against the tables in ``doors/``.

A page that is new has no line there, so it fails here until somebody decided who may open it.
``SITIS_DOORS=write`` writes them anew; read what changed before you commit it.
"""

import os
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import get_resolver
from django.utils import timezone

from catalog.hsds import ids
from providers.models import (
    Difference,
    ImportChange,
    ImportRefusal,
    NetworkImport,
    NetworkImportLine,
    OutdatedReport,
    Proposal,
    RpssImport,
    ServiceDocument,
    Vacancy,
    Verification,
)
from providers.public import provider_uuid, service_uuid
from sitis.accounts.models import Invitation, Rules
from sitis.accounts.models.invitation import hashed
from sitis.audit import Act, record
from sitis.jobs.models import Job
from sitis.notices import Notice
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    NetworkItemFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    TargetGroupFactory,
    UserFactory,
)
from tests.test_house_rules import addresses

pytestmark = pytest.mark.django_db

TABLES = Path(__file__).with_name("doors")
EVERYBODY = [
    *("anonymous", "nobody", "registrar", "planner", "analyst", "administrator"),
    *("coordinator", "district", "worker", "signatory", "stranger", "auditor"),
]
#: In the administration those outside the region's office are alike.
OFFICE = ["anonymous", "worker", "registrar", "planner", "administrator", "auditor"]
#: What reading may write: the trail of acts, the reader's session, counted attempts.
TRAIL = ("sitis_event", "django_session")


@pytest.fixture
def records(people, provider, settings):
    """One record of what the addresses name; all belong to ``provider``, none to ``stranger``."""
    settings.DEMO = True  # so that the page of the demo's mail has something to refuse
    service = ServiceFactory(provider=provider)
    place = FacilityFactory(service=service)
    for make in (ContactFactory, ReachFactory, ServiceFormFactory):
        make(service=service)
    TargetGroupFactory()
    Rules.objects.create(pk=1)
    Notice.objects.create(text="Odstávka", shown_from=timezone.now())
    record(Act.EXPORT, user=people["registrar"], subject="seznam")
    run = RpssImport.objects.create(
        file_name="rpss.json", region="CZ064", state="applied", applied_at=timezone.now()
    )
    ImportChange.objects.create(run=run, what="new", table="service", row=service.pk, label="S")
    ImportRefusal.objects.create(run=run, path="polozky[0]", reason="chybí IČO")
    difference = Difference.objects.create(
        run=run, provider=provider, service=service, table="service", row=service.pk,
        field="name", label="Služba", ours="A", theirs="B", harm=6, state="asked",
        asked_at=timezone.now(), deadline=timezone.now(),
    )  # fmt: skip
    proposal = Proposal.objects.create(
        service=service, state="sent", sent_at=timezone.now(), by=people["worker"],
        content={"texts": {"what": "A"}, "hours": [], "contacts": []},
        base={"texts": {}, "hours": [], "contacts": []},
    )  # fmt: skip
    report = OutdatedReport.objects.create(service=service, part="hours")
    Verification.objects.create(service=service, verified_on=date(2026, 1, 1))
    Vacancy.objects.create(
        service=service, form=service.forms.get().form, free=2, as_of=date(2026, 1, 1)
    )
    now, later = timezone.now(), timezone.now() + timezone.timedelta(days=9)
    invitation = Invitation.objects.create(
        email="nova@kraj.example", name="Nová", role="official", valid_from=date(2026, 1, 1),
        invited_by=people["administrator"], invited_at=now, expires_at=later,
        token_hash=hashed("klíč"),
    )  # fmt: skip
    document = ServiceDocument.objects.create(
        service=service, type="other", title="Ceník", file=ContentFile(b"%PDF-1.7", "cenik.pdf")
    )
    shown = ServiceDocument.objects.create(
        service=service, type="other", file=ContentFile(b"%PDF-1.7", "popis.pdf"), is_public=True
    )
    network = NetworkItemFactory(service=service, network__in_force=True).network
    draft = NetworkItemFactory(service=service, network__year=2099)
    draft.cofinancing.create(municipality=place.municipality, share=5)
    listed = NetworkImport.objects.create(
        network=draft.network, file=ContentFile(b"a;b", "sit.csv"), file_name="sit.csv",
        state="planned",
    )  # fmt: skip
    NetworkImportLine.objects.create(run=listed, what="refused", row=2, label="S", reason="chybí")
    return {
        "sluzby/": {"identifier": service.identifier, "pk": shown.pk},
        "hlaseni/": {"key": report.key},
        "sit/": {"rok": network.year, "cislo": network.number, "what": "polozky"},
        "registr/sit/seznamy/": {"pk": listed.pk},
        "registr/sit/polozky/": {"pk": draft.pk},
        "registr/sit/": {"year": 2099, "number": draft.network.number, "step": "propose"},
        "registr/navrhy/": {"pk": proposal.pk},
        "registr/hlaseni/": {"pk": report.pk},
        "poskytovatele/": {"ico": provider.ico},
        "registr/sluzby/": {"identifier": service.identifier, "slug": "kontakty",
                            "pk": CapacityFactory(service=service).pk},
        "registr/soubory/": {"pk": document.pk},
        "registr/poskytovatele/": {"pk": provider.pk},
        "registr/importy/": {"pk": run.pk},
        "registr/rozdily/": {"pk": difference.pk},
        "registr/lide/": {"pk": people["worker"].memberships.get().pk},
        "prostor/ulohy/": {"pk": Job.objects.create(task="t.t", by=people["registrar"]).pk},
        "lide/role/": {"pk": people["planner"].holdings.get().pk},
        "lide/pozvanky/": {"pk": invitation.pk},
        "lide/": {"pk": people["planner"].pk},
        "pozvanka/": {"token": "klíč"},
        "zapomenute-heslo/": {"uidb36": "1", "key": "abc"},
        "napoveda/": {"role": "urednik"},
        "sprava/posta/": {"pk": 1},
        "otevrena-data/": {"name": "sluzby"},
        "sitemap-": {"name": "sluzby", "number": 1},
        "hsds/services/": {"key": service_uuid(service.identifier)},
        "hsds/organizations/": {"key": provider_uuid(provider.ico)},
        "hsds/service_at_locations/": {
            "key": ids.service_at_location(service_uuid(service.identifier), place.uuid)
        },
        "hsds/taxonomies/": {"key": ids.taxonomy("druhy-sluzeb")},
        "hsds/taxonomy_terms/": {"key": ids.term("druhy-sluzeb", service.kind.slug)},
    }  # fmt: skip


def filled(address: str, records: dict) -> str:
    """The address with real keys in place of its arguments; an empty one where there is no record."""
    model = re.match(r"sprava/(\w+)/(\w+)/", address)
    if address.startswith("sprava/") and "posta/" not in address:
        pk = 1
        if model and (found := ContentType.objects.filter(
            app_label=model[1], model=model[2]
        ).first()):  # fmt: skip
            rows = found.model_class()._default_manager
            pk = rows.values_list("pk", flat=True).first() or 1
            if "history/([" in address and hasattr(found.model_class(), "history"):
                past = found.model_class().history.order_by("pk").first()
                pair = (past.id, past.history_id) if past else (1, 1)
                address = re.sub(r"\^.*\$", "{}/history/{}/".format(*pair), address)
        given = {"kind": "csv", "token": "0" * 32, "object_id": pk, "content_type_id": "1"}
        address = address.replace("^(?P<app_label>", "(").replace(")/$", ")/")
        address = re.sub(r"\(sitis[|\w]+\)", "providers", address)
        address = address.replace("(?P<url>.*)$", "nic/")
    else:
        address = re.sub(r"^\^|\$$", "", address)
        given = next((v for prefix, v in records.items() if address.startswith(prefix)), {})
        given = {"kind": "csv"} | given
        address = re.sub(r"\(\?P<(\w+)>.+?\)(?=[-/])", r"<\1>", address)
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda one: str(given[one[1]]), address)


def answer(client, method, address, written):
    """The status of one request whose writing is taken back; what reading wrote goes to ``written``."""

    def watch(execute, sql, params, many, context):
        verb = sql.lstrip()[:6].upper()
        if verb in {"INSERT", "UPDATE", "DELETE"} and not any(name in sql for name in TRAIL):
            written.append(f"{method} {address}: {sql[:80]}")
        return execute(sql, params, many, context)

    with transaction.atomic():
        if method == "GET":
            with connection.execute_wrapper(watch):
                found = client.get(address)
        else:
            found = client.post(address)
        if found.streaming:
            b"".join(found.streaming_content)
        transaction.set_rollback(True)
    return found


def walk(client, people, records, roles, doors):
    """Text of the table: rows of statuses with the addresses that answer so. Writes found in reading."""
    client.raise_request_exception = False
    written: list[str] = []
    found = defaultdict(list)
    for who in roles:
        client.cookies.clear()
        if who != "anonymous":
            client.force_login(people[who])
        session = client.cookies.output(header="").strip()
        for address in doors:
            place = filled(address, records)
            for method in ("GET", "POST"):
                client.cookies.clear()
                client.cookies.load(session)
                cache.clear()
                got = answer(client, method, place, written)
                to_sign_in = got.status_code == 302 and got.url.startswith("/prihlaseni/?")
                found[method, address].append("in" if to_sign_in else str(got.status_code))
    return as_text(roles, found), written


def as_text(roles, found) -> str:
    groups = defaultdict(list)
    for (method, address), codes in found.items():
        groups[method, tuple(codes)].append(address or "/")
    lines = ["# " + " ".join(roles)]
    for (method, codes), doors in sorted(groups.items(), key=lambda one: (one[1], one[0])):
        lines += ["", f"{method} " + " ".join(codes), *(f"    {door}" for door in doors)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(("name", "roles"), [("pages", EVERYBODY), ("office", OFFICE)])
def test_every_address_answers_each_role_as_the_table_says(client, people, records, name, roles):
    people["nobody"] = UserFactory()
    every = [address for address, _view in addresses(get_resolver().url_patterns)]
    doors = [one for one in every if one.startswith("sprava/") == (name == "office")]
    table = TABLES / f"{name}.txt"

    text, written = walk(client, people, records, roles, doors)

    if os.environ.get("SITIS_DOORS") == "write":
        table.write_text(text, encoding="utf-8")
    assert re.findall(r"^\w+ .*5\d\d.*\n(?:    .+\n)+", text, re.MULTILINE) == []
    assert written == []
    assert text == table.read_text(encoding="utf-8")
