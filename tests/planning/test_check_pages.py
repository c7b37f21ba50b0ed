"""The statutory check and the procedure as people use them."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from planning.actions import approval
from planning.checklist import gaps
from planning.models import Comment, Exemption, Measure, Plan, ProcedureFact
from planning.statutory import facts_of, findings, judge
from sitis.territory.models import TerritorialFigure
from sitis.workdays import PRAGUE
from tests.factories import NetworkItemFactory, OrpFactory, official
from tests.planning.factories import (
    CycleFactory,
    GroupFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    NeedFactory,
    PlanFactory,
    SectionFactory,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def plan():
    return PlanFactory(level="region")


@pytest.fixture
def office(client):
    client.force_login(official("planner"))
    return client


def page(client, name, *arguments):
    return client.get(reverse(f"planning:{name}", args=arguments)).content.decode()


def test_the_check_tells_what_is_missing_whose_task_it_is_and_leads_there(office, plan):
    SectionFactory(plan=plan, code="informing", title="Zapojení", items=["39a.2.a"])

    said = page(office, "statutory-check", plan.pk)

    assert "Ke schválení chybí 30 položek." in said
    assert "Oddíl „Zapojení“ není napsaný." in said
    assert "Úkol: kraj." in said
    assert "§ 39a odst. 2 písm. a) vyhlášky č. 505/2006 Sb." in said
    assert f'href="{reverse("planning:procedure", args=[plan.pk])}"' in said


def test_the_old_regime_says_why_items_of_the_act_are_left_out(office):
    plan = PlanFactory(level="region", cycle__regime="2014")

    said = page(office, "statutory-check", plan.pk)

    assert "Ke schválení chybí 23 položek." in said
    assert said.count("Tento plán") + said.count("tento plán se řídí dřívějšími pravidly") == 7


def test_the_check_is_narrowed_by_state_and_by_whose_task_it_is(office, plan):
    OrpFactory()
    url = reverse("planning:statutory-check", args=[plan.pk])

    def codes(query):
        groups = office.get(url + query).context["groups"]
        return [row.finding.item.code for _title, rows in groups for row in rows]

    assert len(codes("")) == len(codes("?stav=nesmysl&ukol=x")) == 30
    assert codes("?stav=fulfilled") == []
    assert "Taková položka tu není" in office.get(url + "?stav=fulfilled").content.decode()
    asked = codes("?ukol=orp_coordinator")
    assert "39a.3.a.1" in asked
    assert "39b.1" not in asked
    said = page(office, "statutory-check", plan.pk)
    assert f'href="?ukol=orp_coordinator">koordinátor ORP ({len(asked)})</a>' in said
    assert 'href="#cast-2"' in said


def test_meetings_and_the_plan_before_are_found_behind_a_bridging_cycle(plan):
    old = CycleFactory(
        name="Plány 2024–2026", period_from=date(2024, 1, 1), period_to=date(2026, 12, 31)
    )
    bridge = CycleFactory(
        name="Překlenovací 2027", period_from=date(2027, 1, 1), period_to=date(2027, 12, 31),
        is_bridging=True, previous=old,
    )  # fmt: skip
    type(plan.cycle).objects.filter(pk=plan.cycle_id).update(previous=bridge)
    PlanFactory(level="region", cycle=old, state="approved", major=1, title="Plán 2024–2026")
    group = GroupFactory(level="region", orp=None, valid_from=date(2024, 1, 1))
    MeetingFactory(group=group, state="held", starts_at=datetime(2026, 5, 4, 9, tzinfo=PRAGUE))

    facts = facts_of(Plan.objects.get(pk=plan.pk))

    assert (facts.previous, facts.meetings) == ("Plán 2024–2026", 1)


def test_an_action_plan_tells_what_it_changed(plan):
    kept, other = (
        MeasureFactory(goal__priority__plan=plan),
        MeasureFactory(goal__priority__plan=plan),
    )
    Plan.objects.filter(pk=plan.pk).update(state="approved", major=1)
    plan.refresh_from_db()
    draft = approval.start_action_plan(plan, 2028, by=official("planner"), data_day=plan.data_day)
    assert facts_of(draft).measures_changed == ()

    copy = Measure.objects.get(continues=other)
    Measure.objects.filter(pk=copy.pk).update(title="Jinak")
    copy = Measure.objects.get(pk=copy.pk)

    assert facts_of(draft).measures_changed == (copy.code,)
    assert kept.continued_by.count() == 1


@pytest.mark.parametrize("days", [0, 1])
def test_what_is_only_to_come_is_no_fact(office, plan, days):
    day = timezone.localdate() + timedelta(days=days)
    data = {"kind": "held", "day": f"{day:%-d. %-m. %Y}", "version": 1}

    said = office.post(reverse("planning:fact-add", args=[plan.pk]), data)

    assert ("Tento den teprve přijde" in said.content.decode()) == bool(days)
    assert ProcedureFact.objects.exists() == (not days)


def test_an_exception_is_explained_and_taken_back(office, plan):
    url = reverse("planning:exemption-edit", args=[plan.pk, "39a.2.c"])

    refused = office.post(url, {"reason": ""})
    office.post(url, {"reason": "Harmonogram je v příloze."})

    assert "Toto pole je třeba vyplnit" in refused.content.decode()
    said = page(office, "statutory-check", plan.pk)
    assert "Ke schválení chybí 29 položek." in said
    assert "Harmonogram je v příloze." in said
    office.post(reverse("planning:exemption-remove", args=[plan.pk, "39a.2.c"]))
    assert not Exemption.objects.exists()
    assert Exemption.history.filter(history_type="-").count() == 1
    assert office.get(reverse("planning:exemption-edit", args=[plan.pk, "39z"])).status_code == 404


def test_the_procedure_is_written_with_its_documents(office, plan):
    url = reverse("planning:fact-add", args=[plan.pk])
    paper = SimpleUploadedFile("oznameni.pdf", PDF)

    office.post(url, {"kind": "start", "day": "2. 3. 2026", "file": paper})

    fact = ProcedureFact.objects.get()
    assert fact.day == date(2026, 3, 2)
    assert fact.history.get().history_user is not None
    got = office.get(reverse("planning:fact-file", args=[fact.pk]))
    assert b"".join(got.streaming_content) == PDF
    assert "39b.1" not in [found.item.code for found in gaps(findings(plan))]


def test_a_term_that_ends_before_it_begins_is_refused_at_its_field(office, plan):
    url = reverse("planning:fact-add", args=[plan.pk])

    said = office.post(url, {"kind": "draft", "day": "15. 5. 2026", "until": "1. 5. 2026"})

    assert "Lhůta nesmí skončit dřív, než začala." in said.content.decode()
    assert not ProcedureFact.objects.exists()


def test_a_file_that_is_not_what_it_says_is_refused(office, plan):
    url = reverse("planning:fact-add", args=[plan.pk])
    wrong = SimpleUploadedFile("oznameni.pdf", b"MZ\x90")

    said = office.post(url, {"kind": "start", "day": "2. 3. 2026", "file": wrong})

    assert "Obsah souboru neodpovídá" in said.content.decode()


def test_a_comment_is_numbered_settled_and_published_without_a_name(office, plan):
    add = reverse("planning:comment-add", args=[plan.pk])
    typed = {
        "author_type": "citizen", "author_name": "Jana Smyšlená",
        "received_on": "3. 5. 2027", "text": "Chybí noclehárna.",
    }  # fmt: skip
    for _number in range(2):
        office.post(add, typed)
    first, second = Comment.objects.all()
    office.post(reverse("planning:comment-remove", args=[second.pk]))
    office.post(add, typed)

    office.post(
        reverse("planning:comment-settle", args=[first.pk]),
        {
            "verdict": "partly", "answer": "Doplněno do P4.", "settled_on": "20. 5. 2027",
            "version": first.version,
        },
    )  # fmt: skip

    assert [row.number for row in Comment.objects.all()] == [1, 3]
    said = page(office, "procedure", plan.pk)
    assert "Akceptováno částečně" in said
    assert "Doplněno do P4." in said
    table = office.get(reverse("planning:settlement-table", args=[plan.pk]))
    assert b"Smy\xc5\xa1len" not in b"".join(table.streaming_content)


def test_a_settlement_needs_its_reason(office, plan):
    comment = Comment.objects.create(
        plan=plan, number=1, author_type="user", received_on=date(2027, 5, 3), text="Text"
    )
    url = reverse("planning:comment-settle", args=[comment.pk])

    office.post(url, {"verdict": "refused", "answer": "", "settled_on": "1. 6. 2027", "version": 1})

    comment.refresh_from_db()
    assert comment.verdict == ""


@pytest.mark.parametrize("state", ["settled", "council", "assembly"])
def test_facts_are_added_on_the_whole_way_and_locked_by_the_approval(office, plan, state):
    Plan.objects.filter(pk=plan.pk).update(state=state)
    url = reverse("planning:fact-add", args=[plan.pk])

    assert office.get(url).status_code == 200
    Plan.objects.filter(pk=plan.pk).update(state="approved", major=1)
    assert office.post(url, {"kind": "start", "day": "2. 3. 2026"}).status_code == 403
    assert not ProcedureFact.objects.exists()


def test_others_read_the_check_of_an_approved_plan_and_write_nothing(client, people, plan):
    Plan.objects.filter(pk=plan.pk).update(state="approved", major=1)
    client.force_login(people["coordinator"])

    assert "Odůvodnit výjimku" not in page(client, "statutory-check", plan.pk)
    url = reverse("planning:exemption-edit", args=[plan.pk, "39a.2.c"])
    assert client.get(url).status_code == 403


def test_the_check_asks_the_same_of_a_small_and_a_large_plan(
    office, plan, django_assert_max_num_queries
):
    asked = []
    for rows in (1, 30):
        for _number in range(rows):
            IndicatorFactory(measure=MeasureFactory(goal__priority__plan=plan))
            NeedFactory(plan=plan)
            SectionFactory(plan=plan)
        with django_assert_max_num_queries(25) as seen:
            page(office, "statutory-check", plan.pk)
        asked.append(len(seen))

    assert asked[0] == asked[1]
    assert facts_of(plan).measures == 31


def test_what_fulfils_an_item_leads_to_its_page(office, plan):
    before = PlanFactory(
        level="region", state="approved", major=1, cycle__period_from=date(2024, 1, 1),
        cycle__period_to=date(2026, 12, 31), cycle__name="Plány 2024–2026",
    )  # fmt: skip
    type(plan.cycle).objects.filter(pk=plan.cycle_id).update(previous=before.cycle)
    MeasureFactory(goal__priority__plan=before)
    item = NetworkItemFactory(network__in_force=True, network__valid_from=date(2020, 1, 1))

    said = page(office, "statutory-check", plan.pk)

    year, number = item.network.year, item.network.number
    for url in (
        reverse("planning:strategy", args=[before.pk]),
        reverse("planning:cycle-detail", args=[plan.cycle_id]),
        reverse("providers:network-detail", args=[year, number]),
    ):
        assert f'<a href="{url}">' in said


def test_figures_are_of_a_closed_year_that_all_told():
    plan = PlanFactory(level="region", data_day=date(2027, 3, 31))
    kyjov, hodonin = OrpFactory(), OrpFactory(code="6208", ruian_code="1412", name="Hodonín")
    for orp, year in ((kyjov, 2027), (kyjov, 2026), (kyjov, 2025), (hodonin, 2025)):
        TerritorialFigure.objects.create(
            orp=orp, year=year, kind="home_care", measure="clients", value=5, origin="typed"
        )

    facts = facts_of(plan)

    assert (facts.figures_year, len(facts.orps_with_clients)) == (2025, 2)


def test_the_check_of_an_approved_plan_stays_as_it_was(office, plan):
    _facts, found = judge(plan)
    approval.freeze(plan, found)
    Plan.objects.filter(pk=plan.pk).update(
        state="approved", major=1, approved_on=date(2027, 6, 20), frozen_at=timezone.now()
    )
    for one in ("start", "ministry"):
        ProcedureFact.objects.create(plan=plan, kind=one, day=date(2026, 3, 2), url="https://x.cz")
    Exemption.objects.create(plan=plan, item="39a.1", reason="Až potom.")

    said = page(office, "statutory-check", plan.pk)

    assert "jak zněla při schválení 20. 6. 2027" in said
    assert "Až potom." not in said
    assert "Není zapsáno: oznámení o zahájení. (kraj)" in said


def test_gaps_of_an_orp_stop_nothing_and_the_page_says_so(office):
    plan = PlanFactory()
    SectionFactory(plan=plan, code="needs", items=["39a.3.a.1"])

    said = page(office, "statutory-check", plan.pk)

    assert "Chybějící položky: 1. Schválení vašeho plánu nebrání" in said
    assert "schválit půjde, až" not in said
