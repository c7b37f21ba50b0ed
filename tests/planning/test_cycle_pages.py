"""Pages of cycles and of one plan, walked by a client."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from planning.models import Cycle, HandIn, Plan, Step
from sitis.workdays import PRAGUE
from tests.factories import OrpFactory
from tests.planning.factories import (
    CycleFactory,
    HandInFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db
CYCLE = {
    "name": "Plány 2028–2032",
    "period_from": "1. 1. 2028",
    "period_to": "31. 12. 2032",
    "regime": "2026",
    "council_on": "21. 9. 2027",
    "assembly_on": "7. 10. 2027",
}


def text(response):
    return response.content.decode()


@pytest.fixture
def planner(client, people):
    client.force_login(people["planner"])
    return people["planner"]


def address(name, *args):
    return reverse(f"planning:{name}", args=args)


def test_a_planner_opens_a_cycle_starts_plans_and_meets_the_matrix(client, planner):
    OrpFactory()
    page = client.post(address("cycle-add"), CYCLE, follow=True)
    cycle = Cycle.objects.get()
    assert "Vypořádání připomínek zveřejněno" in text(page)
    assert "15 pracovních dnů před radou kraje" in text(page)

    page = client.post(address("cycle-start", cycle.pk), follow=True)
    assert "Založeny 3 plány." in text(page)
    assert "ORP Kyjov" in text(page)
    page = client.post(address("cycle-move", cycle.pk), {"krok": "otevrit"}, follow=True)
    assert "otevřený" in text(page)


def test_a_bridging_plan_is_the_regions_alone_unless_it_says_otherwise(client, planner):
    """One click must not put 21 plans and tasks over their term on the desks of coordinators."""
    OrpFactory()
    cycle = CycleFactory(
        period_from=date(2027, 1, 1), period_to=date(2027, 12, 31), is_bridging=True
    )

    page = client.post(address("cycle-start", cycle.pk), follow=True)
    assert "Založen 1 plán." in text(page)
    assert [plan.level for plan in cycle.plans.all()] == ["region"]
    assert "Žádný plán nechybí." in text(client.post(address("cycle-start", cycle.pk), follow=True))
    assert "Založit plány i všem ORP a okresům" in text(client.get(cycle.get_absolute_url()))

    client.post(address("cycle-start", cycle.pk), {"vsem": "1"})
    assert {plan.level for plan in cycle.plans.all()} == {"orp", "district", "region"}


def test_wrong_days_of_a_cycle_are_said_at_their_fields(client, planner):
    page = client.post(address("cycle-add"), CYCLE | {"assembly_on": "1. 9. 2027"})

    assert "Zastupitelstvo jedná až po radě kraje." in text(page)
    assert "21. 9. 2027" in text(page)
    assert not Cycle.objects.exists()


def test_a_period_of_a_thousand_years_is_a_slip_of_the_hand(client, planner):
    """Every form of a need would ask for a thousand years."""
    page = client.post(address("cycle-add"), CYCLE | {"period_to": "31. 12. 3032"})

    assert "Rok musí být mezi 2000 a 2100." in text(page)
    assert not Cycle.objects.exists()


def test_the_same_period_twice_is_refused(client, planner):
    CycleFactory()

    assert "Cyklus na toto období už existuje." in text(client.post(address("cycle-add"), CYCLE))


def test_a_new_day_of_the_council_leads_to_the_terms_it_changes(client, planner):
    client.post(address("cycle-add"), CYCLE)
    cycle = Cycle.objects.get()
    form = CYCLE | {"council_on": "14. 9. 2027", "version": cycle.version}
    page = client.post(address("cycle-edit", cycle.pk), form, follow=True)
    assert page.redirect_chain[-1][0] == address("cycle-recount", cycle.pk)
    assert "Vypořádání připomínek" in text(page)

    page = client.post(address("cycle-recount", cycle.pk), {"kroky": ["council"]}, follow=True)
    assert "Přepočítán 1 termín." in text(page)
    assert Step.objects.get(code="council").due_at.astimezone(PRAGUE).day == 14


def step_form(**fields):
    return {
        "title": "Kontrola podkladů",
        "level": "region",
        "due_at_day": "31. 10. 2027",
        "due_at_time": "2.30",
    } | fields


def test_a_deadline_in_the_hour_that_repeats_is_the_later_one(client, planner):
    cycle = CycleFactory()
    page = client.post(address("step-add", cycle.pk), step_form(), follow=True)

    moment = datetime(2027, 10, 31, 2, 30, tzinfo=PRAGUE, fold=1)
    assert Step.objects.get().due_at.timestamp() == moment.timestamp()
    assert "zimního času" in text(page)


def test_a_step_counts_from_an_anchor_with_days_or_not_at_all(client, planner):
    cycle = CycleFactory()
    page = client.post(address("step-add", cycle.pk), step_form(anchor="council"))

    assert "Uveďte, od kterého jednání a kolik dnů předem." in text(page)
    assert not Step.objects.exists()


def test_steps_of_one_title_get_codes_of_their_own(client, planner):
    cycle = CycleFactory()
    for _round in range(2):
        client.post(address("step-add", cycle.pk), step_form())

    codes = set(Step.objects.values_list("code", flat=True))
    assert codes == {"kontrola-podkladu", "kontrola-podkladu-1"}


def test_a_step_is_done_on_a_day_that_came(client, planner):
    client.post(address("cycle-add"), CYCLE)
    step = Step.objects.get(code="start_notice")
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = client.post(address("step-done", step.pk), {"done_on": tomorrow.isoformat()})
    assert "nemůže být v budoucnu" in text(page)

    client.post(address("step-done", step.pk), {"done_on": "1. 3. 2026"})
    step.refresh_from_db()
    assert step.done_on == date(2026, 3, 1)


@pytest.mark.parametrize("who", ["coordinator", "district", "worker", "auditor", "registrar"])
def test_others_read_the_calendar_and_change_nothing(client, people, who):
    cycle = CycleFactory()
    client.force_login(people[who])

    assert client.get(cycle.get_absolute_url()).status_code == 200
    assert client.get(address("cycle-edit", cycle.pk)).status_code == 403
    assert client.post(address("cycle-start", cycle.pk)).status_code == 403
    assert client.post(address("cycle-move", cycle.pk), {"krok": "uzavrit"}).status_code == 403
    assert Cycle.objects.get().state == "open"
    assert not Plan.objects.exists()


def test_a_coordinator_hands_in_and_takes_back(client, people):
    hand_in = HandInFactory(plan=NeedFactory().plan)
    client.force_login(people["coordinator"])
    assert "Odevzdat kraji" in text(client.get(hand_in.plan.get_absolute_url()))

    page = client.post(address("hand-in-move", hand_in.pk, "hand_in"), follow=True)
    assert "Do přijetí to můžete vzít zpět" in text(page)
    page = client.post(address("hand-in-move", hand_in.pk, "take_back"), follow=True)
    assert HandIn.objects.get().state == "open"


@pytest.mark.parametrize(("state", "deliverable", "told"), [
    ("draft", "needs", False), ("settled", "needs", True), ("settled", "analyses", False),
])  # fmt: skip
def test_who_hands_in_after_the_region_closed_is_told(client, people, state, deliverable, told):
    client.force_login(people["coordinator"])
    hand_in = HandInFactory(plan=NeedFactory().plan, deliverable=deliverable)
    PlanFactory(level="region", state=state)

    page = client.get(address("hand-in-move", hand_in.pk, "hand_in")).content.decode()

    assert ("Kraj svůj plán už uzavřel." in page) is told


def test_what_is_missing_is_listed_with_the_way_to_it(client, people):
    hand_in = HandInFactory(deliverable="needs")
    client.force_login(people["coordinator"])

    page = client.get(address("hand-in-move", hand_in.pk, "hand_in"))

    assert "Není zapsaná žádná potřeba" in text(page)
    assert address("need-list", hand_in.plan.pk) in text(page)
    client.post(address("hand-in-move", hand_in.pk, "hand_in"), {"says_no_change": "on"})
    assert HandIn.objects.get().says_no_change


def test_the_region_returns_with_a_reason_that_the_coordinator_reads(client, people):
    hand_in = HandInFactory(state="handed_in", handed_in_at=timezone.now())
    client.force_login(people["planner"])
    page = client.post(address("hand-in-move", hand_in.pk, "return"), {"reason": ""})
    assert "Co je potřeba doplnit" in text(page)
    client.post(address("hand-in-move", hand_in.pk, "return"), {"reason": "Chybí doklad."})

    client.force_login(people["coordinator"])
    assert "Chybí doklad." in text(client.get(hand_in.plan.get_absolute_url()))


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [
        ("coordinator", "accept", 403),
        ("coordinator", "return", 403),
        ("planner", "take_back", 403),
        ("auditor", "accept", 403),
        ("worker", "accept", 404),
        ("coordinator", "nonsense", 404),
    ],
)
def test_each_step_is_for_whom_it_is(client, people, who, step, status):
    hand_in = HandInFactory(state="handed_in", handed_in_at=timezone.now())
    client.force_login(people[who])

    assert client.post(address("hand-in-move", hand_in.pk, step)).status_code == status
    assert HandIn.objects.get().state == "handed_in"


def test_more_time_is_given_with_a_reason(client, planner):
    hand_in = HandInFactory()
    form = {"until_day": "31. 5. 2027", "until_time": "12.00", "reason": "Nemoc koordinátorky."}
    form["seen"] = hand_in.version

    page = client.post(address("hand-in-extend", hand_in.pk), form, follow=True)

    assert "Nemoc koordinátorky." in text(page)
    assert HandIn.objects.get().deadline == datetime(2027, 5, 31, 12, 0, tzinfo=PRAGUE)


def test_what_all_plans_share_is_reached_from_the_page_of_planning(client, people):
    """Figures, themes, earlier priorities and hypotheses had no link at all."""
    doors = [address(f"{name}-list") for name in ("figure", "theme", "earlier", "hypothesis")]
    for role in ("coordinator", "district", "analyst", "auditor"):
        client.force_login(people[role])
        page = text(client.get(address("home")))
        assert [door for door in doors if f'href="{door}"' not in page] == []
        assert {client.get(door).status_code for door in doors} == {200}
    client.force_login(people["worker"])
    assert f'href="{doors[0]}"' not in text(client.get(address("home")))


def test_the_second_who_gives_more_time_sees_what_the_first_gave(client, planner):
    hand_in = HandInFactory()
    seen = hand_in.version
    door = address("hand-in-extend", hand_in.pk)
    first = {"until_day": "31. 5. 2027", "until_time": "12.00", "reason": "Nemoc.", "seen": seen}
    client.post(door, first)

    second = first | {"until_day": "30. 6. 2027", "reason": "Volby."}
    shown = text(client.post(door, second))

    assert "Termín je teď 31." in shown
    assert "Volby." in shown
    assert HandIn.objects.get().extension_reason == "Nemoc."
    client.post(door, second | {"seen": HandIn.objects.get().version})
    assert HandIn.objects.get().extension_reason == "Volby."


@pytest.mark.parametrize("who", ["planner", "coordinator", "district", "worker", "auditor"])
def test_the_home_of_planning_greets_everybody(client, people, who):
    HandInFactory()
    client.force_login(people[who])

    shown = text(client.get(address("home")))

    assert "Plány 2028–2032" in shown
    assert ("Plány, které tvoříte" in shown) == (who not in {"worker", "auditor"})


def test_the_home_lists_approved_plans_that_are_not_over_the_regions_first(client, planner):
    over = CycleFactory(period_from=date(2021, 1, 1), period_to=date(2023, 12, 31))
    PlanFactory(level="region", cycle=over, state="approved", major=1, title="Minulý plán")
    PlanFactory(state="approved", major=1, title="A plán ORP")
    PlanFactory(level="region", state="approved", major=1, title="B plán kraje")

    shown = client.get(address("home"))

    assert [plan.title for plan in shown.context["approved"]] == ["B plán kraje", "A plán ORP"]
    assert 'href="/plany/"' in text(shown)


def test_pages_ask_the_same_whatever_stands_in_them(client, planner, django_assert_max_num_queries):
    OrpFactory()
    client.post(address("cycle-add"), CYCLE)
    cycle = Cycle.objects.get()
    client.post(address("cycle-start", cycle.pk))
    plan = Plan.objects.get(level="orp")
    for number in range(5):
        NeedFactory(plan=plan, code=f"N{number}")
    pages = (
        address("home"),
        address("cycle-list"),
        cycle.get_absolute_url(),
        plan.get_absolute_url(),
    )
    for url in pages:
        client.get(url)
        with django_assert_max_num_queries(25):
            assert client.get(url).status_code == 200
    PlanFactory(cycle=CycleFactory(period_from=date(2024, 1, 1), period_to=date(2026, 12, 31)))


def test_a_section_that_is_not_ready_is_opened_right_from_what_is_missing(client, people):
    hand_in = HandInFactory(deliverable="text")
    section = SectionFactory(plan=hand_in.plan, handed_in_with="text", code="uvod")
    client.force_login(people["coordinator"])

    for page in (
        hand_in.plan.get_absolute_url(),
        address("hand-in-move", hand_in.pk, "hand_in"),
    ):
        assert address("section-detail", hand_in.plan_id, section.code) in text(client.get(page))
