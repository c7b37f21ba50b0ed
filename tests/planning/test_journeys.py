"""Journey J6: the okres team of Hodonín joins the plans of its ORPs.

J5, a coordinator who builds the plan of Kyjov, is walked in ``test_journey_of_coordinator``;
applications for entry into the network come later.
"""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from planning.models import (
    Cycle,
    Group,
    Meeting,
    Need,
    Plan,
    Theme,
)
from sitis.workdays import PRAGUE
from tests.factories import (
    FormFactory,
    HoldingFactory,
    OrpFactory,
    ServiceKindFactory,
    UnitFactory,
)
from tests.planning.factories import (
    IndicatorFactory,
    NeedFactory,
    PriorityFactory,
    SwotItemFactory,
    ThemeFactory,
)
from tests.planning.test_cycle_pages import CYCLE

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PRAGUE)


def door(name, *args):
    return reverse(f"planning:{name}", args=args)


def send(client, name, /, *args, **data):
    """A form sent as a person does; what the next page says."""
    answer = client.post(door(name, *args), {"version": "1"} | data, follow=True)
    return answer.content.decode().replace("\xa0", " ")


def see(client, name, *args):
    return client.get(door(name, *args)).content.decode().replace("\xa0", " ")


def ready(plan):
    plan.sections.update(text="<p>Hotovo.</p>", is_ready=True)
    return plan


def hand_all_in(client, plan):
    """Every part that the plan owes, as its makers do it."""
    for hand_in in plan.hand_ins.order_by("pk"):
        send(client, "hand-in-move", hand_in.pk, "hand_in")
        hand_in.refresh_from_db()
        assert hand_in.state == "handed_in", hand_in.deliverable


def asking(plan, theme, count, respite):
    """A coordinator's needs, the first of them beds of respite care, and a priority."""
    NeedFactory(plan=plan, code="N1", change=respite, **beds())
    for number in range(2, count + 1):
        NeedFactory(plan=plan, code=f"N{number}", change=3, importance=2)
    priority = PriorityFactory(plan=plan, title="Pomoc pečujícím")
    priority.themes.add(theme)
    IndicatorFactory(measure__goal__priority=priority, measure__responsible="Město")
    ready(plan)


def beds():
    return {
        "kind": ServiceKindFactory(slug="respite", rpss_code="9", name="odlehčovací služby"),
        "form": FormFactory(slug="residential", rpss_code="pob", name="pobytová"),
        "unit": UnitFactory(slug="beds", rpss_code="luzko", name="lůžka"),
    }


@pytest.fixture
def okres(client, people):
    """The cycle is open; Kyjov and Hodonín handed in, Veselí did not."""
    names = (("6206", "1410", "Hodonín"), ("6218", "1422", "Veselí nad Moravou"))
    makers = {"Kyjov": people["coordinator"]}
    for code, ruian, name in names:
        place = OrpFactory(code=code, ruian_code=ruian, name=name)
        makers[name] = HoldingFactory(role="orp_coordinator", orp=place).user
    client.force_login(people["planner"])
    send(client, "cycle-add", **CYCLE)
    cycle = Cycle.objects.get()
    send(client, "cycle-start", cycle.pk)
    send(client, "cycle-move", cycle.pk, krok="otevrit")
    theme = ThemeFactory()
    plans = {name: Plan.objects.get(orp__name=name) for name in makers}
    for name, count, respite in (("Kyjov", 9, 5), ("Hodonín", 6, 3)):
        asking(plans[name], theme, count, respite)
        SwotItemFactory(plan=plans[name])
        client.force_login(makers[name])
        hand_all_in(client, plans[name])
    client.force_login(people["district"])
    return {"plan": Plan.objects.get(level="district"), "orps": plans, "makers": makers}


def tick(row):
    fate = row.fates.first()
    return f"need-{row.pk}-{fate.version if fate else 0}"


def asked_of(*plans):
    return Need.objects.filter(plan__in=plans).order_by("plan", "pk")


@time_machine.travel(NOW, tick=False)
def test_an_okres_team_makes_the_synthesis_of_hodonin(client, people, okres):
    """J6; statements to applications for entry into the network come with those."""
    plan, orps = okres["plan"], okres["orps"]
    cycle, veseli = plan.cycle, orps["Veselí nad Moravou"]

    # 1. three plans of ORPs, one missing: its maker is reminded
    said = see(client, "input-list", plan.pk)
    assert "Zatím neodevzdalo 1 ORP" in said
    assert door("plan-detail", veseli.pk) in said
    assert door("matrix", cycle.pk) in said
    assert "neodevzdáno" in see(client, "matrix", cycle.pk)
    said = send(client, "matrix-remind", cycle.pk, plany=[veseli.pk])
    assert "Odesláno 1 připomenutí." in said
    client.force_login(okres["makers"]["Veselí nad Moravou"])
    assert "Odevzdejte" in client.get("/prostor/").content.decode()

    # 2. side by side; two requests of respite beds become one of eight
    client.force_login(people["district"])
    said = see(client, "input-list", plan.pk)
    assert "žádá víc ORP téhož okresu" in said
    two = [one for one in asked_of(orps["Kyjov"], orps["Hodonín"]) if one.kind.slug == "respite"]
    assert sorted(one.change for one in two) == [3, 5]
    ticked = [tick(one) for one in two]
    said = send(client, "input-list", plan.pk, krok="merged", vyber=ticked)
    assert "Vybrané žádají dohromady +8" in said
    said = send(client, "input-merge", plan.pk, vyber=ticked)
    joint = plan.needs.get()
    assert f"Sloučeno do potřeby {joint.code}." in said
    assert (joint.change, joint.unit.name) == (8, "lůžka")

    # the rest is taken over: fourteen requirements of the okres
    rest = [tick(one) for one in asked_of(orps["Kyjov"], orps["Hodonín"]) if one not in two]
    send(client, "input-list", plan.pk, krok="accepted", vyber=rest)
    assert plan.needs.count() == 14

    # 3. +3.0 becomes +2.0 with reasoning; the ORP reads both values, by whom and when
    original = orps["Kyjov"].needs.get(code="N2")
    own = original.fates.get().target_need
    reason = "Zbytek pokryje služba z Hodonína."
    refused = send(client, "need-adjust", own.pk, change="2,0", reason="", version=own.version)
    assert "Napište proč" in refused
    send(client, "need-adjust", own.pk, change="2,0", reason=reason, version=own.version)
    client.force_login(people["coordinator"])
    said = see(client, "need-detail", original.pk)
    for words in ("+3", "+2", reason, str(people["district"]), "23. 11. 2026"):
        assert words in said
    original.refresh_from_db()
    assert original.change == 3

    # 4. fourteen are ranked; the meeting that voted on it has its minutes
    client.force_login(people["district"])
    codes = list(reversed(see_context(client, "need-rank", plan.pk)["seen"].split(",")))
    ranks = {f"rank-{code}": str(at) for at, code in enumerate(codes, start=1)}
    seen = ",".join(reversed(codes))
    assert "Pořadí je uloženo." in send(client, "need-rank", plan.pk, seen=seen, **ranks)
    ranked = dict(plan.needs.values_list("code", "rank"))
    assert ranked == {code: at for at, code in enumerate(codes, start=1)}
    vote_on_the_order(client, plan)

    # 5. Veselí hands in after the reminder: the theme is in three of three ORPs
    theme = Theme.objects.get()
    asking(veseli, theme, 1, respite=1)
    SwotItemFactory(plan=veseli)
    client.force_login(okres["makers"]["Veselí nad Moravou"])
    hand_all_in(client, veseli)
    client.force_login(people["district"])
    address = f"{door('theme-frequency', cycle.pk)}?okres={plan.district_id}"
    said = client.get(address).content.decode()
    assert "<strong>3</strong> z 3" in said
    assert theme.name in said

    # 6. closed: the region sees the synthesis delivered, and its rows instead of those of ORPs
    late = [tick(one) for one in asked_of(veseli)]
    send(client, "input-list", plan.pk, krok="reserve", vyber=late, reason="Až po roce 2030.")
    hand_all_in(client, ready(plan))
    client.force_login(people["planner"])
    said = see(client, "matrix", cycle.pk)
    assert "okres Hodonín" in said
    assert "odevzdáno" in said
    region = Plan.objects.get(level="region")
    said = see(client, "input-list", region.pk)
    assert f"need-{joint.pk}-0" in said
    assert f"need-{two[0].pk}-0" not in said


def see_context(client, name, *args):
    return client.get(door(name, *args)).context


def vote_on_the_order(client, plan):
    send(
        client, "group-add", name="Okresní tým", kind="steering", valid_from="1. 9. 2026",
        place=f"district-{plan.district_id}",
    )  # fmt: skip
    group = Group.objects.get()
    members = "\n".join(
        f"Osoba {side}; Organizace; {side}; {number}@example.cz"
        for number, side in enumerate(("zadavatel", "poskytovatel", "uživatel"))
    )
    send(client, "member-add", group.pk, day="1. 9. 2026", lines=members)
    send(
        client, "meeting-add", group.pk, starts_at_day="20. 11. 2026", starts_at_time="9.00",
        about="group", place="Hodonín",
    )  # fmt: skip
    meeting = Meeting.objects.get()
    came = {f"row-{row.pk}": "present" for row in meeting.attendance.all()}
    send(client, "attendance-edit", meeting.pk, guests="", **came)
    votes = {"votes_for": "2", "votes_against": "0", "abstained": "1"}
    send(
        client, "point-add", meeting.pk, title="Pořadí požadavků",
        decision="Tým schvaluje pořadí čtrnácti požadavků.", **votes,
    )  # fmt: skip
    send(client, "meeting-move", meeting.pk, "konalo-se")
    meeting.refresh_from_db()
    send(client, "minutes-edit", meeting.pk, minutes="Projednáno.", version=str(meeting.version))
    for step in ("schvalit", "zverejnit"):
        send(client, "meeting-move", meeting.pk, step)
    said = see(client, "meeting-detail", meeting.pk)
    assert "Tým schvaluje pořadí čtrnácti požadavků." in said
    meeting.refresh_from_db()
    assert meeting.published_on
