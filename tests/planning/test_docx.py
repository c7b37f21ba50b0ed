"""The plan as DOCX: headings, lists, tables and notes a lawyer can edit."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from sitis.richtext import from_markdown
from tests.factories import official
from tests.planning.factories import NeedFactory, PlanFactory, SectionFactory

pytestmark = pytest.mark.django_db

TEXT = (
    '<h2 id="p-a">Nadpis</h2><p id="p-b">Prvni <strong>tučně</strong> a '
    '<span data-note="">pod čarou</span>.</p>'
    '<ul id="p-c"><li id="p-d">bod<ul id="p-e"><li id="p-f">vnořený</li></ul></li></ul>'
    '<table id="p-g"><caption>Popis</caption><thead><tr><th scope="col">A</th></tr></thead>'
    "<tbody><tr><td>1</td></tr></tbody></table>"
)


def test_a_plan_is_taken_away_for_editing(client):
    client.force_login(official("planner"))
    plan = PlanFactory(level="region", slug="kraj-2028-2032")
    SectionFactory(plan=plan, title="Jak plán vznikal", text=TEXT)

    answer = client.get(reverse("planning:plan-docx", args=[plan.pk]))

    read = Document(BytesIO(answer.content))
    said = {(one.style.name.split()[0], one.text) for one in read.paragraphs}
    assert ("Heading", "1.1 Jak plán vznikal") in said
    assert ("List", "bod") in said
    assert ("List", "vnořený") in said
    assert ("Caption", "Popis") in said
    assert any("(poznámka: pod čarou)" in text for _style, text in said)
    bold = [run.text for one in read.paragraphs for run in one.runs if run.font.bold]
    assert "tučně" in bold
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [["A"], ["1"]]


def test_a_soft_break_pasted_from_word_stops_nothing(client):
    """Word parts lines by a character that XML does not know."""
    client.force_login(official("planner"))
    plan = PlanFactory(level="region", title="Plán\x0bkraje")
    SectionFactory(plan=plan, title="Jak\x0bplán vznikal", text=from_markdown("{{needs}}"))
    NeedFactory(plan=plan, place="sever\x0ba\x01 jih")

    answer = client.get(reverse("planning:plan-docx", args=[plan.pk]))

    read = Document(BytesIO(answer.content))
    said = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    assert read.paragraphs[0].text == "Plán\nkraje"
    assert any("sever\na jih" in text for text in said)


def test_who_sees_a_plan_only_in_part_gets_none(client, people):
    plan = PlanFactory()
    client.force_login(people["district"])

    assert client.get(reverse("planning:plan-docx", args=[plan.pk])).status_code == 404
