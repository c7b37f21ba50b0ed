"""Holds the index of today in this process and replaces it when the data or the day change."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date

from django.db import close_old_connections, connections
from django.utils import timezone

from catalog.index.index import Index

logger = logging.getLogger(__name__)

INTERVAL = 1.5  # seconds between two looks at the version; a change is found within five
PATIENCE = 15.0  # seconds a request waits for an index that is being built
RETRY = 60.0  # seconds before a build that failed is tried again over the same data
OTHER_DAYS = 3  # indexes of other days kept, and at most so many asked for at once


class NotReady(Exception):
    """The index of the day cannot be had now; the same request may succeed later."""


@dataclass(frozen=True, slots=True)
class Held:
    day: date
    version: Hashable
    index: Index


class Keeper:
    """``version`` is cheap and never the same for different data; ``build`` makes an index.

    In a web process ``start`` runs a thread that does all the building, so that no request pays
    for it. Without the thread (tests, commands) a request builds what it needs itself.
    """

    def __init__(
        self,
        version: Callable[[], Hashable],
        build: Callable[[date], Index],
        *,
        today: Callable[[], date] = timezone.localdate,
        interval: float = INTERVAL,
        patience: float = PATIENCE,
    ) -> None:
        self._version, self._build, self._today = version, build, today
        self._interval, self._patience = interval, patience
        self._changed = threading.Condition(threading.RLock())  # guards what follows
        self._thread: threading.Thread | None = None
        self._is_stopping = False
        self._current: Held | None = None
        self._others: OrderedDict[date, Held] = OrderedDict()
        self._wanted: list[date] = []  # other days that requests wait for
        self._refused: tuple[date, Hashable] | None = None  # what could not be built
        self._retry_at = 0.0
        self._is_in_trouble = False

    def start(self) -> None:
        """Let a thread of this process keep the index; where one does, nothing happens."""
        with self._changed:
            if not self._runs():
                self._is_stopping = False
                self._thread = threading.Thread(
                    target=self._keep, name="catalog-index", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it; what is held stays."""
        with self._changed:
            thread, self._is_stopping = self._thread, True
            self._changed.notify_all()
        if thread:
            thread.join()

    def current(self) -> Index:
        """The index of today; while a newer one is being built, the one before it.

        Raises NotReady if there is none yet and none can be had in time.
        """
        with self._changed:
            if self._runs():
                self._changed.wait_for(lambda: self._current or self._is_in_trouble, self._patience)
            else:
                self._look()
            if self._current is None:
                raise NotReady
            return self._current.index

    def of(self, day: date) -> Index:
        """The index of ``day``. Raises NotReady if it cannot be had in time."""
        if day == self._today():
            return self.current()
        with self._changed:
            if not self._runs():
                return self._other(day, self._version())
            if day not in self._wanted and not self._fresh(day):
                if len(self._wanted) >= OTHER_DAYS:
                    raise NotReady
                self._wanted.append(day)
                self._changed.notify_all()
            self._changed.wait_for(lambda: day not in self._wanted, self._patience)
            if held := self._fresh(day):
                self._others.move_to_end(day)
                return held.index
        raise NotReady

    def _runs(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _fresh(self, day: date) -> Held | None:
        held = self._others.get(day)
        return held if held and self._current and held.version == self._current.version else None

    def _keep(self) -> None:
        """The life of the thread: only ``stop`` ends it."""
        while not self._is_stopping:
            began = time.monotonic()
            try:
                close_old_connections()
                self._tell_trouble(not self._look())
                while self._wanted:
                    self._serve(self._wanted[0])
                close_old_connections()
            except Exception:
                self._complain()
            rest = max(self._interval, time.monotonic() - began)  # at most half of a core
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._is_stopping, rest)
        connections.close_all()

    def _look(self) -> bool:
        """Build the index of today if the data or the day changed; whether it is held now."""
        version, today = self._version(), self._today()  # first: later changes are seen next time
        held, wanted = self._current, (today, version)
        if held and (held.day, held.version) == wanted:
            return True
        if self._refused == wanted and time.monotonic() < self._retry_at:
            return False
        self._refused, self._retry_at = wanted, time.monotonic() + RETRY
        index = self._build(today)
        with self._changed:
            self._current, self._refused = Held(today, version, index), None
            self._changed.notify_all()
        return True

    def _serve(self, day: date) -> None:
        try:
            if self._current:
                self._other(day, self._current.version)
        finally:
            with self._changed:
                self._wanted.pop(0)
                self._changed.notify_all()

    def _other(self, day: date, version: Hashable) -> Index:
        held = self._others.get(day)
        if held is None or held.version != version:
            held = Held(day, version, self._build(day))
        with self._changed:
            self._others[day] = held
            self._others.move_to_end(day)
            while len(self._others) > OTHER_DAYS:
                self._others.popitem(last=False)
        return held.index

    def _complain(self) -> None:
        """Say once what is wrong, let waiting requests go, begin anew with the database."""
        if not self._is_in_trouble:
            logger.exception("The index of the catalogue was not renewed; the one held stays")
        connections.close_all()
        self._wanted.clear()
        self._tell_trouble(True)

    def _tell_trouble(self, is_in_trouble: bool) -> None:
        with self._changed:
            self._is_in_trouble = is_in_trouble
            self._changed.notify_all()
