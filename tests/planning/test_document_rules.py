"""What a printed plan may not do: change afterwards, repeat itself, keep others waiting."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.urls import reverse

from planning.blocks import Blocks
from planning.contents import Contents
from planning.documents.fate import volume_of as fate_volume
from planning.documents.preview import CELL, beginning
from planning.documents.text import SHORT, chapters_of
from planning.models import Fate, FrozenRow, Need, Plan
from sitis import rooms
from sitis.documents.models import Document
from sitis.paper import Chapter, Column, Table, Text
from sitis.pdf import volume_html
from tests.factories import DistrictFactory, OrpFactory, official
from tests.planning.factories import (
    CycleFactory,
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
)
from tests.planning.test_documents import orp_plan, volume, words

pytestmark = pytest.mark.django_db

MOMENT = datetime(2027, 6, 1, tzinfo=UTC)


@pytest.fixture
def approved(db):
    plan = PlanFactory(level="region", cycle=CycleFactory(), slug="kraj-2028-2032")
    Plan.objects.filter(pk=plan.pk).update(
        state="approved", major=1, frozen_at=MOMENT, approved_on=date(2027, 6, 1)
    )
    plan.refresh_from_db()
    return plan


def stored(plan, **more):
    values = {
        "number": "2027-000009", "kind": "plan", "record_key": str(plan.pk), "version": "1.0",
        "is_final": True, "is_public": True, "file": "documents/a.pdf", "size": 9, "pages": 162,
        "sha256": "x", "ordered_at": MOMENT, "built_at": MOMENT,
    }  # fmt: skip
    return Document.objects.create(**values | more)


def test_what_is_printed_of_an_approved_version_does_not_change_when_it_is_replaced(approved):
    before = volume_html(volume(approved))

    Plan.objects.filter(pk=approved.pk).update(state="replaced")
    after = volume_html(volume(approved))

    assert after == before


def test_what_was_frozen_empty_stays_empty(approved):
    district = DistrictFactory()
    orp_plan(1, district, approved)

    assert not FrozenRow.objects.exists()
    said = words(volume(approved))
    assert "Opatření pro obec 1" not in said
    assert "Potřeby: ORP Obec 1" not in said


def test_whoever_verifies_learns_whether_the_version_still_holds(approved, client):
    document = stored(approved)
    assert "Tato verze platí." in client.get(document.verify_path()).content.decode()

    Plan.objects.filter(pk=approved.pk).update(state="replaced")
    page = client.get(document.verify_path()).content.decode()

    assert "Tato verze už neplatí, nahradila ji novější." in page
    assert "Tato verze platí." not in page


def test_the_page_with_the_same_content_is_that_of_the_version(approved):
    subject = rooms.document_kind("plan").subject(str(approved.pk))

    assert subject.page == "/plany/kraj-2028-2032/?verze=1.0"


def test_the_fate_is_of_the_last_decision_though_the_plan_is_older(approved):
    plan = orp_plan(1, DistrictFactory(), approved)
    before = datetime(2026, 1, 31, tzinfo=UTC)
    Plan.objects.filter(pk=plan.pk).update(state="approved", major=1, frozen_at=before)
    kind, key = rooms.document_kind("fate"), str(plan.pk)
    version = kind.subject(key).version

    fate = Fate.objects.order_by("pk").first()
    fate.reason, fate.version = "Jinak.", fate.version + 1
    fate.save()
    imprint = volume(Plan.objects.get(pk=plan.pk), fate_volume).imprint

    assert imprint.version == kind.subject(key).version != version
    assert imprint.moment == Fate.history.latest("history_date").history_date > before


def test_a_long_block_is_printed_once_and_a_short_one_each_time():
    plan = PlanFactory()
    priority = PriorityFactory(plan=plan)
    block = '<div data-block="measures" data-options="" id="p-{0}"></div>'
    for order, title in enumerate(("První", "Druhý")):
        text = block.format(f"1a2b3c4{order}")
        SectionFactory(plan=plan, title=title, order=order, part="strategic", text=text)
    MeasureFactory(goal__priority=priority, number=1)
    shown = [one.parts[0].kind for one in printed(plan)]

    goal = priority.goals.get()
    for number in range(2, SHORT + 2):
        MeasureFactory(goal=goal, number=number)
    first, second = printed(plan)

    assert shown == ["table", "table"]
    assert first.parts[0].kind == "table"
    assert [part.kind for part in second.parts] == ["text"]
    assert "oddíl „První“" in second.parts[0].html


def printed(plan):
    contents = Contents(plan)
    return [one for one in chapters_of(contents, Blocks(contents)) if one.level == 2]


def test_a_preview_shows_the_beginning_of_what_would_take_long():
    rows = [[f"Služba {at}", "text"] for at in range(3000)]
    table = Table("Služby", [Column("Název"), Column("Druh")], rows)
    chapters = [
        Chapter("Jedna", [Text("<p>Úvod</p>"), table, Text("<p>Konec</p>")]),
        Chapter("Dvě"),
    ]

    (cut,) = beginning(chapters, 100 * (CELL + 10))
    whole = list(beginning(chapters, 10**9))

    assert 20 < len(cut.parts[1].rows) < 100
    assert "Náhled tu končí" in cut.parts[-1].html
    assert "Konec" not in cut.parts[-1].html
    assert [list(one.parts) for one in whole] == [list(one.parts) for one in chapters]


def test_a_long_text_is_previewed_by_whole_paragraphs():
    text = "".join(f"<p>Odstavec číslo {at}.</p>" for at in range(900))

    (cut,) = beginning([Chapter("Jedna", [Text(text)])], 500)

    assert "<p>Odstavec číslo 3.</p>" in cut.parts[0].html
    assert cut.parts[0].html.count("<p>") == cut.parts[0].html.count("</p>") < 30
    assert "Náhled tu končí" in cut.parts[1].html


def test_parts_of_orps_are_previewed_from_the_page_of_documents(client):
    region = PlanFactory(level="region", cycle=CycleFactory())
    orp_plan(1, DistrictFactory(), region)
    client.force_login(official("planner"))

    page = client.get(reverse("planning:plan-documents", args=[region.pk])).content.decode()

    assert reverse("planning:plan-preview", args=[region.pk, "orp-9001"]) in page
    assert "ORP Obec 1" in page


def test_the_workbook_of_an_orp_holds_what_became_of_its_inputs_and_numbers_stay_numbers(client):
    plan = PlanFactory(orp=OrpFactory())
    HandInFactory(plan=plan, deliverable="needs", state="accepted")
    NeedFactory(plan=plan, code="N1", year=2028)
    block = '<div data-block="needs" data-options="" id="p-1a2b3c4d"></div>'
    SectionFactory(plan=plan, text=block)
    assert Need.objects.exists()
    client.force_login(official("planner"))

    answer = client.get(reverse("planning:plan-tables", args=[plan.pk]))

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    assert [cell.value for cell in book["Osud podnětů"]["A"]][1] == "N1"
    name = next(name for name in book.sheetnames if name.startswith("1 Potřeby"))
    head, row = book[name].iter_rows(values_only=True)
    assert (head[-1], row[-1]) == ("2028", 3)
