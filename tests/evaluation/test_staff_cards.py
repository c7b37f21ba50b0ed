"""Cards of staff: sums by position go into the report, people stay out of the system."""

import io
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.importers.staff import heads, read_staff
from evaluation.layout import sheet_of
from evaluation.models import Report
from evaluation.worktime import yearly_fund
from sitis.workbooks import UnreadableTable, write_xlsx
from tests.evaluation.factories import CLOSES, DURING, TermFactory, in_network, opened
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

NAMES = list(heads())
CARE = {
    "person": "P-1", "sex": "žena", "born": 1980, "education": "vyšší odborné", "practice": 10,
    "employed": 4, "form": "terénní", "position": "1.2.3", "contract": "pracovní smlouva",
    "fte": Decimal("0.75"), "costs": 400_000, "costs_region": 300_000,
}  # fmt: skip


@pytest.fixture
def worker(provider, time_machine):
    time_machine.move_to(DURING, tick=False)
    return MembershipFactory(provider=provider).user


@pytest.fixture
def report(provider, worker):
    service = in_network(provider)
    term = opened(TermFactory(occasion="actual_1"))
    return Report.objects.for_lists().get(term=term, service=service)


def table(*cards, heads_of=None):
    """An XLSX of cards; each differs from CARE by what it names."""
    rows = [[{**CARE, **card}.get(name) for name in NAMES] for card in cards]
    stream = io.BytesIO()
    write_xlsx(stream, heads_of or list(heads().values()), rows)
    return stream.getvalue()


def read(report, *cards):
    return read_staff(table(*cards), report, sheet_of(report))


def reasons(found):
    return [(one.row, one.reason) for one in found.refused]


def test_cards_become_sums_by_position_and_contract(report):
    found = read(
        report,
        {},
        {"person": "P-2", "fte": Decimal("0.5")},
        {"person": "P-3", "position": "sociální pracovníci", "contract": "DPP", "fte": None,
         "hours": 300, "costs": 60_000, "costs_region": 0},
        {"person": "P-4", "position": "2.1 vedoucí pracovníci"},
        {"person": "P-5", "contract": "dobrovolník", "fte": None, "hours": 20, "costs": None,
         "costs_region": None},
    )  # fmt: skip

    assert (found.accepted, found.refused) == (5, [])
    said = {code: value for code, value in found.cells.items() if value}
    assert said == {
        "C.1.2.3.persons.AT": 2, "C.1.2.3.fte.AT": Decimal("1.25"),
        "C.1.2.3.costs.AT": 800_000, "C.1.2.3.costs_region.AT": 600_000,
        "C.1.2.3.volunteers.AT": 1, "C.1.2.3.volunteer_hours.AT": 20,
        "C.1.1.dpp_persons.AT": 1, "C.1.1.dpp_hours.AT": 300,
        "C.1.1.dpp_fte.AT": round(Decimal(300) / yearly_fund(2025), 3),
        "C.1.1.costs.AT": 60_000,
        "C.2.1.persons.AT": 1, "C.2.1.fte.AT": Decimal("0.75"),
        "C.2.1.costs.AT": 400_000, "C.2.1.costs_region.AT": 300_000,
    }  # fmt: skip
    assert found.cells["C.1.4.persons.AT"] == 0  # nobody there is said, not left out


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ({"person": None}, "Chybí identifikátor"),
        ({"person": "806215/1234"}, "rodné číslo"),
        ({"person": "Jana Nováková"}, "jméno"),
        ({"position": "kouzelník"}, "Pracovní zařazení neznáme"),
        ({"contract": "ústně"}, "Druh smlouvy: napište některé z"),
        ({"fte": "celý"}, "Úvazek: napište číslo"),
        ({"fte": -1}, "záporné"),
        ({"fte": 12}, "příliš velké"),
        ({"fte": None}, "Chybí úvazek"),
        ({"form": "pobytová"}, "Takovou formu služba nemá"),
        ({"service": "7654321"}, "jiné službě"),
        ({"born": 2020}, "Rok narození"),
        ({"practice": 60}, "víc, než dovoluje rok narození"),
        ({"costs": 10, "costs_region": 20}, "víc než osobní náklady"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_row_is_refused_with_its_reason_and_the_others_count(report, card, reason):
    found = read(report, {"person": "P-9"}, card)

    assert [row for row, _reason in reasons(found)] == [3]
    assert reason in reasons(found)[0][1]
    assert "Nováková" not in reasons(found)[0][1]
    assert found.accepted == 1


def test_the_same_card_twice_counts_once(report):
    found = read(report, {}, {})

    assert (found.accepted, reasons(found)[0][0]) == (1, 3)
    assert "už jsou na řádku 2" in reasons(found)[0][1]


def test_more_than_one_and_a_half_of_a_person_is_told(report):
    found = read(report, {"fte": 1}, {"fte": 1, "position": "1.1"})

    assert [one.row for one in found.warnings] == [2]


def test_a_table_with_names_is_refused_whole(report):
    named = ["Jméno a příjmení" if name == "education" else head for name, head in heads().items()]

    with pytest.raises(UnreadableTable, match="osobní údaje"):
        read_staff(table({}, heads_of=named), report, sheet_of(report))


def test_csv_of_czech_excel_is_read(report):
    lines = ["Identifikátor pracovníka;Pracovní zařazení;Úvazek", "P-1;1.2.3;0,75", "P-2;1.3;1"]

    found = read_staff("\r\n".join(lines).encode("cp1250"), report, sheet_of(report))

    assert found.accepted == 2
    assert "C.1.2.3.costs.AT" not in found.cells  # no column spoke of money


def everything_kept():
    """All texts and numbers of every table, as one long text."""
    rows = []
    for model in apps.get_app_config("evaluation").get_models():
        rows += [str(list(row)) for row in model._base_manager.values_list()]
    return "\n".join(rows)


def test_only_sums_are_written_and_nobody_stays(client, report, worker, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(worker)
    url = reverse("evaluation:staff-cards", args=[report.pk])
    cards = [{"person": f"OSOBA-{n}", "born": 1971, "fte": 1, "costs": 500_000} for n in range(14)]
    wrong = [{"person": "OSOBA-X", "position": "nic"}, {"person": "OSOBA-Y", "fte": "moc"}]

    page = client.post(url, {"file": SimpleUploadedFile("k.xlsx", table(*cards, *wrong))})
    assert (page.context["found"].accepted, len(page.context["refused"])) == (14, 2)
    assert not report.cells.filter(code="C.1.2.3.persons.AT", number=14).exists()

    client.post(url, {"souhrn": page.context["sealed"]})
    cell = report.cells.get(code="C.1.2.3.persons.AT")
    assert (cell.number, cell.source, cell.source_note) == (14, "import", "z 14 karet pracovníků")
    assert report.cells.get(code="C.1.fte_all.AT").number == 14  # the sum follows
    assert "OSOBA" not in everything_kept()
    assert "OSOBA" not in page.context["sealed"]
    assert list(tmp_path.rglob("*.*")) == []


def test_a_returned_report_takes_cards_for_the_fields_it_was_returned_for(client, report, worker):
    """Sums of the table's other fields come with the file, unchanged or as zeros of empty ones."""
    client.force_login(worker)
    url = reverse("evaluation:staff-cards", args=[report.pk])
    whole = client.post(url, {"file": SimpleUploadedFile("k.xlsx", table({}, {"person": "P-2"}))})
    client.post(url, {"souhrn": whole.context["sealed"]})
    report.cells.filter(number=0).delete()
    named = ["C.1.2.3.fte.AT", "C.1.2.3.costs.AT"]
    Report.objects.filter(pk=report.pk).update(
        state="returned", returned_fields=named, return_reason="Doložte.", return_until=CLOSES
    )

    other = client.post(
        url, {"file": SimpleUploadedFile("k.xlsx", table({"fte": 1}, {"person": "P-2"}))}
    )
    client.post(url, {"souhrn": other.context["sealed"]})
    assert report.cells.get(code="C.1.2.3.fte.AT").number == Decimal("1.75")
    assert not report.cells.filter(number=0).exists()

    third = client.post(url, {"file": SimpleUploadedFile("k.xlsx", table({}))})
    refused = client.post(url, {"souhrn": third.context["sealed"]}, follow=True).content.decode()
    assert "soubor mění i jiná" in refused
    assert report.cells.get(code="C.1.2.3.persons.AT").number == 2


def test_sums_of_another_report_or_changed_ones_are_not_written(client, report, worker):
    client.force_login(worker)
    url = reverse("evaluation:staff-cards", args=[report.pk])
    page = client.post(url, {"file": SimpleUploadedFile("k.xlsx", table({}))})

    forged = client.post(url, {"souhrn": page.context["sealed"][:-3] + "abc"}, follow=True)

    assert "nic se nezapsalo" in forged.content.decode()
    assert not report.cells.filter(source="import").exists()


def test_the_template_is_read_by_the_import(client, report, worker):
    client.force_login(worker)
    url = reverse("evaluation:staff-template", args=[report.pk])

    found = read_staff(b"".join(client.get(url)), report, sheet_of(report))

    assert (found.accepted, found.refused) == (2, [])
