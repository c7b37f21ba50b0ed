"""Two people write into one plan, or one ORP's figures, at the same moment."""

from decimal import Decimal

import pytest

from planning.actions.carrying import carry_over
from planning.actions.figures import write_figures
from planning.actions.sections import save_section
from planning.actions.synthesis import make_priority
from planning.models import Plan, Priority, Section
from sitis.territory.models import TerritorialFigure
from tests.factories import OrpFactory, official
from tests.overlapping import overlapping
from tests.planning.factories import (
    PlanFactory,
    SectionFactory,
    SwotItemFactory,
    plan_after,
    plan_before,
)

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def by(db):
    return official("planner")


@pytest.fixture
def source(db):
    return plan_before()


@pytest.fixture
def plan(source):
    return plan_after(source)


def carry(plan, source, by, **chosen):
    def act():
        mine = Plan.objects.get(pk=plan.pk)
        carry_over(mine, source, **{"sections": [], "over": [], "rows": []} | chosen, by=by)

    return act


def test_a_list_is_carried_over_once(plan, source, by):
    SwotItemFactory(plan=source)
    swot = carry(plan, source, by, rows=["swot"])

    assert overlapping(swot, swot) == "Closed"
    assert plan.swot_items.count() == 1


def test_what_a_colleague_saves_meanwhile_is_not_carried_over(plan, source, by):
    SectionFactory(plan=source, code="vision", text="<p>Loni.</p>")
    ours = SectionFactory(plan=plan, code="vision")

    def typed():
        section = Section.objects.get(pk=ours.pk)
        section.text = "<p>Letos.</p>"
        save_section(section, by=by)

    assert overlapping(typed, carry(plan, source, by, sections=[ours.pk])) == ""
    ours.refresh_from_db()
    assert ours.text == "<p>Letos.</p>"


def test_of_two_priorities_made_at_once_each_has_its_number(by):
    plan = PlanFactory(level="region")

    def made(title):
        return lambda: make_priority(
            plan, title=title, kind="systemic", audience="", themes=[], sources=[], by=by
        )

    assert overlapping(made("Dostupnost"), made("Kvalita")) == ""
    assert [*Priority.objects.order_by("number").values_list("number", "title")] == [
        (1, "Dostupnost"),
        (2, "Kvalita"),
    ]


@pytest.mark.parametrize("known", [True, False])
def test_the_second_table_does_not_write_over_the_first(by, known):
    key = {"orp_id": OrpFactory().pk, "year": 2025, "kind": "home_care", "measure": "refused"}
    key |= {"detail": ""}
    if known:
        TerritorialFigure.objects.create(**key, value=12, origin="imported")

    def table(value):
        line = key | {"value": value, "note": "", "version": 1 if known else None}
        return lambda: write_figures([line], by=by, reason="tabulka")

    assert overlapping(table("20"), table("30")) == "Stale"
    assert TerritorialFigure.objects.get().value == Decimal(20)
