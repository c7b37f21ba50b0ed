"""The calendar is counted back from the council and the assembly, over holidays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.calendar import (
    CLOSES_AT,
    Days,
    days_or_latest,
    latest_day,
    misfits,
    usual_day,
    usual_steps,
    usual_term,
)
from planning.template import sections
from sitis.workdays import PRAGUE, is_working_day

DAYS = Days(council=date(2027, 9, 7), assembly=date(2027, 9, 23))
AUTUMN = Days(council=date(2027, 9, 21), assembly=date(2027, 10, 7))
BEFORE_ALL = date(2026, 1, 2)


@dataclass
class Row:
    code: str
    due_at: datetime
    title: str = "Krok"
    anchor: str = ""
    days_before: int | None = None
    counts_working_days: bool = False
    done_on: date | None = None


def at(year, month, day):
    return datetime(year, month, day, 16, 0, tzinfo=PRAGUE)


@settings(deadline=None)  # holidays of a year are counted once, slowly
@given(st.dates(date(2026, 1, 1), date(2034, 1, 1)), st.integers(0, 120), st.booleans())
def test_the_latest_day_is_never_after_the_anchor_and_is_worked_on(anchor, count, working):
    day = latest_day(anchor, count, working)

    assert day <= anchor
    assert day == anchor if count == 0 else is_working_day(day)
    if working:
        between = [anchor - timedelta(days=n) for n in range(1, (anchor - day).days + 1)]
        assert sum(map(is_working_day, between)) == count


def test_working_days_leap_over_the_holidays_of_september_and_easter():
    assert latest_day(date(2027, 9, 29), 1, True) == date(2027, 9, 27)  # St Wenceslas
    assert latest_day(date(2027, 3, 30), 1, True) == date(2027, 3, 25)  # Easter


@pytest.mark.parametrize("regime", ["2014", "2026"])
def test_the_usual_calendar_holds_together(regime):
    steps = usual_steps(regime)
    rows = [
        Row(
            code=step.code,
            due_at=usual_term(step, 2028, AUTUMN),
            anchor=step.anchor,
            days_before=step.amount,
            counts_working_days=step.counts_working_days,
        )
        for step in steps
    ]

    assert misfits(rows, AUTUMN, BEFORE_ALL) == {}
    assert {usual_term(step, 2028, AUTUMN).astimezone(PRAGUE).time() for step in steps} == {
        CLOSES_AT
    }


@settings(deadline=None)  # holidays of a year are counted once, slowly
@given(st.integers(2026, 2034))
def test_fixed_days_of_any_cycle_are_working_days(first_year):
    days = days_or_latest(date(first_year, 1, 1), None, None)

    for step in usual_steps("2026"):
        assert is_working_day(usual_day(step, first_year, days))
    assert days.council <= days.assembly < date(first_year, 1, 1)


def test_only_the_new_regime_talks_with_the_ministry():
    assert "ministry_start" in {step.code for step in usual_steps("2026")}
    assert "ministry_start" not in {step.code for step in usual_steps("2014")}


@pytest.mark.parametrize(
    ("rows", "today", "code", "why"),
    [
        (
            [
                Row(
                    "settlement",
                    at(2027, 8, 18),
                    anchor="council",
                    days_before=15,
                    counts_working_days=True,
                )
            ],
            BEFORE_ALL,
            "settlement",
            "Termín je až po nejzazším dni",
        ),
        (
            [Row("settlement", at(2027, 7, 1), anchor="council", days_before=45)],
            date(2027, 8, 2),
            "settlement",
            "už minul",
        ),
        (
            [Row("needs", at(2027, 5, 31)), Row("draft", at(2027, 5, 3))],
            BEFORE_ALL,
            "draft",
            "předcházet",
        ),
        (
            [Row("hearing_announced", at(2027, 6, 1)), Row("hearing_held", at(2027, 6, 15))],
            BEFORE_ALL,
            "hearing_held",
            "15 dnů",
        ),
    ],
)
def test_a_step_that_no_longer_fits_says_why(rows, today, code, why):
    found = misfits(rows, DAYS, today)

    assert list(found) == [code]
    assert why in found[code][0]


def test_what_is_done_fits_and_hinders_nothing():
    late = Row("needs", at(2027, 5, 31), done_on=date(2027, 3, 1))

    assert misfits([late, Row("draft", at(2027, 5, 3))], DAYS, BEFORE_ALL) == {}


def test_a_discussion_fifteen_days_after_its_announcement_fits():
    rows = [Row("hearing_announced", at(2027, 6, 1)), Row("hearing_held", at(2027, 6, 16))]

    assert misfits(rows, DAYS, BEFORE_ALL) == {}


@pytest.mark.parametrize(("level", "count"), [("orp", 18), ("district", 10), ("region", 28)])
def test_plans_of_each_level_have_the_five_parts(level, count):
    found = sections(level, "2026")

    assert len(found) == count
    assert len({one.part for one in found}) == 5
    assert len({one.code for one in found}) == count


def test_sections_of_the_old_regime_answer_for_no_item_of_section_95():
    old = [item for one in sections("region", "2014") for item in one.items]
    new = [item for one in sections("region", "2026") for item in one.items]

    assert [item for item in old if item.startswith("95.")] == []
    assert {item for item in new if item.startswith("95.")} == {f"95.3.{c}" for c in "abcdefg"}
