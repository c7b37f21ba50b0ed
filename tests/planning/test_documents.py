"""Plans on paper: what stands in them, for whom, and with how many questions to the database."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader

from planning.actions import approval
from planning.documents.fate import volume_of as fate_volume
from planning.documents.plan import volume_of
from planning.documents.subjects import plan_of, printable_by
from planning.models import Cost, Exemption, Fate, Need, Plan
from sitis import rooms
from sitis.documents.actions import enter, keep
from sitis.documents.build import Built
from sitis.paper import Table, Text
from sitis.pdf import volume_html
from tests.factories import DistrictFactory, HoldingFactory, OrpFactory, official
from tests.planning.counting import Queries
from tests.planning.factories import (
    ActivityFactory,
    CycleFactory,
    HandInFactory,
    IndicatorFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    SwotItemFactory,
    excuse_everything,
)

pytestmark = pytest.mark.django_db

IMPRINT = rooms.Imprint("2027-000001", "https://kraj.example/overeni/2027-000001/")


def one_page():
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    return content.getvalue()


SMALL, MOMENT = one_page(), datetime(2027, 6, 2, tzinfo=UTC)


def links(page):
    return set(re.findall(r'<a\b[^>]*href="([^"]+)"', page))


def quiet(message, done=0, total=0):
    """No progress to tell."""


def volume(plan, build=volume_of):
    return build(plan_of(str(plan.pk), plan.kind), IMPRINT, quiet)


def words(one):
    """Everything a volume says, without markup of its tables."""
    found = [one.title, one.state, one.subtitle]
    for chapter in one.chapters:
        found.append(chapter.title)
        for part in chapter.parts:
            if isinstance(part, Text):
                found.append(part.html)
            elif isinstance(part, Table):
                found += [part.caption, *(str(cell) for row in part.rows for cell in row)]
    return "\n".join(map(str, found))


def orp_plan(number, district, region):
    """An ORP that handed two years of one need in, and the region's measure it led to."""
    orp = OrpFactory(
        name=f"Obec {number}", code=f"9{number:03}", ruian_code=f"8{number:03}", district=district
    )
    plan = PlanFactory(cycle=region.cycle, orp=orp, title=f"Plán {number}")
    HandInFactory(plan=plan, deliverable="needs", state="accepted")
    needs = [NeedFactory(plan=plan, code="N1", year=year) for year in (2028, 2029)]
    measure = MeasureFactory(goal__priority__plan=region, title=f"Opatření pro obec {number}")
    IndicatorFactory(measure=measure)
    for need in needs:
        Fate.objects.create(plan=region, need=need, verdict="accepted", target_measure=measure)
    return plan


@pytest.fixture
def region(db):
    plan = PlanFactory(level="region", title="Střednědobý plán kraje", cycle=CycleFactory())
    SectionFactory(
        plan=plan,
        part="descriptive",
        title="Úvod",
        order=1,
        text="<p>Plán mluví o <strong>pomoci</strong>.</p>",
    )
    SectionFactory(
        plan=plan,
        part="strategic",
        title="Priority, cíle a opatření",
        order=2,
        text='<p>Před.</p>\n<div data-block="measures" data-options="" id="p-1a2b3c4d"></div>\n<p>Po.</p>',
    )
    SwotItemFactory(plan=plan, text="Hustá síť")
    return plan


@pytest.fixture
def whole(region):
    district = DistrictFactory()
    orp_plan(1, district, region)
    return region


def test_a_plan_says_everything(whole):
    measure = whole.priorities.get().goals.get().measures.get()
    ActivityFactory(measure=measure, title="Přijmout tři pečovatelky")
    Cost.objects.create(measure=measure, year=2028, source="state", amount=Decimal("1250000"))

    said = words(volume(whole))

    for text in (
        "Popisná část", "Úvod", "pomoci", "Strategická část", "Opatření pro obec 1",
        "Potřeby: ORP Obec 1", "Čekárna se za dva roky", "Podněty: ORP Obec 1", "přijato: P",
        "39a.2.a", "95.3.g", "Hustá síť", "Přijmout tři pečovatelky", "1\xa0250\xa0000",
        "úvazky v přímé péči: z 6,5 (2026) na 9,5 (2029) úvazek",
    ):  # fmt: skip
        assert text in said, text


def test_live_blocks_stand_where_the_text_has_them(whole):
    chapter = next(one for one in volume(whole).chapters if one.title.startswith("Priority, cíle"))

    assert [part.kind for part in chapter.parts] == ["text", "table", "text"]
    assert "Opatření pro obec 1" in chapter.parts[1].rows[0]


def test_the_trace_tells_years_of_one_need_together(whole):
    table = next(t for t in volume(whole).tables if t.caption == "Podněty: ORP Obec 1")

    assert len(table.rows) == 1
    assert "2028 navýšit +3, 2029 navýšit +3" in table.rows[0][1]
    assert table.rows[0][-1] == "přijato"


def test_all_thirty_items_of_the_law_are_printed(whole):
    table = next(t for t in volume(whole).tables if t.caption.startswith("Zákonná kontrola"))

    assert len(table.rows) == 30


@pytest.mark.parametrize("level", ["orp", "district", "region"])
def test_an_empty_plan_comes_out(level):
    html = volume_html(volume(PlanFactory(level=level)))

    assert "Nejsou žádné údaje" in html
    assert "Pracovní verze" in html


def test_names_are_text_never_markup(region):
    measure = MeasureFactory(goal__priority__plan=region, title="<script>x</script>", risks="<b>r")
    SwotItemFactory(plan=region, text="<i>s</i>")
    NeedFactory(plan=region, reason="<u>d</u>")
    Plan.objects.filter(pk=region.pk).update(title="<s>Plán</s>")
    region.refresh_from_db()
    assert measure.pk

    html = volume_html(volume(region))

    assert not [tag for tag in ("<script", "<b>r", "<i>s", "<u>d", "<s>") if tag in html]


def test_an_amendment_says_why_and_what_it_changes(region):
    before = region
    Plan.objects.filter(pk=before.pk).update(
        state="approved", major=1, frozen_at=datetime(2027, 6, 1, tzinfo=UTC)
    )
    draft = PlanFactory(
        level="region", cycle=before.cycle, amends=before, reason="Přibyla nová služba.",
        title=before.title,
    )  # fmt: skip
    SectionFactory(
        plan=draft, code=before.sections.first().code, part="descriptive", title="Úvod",
        text="<p>Plán mluví o naději.</p>",
    )  # fmt: skip
    SwotItemFactory(plan=draft, text="Nová příležitost")

    first = volume(draft).chapters[0]

    assert first.title == "Co se touto změnou mění"
    said = words(volume(draft))
    assert "Přibyla nová služba." in first.parts[0].html
    assert "Změna nahrazuje verzi 1.0." in first.parts[0].html
    assert "Nová příležitost" in said


def test_an_approved_plan_is_final_public_and_of_its_moment(region):
    moment = datetime(2027, 6, 1, tzinfo=UTC)
    Plan.objects.filter(pk=region.pk).update(state="approved", major=1, frozen_at=moment)

    subject = rooms.document_kind("plan").subject(str(region.pk))

    assert (subject.version, subject.is_final, subject.is_public) == ("1.0", True, True)
    assert volume(region).imprint.moment == moment
    assert volume(region).state == ""


def test_a_change_makes_another_version_of_a_draft(region):
    kind, key = rooms.document_kind("plan"), str(region.pk)
    first = kind.subject(key)
    assert kind.subject(key) == first
    assert not first.is_final

    SwotItemFactory(plan=region)

    assert kind.subject(key).version != first.version


def test_what_became_of_what_an_orp_sent(whole):
    plan = Plan.objects.get(level="orp")

    said = words(volume(plan, fate_volume))

    assert "Co se stalo s tím, co jsme poslali: ORP Obec 1" in said
    assert "Opatření pro obec 1" in said
    assert "Přijato" in said


def test_queries_do_not_depend_on_the_number_of_orps(region):
    district = DistrictFactory()
    orp_plan(1, district, region)
    with Queries() as few:
        volume(region)
    for number in range(2, 22):
        orp_plan(number, district, region)
    with Queries() as many:
        volume(region)

    assert len(many) == len(few)
    assert len(many) < 150


def test_others_drafts_are_not_printed(region):
    coordinator = HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user
    own = PlanFactory(cycle=region.cycle, orp=OrpFactory())

    assert set(printable_by(coordinator)) == {own}
    assert set(printable_by(official())) == {own, region}


def test_documents_are_ordered_from_the_page_of_the_plan(region, client):
    client.force_login(official("planner"))
    page = client.get(reverse("planning:plan-documents", args=[region.pk])).content.decode()

    assert f"/dokumenty/vyrobit/plan/{region.pk}/" in page
    assert "Pracovní verze" not in page
    assert "vytiskne se jako pracovní verze" in page


def test_priorities_are_inputs_too(region):
    plan = PlanFactory(cycle=region.cycle, orp=OrpFactory(name="Kyjov"))
    HandInFactory(plan=plan, deliverable="priorities", state="accepted")
    priority = PriorityFactory(plan=plan, number=1, title="Bydlení")
    Fate.objects.create(plan=region, priority=priority, verdict="refused", reason="Není služba.")

    said = words(volume(region))

    assert "Bydlení" in said
    assert "Není služba." in said


def test_annexes_are_frozen_with_the_plan(whole):
    excuse_everything(whole)
    Plan.objects.filter(pk=whole.pk).update(state="assembly")
    whole.refresh_from_db()
    approval.approve(
        whole,
        by=official("planner"),
        day=date(2027, 6, 20),
        moment=datetime(2027, 6, 20, tzinfo=UTC),
    )
    before = words(volume(whole))

    Need.objects.update(reason="Jiný důvod")
    Fate.objects.update(reason="Jiné rozhodnutí")
    Exemption.objects.all().delete()

    assert words(volume(whole)) == before
    assert "odůvodněná výjimka" in before


def test_staff_download_the_plan_of_the_region_in_three_clicks(region, client):
    Plan.objects.filter(pk=region.pk).update(
        state="approved", major=1, frozen_at=datetime(2027, 6, 1, tzinfo=UTC)
    )
    user = HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user
    document = enter(
        "plan", str(region.pk), rooms.document_kind("plan").subject(str(region.pk)),
        by=user, now=MOMENT,
    )  # fmt: skip
    client.force_login(user)

    desk = client.get("/prostor/").content.decode()
    assert "Plán kraje (PDF)" in desk
    first = f"/planovani/plany/{region.pk}/dokumenty/"
    assert first in links(desk)
    page = client.get(first).content.decode()
    assert f"/dokumenty/vyrobit/plan/{region.pk}/" in page

    keep(document, Built.of(SMALL, MOMENT), now=MOMENT)
    second = f"/dokumenty/{document.number}/soubor/"
    assert second in links(client.get(first).content.decode())

    answer = client.get(second)
    assert b"".join(answer) == SMALL
    assert answer["Content-Type"] == "application/pdf"


def text_of(answer):
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join(page.extract_text() for page in pages).replace("\xa0", " ")


def test_a_section_is_previewed_as_it_will_be_printed(region, client):
    client.force_login(official("planner"))
    code = region.sections.first().code

    answer = client.get(reverse("planning:plan-preview", args=[region.pk, code]))

    assert answer["Content-Type"] == "application/pdf"
    assert "Plán mluví o pomoci" in text_of(answer)
    assert "Náhled" in text_of(answer)
    assert "Obsah" not in text_of(answer)
    missing = client.get(reverse("planning:plan-preview", args=[region.pk, "neni"]))
    assert missing.status_code == 404


def test_one_orps_part_is_previewed(whole, client):
    client.force_login(official("planner"))

    answer = client.get(reverse("planning:plan-preview", args=[whole.pk, "orp-9001"]))

    assert "Potřeby: ORP Obec 1" in text_of(answer)
    assert client.get(reverse("planning:plan-preview", args=[whole.pk, "orp-x"])).status_code == 404


def test_what_one_sees_in_part_is_neither_previewed_nor_exported(whole, client):
    client.force_login(HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user)
    plan = Plan.objects.get(level="orp")
    assert client.get(plan.get_absolute_url()).status_code == 200

    for url in (
        reverse("planning:plan-preview", args=[plan.pk, "section"]),
        reverse("planning:plan-tables", args=[plan.pk]),
    ):
        assert client.get(url).status_code == 404


def test_all_tables_come_in_one_workbook(whole, client):
    client.force_login(official("planner"))

    answer = client.get(reverse("planning:plan-tables", args=[whole.pk]))

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    assert book.sheetnames == [
        "Potřeby", "Opatření", "Aktivity", "SWOT", "Stopa podnětů", "Síť", "Zákonná kontrola",
        book.sheetnames[7], "2 Náklady podle zdrojů a let", "3 Jak podněty dopadly",
    ]  # fmt: skip
    block = book[book.sheetnames[7]]
    assert block.title.startswith("1 Opatření priority P")
    assert [cell.value for cell in block[1]][:2] == ["Kód", "Opatření"]
    assert block["B2"].value == "Opatření pro obec 1"
    assert [cell.value for cell in book["3 Jak podněty dopadly"][2]] == ["přijato", 1]
    assert len(list(book["Zákonná kontrola"].rows)) == 31
    assert "Opatření pro obec 1" in [cell.value for cell in book["Opatření"][2]]
    assert [cell.value for cell in book["SWOT"][2]] == ["silná stránka", "Hustá síť", None, None]
