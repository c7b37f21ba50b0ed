"""What is typed and not saved yet is kept for its author, over nobody's text."""

import pytest
from django.urls import reverse

from planning.models import SectionDraft
from sitis.richtext import from_markdown, to_markdown
from tests.factories import HoldingFactory, OrpFactory
from tests.planning.factories import PlanFactory, SectionFactory

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


def keep(client, section, text, version=1):
    data = {"text": text, "version": version}
    return client.post(address(section, "section-draft"), data)


def test_draft_is_kept_beside_the_section_and_says_when(client, section, coordinator):
    answer = keep(client, section, "**Rozepsáno")
    keep(client, section, "**Rozepsáno dál")

    draft = SectionDraft.objects.get()
    section.refresh_from_db()
    assert list(answer.json()) == ["saved"]
    assert "." in answer.json()["saved"]
    assert (draft.user, draft.text, draft.base_version) == (coordinator, "**Rozepsáno dál", 1)
    assert to_markdown(section.text).strip() == TEXT
    assert section.version == 1


@pytest.mark.parametrize("version", ["9" * 20, "²", "9" * 5000, ""])
def test_a_draft_is_kept_whatever_version_is_sent(client, section, coordinator, version):
    assert list(keep(client, section, "Rozepsáno", version).json()) == ["saved"]

    assert SectionDraft.objects.get().base_version == section.version


def test_on_return_one_continues_with_exactly_what_was_typed(client, section, coordinator):
    keep(client, section, "**Rozepsáno")

    offered = client.get(address(section)).content.decode()
    page = client.get(address(section) + "?pokracovat").content.decode()

    assert "Máte neuložený text" in offered
    assert "**Rozepsáno" not in offered
    assert "**Rozepsáno</textarea>" in page


def test_draft_can_be_thrown_away(client, section, coordinator):
    keep(client, section, "něco")

    client.post(address(section, "section-draft"), {"zahodit": "1"})

    assert not SectionDraft.objects.exists()


def test_saving_lets_go_of_ones_own_draft_only(client, section, coordinator):
    other = HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user
    SectionDraft.objects.create(section=section, user=other, base_version=1, text="cizí")
    keep(client, section, "moje")

    client.post(address(section), {"text": "moje", "version": 1})

    assert [one.text for one in SectionDraft.objects.all()] == ["cizí"]
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
