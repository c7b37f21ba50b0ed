"""The index of today is kept by one thread: changes are found, nothing ends it."""

import logging
import threading
from datetime import date, timedelta

import pytest

from catalog.index import Index, Keeper, NotReady, Question
from tests.catalog.region import REFERENCE, service

TODAY = date(2026, 3, 2)
WAIT = 10  # seconds after which a test gives up


class Register:
    """Data that change, a clock, and what was built."""

    def __init__(self):
        self.version, self.day = 1, TODAY
        self.fails = False
        self.builds = []
        self.looks = 0
        self.changed = threading.Condition()
        self.gate = threading.Event()
        self.gate.set()

    def look(self):
        with self.changed:
            self.looks += 1
            self.changed.notify_all()
        if self.version is None:
            raise ConnectionError("no database")
        return self.version

    def build(self, day):
        version = self.version
        self.gate.wait(WAIT)
        with self.changed:
            self.builds.append(day)
            self.changed.notify_all()
        if self.fails:
            raise ValueError("cannot be read")
        return Index([service(version, f"Služba {version}", "shelter")], REFERENCE)

    def until(self, what):
        with self.changed:
            assert self.changed.wait_for(what, WAIT)

    def next_look(self):
        """Two looks later the thread has finished whatever it did at the first."""
        wanted = self.looks + 2
        self.until(lambda: self.looks >= wanted)


@pytest.fixture
def register():
    return Register()


@pytest.fixture
def keeper(register):
    keeper = Keeper(
        register.look, register.build, today=lambda: register.day, interval=0.01, patience=WAIT
    )
    yield keeper
    register.gate.set()
    keeper.stop()


def held(index):
    return [hit.pk for hit in index.answer(Question()).hits]


def test_without_the_thread_a_question_builds_what_changed_once(register, keeper):
    assert held(keeper.current()) == [1]
    assert held(keeper.current()) == [1]
    assert register.builds == [TODAY]

    register.version = 2
    assert held(keeper.current()) == [2]


def test_without_the_thread_a_failed_build_is_told(register, keeper):
    register.fails = True

    with pytest.raises(ValueError):
        keeper.current()
    with pytest.raises(NotReady):  # the same data are not tried again at once
        keeper.current()


def test_the_thread_finds_a_change_and_no_question_builds(register, keeper):
    keeper.start()
    assert held(keeper.current()) == [1]

    register.version = 2
    register.until(lambda: len(register.builds) == 2)
    register.next_look()

    assert held(keeper.current()) == [2]
    looks = register.looks
    for _ in range(50):
        keeper.current()
    assert len(register.builds) == 2
    assert register.looks - looks < 50


def test_the_default_interval_finds_a_change_within_five_seconds(register):
    keeper = Keeper(register.look, register.build, today=lambda: register.day)
    keeper.start()
    keeper.current()

    register.version = 2
    with register.changed:
        assert register.changed.wait_for(lambda: len(register.builds) == 2, 5)
    keeper.stop()

    assert held(keeper.current()) == [2]


def test_while_a_new_one_is_built_the_old_one_answers(register, keeper):
    keeper.start()
    keeper.current()
    register.gate.clear()
    register.version = 2
    looks = register.looks
    register.until(lambda: register.looks > looks)

    assert held(keeper.current()) == [1]


def test_a_new_day_is_built(register, keeper):
    keeper.start()
    keeper.current()

    register.day = TODAY + timedelta(days=1)
    register.until(lambda: register.builds == [TODAY, TODAY + timedelta(days=1)])


def test_a_failing_build_keeps_the_old_index_and_is_logged(register, keeper, caplog):
    keeper.start()
    keeper.current()

    with caplog.at_level(logging.ERROR, logger="catalog.index.keeper"):
        register.fails, register.version = True, 2
        register.until(lambda: len(register.builds) == 2)
        register.next_look()
        assert held(keeper.current()) == [1]
        register.next_look()
        assert len(register.builds) == 2  # the same data are left alone for a minute

    assert "cannot be read" in caplog.text
    assert len(caplog.records) == 1
    register.fails, register.version = False, 3
    register.until(lambda: len(register.builds) == 3)
    register.next_look()
    assert held(keeper.current()) == [3]


def test_a_lost_database_does_not_end_the_thread(register, keeper):
    keeper.start()
    keeper.current()

    register.version = None
    register.next_look()
    assert held(keeper.current()) == [1]

    register.version = 5
    register.until(lambda: len(register.builds) == 2)
    register.next_look()
    assert held(keeper.current()) == [5]


def test_the_first_question_does_not_wait_for_what_cannot_be_built(register, keeper):
    register.version = None
    keeper.start()

    with pytest.raises(NotReady):
        keeper.current()
    with pytest.raises(NotReady):
        keeper.of(date(2020, 1, 1))


def test_other_days_are_built_by_the_thread_and_three_are_kept(register, keeper):
    keeper.start()
    keeper.current()
    days = [TODAY - timedelta(days=number) for number in range(1, 5)]

    for day in [*days, days[3], days[2], days[1]]:
        assert held(keeper.of(day)) == [1]
    assert register.builds == [TODAY, *days]

    keeper.of(days[0])  # was put out by the fourth
    assert register.builds == [TODAY, *days, days[0]]
    assert keeper.of(TODAY) is keeper.current()


def test_other_days_follow_the_data_too(register, keeper):
    keeper.start()
    day = TODAY - timedelta(days=9)
    keeper.current()
    assert held(keeper.of(day)) == [1]

    register.version = 2
    register.until(lambda: register.builds.count(TODAY) == 2)
    register.next_look()

    assert held(keeper.of(day)) == [2]


def test_another_day_without_the_thread(register, keeper):
    day = TODAY - timedelta(days=9)

    assert held(keeper.of(day)) == held(keeper.of(day)) == [1]
    assert register.builds == [day]


def test_a_request_waits_for_another_day_only_so_long(register):
    keeper = Keeper(
        register.look, register.build, today=lambda: register.day, interval=0.01, patience=0.05
    )
    keeper.start()
    register.until(lambda: register.builds)
    register.next_look()
    register.gate.clear()

    with pytest.raises(NotReady):
        keeper.of(TODAY - timedelta(days=1))

    register.gate.set()
    keeper.stop()


def test_starting_twice_starts_one_thread(register, keeper):
    keeper.start()
    keeper.start()
    keeper.current()

    names = [thread.name for thread in threading.enumerate()]
    assert names.count("catalog-index") == 1
