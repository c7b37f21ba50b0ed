"""The card of a service on paper: two pages that a reader by ear and an archive can use."""

from datetime import date
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.utils import timezone

from providers.actions.load_cards import load_cards
from providers.actions.load_codelists import load_codelists
from providers.models import CardCell, CardTemplate, CardVersion, ServiceCard
from sitis import rooms
from sitis.fixtures import FIXTURES
from sitis.pdf import html_to_pdf
from tests.factories import ResolutionFactory, ServiceFactory, official

LONG = "Vlastní text služby, který říká víc než vzor: přijímáme lidi z celého kraje i v noci. "


@pytest.fixture
def longest(db):
    """A confirmed card over the sample that says most, with own words and a long name."""
    load_codelists(FIXTURES / "codelists")
    load_cards(FIXTURES / "cards")
    CardVersion.objects.update(
        state="valid", valid_from=date(2026, 1, 1), resolution=ResolutionFactory(body="council")
    )
    by_length = {
        card: sum(len(text) for row in card.rows() for _key, text in row.cells())
        for card in CardVersion.objects.all()
    }
    card = max(by_length, key=by_length.__getitem__)
    service = ServiceFactory(
        kind=card.template.kind,
        name="Domov se zvláštním režimem svaté Hedviky a denní služby Žďárec, příspěvková organizace",
    )
    mine = ServiceCard.objects.create(
        service=service, template=card.template, card=card, state="confirmed",
        valid_from=date(2026, 1, 1), confirmed_at=timezone.now(),
        confirmed_by=official(), specifics=LONG * 3,
    )  # fmt: skip
    for code in ("g1", "s1", "p1"):
        slot = {"g": "groups", "s": "situations", "p": "principles"}[code[0]]
        CardCell.objects.create(
            service_card=mine, slot=slot, code=code, column="text", text=LONG, base="x"
        )
    return mine


def paper_of(mine):
    return rooms.document_kind("service_card").collect(
        str(mine.pk),
        rooms.Imprint("2026-1", "http://x.example/overeni/2026-1/"),
        lambda *said: None,
    )


def test_the_longest_sample_with_own_words_fits_on_two_accessible_pages(longest):
    paper = paper_of(longest)
    content = html_to_pdf(paper.html, moment=paper.moment, title=paper.title)

    read = pypdf.PdfReader(BytesIO(content))
    assert len(read.pages) == 2
    text = " ".join(
        " ".join(page.extract_text() for page in read.pages).replace("\xa0", " ").split()
    )
    for said in ("Okruh osob", "Normy: personál", "ukázková hodnota", "Veřejná část", "2026-1"):
        assert said in text
    with pikepdf.open(BytesIO(content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "cs"
        xmp = pdf.Root.Metadata.read_bytes().decode()
    assert 'pdfuaid:part="1"' in xmp
    assert "A" in xmp.split("conformance")[1][:12]


def test_the_same_card_is_the_same_paper_also_once_another_replaced_it(longest):
    before = paper_of(longest)
    ServiceCard.objects.update(state="replaced", valid_to=date(2026, 12, 31))

    after = paper_of(ServiceCard.objects.get())

    assert after == before


@pytest.mark.django_db
def test_an_unfinished_card_is_read_only_by_its_people(people, provider):
    load_codelists(FIXTURES / "codelists")
    load_cards(FIXTURES / "cards")
    card = CardTemplate.objects.get(code="40-T").versions.get()
    mine = ServiceCard.objects.create(
        service=ServiceFactory(provider=provider), template=card.template, card=card
    )
    kind = rooms.document_kind("service_card")

    assert {name for name, user in people.items() if kind.readable_by(user).contains(mine)} == {
        "worker", "signatory",
    }  # fmt: skip
    assert not kind.subject(str(mine.pk)).is_final
