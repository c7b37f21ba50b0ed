"""A comment on a version of a card arrives at the moment when the version is approved."""

import pytest

from providers.actions import cards as write
from providers.models import CardVersion
from tests.factories import ResolutionFactory, official
from tests.overlapping import overlapping
from tests.providers.card_rows import version

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_a_version_is_not_approved_over_a_comment_that_arrives_meanwhile():
    card, by = version(state="comments"), official("registrar")
    resolution = ResolutionFactory(body="council")

    def comment():
        write.comment(card, part=4, text="Doplňte potřebu.", by=by)

    def approve():
        write.approve(CardVersion.objects.get(pk=card.pk), resolution=resolution, by=by)

    assert overlapping(comment, approve) == "ValidationError"
    card.refresh_from_db()
    assert (card.state, card.comments.unsettled().count()) == ("comments", 1)
