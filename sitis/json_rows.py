"""Rows of related tables as one JSON column, so that a whole record costs one query."""

from typing import Any

from django.db.models import F, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONArray


class JsonRows(Subquery):
    """The rows of ``queryset``, in its order, as a JSON list of lists of ``columns``.

    Days come as ISO text, decimals as numbers, booleans as on the database (0 and 1 on SQLite).

    """

    output_field = JSONField()

    def __init__(self, queryset: QuerySet, *columns: Any, **extra: Any) -> None:
        parts = [F(column) if isinstance(column, str) else column for column in columns]
        super().__init__(queryset.values(a_row=JSONArray(*parts)), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        listed = "(SELECT json_group_array(json(r.a_row)) FROM (%(subquery)s) r)"
        return super().as_sql(compiler, connection, template=listed, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        listed = "(SELECT coalesce(jsonb_agg(r.a_row), '[]'::jsonb) FROM (%(subquery)s) r)"
        return super().as_sql(compiler, connection, template=listed, **extra)
