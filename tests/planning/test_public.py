"""Approved plans for everybody: the content of the document, no draft, no name of a person."""

from datetime import date
from io import BytesIO

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from planning.actions import approval
from planning.models import Comment, Fate, Plan
from tests.factories import official
from tests.planning.factories import (
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    excuse_everything,
)

pytestmark = pytest.mark.django_db

DAY = date(2027, 6, 20)


@pytest.fixture(autouse=True)
def _no_cache():
    cache.clear()


@pytest.fixture
def plan():
    plan = PlanFactory(level="region", slug="kraj-2028-2032", state="assembly")
    SectionFactory(plan=plan, title="Úvod", text='<p id="p-aaaaaaaa">Proč plán vznikl.</p>')
    NeedFactory(plan=plan, reason="Čekárna je plná.")
    MeasureFactory(goal__priority__plan=plan, title="Rozšířit noční péči")
    Comment.objects.create(
        plan=plan, number=1, author_type="citizen", author_name="Jana Tajná", received_on=DAY,
        text="Chybí linka.", verdict="accepted", answer="Doplněno.", settled_on=DAY,
    )  # fmt: skip
    excuse_everything(plan)
    approval.approve(plan, by=official("planner"), day=DAY, moment=timezone.now())
    return plan


def every_page(client, slug):
    """The plan's page and all its chapters."""
    page = reverse("plans:plan-page", args=[slug])
    first = client.get(page)
    anchors = [chapter.anchor for chapter in first.context["chapters"]]
    rest = [client.get(reverse("plans:plan-chapter", args=[slug, one])) for one in anchors]
    assert {answer.status_code for answer in [first, *rest]} == {200}
    return "".join(answer.content.decode() for answer in [first, *rest]).replace("\xa0", " ")


def test_a_stranger_reads_the_whole_approved_plan(client, plan):
    assert plan.title in client.get("/plany/").content.decode()

    said = every_page(client, plan.slug)

    for words in ("Proč plán vznikl.", "Čekárna je plná.", "Rozšířit noční péči", "39a.2.a"):
        assert words in said
    assert "Jana Tajná" not in said


@pytest.mark.parametrize("state", ["draft", "settled", "council", "assembly"])
def test_a_plan_on_its_way_is_not_there(client, state):
    plan = PlanFactory(state=state, slug="orp-kyjov-2028-2032")

    assert client.get(f"/plany/{plan.slug}/").status_code == 404
    assert plan.title not in client.get("/plany/").content.decode()


def test_a_replaced_version_stays_and_says_so(client, plan):
    planner = official("planner")
    draft = approval.amend(plan, reason="Nová služba", by=planner, data_day=DAY)
    draft.sections.update(text='<p id="p-aaaaaaaa">Nové znění.</p>')
    type(draft).objects.filter(pk=draft.pk).update(state="assembly")
    approval.approve(draft, by=planner, day=DAY, moment=timezone.now())

    assert "Nové znění." in every_page(client, plan.slug)
    old = client.get(f"/plany/{plan.slug}/?verze=1.0").content.decode()
    assert "Tato verze už neplatí" in old
    assert client.get(f"/plany/{plan.slug}/?verze=9.9").status_code == 404


def test_the_second_reading_asks_the_database_next_to_nothing(
    client, plan, django_assert_max_num_queries
):
    every_page(client, plan.slug)

    with django_assert_max_num_queries(8):
        client.get(f"/plany/{plan.slug}/")


SECRET = "Tajný důvod konceptu kraje."


@pytest.mark.parametrize("level", ["orp", "district"])
def test_what_a_draft_above_decides_is_not_published_with_a_plan_below(client, people, level):
    need = NeedFactory()
    district = need.plan.orp.district
    okres = PlanFactory(level="district", district=district, state="settled", slug="okres")
    region = PlanFactory(level="region")
    measure = MeasureFactory(goal__priority__plan=region, title="Tajné opatření")
    joint, priority = NeedFactory(plan=okres), PriorityFactory(plan=need.plan)
    for plan in (need.plan, okres):
        for deliverable in ("needs", "priorities"):
            HandInFactory(plan=plan, deliverable=deliverable, state="handed_in")
    Fate.objects.create(plan=okres, need=need, verdict="merged", target_need=joint)
    Fate.objects.create(plan=okres, priority=priority, verdict="refused", reason="Okres nemá kde.")
    Fate.objects.create(plan=region, need=joint, verdict="refused", reason=SECRET)
    Fate.objects.create(plan=region, priority=priority, verdict="accepted", target_measure=measure)
    plan = okres if level == "district" else need.plan
    Plan.objects.filter(pk=need.plan.pk).update(state="council")
    plan.refresh_from_db()
    approval.approve(plan, by=official("planner"), day=DAY, moment=timezone.now())

    said = every_page(client, plan.slug)
    client.force_login(people["worker"])
    sheets = client.get(reverse("planning:plan-tables", args=[plan.pk]))
    book = load_workbook(BytesIO(b"".join(sheets.streaming_content)))
    cells = " ".join(str(c.value) for sheet in book for row in sheet for c in row)

    for secret in (SECRET, "Tajné opatření"):
        assert secret not in said
        assert secret not in cells
    assert ("Okres nemá kde." in said) is (level == "district")  # the ORP's is approved sooner


def test_a_region_tells_what_okresy_carried_up_and_put_aside(client):
    need = NeedFactory()
    other = NeedFactory(plan=need.plan)
    district = need.plan.orp.district
    okres = PlanFactory(level="district", district=district)  # not approved yet
    joint = NeedFactory(plan=okres)
    for plan in (need.plan, okres):
        HandInFactory(plan=plan, state="handed_in")
    region = excuse_everything(PlanFactory(level="region", slug="kraj", state="assembly"))
    Fate.objects.create(plan=okres, need=need, verdict="merged", target_need=joint)
    Fate.objects.create(plan=okres, need=other, verdict="refused", reason="Okres nemá kde.")
    Fate.objects.create(plan=region, need=joint, verdict="refused", reason="Kraj nemá za co.")

    approval.approve(region, by=official("planner"), day=DAY, moment=timezone.now())

    said = every_page(client, "kraj")
    assert "Okres nemá kde." in said
    assert "Kraj nemá za co." in said
    assert "zatím bez rozhodnutí" not in said
