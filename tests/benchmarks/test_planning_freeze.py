"""Freezing a plan of 250 measures and 1,000 needs with every kind of live block.

At most 30 queries and 2 s of CPU, as the system was asked for.
"""

import time

import pytest
from django.db import connection

from planning.actions.approval import freeze
from planning.blocks import KINDS
from planning.models import Fate, FrozenBlock, FrozenRow, Measure, Need
from sitis.richtext import from_markdown
from tests.factories import FormFactory, ServiceKindFactory, UnitFactory
from tests.planning.counting import Queries
from tests.planning.factories import (
    GoalFactory,
    HandInFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db
MEASURES, NEEDS = 250, 1000
QUERIES, SECONDS = 30, 2.0


def fill(plan):
    kind, form, unit = ServiceKindFactory(), FormFactory(), UnitFactory()
    Need.objects.bulk_create(
        Need(
            plan=plan, code=f"N{n}", kind=kind, form=form, unit=unit, year=2028, proposal="more",
            change=3, reason="Čekárna se zdvojnásobila.", evidence="waiting", place=f"místo {n}",
        )
        for n in range(NEEDS)
    )  # fmt: skip
    goals = [GoalFactory(priority=PriorityFactory(plan=plan, number=n)) for n in range(1, 11)]
    Measure.objects.bulk_create(
        Measure(
            goal=goals[n % 10], number=n + 1, title=f"Opatření {n}", kind="growth",
            responsible="město Kyjov", starts_on="2028-01-01", ends_on="2029-12-31",
        )
        for n in range(MEASURES)
    )  # fmt: skip
    lines = "\n\n".join(f"{{{{{kind}}}}}" for kind in KINDS)
    for order in range(30):
        SectionFactory(plan=plan, order=order, text=from_markdown(lines if order < 10 else "Text"))


def send_up(plan):
    """Every need is asked by an ORP, by way of its okres; the region took each over."""
    kyjov = PlanFactory()
    okres = PlanFactory(level="district", district=kyjov.orp.district)
    for lower in (kyjov, okres):
        HandInFactory(plan=lower, state="handed_in")
    columns = [field.attname for field in Need._meta.concrete_fields if field.attname != "id"]
    levels = [plan, okres, kyjov]
    rows = {plan: list(plan.needs.order_by("pk"))}
    for lower in levels[1:]:
        rows[lower] = [
            Need(**{name: getattr(row, name) for name in columns} | {"plan_id": lower.pk})
            for row in rows[plan]
        ]
        Need.objects.bulk_create(rows[lower])
    for upper, lower in ((plan, okres), (okres, kyjov)):
        Fate.objects.bulk_create(
            Fate(plan=upper, need=one, verdict="accepted", target_need=into)
            for one, into in zip(rows[lower], rows[upper], strict=True)
        )


@pytest.mark.parametrize("level", ["orp", "region"])
def test_freezing_a_large_plan(capsys, level):
    plan = PlanFactory(level=level)
    fill(plan)
    if level == "region":
        send_up(plan)

    started = time.process_time()
    with Queries() as asked:
        freeze(plan, [])
    spent = time.process_time() - started

    with capsys.disabled():
        print(
            f"\n{connection.vendor}, {level}: freezing {MEASURES} measures, {NEEDS} needs, "
            f"{FrozenBlock.objects.count()} blocks: {len(asked)} queries, {spent:.2f} s of CPU"
        )
    assert FrozenRow.objects.filter(table__in=["need", "measure"]).count() == MEASURES + NEEDS
    assert FrozenBlock.objects.count() == 10 * len(KINDS)
    assert len(asked) <= QUERIES
    # of the region each need stands at three levels, and the trace of all is frozen too
    assert spent <= SECONDS
