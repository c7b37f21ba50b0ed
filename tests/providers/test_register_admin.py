"""The register in /sprava/: found by words, filtered, saved with history, the same queries always."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from providers.models import RegisteringAuthority, Service, ServiceDocument
from sitis.workbooks import read_table
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    MunicipalityFactory,
    ProviderFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
    official,
)

pytestmark = pytest.mark.django_db
MODELS = [
    "provider",
    "service",
    "serviceform",
    "capacity",
    "facility",
    "contact",
    "reach",
    "extendedscope",
    "openinghours",
    "servicetargetgroup",
    "serviceagegroup",
    "serviceactivity",
    "servicetext",
    "servicedocument",
    "registrationevent",
]
TABLES = ["provider", "service", "capacity", "contact", "reach"]


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


def admin_url(model, verb, *args):
    return reverse(f"admin:providers_{model}_{verb}", args=args)


@pytest.fixture
def rows():
    service = ServiceFactory(name="Domov Žďár")
    for factory in (CapacityFactory, FacilityFactory, ContactFactory, ReachFactory):
        factory(service=service)
    ServiceFormFactory(service=service)
    return service


@pytest.mark.parametrize("model", MODELS)
def test_every_record_is_found_and_opened(client, registrar, rows, model):
    found = client.get(admin_url(model, "changelist"), {"q": "zdar"})
    new = client.get(admin_url(model, "add"))

    assert (found.status_code, new.status_code) == (200, 200)
    for row in admin.site._registry[found.context["cl"].model].model.objects.all()[:1]:
        assert client.get(admin_url(model, "change", row.pk)).status_code == 200


def test_services_are_found_by_any_of_their_words(client, registrar, rows):
    ServiceFactory(name="Jiná")

    for words in ("ZDAR", "domova žďár", rows.identifier, rows.provider.ico, "pecovatelska zdar"):
        found = client.get(admin_url("service", "changelist"), {"q": words})
        assert [row.pk for row in found.context["cl"].result_list] == [rows.pk], words


@pytest.mark.parametrize(
    "query", ["stav=active", "orp=6210", "is_published__exact=1", "stav=active&orp=6210&q=domov"]
)
def test_services_are_filtered(client, registrar, rows, query):
    ServiceFactory(name="Jiná", is_published=False)

    found = client.get(f"{admin_url('service', 'changelist')}?{query}")

    assert [row.pk for row in found.context["cl"].result_list] == [rows.pk]


def test_the_list_asks_at_most_20_queries_and_no_more_for_more_rows(client, registrar):
    def count():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{admin_url('service', 'changelist')}?q=pecovatelska&stav=no_place")
        return len(asked)

    ServiceFactory()
    few = count()
    for _ in range(60):
        ServiceFactory()

    assert count() == few <= 20


@pytest.mark.parametrize("model", MODELS)
def test_nothing_is_deleted_here(client, registrar, rows, model):
    row = admin.site._registry
    found = next(one for one in row if one._meta.model_name == model)

    class Request:
        user = registrar

    assert not row[found].has_delete_permission(Request())


@pytest.mark.parametrize("who", ["planner", "auditor"])
def test_others_read_and_change_nothing(client, people, who, rows):
    client.force_login(people[who])

    assert client.get(admin_url("service", "changelist")).status_code == 200
    assert client.get(admin_url("service", "add")).status_code == 403
    assert client.get(admin_url("service", "import")).status_code == 403
    client.post(admin_url("service", "change", rows.pk), {"name": "Jinak"})
    assert Service.objects.get().name == "Domov Žďár"


def typed(client, url, **changed):
    """The form of the page as a browser would send it back, with ``changed`` typed over."""
    page = client.get(url)
    form = page.context["adminform"].form
    forms = [
        form,
        *(one for inline in page.context["inline_admin_formsets"] for one in inline.formset),
    ]
    data = {}
    for one in forms:
        for field in one:
            value = field.value()
            if value is True:
                data[field.html_name] = "on"
            elif value not in (None, False):
                data[field.html_name] = field.field.prepare_value(value)
    for inline in page.context["inline_admin_formsets"]:
        for field in inline.formset.management_form:
            data[field.html_name] = field.value()
    return {**data, **changed}


def test_a_correction_keeps_author_and_reason(client, registrar, rows):
    url = admin_url("service", "change", rows.pk)

    answer = client.post(url, typed(client, url, name="Domov Břeclav", change_reason="Překlep"))

    assert answer.status_code == 302
    rows.refresh_from_db()
    newest = rows.history.latest()
    assert (rows.name, newest.history_user, newest.history_change_reason) == (
        "Domov Břeclav",
        registrar,
        "Překlep",
    )
    assert Service.objects.search("breclav").get() == rows


def test_the_second_of_two_officials_keeps_what_they_typed(client, registrar, rows):
    url = admin_url("service", "change", rows.pk)
    first, second = typed(client, url, name="První"), typed(client, url, name="Druhý")
    client.post(url, first)

    answer = client.post(url, second)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "mezitím změnil" in page
    assert 'value="Druhý"' in page
    assert Service.objects.get().name == "První"


def test_a_renamed_provider_renames_the_words_of_its_services(client, registrar, rows):
    url = admin_url("provider", "change", rows.provider.pk)

    client.post(url, typed(client, url, name="Žirafa"))

    assert Service.objects.search("zirafa").get() == rows


def test_the_end_of_a_service_is_not_typed_here(client, registrar, rows):
    url = admin_url("service", "change", rows.pk)

    client.post(url, typed(client, url, provided_to="31. 3. 2026", closing="lapsed"))

    rows.refresh_from_db()
    assert (rows.provided_to, rows.closing) == (None, "")


def test_an_attachment_is_judged_by_its_content_here_too(client, registrar, rows):
    url = admin_url("servicedocument", "add")

    def sent(content):
        file = SimpleUploadedFile("popis.pdf", content)
        return client.post(
            url, {"service": rows.pk, "type": "other", "file": file, "change_reason": ""}
        )

    refused = sent(b"<script>alert(1)</script>")
    taken = sent(b"%PDF-1.7")

    assert "Obsah souboru neodpovídá jeho příponě pdf" in refused.content.decode()
    assert taken.status_code == 302
    assert rows.documents.get().file.read() == b"%PDF-1.7"


def test_a_kept_document_is_corrected_even_when_its_file_went_away(client, registrar, rows):
    document = ServiceDocument.objects.create(service=rows, type="other", file="neni/popis.pdf")
    url = admin_url("servicedocument", "change", document.pk)

    answer = client.post(url, typed(client, url, title="Popis", file=""))

    document.refresh_from_db()
    assert (answer.status_code, document.title) == (302, "Popis")


def test_a_kind_nobody_named_is_not_published_here_either(client, registrar, rows):
    kind = ServiceKindFactory(slug="x", rpss_code="99", is_named=False)
    url = admin_url("service", "change", rows.pk)

    answer = client.post(url, typed(client, url, kind=kind.pk))

    rows.refresh_from_db()
    assert "Nejdřív pojmenujte druh služby" in answer.content.decode()
    assert rows.kind != kind


def test_of_two_officials_in_one_row_of_a_service_the_second_is_told(client, registrar, rows):
    url = admin_url("service", "change", rows.pk)
    page = typed(client, url)
    amount = next(name for name in page if name.endswith("-amount"))
    client.post(url, {**page, amount: "20"})

    answer = client.post(url, {**page, amount: "30"})

    capacity = rows.capacities.get()
    assert "mezitím změnil" in answer.content.decode()
    assert (capacity.amount, capacity.version) == (20, 2)
    assert capacity.history.latest().history_user == registrar


def test_shares_of_reach_make_a_whole_here_too(client, registrar, rows):
    rows.reach.update(share=100)
    url = admin_url("reach", "add")
    place = MunicipalityFactory(code="583000", name="Březina")

    answer = client.post(url, {"service": rows.pk, "municipality": place.pk, "change_reason": ""})

    assert "Podíl uveďte u všech území služby, nebo u žádného." in answer.content.decode()
    assert rows.reach.count() == 1


def test_a_row_stays_with_its_service(client, registrar, rows):
    other = ServiceFactory()
    capacity = rows.capacities.get()
    url = admin_url("capacity", "change", capacity.pk)

    client.post(url, typed(client, url, service=other.pk, amount="20"))

    capacity.refresh_from_db()
    assert (capacity.service, capacity.amount) == (rows, 20)


def test_providers_are_filtered_by_who_registered_them(client, registrar):
    vysocina = RegisteringAuthority.objects.create(slug="kraj-108", name="Kraj Vysočina")
    there = ProviderFactory(registering_authority=vysocina)
    ProviderFactory()

    url = admin_url("provider", "changelist")
    found = client.get(url, {"registering_authority__id__exact": vysocina.pk})

    assert list(found.context["cl"].result_list) == [there]


@pytest.mark.parametrize("model", MODELS)
def test_every_list_goes_out_as_it_shows_its_rows(client, registrar, rows, model):
    answer = client.get(admin_url(model, "export_as", "csv"))

    shown = client.get(admin_url(model, "changelist")).context["cl"].result_list
    table = read_table(b"".join(answer.streaming_content)) if shown else None
    assert len(table.lines if table else []) == len(shown)


def test_a_merged_provider_is_not_listed(client, registrar):
    winner = ProviderFactory()
    ProviderFactory(merged_into=winner)

    found = client.get(admin_url("provider", "changelist"))

    assert list(found.context["cl"].result_list) == [winner]


def test_a_hidden_place_is_not_listed(client, registrar):
    place = FacilityFactory(is_address_hidden=True)
    ContactFactory(service=None, facility=place, type="address", value="Tajná 66, Kyjov")

    pages = [client.get(admin_url(name, "changelist")) for name in ("facility", "contact")]

    shown = "".join(page.content.decode() for page in pages)
    assert "utajená adresa" in shown
    assert "Kyjov</td>" not in shown
    assert "Tajná" not in shown


def test_no_list_asks_a_query_per_row(client, registrar):
    def count(model):
        with CaptureQueriesContext(connection) as asked:
            client.get(admin_url(model, "changelist"))
        return len(asked)

    def more():
        row = ServiceFactory()
        for factory in (CapacityFactory, FacilityFactory, ContactFactory, ReachFactory):
            factory(service=row)
        ServiceFormFactory(service=row)

    more()
    few = {model: count(model) for model in MODELS}
    for _ in range(4):
        more()

    assert {model: count(model) for model in MODELS} == few
