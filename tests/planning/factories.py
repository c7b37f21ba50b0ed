"""Rows of planning for tests; name in a test only what the test is about."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from planning.checklist import items
from planning.models import (
    Activity,
    Cycle,
    Exemption,
    Goal,
    Group,
    HandIn,
    Indicator,
    Measure,
    Meeting,
    Member,
    Need,
    Plan,
    Priority,
    Section,
    SwotItem,
    Theme,
)
from tests.factories import (
    DistrictFactory,
    FormFactory,
    OrpFactory,
    ServiceKindFactory,
    UnitFactory,
)

PRAGUE = ZoneInfo("Europe/Prague")


class CycleFactory(DjangoModelFactory):
    class Meta:
        model = Cycle
        django_get_or_create = ["period_from", "period_to"]

    name = "Plány 2028–2032"
    period_from, period_to = date(2028, 1, 1), date(2032, 12, 31)
    regime, state = "2026", "open"


class PlanFactory(DjangoModelFactory):
    """A draft of ORP Kyjov; ``level`` other than orp leaves the place to you."""

    class Meta:
        model = Plan

    cycle = factory.SubFactory(CycleFactory)
    level = "orp"
    orp = factory.Maybe(
        factory.LazyAttribute(lambda plan: plan.level == "orp"), factory.SubFactory(OrpFactory)
    )
    district = factory.Maybe(
        factory.LazyAttribute(lambda plan: plan.level == "district"),
        factory.SubFactory(DistrictFactory),
    )
    title = factory.LazyAttribute(
        lambda plan: f"Plán: {plan.orp or plan.district or 'kraj'} {plan.cycle.years_label}"
    )
    slug = factory.Sequence("plan-{}".format)
    data_day = date(2026, 9, 30)


class HandInFactory(DjangoModelFactory):
    class Meta:
        model = HandIn

    plan = factory.SubFactory(PlanFactory)
    deliverable = "needs"
    due_at = datetime(2027, 3, 31, 16, 0, tzinfo=PRAGUE)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme
        django_get_or_create = ["slug"]

    slug, name, kind = "carers", "neformální pečující", "group"


class SectionFactory(DjangoModelFactory):
    class Meta:
        model = Section

    plan = factory.SubFactory(PlanFactory)
    part, title, order = "descriptive", "Jak plán vznikal", 1
    code = factory.Sequence("section-{}".format)


class SwotItemFactory(DjangoModelFactory):
    class Meta:
        model = SwotItem

    plan = factory.SubFactory(PlanFactory)
    side, text = "strength", "Hustá síť terénních služeb"


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence("N{}".format)
    kind = factory.SubFactory(ServiceKindFactory)
    form = factory.SubFactory(FormFactory)
    unit = factory.SubFactory(UnitFactory)
    year, proposal, change = 2028, "more", Decimal("3.00")
    reason, evidence = "Čekárna se za dva roky zdvojnásobila.", "waiting"
    place = factory.Sequence("místo {}".format)


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    kind, audience, title = "group", "seniors", "Senioři doma co nejdéle"


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    priority = factory.SubFactory(PriorityFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Péče večer a o víkendu"


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    goal = factory.SubFactory(GoalFactory)
    number = factory.Sequence(lambda n: n + 1)
    title, kind, responsible = "Rozšířit pečovatelskou službu", "growth", "město Kyjov"
    starts_on, ends_on = date(2028, 1, 1), date(2029, 12, 31)


class ActivityFactory(DjangoModelFactory):
    class Meta:
        model = Activity

    measure = factory.SubFactory(MeasureFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Přijmout tři pečovatelky"
    starts_on, ends_on = date(2028, 1, 1), date(2028, 12, 31)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    measure = factory.SubFactory(MeasureFactory)
    name, unit = "úvazky v přímé péči", "úvazek"
    baseline, baseline_year = Decimal("6.50"), 2026
    target, target_year = Decimal("9.50"), 2029


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    level, kind, name = "orp", "working", "Senioři"
    orp = factory.SubFactory(OrpFactory)
    valid_from = date(2026, 1, 1)


class MemberFactory(DjangoModelFactory):
    class Meta:
        model = Member

    group = factory.SubFactory(GroupFactory)
    name, side = "Jana Smyšlená", "commissioner"
    valid_from = date(2026, 1, 1)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    number = factory.Sequence(lambda n: n + 1)
    starts_at = datetime(2026, 10, 14, 9, 0, tzinfo=PRAGUE)


def excuse_everything(plan: Plan) -> Plan:
    """Explained exceptions for the whole statutory check, where a test is about something else."""
    Exemption.objects.bulk_create(
        Exemption(plan=plan, item=item.code, reason="Zkouška.") for item in items()
    )
    return plan


def plan_before():
    """The approved plan of 2024–2026 of an ORP, from which a following one carries over."""
    old = CycleFactory(
        name="Plány 2024–2026", period_from=date(2024, 1, 1), period_to=date(2026, 12, 31)
    )
    return PlanFactory(cycle=old, state="approved", major=1)


def plan_after(source):
    return PlanFactory(cycle=CycleFactory(previous=source.cycle))
