"""Which cycles the demo shows on a day, and how it lays the calendar around it. No database."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.calendar import FOLLOWS, usual_steps
from planning.demo import leaflet, timeline
from planning.demo.procedure import Days
from sitis.workdays import is_working_day

DAYS = st.dates(date(2015, 1, 1), date(2099, 12, 31))


@given(day=DAYS)
def test_cycles_of_any_day_follow_one_another_by_the_law(day):
    cycles = timeline.cycles_on(day)

    periods = [p for p in (cycles.earlier, cycles.finished, cycles.bridge, cycles.in_work) if p]
    assert all(one.last + 1 == two.first for one, two in pairwise(periods))
    for period in periods:
        if period.first >= 2028:
            assert (len(period.years), period.regime) == (5, "2026")
        elif period.is_bridging:
            assert (period.first, period.last, period.regime) == (2027, 2027, "2014")
        else:
            assert (len(period.years), period.regime) == (3, "2014")
            assert period.last <= 2026
    assert cycles.finished.first <= day.year
    assert day.year < cycles.in_work.first
    assert not cycles.finished.is_bridging
    assert not cycles.in_work.is_bridging


@pytest.mark.parametrize(
    ("day", "labels"),
    [
        ("2024-05-10", ["2021–2023", "2024–2026", "2027", "2028–2032"]),
        ("2027-12-31", ["2021–2023", "2024–2026", "2027", "2028–2032"]),
        ("2031-05-10", ["2027", "2028–2032", None, "2033–2037"]),
    ],
)
def test_cycles_of_known_days(day, labels):
    cycles = timeline.cycles_on(date.fromisoformat(day))

    found = (cycles.earlier, cycles.finished, cycles.bridge, cycles.in_work)
    assert [period and period.label for period in found] == labels


@settings(deadline=None)  # the first draw reads tables and holidays
@given(day=DAYS)
def test_on_any_day_something_is_over_and_something_due_and_steps_keep_their_order(day):
    period = timeline.cycles_on(day).in_work
    days = timeline.sittings_ahead(period, day)

    terms = timeline.terms(period, days, day)

    assert set(terms) == {step.code for step in usual_steps(period.regime)}
    assert terms["needs"].date() < day < terms["priorities"].date()
    assert day - terms["needs"].date() < timedelta(days=21)
    assert all(is_working_day(term.date()) for term in terms.values())
    for code, before in FOLLOWS.items():
        for one in before:
            if one in terms and code in terms:
                assert terms[one] <= terms[code], (one, code)


@settings(deadline=None)
@given(day=DAYS, since=st.integers(1, 1500))
def test_an_amendment_comes_after_the_approval_and_before_the_day(day, since):
    period = timeline.cycles_on(day).finished
    approved = timeline.sittings(period).assembly

    amended = timeline.amended_on(period, approved, day - timedelta(days=since), day)

    assert approved < amended < day


def test_a_notice_is_a_small_pdf_that_reads_czech():
    content = leaflet.draw("Oznámení (návrh)", ["Příliš žluťoučký kůň", "slovo " * 40])

    assert content.startswith(b"%PDF-1.4")
    assert content.endswith(b"%%EOF\n")
    assert len(content) < 4_000
    assert leaflet.draw("Oznámení (návrh)", ["Příliš žluťoučký kůň", "slovo " * 40]) == content


@given(council=DAYS)
def test_an_office_acts_on_working_days_and_settles_after_comments_end(council):
    start = council - timedelta(days=400)

    told = Days.before(council, council + timedelta(days=15), start, ahead=56)

    acted = (told.start, told.announced, told.draft, told.held, told.settlement)
    assert [day for day in acted if not is_working_day(day)] == []
    assert told.held - told.announced >= timedelta(days=15)
    assert told.draft < told.held < told.settlement
    assert told.comments_until < told.settlement


@given(day=DAYS)
def test_data_of_a_plan_are_older_than_its_approval(day):
    period = timeline.cycles_on(day).earlier
    days = timeline.sittings(period)

    assert timeline.data_day_of(period, days) < days.council < days.assembly
