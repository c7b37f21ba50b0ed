"""Every number leads by clicks to the approved report it was counted from and to who handed it in."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run
from evaluation.models import (
    FormField,
    FormQuantity,
    RunInput,
    RunResult,
    Signature,
    SnapshotRow,
    Submission,
    Threshold,
)
from evaluation.parts import by_form, origin_of
from evaluation.runs.trace import trace
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import MembershipFactory, UserFactory, official
from tests.providers import card_rows


@pytest.fixture
def run(db):
    """A frozen run of reports that a named person signed and handed in."""
    approve(region(22))
    analyst = official("analyst")
    made = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(made, by=analyst)
    made.refresh_from_db()
    freeze_run(made, by=analyst)
    return made


def handed_in(one):
    """The report of an input with its hand-in, receipt and signature."""
    report = one.snapshot.report
    person = UserFactory(name="Jana Podaná")
    MembershipFactory(
        provider=one.provider, user=person, role="provider_signatory", valid_from=date(2020, 1, 1)
    )
    moment = one.snapshot.moment - timedelta(days=3)
    step = Submission.objects.create(
        report=report, number=1, kind="hand_in", moment=moment, by=person,
        document_number="2026-000777", sha256="1" * 64,
    )  # fmt: skip
    Signature.objects.create(
        report=report, submission=step, name="Jana Podaná", function="ředitelka", by=person,
        moment=moment, document_number="2026-000776", sha256="2" * 64, means="password",
    )  # fmt: skip


def links(page):
    return [unescape(url) for url in re.findall(r'href="([^"]+)"', page.content.decode())]


def click(client, page, start):
    """Follow the first link of the page whose address begins so."""
    url = next(url for url in links(page) if url.startswith(start))
    found = client.get(url)
    assert found.status_code == 200, url
    return url, found


def test_an_official_walks_from_the_run_to_who_handed_in(client, run):
    one = RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").first()
    handed_in(one)
    client.force_login(official())
    base = f"/hodnoceni/srovnani/{run.pk}/"

    page = client.get(run.get_absolute_url())
    group = next(
        url for url in links(page)
        if url.startswith(f"{base}skupina/") and "home_care" in url
    )  # fmt: skip
    page = client.get(group)
    _url, page = click(client, page, f"{base}ukazatel/N1/")
    _url, page = click(client, page, f"{base}sluzba/{one.service.identifier}/")
    row = RunResult.objects.get(input=one, indicator="N1")
    _url, page = click(client, page, f"{base}hodnota/{row.pk}/")
    text = page.content.decode()
    assert "uznatelné náklady / úvazky v přímé péči" in text
    number = SnapshotRow.objects.get(snapshot=one.snapshot, code="costs_eligible").number
    assert f"{number:,.2f}".replace(",", "\xa0").replace(".", ",").rstrip("0").rstrip(",") in text
    url, page = click(client, page, f"/hodnoceni/snimky/{one.snapshot_id}/")
    assert url.endswith("#costs_eligible")
    text = page.content.decode()
    assert 'id="costs_eligible"' in text
    for said in ("Jana Podaná, statutární zástupce", "ředitelka", "2026-000777"):
        assert said in text
    assert "/dokumenty/2026-000777/" in links(page)


def test_a_provider_walks_its_own_values_and_no_others(client, run):
    one = RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").first()
    handed_in(one)
    client.force_login(MembershipFactory(provider=one.provider).user)
    base = f"/hodnoceni/srovnani/{run.pk}/"
    row = RunResult.objects.get(input=one, indicator="N1")

    page = client.get(run.get_absolute_url())
    _url, page = click(client, page, f"{base}sluzba/{one.service.identifier}/")
    _url, page = click(client, page, f"{base}hodnota/{row.pk}/")
    assert "Jana Podaná" in page.content.decode()
    _url, page = click(client, page, f"/hodnoceni/snimky/{one.snapshot_id}/")
    assert "Jana Podaná" in page.content.decode()

    other = RunResult.objects.filter(input__run=run).exclude(input__provider=one.provider).first()
    assert client.get(f"{base}hodnota/{other.pk}/").status_code == 404


def test_a_coordinator_and_the_public_open_no_single_value(client, run):
    from tests.factories import HoldingFactory, OrpFactory

    row = RunResult.objects.filter(input__run=run).first()
    url = reverse("evaluation:run-result", args=[run.pk, row.pk])

    assert client.get(url).status_code == 302
    client.force_login(HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user)
    assert client.get(url).status_code == 404


def test_every_result_of_a_service_is_counted_again_from_its_quantities(run):
    one = RunInput.objects.of_year(run).filter(kind="home_for_seniors").first()
    rows = RunResult.objects.filter(input=one).exclude(value=None).select_related("input__run")

    for row in rows:
        found = trace(row)
        if not row.indicator.startswith("R1."):
            assert abs(found.result.value - row.value) <= Decimal("0.000001")
        for quantity in [*found.above, *found.below]:
            if quantity.parts:
                signs = [-part.number if part.is_less else part.number for part in quantity.parts]
                assert sum(signs) == quantity.value
    assert len(rows) > 10


def test_a_part_of_a_service_with_beds_leads_to_fields_of_that_part(db):
    order = region(1)
    facts = order.inputs[0].facts
    order.inputs[0].form = "several"
    for name in ("costs_eligible", "fte_direct"):
        facts[f"{name}_p"], facts[f"{name}_at"] = facts[name] / 4 * 3, facts[name] / 4
    made = approve(order)
    FormQuantity.objects.filter(code="costs_eligible_p").update(plus=["F.sum.P"], minus=["F.no.P"])
    version = made.version
    for code, label in (("F.sum.P", "Součet nákladů, pobytová"), ("F.no.P", "Neuznatelné")):
        section = version.formsections.first() or version.formsections.create(code="F", title="F")
        FormField.objects.create(version=version, section=section, code=code, label=label)
    rows = SnapshotRow.objects.filter(code="costs_eligible_p")
    SnapshotRow.objects.bulk_create(
        SnapshotRow(snapshot=row.snapshot, code=code, standing="value", source="typed", number=n)
        for row in rows
        for code, n in (("F.sum.P", 900_000), ("F.no.P", 100_000))
    )
    run = draft_run(year=2025, cutoff=CUTOFF, by=made.official)
    compute_run(run, by=made.official)

    row = RunResult.objects.get(input__run=run, input__form="residential", indicator="N1")
    costs = trace(row).above[0]

    assert costs.value == 800_000
    assert [(part.code, part.label, part.number, part.is_less) for part in costs.parts] == [
        ("F.sum.P", "Součet nákladů, pobytová", 900_000, False),
        ("F.no.P", "Neuznatelné", 100_000, True),
    ]


NAMES = ("costs_eligible", "users", "beds_average", "hours_direct")


@given(
    st.sampled_from([("residential",), ("field",), ("ambulatory", "field"),
                     ("residential", "field"), ("residential", "ambulatory", "field")]),
    st.dictionaries(
        st.sampled_from([f"{name}{end}" for name in NAMES for end in ("", "_p", "_at")]),
        st.integers(1, 999).map(Decimal),
    ),
)  # fmt: skip
def test_the_origin_of_a_quantity_is_what_its_form_was_given(forms, facts):
    for form, counted in by_form(forms, facts):
        for name, value in counted.items():
            assert facts[origin_of(name, form, forms, facts)] == value


def test_a_norm_for_the_office_only_is_not_traced_by_others(
    client, db, django_capture_on_commit_callbacks
):
    secret = card_rows.cost(card_rows.valid().template, indicator="N2", amount="612345.67",
                            first=date(2024, 1, 1), per_amount=1, per_unit="lůžko",
                            is_public=False)  # fmt: skip
    approve(region(22))
    analyst = official("analyst")
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    freeze_run(run, by=analyst)
    far = RunResult.objects.filter(input__run=run, indicator="R1.N2").exclude(value=None).first()
    url = reverse("evaluation:run-result", args=[run.pk, far.pk])
    boss, own = official(), MembershipFactory(provider=far.input.provider).user
    export = reverse("evaluation:run-export", args=[run.pk])

    def codes(user):
        client.force_login(user)
        if user.email == boss.email:
            with django_capture_on_commit_callbacks(execute=True):
                client.post(reverse("evaluation:workbook-order", args=[run.pk]))
        book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(export))))
        heads, *rows = book["Hodnoty služeb"].values
        return {row[heads.index("Kód")] for row in rows}

    client.force_login(boss)
    assert "612\xa0345,67" in client.get(url).content.decode()
    assert "R1.N2" in codes(boss)
    client.force_login(own)
    assert client.get(url).status_code == 404
    assert "N2" in codes(own)
    assert "R1.N2" not in codes(own)

    secret.is_public = True
    secret.save()
    assert "612\xa0345,67" in client.get(url).content.decode()


def test_a_deviation_says_the_norm_it_was_counted_from(client, db):
    """Also of who works ambulatory and in the field, whose norm is that of either form."""
    norm = {"meaning": "norm", "indicator": "N1", "valid_from": date(2020, 1, 1)}
    Threshold.objects.create(kind="social_counselling", form="field", value=777_000, **norm)
    approve(region(22))
    run = draft_run(year=2025, cutoff=CUTOFF, by=official("analyst"))
    compute_run(run, by=run.frozen_by)
    rows = RunResult.objects.filter(input__run=run, indicator="R1.N1").exclude(value=None)
    row = rows.filter(input__form="outpatient").select_related("input__run").first()

    found = trace(row)

    assert found.norm == 777_000
    assert (found.result.value - found.norm) / found.norm * 100 == pytest.approx(row.value)
    client.force_login(official())
    answer = client.get(reverse("evaluation:run-result", args=[run.pk, row.pk]))
    page = answer.content.decode()
    assert (
        answer.context["own"].group is None
    )  # per cent from a norm are in no quarter of the costs
    assert "čtvrtina" not in page
    assert "od normy kraje 777\xa0000" in " ".join(page.split(" "))
    assert found.norm_from in page
