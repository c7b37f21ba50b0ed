"""Regional cards of the invented region: versions that follow each other, cards in every state."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from providers.actions.load_cards import load_cards
from providers.actions.load_codelists import load_codelists
from providers.demo.cards import set_cards
from providers.demo.own import Pen
from providers.models import (
    CardComment,
    CardNorm,
    CardVersion,
    ProvisionForm,
    ServiceCard,
    ServiceForm,
    ServiceKind,
)
from sitis.fixtures import FIXTURES
from sitis.rooms import DemoOrder
from tests.factories import OrpFactory, ServiceFactory, official

DAY = date(2026, 11, 22)


@pytest.fixture
def demo(db):
    load_codelists(FIXTURES / "codelists")
    load_cards(FIXTURES / "cards")
    OrpFactory()
    kind, form = (
        ServiceKind.objects.get(slug="home_for_seniors"),
        ProvisionForm.objects.get(slug="residential"),
    )
    for _number in range(60):
        ServiceForm.objects.create(service=ServiceFactory(kind=kind), form=form)
    pen = Pen(official("registrar"), timezone.make_aware(datetime(2026, 11, 22, 3)))
    set_cards(DemoOrder(services=60, years=5, seed=1, day=DAY), pen)


def test_each_year_of_the_demo_has_a_card_to_be_evaluated_by(demo):
    assert [CardVersion.objects.evaluating(year).count() for year in range(2021, 2027)] == [16] * 6
    assert {one.number for one in CardVersion.objects.evaluating(2024)} == {1}
    assert {one.number for one in CardVersion.objects.evaluating(2025)} == {2}
    direct = CardNorm.objects.of("home_for_seniors", "residential").filter(code="direct")
    assert direct.evaluating(2024).get().amount < direct.evaluating(2025).get().amount
    assert not CardNorm.objects.exclude(source="ukázková hodnota").exists()


def test_one_version_asks_for_comments_and_some_are_settled(demo):
    asking = CardVersion.objects.open_to_comments().get()

    assert (asking.template.code, asking.number) == ("49-P", 3)
    assert asking.addressees.count() == 61
    assert CardComment.objects.count() == 3
    assert CardComment.objects.unsettled().count() == 2


def test_most_services_confirmed_some_are_late_and_own_words_go_over(demo):
    confirmed = ServiceCard.objects.confirmed_on(DAY).filter(card__number=2)
    assert confirmed.count() > 30
    assert ServiceCard.objects.overdue_on(DAY).count() >= 3
    waiting = ServiceCard.objects.open().exclude(continues=None)
    assert waiting.exists()
    assert all(one.own() for one in waiting)


def test_nothing_is_made_twice(demo):
    cards = ServiceCard.objects.count()

    set_cards(DemoOrder(services=60, years=5, seed=1, day=DAY), Pen(None, timezone.now()))

    assert (CardVersion.objects.count(), ServiceCard.objects.count()) == (33, cards)
