"""Journey J6: an okres team sees its ORPs side by side, merges, adjusts, ranks; the ORP reads why."""

from decimal import Decimal

import pytest
from django.urls import reverse

from planning.models import Fate, Need
from planning.tracing import undecided_count
from tests.factories import (
    FormFactory,
    NetworkItemFactory,
    OrpFactory,
    ServiceKindFactory,
    UnitFactory,
)
from tests.planning.factories import (
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(people):
    """Kyjov and Hodonín handed in, Veselí did not."""
    kyjov = PlanFactory()
    hodonin = PlanFactory(orp=OrpFactory(code="6208", ruian_code="1412", name="Hodonín"))
    veseli = PlanFactory(orp=OrpFactory(code="6220", ruian_code="1424", name="Veselí nad Moravou"))
    for plan in (kyjov, hodonin):
        HandInFactory(plan=plan, state="handed_in")
        HandInFactory(plan=plan, deliverable="priorities", state="handed_in")
    HandInFactory(plan=veseli)
    okres = PlanFactory(level="district", district=kyjov.orp.district)
    return {"kyjov": kyjov, "hodonin": hodonin, "veseli": veseli, "okres": okres}


def respite(plan, **columns):
    return NeedFactory(
        plan=plan,
        kind=ServiceKindFactory(slug="respite", rpss_code="9", name="odlehčovací služby"),
        form=FormFactory(slug="residential", rpss_code="pob", name="pobytová"),
        unit=UnitFactory(slug="beds", rpss_code="luzko", name="lůžka"),
        **columns,
    )


def page_of(client, name, plan, query=""):
    answer = client.get(reverse(f"planning:{name}", args=[plan.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def choice(row):
    fate = row.fates.first()
    return f"{type(row).__name__.lower()}-{row.pk}-{fate.version if fate else 0}"


def press(client, plan, step, rows, **data):
    url = reverse("planning:input-list", args=[plan.pk])
    return client.post(url, {"krok": step, "vyber": [choice(row) for row in rows], **data})


def test_an_okres_team_walks_through_its_synthesis(client, people, plans):
    okres, kyjov, hodonin = plans["okres"], plans["kyjov"], plans["hodonin"]
    two = [respite(kyjov, change=Decimal(5)), respite(hodonin, change=Decimal(3))]
    care = NeedFactory(plan=kyjov, change=Decimal(3), place="")
    hidden = NeedFactory(plan=plans["veseli"], reason="Tajné zdůvodnění")
    client.force_login(people["district"])

    # 1. who is missing is named, what was not handed in is not shown
    page = page_of(client, "input-list", okres)
    assert "Zatím neodevzdalo" in page
    assert "ORP Veselí nad Moravou" in page
    assert f"need-{hidden.pk}-0" not in page
    assert "žádá víc ORP téhož okresu" in page

    # 2. two requests become one of eight beds
    answer = press(client, okres, "merged", two)
    page = client.get(answer["Location"]).content.decode()
    assert "+8" in page
    query = {"vyber": [choice(row) for row in two]}
    client.post(reverse("planning:input-merge", args=[okres.pk]), query)
    joint = okres.needs.get()
    assert (joint.change, Fate.objects.filter(target_need=joint).count()) == (8, 2)

    # 3. three become two, with reasoning; the coordinator sees both values
    press(client, okres, "accepted", [care])
    own = Fate.objects.get(need=care).target_need
    adjust = reverse("planning:need-adjust", args=[own.pk])
    refused = client.post(adjust, {"change": "2,0", "reason": "", "version": own.version})
    assert "Napište proč" in refused.content.decode()
    client.post(adjust, {"change": "2,0", "reason": "Zbytek pokryje Hodonín.", "version": 1})
    client.force_login(people["coordinator"])
    panel = page_of(client, "need-detail", care)
    assert "+3 (počet klientů)" in panel
    assert "+2 (počet klientů)" in panel
    assert "Zbytek pokryje Hodonín." in panel
    assert people["district"].name in panel

    # 4. the team ranks
    client.force_login(people["district"])
    ranking = reverse("planning:need-rank", args=[okres.pk])
    seen = "seen"
    codes = [own.code, joint.code]
    page = client.get(ranking)
    client.post(
        ranking,
        {seen: page.context["seen"], f"rank-{own.code}": "1", f"rank-{joint.code}": "2"},
    )
    ranked = okres.needs.order_by("rank").values_list("code", "rank")
    assert list(ranked) == [(codes[0], 1), (codes[1], 2)]

    # 6. handed in, the region sees rows of the okres instead of those it took up
    HandInFactory(plan=okres, state="handed_in")
    region = PlanFactory(level="region")
    client.force_login(people["planner"])
    page = page_of(client, "input-list", region)
    assert f"need-{joint.pk}-0" in page
    assert f"need-{two[0].pk}-0" not in page
    press(client, region, "refused", [joint], reason="Kraj lůžka nepřidává.")

    # and the ORP reads what became of it
    client.force_login(people["coordinator"])
    page = page_of(client, "fate", kyjov)
    assert "Kraj lůžka nepřidává." in page
    assert "zatím bez rozhodnutí" in page


def test_a_reason_left_out_loses_nothing(client, people, plans):
    need = NeedFactory(plan=plans["kyjov"])
    client.force_login(people["district"])
    answer = press(client, plans["okres"], "refused", [need])
    page = answer.content.decode()
    assert "Napište důvod" in page
    assert f'value="need-{need.pk}-0" checked' in page
    assert not Fate.objects.exists()


def test_priorities_are_linked_to_a_measure(client, people, plans):
    region = PlanFactory(level="region")
    measure = MeasureFactory(goal__priority__plan=region)
    priority = PriorityFactory(plan=plans["kyjov"], title="Večerní péče")
    client.force_login(people["planner"])
    assert "Večerní péče" in page_of(client, "input-list", region, "?co=priority")
    press(client, region, "accepted", [priority], target=f"measure-{measure.pk}")
    assert Fate.objects.get().target_measure == measure
    press(client, region, "undo", [priority])
    assert not Fate.objects.exists()


def test_two_who_rank_at_once_see_each_other(client, people, plans):
    okres = plans["okres"]
    for code in ("N1", "N2"):
        NeedFactory(plan=okres, code=code)
    client.force_login(people["district"])
    url = reverse("planning:need-rank", args=[okres.pk])
    typed = {"seen": "N2,N1", "rank-N1": "2", "rank-N2": "1"}
    page = client.post(url, typed).content.decode()
    assert "mezitím" in page
    assert not Need.objects.exclude(rank=None).exists()
    client.post(url, {"seen": "N1,N2", "posun": "N2:up"})
    assert list(okres.needs.order_by("rank").values_list("code", flat=True)) == ["N2", "N1"]
    client.post(url, {"seen": "N2,N1", "rank-N2": "9" * 5000, "rank-N1": "²"})  # no places
    assert list(okres.needs.order_by("rank").values_list("code", flat=True)) == ["N2", "N1"]


@pytest.mark.parametrize(
    "query", ["?osud=bez", "?osud=refused", "?co=priority&osud=bez", "?druh=x"]
)
def test_inputs_are_narrowed(client, people, plans, query):
    NeedFactory(plan=plans["kyjov"])
    client.force_login(people["district"])
    page_of(client, "input-list", plans["okres"], query)


def test_a_value_that_another_adjusted_meanwhile_leaves_mine_in_the_form(client, people, plans):
    own = respite(plans["okres"], change=Decimal(3))
    url = reverse("planning:need-adjust", args=[own.pk])
    client.force_login(people["district"])
    client.post(url, {"change": "2,5", "reason": "Zbytek pokryje Hodonín.", "version": 1})

    mine = {"change": "1,5", "reason": "Jeden úvazek stačí."}
    form = client.post(url, mine | {"version": 1}).context["form"]

    told = "Hodnotu mezitím někdo změnil na +2,5. Porovnejte a uložte."
    assert form.errors == {"change": [told]}
    assert {name: form[name].value() for name in mine} == mine
    client.post(url, mine | {"version": form["version"].value()})
    own.refresh_from_db()
    assert own.change == Decimal("1.5")


def test_a_rank_longer_than_any_number_keeps_the_place(client, people, plans):
    own = respite(plans["okres"], change=Decimal(3))
    url = reverse("planning:need-rank", args=[plans["okres"].pk])
    client.force_login(people["district"])

    answer = client.post(url, {"seen": own.code, f"rank-{own.code}": "9" * 5000})

    assert answer.status_code == 302


ROWS = {"planner", "registrar", "analyst", "administrator", "auditor", "district"}


@pytest.mark.parametrize("name", ["input-list", "need-rank"])
def test_who_reads_a_synthesis_in_work(client, people, plans, name):
    url = reverse(f"planning:{name}", args=[plans["okres"].pk])
    readers = set()
    for role, user in people.items():
        client.force_login(user)
        if client.get(url).status_code == 200:
            readers.add(role)
    assert readers == ROWS


def test_only_the_team_decides(client, people, plans):
    need = NeedFactory(plan=plans["kyjov"])
    for role, user in people.items():
        client.force_login(user)
        status = press(client, plans["okres"], "accepted", [need]).status_code
        assert (status == 302) == (role == "district"), role


def test_the_fate_leads_to_the_item_and_to_a_measure_once_it_may_be_read(client, people, plans):
    need, region = NeedFactory(plan=plans["kyjov"]), PlanFactory(level="region")
    measure = MeasureFactory(goal__priority__plan=region, title="Nová lůžka")
    Fate.objects.create(plan=region, need=need, verdict="accepted", target_measure=measure)
    item = NetworkItemFactory()
    measure.network_items.add(item)
    links = [
        f'href="{reverse("planning:measure-detail", args=[measure.pk])}"',
        f'href="{reverse("providers:network-item", args=[item.pk])}"',
    ]

    client.force_login(people["planner"])
    page = page_of(client, "fate", plans["kyjov"])
    assert "Nová lůžka" in page
    assert [link in page for link in links] == [True, True]

    # who asked is told what was decided; the plan in work opens once it is approved
    client.force_login(people["coordinator"])
    assert [link in page_of(client, "fate", plans["kyjov"]) for link in links] == [False, True]
    type(region).objects.filter(pk=region.pk).update(state="approved", major=1)
    assert [link in page_of(client, "fate", plans["kyjov"]) for link in links] == [True, True]


def test_an_orp_has_no_inputs_and_the_region_no_fate(client, people, plans):
    client.force_login(people["planner"])
    region = PlanFactory(level="region")
    assert client.get(reverse("planning:input-list", args=[plans["kyjov"].pk])).status_code == 404
    assert client.get(reverse("planning:fate", args=[region.pk])).status_code == 404


@pytest.mark.parametrize("name", ["input-list", "fate", "need-rank"])
@pytest.mark.parametrize("count", [1, 30])
def test_pages_ask_the_same_whatever_the_rows(
    client, people, plans, name, count, django_assert_max_num_queries
):
    kyjov, okres = plans["kyjov"], plans["okres"]
    for _ in range(count):
        need = NeedFactory(plan=kyjov)
        target = NeedFactory(plan=okres)
        Fate.objects.create(plan=okres, need=need, verdict="accepted", target_need=target)
    client.force_login(people["planner"])
    plan = kyjov if name == "fate" else okres
    with django_assert_max_num_queries(25):
        page_of(client, name, plan)


def test_a_need_of_more_years_is_one_row_and_one_tick(client, people, plans):
    okres, kyjov = plans["okres"], plans["kyjov"]
    for year, change in ((2028, 4), (2029, 0), (2030, 2)):
        proposal = "more" if change else "keep"
        respite(kyjov, code="N1", year=year, change=Decimal(change), proposal=proposal)
    client.force_login(people["district"])

    page = page_of(client, "input-list", okres)

    years = list(kyjov.needs.order_by("year"))
    tick = " ".join(choice(need) for need in years)
    assert page.count("odlehčovací služby, pobytová") == 1
    assert f'value="{tick}"' in page
    assert "2028: +4, 2030: +2" in page
    assert "<strong>1</strong>podnět</div>" in page
    assert undecided_count(okres) == 1
    url = reverse("planning:input-list", args=[okres.pk])
    client.post(url, {"krok": "accepted", "vyber": [tick]})
    assert Fate.objects.filter(plan=okres, verdict="accepted").count() == 3

    # one year may still end otherwise, and is then told apart
    data = {"krok": "refused", "vyber": [choice(years[1])], "reason": "Rok 2029 nic nemění."}
    client.post(url, data)
    page = page_of(client, "input-list", okres)
    assert ("přijato" in page, "nepřijato" in page) == (True, True)
    assert okres.needs.filter(code=okres.needs.first().code).count() == 2
