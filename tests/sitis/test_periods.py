"""Both the first and the last day count, everywhere."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from providers.models import Service
from sitis.periods import covers, overlaps
from tests.factories import ServiceFactory, ServiceFormFactory

START, END = date(2024, 3, 1), date(2024, 3, 31)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "holds"),
    [(START - DAY, False), (START, True), (END, True), (END + DAY, False)],
)
@pytest.mark.django_db
def test_a_period_holds_its_first_and_last_day(day, holds):
    ServiceFactory(provided_from=START, provided_to=END)

    assert Service.objects.filter(covers(day, "provided_from", "provided_to")).exists() is holds


@pytest.mark.django_db
def test_an_open_end_holds_every_later_day():
    ServiceFactory(provided_from=START, provided_to=None)

    found = Service.objects.filter(covers(date(2099, 1, 1), "provided_from", "provided_to"))

    assert found.count() == 1


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (None, None, True),
        (END, None, True),
        (END + DAY, None, False),
        (None, START, True),
        (None, START - DAY, False),
        (START - DAY, END + DAY, True),
    ],
)
@pytest.mark.django_db
def test_periods_overlap_when_they_share_a_day(first, last, meets):
    ServiceFactory(provided_from=START, provided_to=END)

    found = Service.objects.filter(overlaps(first, last, "provided_from", "provided_to"))

    assert found.exists() is meets


@pytest.mark.django_db
def test_an_open_start_is_unique_on_both_databases():
    """NULLs differ in a plain unique index; the constraint counts an open start as one day."""
    form = ServiceFormFactory(valid_from=None)

    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFormFactory(service=form.service, valid_from=None)
