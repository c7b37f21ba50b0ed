"""The demo of planning: cycles around a day, plans with everything, nothing left undecided."""

from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count

from evaluation.models import FormVersion
from planning.checklist import gaps
from planning.demo import timeline
from planning.demo.build import build
from planning.demo.in_work import LATE_ORP, RETURNED_ORP
from planning.models import (
    Activity,
    Comment,
    Cost,
    Cycle,
    EarlierPriority,
    Fate,
    FrozenRow,
    Goal,
    Group,
    HandIn,
    Hypothesis,
    HypothesisAnswer,
    Indicator,
    Level,
    Measure,
    Meeting,
    Member,
    Need,
    Plan,
    Priority,
    ProcedureFact,
    Progress,
    Section,
    Step,
    SwotItem,
)
from planning.statutory import findings
from planning.tracing import undecided_count
from sitis.accounts.models import Role, RoleHolding, User
from sitis.reminders.models import Reminder
from sitis.rooms import DemoOrder
from sitis.territory.models import TerritorialFigure

DAY = date(2026, 11, 23)
ORDER = DemoOrder(services=60, years=5, seed=1, day=DAY)
NOW = timeline.morning(DAY, 16)
MODELS = (Cycle, Step, Plan, HandIn, Section, SwotItem, Need, Priority, Goal, Measure, Activity)
MODELS += (Cost, Indicator, Progress, Fate, Group, Member, Meeting, ProcedureFact, Comment)
#: Their columns differ from run to run.
CHANGING = ("id", "file", "frozen_at")


@pytest.mark.django_db
def test_without_a_network_nothing_is_planned():
    assert build(ORDER) == ""
    assert not Cycle.objects.exists()


# -- one database for the file ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker):
    """A small region with its plans; everything is removed at the end."""
    with django_db_blocker.unblock():
        call_command("load_territory", stdout=StringIO())
        call_command("load_codelists", stdout=StringIO())
        FormVersion.objects.update(is_published=False)  # so that no reports are invented
        call_command("demo_region", services=60, day=DAY, stdout=StringIO())
        yield fingerprint()
        call_command("flush", verbosity=0, interactive=False)


def fingerprint():
    """Everything that was written, but keys, files and the time of freezing."""
    said = sha256()
    for model in MODELS:
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.is_relation and field.name not in CHANGING
        ]
        for row in sorted(map(repr, model._default_manager.values_list(*names))):
            said.update(row.encode())
    return said.hexdigest()


@pytest.fixture
def rows(region, db):
    return region


def finished():
    return Cycle.objects.get(period_from__year=2024)


def in_work():
    return Cycle.objects.get(period_from__year=2028)


def regional():
    return Plan.objects.in_force().medium_term().get(level=Level.REGION, cycle=finished())


@pytest.mark.usefixtures("rows")
def test_cycles_have_the_regime_of_their_years():
    assert list(
        Cycle.objects.order_by("period_from").values_list(
            "period_from__year", "period_to__year", "regime", "is_bridging", "state"
        )
    ) == [
        (2021, 2023, "2014", False, "closed"),
        (2024, 2026, "2014", False, "closed"),
        (2027, 2027, "2014", True, "open"),
        (2028, 2032, "2026", False, "open"),
    ]


@pytest.mark.usefixtures("rows")
def test_the_finished_cycle_has_21_different_plans_and_seven_syntheses():
    plans = finished().plans.medium_term()
    local = plans.filter(level=Level.ORP, state=Plan.State.APPROVED)

    texts = {
        tuple(plan.sections.order_by("order").values_list("text", flat=True)) for plan in local
    }
    assert len(texts) == local.count() == 21
    assert {plan.assembly_resolution.orp_id for plan in local} == {plan.orp_id for plan in local}
    assert not Section.objects.filter(plan__in=local, is_ready=False).exists()
    assert plans.filter(level=Level.DISTRICT, state=Plan.State.APPROVED).count() == 7
    swot = SwotItem.objects.filter(plan__in=local)
    assert min(swot.values("plan").annotate(n=Count("pk")).values_list("n", flat=True)) == 18
    assert not swot.filter(themes=None).exists()
    of_region = SwotItem.objects.filter(plan__level="region", plan__state="approved")
    assert set(of_region.values_list("side", flat=True)) == set(SwotItem.Side.values)
    assert not of_region.filter(themes=None).exists()
    assert not Measure.objects.filter(indicators=None).exists()
    assert not Measure.objects.filter(costs=None).exists()
    assert not Priority.objects.filter(plan__in=local, goals=None).exists()


@pytest.mark.usefixtures("rows")
def test_the_regional_plan_has_an_amendment_and_yearly_action_plans():
    versions = finished().plans.medium_term().filter(level=Level.REGION).order_by("minor")
    assert [(plan.number, plan.state) for plan in versions] == [
        ("1.0", "replaced"),
        ("1.1", "approved"),
    ]
    assert versions[1].amends == versions[0]
    assert versions[1].reason
    assert list(Plan.objects.action_plans().order_by("year").values_list("year", "state")) == [
        (2024, "approved"),
        (2025, "approved"),
        (2026, "approved"),
        (2027, "draft"),
    ]
    bridge = Plan.objects.medium_term().get(cycle__is_bridging=True)
    assert bridge.state == Plan.State.APPROVED
    assert {*bridge.needs.values_list("year", flat=True)} == {2027}
    assert {*Cost.objects.of(bridge).values_list("year", flat=True)} == {2027}


@pytest.mark.usefixtures("rows")
def test_every_approved_plan_is_frozen_and_no_draft_is():
    tables = dict(
        FrozenRow.objects.filter(table=FrozenRow.Table.NEED)
        .values_list("plan")
        .annotate(n=Count("pk"))
    )
    for plan in Plan.objects.annotate(count=Count("needs")):
        assert tables.get(plan.pk, 0) == (plan.count if plan.is_frozen else 0)


@pytest.mark.usefixtures("rows")
def test_every_input_of_the_finished_cycle_has_its_fate():
    plans = finished().plans.medium_term().exclude(level=Level.ORP)

    for plan in plans.exclude(state=Plan.State.REPLACED):
        assert undecided_count(plan) == 0
        plan.state = Plan.State.DRAFT  # asks for all that came up, not for what was decided
        assert undecided_count(plan) == 0
    verdicts = Counter(Fate.objects.filter(plan__in=plans).values_list("verdict", flat=True))
    assert set(verdicts) == set(Fate.Verdict.values)


@pytest.mark.usefixtures("rows")
def test_what_the_region_approved_has_no_gap_in_the_statutory_check():
    approved = Plan.objects.frozen().filter(level=Level.REGION)

    missing = {
        str(plan): [one.item.code for one in gaps(findings(plan))]
        for plan in approved.select_related("cycle__previous", "derives_from")
    }
    assert len(missing) == 6
    assert [codes for codes in missing.values() if codes] == []
    assert [one.state for one in findings(regional()) if one.state == "excused"] == []


@pytest.mark.usefixtures("rows")
def test_a_part_is_late_one_is_due_one_was_returned_and_one_prolonged():
    parts = HandIn.objects.filter(plan__cycle=in_work(), plan__level=Level.ORP)
    needs = {row.plan.orp_id: row for row in parts.filter(deliverable="needs")}

    assert len(needs) == 21
    assert needs[LATE_ORP].is_late_at(NOW)
    assert needs[RETURNED_ORP].state == HandIn.State.RETURNED
    assert needs[RETURNED_ORP].reason
    states = Counter(row.state for row in needs.values())
    assert set(states) == set(HandIn.State.values)
    assert any(row.extended_to and not row.is_late_at(NOW) for row in needs.values())
    due = [row for row in parts if row.state == "open" and not row.is_late_at(NOW)]
    assert min(row.deadline for row in due) < NOW + timedelta(days=7)
    late = {row.plan_id for row in needs.values() if row.state == "open" and row.is_late_at(NOW)}
    late -= {row.plan_id for row in needs.values() if row.extended_to}
    assert {f"planning.plan:{pk}" for pk in late} == {
        *Reminder.objects.values_list("topic", flat=True)
    }


@pytest.mark.usefixtures("rows")
def test_what_is_handed_in_is_written_and_continues_what_was():
    delivered = HandIn.objects.handed_in().filter(plan__cycle=in_work())

    for part in delivered.filter(deliverable="needs"):
        assert part.plan.needs.filter(continues__plan__orp=part.plan.orp_id).exists()
    for part in delivered.filter(deliverable="analyses"):
        assert part.plan.swot_items.count() == 18
    for part in delivered.filter(deliverable="priorities"):
        assert Measure.objects.of(part.plan).exists()
    for part in delivered:
        wanted = part.plan.sections.filter(handed_in_with=part.deliverable, is_required=True)
        assert not wanted.filter(is_ready=False).exists(), part


@pytest.mark.usefixtures("rows")
def test_okresy_have_begun_and_hypotheses_are_put():
    okresy = Plan.objects.filter(cycle=in_work(), level=Level.DISTRICT)
    begun = okresy.filter(fates__isnull=False).distinct()
    assert 0 < begun.count() < 7
    assert any(undecided_count(plan) for plan in begun)
    assert Hypothesis.objects.open().exists()
    assert Hypothesis.objects.exclude(conclusion="").exists()
    assert 21 < HypothesisAnswer.objects.count() < 84
    assert EarlierPriority.objects.filter(cycle=in_work()).count() == 84


@pytest.mark.usefixtures("rows")
def test_groups_have_all_sides_and_meetings_were_held_and_are_to_come():
    sides = {"commissioner", "provider", "user"}
    for level in Level.values:
        found = Member.objects.filter(group__level=level).values_list("side", flat=True)
        assert sides <= set(found)
    assert Meeting.objects.filter(starts_at__gt=NOW, state=Meeting.State.PLANNED).exists()
    assert Meeting.objects.held().filter(starts_at__gt=NOW - timedelta(days=60)).exists()
    assert not Meeting.objects.held().filter(starts_at__gt=NOW).exists()
    assert Meeting.objects.filter(published_on__isnull=False, measures__isnull=False).exists()


@pytest.mark.usefixtures("rows")
def test_everybody_who_plans_can_sign_in():
    held = RoleHolding.objects.held_on(DAY)
    assert held.filter(role=Role.ORP_COORDINATOR).values("orp").distinct().count() == 21
    assert held.filter(role=Role.DISTRICT_MEMBER).values("district").distinct().count() == 7
    assert not User.objects.exclude(email__endswith=".example").exists()
    late = held.get(orp=LATE_ORP).user
    assert late.email == "vyskov@orp.example"


@pytest.mark.usefixtures("rows")
def test_figures_are_of_every_orp_and_say_that_they_are_invented():
    figures = TerritorialFigure.objects.filter(year=2025)
    for measure in TerritorialFigure.Measure.values:
        assert figures.filter(measure=measure).values("orp").distinct().count() == 21
    assert not figures.exclude(note__contains="Smyšlený").exists()


def test_a_second_run_changes_nothing_and_the_same_order_gives_the_same(rows):
    assert build(ORDER) == ""
    call_command("demo_region", services=60, day=DAY, stdout=StringIO())
    assert fingerprint() == rows
