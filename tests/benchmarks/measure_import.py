"""One measurement in a process of its own: prints its seconds and its peak memory as JSON.

``python -m tests.benchmarks.measure_import parse|read|plan|apply|bare FILE``
"""

import io
import json
import os
import resource
import sys
import time
from typing import Any


def parse(file: str) -> None:
    import ijson

    with open(file, "rb") as stream:
        for _item in ijson.items(stream, "polozky.item"):
            pass


def read(file: str) -> None:
    """Every stored row the import fills, as plain tuples: the least a comparison could read."""
    for model in tables():
        for _row in model.objects.values_list().iterator(5_000):
            pass


def plan(file: str) -> None:
    from django.core.management import call_command

    call_command("import_rpss", file, region="all", stdout=io.StringIO(), force=True)


def apply(file: str) -> None:
    from django.core.management import call_command

    call_command("import_rpss", file, region="all", apply=True, stdout=io.StringIO())


def tables() -> list[Any]:
    from providers.importers.tables import TABLES

    return list(dict.fromkeys(table.model for table in TABLES.values()))


def bare(rows: dict[Any, list[Any]]) -> None:
    from django.db import transaction
    from simple_history.utils import bulk_create_with_history

    with transaction.atomic():
        for model, made in rows.items():
            bulk_create_with_history(made, model, batch_size=2_000)


def prepared() -> dict[Any, list[Any]]:
    """The rows that stand in the register, ready to be written once more into an empty one."""
    rows = {model: list(model.objects.all()) for model in tables()}
    empty()
    return rows


def empty() -> None:
    from django.db import connection

    names = [model._meta.db_table for model in tables()]
    names += [model.history.model._meta.db_table for model in tables()]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
    import django

    django.setup()
    what, file = sys.argv[1], sys.argv[2]
    work: Any = {"parse": parse, "read": read, "plan": plan, "apply": apply}.get(what)
    given: Any = file
    if what == "bare":
        work, given = bare, prepared()
    elif what == "apply":
        empty()
    from django.db import connection

    connection.ensure_connection()
    queries: list[int] = []

    def counting(execute: Any, *arguments: Any) -> Any:
        queries.append(1)
        return execute(*arguments)

    begin, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counting):
        work(given)
    measured = {
        "queries": len(queries),
        "wall": time.perf_counter() - begin,
        "cpu": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
