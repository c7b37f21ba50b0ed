"""The way to approval as a person walks it, and versions side by side."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from planning.actions import approval
from planning.models import Comment, Cost, Fate, Need, Plan, Section
from sitis.documents.models import Document
from sitis.jobs.models import Job
from sitis.resolutions import Resolution
from tests.factories import HoldingFactory, OrpFactory, official
from tests.planning.factories import (
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
    excuse_everything,
)

pytestmark = pytest.mark.django_db

DAY = "1. 6. 2027"


def url(name, *arguments):
    return reverse(f"planning:{name}", args=arguments)


@pytest.fixture
def coordinator(client, people):
    client.force_login(people["coordinator"])
    return client


def test_a_coordinator_records_the_approval_of_the_town(coordinator):
    """J5, step 9."""
    plan = PlanFactory()

    coordinator.post(url("plan-move", plan.pk, "settle"), {"note": ""})
    for step, number in (("council", "12/R5"), ("assembly", "7/Z2")):
        typed = {"resolution": "", "number": number, "adopted_on": DAY, "note": ""}
        coordinator.post(url("plan-move", plan.pk, step), typed)
    said = coordinator.post(url("plan-move", plan.pk, "approve"), {"note": ""}, follow=True)

    plan.refresh_from_db()
    assert (plan.state, plan.number, plan.approved_on) == ("approved", "1.0", date(2027, 6, 1))
    assert "Plán je schválený jako verze 1.0. Dál se nemění." in said.content.decode()
    assert "usnesení zastupitelstva (Kyjov) č. 7/Z2 ze dne 1. 6. 2027" in said.content.decode()
    assert [one.orp for one in Resolution.objects.all()] == [plan.orp, plan.orp]
    # the public page stands at once and its PDF is on the way
    assert "se teprve připravuje" in coordinator.get(plan.public_url).content.decode()
    document = Document.objects.get(kind="plan")
    assert document.record_key == str(plan.pk)
    # nobody waits for what nobody makes
    Job.objects.filter(pk=document.job_id).update(state="cancelled")
    left = coordinator.get(plan.public_url).content.decode()
    assert "PDF tohoto plánu tu zatím není." in left
    assert "se teprve připravuje" not in left


def test_a_plan_returned_to_be_changed_lets_go_of_what_approved_it(coordinator):
    plan = PlanFactory(state="settled")
    typed = {"resolution": "", "number": "12/R5", "adopted_on": DAY, "note": ""}
    coordinator.post(url("plan-move", plan.pk, "council"), typed)

    coordinator.post(url("plan-move", plan.pk, "return"), {"note": "Oprava tabulky"})

    plan.refresh_from_db()
    assert (plan.state, plan.council_resolution) == ("draft", None)
    assert [row.council_resolution is None for row in plan.history.all()[:2]] == [True, False]


def test_a_step_on_a_resolution_asks_for_it(coordinator):
    plan = PlanFactory(state="settled")

    said = coordinator.post(url("plan-move", plan.pk, "council"), {"number": "1"})

    assert "Doplňte den, kdy bylo usnesení přijato." in said.content.decode()
    assert Plan.objects.get().state == "settled"


def test_what_stands_in_the_way_is_told_with_its_page(client):
    client.force_login(official("planner"))
    plan = PlanFactory(level="region", state="assembly")

    said = client.get(url("plan-versions", plan.pk)).content.decode()
    refused = client.post(url("plan-move", plan.pk, "approve"), {"note": ""})

    assert "Zákonná kontrola: chybí 30 položek." in said
    assert url("statutory-check", plan.pk) in said
    assert "Zákonná kontrola: chybí 30 položek." in refused.content.decode()
    assert Plan.objects.get().state == "assembly"


@pytest.mark.parametrize("level", ["region", "district"])
def test_no_plan_is_approved_while_an_input_has_no_fate(client, people, level):
    """Whatever the statutory check excuses."""
    need = NeedFactory()
    HandInFactory(plan=need.plan, state="handed_in")
    district = need.plan.orp.district if level == "district" else None
    state = "assembly" if level == "region" else "settled"
    plan = excuse_everything(PlanFactory(level=level, district=district, state=state))
    person = people["planner"]
    if level == "district":
        person = HoldingFactory(role="district_member", district=district).user
    client.force_login(person)

    refused = client.post(url("plan-move", plan.pk, "approve"), {"note": ""}).content.decode()

    assert "1 podnět nemá osud." in refused
    assert Plan.objects.get(pk=plan.pk).state == state
    Fate.objects.create(plan=plan, need=need, verdict="refused", reason="Pokryje ji sousední ORP.")
    client.post(url("plan-move", plan.pk, "approve"), {"note": ""})
    assert Plan.objects.get(pk=plan.pk).state == "approved"


def test_a_comment_that_came_after_the_settlement_stops_the_approval(client):
    client.force_login(official("planner"))
    plan = excuse_everything(PlanFactory(level="region", state="assembly"))
    Comment.objects.create(
        plan=plan, number=1, author_type="citizen", received_on=date(2027, 6, 1), text="Chybí."
    )

    refused = client.post(url("plan-move", plan.pk, "approve"), {"note": ""}).content.decode()

    assert "1 připomínka není vypořádaná." in refused
    assert Plan.objects.get().state == "assembly"


def test_others_record_nothing(client, people):
    plan = PlanFactory(state="approved", major=1)
    client.force_login(people["worker"])

    assert client.get(url("plan-versions", plan.pk)).status_code == 200
    for name, more in (("plan-amend", []), ("action-plan-start", []), ("plan-move", ["settle"])):
        assert client.post(url(name, plan.pk, *more), {}).status_code == 403


def test_versions_are_compared_paragraph_by_paragraph_and_row_by_row(coordinator, people):
    plan = PlanFactory(state="council")
    text = '<p id="p-aaaaaaaa">Služeb je málo.</p><p id="p-bbbbbbbb">Druhý odstavec.</p>'
    SectionFactory(plan=plan, text=text, title="Úvod")
    NeedFactory(plan=plan, code="N1", change=3)
    NeedFactory(plan=plan, code="N2")
    MeasureFactory(goal__priority__plan=plan, title="Staré opatření")
    approval.approve(plan, by=people["coordinator"], day=date(2027, 6, 1), moment=timezone.now())

    coordinator.post(url("plan-amend", plan.pk), {"reason": "Nová služba", "data_day": DAY})
    draft = Plan.objects.get(amends=plan)
    Section.objects.filter(plan=draft).update(text=text.replace("je málo", "je dost"))
    Need.objects.of(draft).filter(code="N1").update(change=2)
    Need.objects.of(draft).filter(code="N2").delete()
    NeedFactory(plan=draft, code="N3")
    said = coordinator.get(url("plan-compare", draft.pk, plan.pk)).content.decode()

    assert "<del>málo.</del>" in said
    assert "Druhý odstavec" not in said
    assert "<del>3</del> <ins>2</ins>" in said.replace("3,00", "3").replace("2,00", "2")
    assert said.count("odebráno") == 1
    assert said.count("přidáno") == 1
    assert "Staré opatření" not in said


def test_of_costs_and_reasons_only_what_differs_is_told(coordinator, people):
    plan = PlanFactory(state="council")
    SectionFactory(plan=plan, code="gone", text='<p id="p-aaaaaaaa">Zrušený oddíl.</p>')
    NeedFactory(plan=plan, reason="Fronta má osm lidí.")
    measure = MeasureFactory(goal__priority__plan=plan)
    for year, amount in ((2028, 1_200_000), (2029, 1_300_000)):
        Cost.objects.create(measure=measure, year=year, source="obec", amount=amount)
    approval.approve(plan, by=people["coordinator"], day=date(2027, 6, 1), moment=timezone.now())
    coordinator.post(url("plan-amend", plan.pk), {"reason": "Dražší", "data_day": DAY})
    draft = Plan.objects.get(amends=plan)
    draft.sections.all().delete()
    Need.objects.of(draft).update(reason="Fronta má devět lidí.")
    Cost.objects.of(draft).filter(year=2029).update(amount=1_500_000)

    page = coordinator.get(url("plan-compare", draft.pk, plan.pk)).content.decode()
    said = page.replace("\xa0", " ")

    assert "Fronta má <del>osm</del> <ins>devět</ins> lidí." in said
    assert "<del>Zrušený oddíl.</del>" in said
    assert "1 300 000 Kč</del>" in said
    assert "1 500 000 Kč</ins>" in said
    assert "1 200 000" not in said


@pytest.mark.parametrize(
    ("level", "state", "words"),
    [
        ("region", "council", ["done", "done", "now", "next", "next"]),
        ("orp", "approved", ["done"] * 5),
        ("district", "draft", ["now", "next", "next"]),
    ],
)
def test_the_whole_way_to_approval_is_shown(client, people, level, state, words):
    major = 1 if state == "approved" else 0
    district = OrpFactory().district if level == "district" else None
    plan = PlanFactory(level=level, state=state, major=major, district=district)
    client.force_login(people["planner"])

    answer = client.get(url("plan-versions", plan.pk))

    assert [when for _word, when, _by in answer.context["route"]] == words


def test_what_will_be_missing_is_told_before_it_stops_anybody(client):
    client.force_login(official("planner"))
    plan = PlanFactory(level="region")

    said = client.get(url("plan-versions", plan.pk)).content.decode()

    assert "Co bude potřeba před schválením" in said
    assert "Zákonná kontrola: chybí 30 položek." in said
    assert url("plan-move", plan.pk, "settle") in said


def test_an_action_plan_is_started_from_the_plan_in_force(client):
    client.force_login(official("planner"))
    plan = PlanFactory(level="region", state="approved", major=1)

    client.post(url("action-plan-start", plan.pk), {"year": "2028", "data_day": DAY})

    assert Plan.objects.action_plans().get().derives_from == plan
    assert "Akční plán 2028" in client.get(url("plan-versions", plan.pk)).content.decode()


def test_a_year_with_its_action_plan_in_force_leads_to_its_amendment(client):
    client.force_login(official("planner"))
    plan = PlanFactory(level="region", state="approved", major=1)
    about = {"level": "region", "kind": "action", "derives_from": plan}
    first = PlanFactory(year=2028, state="approved", major=1, **about)

    page = client.get(url("action-plan-start", plan.pk))
    typed = {"year": "2028", "data_day": DAY}
    refused = client.post(url("action-plan-start", plan.pk), typed)

    assert [year for year, _word in page.context["form"].fields["year"].choices] == [
        2029, 2030, 2031, 2032,
    ]  # fmt: skip
    assert "Akční plán na rok 2028 už platí" in page.content.decode()
    assert url("plan-amend", first.pk) in page.content.decode()
    assert "year" in refused.context["form"].errors
    assert list(Plan.objects.action_plans()) == [first]
    for year in (2029, 2030, 2031, 2032):
        PlanFactory(year=year, state="approved", major=1, **about)
    full = client.get(url("action-plan-start", plan.pk), follow=True)
    assert "Na všechny roky už akční plány platí." in full.content.decode()


def test_who_sees_a_plan_in_part_does_not_see_it_whole_in_a_comparison(client, people):
    """Needs of the amendment are handed in; its text and measures are still the ORP's alone."""
    other = OrpFactory(code="6202", ruian_code="1406", name="Boskovice")
    neighbour = HoldingFactory(role="orp_coordinator", orp=other).user
    plan = PlanFactory(state="approved", major=1)
    draft = PlanFactory(amends=plan, orp=plan.orp)
    HandInFactory(plan=draft, state="handed_in")
    SectionFactory(plan=draft, text='<p id="p-aaaaaaaa">Rozepsaný odstavec.</p>')
    MeasureFactory(goal__priority__plan=draft, title="Rozepsané opatření")
    address = url("plan-compare", draft.pk, plan.pk)

    client.force_login(neighbour)
    page = client.get(url("plan-versions", draft.pk))
    answers = [client.get(address), client.get(url("plan-compare", plan.pk, draft.pk))]
    client.force_login(people["coordinator"])
    own = client.get(address).content.decode()

    assert page.status_code == 200
    assert address not in page.content.decode()
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Rozepsané opatření" in own
    assert address in client.get(url("plan-versions", draft.pk)).content.decode()


def test_a_plan_asked_for_by_another_spelling_of_its_key_is_the_same_document(client):
    client.force_login(official("planner"))
    plan = PlanFactory(level="region")

    for key in (plan.pk, f"0{plan.pk}"):
        client.post(reverse("documents:document-order", args=["plan", key]))

    assert [one.record_key for one in Document.objects.all()] == [str(plan.pk)]
