"""``python -m tests.benchmarks.fill_catalog SERVICES``: copies of the services that are there, by SQL.

An invented region of tens of thousands would take minutes; copies of a few hundred are as good to search.
"""

import os
import sys
from typing import Any

import django


def fill(wanted: int) -> None:
    from django.db import connection, transaction

    from providers.models import Service

    first = Service.objects.order_by("pk").values_list("pk", flat=True)
    size, last = len(first), max(first)
    with transaction.atomic(), connection.cursor() as cursor:
        number = 0
        while (have := Service.objects.count()) < wanted:
            number += 1
            some = first[: wanted - have]
            moved = number * (last + 1)
            where = f"BETWEEN {some[0]} AND {some[len(some) - 1]}"
            own = {
                "id": f"id + {moved}",
                "identifier": f"CAST(1000000 + id + {moved} AS varchar(7))",
            }
            cursor.execute(copy(Service, own, f"id {where}"))
            for model in parts():
                shifted = {"service_id": f"service_id + {moved}"}
                cursor.execute(copy(model, shifted, f"service_id {where}"))
        cursor.execute("ANALYZE")
    print(f"{size} -> {Service.objects.count()}")


def parts() -> list[Any]:
    from providers import models

    return [
        *(models.Capacity, models.Contact, models.Facility, models.NetworkItem),
        *(models.OpeningHours, models.Reach, models.ServiceActivity, models.ServiceAgeGroup),
        *(models.ServiceForm, models.ServiceTargetGroup, models.ServiceText, models.Vacancy),
    ]


def copy(model: Any, changed: dict[str, str], where: str) -> str:
    from django.db import connection

    table = model._meta.db_table
    random = "lower(hex(randomblob(16)))" if connection.vendor == "sqlite" else "gen_random_uuid()"
    names, values = [], []
    for field in model._meta.concrete_fields:
        column = field.column
        if field.primary_key and column not in changed:
            continue
        names.append(f'"{column}"')
        if field.get_internal_type() == "UUIDField":
            values.append(random)
        elif field.related_model is model or (field.unique and field.null):  # its own only
            values.append("NULL")
        else:
            values.append(changed.get(column, f'"{column}"'))
    return (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table}"
        f" WHERE {where}"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
    django.setup()
    fill(int(sys.argv[1]))
