"""Two officials remind the same person at the same moment."""

import pytest
from django.utils import timezone

from sitis.reminders.actions import remind
from sitis.reminders.models import Reminder
from tests.factories import UserFactory, official
from tests.test_races import at_once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_held_back():
    person, now, told = UserFactory(), timezone.now(), []

    def nudge(by):
        words = {"title": "Odevzdejte potřeby", "text": "", "url": "/", "channel": "desk"}
        told.append(remind("t:1", [person], by=by, now=now, **words))

    officials = [official("planner"), official("planner")]
    at_once(*(lambda by=by: nudge(by) for by in officials))

    assert sorted((len(one.sent), len(one.held_back)) for one in told) == [(0, 1), (1, 0)]
    assert Reminder.objects.count() == 1
