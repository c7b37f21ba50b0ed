"""Progress written beside the work: the work may hold a transaction open for minutes."""

import threading
import time
from typing import TYPE_CHECKING

from django.db import DatabaseError, connections

if TYPE_CHECKING:
    from sitis.jobs.models import Job

LOOK = 0.5  # seconds between two looks at the job
BEAT = 15.0  # seconds after which even an unchanged job says that it lives


class Reporter(threading.Thread):
    """A thread, so a connection of its own: pages see what it writes at once.

    On SQLite the work's open transaction locks it out; it then waits and writes afterwards.
    """

    def __init__(self, job: "Job") -> None:
        super().__init__(name=f"reporter of job {job.pk}", daemon=True)
        self._job, self._over = job, threading.Event()
        job.has_reporter = True

    def run(self) -> None:
        seen, written = self._state(), time.monotonic()
        try:
            while not self._over.wait(LOOK):
                now = self._state()
                if now == seen and time.monotonic() - written < BEAT:
                    continue
                try:
                    self._job.report()
                except DatabaseError:  # locked by the work itself, or a lost connection
                    connections["default"].close_if_unusable_or_obsolete()
                else:
                    seen, written = now, time.monotonic()
        finally:
            connections.close_all()

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _state(self) -> tuple[int, int, str]:
        return self._job.done, self._job.total, self._job.message
