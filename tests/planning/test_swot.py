"""SWOT of a plan, the vocabulary of themes, priorities of other plans."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planning.models import EarlierPriority, SwotItem, Theme
from sitis.workbooks import write_xlsx
from tests.planning.counting import Queries
from tests.planning.factories import (
    CycleFactory,
    HandInFactory,
    PlanFactory,
    PriorityFactory,
    SwotItemFactory,
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


def order(plan):
    rows = SwotItem.objects.filter(plan=plan).order_by("side", "order")
    return [row.text for row in rows]


def test_items_are_written_tagged_and_put_in_order(client, plan, coordinator):
    theme = ThemeFactory()
    for text in ("první", "druhá"):
        client.post(
            reverse("planning:swot-add", args=[plan.pk]),
            {"version": "1", "side": "strength", "text": text, "themes": [theme.pk]},
        )
    second = SwotItem.objects.get(text="druhá")

    client.post(reverse("planning:swot-move", args=[second.pk]), {"kam": "nahoru"})
    client.post(reverse("planning:swot-move", args=[second.pk]), {"kam": "nahoru"})

    assert order(plan) == ["druhá", "první"]
    assert list(second.themes.all()) == [theme]
    assert second.history.first().history_user == coordinator
    page = client.get(reverse("planning:swot", args=[plan.pk])).content.decode()
    assert "neformální pečující" in page


def test_an_item_is_changed_and_removed_until_analyses_are_handed_in(client, plan, coordinator):
    item = SwotItemFactory(plan=plan)
    client.post(
        reverse("planning:swot-edit", args=[item.pk]),
        {"version": "1", "side": "threat", "text": "Odcházejí pečovatelky"},
    )
    gone = SwotItemFactory(plan=plan)
    client.post(reverse("planning:swot-remove", args=[gone.pk]))
    HandInFactory(plan=plan, deliverable="analyses", state="handed_in")

    item.refresh_from_db()
    assert (item.side, item.text) == ("threat", "Odcházejí pečovatelky")
    assert order(plan) == ["Odcházejí pečovatelky"]
    assert client.post(reverse("planning:swot-move", args=[item.pk])).status_code == 403


def test_the_number_of_queries_does_not_depend_on_rows(client, plan, coordinator):
    asked = []
    for numbers in (range(1), range(1, 9)):
        for number in numbers:
            theme = ThemeFactory(slug=f"t{number}")
            SwotItemFactory(plan=plan).themes.set([theme])
            row = EarlierPriority.objects.create(
                cycle=plan.cycle, orp=plan.orp, plan_name="KPSS", title=f"Priorita {number}"
            )
            row.themes.set([theme])
        asked.append([])
        for url in (
            reverse("planning:swot", args=[plan.pk]),
            reverse("planning:theme-list"),
            reverse("planning:earlier-list"),
        ):
            with Queries() as queries:
                client.get(url)
            asked[-1].append(len(queries))

    one, many = asked
    assert one == many
    assert max(many) <= 25


def test_themes_are_counted_by_orps_and_kept_by_planners_only(client, plan, people):
    theme = ThemeFactory()
    for priority in PriorityFactory.create_batch(2, plan=plan):
        priority.themes.set([theme])
    SwotItemFactory(plan=plan).themes.set([theme])
    client.force_login(people["coordinator"])
    [shown] = client.get(reverse("planning:theme-list")).context["page"]

    assert (shown.in_priorities, shown.in_swot) == (1, 1)
    assert client.get(reverse("planning:theme-add")).status_code == 403
    client.force_login(people["planner"])
    client.post(
        reverse("planning:theme-add"), {"version": "1", "name": "Paliativní péče", "kind": "group"}
    )
    assert Theme.objects.get(name="Paliativní péče").slug == "paliativni-pece"


def upload(client, cycle, rows, heads=("Priorita", "Plán", "ORP", "Pořadí", "Témata")):
    stream = io.BytesIO()
    write_xlsx(stream, heads, rows)
    file = SimpleUploadedFile("seznam.xlsx", stream.getvalue())
    return client.post(reverse("planning:earlier-import"), {"cycle": cycle.pk, "file": file})


def test_a_list_of_earlier_priorities_is_imported_with_themes(client, coordinator):
    theme, cycle = ThemeFactory(), CycleFactory()

    upload(client, cycle, [["Senioři doma", "KPSS 2022–2024", "Kyjov", 2, theme.name]])

    row = EarlierPriority.objects.get()
    assert (row.title, row.orp.name, row.rank, list(row.themes.all())) == (
        *("Senioři doma", "Kyjov", 2),
        [theme],
    )
    assert row.history.get().history_user == coordinator


def test_a_wrong_list_comes_back_marked_and_writes_nothing(client, coordinator):
    answer = upload(
        client,
        CycleFactory(),
        [["Dobrá", "KPSS", "Kyjov", 1, ""], ["", "KPSS", "Atlantida", "druhá", "nic"]],
    )

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    told = sheet["F3"].value
    assert EarlierPriority.objects.count() == 0
    assert sheet["A3"].comment is not None
    assert "Doplňte tento údaj." in told
    assert "ORP „Atlantida“ neznáme." in told
    assert "„druhá“ není číslo" in told
    assert "Téma „nic“ ve slovníku není." in told


def test_a_coordinator_writes_earlier_priorities_of_the_own_orp_only(client, coordinator, people):
    cycle = CycleFactory()
    answer = upload(client, cycle, [["Krajská", "SPRSS", "", 1, ""]])

    assert EarlierPriority.objects.count() == 0
    assert "Zapisovat smíte jen za své ORP." in str(
        list(openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active.values)
    )
    client.force_login(people["planner"])
    upload(client, cycle, [["Krajská", "SPRSS", "", 1, ""]])
    assert EarlierPriority.objects.get().orp is None
