"""Services with beds and visits: what is of a part, what is of both, and what ranges they are told."""

from decimal import Decimal
from random import Random

import pytest

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run, proves
from evaluation.bands import told_bands
from evaluation.benchmark import Order
from evaluation.layout import form_of, sheet_for
from evaluation.models import Band, RunInput, RunResult
from evaluation.parts import by_form
from tests.evaluation.factories import published_form
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import facts, number, one_input
from tests.factories import official

D = Decimal
BOTH = ("residential", "field")
SPLIT = ("fte_", "costs_eligible", "costs_personal", "users", "degree_", "hours_", "staff_persons")


def parted(chance, at, **more):
    """A service of respite care that says what its costs and people are in either form."""
    given = facts(chance, "residential", 20) | {"hours_direct": D(4000), "interventions": D(3000)}
    given |= {"contacts": D(900), "client_days": D(70), "instant_capacity": D(6)}
    for name, value in list(given.items()):
        if name.startswith(SPLIT):
            given |= {f"{name}_p": number(value * 3 / 4), f"{name}_at": number(value / 4)}
    given |= more
    return one_input(chance, at, kind="respite_care", provider=at, form="several", facts=given)


def test_what_both_parts_did_together_is_of_neither():
    given = parted(Random(1), 1).facts

    parts = dict(by_form(BOTH, given))

    for form in BOTH:
        assert (
            parts[form]
            .keys()
            .isdisjoint(
                {"interventions", "contacts", "cases_closed", "days_of_support", "units_network"}
            )
        )
        assert parts[form]["months_operated"] == 12
    assert parts["residential"].keys() >= {"beds_average", "beddays_occupied", "applicants"}
    assert parts["residential"].keys().isdisjoint({"client_days", "instant_capacity"})
    assert parts["field"].keys() >= {"client_days", "instant_capacity"}
    assert parts["field"].keys().isdisjoint({"beds_average", "beddays_occupied", "applicants"})


def test_a_part_that_left_its_own_field_empty_is_not_given_what_the_other_said():
    given = parted(Random(1), 1).facts
    for name in ("hours_direct", "degree_3"):
        del given[f"{name}_p"]

    parts = dict(by_form(BOTH, given))

    assert parts["residential"].keys().isdisjoint({"hours_direct", "degree_3"})
    assert parts["field"]["hours_direct"] == 1000


@pytest.fixture
def run(db):
    """Frozen, of ten services of respite care in two forms with allocated costs."""
    chance = Random(2)
    approve(Order(2025, "test", (), tuple(parted(chance, at) for at in range(10))))
    analyst = official("analyst")
    made = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(made, by=analyst)
    made.refresh_from_db()
    freeze_run(made, by=analyst)
    return made


def test_who_allocates_costs_is_told_more_than_who_does_not(run):
    service = RunInput.objects.filter(run=run).first().service

    def codes(form):
        rows = RunResult.objects.filter(input__service=service, input__form=form)
        return set(rows.exclude(value=None).values_list("indicator", flat=True))

    assert codes("residential") >= {"N1", "N2", "N3", "V1", "P2"}
    assert codes("field") >= {"N1", "N4", "P4"}
    assert codes("whole") == {
        "F1", "F2", "F3", "F3z", "F4", "F6", "F7", "N7", "N8", "P8", "V7",
    }  # fmt: skip
    # nothing is said twice, so nothing of a part follows from the whole
    assert codes("whole").isdisjoint(codes("residential") | codes("field"))
    # and no part says that money of the whole is missing there
    parts = RunResult.objects.filter(
        input__service=service, input__form__in=["residential", "field"]
    )
    assert codes("whole").isdisjoint(parts.values_list("indicator", flat=True))
    whole = RunInput.objects.get(run=run, service=service, form="whole")
    assert whole.cell == "respite_care|whole||"
    assert proves(run)


# -- ranges while a report is written --------------------------------------------------------------


def band(form, code, q1, q3):
    return Band(
        cell=f"respite_care|{form}||", kind="respite_care", form=form, indicator=code, q1=q1, q3=q3
    )


@pytest.mark.django_db
def test_each_part_stands_beside_the_range_of_its_own_formula():
    sheet = sheet_for(form_of(published_form()), "respite_care", BOTH, "actual_1")
    numbers = {
        "F.sum.total": D(12_000_000), "F.sum.P": D(9_000_000), "F.sum.AT": D(3_000_000),
        "C.1.fte_all.P": D(12), "C.1.fte_all.AT": D(6), "C.2.fte_all.P": D(3),
        "C.2.fte_all.AT": D(2), "G.s101a.sum": D(4_000_000), "G.sum": D(12_000_000),
        "E.beddays.occupied": D(5000),
    }  # fmt: skip
    rows = [
        band("residential", "N1", 700_000, 800_000), band("field", "N1", 450_000, 550_000),
        band("whole", "F4", 200_000, 300_000), band("residential", "F4", 100, 200),
    ]  # fmt: skip

    told = [(one.code, one.value, one.unit, one.field) for one in told_bands(sheet, numbers, rows)]

    assert told == [
        ("N1", 750_000, "Kč/úvazek/rok", "F.sum.P"),
        ("N1", 500_000, "Kč/úvazek/rok", "F.sum.AT"),
        ("F4", pytest.approx(D(4_000_000) / 18), "Kč/úvazek", "G.s101a.sum"),
    ]


@pytest.mark.django_db
def test_beds_stand_beside_beds():
    sheet = sheet_for(form_of(published_form()), "respite_care", ["residential"], "actual_1")
    numbers = {"G.s101a.sum": D(4_000_000), "E.beddays.occupied": D(5000), "C.1.fte_all.P": D(8)}

    [one] = told_bands(sheet, numbers, [band("residential", "F4", 100, 200)])

    assert (one.value, one.unit) == (800, "Kč/lůžkoden")
