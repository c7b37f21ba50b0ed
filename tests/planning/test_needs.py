"""Needs of a plan: written for all years at once, with stable codes, listed by years."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planning.actions.needs import Wish, save_need
from planning.actions.rows import Closed
from planning.models import Need, Plan
from tests.factories import FormFactory, ServiceKindFactory, UnitFactory, official
from tests.planning.counting import Queries, sheet_rows
from tests.planning.factories import (
    CycleFactory,
    HandInFactory,
    NeedFactory,
    PlanFactory,
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


def typed(plan, **fields):
    """What a person types for the years 2028–2032."""
    unit = UnitFactory(slug="direct_care_fte", rpss_code="", name="úvazky v přímé péči")
    data = {
        "version": "1",
        "kind": ServiceKindFactory().pk,
        "form": FormFactory().pk,
        "unit": unit.pk,
        "importance": "1",
        "reason": "Čekárna se zdvojnásobila.",
        "evidence": "waiting",
    }
    return data | fields


def add(client, plan, **fields):
    return client.post(reverse("planning:need-add", args=[plan.pk]), typed(plan, **fields))


def asked(plan):
    rows = Need.objects.filter(plan=plan).order_by("code", "year")
    return [(row.code, row.year, row.proposal, row.change) for row in rows]


def test_one_form_writes_a_need_for_several_years(client, plan, coordinator):
    answer = add(
        client,
        plan,
        proposal_2028="more",
        change_2028="1,5",
        proposal_2029="keep",
        proposal_2031="less",
        change_2031="2",
    )

    need = Need.objects.get(year=2028)
    assert answer.url == reverse("planning:need-detail", args=[need.pk])
    assert asked(plan) == [
        ("N1", 2028, "more", Decimal("1.50")),
        ("N1", 2029, "keep", Decimal(0)),
        ("N1", 2031, "less", Decimal("-2.00")),
    ]
    assert need.history.get().history_user == coordinator


def test_editing_changes_adds_and_removes_years_and_keeps_the_code(client, plan, coordinator):
    add(client, plan, proposal_2028="more", change_2028="1", proposal_2029="keep")
    need = Need.objects.get(year=2028)
    url = reverse("planning:need-edit", args=[need.pk])
    page = client.get(url).context["form"]

    client.post(
        url,
        typed(
            plan,
            version=page.initial["version"],
            seen=page.initial["seen"],
            place="sever",
            proposal_2028="more",
            change_2028="4",
            proposal_2030="new",
            change_2030="1",
        ),
    )

    assert asked(plan) == [
        ("N1", 2028, "more", Decimal(4)),
        ("N1", 2030, "new", Decimal(1)),
    ]
    assert set(Need.objects.values_list("place", flat=True)) == {"sever"}


def test_a_theme_that_ended_stays_with_the_need_that_has_it(client, plan, coordinator):
    """Needs come from the plan before with its themes; an edit of the year took them away."""
    theme = ThemeFactory(valid_to=date(2025, 12, 31))
    need = NeedFactory(plan=plan, theme=theme, year=2028)
    url = reverse("planning:need-edit", args=[need.pk])
    offered = client.get(url).context["form"]["theme"].as_widget()
    assert f'value="{theme.pk}" selected' in offered

    same = {"kind": need.kind_id, "form": need.form_id, "unit": need.unit_id, "theme": theme.pk}
    asked_for = {"proposal_2028": "more", "change_2028": "2", "seen": "2028:1"}
    answer = client.post(url, typed(plan, **same, **asked_for))

    need.refresh_from_db()
    assert (answer.status_code, need.theme, need.change) == (302, theme, Decimal(2))


def test_a_number_once_given_is_not_given_again(client, plan, coordinator):
    add(client, plan, proposal_2028="keep")
    need = Need.objects.get()
    client.post(reverse("planning:need-remove", args=[need.pk]))

    add(client, plan, proposal_2028="keep", place="jinde")

    assert asked(plan) == [("N2", 2028, "keep", Decimal(0))]


def test_the_same_need_bears_the_same_code_in_the_following_plan(people):
    earlier = PlanFactory(
        cycle=CycleFactory(period_from=date(2027, 1, 1), period_to=date(2027, 12, 31)),
        state="approved",
        major=1,
    )
    old = NeedFactory(plan=earlier, code="N7", year=2027, place="")
    plan = PlanFactory()

    [row] = save_need(
        Need(
            plan=plan,
            kind=old.kind,
            form=old.form,
            unit=old.unit,
            reason="trvá",
            evidence="group",
        ),
        {2028: Wish("keep", Decimal(0))},
        by=people["coordinator"],
    )

    assert (row.code, row.continues) == ("N7", old)


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({}, "proposal_2028", None),
        ({"proposal_2028": "more"}, "change_2028", "change"),
        ({"proposal_2028": "keep", "change_2028": "2"}, "change_2028", "keep"),
        ({"proposal_2028": "more", "change_2028": "-2"}, "change_2028", "sign"),
        ({"change_2029": "2"}, "proposal_2029", "proposal"),
        ({"proposal_2028": "keep", "reason": ""}, "reason", "required"),
        ({"proposal_2028": "more", "change_2028": "mnoho"}, "change_2028", "invalid"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, plan, coordinator, fields, field, code):
    answer = add(client, plan, **fields)

    errors = answer.context["form"].errors.as_data()
    assert [error.code for error in errors[field]] == [code]
    assert asked(plan) == []
    assert "Čekárna se zdvojnásobila." in answer.content.decode() or field == "reason"


def test_the_second_person_sees_what_the_first_changed_in_another_year(client, plan, coordinator):
    add(client, plan, proposal_2028="keep", proposal_2029="more", change_2029="1")
    first, second = Need.objects.order_by("year")
    url = reverse("planning:need-edit", args=[first.pk])
    page = client.get(url).context["form"]
    lead = Need.objects.get(pk=first.pk)
    save_need(
        lead,
        {2028: Wish("keep", Decimal(0)), 2029: Wish("more", Decimal(8))},
        by=coordinator,
    )
    first.refresh_from_db()

    answer = client.post(
        url,
        typed(
            plan,
            version=str(first.version),
            seen=page.initial["seen"],
            proposal_2028="keep",
            proposal_2029="more",
            change_2029="2",
        ),
    )

    errors = answer.context["form"].errors
    assert errors["proposal_2029"] == [
        "Rok 2029 mezitím změnil někdo jiný. Nově je zde: navýšit 8."
    ]
    second.refresh_from_db()
    assert second.change == 8
    assert answer.context["form"]["change_2029"].value() == "2"


def test_what_a_colleague_chose_is_told_by_its_name_and_renewed(client, plan, coordinator):
    """Records and words of a list were told by their keys, and untouched ones written back."""
    theme = ThemeFactory(slug="housing", name="bydlení", kind="group")
    need = NeedFactory(plan=plan, theme=ThemeFactory(), importance=1)
    same = {"kind": need.kind_id, "form": need.form_id, "unit": need.unit_id, "seen": "2028:1"}
    same |= {"proposal_2028": "more", "change_2028": "3", "place": need.place}
    url, before = reverse("planning:need-edit", args=[need.pk]), {"theme": need.theme_id}
    client.post(url, typed(plan, **same, theme=theme.pk, importance="2", evidence="questionnaire"))

    answer = client.post(url, typed(plan, **same, **before, reason="Jinak", evidence="statistics"))

    form = answer.context["form"]
    assert form.errors["theme"] == ["Nově je zde: bydlení (skupinové)."]
    assert form.errors["importance"] == ["Nově je zde: 2 – střední."]
    assert form.errors["evidence"] == ["Nově je zde: dotazník."]
    assert [form[name].value() for name in ("theme", "importance", "evidence", "reason")] == [
        *(str(theme.pk), "2", "statistics", "Jinak"),
    ]


def test_reading_facts_does_not_forget_what_others_wrote_meanwhile(client, plan, coordinator):
    add(client, plan, proposal_2028="keep", proposal_2029="keep")
    first = Need.objects.get(year=2028)
    url = reverse("planning:need-edit", args=[first.pk])
    hidden = {name: client.get(url).context["form"][name].value() for name in ("version", "seen")}
    mine = typed(plan, **hidden, proposal_2028="keep", proposal_2029="keep")
    first.reason = "Její důvod."
    save_need(first, {2028: Wish("keep", 0), 2029: Wish("more", Decimal(8))}, by=coordinator)

    looked = client.post(url, mine | {"fakta": "1"}).context["form"]
    mine |= {name: looked[name].value() for name in ("version", "seen")}
    answer = client.post(url, mine)

    assert answer.status_code == 200
    assert answer.context["form"]["reason"].value() == "Její důvod."
    assert set(answer.context["form"].errors) >= {"reason", "proposal_2029"}
    assert set(Need.objects.values_list("reason", flat=True)) == {"Její důvod."}


def test_reading_facts_of_another_kind_writes_nothing_and_keeps_what_was_typed(
    client, plan, coordinator
):
    answer = add(client, plan, fakta="1", proposal_2028="more", change_2028="", place="sever")

    page = answer.content.decode()
    assert asked(plan) == []
    assert answer.context["facts"].network == []
    assert 'value="sever"' in page
    assert "Formulář zatím nelze uložit" not in page


def test_enter_in_a_field_saves(client, plan, coordinator):
    """A browser then presses the first button; it was the one that only reads facts."""
    page = client.get(reverse("planning:need-add", args=[plan.pk])).content.decode()
    form = page[page.index('<form method="post" class="form"') :]

    assert form.index(">Uložit</button>") < form.index('name="fakta"')


def test_needs_that_were_handed_in_are_locked(client, plan, coordinator):
    need = NeedFactory(plan=plan)
    HandInFactory(plan=plan, state="handed_in")

    assert client.get(reverse("planning:need-edit", args=[need.pk])).status_code == 403
    with pytest.raises(Closed):
        save_need(need, {2028: Wish("keep", Decimal(0))}, by=coordinator)


@pytest.mark.parametrize("state", ["settled", "council", "assembly", "approved", "replaced"])
def test_who_writes_while_the_plan_moves_on_comes_too_late(plan, coordinator, state):
    need = NeedFactory(plan=plan)
    Plan.objects.update(state=state)  # between the look at permissions and the writing

    with pytest.raises(Closed):
        save_need(need, {2028: Wish("keep", Decimal(0))}, by=coordinator)


def test_the_list_is_narrowed_and_sums_each_unit_apart(client, plan, coordinator):
    more = NeedFactory(plan=plan, code="N1")
    NeedFactory(plan=plan, code="N1", year=2029, proposal="keep", change=0, place=more.place)
    NeedFactory(plan=plan, code="N2", change=2)
    other = UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    NeedFactory(plan=plan, code="N10", change=-4, proposal="less", unit=other)

    everything = client.get(reverse("planning:need-list", args=[plan.pk]))
    assert ">2032</option>" in everything.content.decode()
    less = client.get(reverse("planning:need-list", args=[plan.pk]), {"navrh": "less"})
    none = client.get(reverse("planning:need-list", args=[plan.pk]), {"rok": "2032"})

    assert [line.need.code for line in everything.context["page"]] == ["N1", "N2", "N10"]
    assert ">2028</th>" in everything.content.decode()
    assert dict(everything.context["sums"]) == {
        "počet klientů": [5, 0, None, None, None],
        "počet lůžek": [-4, None, None, None, None],
    }
    assert [line.need.code for line in less.context["page"]] == ["N10"]
    assert "Takovou potřebu plán nemá" in none.content.decode()


def test_the_number_of_queries_does_not_depend_on_rows(client, plan, coordinator):
    asked = []
    for numbers in (range(1), range(1, 12)):
        for number in numbers:
            need = NeedFactory(plan=plan, code=f"N{number}")
            NeedFactory(plan=plan, code=f"N{number}", year=2029, place=need.place)
        with Queries() as listed:
            client.get(reverse("planning:need-list", args=[plan.pk]))
        with Queries() as shown:
            client.get(reverse("planning:need-detail", args=[need.pk]))
        asked.append((len(listed), len(shown)))

    one, many = asked
    assert one == many
    assert max(many) <= 25


def test_needs_are_taken_away_as_a_workbook(client, plan, coordinator):
    NeedFactory(plan=plan, code="N1", reason="=1+1")

    answer = client.get(reverse("planning:need-export", args=[plan.pk]))

    rows = sheet_rows(answer)
    assert rows[1][:8] == (
        *("N1", "pečovatelská služba", "terénní", None, 2028),
        *("navýšit", 3, "počet klientů"),
    )
    assert rows[1][12] == "=1+1"


def test_an_empty_plan_says_how_to_start_and_others_see_only_what_was_handed_in(
    client, plan, coordinator, people
):
    NeedFactory(plan=PlanFactory(level="district", orp=None))
    page = client.get(reverse("planning:need-list", args=[plan.pk])).content.decode()
    client.force_login(people["district"])

    assert "Zapsat první potřebu" in page
    assert client.get(reverse("planning:need-list", args=[plan.pk])).status_code == 404
    client.force_login(official())
    seen = client.get(reverse("planning:need-list", args=[plan.pk])).content.decode()
    assert "Plán zatím nemá žádnou potřebu" in seen
    assert "Přidat potřebu" not in seen
