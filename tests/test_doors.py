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
from evaluation.models import (
    Answer,
    BenchmarkRun,
    ReportFile,
    ReportWorkbook,
    Signature,
    Snapshot,
    SnapshotRow,
    Submission,
    Threshold,
)
from planning.models import (
    AgendaItem,
    Comment,
    EarlierPriority,
    Hypothesis,
    MeetingFile,
    MeetingTask,
    PlanWorkbook,
    ProcedureFact,
    Progress,
    Step,
)
from providers.models import (
    CardAddressee,
    CardCell,
    CardComment,
    CardNorm,
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
from sitis.documents.models import Bundle, Document
from sitis.jobs.models import Job
from sitis.notices import Notice
from sitis.reminders.models import Reminder
from sitis.territory.models import TerritorialFigure
from tests.evaluation.factories import ReportFactory, TermFactory
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
from tests.planning.factories import (
    ActivityFactory,
    HandInFactory,
    IndicatorFactory,
    MeetingFactory,
    MemberFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
    SwotItemFactory,
    ThemeFactory,
)
from tests.providers import card_rows
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
    reminder = Reminder.objects.create(
        topic="t:1", user=people["worker"], title="A", url="/", sent_at=timezone.now()
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
    paper = Document.objects.create(
        number="2026-1", kind="network", record_key=str(draft.network.pk), version="x",
        ordered_at=now,
    )  # fmt: skip
    bundle = Bundle.objects.create(
        kind="network", source="all-networks", number=1, title="Sítě", file_name="site.zip",
        ordered_at=now,
    )  # fmt: skip
    bundle.items.create(record_key=paper.record_key, label="2099")
    waiting = HandInFactory()
    step = Step.objects.create(
        cycle=waiting.plan.cycle, code="needs", title="Potřeby", level="orp", due_at=later
    )
    return {
        "planovani/cykly/": {"pk": waiting.plan.cycle_id},
        "planovani/kroky/": {"pk": step.pk},
        "planovani/odevzdani/": {"pk": waiting.pk, "step": "hand_in"},
        "dokumenty/baliky/": {"pk": bundle.pk},
        "dokumenty/": {"number": paper.number, "kind": paper.kind, "key": paper.record_key},
        "overeni/": {"number": paper.number},
        **planning_records(waiting.plan, people["coordinator"]),
        **evaluation_records(service, people),
        **card_records(provider, people["worker"]),
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
        "prostor/pripominky/": {"pk": reminder.pk},
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


def card_records(provider, by):
    """A card in comments, its amount, and the card of a service that its provider fills."""
    asking = card_rows.version(3, "comments", comments_until=date(2099, 1, 1))
    valid = card_rows.valid(first=date(2020, 1, 1))
    home = card_rows.home(provider=provider)
    mine = card_rows.service_card(valid, home, "in_work")
    CardCell.objects.create(service_card=mine, slot="ages", code="1", column="text", text="A")
    asked = CardAddressee.objects.create(card=asking, service=home)
    said = CardComment.objects.create(card=asking, text="Doplnit", by=by, service=home)
    amount = card_rows.cost(valid.template)
    assert CardNorm.objects.filter(card=asking).exists()
    return {
        "registr/karty/sablony/": {"pk": valid.template_id, "norm_pk": amount.pk},
        "registr/karty/verze/": {"pk": asking.pk, "part": 4, "step": "return"},
        "registr/karty/osloveni/": {"pk": asked.pk},
        "registr/karty/pripominky/": {"pk": said.pk},
        "registr/karty/sluzby/": {"pk": mine.pk, "part": 4, "step": "hand"},
    }


def planning_records(plan, by):
    """One record of what the addresses of planning name, all of the coordinator's plan."""
    need = NeedFactory(plan=plan)
    item = SwotItemFactory(plan=plan)
    section = SectionFactory(plan=plan, code="uvod")
    indicator = IndicatorFactory(measure__goal__priority__plan=plan)
    measure = indicator.measure
    activity = ActivityFactory(measure=measure)
    progress = Progress.objects.create(measure=measure, year=2028, state="running")
    published = PlanFactory(level="region", state="approved", major=1, slug="kraj-2028-2032")
    fact = ProcedureFact.objects.create(plan=plan, kind="start", day=date(2026, 1, 1))
    comment = Comment.objects.create(
        plan=plan, number=1, author_type="citizen", received_on=date(2026, 1, 1), text="Text"
    )
    theme = ThemeFactory()
    earlier = EarlierPriority.objects.create(
        cycle=plan.cycle, orp=plan.orp, title="A", plan_name="B"
    )
    hypothesis = Hypothesis.objects.create(cycle=plan.cycle, theme=theme, statement="Tvrzení")
    figure = TerritorialFigure.objects.create(
        orp=plan.orp, year=2025, kind="home_care", measure="clients", value=1, origin="typed"
    )
    book = PlanWorkbook.objects.create(
        plan=plan, file=ContentFile(b"PK", "sesit.xlsx"), file_name="sesit.xlsx",
        by=by, uploaded_at=timezone.now(), expires_at=timezone.now() + timezone.timedelta(days=9),
    )  # fmt: skip
    meeting = MeetingFactory(group__orp=plan.orp)
    member = MemberFactory(group=meeting.group)
    point = AgendaItem.objects.create(meeting=meeting, order=1, title="Úvod")
    file = ContentFile(b"%PDF-1.7", "listina.pdf")
    sheet = MeetingFile.objects.create(meeting=meeting, title="Listina", file=file)
    task = MeetingTask.objects.create(meeting=meeting, what="Dotazník", who="A")
    of_plan = {
        "pk": plan.pk, "code": section.code, "step": "settle", "other": published.pk,
    }  # fmt: skip
    return {
        "planovani/plany/<int:pk>/kontrola/": of_plan | {"code": "39a.1"},
        "planovani/plany/": of_plan,
        "plany/": {"slug": published.slug, "anchor": "neni"},
        "planovani/udaje/": {"pk": figure.pk},
        "planovani/potreby/": {"pk": need.pk},
        "planovani/swot/": {"pk": item.pk},
        "planovani/temata/drivejsi/": {"pk": earlier.pk},
        "planovani/temata/": {"slug": theme.slug},
        "planovani/priority/": {"pk": measure.goal.priority_id},
        "planovani/cile/": {"pk": measure.goal_id},
        "planovani/opatreni/": {"pk": measure.pk},
        "planovani/aktivity/": {"pk": activity.pk},
        "planovani/indikatory/": {"pk": indicator.pk},
        "planovani/plneni/": {"pk": progress.pk},
        "planovani/odebrat/": {"what": "indikator", "pk": indicator.pk},
        "planovani/^odebrat/": {"what": "indikator", "pk": indicator.pk},
        "planovani/sesity/": {"pk": book.pk},
        "planovani/hypotezy/": {"pk": hypothesis.pk, "plan": plan.pk},
        "planovani/skupiny/": {"pk": meeting.group_id},
        "planovani/setkani/": {"pk": meeting.pk, "step": "konalo-se"},
        "planovani/clenove/": {"pk": member.pk},
        "planovani/body/": {"pk": point.pk},
        "planovani/prilohy/": {"pk": sheet.pk},
        "planovani/ukoly/": {"pk": task.pk},
        "planovani/projednani/": {"pk": fact.pk},
        "planovani/pripominky/": {"pk": comment.pk},
    }


def evaluation_records(service, people):
    """One record of what the addresses of evaluation name: a report handed in and approved once."""
    now = timezone.now()
    report = ReportFactory(
        service=service, state="handed_in", handed_in_at=now,
        term__closes_at=now + timezone.timedelta(days=9),
    )  # fmt: skip
    draft = TermFactory(occasion="planned")
    report.cells.create(code="E.units", standing="value", number=5)
    report.drafts.create(section="E", user=people["worker"])
    step = Submission.objects.create(report=report, number=1, kind="lock", moment=now)
    Submission.objects.create(report=report, number=2, kind="hand_in", moment=now)
    signature = Signature.objects.create(
        report=report, submission=step, name="A", function="B", by=people["signatory"],
        moment=now, means="file", file=ContentFile(b"%PDF-1.7", "podpis.pdf"),
    )  # fmt: skip
    file = ReportFile.objects.create(
        report=report, kind="other", file=ContentFile(b"%PDF-1.7", "priloha.pdf"),
        file_name="priloha.pdf", by=people["worker"], added_at=now,
    )  # fmt: skip
    snapshot = Snapshot.objects.create(
        report=report, number=1, moment=now, approved_by=people["analyst"], sha256="0" * 64
    )
    SnapshotRow.objects.create(snapshot=snapshot, code="E.units", standing="value", number=5)
    book = ReportWorkbook.objects.create(
        report=report, file=ContentFile(b"PK", "sesit.xlsx"), file_name="sesit.xlsx",
        by=people["worker"], uploaded_at=now, expires_at=now + timezone.timedelta(days=9),
    )  # fmt: skip
    return {
        "hodnoceni/sesity/": {"pk": book.pk},
        "hodnoceni/sbery/": {"pk": draft.pk, "step": "close"},
        "hodnoceni/vykazy/": {"pk": report.pk, "code": "E", "word": "schvalit"},
        "hodnoceni/prilohy/": {"pk": file.pk},
        "hodnoceni/podpisy/": {"pk": signature.pk},
        "hodnoceni/snimky/": {"pk": snapshot.pk},
        **benchmark_records(service, snapshot, people),
    }


def benchmark_records(service, snapshot, people):
    """A frozen run that was shared, with the service of ``people`` in a group and an answer."""
    now = timezone.now()
    run = BenchmarkRun.objects.create(
        year=2024, number=1, title="Srovnání 2024", formula_version="2026.1", cutoff=now,
        state="frozen", frozen_at=now, sha256="0" * 64, computed_at=now,
    )  # fmt: skip
    shared = run.run_kinds.create(kind=service.kind.slug, year=2024, is_shared=True)
    run.parameters.create(meaning="fund", value=2000)
    about = {"cell": "home_care|field||", "kind": service.kind.slug, "form": "field"}
    one = run.inputs.create(
        service=service, provider=service.provider, snapshot=snapshot, year=2024, **about
    )
    one.values.create(quantity="fte_direct", number=5)
    result = one.results.create(indicator="N1", value=700_000, flag="outside", counts=True)
    numbers = ("minimum", "q1", "median", "q3", "maximum", "mean")
    run.groups.create(
        **about, indicator="N1", n=12, providers=12, level="bars", **dict.fromkeys(numbers, 1000)
    )
    run.bands.create(**about, indicator="N1", q1=1000, q3=1000, n=12)
    run.exclusions.create(service=service, reason="rekonstrukce", by=people["analyst"])
    run.explanations.create(service=service, indicator="N1", text="A", by=people["analyst"])
    run.sheets.create(service=service, conclusion="in_norm")
    change = run.change_texts.create(service=service, computed="Beze změny.")
    answer = Answer.objects.create(result=result, text="A", by=people["worker"])
    threshold = Threshold.objects.create(meaning="fund", value=2000, valid_from=date(2024, 1, 1))
    return {
        "srovnani/": {"rok": run.year, "druh": service.kind.slug},
        "hodnoceni/srovnani/prahove-hodnoty/": {"pk": threshold.pk},
        "hodnoceni/srovnani/odpovedi/": {"pk": answer.pk},
        "hodnoceni/srovnani/druhy/": {"pk": shared.pk},
        "hodnoceni/srovnani/zmeny/": {"pk": change.pk},
        "hodnoceni/srovnani/": {
            "pk": run.pk, "code": "N1", "identifier": service.identifier, "result": result.pk,
        },
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


def part_of(address: str) -> str:
    """The table that an address stands in."""
    return next((part for part, starts in PARTS.items() if address.startswith(starts)), "pages")


def walk(client, people, records, roles, doors):
    """Text of the table: rows of statuses with the addresses that answer so. Writes found in reading."""
    client.raise_request_exception = False
    written: list[str] = []
    found = defaultdict(list)
    places = {address: filled(address, records) for address in doors}
    for who in roles:
        client.cookies.clear()
        if who != "anonymous":
            client.force_login(people[who])
        session = client.cookies.output(header="").strip()
        for address, place in places.items():
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


#: The administration has twenty addresses for each kind of record: its rooms are walked apart.
ROOMS = ("providers", "planning", "evaluation")
#: Table -> the addresses that begin so, the narrowest first; ``pages`` holds all others.
PARTS = {
    **{f"office-{name}": (f"sprava/{name}/",) for name in ROOMS},
    "office": ("sprava/",),
    "planning": ("planovani/", "plany/", "dokumenty/", "overeni/"),
    "evaluation": ("hodnoceni/",),
}


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        *(("pages", EVERYBODY), ("planning", EVERYBODY), ("evaluation", EVERYBODY)),
        *((name, OFFICE) for name in ("office", *(f"office-{room}" for room in ROOMS))),
    ],
)
def test_every_address_answers_each_role_as_the_table_says(client, people, records, name, roles):
    people["nobody"] = UserFactory()
    every = [address for address, _view in addresses(get_resolver().url_patterns)]
    doors = [one for one in every if part_of(one) == name]
    table = TABLES / f"{name}.txt"

    text, written = walk(client, people, records, roles, doors)

    if os.environ.get("SITIS_DOORS") == "write":
        table.write_text(text, encoding="utf-8")
    assert re.findall(r"^\w+ .*5\d\d.*\n(?:    .+\n)+", text, re.MULTILINE) == []
    assert written == []
    assert text == table.read_text(encoding="utf-8")
