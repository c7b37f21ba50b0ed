"""Two transactions of which the second begins before the first has ended, always in that order."""

import threading
from time import monotonic

from django.db import connection, connections, transaction

from tests.test_races import REFUSALS

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
PATIENCE = 20  # seconds, for a machine that is busy


def overlapping(first, second):
    """Commit ``first`` when ``second`` waits for it, or has ended. What ``second`` raised, "" if nothing."""
    told, ended = [], threading.Event()

    def run():
        try:
            second()
            told.append("")
        except REFUSALS as refusal:
            told.append(type(refusal).__name__)
        finally:
            ended.set()
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        latest = monotonic() + PATIENCE
        with connection.cursor() as cursor:
            while not ended.is_set() and monotonic() < latest:
                cursor.execute(WAITING)
                if cursor.fetchone()[0]:
                    break
    thread.join(timeout=PATIENCE)
    return told[0]
