"""The regional card of a kind on paper, and the order of its rows."""

import os
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from providers.actions.cards import templates
from providers.actions.load_cards import load_cards
from providers.actions.load_codelists import load_codelists
from providers.models import CardVersion
from sitis import rooms
from sitis.fixtures import FIXTURES
from sitis.pdf import html_to_pdf
from tests.factories import ResolutionFactory
from tests.providers import card_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def longest():
    """The sample that says most, in force."""
    load_codelists(FIXTURES / "codelists")
    load_cards(FIXTURES / "cards")
    for card in CardVersion.objects.all():
        card.state, card.valid_from = "valid", date(2026, 1, 1)
        card.resolution = ResolutionFactory(body="council", number=f"{card.pk}/26")
        card.save()
    return max(
        CardVersion.objects.all(),
        key=lambda card: sum(len(text) for row in card.rows() for _key, text in row.cells()),
    )


def paper_of(card):
    return rooms.document_kind("card").collect(
        str(card.pk),
        rooms.Imprint("2026-7", "http://x.example/overeni/2026-7/"),
        lambda *_said: None,
    )


def test_a_card_is_two_accessible_pages(longest):
    card_rows.cost(longest.template, code="secret", amount="777777", is_public=False)
    paper = paper_of(longest)
    content = html_to_pdf(paper.html, moment=paper.moment, title=paper.title)
    if folder := os.environ.get("SHOW_PDF"):  # to look at the pages
        Path(folder, "card.pdf").write_bytes(content)

    read = pypdf.PdfReader(BytesIO(content))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    text = text.replace("\xa0", " ")
    assert len(read.pages) == 2
    for said in ("Okruh osob", "Normy: personál", "Veřejná část", "2026-7", longest.template.code):
        assert said in text
    assert "777 777" not in text
    with pikepdf.open(BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "cs"


def test_the_paper_of_a_card_in_force_stays_when_it_ends(longest):
    before = paper_of(longest)
    longest.state, longest.valid_to = "ended", date(2026, 12, 31)
    longest.save()

    after = paper_of(CardVersion.objects.get(pk=longest.pk))

    assert after == before
    assert rooms.document_kind("card").subject(str(longest.pk)).is_final


def test_a_draft_is_read_by_the_office(people):
    draft, valid = card_rows.version(3, "draft"), card_rows.valid()
    kind = rooms.document_kind("card")

    readers = {
        name: {card.state for card in (draft, valid) if kind.readable_by(user).contains(card)}
        for name, user in people.items()
    }

    assert readers["registrar"] == {"draft", "valid"}
    assert readers["worker"] == {"valid"}
    assert not kind.subject(str(draft.pk)).is_final


# -- order of rows -------------------------------------------------------------------------------------


def part(client, card, number):
    return client.get(f"/registr/karty/verze/{card.pk}/cast/{number}/").context["form"]


def sent(client, card, number, **changed):
    form = part(client, card, number)
    values = {name: form[name].value() for name in form.fields}
    values = {name: value for name, value in values.items() if value not in (None, False)}
    return client.post(f"/registr/karty/verze/{card.pk}/cast/{number}/", values | changed)


def needs(card):
    return [row.code for row in card.entries.filter(slot="needs").order_by("position", "pk")]


def test_rows_are_moved_by_their_number(client, people):
    card = card_rows.version()
    for code in ("n2", "n3", "n4"):
        card_rows.entry(card, "needs", code, area=code, text=code)
    client.force_login(people["registrar"])
    sent(client, card, 4)  # as they stand
    assert needs(card) == ["n1", "n2", "n3", "n4"]

    answer = sent(client, card, 4, **{"needs.n4.poradi": "1"})
    assert answer.status_code == 302
    assert needs(card) == ["n4", "n1", "n2", "n3"]
    sent(client, card, 4, **{"needs.n4.poradi": "3"})
    assert needs(card) == ["n1", "n2", "n4", "n3"]

    sent(client, card, 4, **{"needs.nova1.area": "Nová", "needs.n1.poradi": "4"})
    assert needs(card)[:4] == ["n2", "n4", "n3", "n1"]
    assert card.entries.get(area="Nová").code == needs(card)[-1]
    wrong = sent(client, card, 4, **{"needs.n1.poradi": "první"})
    assert "Pořadí" in wrong.content.decode()
    assert wrong.status_code == 200


def test_saving_rows_in_their_order_changes_no_row(people):
    card = card_rows.version()
    for code in ("n2", "n3"):
        card_rows.entry(card, "needs", code, area=code, text=code)
    before = list(card.entries.filter(slot="needs").values_list("code", "position", "version"))

    rows = [row for row in card.rows() if row.slot == "needs"]
    templates.save_part(card, 4, rows, seen=card.version, by=people["registrar"])

    after = list(card.entries.filter(slot="needs").values_list("code", "position", "version"))
    assert [row[0] for row in after] == [row[0] for row in before]


def test_norms_are_moved_too(client, people):
    card = card_rows.version()
    client.force_login(people["registrar"])
    new = {"norm.nova1.title": "Noční směna", "norm.nova1.amount": "2", "norm.nova1.unit": "úvazky"}
    sent(client, card, 7, **new)
    added = card.norms.get(title="Noční směna").code
    assert [norm.title for norm in card.norms.all()] == ["Přímá péče", "Noční směna"]

    sent(client, card, 7, **{f"norm.{added}.poradi": "1"})

    assert [norm.title for norm in card.norms.all()] == ["Noční směna", "Přímá péče"]
