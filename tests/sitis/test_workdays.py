"""Working days of the Czech calendar, and clocks that leap or show an hour twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from sitis.forms import DeadlineField
from sitis.workdays import (
    PRAGUE,
    deadline,
    is_working_day,
    minus_days_to_working_day,
    minus_working_days,
    plus_working_days,
    says,
    working_day_on_or_after,
    working_day_on_or_before,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 4, 2), True),
        (date(2026, 4, 3), False),  # Good Friday
        (date(2026, 4, 6), False),  # Easter Monday
        (date(2015, 4, 3), True),  # it is a holiday since 2016
        (date(2027, 3, 29), False),
        (date(2026, 10, 27), True),
        (date(2026, 10, 28), False),
        (date(2026, 11, 17), False),
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), True),
        (date(2026, 11, 14), False),  # Saturday
        (date(2026, 11, 15), False),
    ],
)
def test_holidays_and_week_ends_are_no_working_days(day, works):
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (minus_working_days(date(2026, 11, 20), 5), date(2026, 11, 12)),  # over 17. 11.
        (minus_working_days(date(2026, 4, 5), 1), date(2026, 4, 2)),  # from Easter Sunday
        (plus_working_days(date(2026, 4, 2), 1), date(2026, 4, 7)),
        (plus_working_days(date(2026, 12, 23), 3), date(2026, 12, 30)),
        (minus_working_days(date(2026, 11, 20), 0), date(2026, 11, 20)),
        (minus_days_to_working_day(date(2026, 12, 17), 30), date(2026, 11, 16)),
        (minus_days_to_working_day(date(2026, 12, 8), 10), date(2026, 11, 27)),
    ],
)
def test_counting_leaves_days_off_out(count, found):
    assert count == found


@given(DAYS)
def test_the_nearest_working_day_has_only_days_off_between(day):
    before, after = working_day_on_or_before(day), working_day_on_or_after(day)

    assert before <= day <= after
    assert is_working_day(before)
    assert is_working_day(after)
    between = [before + timedelta(n) for n in range(1, (after - before).days)]
    assert not any(is_working_day(one) for one in between)


@given(DAYS, st.integers(1, 40))
def test_working_days_there_and_back(day, count):
    later = plus_working_days(day, count)

    counted = sum(is_working_day(day + timedelta(n)) for n in range(1, (later - day).days + 1))
    assert counted == count
    assert minus_working_days(later, count) == working_day_on_or_before(day)


def test_the_hour_shown_twice_means_the_later():
    moment = deadline(AUTUMN, time(2, 30))

    assert moment.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert says(moment) == "25.\xa010.\xa02026 2.30\xa0zimního času"
    assert (
        says(moment.astimezone(UTC) - timedelta(hours=1))
        == "25.\xa010.\xa02026 2.30\xa0letního času"
    )


def test_the_hour_leapt_over_means_the_first_moment_after():
    moment = deadline(SPRING, time(2, 30, 45))

    assert moment.astimezone(UTC) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert says(moment) == "29.\xa03.\xa02026 3.00"


@given(DAYS, st.times())
def test_every_other_time_is_kept_and_none_comes_early(day, at):
    moment = deadline(day, at)

    there_and_back = moment.astimezone(UTC).astimezone(PRAGUE)
    assert there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)
    leapt = moment.time() != at
    assert not leapt or (moment.time() == time(3) and at.hour == 2)
    naive = moment.replace(fold=0)
    assert moment.astimezone(UTC) >= naive.astimezone(UTC)


# -- the field -------------------------------------------------------------------------------------


class DueForm(forms.Form):
    due_at = DeadlineField(label="Odevzdat do")


def sent(day, at):
    return DueForm({"due_at_day": day, "due_at_time": at})


@pytest.mark.parametrize("at", ["14.30", "14:30"])
def test_a_field_gives_the_moment(at):
    form = sent("31. 12. 2026", at)

    assert form.is_valid()
    assert form.cleaned_data["due_at"] == datetime(2026, 12, 31, 13, 30, tzinfo=UTC)


def test_a_field_decides_the_hour_shown_twice():
    form = sent("25. 10. 2026", "2.30")

    assert form.is_valid()
    assert says(form.cleaned_data["due_at"]).endswith("zimního času")


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        ("", "", "Toto pole je třeba vyplnit."),
        ("31. 12. 2026", "", "Doplňte i čas, například 14.30."),
        ("", "14.30", "Doplňte i den, například 31. 12. 2026."),
        ("31. 2. 2026", "14.30", "Napište den jako 31. 12. 2026."),
        ("31. 12. 2026", "25.00", "Napište čas jako 14.30."),
        ("1. 1. 0001", "0.00", "Rok musí být mezi 2000 a 2100. Zkontrolujte, co jste napsali."),
    ],
)
def test_a_field_says_what_is_wrong_and_keeps_it(day, at, said):
    form = sent(day, at)

    assert form.errors["due_at"] == [said]
    assert f'value="{day}"' in str(form["due_at"]) or not day
    assert f'value="{at}"' in str(form["due_at"]) or not at


def test_a_field_shows_what_is_saved_by_the_clock_of_prague():
    saved = datetime(2026, 7, 1, 7, 5, tzinfo=UTC)

    drawn = str(DueForm(initial={"due_at": saved}))

    assert 'value="01. 07. 2026"' in drawn
    assert 'value="9.05"' in drawn
    assert drawn.count("<label") == 2
    assert "<legend" in drawn


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_field_bears_anything(day, at):
    form = sent(day, at)

    assert form.is_valid() or form.errors["due_at"]
