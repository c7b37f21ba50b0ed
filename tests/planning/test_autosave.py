"""What is typed and not saved yet is kept for its author, over nobody's text."""

import pytest
from django.db import connection
from django.urls import reverse

from planning.models import Plan, SectionDraft
from sitis.richtext import from_markdown, to_markdown
from tests.factories import HoldingFactory, OrpFactory
from tests.planning.factories import HandInFactory, PlanFactory, SectionFactory

pytestmark = pytest.mark.django_db

TEXT = "První odstavec.\n\nDruhý odstavec."


@pytest.fixture
def section():
    return SectionFactory(plan=PlanFactory(), code="uvod", text=from_markdown(TEXT))


@pytest.fixture
def coordinator(people, client):
    client.force_login(people["coordinator"])
    return people["coordinator"]


def address(section, name="section-detail"):
    return reverse(f"planning:{name}", args=[section.plan_id, section.code])


def keep(client, section, text, version=1, draft=""):
    data = {"text": text, "version": version, "draft": draft}
    return client.post(address(section, "section-draft"), data)


def texts():
    return list(SectionDraft.objects.values_list("text", flat=True))


def test_draft_is_kept_beside_the_section_and_says_when(client, section, coordinator):
    answer = keep(client, section, "**Rozepsáno")
    keep(client, section, "**Rozepsáno dál", draft=answer.json()["draft"])

    draft = SectionDraft.objects.get()
    section.refresh_from_db()
    assert list(answer.json()) == ["saved", "draft"]
    assert "." in answer.json()["saved"]
    assert (draft.user, draft.text, draft.base_version) == (coordinator, "**Rozepsáno dál", 1)
    assert to_markdown(section.text).strip() == TEXT
    assert section.version == 1


@pytest.mark.parametrize("version", ["9" * 20, "²", "9" * 5000, ""])
def test_a_draft_is_kept_whatever_version_is_sent(client, section, coordinator, version):
    assert list(keep(client, section, "Rozepsáno", version).json()) == ["saved", "draft"]

    assert SectionDraft.objects.get().base_version == section.version


def test_on_return_one_continues_with_exactly_what_was_typed(client, section, coordinator):
    keep(client, section, "**Rozepsáno")

    offered = client.get(address(section)).content.decode()
    page = client.get(address(section) + "?pokracovat").content.decode()

    assert "Máte neuložený text" in offered
    assert "**Rozepsáno" not in offered
    assert "**Rozepsáno</textarea>" in page


def test_draft_can_be_thrown_away(client, section, coordinator):
    stamp = keep(client, section, "něco").json()["draft"]

    client.post(address(section, "section-draft"), {"zahodit": "1", "draft": stamp})

    assert not SectionDraft.objects.exists()


def test_draft_that_grew_in_another_window_is_not_thrown_away(client, section, coordinator):
    offered = keep(client, section, "dvě stránky").json()["draft"]
    keep(client, section, "tři stránky", draft=offered)

    data = {"zahodit": "1", "draft": offered}
    page = client.post(address(section, "section-draft"), data, follow=True).content.decode()

    assert texts() == ["tři stránky"]
    assert "Neuložený text se mezitím v jiném okně změnil" in page


def test_first_letter_does_not_write_over_the_draft_that_is_offered(client, section, coordinator):
    keep(client, section, "Dvě stránky.")
    page = client.get(address(section)).content.decode()

    answer = keep(client, section, TEXT + " a")

    assert '<input type="hidden" name="draft" autocomplete="off" id="id_draft">' in page
    assert answer.status_code == 409
    assert "jiný neuložený text" in answer.json()["error"]
    assert texts() == ["Dvě stránky."]


def test_of_two_windows_that_continue_only_the_first_is_kept(client, section, coordinator):
    keep(client, section, "Dvě stránky.")
    windows = [
        client.get(address(section) + "?pokracovat").context["form"]["draft"].value()
        for _window in range(2)
    ]

    first = keep(client, section, "Dvě stránky. A třetí.", draft=windows[0])
    second = keep(client, section, "Dvě stránky. Jinak.", draft=windows[1])
    further = keep(client, section, "A čtvrtá.", draft=first.json()["draft"])

    assert [one.status_code for one in (first, second, further)] == [200, 409, 200]
    assert texts() == ["A čtvrtá."]


def test_the_same_text_sent_again_is_no_other_draft(client, section, coordinator):
    """The answer to the first got lost on its way."""
    keep(client, section, "něco")

    assert keep(client, section, "něco").status_code == 200


def test_saving_leaves_the_draft_that_was_not_continued_and_offers_it(client, section, coordinator):
    keep(client, section, "Dvě stránky.")

    data = {"text": TEXT + "\n\nNavíc.", "version": 1, "draft": ""}
    page = client.post(address(section), data, follow=True).content.decode()

    section.refresh_from_db()
    assert "Navíc." in section.text
    assert texts() == ["Dvě stránky."]
    assert "Máte neuložený text" in page


def test_a_draft_that_was_not_continued_stays_offered_beside_a_preview(
    client, section, coordinator
):
    stamp = keep(client, section, "Dvě stránky.").json()["draft"]
    data = {"text": "Jiný", "version": 1, "nahled": "1"}

    beside = client.post(address(section), data | {"draft": ""}).content.decode()
    continued = client.post(address(section), data | {"draft": stamp}).content.decode()

    assert "Máte neuložený text" in beside
    assert "Máte neuložený text" not in continued
    assert stamp in continued


def test_saving_lets_go_of_ones_own_draft_only(client, section, coordinator):
    other = HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user
    SectionDraft.objects.create(section=section, user=other, base_version=1, text="cizí")
    stamp = keep(client, section, "moje").json()["draft"]

    client.post(address(section), {"text": "moje", "version": 1, "draft": stamp})

    assert texts() == ["cizí"]
    page = client.get(address(section)).content.decode()
    assert f"Neuložený text tu má také {other.name}" in page
    assert "cizí" not in page


def test_draft_of_an_older_version_is_put_together(client, section, coordinator):
    client.post(address(section), {"text": TEXT.replace("První", "Nový první"), "version": 1})
    keep(client, section, TEXT.replace("Druhý", "Jiný druhý"), version=1)

    page = client.get(address(section) + "?pokracovat")

    typed = page.content.decode().split("<textarea")[1].split("</textarea>")[0]
    assert "Nový první odstavec." in typed
    assert "Jiný druhý odstavec." in typed
    assert page.context["form"]["version"].value() == 2
    assert "Co mezitím změnil(a)" in page.content.decode()


def test_draft_far_too_long_is_refused_and_the_last_one_stays(client, section, coordinator):
    keep(client, section, "krátký")

    answer = keep(client, section, "a" * 1_000_001)

    assert answer.status_code == 413
    assert "Zkraťte ho" in answer.json()["error"]
    assert SectionDraft.objects.get().text == "krátký"


def test_after_the_session_ended_the_draft_waits(client, section, coordinator):
    keep(client, section, "psáno před koncem přihlášení")
    client.logout()

    assert keep(client, section, "už ne").status_code == 302
    client.force_login(coordinator)
    page = client.get(address(section) + "?pokracovat").content.decode()

    assert "psáno před koncem přihlášení" in page


def test_only_who_may_edit_keeps_drafts(client, section, people):
    client.force_login(people["auditor"])

    assert keep(client, section, "cizí").status_code == 403
    assert not SectionDraft.objects.exists()


REASONS = {
    "handed in": "Tato část už je odevzdaná.",
    "settled": "Plán je ve stavu „vypořádaný“ a nedá se měnit.",
    "approved": "Plán je ve stavu „schválený“ a nedá se měnit.",
}


@pytest.fixture(params=REASONS)
def close(request, section):
    def run():
        if request.param == "handed in":
            HandInFactory(plan=section.plan, deliverable="text", state="handed_in")
        else:
            Plan.objects.filter(pk=section.plan_id).update(state=request.param)
        return REASONS[request.param]

    return run


def test_text_sent_after_the_part_was_closed_is_kept_and_shown(client, section, coordinator, close):
    stamp = keep(client, section, "**Druhá**").json()["draft"]
    reason = close()
    data = {"text": "**Druhá** a třetí.", "version": 1, "draft": stamp}

    answer = client.post(address(section), data)
    later = client.get(address(section)).content.decode()
    page = answer.content.decode()

    section.refresh_from_db()
    assert answer.status_code == 403
    assert reason in page
    assert "Oddíl proto není uložený." in page
    for shown in (page, later):
        assert "<strong>Druhá</strong> a třetí." in shown
        assert "První odstavec." in shown
        assert "Pokračovat v něm" not in shown
        assert "<textarea" not in shown
    assert texts() == ["**Druhá** a třetí."]
    assert (to_markdown(section.text).strip(), section.version) == (TEXT, 1)


def test_part_closed_between_reading_and_writing_keeps_the_text_too(client, section, coordinator):
    handed_in = []

    def hand_in(execute, sql, *rest):
        if sql.startswith("SAVEPOINT") and not handed_in:  # the save begins
            handed_in.append(True)
            HandInFactory(plan=section.plan, deliverable="text", state="handed_in")
        return execute(sql, *rest)

    with connection.execute_wrapper(hand_in):
        answer = client.post(address(section), {"text": "Druhá", "version": 1, "draft": ""})

    assert answer.status_code == 403
    assert "Druhá</p>" in answer.content.decode()
    assert "První odstavec." in answer.content.decode()
    assert texts() == ["Druhá"]


def test_draft_goes_on_being_kept_after_the_part_was_closed(client, section, coordinator, close):
    stamp = keep(client, section, "Druhá").json()["draft"]
    reason = close()

    answer = keep(client, section, "Druhá a třetí", draft=stamp)

    assert answer.status_code == 403
    assert reason in answer.json()["error"]
    assert answer.json()["draft"] == SectionDraft.objects.get().stamp
    assert texts() == ["Druhá a třetí"]


def test_what_was_kept_is_offered_again_once_the_part_is_given_back(client, section, coordinator):
    hand_in = HandInFactory(plan=section.plan, deliverable="text", state="handed_in")
    client.post(address(section), {"text": "Druhá", "version": 1, "draft": ""})
    hand_in.delete()

    page = client.get(address(section) + "?pokracovat").content.decode()

    assert "Druhá</textarea>" in page


def test_two_unsaved_texts_of_a_closed_part_are_both_shown(client, section, coordinator, close):
    keep(client, section, "Dvě stránky.")
    close()

    data = {"text": "Navíc.", "version": 1, "draft": ""}
    page = client.post(address(section), data).content.decode()

    assert texts() == ["Dvě stránky."]
    assert "Dvě stránky.</p>" in page
    assert "Navíc.</p>" in page
    assert "Zkopírujte si ho" in page


def test_too_long_a_text_of_a_closed_part_is_shown_as_it_was_sent(client, section, coordinator):
    HandInFactory(plan=section.plan, deliverable="text", state="handed_in")

    data = {"text": "<slovo> " * 130_000, "version": 1, "draft": ""}
    page = client.post(address(section), data).content.decode()

    assert texts() == []
    assert page.count("&lt;slovo&gt;") == 130_000
    assert "Zkopírujte si ho" in page


def test_saving_nothing_new_into_a_closed_part_makes_no_draft(client, section, coordinator):
    HandInFactory(plan=section.plan, deliverable="text", state="handed_in")

    data = {"text": TEXT, "version": 1, "draft": "", "is_ready": "on"}
    page = client.post(address(section), data).content.decode()

    assert "Tato část už je odevzdaná." in page
    assert texts() == []


def test_draft_of_a_closed_part_can_be_thrown_away(client, section, coordinator, close):
    stamp = keep(client, section, "něco").json()["draft"]
    close()

    client.post(address(section, "section-draft"), {"zahodit": "1", "draft": stamp})

    assert texts() == []


@pytest.mark.parametrize("who", ["auditor", "analyst", "planner", "district"])
def test_a_closed_part_keeps_no_text_of_who_does_not_write_it(client, section, people, who, close):
    close()
    client.force_login(people[who])

    data = {"text": "cizí", "version": 1, "draft": ""}
    answers = [client.post(address(section), data), keep(client, section, "cizí")]

    assert {one.status_code for one in answers} <= {403, 404}
    assert texts() == []
