"""The plan's text: contents with completeness, a section, and two people in one section."""

from datetime import date
from importlib import import_module

import pytest
from django.urls import reverse

from planning.actions.plans import start_plans
from planning.models import Section, SectionDraft
from planning.outline import count_words
from sitis.richtext import blocks, clean, from_markdown, to_markdown
from tests.factories import HoldingFactory, OrpFactory
from tests.planning.counting import Queries
from tests.planning.factories import CycleFactory, HandInFactory, PlanFactory, SectionFactory

pytestmark = pytest.mark.django_db

TEXT = "První odstavec o službách.\n\nDruhý odstavec o lidech.\n\nTřetí odstavec o penězích."


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def section(plan):
    return SectionFactory(plan=plan, code="uvod", title="Úvod", text=from_markdown(TEXT))


@pytest.fixture
def coordinator(people, client):
    client.force_login(people["coordinator"])
    return people["coordinator"]


def address(section, name="section-detail"):
    return reverse(f"planning:{name}", args=[section.plan_id, section.code])


def save(client, section, text, version=1, **more):
    data = {"text": text, "text_format": "markdown", "version": version} | more
    return client.post(address(section), data)


def text_of(section):
    section.refresh_from_db()
    return to_markdown(section.text)


def test_contents_tell_what_is_missing_and_who_wrote_last(client, plan, section, coordinator):
    SectionFactory(plan=plan, code="zaver", title="Závěr", part="strategic", is_ready=True)
    SectionFactory(plan=plan, code="navic", title="Navíc", part="strategic", is_required=False)
    save(client, section, TEXT + "\n\nČtvrtý odstavec.")

    page = client.get(reverse("planning:section-list", args=[plan.pk]))
    parts = [(str(part.title), [one.code for one in rows]) for part, rows in page.context["parts"]]
    entry = page.context["parts"][0][1][0]

    assert parts == [("Popisná část", ["uvod"]), ("Strategická část", ["zaver", "navic"])]
    assert (page.context["ready"], page.context["missing"], page.context["total"]) == (1, 1, 3)
    assert entry.words == 14
    assert entry.changed_by == coordinator.name
    missing = client.get(reverse("planning:section-list", args=[plan.pk]), {"stav": "chybi"})
    assert [one.code for _part, rows in missing.context["parts"] for one in rows] == ["uvod"]


def test_words_are_counted_without_marks():
    assert count_words(from_markdown("Dvě **slova**\n\na třetí-spojené, 12.")) == 5


def test_list_and_editor_ask_as_often_for_many_sections_as_for_one(
    client, plan, section, coordinator
):
    urls = [reverse("planning:section-list", args=[plan.pk]), address(section)]
    few = []
    for url in urls:
        with Queries() as asked:
            client.get(url)
        few.append(len(asked))
    for n in range(20):
        row = SectionFactory(plan=plan, order=n + 2)
        SectionDraft.objects.create(section=row, user=coordinator, base_version=1, text="x")
    for url, before in zip(urls, few, strict=True):
        with Queries() as asked:
            client.get(url)
        assert len(asked) == before <= 25


def test_saving_keeps_ids_of_paragraphs_history_and_the_mark(client, section, coordinator):
    before = section.text.split("\n")

    save(client, section, TEXT.replace("penězích", "penězích kraje"), is_ready="on")

    section.refresh_from_db()
    assert section.text.split("\n")[:2] == before[:2]
    assert section.text.split("\n")[2][:20] == before[2][:20]
    assert section.is_ready
    assert section.history.latest().history_user == coordinator


def test_what_only_one_changed_is_joined_and_shown_before_it_is_saved(client, section, coordinator):
    save(client, section, TEXT.replace("službách", "službách obcí"))

    answer = save(client, section, TEXT.replace("penězích", "penězích kraje"))

    assert "Uložit" in answer.content.decode()
    meeting = answer.context["form"].meeting
    assert [one.what for one in meeting.theirs] == ["changed"]
    assert meeting.conflicts == []
    assert "penězích kraje" not in text_of(section)
    form = answer.context["form"]
    save(
        client, section, form["text"].value() and to_markdown(meeting.html), form["version"].value()
    )
    assert "službách obcí" in text_of(section)
    assert "penězích kraje" in text_of(section)


def test_clash_shows_both_texts_and_keeps_what_was_typed(client, section, coordinator):
    save(client, section, TEXT.replace("o službách", "o síti"))

    answer = save(client, section, TEXT.replace("o službách", "o domovech"))

    page = answer.content.decode()
    assert "První odstavec o domovech." in page.split("<textarea")[1].split("</textarea>")[0]
    assert "domovech.</del>" in page
    assert "síti.</ins>" in page
    assert "o síti" in text_of(section)
    assert answer.context["form"]["version"].value() == "2"


def test_only_the_mark_changed_meanwhile_stops_nobody(client, section, coordinator):
    save(client, section, to_markdown(section.text), is_ready="on")

    save(client, section, TEXT + "\n\nČtvrtý.")

    assert text_of(section).endswith("Čtvrtý.\n") or text_of(section).endswith("Čtvrtý.")


def test_text_of_five_megabytes_is_refused_at_its_field_and_stays_there(
    client, section, coordinator
):
    answer = save(client, section, "slovo " * 900_000)

    assert answer.status_code == 200
    assert "uložit lze nejvýše" in str(answer.context["form"].errors["text"])
    assert len(answer.context["form"]["text"].value()) == 5_400_000
    assert "Třetí odstavec" in text_of(section)


def test_scripts_and_broken_marks_are_cleaned(client, section, coordinator):
    save(
        client, section, "Dobrý <script>alert(1)</script> den <b onclick=x>všem", text_format="html"
    )

    section.refresh_from_db()
    assert "script" not in section.text
    assert "onclick" not in section.text
    assert "<strong>všem</strong>" in section.text


def test_handed_in_text_is_read_only(client, section, coordinator):
    HandInFactory(plan=section.plan, deliverable="text", state="handed_in")

    page = client.get(address(section))
    answer = save(client, section, "jiný")

    assert "<textarea" not in page.content.decode()
    assert "První odstavec" in page.content.decode()
    assert answer.status_code == 403


def test_other_orp_sees_the_text_once_it_is_handed_in(client, section):
    stranger = HoldingFactory(
        role="orp_coordinator", orp=OrpFactory(code="9999", ruian_code="9998")
    )
    client.force_login(stranger.user)

    assert client.get(address(section)).status_code == 404
    HandInFactory(plan=section.plan, deliverable="text", state="handed_in")
    assert "<textarea" not in client.get(address(section)).content.decode()


def test_statutory_items_stand_beside_with_their_law(client, section, coordinator):
    Section.objects.filter(pk=section.pk).update(items=["39a.2.a", "95.3.b"])

    page = client.get(address(section)).content.decode()

    assert "§ 39a odst. 2 písm. a)" in page
    assert "95.3.b" in page


def test_preview_without_script_saves_nothing(client, section, coordinator):
    answer = save(client, section, "**Nový** text", nahled="1")

    assert "<strong>Nový</strong> text" in answer.content.decode()
    assert "První odstavec" in text_of(section)


def test_whole_text_is_read_with_contents_on_top(client, plan, section, coordinator):
    page = client.get(reverse("planning:section-read", args=[plan.pk])).content.decode()

    assert 'href="#oddil-uvod"' in page
    assert "Druhý odstavec o lidech." in page


def test_what_the_visual_editor_sends_keeps_ids_and_the_draft_too(client, section, coordinator):
    section.text = (
        '<p id="p-aaaaaaaa">Ráno.</p>\n<div data-block="map" data-options="" id="p-bbbbbbbb"></div>'
    )
    section.save()
    begun = client.get(address(section)).content.decode()
    sent = (
        '<p id="p-aaaaaaaa">Ráno <b onclick="x()">a</b> večer.</p><script>x()</script>'
        '<div data-block="map" id="p-bbbbbbbb" contenteditable="false"><p>mapa území</p></div><p>b</p>'
    )
    draft = address(section) + "rozepsane/"
    client.post(draft, {"text": sent, "text_format": "html", "version": section.version})
    kept = SectionDraft.objects.get().text
    client.post(address(section), {"text": sent, "text_format": "html", "version": section.version})

    section.refresh_from_db()
    assert '<p id="p-aaaaaaaa">Ráno.</p>' in begun
    assert 'id="p-bbbbbbbb" contenteditable="false"><p>mapa území</p></div>' in begun
    assert kept == "Ráno **a** večer.\n\n{{map}}\n\nb\n"
    assert section.text.startswith(
        '<p id="p-aaaaaaaa">Ráno <strong>a</strong> večer.</p>\n'
        '<div data-block="map" data-options="" id="p-bbbbbbbb"></div>\n<p id="p-'
    )


def test_blocks_of_the_template_are_drawn_before_anybody_writes(client, people):
    """A new plan that is only read, previewed or printed has no empty place in it."""
    cycle = CycleFactory()
    OrpFactory()
    start_plans(cycle, by=people["planner"], data_day=date(2026, 9, 30))
    client.force_login(people["analyst"])

    for plan in cycle.plans.all():
        page = client.get(reverse("planning:section-read", args=[plan.pk])).content.decode()
        assert "data-block" not in page
        assert "Počty obyvatel území zatím nejsou nahrané." in page
        for section in plan.sections.all():
            assert clean(section.text) == section.text


def test_texts_that_plans_began_with_before_are_put_into_the_kept_form():
    migration = import_module("planning.migrations.0005_texts_of_the_template")
    before = '<p></p><div data-block="needs"></div><h3>Nepokryté potřeby</h3><p></p>'

    after = migration.stored(before, "needs")

    assert clean(after) == after
    assert [block.kind for block in blocks(after)] == ["needs"]
    assert "Nepokryté potřeby" in after
