"""Norms of regional cards in a run: in the unit of their indicator, of the right card, as R1."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run, proves
from evaluation.benchmark import Order, Parameter
from evaluation.benchmark.compute import norms_for
from evaluation.indicators import CODES, deviation, find
from evaluation.models import RunParameter, RunResult
from evaluation.norms import as_indicator
from evaluation.runs.trace import trace
from providers.models import CardTemplate, ServiceTargetGroup
from sitis.fixtures import FIXTURES, read_table
from tests.evaluation.factories import in_network, opened
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import FormFactory, ProviderFactory, TargetGroupFactory, official
from tests.providers import card_rows

D = Decimal


def norm(indicator, unit, per_amount=None, per_unit=""):
    per = None if per_amount is None else D(per_amount)
    return SimpleNamespace(indicator=indicator, unit=unit, per_amount=per, per_unit=per_unit)


SAID = [
    (norm("P2", "úvazku", 10, "lůžek"), "6.5", "residential", "6.5"),
    (norm("P2", "úvazku", 20, "lůžek"), "13", "residential", "6.5"),
    (norm("P1", "% úvazků"), 70, "field", 70),
    (norm("P4", "klientů", 1, "úvazek v přímé péči"), 9, "field", 9),
    (norm("P5", "úvazek", 20, "úvazků v přímé péči"), 1, "field", 5),
    (norm("P5", "úvazek", 25, "lůžek"), 1, "residential", None),
    (norm("V2", "hodin za měsíc", 1, "úvazek v přímé péči"), 100, "field", 1200),
    (norm("V2", "hodin za rok", 1, "úvazek v přímé péči"), 1200, "field", 1200),
    (norm("N1", "Kč za rok", 1, "úvazek v přímé péči"), 700_000, "field", 700_000),
    (norm("N2", "Kč za rok", 1, "lůžko"), 640_000, "residential", 640_000),
    (norm("N2", "Kč", 1, "obsazený lůžkoden"), 1_790, "residential", None),
    (norm("N3", "Kč", 1, "obsazený lůžkoden"), 1_790, "residential", 1_790),
    (norm("N9", "Kč za rok", 1, "lůžko"), 82_000, "residential", 82_000),
    (norm("N9", "Kč za rok", 1, "lůžko"), 82_000, "field", None),
    (norm("N10", "Kč za rok", 1, "úvazek"), 600_000, "field", 50_000),
    (norm("N10", "Kč za měsíc", 1, "úvazek"), 50_000, "field", 50_000),
    (norm("D1", "lůžek", 1000, "obyvatel nad 65 let"), 18, "residential", 18),
    (norm("X9", "Kč"), 1, "field", None),
]


@pytest.mark.parametrize(("said", "amount", "form", "expected"), SAID)
def test_a_norm_in_the_unit_of_its_indicator(said, amount, form, expected):
    found = as_indicator(said, D(amount), form)

    assert found == (None if expected is None else pytest.approx(D(expected)))


def test_every_sample_norm_with_an_indicator_can_be_compared_with_it():
    forms = {row["code"]: row["form"] for row in read_table(FIXTURES / "cards" / "templates.csv")}
    for row in read_table(FIXTURES / "cards" / "norms.csv"):
        if row["indicator"]:
            assert row["indicator"] in CODES, row
            said = norm(row["indicator"], row["unit"], row["per_amount"] or None, row["per_unit"])
            assert as_indicator(said, D(row["amount"]), forms[row["card"]]) is not None, row


def test_who_works_in_two_forms_is_held_to_either_norm_unless_they_differ():
    def of(form, code, value, kind="home_care"):
        return Parameter("norm", kind, form, code, D(value))

    parameters = (
        of("field", "N1", 700_000), of("ambulatory", "P1", 80), of("field", "P1", 80),
        of("ambulatory", "P4", 9), of("field", "P4", 12), of("", "F7", 100, kind=""),
        of("residential", "V1", 95), of("field", "N4", 600, kind="personal_assistance"),
    )  # fmt: skip

    assert norms_for(parameters, "home_care", "outpatient") == {"N1": 700_000, "P1": 80, "F7": 100}
    assert norms_for(parameters, "home_care", "field") == {
        "N1": 700_000, "P1": 80, "P4": 12, "F7": 100,
    }  # fmt: skip
    assert norms_for(parameters, "shelter", "residential") == {"F7": 100}


# -- in a run ------------------------------------------------------------------------------------------


@pytest.fixture
def analyst(db):
    return official("analyst")


def computed(analyst):
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    return run


@pytest.fixture
def homes(analyst):
    """Homes for seniors that reported, beside services of other kinds."""
    world = region(40)
    seniors = card_rows.seniors()
    made = approve(Order(2025, "test", (), world.inputs))
    return [one for one in made.services.values() if one.kind_id == seniors.pk]


def pairs(run, service, code):
    rows = RunResult.objects.filter(input__run=run, input__service=service)
    found = dict(rows.values_list("indicator", "value"))
    return found[code], found.get(f"R1.{code}")


def test_a_card_in_force_gives_its_norms_to_a_run(analyst, homes):
    card = card_rows.valid()
    card_rows.cost(card.template, amount="600000", first=date(2024, 1, 1), indicator="N2",
                   indexation=5, per_amount=1, per_unit="lůžko")  # fmt: skip

    run = computed(analyst)

    said = {row.indicator: row for row in RunParameter.objects.filter(run=run, meaning="norm")}
    assert {code: row.value for code, row in said.items()} == {"P2": D("6.5"), "N2": 630_000}
    assert said["P2"].source == "karta 49-P, Přímá péče"
    for code, value in (("P2", D("6.5")), ("N2", D(630_000))):
        for home in homes:
            own, against = pairs(run, home, code)
            assert against == pytest.approx(deviation(own, value), abs=D("0.00001"))
    others = RunResult.objects.filter(input__run=run, indicator__startswith="R1.")
    assert set(others.values_list("input__kind", flat=True)) == {"home_for_seniors"}
    freeze_run(run, by=analyst)
    card.norms.update(amount=99)
    assert proves(run)


def test_a_card_not_in_force_on_the_last_day_of_the_year_binds_nobody(analyst, homes):
    card_rows.version(1, "draft")
    card_rows.valid(number=2, first=date(2026, 1, 1))

    run = computed(analyst)

    assert not RunParameter.objects.filter(run=run, meaning="norm").exists()
    assert not RunResult.objects.filter(indicator__startswith="R1.").exists()


def own_card(homes):
    """A card for one target group and a home that serves it first of all."""
    group = TargetGroupFactory()
    own = CardTemplate.objects.create(
        code="49-P-d", kind=card_rows.seniors(), form=card_rows.residential(), target_group=group
    )
    card_rows.valid(number=1, of=own).norms.update(amount=9)
    ServiceTargetGroup.objects.create(service=homes[0], target_group=group, is_primary=True)


def test_a_card_of_one_target_group_is_for_its_services_only(analyst, homes):
    card_rows.valid()
    own_card(homes)

    run = computed(analyst)

    assert RunParameter.objects.get(run=run, meaning="norm").value == D("6.5")
    for home, value in ((homes[0], 9), (homes[1], D("6.5"))):
        own, against = pairs(run, home, "P2")
        assert against == pytest.approx(deviation(own, D(value)), abs=D("0.00001"))
    freeze_run(run, by=analyst)
    assert proves(run)


def test_the_page_of_a_service_shows_the_deviation_from_its_norm(client, analyst, homes):
    card_rows.valid()
    run = computed(analyst)
    _own, against = pairs(run, homes[0], "P2")
    client.force_login(analyst)

    page = client.get(f"/hodnoceni/srovnani/{run.pk}/sluzba/{homes[0].identifier}/")

    shown = [
        one
        for part in page.context["content"].parts
        for _title, rows in part.blocks
        for one in rows
    ]
    assert {one.row.indicator: one.norm for one in shown}["P2"] == against
    assert str(find("P2").name) in page.content.decode()


def test_a_deviation_leads_to_the_norm_of_a_service_in_two_forms(analyst):
    """Ambulatory and in the field at once: the card of one form is its norm, and is named."""
    made = approve(region(40))
    service = next(one for one in made.services.values() if one.kind.slug == "social_counselling")
    form = FormFactory(slug="ambulatory", rpss_code="amb", name="ambulantní")
    of = CardTemplate.objects.create(code="37-A", kind=service.kind, form=form)
    card_rows.valid(of=of).norms.update(
        indicator="P1", amount=70, unit="% úvazků", per_amount=None, per_unit=""
    )

    run = computed(analyst)

    rows = RunResult.objects.select_related("input__run", "input__service", "input__snapshot")
    row = rows.get(input__run=run, input__service=service, indicator="R1.P1")
    found = trace(row)
    assert row.input.form == "outpatient"
    assert (found.norm, found.norm_from) == (70, "karta 37-A, Přímá péče")


@pytest.mark.django_db
@pytest.mark.parametrize(("of_group", "expected"), [(False, "6.5"), (True, "9")])
def test_a_report_shows_the_norm_of_the_right_card(of_group, expected):
    card_rows.valid()
    service = in_network(
        ProviderFactory(), kind=card_rows.seniors(), form="residential", unit="beds", amount="40"
    )
    if of_group:
        own_card([service])

    term = opened(occasion="actual_1", data_day=date(2025, 12, 31))

    cell = term.reports.get().cells.get(code="C.norm.fte_per_10")
    assert (cell.number, cell.source) == (D(expected), "card")
