"""The matrix of a cycle: who is late, reminded in bulk, taken away as XLSX."""

from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from planning.matrix import rows_of
from planning.models import Plan
from sitis.reminders.models import Reminder
from sitis.workdays import PRAGUE
from tests.factories import DistrictFactory, HoldingFactory, MembershipFactory, OrpFactory
from tests.planning.factories import CycleFactory, HandInFactory, NeedFactory, PlanFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 4, 10, 10, 0, tzinfo=PRAGUE)


@pytest.fixture
def cycle(db):
    return CycleFactory()


def plan_of(number, cycle, **hand_in):
    """A plan of an ORP of okres Hodonín that owes its needs."""
    orp = OrpFactory(
        code=f"63{number:02}",
        ruian_code=f"15{number:02}",
        name=f"ORP {number}",
        district=DistrictFactory(),
    )
    plan = PlanFactory(cycle=cycle, orp=orp)
    HandInFactory(plan=plan, due_at=timezone.now() - timedelta(days=3), **hand_in)
    return plan


def page(client, cycle, query=""):
    return client.get(reverse("planning:matrix", args=[cycle.pk]) + query)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("state", "days", "word", "tone"),
    [
        ("open", 3, "zbývají 3 dny", "neutral"),
        ("open", -3, "3 dny po termínu", "error"),
        ("returned", 0, "dnes", "warning"),
        ("accepted", -3, "", "success"),
    ],
)
def test_a_cell_says_its_state_in_word_and_colour(state, days, word, tone):
    due = NOW + timedelta(days=days, hours=1)
    handed = due - timedelta(days=1) if state == "accepted" else None
    hand_in = HandInFactory(state=state, due_at=due, handed_in_at=handed, reason="doplňte")
    (row,) = rows_of([hand_in.plan], NOW)

    assert (row.cells[0].time_words, row.cells[0].tone) == (word, tone)
    assert row.cells[1:] == [None, None, None]


def test_the_last_change_is_that_of_its_rows():
    need = NeedFactory()
    HandInFactory(plan=need.plan)

    (row,) = rows_of([need.plan], NOW)

    assert row.cells[0].changed_at == need.history.latest().history_date


def test_one_plan_and_many_ask_the_same(client, people, cycle, django_assert_max_num_queries):
    plan_of(1, cycle)
    client.force_login(people["planner"])
    page(client, cycle)
    with django_assert_max_num_queries(25) as few:
        page(client, cycle)
    for number in range(2, 22):
        NeedFactory(plan=plan_of(number, cycle))
    with django_assert_max_num_queries(25) as many:
        assert text(page(client, cycle)).count("plany") > 20

    assert len(few) == len(many)


def test_it_is_narrowed_by_okres_and_lateness(client, people, cycle):
    late = plan_of(1, cycle)
    fine = plan_of(2, cycle, state="accepted")
    far = DistrictFactory(code="CZ0641", ruian_code="3701", name="Blansko")
    PlanFactory(cycle=cycle, level="district", district=far)
    client.force_login(people["planner"])

    only_late = text(page(client, cycle, "?po_terminu=on"))
    blansko = text(page(client, cycle, "?okres=CZ0641"))

    assert late.place_name in only_late
    assert f">{fine.place_name}<" not in only_late
    assert "okres Blansko" in blansko
    assert late.place_name not in blansko
    assert page(client, cycle, "?okres=nesmysl").status_code == 200


def test_a_coordinator_sees_states_of_others_and_opens_only_what_was_handed_in(
    client, people, cycle
):
    closed = plan_of(1, cycle)
    handed = plan_of(2, cycle, state="handed_in")
    client.force_login(people["coordinator"])

    shown = text(page(client, cycle))

    assert closed.place_name in shown
    assert handed.get_absolute_url() in shown
    assert closed.get_absolute_url() not in shown
    assert "Připomenout" not in shown


def test_an_empty_cycle_says_what_comes_first(client, people, cycle):
    client.force_login(people["planner"])

    assert "Plány ještě nejsou založené" in text(page(client, cycle))


def test_who_may_not_see_the_plans_is_not_told_that_there_are_none(client, cycle):
    plan_of(1, cycle)
    client.force_login(MembershipFactory().user)

    shown = text(page(client, cycle))

    assert "Odevzdávání vidí ti, kdo plány tvoří" in shown
    assert "ORP 1" not in shown


def test_it_is_taken_away_as_a_table(client, people, cycle):
    plan_of(1, cycle)
    client.force_login(people["auditor"])

    answer = client.get(reverse("planning:matrix-export", args=[cycle.pk]))

    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    head, line = list(sheet.iter_rows(values_only=True))[:2]
    assert head[0] == "Území"
    assert line[:4] == ("ORP ORP 1", "ORP", "potřeby", "neodevzdáno")
    assert line[7] == "ano"


def remind(client, cycle, *plans):
    address = reverse("planning:matrix-remind", args=[cycle.pk])
    return client.post(address, {"plany": [plan.pk for plan in plans]}, follow=True)


def test_many_are_reminded_at_once_and_not_twice(client, people, cycle):
    plans = [plan_of(1, cycle), plan_of(2, cycle)]
    for plan in plans:
        HoldingFactory(role="orp_coordinator", orp=plan.orp)
    client.force_login(people["planner"])

    assert "Odeslána 2 připomenutí" in text(remind(client, cycle, *plans))
    assert {row.by for row in Reminder.objects.all()} == {people["planner"]}
    assert "potřeby" in Reminder.objects.first().title
    again = text(remind(client, cycle, *plans))
    assert "Nedávno už dostali připomenutí" in again
    assert "připomenuto" in again
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("key", ["x", "²", "9" * 20, "9" * 5000])
def test_a_plan_that_is_none_is_not_reminded(client, people, cycle, key):
    client.force_login(people["planner"])

    answer = client.post(reverse("planning:matrix-remind", args=[cycle.pk]), {"plany": [key]})

    assert answer.status_code == 302
    assert not Reminder.objects.exists()


def test_nobody_to_remind_is_said(client, people, cycle):
    client.force_login(people["planner"])
    address = reverse("planning:matrix-remind", args=[cycle.pk])
    nonsense = client.post(address, {"plany": ["9" * 5000]}, follow=True)
    assert "Vyberte, komu se má připomenout" in text(nonsense)

    assert "Není komu připomenout" in text(remind(client, cycle, plan_of(1, cycle)))
    done = plan_of(2, cycle, state="accepted")
    assert "Všechno už odevzdali" in text(remind(client, cycle, done))


def test_an_okres_team_reminds_its_own_orps_only(client, people, cycle):
    far = DistrictFactory(code="CZ0641", ruian_code="3701", name="Blansko")
    strange = PlanFactory(
        cycle=cycle, orp=OrpFactory(code="6202", ruian_code="1406", name="Boskovice", district=far)
    )
    HandInFactory(plan=strange)
    own = plan_of(1, cycle)
    for plan in (own, strange):
        HoldingFactory(role="orp_coordinator", orp=plan.orp)
    client.force_login(people["district"])

    remind(client, cycle, own, strange)

    assert [row.url for row in Reminder.objects.all()] == [own.get_absolute_url()]


@pytest.mark.parametrize("who", ["coordinator", "auditor", "registrar", "worker"])
def test_others_remind_nobody(client, people, cycle, who):
    plan = plan_of(1, cycle)
    HoldingFactory(role="orp_coordinator", orp=plan.orp)
    client.force_login(people[who])

    remind(client, cycle, plan)

    assert not Reminder.objects.exists()
    assert not Plan.objects.reminded_by(people[who]).exists()
