"""Two people approve one plan at the same moment: one does, the other is told, it is frozen once."""

from datetime import UTC, date, datetime

import pytest

from planning.actions import approval
from planning.models import FrozenBlock, FrozenRow, Plan
from sitis.richtext import from_markdown
from tests.factories import official
from tests.planning.factories import (
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
    excuse_everything,
)
from tests.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DAY, NOW = date(2027, 6, 20), datetime(2027, 6, 20, 8, 0, tzinfo=UTC)


def approve(plan, by):
    """As a page does it: each person reads the plan, then presses the button."""
    pk = plan.pk
    return lambda: approval.approve(Plan.objects.get(pk=pk), by=by, day=DAY, moment=NOW)


@pytest.fixture
def pair(db):
    return official("planner"), official("planner")


def told_by(plan, sign="~"):
    return list(plan.history.filter(history_type=sign).values_list("history_user", flat=True))


@pytest.mark.parametrize(("level", "state"), [("region", "assembly"), ("orp", "council")])
def test_of_two_who_approve_at_once_one_does_and_the_other_is_told(pair, level, state):
    plan = excuse_everything(PlanFactory(level=level, state=state))
    NeedFactory(plan=plan)
    MeasureFactory(goal__priority__plan=plan)
    SectionFactory(plan=plan, text=from_markdown("{{needs}}"))

    assert at_once(approve(plan, pair[0]), approve(plan, pair[1])) == ["", "IllegalMove"]

    plan.refresh_from_db()
    assert (plan.state, plan.number) == ("approved", "1.0")
    assert len(told_by(plan)) == 1
    assert told_by(plan)[0] in {one.pk for one in pair}
    kept = FrozenRow.objects.filter(plan=plan)
    assert [kept.filter(table=table).count() for table in ("need", "measure")] == [1, 1]
    assert FrozenBlock.objects.filter(section__plan=plan).count() == 1


def test_an_amendment_approved_by_two_at_once_replaces_the_plan_once(pair):
    first = PlanFactory(level="region", state="approved", major=1)
    amendment = PlanFactory(
        level="region", cycle=first.cycle, amends=first, state="assembly", reason="Změna sítě."
    )
    excuse_everything(amendment)

    assert at_once(approve(amendment, pair[0]), approve(amendment, pair[1])) == ["", "IllegalMove"]

    states = dict(Plan.objects.filter(level="region").values_list("minor", "state"))
    assert states == {0: "replaced", 1: "approved"}
    assert len(told_by(first)) == 1
    assert len(told_by(amendment)) == 1
