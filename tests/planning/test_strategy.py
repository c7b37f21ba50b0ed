"""Priorities, goals, measures and what belongs to them: numbers, rules at fields, the table."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planning.models import Activity, Cost, Goal, Indicator, Measure, Plan, Priority, Progress
from tests.factories import NetworkItemFactory, NetworkVersionFactory, UnitFactory
from tests.planning.counting import Queries, sheet_rows
from tests.planning.factories import (
    ActivityFactory,
    CycleFactory,
    GoalFactory,
    HandInFactory,
    IndicatorFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def coordinator(people, client):
    client.force_login(people["coordinator"])
    return people["coordinator"]


@pytest.fixture
def measure(plan):
    return MeasureFactory(
        number=1, goal=GoalFactory(number=1, priority=PriorityFactory(number=2, plan=plan))
    )


def send(client, door, pk, /, **data):
    return client.post(reverse(f"planning:{door}", args=[pk]), {"version": "1"} | data)


def codes(answer, field):
    return [error.code for error in answer.context["form"].errors.as_data()[field]]


MEASURE = {
    "title": "Rozšířit pečovatelskou službu",
    "kind": "growth",
    "responsible": "město Kyjov",
    "starts_on": "1. 1. 2028",
    "ends_on": "31. 12. 2029",
}


def test_a_strategy_is_written_from_priority_to_activity_with_codes(client, plan, coordinator):
    theme = ThemeFactory()
    send(
        client,
        "priority-add",
        plan.pk,
        title="Senioři doma",
        kind="group",
        audience="seniors",
        themes=[theme.pk],
    )
    send(client, "goal-add", Priority.objects.get().pk, title="Péče večer")
    send(client, "measure-add", Goal.objects.get().pk, **MEASURE)
    send(
        client,
        "activity-add",
        Measure.objects.get().pk,
        title="Přijmout tři pečovatelky",
        starts_on="1. 1. 2028",
        ends_on="31. 12. 2028",
    )

    assert Activity.objects.get().code == "P1.C1.O1.A1"
    assert list(Priority.objects.get().themes.all()) == [theme]
    assert Measure.objects.get().orp == plan.orp
    assert Measure.objects.get().history.first().history_user == coordinator
    page = client.get(reverse("planning:strategy", args=[plan.pk])).content.decode()
    assert "P1.C1.O1" in page
    assert "chybí" in page  # the indicator


def test_a_removed_number_is_never_given_again_not_even_in_the_following_plan(
    client, plan, coordinator
):
    earlier = PlanFactory(
        cycle=CycleFactory(period_from=date(2027, 1, 1), period_to=date(2027, 12, 31))
    )
    PriorityFactory(plan=earlier, number=4)
    gone = PriorityFactory(plan=plan, number=6)
    client.post(reverse("planning:row-remove", args=["priorita", gone.pk]))

    send(client, "priority-add", plan.pk, title="Nová", kind="systemic")

    assert [row.number for row in Priority.objects.filter(plan=plan)] == [7]


def test_a_number_of_a_measure_that_was_not_carried_over_is_not_given_again(
    client, plan, coordinator
):
    earlier = PlanFactory(
        cycle=CycleFactory(period_from=date(2027, 1, 1), period_to=date(2027, 12, 31))
    )
    before = MeasureFactory(number=3, goal=GoalFactory(priority=PriorityFactory(plan=earlier)))
    goal = GoalFactory(priority=PriorityFactory(plan=plan), continues=before.goal)

    send(client, "measure-add", goal.pk, **MEASURE)

    assert [row.number for row in goal.measures.all()] == [4]


def test_an_indicator_without_a_baseline_is_refused_at_its_field(client, measure, coordinator):
    answer = send(
        client,
        "indicator-add",
        measure.pk,
        name="úvazky v přímé péči",
        unit="úvazek",
        baseline_year="2026",
        target="9,5",
        target_year="2029",
    )

    told = answer.context["form"].errors["baseline"]
    assert told == ["Doplňte výchozí hodnotu: bez ní nepůjde říct, jestli se opatření povedlo."]
    assert 'value="9,5"' in answer.content.decode()
    assert not Indicator.objects.exists()


def test_an_indicator_is_kept_with_baseline_and_target(client, measure, coordinator):
    send(
        client,
        "indicator-add",
        measure.pk,
        name="úvazky v přímé péči",
        unit="úvazek",
        baseline="6,5",
        baseline_year="2026",
        target="9,5",
        target_year="2029",
    )

    found = Indicator.objects.get()
    assert (found.baseline, found.target) == (Decimal("6.5"), Decimal("9.5"))


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"ends_on": "31. 12. 2027"}, "ends_on", "Poslední den nesmí být dřív než první."),
        ({"change": "3"}, "change_year", "Ke změně kapacity vyberte druh služby, jednotku a rok."),
        ({"responsible": ""}, "responsible", None),
    ],
)
def test_what_is_wrong_with_a_measure_is_told_at_its_field(
    client, measure, coordinator, fields, field, sentence
):
    answer = send(client, "measure-add", measure.goal_id, **(MEASURE | fields))

    errors = answer.context["form"].errors
    assert list(errors) == [field]
    assert sentence is None or errors[field] == [sentence]
    assert Measure.objects.count() == 1


def test_enter_saves_a_measure_and_looks_into_the_network_where_words_are_typed(
    client, measure, coordinator
):
    """A browser presses the first button; it was the one that only looks into the network."""
    door = reverse("planning:measure-edit", args=[measure.pk])
    page = client.get(door).content.decode()
    assert page.index('name="enter"') < page.index('name="najit"')

    answer = send(client, "measure-edit", measure.pk, **MEASURE, enter="1", hledat="domov")
    assert answer.status_code == 200
    assert not answer.context["form"].is_bound
    assert send(client, "measure-edit", measure.pk, **MEASURE, enter="1").status_code == 302


def test_years_that_nobody_means_are_refused_at_their_fields(client, plan, measure, coordinator):
    """6,5 of the year 0 and 9,5 of the year 20300 were printed as they stood."""
    years = {"baseline_year": "0", "target_year": "20300"}
    values = {"name": "Úvazky", "unit": "úvazek", "baseline": "6,5", "target": "9,5"}
    answer = send(client, "indicator-add", measure.pk, **values, **years)
    assert "Rok musí být mezi 2000 a 2100." in answer.content.decode()
    assert set(answer.context["form"].errors) == {"baseline_year", "target_year"}
    assert not Indicator.objects.exists()

    answer = send(client, "measure-edit", measure.pk, **MEASURE | {"ends_on": "31. 12. 3029"})
    assert list(answer.context["form"].errors) == ["ends_on"]


def test_an_activity_wholly_outside_its_measure_is_refused(client, measure, coordinator):
    measure.starts_on, measure.ends_on = date(2029, 1, 1), date(2030, 12, 31)
    measure.save()
    days = {"starts_on": "1. 1. 2020", "ends_on": "31. 12. 2020"}

    answer = send(client, "activity-add", measure.pk, title="Nábor", **days)
    assert codes(answer, "starts_on") == ["outside"]
    assert "Opatření trvá od 1. 1. 2029 do 31. 12. 2030" in answer.content.decode()

    days["ends_on"] = "28. 2. 2029"  # preparations begin before, that is no slip
    send(client, "activity-add", measure.pk, title="Nábor", **days)
    assert Activity.objects.get().ends_on == date(2029, 2, 28)


def test_a_measure_is_linked_with_needs_and_items_of_the_network(
    client, plan, measure, coordinator
):
    network = NetworkVersionFactory(in_force=True)
    item = NetworkItemFactory(network=network, orp=plan.orp)
    need = NeedFactory(plan=plan, code="N1")
    other_year = NeedFactory(plan=plan, code="N1", year=2029, place=need.place)
    NeedFactory(plan=plan, code="N2")
    typed = MEASURE | {"title": "Jiný", "najit": "1", "hledat": "Pečovatelská"}
    sought = send(client, "measure-edit", measure.pk, **typed, network_items=["9" * 5000])

    assert 'value="Jiný"' in sought.content.decode()
    assert [one.pk for one in sought.context["form"].fields["network_items"].queryset] == [item.pk]

    send(
        client,
        "measure-edit",
        measure.pk,
        **MEASURE,
        need_codes=["N1"],
        network_items=[item.pk],
    )

    assert set(measure.needs.all()) == {need, other_year}
    assert list(measure.network_items.all()) == [item]


def test_looking_into_the_network_does_not_forget_what_others_wrote_meanwhile(
    client, measure, coordinator
):
    mine = MEASURE | {"najit": "1", "hledat": "domov", "risks": "mé"}
    send(client, "measure-edit", measure.pk, **MEASURE | {"responsible": "Kraj"})

    form = send(client, "measure-edit", measure.pk, **mine).context["form"]
    del mine["najit"]
    mine["version"] = form["version"].value()
    answer = send(client, "measure-edit", measure.pk, **mine)

    assert (answer.status_code, codes(answer, "responsible")) == (200, ["stale"])
    measure.refresh_from_db()
    assert (measure.responsible, measure.risks) == ("Kraj", "")


def test_needs_that_a_colleague_chose_are_told_and_kept(client, measure, coordinator):
    """Left alone they are put in; where both chose, both are seen and the typed ones stay."""
    plan = measure.goal.priority.plan
    for code in ("N1", "N2", "N3"):
        NeedFactory(plan=plan, code=code)
    first = MEASURE | {"need_codes": ["N1"], "version": measure.version}
    send(client, "measure-edit", measure.pk, **first)
    measure.refresh_from_db()
    mine = first | {"version": measure.version, "risks": "mé"}
    send(client, "measure-edit", measure.pk, **mine | {"need_codes": ["N1", "N2"], "risks": ""})

    form = send(client, "measure-edit", measure.pk, **mine).context["form"]
    assert form.errors["need_codes"] == ["Nově je zde: N1, N2."]
    assert form["need_codes"].value() == ["N1", "N2"]
    other = send(client, "measure-edit", measure.pk, **mine | {"need_codes": ["N3"]})
    assert other.context["form"]["need_codes"].value() == ["N3"]

    again = mine | {"version": form["version"].value(), "need_codes": form["need_codes"].value()}
    assert send(client, "measure-edit", measure.pk, **again).status_code == 302
    assert set(measure.needs.values_list("code", flat=True)) == {"N1", "N2"}


def test_costs_are_written_in_one_grid(client, measure, coordinator):
    Cost.objects.create(measure=measure, year=2029, source="region", amount=5)
    url = reverse("planning:measure-costs", args=[measure.pk])
    seen = client.get(url).context["form"].initial["seen"]

    send(client, "measure-costs", measure.pk, seen=seen, n_101a_2028="1 250 000,50", i_esf_2030="7")

    rows = Cost.objects.values_list("year", "source", "is_investment", "amount")
    assert set(rows) == {
        (2028, "101a", False, Decimal("1250000.50")),
        (2030, "esf", True, Decimal(7)),
    }
    page = client.get(reverse("planning:strategy", args=[measure.goal.priority.plan_id]))
    assert "1\xa0250\xa0007,50" in page.content.decode()


def test_costs_that_another_person_changed_are_told(client, measure, coordinator):
    Cost.objects.create(measure=measure, year=2029, source="region", amount=5)

    answer = send(client, "measure-costs", measure.pk, seen="", n_region_2029="9")

    assert codes(answer, "n_region_2029") == ["stale"]
    assert Cost.objects.get().amount == 5


def test_costs_of_an_activity_stand_beside_those_of_its_measure(client, measure, coordinator):
    activity = ActivityFactory(measure=measure, number=1)
    Cost.objects.create(measure=measure, year=2028, source="region", amount=5)

    send(client, "activity-costs", activity.pk, n_municipality_2028="240 000")

    rows = Cost.objects.order_by("pk").values_list("activity", "source", "amount")
    assert list(rows) == [(None, "region", 5), (activity.pk, "municipality", 240_000)]
    page = client.get(reverse("planning:measure-detail", args=[measure.pk])).content.decode()
    assert '<td class="number" data-label="Náklady (Kč)">240\xa0000</td>' in page
    assert "Celkem 240\xa0005 Kč" in page


def test_negative_costs_are_refused(client, measure, coordinator):
    answer = send(client, "measure-costs", measure.pk, n_region_2029="-9")

    assert codes(answer, "n_region_2029") == ["min_value"]


def test_what_was_handed_in_is_locked_and_a_stranger_gets_nothing(
    client, plan, measure, coordinator, people
):
    HandInFactory(plan=plan, deliverable="priorities", state="handed_in")

    assert client.get(reverse("planning:measure-edit", args=[measure.pk])).status_code == 403
    assert client.get(reverse("planning:measure-detail", args=[measure.pk])).status_code == 200
    client.force_login(people["worker"])
    assert client.get(reverse("planning:measure-detail", args=[measure.pk])).status_code == 404


def test_progress_is_written_to_the_plan_in_force(client, plan, measure, coordinator):
    indicator = IndicatorFactory(measure=measure)
    draft = send(client, "progress-add", measure.pk, year="2028", state="running")
    plan.state, plan.major = "approved", 1
    plan.save()

    failed = send(client, "progress-add", measure.pk, year="2028", state="not_met")
    send(
        client,
        "progress-add",
        measure.pk,
        year="2028",
        state="partly",
        **{f"reached_{indicator.pk}": "7,5"},
    )

    assert draft.status_code == 403
    assert failed.context["form"].errors["comment"] == ["Napište, proč se opatření nesplnilo."]
    assert Progress.objects.get().reached == {str(indicator.pk): "7.5"}


def test_what_was_reached_stands_between_the_baseline_and_the_target(
    client, plan, measure, coordinator
):
    plan.state, plan.major = "approved", 1
    plan.save()
    indicator = IndicatorFactory(measure=measure)
    activity = ActivityFactory(measure=measure, number=4)
    reached = f"reached_{indicator.pk}"
    for year, value in (("2028", "7,25"), ("2029", "8,75")):
        send(client, "progress-add", measure.pk, year=year, state="running", **{reached: value})
    of_activity = {"activity": activity.pk, "comment": "Přijaty dvě pečovatelky."}
    send(client, "progress-add", measure.pk, year="2028", state="met", **of_activity)

    page = client.get(reverse("planning:measure-detail", args=[measure.pk])).content.decode()

    assert '<td class="number" data-label="Dosaženo 2028">7,25</td>' in page
    assert '<td class="number" data-label="Dosaženo 2029">8,75</td>' in page
    assert Progress.objects.get(state="met").activity == activity
    assert "P2.C1.O1.A4 Přijmout tři pečovatelky" in page
    assert "Přijaty dvě pečovatelky." in page


def test_the_number_of_queries_does_not_depend_on_rows(client, plan, coordinator):
    asked = []
    for count in (1, 6):
        for _number in range(count):
            goal = GoalFactory(priority=PriorityFactory(plan=plan))
            for _more in range(count):
                measure = MeasureFactory(goal=goal)
                IndicatorFactory(measure=measure, activity=ActivityFactory(measure=measure))
                Cost.objects.create(measure=measure, year=2028, source="region", amount=5)
        measure.needs.set(NeedFactory.create_batch(count, plan=plan))
        asked.append([])
        for door, pk in (
            ("strategy", plan.pk),
            ("measure-detail", measure.pk),
            ("measure-export", plan.pk),
            ("measure-edit", measure.pk),
        ):
            with Queries() as queries:
                client.get(reverse(f"planning:{door}", args=[pk]))
            asked[-1].append(len(queries))

    one, many = asked
    assert one == many
    assert max(many) <= 25


def test_the_table_of_measures_holds_every_column(client, plan, measure, coordinator):
    activity = ActivityFactory(measure=measure, number=1)
    IndicatorFactory(measure=measure)
    Cost.objects.create(measure=measure, year=2028, source="region", amount=5)
    Cost.objects.create(measure=measure, activity=activity, year=2029, source="esf", amount=7)
    unit = UnitFactory()
    measure.needs.set([NeedFactory(plan=plan, code="N4", unit=unit)])

    answer = client.get(reverse("planning:measure-export", args=[plan.pk]))

    head, first, second = sheet_rows(answer)
    row = dict(zip(head, first, strict=True))
    assert row["Kód"] == "P2.C1.O1"
    assert (row["Náklady celkem"], row["Náklady 2028"], row["Zdroj: evropské fondy"]) == (12, 5, 7)
    assert (row["Výchozí hodnota"], row["Cílová hodnota"]) == (6.5, 9.5)
    assert row["Z potřeb"] == "N4"
    assert dict(zip(head, second, strict=True))["Aktivita"] == "Přijmout tři pečovatelky"


def test_below_one_refers_to_what_the_region_approved_not_to_its_drafts(client, coordinator, plan):
    draft = PlanFactory(level="region", cycle=plan.cycle, state="draft")
    early = MeasureFactory(goal__priority__plan=draft, title="Krajský návrh")
    mine = MeasureFactory(goal__priority__plan=plan)
    door = reverse("planning:measure-edit", args=[mine.pk])

    before = client.get(door).content.decode()
    Plan.objects.filter(pk=draft.pk).update(state="approved", major=1)
    after = client.get(door).content.decode()

    assert early.title not in before
    assert early.title in after


def test_a_reference_to_the_region_stays_when_its_plan_is_replaced(client, coordinator, plan):
    region = PlanFactory(level="region", cycle=plan.cycle, state="replaced", major=1)
    kept = MeasureFactory(goal__priority__plan=region, title="Krajské opatření")
    mine = MeasureFactory(goal__priority__plan=plan, regional_measure=kept)
    door = reverse("planning:measure-edit", args=[mine.pk])

    assert f'value="{kept.pk}" selected' in client.get(door).content.decode()
