"""Tables in and out of /sprava/: preview, marked errors, all or nothing, exports that harm nobody."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from providers.models import Capacity, Contact, Provider, Reach, RegisteringAuthority, Service
from sitis.audit import Act, Event
from sitis.workbooks import read_table
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    OrpFactory,
    ProviderFactory,
    ReachFactory,
    ServiceFactory,
    ServiceKindFactory,
    UnitFactory,
    official,
    right_ico,
)

pytestmark = pytest.mark.django_db
TABLES = ["provider", "service", "capacity", "contact", "reach"]


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


def url(model, verb, *args):
    return reverse(f"admin:providers_{model}_{verb}", args=args)


def sent(client, model, content, name="tabulka.csv", reason=""):
    if isinstance(content, str):
        content = content.encode("cp1250")
    file = SimpleUploadedFile(name, content)
    answer = client.post(url(model, "import"), {"import_file": file, "reason": reason})
    assert answer.status_code == 200
    return answer


def confirmed(client, model, answer):
    form = answer.context["confirm_form"]
    return client.post(
        url(model, "process_import"),
        {name: form[name].value() for name in form.fields},
        follow=True,
    )


def imported(client, model, content, **more):
    return confirmed(client, model, sent(client, model, content, **more))


def problems(answer):
    return [(one.row, one.column, one.sentence) for one in answer.context["result"].problems]


def exported(client, model, kind, **query):
    answer = client.get(url(model, "export_as", kind), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def trail():
    return {
        model.__name__: model.history.count()
        for model in (Provider, Service, Capacity, Contact, Reach)
    }


# -- in ---------------------------------------------------------------------------------------------


def test_a_table_of_an_office_is_previewed_and_then_written(client, registrar):
    service = ServiceFactory(name="Domov", identifier="9000001")
    provider = ProviderFactory(ico=right_ico(1234))
    ServiceKindFactory(slug="shelter", rpss_code="57", name="azylové domy")
    text = (
        "Přehled kraje;;;;\n"
        "IDENTIFIKÁTOR služby;Název ;Druh služby;IČO poskytovatele;Poskytována od;Co to je\n"
        f"9000001;Domov Žďár;;;{'1. 1. 2020'};x\n"
        f"9000002;Nový dům;azylové domy;{int(provider.ico)};31. 12. 2026;x\n"
    ).replace("Domov Žďár;;;", f"Domov Žďár;{service.kind.name};{service.provider.ico};")

    answer = sent(client, "service", text, reason="Tabulka z porady")

    result = answer.context["result"]
    assert not Service.objects.filter(identifier="9000002").exists()
    assert (result.totals["new"], result.totals["update"]) == (1, 1)
    assert [(note.row, note.sentence) for note in result.notes] == [
        (4, f"IČO {int(provider.ico)} jsme doplnili nulami na {provider.ico}.")
    ]
    assert result.ignored == ["Co to je"]
    page = confirmed(client, "service", answer).content.decode()
    assert "Tabulka je zapsána. Nových: 1, změněných: 1, beze změny: 0." in page
    new = Service.objects.get(identifier="9000002")
    assert (new.provider, new.provided_from) == (provider, date(2026, 12, 31))
    newest = service.history.latest()
    assert (newest.name, newest.history_user, newest.history_change_reason) == (
        "Domov Žďár",
        registrar,
        "Tabulka z porady",
    )
    assert Event.objects.get(act=Act.IMPORT).detail == {"new": 1, "changed": 1}


def test_numbers_days_and_spaces_of_offices_are_read(client, registrar):
    beds = CapacityFactory(amount=1)
    header = "Číslo záznamu;Počet;Platí do"

    imported(client, "capacity", f"{header}\n{beds.pk};1\u00a0234,50;46387\n")

    beds.refresh_from_db()
    assert (beds.amount, beds.valid_to) == (Decimal("1234.50"), date(2026, 12, 31))


def test_identifiers_that_a_spreadsheet_made_numbers_are_read(client, registrar):
    service = ServiceFactory(identifier="9000001")
    book = openpyxl.Workbook()
    book.active.append(["Identifikátor služby", "Název"])
    book.active.append([9000001.0, "Jinak"])
    stream = io.BytesIO()
    book.save(stream)

    imported(client, "service", stream.getvalue(), name="t.xlsx")

    service.refresh_from_db()
    assert service.name == "Jinak"


def test_all_rows_or_none_and_each_error_by_row_and_column(client, registrar):
    good, bad = CapacityFactory(amount=1), CapacityFactory(amount=2)
    text = (
        "Číslo záznamu;Počet;Platí od;Platí do\n"
        f"{good.pk};5;;\n"
        f"{bad.pk};-1;1. 1. 2020;\n"
        f"{bad.pk};dvacet;;31. 2. 2020\n"
        "999999;1;;\n"
        f"{bad.pk};2;1. 1. 2020;1. 1. 2019\n"
    )

    answer = sent(client, "capacity", text)

    assert problems(answer) == [
        (3, "Počet", "Kapacita nesmí být záporná."),
        (4, "Počet", "„dvacet“ není číslo. Napište například 1 234,50."),
        (4, "Platí do", "„31. 2. 2020“ není datum. Napište například 31. 12. 2026."),
        (5, "Číslo záznamu", "Záznam 999999 v registru není."),
        (6, "Platí do", "Poslední den nesmí být dřív než první."),
    ]
    assert answer.context["confirm_form"] is None
    good.refresh_from_db()
    assert (good.amount, good.history.count()) == (1, 1)


def test_errors_come_back_in_the_same_workbook(client, registrar):
    book = openpyxl.Workbook()
    book.active.title = "Moje služby"
    book.active.append(["Identifikátor služby", "Název"])
    book.active.append(["123456", "Šest číslic"])
    book.active["B2"].font = openpyxl.styles.Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)

    answer = sent(client, "service", stream.getvalue(), name="t.xlsx")
    returned = b"".join(client.get(answer.context["marked_url"]).streaming_content)

    sheet = openpyxl.load_workbook(io.BytesIO(returned))["Moje služby"]
    assert "sedm číslic" in sheet["A2"].comment.text
    assert "sedm číslic" in sheet["C2"].value
    assert sheet["B2"].font.bold


def test_the_marked_workbook_is_only_its_senders(client, registrar):
    answer = sent(client, "service", "Identifikátor služby;Název\n1;x")
    client.force_login(official("registrar"))

    assert client.get(answer.context["marked_url"]).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Soubor je prázdný."),
        (b"\x89PNG....", "Soubor není tabulka, ale PNG"),
        (b"PK\x03\x04....", "poškozený"),
        ("Název;Cena\na;b".encode(), "V tabulce chybí sloupec „Identifikátor služby“."),
        ("Název;Název;Identifikátor služby\na;b;1".encode(), "Sloupec Název je v tabulce dvakrát."),
        ("Identifikátor služby;Název\n9000001;a\0b".encode(), "nulové znaky"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(client, registrar, content, said):
    answer = sent(client, "service", content, name="tabulka.xlsx")

    assert said in answer.content.decode()
    assert not Service.objects.exists()


def test_a_table_over_the_limit_is_refused(client, registrar, settings):
    settings.UPLOAD_LIMIT_WORKBOOK = 1000

    answer = sent(client, "service", b"x" * 2000)

    assert "Soubor je větší než" in answer.content.decode()


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("Název", "x" * 10_000, "300"),
        ("Druh služby", "neznámý", "„neznámý“ v registru není."),
        ("IČO poskytovatele", "12345678", "nesouhlasí kontrolní číslice"),
        ("Poskytována do", "1. 1. 2019", "Služba nemůže skončit dřív, než začala."),
        ("Zveřejnit", "možná", "není ano ani ne"),
    ],
)
def test_what_a_row_cannot_say_is_told(client, registrar, column, value, said):
    ServiceFactory(identifier="9000001", provided_from=date(2020, 1, 1))

    answer = sent(client, "service", f"Identifikátor služby;{column}\n9000001;{value}")

    assert [(one[0], one[1]) for one in problems(answer)] == [(2, column)]
    assert said in problems(answer)[0][2]


def test_shares_of_a_service_make_a_whole_in_the_table(client, registrar):
    service = ServiceFactory(identifier="9000001")
    OrpFactory()
    MunicipalityFactory()
    head = "Identifikátor služby;Obec (kód);ORP (kód);Podíl v %\n"

    refused = sent(client, "reach", f"{head}9000001;;6210;60\n9000001;586307;;39\n")
    imported(client, "reach", f"{head}9000001;;6210;60\n9000001;Kyjov;;40\n")

    assert problems(refused) == [(3, "Podíl v %", "Podíly dávají dohromady 99 %, mají dát 100 %.")]
    assert service.reach.count() == 2


def test_a_row_of_a_table_stays_with_its_service(client, registrar):
    reach = ReachFactory(service__identifier="9000001", share=100)
    ServiceFactory(identifier="9000002")

    answer = sent(client, "reach", f"Číslo záznamu;Identifikátor služby\n{reach.pk};9000002\n")

    assert problems(answer) == [
        (
            2,
            "Identifikátor služby",
            "Řádek patří službě 9000001, k jiné ho přesunout nelze. Založte nový.",
        )
    ]


def test_a_kind_nobody_named_is_not_published_by_a_table(client, registrar):
    kind = ServiceKindFactory(slug="x", rpss_code="99", name="neznámý kód 99", is_named=False)
    ServiceFactory(identifier="9000001", kind=kind, is_published=False)

    answer = sent(client, "service", "Identifikátor služby;Zveřejnit\n9000001;ano\n")

    assert [said for _row, _column, said in problems(answer)] == [
        "Nejdřív pojmenujte druh služby, pak ji půjde zveřejnit."
    ]


def test_a_table_says_who_registered_a_provider(client, registrar):
    provider = ProviderFactory()
    vysocina = RegisteringAuthority.objects.create(slug="kraj-108", name="Kraj Vysočina")

    imported(client, "provider", f"IČO;Registrující orgán\n{provider.ico};Kraj Vysočina\n")

    provider.refresh_from_db()
    assert provider.registering_authority == vysocina


def test_a_name_that_two_places_share_is_not_guessed(client, registrar):
    ServiceFactory(identifier="9000001")
    MunicipalityFactory(code="582000", name="Březina")
    MunicipalityFactory(code="583000", name="Březina")

    answer = sent(client, "reach", "Identifikátor služby;Obec (kód)\n9000001;Březina\n")

    assert problems(answer) == [(2, "Obec (kód)", "„Březina“ je v registru vícekrát. Uveďte kód.")]


def test_a_table_that_ends_a_service_ends_what_is_its(client, registrar):
    beds = CapacityFactory()
    row = f"Identifikátor služby;Poskytována do\n{beds.service.identifier};31. 3. 2026"

    imported(client, "service", row)

    beds.refresh_from_db()
    assert beds.valid_to == date(2026, 3, 31)


def test_what_changed_since_the_preview_is_previewed_again(client, registrar):
    service = ServiceFactory(identifier="9000001", name="A")
    answer = sent(client, "service", "Identifikátor služby;Název\n9000001;B")
    service.name = "Mezitím"
    service.save()

    page = confirmed(client, "service", answer).content.decode()

    assert "od náhledu změnily" in page
    assert Service.objects.get().name == "Mezitím"


def test_a_table_of_somebody_else_cannot_be_confirmed(client, registrar):
    ServiceFactory(identifier="9000001", name="A")
    answer = sent(client, "service", "Identifikátor služby;Název\n9000001;B")
    client.force_login(official("registrar"))

    page = confirmed(client, "service", answer).content.decode()

    assert "už tu není" in page
    assert Service.objects.get().name == "A"


def test_new_capacities_and_contacts_come_by_table(client, registrar):
    service = ServiceFactory(identifier="9000001")
    FormFactory()
    UnitFactory()

    imported(
        client,
        "capacity",
        "Identifikátor služby;Forma;Jednotka;Počet;Platí od\n9000001;terénní;clients;12;1.1.2026",
    )
    imported(
        client,
        "contact",
        "Identifikátor služby;Druh;Údaj;Zveřejnit\n9000001;telefon;'+420 541 000 000;ano",
    )

    assert service.capacities.get().amount == 12
    assert (service.contacts.get().value, service.contacts.get().type) == (
        "+420 541 000 000",
        "phone",
    )


# -- out ----------------------------------------------------------------------------------------------

HOSTILE = ["=1+1", "+420 541 000 000", "-x", "@SUM(A1)", "'=1"]


@pytest.fixture
def register(db):
    """Rows of every table, with cells that would run and odd values."""
    for place, value in enumerate(HOSTILE):
        provider = ProviderFactory(name=value)
        service = ServiceFactory(provider=provider, name=value, is_published=bool(place % 2))
        CapacityFactory(service=service, amount=Decimal("1.50") * place, valid_from=None)
        ContactFactory(service=service, value=value, person=value)
        ContactFactory(service=None, provider=provider, value=value)
        ReachFactory(service=service, share=Decimal(100))
    ProviderFactory(name="Bez čísla", ico="")
    flagged = ProviderFactory(name="Chybné", ico="12345678", is_ico_flagged=True)
    ServiceFactory(provider=flagged, provided_to=date(2021, 1, 1))


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("model", TABLES)
def test_an_exported_table_imported_again_changes_nothing(client, registrar, register, model, kind):
    before = trail()

    answer = sent(client, model, exported(client, model, kind), name=f"t.{kind}")

    result = answer.context["result"]
    assert problems(answer) == []
    assert (result.totals["new"], result.totals["update"]) == (0, 0)
    assert result.totals["skip"] > 0
    assert trail() == before


@pytest.mark.parametrize("model", TABLES)
def test_cells_of_exports_run_nothing(client, registrar, register, model):
    sheet = openpyxl.load_workbook(io.BytesIO(exported(client, model, "xlsx"))).active
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    lines = read_table(exported(client, model, "csv")).lines
    risky = [cell for line in lines for cell in line.cells if cell and cell[0] in "=+-@\t\r"]
    assert risky == []


def test_an_export_holds_what_the_filtered_list_shows(client, registrar, register):
    wanted = ServiceFactory(name="Žluťoučký domov")

    table = read_table(exported(client, "service", "csv", q="zlutoucky", stav="no_place"))

    assert table.headers == (
        "Číslo záznamu",
        "Identifikátor služby",
        "Název",
        "IČO poskytovatele",
        "Poskytovatel",
        "Druh služby",
        "Poskytována od",
        "Poskytována do",
        "Stav",
        "Zveřejnit",
    )
    assert [line.cells for line in table.lines] == [
        (
            str(wanted.pk),
            wanted.identifier,
            "Žluťoučký domov",
            wanted.provider.ico,
            wanted.provider.name,
            wanted.kind.name,
            "1. 1. 2020",
            "",
            "bez místa poskytování",
            "ano",
        )
    ]
    assert Event.objects.get(act=Act.EXPORT).detail["query"] == "q=zlutoucky&stav=no_place"


def test_contacts_of_a_hidden_place_never_leave(client, registrar):
    place = FacilityFactory(is_address_hidden=True)
    ContactFactory(service=None, facility=place, value="Tajná 66")
    ContactFactory(value="veřejný")

    table = read_table(exported(client, "contact", "csv"))

    assert [line.cells[6] for line in table.lines] == ["veřejný"]


def test_an_export_reads_in_batches_not_by_rows(client, registrar):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(model):
        with CaptureQueriesContext(connection) as asked:
            exported(client, model, "xlsx")
        return len(asked)

    def more():
        service = ServiceFactory()
        CapacityFactory(service=service)
        ContactFactory(service=service)
        ReachFactory(service=service)

    more()
    few = {model: count(model) for model in TABLES}
    for _ in range(4):
        more()

    assert {model: count(model) for model in TABLES} == few


def test_an_unchanged_table_is_compared_without_a_query_per_row(client, registrar):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        content = exported(client, "service", "csv")
        with CaptureQueriesContext(connection) as asked:
            sent(client, "service", content)
        return len([one for one in asked if "SAVEPOINT" not in one["sql"]])

    ServiceFactory()
    few = count()
    for _ in range(5):
        ServiceFactory()

    assert count() == few


def test_lists_of_work_pages_go_out_too(client, registrar, register):
    for name in ("service-export", "provider-export"):
        for kind in ("xlsx", "csv"):
            answer = client.get(reverse(f"providers:{name}", args=[kind]))
            assert read_table(b"".join(answer.streaming_content)).lines
