"""Questions to the database that are put together once: the ORM takes longer over them than SQL."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

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

    def rows(self, values: Mapping[str, Any]) -> Iterator[Any]:
        """One query; ``values`` by the names of the stand-ins."""
        given = {name: _as_parameter(value) for name, value in values.items()}
        asked = self._parameters.copy()
        for at, name in self._holes:
            asked[at] = given[name]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, asked)
            found = [self._loaded(row) for row in cursor.fetchall()]
        return self._compiler.apply_converters(found, self._converters)

    def _loaded(self, row: tuple[Any, ...]) -> list[Any]:
        """JSON read at once: Django's own converter takes longer than the reading."""
        values = list(row)
        for at in self._json:
            text = values[at]
            values[at] = json.loads(text) if text != "[]" else []
        return values


def _as_parameter(value: Any) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
