"""Measures of a plan as a workbook: 250 of them with all that belongs to them.

At most 40 queries and under 1.5 s of CPU.
"""

import io
import time
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from planning.models import Activity, Cost, Goal, Indicator, Measure, Need
from tests.factories import FormFactory, ServiceKindFactory, UnitFactory, official
from tests.planning.counting import Queries
from tests.planning.factories import PlanFactory, PriorityFactory

pytestmark = pytest.mark.django_db

MEASURES = 250
DAYS = {"starts_on": date(2028, 1, 1), "ends_on": date(2029, 12, 31)}


def fill():
    """A plan with ten priorities of five goals of five measures, each with all its parts."""
    plan = PlanFactory()
    of = {"kind": ServiceKindFactory(), "form": FormFactory(), "unit": UnitFactory()}
    needs = Need.objects.bulk_create(
        Need(
            plan=plan,
            code=f"N{at}",
            year=2028,
            proposal="keep",
            reason="x",
            evidence="group",
            place=f"místo {at}",
            **of,
        )
        for at in range(100)
    )
    priorities = [PriorityFactory(plan=plan, number=at) for at in range(1, 11)]
    goals = Goal.objects.bulk_create(
        Goal(priority=above, number=at, title=f"Cíl {at}")
        for above in priorities
        for at in range(1, 6)
    )
    measures = Measure.objects.bulk_create(
        Measure(goal=goal, number=at, title=f"Opatření {at}", kind="growth", **DAYS)
        for goal in goals
        for at in range(1, MEASURES // len(goals) + 1)
    )
    Activity.objects.bulk_create(
        Activity(measure=one, number=at, title=f"Aktivita {at}", **DAYS)
        for one in measures
        for at in (1, 2)
    )
    Cost.objects.bulk_create(
        Cost(measure=one, year=year, source=source, amount=125_000)
        for one in measures
        for year in plan.years
        for source in ("101a", "municipality")
    )
    Indicator.objects.bulk_create(
        Indicator(
            measure=one,
            name="úvazky",
            unit="úvazek",
            baseline=6,
            baseline_year=2026,
            target=9,
            target_year=2029,
        )
        for one in measures
    )
    linked = Measure.needs.through
    linked.objects.bulk_create(
        linked(measure=one, need=needs[at % len(needs)]) for at, one in enumerate(measures)
    )
    return plan


def test_measures_of_a_plan_as_a_workbook(client):
    plan = fill()
    client.force_login(official())
    url = reverse("planning:measure-export", args=[plan.pk])
    client.get(url)  # templates and code are loaded once

    began = time.process_time()
    with Queries() as asked:
        content = b"".join(client.get(url))
    spent = time.process_time() - began

    print(f"\n{MEASURES} measures: {len(asked)} queries, {spent:.2f} s of CPU")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.max_row == 1 + 3 * MEASURES
    assert len(asked) <= 40
    assert spent < 1.5
