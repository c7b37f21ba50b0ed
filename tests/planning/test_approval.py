"""A plan is settled, adopted, approved and frozen, amended; the slower of two is told."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from planning.actions import approval, hand_in
from planning.actions.approval import IllegalMove
from planning.contents import Contents
from planning.documents.annexes import Annexes
from planning.models import (
    Activity,
    Comment,
    Cost,
    Exemption,
    Fate,
    FrozenRow,
    Measure,
    Need,
    Plan,
)
from planning.tracing import undecided
from tests.factories import (
    DistrictFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ResolutionFactory,
    official,
)
from tests.planning.factories import (
    ActivityFactory,
    HandInFactory,
    IndicatorFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    SwotItemFactory,
    ThemeFactory,
    excuse_everything,
)

pytestmark = pytest.mark.django_db

DAY, NOW = date(2027, 6, 20), datetime(2027, 6, 20, 8, 0, tzinfo=UTC)
State = Plan.State


@pytest.fixture
def planner():
    return official("planner")


def take(plan, step, by, resolution=None):
    approval.move(plan, step, by=by, day=DAY, resolution=resolution)


def approved(plan, by):
    Plan.objects.filter(pk=plan.pk).update(state=State.ASSEMBLY)
    plan.refresh_from_db()
    approval.approve(plan, by=by, day=DAY, moment=NOW)
    return plan


def orp_hodonin():
    return OrpFactory(code="6208", ruian_code="1412", name="Hodonín")


def test_the_whole_way_of_a_regional_plan(planner):
    plan = excuse_everything(PlanFactory(level="region"))
    council, assembly = ResolutionFactory(body="council"), ResolutionFactory(body="assembly")

    take(plan, "settle", planner)
    take(plan, "council", planner, council)
    take(plan, "assembly", planner, assembly)
    approval.approve(plan, by=planner, day=DAY, moment=NOW)

    assert (plan.state, plan.number, plan.approved_on) == (
        State.APPROVED, "1.0", assembly.adopted_on,
    )  # fmt: skip
    assert [row.history_user for row in plan.history.filter(history_type="~")] == [planner] * 4


@pytest.mark.parametrize(
    ("level", "state", "may"),
    [
        ("region", "settled", False),
        ("region", "council", False),
        ("region", "assembly", True),
        ("orp", "settled", False),
        ("orp", "council", True),
        ("district", "settled", True),
        ("orp", "draft", False),
    ],
)
def test_from_where_a_plan_may_be_approved(planner, level, state, may):
    plan = excuse_everything(PlanFactory(level=level, state=state))

    assert (Plan.Move.APPROVE in plan.moves) is may
    if may:
        approval.approve(plan, by=planner, day=DAY, moment=NOW)
        assert plan.is_frozen
    else:
        with pytest.raises(IllegalMove):
            approval.approve(plan, by=planner, day=DAY, moment=NOW)


def test_a_resolution_of_another_body_or_town_is_refused(planner):
    plan = PlanFactory(state=State.SETTLED)  # of ORP Kyjov
    for wrong in (None, ResolutionFactory(body="council"), ResolutionFactory(orp=plan.orp)):
        with pytest.raises(ValidationError):
            take(plan, "council", planner, wrong)

    take(plan, "council", planner, ResolutionFactory(body="council", orp=plan.orp))

    assert plan.state == State.COUNCIL


def test_the_slower_of_two_who_approve_is_told(planner):
    plan = PlanFactory(state=State.COUNCIL)
    also_read = Plan.objects.get(pk=plan.pk)
    approval.approve(plan, by=planner, day=DAY, moment=NOW)

    with pytest.raises(IllegalMove):
        approval.approve(also_read, by=planner, day=DAY, moment=NOW)

    assert plan.history.filter(history_type="~").count() == 1


def test_an_unsettled_comment_stands_in_the_way(planner):
    plan = PlanFactory(level="region")
    Comment.objects.create(
        plan=plan, number=1, author_type="citizen", received_on=DAY, text="Chybí linka."
    )

    with pytest.raises(ValidationError) as refused:
        take(plan, "settle", planner)

    assert refused.value.messages == ["1 připomínka není vypořádaná."]
    assert Plan.objects.get().state == State.DRAFT


@pytest.mark.parametrize("level", ["region", "district"])
def test_nothing_is_put_to_the_vote_while_an_input_has_no_fate(planner, level):
    need = HandInFactory(plan=NeedFactory().plan, state="handed_in").plan.needs.get()
    district = need.plan.orp.district if level == "district" else None
    plan = PlanFactory(level=level, district=district)

    with pytest.raises(ValidationError) as refused:
        take(plan, "settle", planner)
    assert refused.value.messages == ["1 podnět nemá osud."]
    assert approval.obstacles_by_step(plan)["settle"] == approval.obstacles(plan, "settle")

    Fate.objects.create(plan=plan, need=need, verdict="refused", reason="Pokryje ji jiná.")
    take(plan, "settle", planner)
    assert plan.state == State.SETTLED


def hand_in_needs(plan, by):
    hand_in.move(HandInFactory(plan=plan), "hand_in", by=by, now=timezone.now())


def approve_now(plan, by):
    Plan.objects.filter(pk=plan.pk).update(state=State.COUNCIL)
    plan.refresh_from_db()
    approval.approve(plan, by=by, day=DAY, moment=timezone.now())


@pytest.mark.parametrize("deliver", [hand_in_needs, approve_now])
def test_who_comes_after_the_settlement_waits_for_the_amendment(planner, deliver):
    plan = excuse_everything(PlanFactory(level="region"))
    early, late = NeedFactory(), NeedFactory(plan__orp=orp_hodonin())
    hand_in_needs(early.plan, planner)
    Fate.objects.create(plan=plan, need=early, verdict="refused", reason="Pokryje ji jiná.")
    take(plan, "settle", planner)
    take(plan, "assembly", planner, ResolutionFactory(body="assembly"))

    deliver(late.plan, planner)
    approval.approve(plan, by=planner, day=DAY, moment=NOW)

    assert plan.state == State.APPROVED
    assert [line.code for line in Annexes(Contents(plan)).trace] == [early.code]
    draft = approval.amend(plan, reason="Pozdní podnět", by=planner, data_day=DAY)
    assert list(undecided(Need, draft)) == [late]


def test_who_came_in_time_is_not_forgotten_when_the_decision_goes(planner):
    plan = excuse_everything(PlanFactory(level="region"))
    need = NeedFactory()
    hand_in_needs(need.plan, planner)
    fate = Fate.objects.create(plan=plan, need=need, verdict="refused", reason="Není za co.")
    take(plan, "settle", planner)
    take(plan, "assembly", planner, ResolutionFactory(body="assembly"))
    fate.delete()

    with pytest.raises(ValidationError, match="1 podnět nemá osud"):
        approval.approve(plan, by=planner, day=DAY, moment=NOW)


def test_what_was_approved_stays_whatever_code_lists_say_later(planner):
    plan = PlanFactory()
    need = NeedFactory(plan=plan)
    measure = MeasureFactory(goal__priority__plan=plan)
    IndicatorFactory(measure=measure, activity=ActivityFactory(measure=measure))
    item = SwotItemFactory(plan=plan)
    item.themes.add(ThemeFactory())
    live = Contents(plan)
    before = (live.needs, live.measures, live.swot)

    approved(plan, planner)
    type(need.kind).objects.update(name="jiný název")
    Measure.objects.update(title="jiný název")

    frozen = Contents(Plan.objects.get(pk=plan.pk))
    assert (frozen.needs, frozen.measures, frozen.swot) == before
    assert frozen.measures[0].activities[0].indicators[0].target == Decimal("9.50")
    short = Contents(Plan.objects.get(pk=plan.pk)).measures_in_short
    assert [one.title for one in short] == [measure.title]


def test_annexes_of_an_approved_plan_stay_as_they_were(planner):
    plan = excuse_everything(PlanFactory(level="region", data_day=date(2027, 6, 30)))
    item = NetworkItemFactory(network=NetworkVersionFactory(in_force=True))
    need = HandInFactory(plan=NeedFactory().plan, state="handed_in").plan.needs.get()
    Fate.objects.create(plan=plan, need=need, verdict="refused", reason="Pokryje ji jiná.")
    live = Annexes(Contents(plan))
    before = (live.check, live.network, live.trace)
    assert [len(part) for part in before] == [30, 1, 1]

    approved(plan, planner)
    Exemption.objects.all().delete()
    type(item.service).objects.update(name="Jiné jméno")
    Fate.objects.update(reason="Jiný důvod")

    frozen = Annexes(Contents(Plan.objects.get(pk=plan.pk)))
    assert (frozen.check, frozen.network, frozen.trace) == before


def test_parts_of_an_amendment_are_handed_in_anew(planner):
    plan = PlanFactory()
    due = HandInFactory(plan=plan, state="accepted").due_at

    draft = approval.amend(approved(plan, planner), reason="Oprava", by=planner, data_day=DAY)

    rows = draft.hand_ins.values_list("deliverable", "state", "due_at")
    assert list(rows) == [("needs", "open", due)]


def test_an_amendment_takes_everything_over_and_replaces(planner):
    plan = excuse_everything(PlanFactory(level="region"))
    SectionFactory(plan=plan, text="<p>Text</p>")
    need = NeedFactory(plan=plan, code="N7")
    measure = MeasureFactory(goal__priority__plan=plan)
    measure.needs.add(need)
    IndicatorFactory(measure=measure)
    asked = NeedFactory(plan=PlanFactory(cycle=plan.cycle))
    Fate.objects.create(plan=plan, need=asked, verdict="accepted", target_measure=measure)
    approved(plan, planner)

    draft = approval.amend(plan, reason="Nová služba", by=planner, data_day=DAY)

    copied = Measure.objects.of(draft).get()
    assert copied.code == measure.code
    assert copied.continues == measure
    assert copied.needs.get().plan == draft
    assert copied.history.get().needs.get().need == copied.needs.get()
    assert draft.fates.get().target_measure == copied
    assert Contents(draft).needs == Contents(plan).needs
    assert (draft.slug, draft.amends) == (plan.slug, plan)

    approved(draft, planner)

    plan.refresh_from_db()
    assert (plan.state, plan.number, draft.number) == (State.REPLACED, "1.0", "1.1")


def test_only_one_amendment_is_in_work_and_has_its_reason(planner):
    plan = approved(excuse_everything(PlanFactory(level="region")), planner)
    with pytest.raises(ValidationError, match="důvod změny"):
        approval.amend(plan, reason=" ", by=planner, data_day=DAY)
    approval.amend(plan, reason="První", by=planner, data_day=DAY)

    with pytest.raises(ValidationError) as refused:
        approval.amend(plan, reason="Druhá", by=planner, data_day=DAY)

    assert refused.value.messages == ["Na tomto plánu už se pracuje."]


def test_an_action_plan_derives_from_the_plan_in_force(planner):
    plan = excuse_everything(PlanFactory(level="region"))
    measure = MeasureFactory(goal__priority__plan=plan)
    later = {"starts_on": date(2030, 1, 1), "ends_on": date(2030, 12, 31)}
    MeasureFactory(goal=measure.goal, **later)
    ActivityFactory(measure=measure, **later)
    for year in (2028, 2029):
        Cost.objects.create(measure=measure, year=year, source="101a", amount=year)
    with pytest.raises(IllegalMove):
        approval.start_action_plan(plan, 2028, by=planner, data_day=DAY)
    approved(plan, planner)

    derived = approval.start_action_plan(plan, 2028, by=planner, data_day=DAY)

    assert (derived.kind, derived.year, derived.derives_from) == ("action", 2028, plan)
    assert [row.code for row in Measure.objects.of(derived)] == [measure.code]
    assert not Activity.objects.of(derived).exists()
    assert [row.year for row in Cost.objects.of(derived)] == [2028]
    with pytest.raises(ValidationError):
        approval.start_action_plan(plan, 2040, by=planner, data_day=DAY)


def test_no_second_plan_stands_beside_the_one_in_force(planner):
    plan = approved(excuse_everything(PlanFactory(level="region")), planner)
    first = approval.start_action_plan(plan, 2028, by=planner, data_day=DAY)
    approved(excuse_everything(first), planner)
    other = excuse_everything(
        PlanFactory(level="region", kind="action", year=2028, derives_from=plan)
    )

    for refused in (
        lambda: approval.start_action_plan(plan, 2028, by=planner, data_day=DAY),
        lambda: approved(other, planner),  # begun before the first was approved
    ):
        with pytest.raises(ValidationError, match="Začít změnu plánu"):
            refused()

    assert approval.start_action_plan(plan, 2029, by=planner, data_day=DAY).year == 2029
    other.delete()
    amendment = approval.amend(first, reason="Dražší", by=planner, data_day=DAY)
    assert amendment.amends == first


def test_freezing_asks_no_more_for_more_rows(planner, django_assert_max_num_queries):
    kept = []
    for rows in (1, 40):
        plan = PlanFactory(level="district", district=DistrictFactory(), state=State.SETTLED)
        priority = PriorityFactory(plan=plan)
        for _number in range(rows):
            measure = MeasureFactory(goal__priority=priority)
            IndicatorFactory(measure=measure)
            NeedFactory(plan=plan)
        with django_assert_max_num_queries(30) as asked:
            approval.approve(plan, by=planner, day=DAY, moment=NOW)
        kept.append(len(asked))
        Plan.objects.filter(pk=plan.pk).update(state=State.REPLACED, minor=rows + 1)

    assert kept[0] == kept[1]
    assert FrozenRow.objects.count() == 2 + 80
