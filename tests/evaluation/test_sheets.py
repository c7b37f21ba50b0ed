"""Evaluation sheets: what stands on them, where it leads, who may have them, what they must not say."""

import re
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from random import Random

import pikepdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.html import strip_tags
from openpyxl import load_workbook

from evaluation.actions.benchmarks import answer, compute_run, conclude, draft_run, freeze_run
from evaluation.benchmark import Order
from evaluation.documents.sheet import SERVICE_SHEET
from evaluation.documents.sheet.cells import number
from evaluation.indicators import find
from evaluation.models import (
    FormField,
    FormSection,
    GroupResult,
    Report,
    RunInput,
    RunResult,
    Sheet,
    Snapshot,
    SnapshotRow,
    Threshold,
)
from providers.models import Service
from sitis.documents import parent
from sitis.documents.build import build
from sitis.documents.models import Bundle, Document
from sitis.documents.tasks import build_bundle
from sitis.jobs.models import Job
from sitis.rooms import Imprint
from tests.evaluation.run_factories import CUTOFF, approve, moment
from tests.evaluation.worlds import facts, one_input, region
from tests.evaluation.worlds import number as plain
from tests.factories import MembershipFactory, official
from tests.providers import card_rows

pytestmark = pytest.mark.django_db
POINTS = [
    "Identifikace a karta", "Specifikum", "Jiné zdroje", "Nákladovost", "Výkonnost",
    "Provázanost a spolupráce", "Kvalita", "Odchylky a vysvětlení", "Závěr kraje",
    "Příští kontrola", "Poznámka k metodě",
]  # fmt: skip
SAID = {
    "B.specifics": (None, "Jezdíme do vzdálených obcí."), "H.complaints": (3, ""),
    "H.planning_where": (None, "Kyjov, skupina Senioři"),
}  # fmt: skip


def order(*, years=(2024, 2025), providers=14) -> Order:
    """Home care of ``providers`` in one group, and three shelters, too few to compare."""
    chance = Random(7)
    inputs = []
    for at in range(providers + 3):
        kind = "home_care" if at < providers else "shelter"
        form, size = ("field", 5 + at / 10) if kind == "home_care" else ("residential", 30.0)
        for year in years:
            given = facts(chance, form, size, 1 + (year - 2025) * 0.05)
            inputs.append(
                one_input(
                    chance, at, kind=kind, provider=at, year=year, size=plain(size), facts=given
                )
            )
    return Order(years[-1], "test", (), tuple(inputs))


@pytest.fixture
def analyst():
    return official("analyst")


@pytest.fixture
def run(analyst):
    made = approve(order())
    section = FormSection.objects.create(version=made.version, code="H", title="Kvalita")
    for at, (code, (amount, _text)) in enumerate(SAID.items()):
        FormField.objects.create(
            version=made.version, section=section, code=code, label=f"Otázka {code}", order=at,
            kind="text" if amount is None else "integer", occasions=[],
        )  # fmt: skip
    SnapshotRow.objects.bulk_create(
        SnapshotRow(
            snapshot=one, code=code, standing="value", number=amount, text=text, source="typed"
        )
        for one in Snapshot.objects.filter(report__term__year=2025)
        for code, (amount, text) in SAID.items()
    )
    found = draft_run(year=2025, cutoff=CUTOFF, by=analyst, title="Srovnání 2025")
    compute_run(found, by=analyst)
    found.refresh_from_db()
    freeze_run(found, by=analyst)
    return found


@pytest.fixture
def sheet(run):
    """Of a service in the middle of its group."""
    rows = RunResult.objects.filter(input__run=run, input__year=2025, indicator="N1", counts=True)
    middle = rows.order_by("value")[7]
    return Sheet.objects.get(run=run, service=middle.input.service)


@pytest.fixture
def worker(sheet):
    return MembershipFactory(provider=sheet.service.provider).user


def paper(sheet) -> str:
    return SERVICE_SHEET.collect(
        str(sheet.pk), Imprint("2026-1", "http://x/"), lambda *_: None
    ).html


def headings(html: str) -> list[str]:
    return [plain_text(one).strip() for one in re.findall(r"<h2 id.*?</h2>", html, re.DOTALL)]


def plain_text(html: str) -> str:
    return strip_tags(html).replace("\xa0", " ").replace("&nbsp;", " ")


def page(client, user, sheet, name="run-service"):
    client.force_login(user)
    return client.get(reverse(f"evaluation:{name}", args=[sheet.run_id, sheet.service.identifier]))


# -- what stands there -----------------------------------------------------------------------------


def test_freezing_opens_a_sheet_for_each_service_with_its_history(run):
    services = set(RunInput.objects.of_year(run).values_list("service", flat=True))

    assert set(Sheet.objects.filter(run=run).values_list("service", flat=True)) == services
    assert Sheet.history.filter(run=run, conclusion="").count() == len(services)


def test_all_eleven_points_stand_on_paper_in_their_order(sheet):
    found = [one.split(maxsplit=1)[1] for one in headings(paper(sheet))]

    assert found == POINTS


def test_the_sheet_says_what_the_report_the_official_and_the_provider_said(sheet, analyst, worker):
    result = RunResult.objects.get(input__service=sheet.service, input__year=2025, indicator="N1")
    row = answer(result, text="Stavíme novou základnu.", by=worker)
    sheet.conclusion, sheet.text = "recommendation", "Sledovat náklady."
    sheet.next_check_on = date(2027, 1, 31)
    conclude(sheet, by=analyst)

    text = plain_text(paper(sheet))

    assert "Jezdíme do vzdálených obcí." in text
    assert "Otázka H.planning_where" in text
    assert "Kyjov, skupina Senioři" in text
    assert "Stavíme novou základnu." in text
    assert row.get_state_display() in text
    assert "doporučení" in text
    assert "&lt;p&gt;" not in text
    assert "Sledovat náklady." in text
    assert "31. 1. 2027" in text
    assert sheet.run.sha256 in text
    assert "QUARTILE.INC" in text
    assert "Vyjádření ORP ke službě se v systému neeviduje" in text


def test_what_was_not_recorded_is_said_plainly(run):
    service = Service.objects.filter(kind__slug="shelter").first()
    sheet = Sheet.objects.get(run=run, service=service)

    text = plain_text(paper(sheet))

    assert "Kraj svůj závěr zatím nezapsal." in text
    assert "Karta služby potvrzená k 31. 12. 2025 v evidenci není." in text
    assert "V síti služeb k 31. 12. 2025 služba není." in text


def test_every_number_of_the_service_leads_to_the_snapshot_it_came_from(sheet, settings):
    linked = set(
        re.findall(
            rf'href="{settings.SITE_URL}/hodnoceni/snimky/(\d+)/[^"]*">([^<]+)</a>', paper(sheet)
        )
    )
    rows = RunResult.objects.filter(input__run=sheet.run, input__service=sheet.service)
    rows = rows.exclude(value=None).exclude(indicator__startswith="R1").select_related("input")

    assert rows.values("input__year").distinct().count() == 2
    for row in rows:
        said = number(row.value, find(row.indicator, row.input.form).digits)
        assert (str(row.input.snapshot_id), said) in {
            (pk, text.replace("&nbsp;", "\xa0")) for pk, text in linked
        }


def test_medians_lead_to_the_indicator_in_its_group(client, sheet, worker):
    path = reverse("evaluation:run-indicator", args=[sheet.run_id, "N1"])
    (address,) = set(re.findall(rf'{path}\?skupina=[^"]+', paper(sheet)))
    client.force_login(worker)

    assert client.get(address).status_code == 200


# -- what must not stand there -------------------------------------------------------------------------


def test_the_stored_sheet_knows_nothing_of_others_that_its_provider_may_not(sheet):
    """It is the same whoever orders it, so it is held to what the provider may know."""
    text = plain_text(paper(sheet))
    others = Service.objects.exclude(pk=sheet.service_id)
    names = [*others.values_list("name", flat=True), *others.values_list("identifier", flat=True)]
    own = RunInput.objects.of_year(sheet.run).get(service=sheet.service)
    rows = GroupResult.objects.filter(run=sheet.run, cell=own.cell)
    exact = {
        number(value, 0)
        for row in rows
        for value in (row.minimum, row.maximum, row.mean, row.weighted_mean, row.median)
        if value is not None and value > 10_000  # so long that no other number is the same
    }
    results = RunResult.objects.filter(input__run=sheet.run, value__gt=10_000)
    foreign = {number(one.value, 0) for one in results.exclude(input__service=sheet.service)}

    assert rows.filter(level="bars").exists()
    assert [name for name in names if name in text] == []
    assert len(exact) > 20
    assert len(foreign) > 100
    assert [one for one in exact | foreign if one.replace("\xa0", " ") in text] == []
    assert "nejméně" not in text.replace("nejméně od pěti", "")


def test_a_norm_for_the_office_only_stays_there(client, analyst):
    """Neither the norm nor how far the service is from it, for that says the norm."""
    secret = card_rows.cost(card_rows.valid().template, indicator="N2", amount="612345.67",
                            first=date(2024, 1, 1), per_amount=1, per_unit="lůžko",
                            is_public=False)  # fmt: skip
    approve(region(33))
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    freeze_run(run, by=analyst)
    far = RunResult.objects.filter(input__run=run, indicator="R1.N2").exclude(value=None).first()
    sheet = Sheet.objects.get(run=run, service=far.input.service)
    own = MembershipFactory(provider=sheet.service.provider).user

    def pages(user):
        return plain_text(page(client, user, sheet).content.decode())

    for text, is_told in (
        (pages(analyst), True),
        (pages(own), False),
        (plain_text(paper(sheet)), False),
    ):
        assert (number(secret.amount, 2).replace("\xa0", " ") in text) is is_told
        assert (number(abs(far.value), 1) + " %" in text) is is_told
    for user, status in ((analyst, 200), (own, 404)):
        client.force_login(user)
        url = reverse("evaluation:run-result", args=[run.pk, far.pk])
        assert client.get(url).status_code == status


def test_limits_of_the_region_stand_beside_the_value_of_the_service(analyst):
    """A norm with the deviation R1, a least value with whether it was kept."""
    for meaning, code, value in (
        ("norm", "N1", 700_000),
        ("minimum", "P1", 1),
        ("maximum", "P1", 2),
    ):
        Threshold.objects.create(
            meaning=meaning,
            indicator=code,
            kind="home_care",
            value=value,
            valid_from=date(2020, 1, 1),
        )
    approve(order(providers=3))
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    freeze_run(run, by=analyst)
    sheet = Sheet.objects.filter(run=run, service__kind__slug="home_care").first()
    far = RunResult.objects.get(input__service=sheet.service, input__year=2025, indicator="R1.N1")

    rows = re.findall(r"<tr><th scope=\"row\">(norma|nejméně|nejvíce)</th>(.*?)</tr>", paper(sheet))
    said = {meaning: plain_text(cells.replace("</td>", "|")) for meaning, cells in rows}

    assert number(abs(far.value), 1) + " %" in said["norma"]
    assert "|ano|" in said["nejméně"]
    assert "|ne|" in said["nejvíce"]


def test_of_a_small_group_nothing_is_told(run):
    service = Service.objects.filter(kind__slug="shelter").first()
    html = paper(Sheet.objects.get(run=run, service=service))

    assert GroupResult.objects.filter(run=run, kind="shelter").exists()
    assert "Ve skupině je příliš málo jiných poskytovatelů." in plain_text(html)
    assert "skupina=" not in html
    assert "medián skupiny" not in html


def test_the_office_sees_on_its_page_what_the_paper_leaves_out(client, sheet, analyst, worker):
    book = {
        user: load_workbook(BytesIO(b"".join(page(client, user, sheet, "sheet-export"))))
        for user in (analyst, worker)
    }

    assert "Vážený průměr" in [cell.value for cell in book[analyst]["Ukazatele"][1]]
    assert "Vážený průměr" not in [cell.value for cell in book[worker]["Ukazatele"][1]]


def test_the_workbook_holds_typed_numbers_that_lead_to_snapshots(client, sheet, worker, settings):
    book = load_workbook(BytesIO(b"".join(page(client, worker, sheet, "sheet-export"))))
    heads = [cell.value for cell in book["Ukazatele"][1]]
    rows = {row[2]: dict(zip(heads, row, strict=False)) for row in book["Ukazatele"].values}
    result = RunResult.objects.get(input__service=sheet.service, input__year=2025, indicator="N1")

    assert book.sheetnames == ["List", "Ukazatele", "Roky", "Normy a meze", "Odchylky"]
    assert Decimal(str(rows["N1"]["Hodnota"])) == pytest.approx(result.value)
    assert isinstance(rows["N1"]["Medián"], int | float)
    assert rows["N1"]["Podklad"] == f"{settings.SITE_URL}{result.input.snapshot.get_absolute_url()}"
    assert {row[4] for row in list(book["Roky"].values)[1:]} == {2024, 2025}


def test_the_page_of_the_service_says_the_same_and_offers_the_document(client, sheet, worker):
    text = plain_text(page(client, worker, sheet).content.decode())

    for words in ("Identifikace a karta", "Specifikum", "Provázanost a spolupráce", "Kvalita",
                  "Poznámka k metodě", "Jezdíme do vzdálených obcí.", "Připravit PDF"):  # fmt: skip
        assert words in text


# -- who may have it ---------------------------------------------------------------------------------------


def test_who_may_have_the_document(run, sheet, analyst, worker, people):
    def readers():
        every = {**people, "own": worker, "analyst": analyst}
        return {
            name
            for name, user in every.items()
            if SERVICE_SHEET.readable_by(user).filter(pk=sheet.pk).exists()
        }

    office = {"registrar", "planner", "analyst", "administrator", "auditor"}
    assert readers() == {*office, "own"}

    owed = Report.objects.filter(service=sheet.service, term__year=2025)
    owed.update(state=Report.State.IN_WORK)
    assert readers() == office  # who owes sees no peers, so no paper with them

    owed.update(state=Report.State.APPROVED)
    run.run_kinds.update(is_shared=False)
    assert readers() == office


def test_a_stranger_can_neither_order_nor_export(client, sheet):
    stranger = MembershipFactory().user

    assert page(client, stranger, sheet, "sheet-export").status_code == 404
    url = reverse("documents:document-order", args=["service_sheet", str(sheet.pk)])
    assert client.post(url).status_code == 404
    assert not Document.objects.exists()


# -- versions and bytes -------------------------------------------------------------------------------------


def test_a_sheet_is_final_once_concluded_and_each_answer_makes_another_version(
    sheet, analyst, worker
):
    versions = [SERVICE_SHEET.subject(str(sheet.pk))]
    sheet.conclusion = "in_norm"
    conclude(sheet, by=analyst)
    versions.append(SERVICE_SHEET.subject(str(sheet.pk)))
    result = RunResult.objects.get(input__service=sheet.service, input__year=2025, indicator="N1")
    answer(result, text="Vysvětlení", by=worker)
    versions.append(SERVICE_SHEET.subject(str(sheet.pk)))

    assert [one.is_final for one in versions] == [False, True, True]
    assert len({one.version for one in versions}) == 3


def test_the_command_builds_an_accessible_archive_file_always_the_same(sheet, tmp_path, capsys):
    file = tmp_path / "list.pdf"
    call_command("build_document", "service_sheet", str(sheet.pk), "-o", str(file))
    row = Document.objects.get(kind="service_sheet")

    assert row.standards == "PDF/A-2a, PDF/UA-1"
    assert row.sha256 in capsys.readouterr().out
    assert build(row, lambda *_: None).content == file.read_bytes()


# -- all of them at once ---------------------------------------------------------------------------------------


@pytest.fixture
def waiting(settings):
    """Jobs wait: no worker takes them."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


def start_all(client, user, run):
    client.force_login(user)
    return client.post(reverse("evaluation:run-sheets", args=[run.pk]))


def test_an_analyst_starts_all_sheets_and_two_clicks_are_one_job(client, run, analyst, waiting):
    first, again = start_all(client, analyst, run), start_all(client, official("analyst"), run)
    bundle = Bundle.objects.get()

    assert first.url == again.url == bundle.get_absolute_url()
    assert Job.objects.filter(task="sitis.build_bundle").count() == 1
    assert bundle.items.count() == Sheet.objects.filter(run=run).count()
    assert set(bundle.items.values_list("label", flat=True)) == set(
        Service.objects.values_list("identifier", flat=True)
    )
    text = client.get(run.get_absolute_url()).content.decode()
    assert "Připravují se všechny listy." in text
    assert bundle.get_absolute_url() in text
    assert reverse("evaluation:run-sheets", args=[run.pk]) not in text


def test_only_an_analyst_starts_them_and_only_of_a_frozen_run(
    client, run, analyst, worker, waiting
):
    draft = draft_run(year=2025, cutoff=CUTOFF, by=analyst)

    assert start_all(client, official("planner"), run).status_code == 403
    assert start_all(client, worker, run).status_code == 403
    assert start_all(client, analyst, draft).status_code == 403
    assert not Bundle.objects.exists()
    address = reverse("evaluation:run-sheets", args=[run.pk])
    client.force_login(official("planner"))
    assert address not in client.get(run.get_absolute_url()).content.decode()


def test_the_page_of_the_run_gives_the_zip_when_it_is_done(
    client, run, analyst, waiting, monkeypatch
):
    monkeypatch.setattr(
        parent, "build", lambda document, step: parent.Built.of(one_page(), moment(2025))
    )
    start_all(client, analyst, run)
    bundle = Bundle.objects.get()
    build_bundle(bundle.job_id, bundle.pk)

    text = client.get(run.get_absolute_url()).content.decode()
    packed = b"".join(client.get(reverse("documents:bundle-file", args=[bundle.pk])))
    with zipfile.ZipFile(BytesIO(packed)) as found:
        lines = found.read("manifest.csv").decode("utf-8-sig").splitlines()
        names = found.namelist()

    assert "Stáhnout všechny listy (ZIP)" in text
    assert len(lines) == len(names) == 1 + Sheet.objects.filter(run=run).count()
    assert any(name.startswith("hodnoticí list 2025 9100000") for name in names)
    client.force_login(MembershipFactory().user)
    assert client.get(reverse("documents:bundle-file", args=[bundle.pk])).status_code == 404


def one_page() -> bytes:
    pdf, stream = pikepdf.new(), BytesIO()
    pdf.add_blank_page()
    pdf.save(stream)
    return stream.getvalue()
