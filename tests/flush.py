"""Emptying the database after a test that committed: only tables that hold rows.

Django's own way truncates every table and draws content types and permissions anew, which takes
seconds where each of some hundreds of tables is a file that must reach the disk.
"""

from time import monotonic
from typing import Any

from django.db import IntegrityError, OperationalError, connections, transaction

PATIENCE = 20  # seconds, for a machine that is busy

#: Drawn from the models alone, the same after every test.
KEPT = {"django_content_type", "auth_permission"}


def empty_filled_tables(case: Any) -> None:
    """In place of ``TransactionTestCase._fixture_teardown``; sequences run on, as they do there."""
    for name in case._databases_names(include_mirrors=False):
        empty_at_last(connections[name])


def empty_at_last(connection: Any) -> None:
    """A page that was closed may have sent its draft: the site's thread then writes in between.

    What it writes refers to rows that are gone, or it holds a table when its turn is ours.
    """
    latest = monotonic() + PATIENCE
    while True:
        try:
            return empty(connection)
        except (IntegrityError, OperationalError):
            if monotonic() > latest:
                raise


def empty(connection: Any) -> None:
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - KEPT)
    quoted = [connection.ops.quote_name(table) for table in tables]
    holds_rows = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {table})" for place, table in enumerate(quoted)
    )
    # keys between tables are looked at when the transaction ends, so no order matters
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(holds_rows)
        for (place,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {quoted[place]}")
