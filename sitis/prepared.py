"""Questions to the database that are put together once: the ORM takes longer over them than SQL."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import md5
from typing import Any
from weakref import WeakSet

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import JSONField, QuerySet

#: Stands for the day in a queryset that is prepared; nobody asks about the year 4.
ANY_DAY = date(4, 4, 4)


class Prepared:
    """The SQL of ``rows.values_list(…)``, asked again and again with other values in it.

    ``stand_ins``: name -> what stands for it in ``rows``; values that nothing else there has.
    """

    def __init__(self, rows: QuerySet, stand_ins: Mapping[str, Any]) -> None:
        self._compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        self._sql, parameters = self._compiler.as_sql()
        self._parameters = list(parameters)
        columns = [column for column, _sql, _alias in self._compiler.select]
        converters = self._compiler.get_converters(columns)
        self._json = [
            at for at, column in enumerate(columns) if isinstance(column.output_field, JSONField)
        ]
        self._converters = {at: found for at, found in converters.items() if at not in self._json}
        names = {_as_parameter(value): name for name, value in stand_ins.items()}
        self._holes = [
            (at, names[value]) for at, value in enumerate(self._parameters) if value in names
        ]
        self._known: WeakSet[Any] = WeakSet()  # connections whose server has the plan
        self._plan = ""

    def rows(self, values: Mapping[str, Any]) -> Iterator[Any]:
        """One query; ``values`` by the names of the stand-ins."""
        given = {name: _as_parameter(value) for name, value in values.items()}
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._execute_plan(cursor, given)
            else:
                asked = self._parameters.copy()
                for at, name in self._holes:
                    asked[at] = given[name]
                cursor.execute(self._sql, asked)
            found = [self._loaded(row) for row in cursor.fetchall()]
        return self._compiler.apply_converters(found, self._converters)

    def _execute_plan(self, cursor: Any, given: Mapping[str, Any]) -> None:
        """PostgreSQL plans a query of twenty tables longer than it runs: once in a connection will do."""
        names = list(dict.fromkeys(name for _at, name in self._holes))
        if connection.connection not in self._known:
            with connection.connection.cursor() as raw:
                self._prepare(raw, names)
            self._known.add(connection.connection)
        values = ", ".join(["%s"] * len(names))
        asked = f"EXECUTE {self._plan}({values})" if names else f"EXECUTE {self._plan}"
        cursor.execute(asked, [given[name] for name in names])

    def _prepare(self, raw: Any, names: list[str]) -> None:
        """What changes becomes a parameter of the plan, what does not is written into it."""
        holes = {at: f"${names.index(name) + 1}" for at, name in self._holes}
        written = [
            holes.get(at) or raw.mogrify("%s", [value]).decode()
            for at, value in enumerate(self._parameters)
        ]
        sql = self._sql % tuple(written)
        self._plan = f"sitis_{md5(sql.encode(), usedforsecurity=False).hexdigest()}"
        raw.execute("SELECT 1 FROM pg_prepared_statements WHERE name = %s", [self._plan])
        if raw.fetchone() is None:
            raw.execute("SET plan_cache_mode = force_generic_plan")
            raw.execute(f"PREPARE {self._plan} AS {sql}")

    def _loaded(self, row: tuple[Any, ...]) -> list[Any]:
        """JSON read at once: Django's own converter takes longer than the reading."""
        values = list(row)
        for at in self._json:
            text = values[at]
            values[at] = json.loads(text) if text != "[]" else []
        return values


def _as_parameter(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
