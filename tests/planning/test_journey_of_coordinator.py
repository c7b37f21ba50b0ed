"""Journey J5, step by step: a coordinator builds the plan of ORP Kyjov for 2028–2032.

From the template filled with the previous text to version 1.0 that the okres works with.
Questionnaires (step 3) and the public consultation (step 8) come later.
"""

import re
from datetime import date, datetime
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from planning.models import (
    Activity,
    Cycle,
    Goal,
    Group,
    HandIn,
    Indicator,
    Measure,
    Meeting,
    MeetingTask,
    Plan,
    Priority,
)
from sitis.documents.models import Document
from sitis.workdays import PRAGUE
from tests.factories import (
    FormFactory,
    NetworkItemFactory,
    OrpFactory,
    ServiceKindFactory,
    UnitFactory,
)
from tests.paper.pages import faults
from tests.planning.factories import CycleFactory, PlanFactory, SectionFactory, ThemeFactory
from tests.planning.test_cycle_pages import CYCLE
from tests.planning.test_groups import seen
from tests.planning.test_strategy import MEASURE

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PRAGUE)
PARTS = (
    "Popisná část", "Analytická část", "Vyhodnocení předchozího plánu", "Strategická část",
    "Způsob zajištění sítě",
)  # fmt: skip
QUADRANTS = {"strength": 5, "weakness": 5, "opportunity": 4, "threat": 4}
SIDES = ("zadavatel", "poskytovatel", "uživatel")
MEMBERS = "\n".join(
    f"Člověk Vymyšlený{n}; Organizace {n}; {SIDES[n % 3]}; clovek{n}@kyjov.example"
    for n in range(12)
)
FORMER = "Příliš žluťoučký kůň pije ďábelské ódy: tak jsme psali o Kyjovsku minule."
#: A section whose table reaches over several pages; each row has a beginning and an end.
LONG_TABLE = "| Obec | Co říká |\n| --- | --- |\n" + "\n".join(
    f"| Obec {n} | začátek{n} {'Večer a o víkendu tu chybí pečovatelka. ' * 9} konec{n} |"
    for n in range(1, 15)
)


def door(name, *args):
    return reverse(f"planning:{name}", args=args)


def send(client, name, /, *args, **data):
    """A form sent as a person does; what the next page says."""
    answer = client.post(door(name, *args), {"version": "1"} | data, follow=True)
    assert answer.status_code == 200
    return plain(answer)


def see(client, name, *args):
    return plain(client.get(door(name, *args)))


def plain(answer):
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def plan(client, people):
    """The region opens the cycle after one that has ended, and starts the plans."""
    former = CycleFactory(
        name="Plány 2024–2026", period_from=date(2024, 1, 1), period_to=date(2026, 12, 31),
        regime="2014", state="closed",
    )  # fmt: skip
    old = PlanFactory(cycle=former, orp=OrpFactory(), state="approved", major=1)
    SectionFactory(plan=old, code="introduction", text=f"<p>{FORMER}</p>")
    client.force_login(people["planner"])
    send(client, "cycle-add", **CYCLE, previous=former.pk)
    cycle = Cycle.objects.get(period_from__year=2028)
    send(client, "cycle-start", cycle.pk)
    send(client, "cycle-move", cycle.pk, krok="otevrit")
    client.force_login(people["coordinator"])
    return Plan.objects.get(level="orp", cycle=cycle)


@pytest.mark.poppler
@time_machine.travel(NOW, tick=False)
def test_a_coordinator_builds_the_plan_of_kyjov(
    client, people, plan, tmp_path, django_capture_on_commit_callbacks
):
    takes_over_the_previous_text(client, plan)
    leads_a_group(client, people, plan)
    fills_the_swot(client, plan)
    writes_the_strategy(client, plan)
    asks_for_capacity(client, plan)
    with django_capture_on_commit_callbacks(execute=True):
        sees_how_it_will_be_printed(client, plan)
    looks_at_the_pdf(client, plan, tmp_path)
    hands_everything_in(client, people, plan)
    records_the_approval(client, people, plan)


def takes_over_the_previous_text(client, plan):
    """Step 1: the template of five parts, the descriptive one filled with the previous text."""
    assert plan.title == "Plán sociálních služeb ORP Kyjov 2028–2032"
    said = see(client, "plan-detail", plan.pk)
    assert [part for part in PARTS if part not in said] == []
    assert FORMER in see(client, "carry", plan.pk)

    introduction = plan.sections.get(code="introduction")
    said = send(client, "carry", plan.pk, oddily=[introduction.pk])

    assert "Převzata 1 položka." in said
    assert FORMER in see(client, "section-detail", plan.pk, "introduction")


def leads_a_group(client, people, plan):
    """Step 2: twelve people of the triad, a meeting, three tasks; contacts stay inside."""
    start = {"place": f"orp-{plan.orp_id}", "kind": "working", "audience": "seniors"}
    send(client, "group-add", name="Senioři", valid_from="1. 9. 2026", **start)
    group = Group.objects.get()
    said = send(client, "member-add", group.pk, day="1. 9. 2026", lines=MEMBERS)
    assert group.members.count() == 12
    assert "clovek3@kyjov.example" in said

    starts = {"starts_at_day": "14. 10. 2026", "starts_at_time": "9.00", "about": "group"}
    send(client, "meeting-add", group.pk, place="Radnice v Kyjově", **starts)
    meeting = Meeting.objects.get()
    send(client, "point-add", meeting.pk, title="Péče o víkendu", text="Chybí pečovatelky.")
    came = {f"row-{row.pk}": "present" for row in meeting.attendance.all()}
    came["seen"] = seen(meeting)
    send(client, "attendance-edit", meeting.pk, **came, guests="Host; Obec Vracov; host")
    for what in ("Spočítat úvazky", "Oslovit starosty", "Pozvat pacienty"):
        send(client, "meeting-task-add", meeting.pk, what=what, who="Vymyšlený1", state="open")
    assert MeetingTask.objects.count() == 3
    said = send(client, "meeting-move", meeting.pk, "konalo-se")
    assert said.count("přítomno 4 z 4") == 3
    send(client, "meeting-move", meeting.pk, "schvalit")
    send(client, "meeting-move", meeting.pk, "zverejnit")

    client.force_login(people["district"])
    said = plain(client.get(meeting.get_absolute_url()))
    assert "Péče o víkendu" in said
    assert "Organizace 3" in said
    assert not re.search(
        "Vymyšlený[0-9]|kyjov.example", plain(client.get(group.get_absolute_url()))
    )
    client.force_login(people["coordinator"])


def fills_the_swot(client, plan):
    """Step 4: five, five, four and four items, each with a theme."""
    theme = ThemeFactory()
    for side, count in QUADRANTS.items():
        for number in range(count):
            text = f"{side} {number}"
            send(client, "swot-add", plan.pk, side=side, text=text, themes=[theme.pk])
    assert plan.swot_items.filter(themes=theme).count() == 18
    assert "threat 3" in see(client, "swot", plan.pk)


def writes_the_strategy(client, plan):
    """Step 5: from the priority to the activity; an indicator without a baseline is refused."""
    themes = {"themes": [ThemeFactory().pk]}
    group = {"kind": "group", "audience": "seniors", "rank": "1"}
    send(client, "priority-add", plan.pk, title="Senioři doma", **group, **themes)
    send(client, "goal-add", Priority.objects.get().pk, title="Péče večer a o víkendu")
    send(client, "measure-add", Goal.objects.get().pk, **MEASURE)
    measure = Measure.objects.get()
    days = {"starts_on": "1. 1. 2028", "ends_on": "31. 12. 2028"}
    send(client, "activity-add", measure.pk, title="Přijmout tři pečovatelky", **days)

    indicator = {
        "name": "úvazky v přímé péči", "unit": "úvazek", "baseline_year": "2026",
        "target": "9,5", "target_year": "2029", "activity": Activity.objects.get().pk,
    }  # fmt: skip
    refused = client.post(door("indicator-add", measure.pk), {"version": "1"} | indicator)
    assert "baseline" in refused.context["form"].errors
    assert not Indicator.objects.exists()
    said = send(client, "indicator-add", measure.pk, baseline="6,5", **indicator)
    assert "6,5" in said
    assert "9,5" in said
    assert "P1.C1.O1" in see(client, "strategy", plan.pk)


def asks_for_capacity(client, plan):
    """Step 6: three full-time equivalents more; the network already holds six and a half."""
    unit = UnitFactory(slug="direct_care_fte", rpss_code="", name="úvazky v přímé péči")
    kind, form = ServiceKindFactory(), FormFactory()
    NetworkItemFactory(
        network__in_force=True, service__kind=kind, form=form, unit=unit, amount="6.5",
        orp=plan.orp, district=None, target_group=None,
    )  # fmt: skip
    said = send(
        client, "need-add", plan.pk, kind=kind.pk, form=form.pk, unit=unit.pk, importance="1",
        reason="Čekárna se zdvojnásobila.", evidence="waiting",
        evidence_text="Setkání skupiny Senioři 14. 10. 2026, bod 1.",
        proposal_2028="new", change_2028="3",
    )  # fmt: skip
    assert "6,5" in said
    need = plan.needs.get()
    assert (need.year, need.change) == (2028, 3)
    assert "6,5" in see(client, "need-detail", need.pk)


def sees_how_it_will_be_printed(client, plan):
    """Step 7: one section as it will be printed, then the whole plan is ordered."""
    write(client, plan, "social_work", LONG_TABLE)
    section = client.get(door("plan-preview", plan.pk, "social_work"))
    assert section.headers["Content-Type"] == "application/pdf"
    said = see(client, "plan-documents", plan.pk)
    assert reverse("documents:document-order", args=["plan", plan.pk]) in said
    client.post(reverse("documents:document-order", args=["plan", plan.pk]))


def write(client, plan, code, text):
    """A section is written and marked as ready."""
    section = plan.sections.get(code=code)
    form = {"text": text, "text_format": "markdown", "is_ready": "on"}
    said = send(client, "section-detail", plan.pk, code, **form | {"version": section.version})
    assert "je uložený" in said


def looks_at_the_pdf(client, plan, tmp_path):
    """Step 7: cover, contents with numbers of pages, whole rows, right Czech."""
    document = Document.objects.get(kind="plan", record_key=str(plan.pk))
    file = client.get(reverse("documents:document-file", args=[document.number]))
    content = b"".join(file.streaming_content)
    (tmp_path / "plan.pdf").write_bytes(content)
    assert faults(tmp_path / "plan.pdf") == []

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]
    assert plan.title in pages[0]
    contents = next(page for page in pages if "Obsah" in page)
    assert re.search(r"Co víme ze sociální práce.*?\d+", contents)
    assert any(FORMER in page for page in pages)
    for n in range(1, 15):
        begins = [at for at, page in enumerate(pages) if f"začátek{n} " in page]
        assert begins == [at for at, page in enumerate(pages) if f"konec{n} " in f"{page} "], n
    assert str(len(pages)) in pages[-1].split()


def hands_everything_in(client, people, plan):
    """Every part goes in once its sections are ready; what was handed in is locked."""
    for section in plan.sections.filter(is_required=True, is_ready=False):
        text = FORMER if section.code == "introduction" else "Popisujeme Kyjovsko."
        write(client, plan, section.code, text)
    for part in HandIn.objects.filter(plan=plan):
        said = send(client, "hand-in-move", part.pk, "hand_in")
        assert "Do přijetí to můžete vzít zpět" in said, part
    assert client.post(door("need-edit", plan.needs.get().pk), {}).status_code == 403

    client.force_login(people["district"])
    okres = Plan.objects.get(cycle=plan.cycle, level="district")
    need = door("need-detail", plan.needs.get().pk)
    assert need in see(client, "input-list", okres.pk)
    priorities = client.get(door("input-list", okres.pk), {"co": "priority"})
    assert "Senioři doma" in plain(priorities)
    client.force_login(people["coordinator"])


def records_the_approval(client, people, plan):
    """Step 9: the council on 12 May, the assembly on 20 June; version 1.0 is read only."""
    send(client, "plan-move", plan.pk, "settle", note="")
    for step, day in (("council", "12. 5. 2027"), ("assembly", "20. 6. 2027")):
        send(client, "plan-move", plan.pk, step, number=f"7/{step}", adopted_on=day, note="")
    said = send(client, "plan-move", plan.pk, "approve", note="")
    plan.refresh_from_db()
    assert (plan.number, plan.approved_on) == ("1.0", date(2027, 6, 20))
    assert "Plán je schválený jako verze 1.0." in said
    for name, row in (
        ("measure-edit", Measure.objects.get()), ("priority-edit", Priority.objects.get()),
        ("need-edit", plan.needs.get()),
    ):  # fmt: skip
        assert client.get(door(name, row.pk)).status_code == 403
    assert "<textarea" not in see(client, "section-detail", plan.pk, "introduction")

    client.force_login(people["district"])
    assert plan.title in see(client, "plan-detail", plan.pk)
    client.logout()
    assert plan.title in plain(client.get("/plany/"))
    contents = plain(client.get(plan.public_url))
    chapters = re.findall(f'href="({plan.public_url}[a-z0-9-]+/)"', contents)
    assert any(FORMER in plain(client.get(chapter)) for chapter in chapters)
