"""Parts of a plan: handed in when complete, taken back, returned with a reason, accepted."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from planning.actions.hand_in import IllegalMove, extend, move
from planning.models import HandIn
from planning.readiness import Facts, gaps
from sitis.mail import OutgoingMail
from sitis.reminders.actions import remind
from sitis.reminders.models import Reminder
from sitis.workdays import PRAGUE
from tests.factories import HoldingFactory, UserFactory, official
from tests.planning.factories import (
    GoalFactory,
    HandInFactory,
    IndicatorFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    SwotItemFactory,
)
from tests.test_races import at_once

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, 10, 0, tzinfo=PRAGUE)
EMPTY = Facts("orp", 0, 0, 0, 0, (), (), {})


@pytest.fixture
def hand_in():
    need = NeedFactory()
    return HandInFactory(plan=need.plan)


@pytest.fixture
def by():
    return official("planner")


def test_what_is_complete_is_handed_in_with_its_moment_and_author(hand_in, by):
    move(hand_in, "hand_in", by=by, now=NOW)

    assert (hand_in.state, hand_in.handed_in_at) == ("handed_in", NOW)
    last = hand_in.history.latest()
    assert (last.history_user, last.history_change_reason) == (by, "odevzdat kraji")


@pytest.mark.parametrize(
    ("facts", "deliverable", "missing"),
    [
        (EMPTY, "needs", ["žádná potřeba"]),
        (EMPTY, "priorities", ["žádná priorita"]),
        (EMPTY, "analyses", ["SWOT"]),
        (EMPTY, "text", []),
        (Facts("orp", 0, 0, 1, 0, (), (), {}), "priorities", ["nemá opatření"]),
        (
            Facts("orp", 0, 0, 1, 2, ("A",), ("B",), {}),
            "priorities",
            ["indikátor: „A“", "nositele"],
        ),
        (
            Facts("orp", 1, 0, 0, 0, (), (), {"needs": (("clients", "Klienti"),)}),
            "needs",
            ["„Klienti“"],
        ),
        (Facts("district", 0, 0, 0, 0, (), (), {}), "priorities", []),
    ],
)
def test_what_is_missing_is_named(facts, deliverable, missing):
    found = [gap.text for gap in gaps(facts, deliverable)]

    assert len(found) == len(missing)
    assert all(word in said for word, said in zip(missing, found, strict=True))


def test_a_measure_of_other_years_is_no_measure_of_the_plan(by):
    plan = PlanFactory()
    days = {"starts_on": date(2024, 1, 1), "ends_on": date(2026, 12, 31)}
    measure = MeasureFactory(goal__priority__plan=plan, **days)
    IndicatorFactory(measure=measure)
    hand_in = HandInFactory(plan=plan, deliverable="priorities")

    with pytest.raises(ValidationError, match="mimo období plánu"):
        move(hand_in, "hand_in", by=by, now=NOW)
    measure.ends_on = date(2028, 6, 30)  # begun before, lasting into the plan
    measure.save()
    move(hand_in, "hand_in", by=by, now=NOW)

    assert hand_in.state == "handed_in"


def test_an_incomplete_part_stays_open(by):
    hand_in = HandInFactory()

    with pytest.raises(ValidationError, match="žádná potřeba"):
        move(hand_in, "hand_in", by=by, now=NOW)
    assert HandIn.objects.get().state == "open"


def test_no_change_is_an_answer_for_needs_and_is_kept(by):
    hand_in = HandInFactory()

    move(hand_in, "hand_in", by=by, now=NOW, says_no_change=True)

    assert hand_in.says_no_change


def test_no_change_excuses_no_text(by):
    hand_in = HandInFactory()
    SectionFactory(plan=hand_in.plan, handed_in_with="needs", title="Klienti")

    with pytest.raises(ValidationError, match="Klienti"):
        move(hand_in, "hand_in", by=by, now=NOW, says_no_change=True)


def test_priorities_with_indicator_and_responsible_pass(by):
    plan = PlanFactory()
    measure = MeasureFactory(goal=GoalFactory(priority=PriorityFactory(plan=plan)))
    hand_in = HandInFactory(plan=plan, deliverable="priorities")
    with pytest.raises(ValidationError, match="Rozšířit pečovatelskou službu"):
        move(hand_in, "hand_in", by=by, now=NOW)

    IndicatorFactory(measure=measure)
    move(hand_in, "hand_in", by=by, now=NOW)
    assert hand_in.state == "handed_in"


def test_analyses_need_ready_sections_and_swot(by):
    plan = SwotItemFactory().plan
    section = SectionFactory(plan=plan, handed_in_with="analyses", part="analytical")
    hand_in = HandInFactory(plan=plan, deliverable="analyses")
    with pytest.raises(ValidationError, match=section.title):
        move(hand_in, "hand_in", by=by, now=NOW)

    section.is_ready = True
    section.save()
    move(hand_in, "hand_in", by=by, now=NOW)
    assert hand_in.state == "handed_in"


def test_late_is_allowed_and_shown(hand_in, by):
    move(hand_in, "hand_in", by=by, now=hand_in.due_at + timedelta(minutes=1))

    assert hand_in.is_late_at(NOW)


def test_it_is_taken_back_until_accepted(hand_in, by):
    move(hand_in, "hand_in", by=by, now=NOW)
    move(hand_in, "take_back", by=by, now=NOW)
    assert (hand_in.state, hand_in.handed_in_at) == ("open", None)

    move(hand_in, "hand_in", by=by, now=NOW)
    move(hand_in, "accept", by=by, now=NOW)
    with pytest.raises(IllegalMove):
        move(hand_in, "take_back", by=by, now=NOW)


def test_it_is_returned_with_a_reason_only(hand_in, by):
    move(hand_in, "hand_in", by=by, now=NOW)
    with pytest.raises(ValidationError, match="co je potřeba doplnit"):
        move(hand_in, "return", by=by, now=NOW, reason=" ")

    move(hand_in, "return", by=by, now=NOW, reason="Chybí doklad.")
    assert (hand_in.state, hand_in.reason, hand_in.settled_at) == ("returned", "Chybí doklad.", NOW)


@pytest.mark.parametrize("step", ["take_back", "return", "accept"])
def test_what_was_not_handed_in_cannot_be_settled(hand_in, by, step):
    with pytest.raises(IllegalMove):
        move(hand_in, step, by=by, now=NOW, reason="důvod")


def test_the_second_of_two_is_told(hand_in, by):
    other = HandIn.objects.get(pk=hand_in.pk)
    move(hand_in, "hand_in", by=by, now=NOW)

    with pytest.raises(IllegalMove, match="Mezitím"):
        move(other, "hand_in", by=by, now=NOW)


def test_parts_of_a_plan_on_its_way_to_approval_rest(by):
    hand_in = HandInFactory(plan__state="settled")

    with pytest.raises(IllegalMove, match="vypořádaný"):
        move(hand_in, "hand_in", by=by, now=NOW)


def test_more_time_is_given_with_a_reason(hand_in, by):
    until = hand_in.due_at + timedelta(days=14)

    extend(hand_in, until, reason="Nemoc.", by=by, now=NOW)

    assert hand_in.deadline == until
    assert not hand_in.is_late_at(hand_in.due_at + timedelta(days=1))


@pytest.mark.parametrize(
    ("days", "reason", "now", "said"),
    [
        (14, " ", NOW, "důvod"),
        (-1, "Nemoc.", NOW, "delší než původní"),
        (14, "Nemoc.", datetime(2028, 1, 1, tzinfo=PRAGUE), "v budoucnu"),
    ],
)
def test_more_time_is_not_given_without_sense(hand_in, by, days, reason, now, said):
    until = hand_in.due_at + timedelta(days=days)

    with pytest.raises(ValidationError, match=said):
        extend(hand_in, until, reason=reason, by=by, now=now)


def test_what_was_delivered_meanwhile_needs_no_more_time(hand_in, by):
    seen = HandIn.objects.get(pk=hand_in.pk)
    move(hand_in, "hand_in", by=by, now=NOW)

    for one in (seen, hand_in):  # also as it is now
        with pytest.raises(IllegalMove):
            extend(one, NOW + timedelta(days=90), reason="Nemoc.", by=by, now=NOW)


def test_the_last_part_handed_in_puts_reminders_away(hand_in, by):
    user = UserFactory()
    words = {"title": "Odevzdejte", "text": "", "url": "/", "channel": "desk"}
    remind(f"planning.plan:{hand_in.plan_id}", [user], by=by, now=NOW, **words)

    move(hand_in, "hand_in", by=by, now=NOW)

    assert Reminder.objects.get().dismissed_at == NOW


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_at_once_hand_in_once():
    hand_in = HandInFactory(plan=NeedFactory().plan)
    pair, now = [official("planner"), official("planner")], timezone.now()

    told = at_once(
        *(
            lambda by=by: move(HandIn.objects.get(pk=hand_in.pk), "hand_in", by=by, now=now)
            for by in pair
        )
    )

    assert told == ["", "IllegalMove"]
    assert HandIn.history.filter(state="handed_in").count() == 1


def test_who_makes_the_plan_gets_a_letter_about_what_came_back(hand_in, by, people):
    """With the reason and the term; nobody looks every day whether something was returned."""
    HoldingFactory(role="orp_coordinator", orp=hand_in.plan.orp, user=UserFactory(is_active=False))
    move(hand_in, "hand_in", by=by, now=NOW)
    assert not OutgoingMail.objects.exists()

    move(hand_in, "return", by=by, now=NOW, reason="Doplňte doklad.")

    letter = OutgoingMail.objects.get()
    assert letter.to == people["coordinator"].email
    assert "Vráceno k doplnění: potřeby" in letter.subject
    assert "Doplňte doklad." in letter.text
    assert hand_in.plan.get_absolute_url() in letter.text
