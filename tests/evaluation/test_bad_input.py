"""Everything bad that the issue names, sent as a browser sends it: told in words, nothing broken."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.importers.workbook.writing import write_workbook
from evaluation.models import Report, ReportWorkbook
from tests.evaluation.factories import DURING, TermFactory, in_network, opened
from tests.evaluation.test_report_workbook import filled, sent
from tests.factories import MembershipFactory, ServiceKindFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(provider, time_machine):
    time_machine.move_to(DURING, tick=False)
    return MembershipFactory(provider=provider).user


@pytest.fixture
def report(client, provider, worker):
    """Of a shelter with beds for the whole year."""
    kind = ServiceKindFactory(slug="shelter", name="azylové domy", section="§ 57", rpss_code="57x")
    service = in_network(provider, kind=kind, form="residential", unit="beds", amount="10")
    term = opened(occasion="actual_1")
    client.force_login(worker)
    return Report.objects.for_lists().get(term=term, service=service)


def save(client, report, section, **values):
    sent_values = {}
    for name, value in values.items():
        value, comment = value if isinstance(value, tuple) else (value, "")
        code = name.replace("_", ".")
        sent_values |= {f"v-{code}": value, f"k-{code}": comment}
    url = reverse("evaluation:section", args=[report.pk, section])
    return client.post(url, sent_values, follow=True).content.decode()


def number(report, code):
    cell = report.cells.filter(code=code).first()
    return cell.number if cell is not None else None


def told(client, report):
    return client.get(reverse("evaluation:report-check", args=[report.pk])).content.decode()


TYPED = [
    ("sto korun", None, "Napište číslo, například 1 234,50."),
    ("1e999", None, "Napište číslo celé, číslicemi."),
    ("-1", None, "Opravte prosím"),
    ("\u22120", Decimal(0), ""),
    ("-0", Decimal(0), ""),
    ("12,5", Decimal("12.5"), ""),
    ("12.5", Decimal("12.5"), ""),
    ("1 234,5", Decimal("1234.5"), ""),
    ("1\xa0234.5", Decimal("1234.5"), ""),
    ("9" * 40, None, "Opravte prosím"),
    ("\u0661\u0662", None, "Opravte prosím"),
    ("NaN", None, "Napište číslo"),
]


@pytest.mark.parametrize(("typed", "kept", "words"), TYPED)
def test_what_is_typed_into_a_number(client, report, typed, kept, words):
    page = save(client, report, "F", F_1_1_total=typed)

    assert number(report, "F.1.1.total") == kept
    assert words in page
    if words:
        assert f'value="{typed}"' in page  # what was typed stays to be mended
        assert "Opravte prosím:" in page


def test_occupancy_of_101_per_cent_needs_a_comment(client, report):
    save(client, report, "E", E_beddays_offered="3650", E_beddays_occupied="3687")
    assert "101,01" in told(client, report)
    refused = client.post(reverse("evaluation:report-step", args=[report.pk, "predat"]))
    assert "101,01" in refused.content.decode()

    why = "Dvě matky s dětmi na přistýlkách."
    save(client, report, "E", E_beddays_offered="3650", E_beddays_occupied=("3687", why))

    assert number(report, "E.beddays.occupied") == 3687
    lines = client.get(reverse("evaluation:report-check", args=[report.pk])).context["lines"]
    assert [one.is_answered for one, _places in lines if one.rule == "9"] == [True]


def test_costs_of_staff_without_staff(client, report):
    save(client, report, "F", F_1_1_total="500000")

    assert "Uvádíte osobní náklady 500\xa0000 Kč, ale žádný úvazek." in told(client, report)
    client.post(reverse("evaluation:report-step", args=[report.pk, "predat"]))
    report.refresh_from_db()
    assert report.state == "in_work"


def test_a_workbook_of_another_service_or_of_last_year(client, report, provider):
    network = report.service.network_items.get().network
    other = in_network(provider, network=network, form="residential", unit="beds")
    theirs = Report.objects.create(term=report.term, service=other, forms=["residential"])
    last = TermFactory(year=2024, occasion="actual_1", state="open")
    old = Report.objects.create(term=last, service=report.service, forms=["residential"])

    for strange, words in ((theirs, "patří službě"), (old, "ze sběru Skutečnost I. 2024")):
        page = sent(client, report, write_workbook(strange)).content.decode()
        assert words in page
    assert not ReportWorkbook.objects.exists()


def test_a_workbook_with_formulas_and_words(client, report):
    content = filled(write_workbook(report), F_1_1_total="=1+1", F_1_2_total="sto", F_2_2_total=5)

    page = sent(client, report, content)

    text = page.content.decode()
    assert "Je tu vzorec. Napište přímo hodnotu." in text
    assert "Napište číslo" in text
    kept = ReportWorkbook.objects.get()
    client.post(
        reverse("evaluation:workbook-detail", args=[kept.pk]), {"seen": page.context["found"].seen}
    )
    assert number(report, "F.1.1.total") is None
    assert number(report, "F.2.2.total") is None  # nothing of a workbook with mistakes


def test_a_workbook_larger_than_the_limit(client, report):
    answer = client.generic(
        "POST", reverse("evaluation:report-workbook", args=[report.pk]), b"",
        content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(60 * 1024**2),
    )  # fmt: skip

    assert answer.status_code == 413
    assert "10\xa0MB" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("evidence.pdf", b"%PDF-1.7", 1),
        ("evidence.txt", "lůžkodny: 3 650".encode(), 1),
        ("evidence.exe", b"MZ\x90\x00", 0),
        ("evidence.html", b"<script>alert(1)</script>", 0),
        ("evidence", b"%PDF-1.7", 0),
        ("evidence.pdf", b"MZ\x90\x00", 0),
    ],
)
def test_only_documents_are_attached_to_a_report(client, report, name, content, kept):
    sent = {"kind": "bed_days", "title": "", "file": SimpleUploadedFile(name, content)}

    answer = client.post(reverse("evaluation:report-file-add", args=[report.pk]), sent)

    assert (report.files.count(), answer.status_code) == (kept, 302 if kept else 200)
