"""Rows with what they join, where many join the same: each joined row is made once for a query.

``select_related`` makes an object for every joined row of every row: 4,000 fates that join a plan,
its okres, a unit and a kind on both their ends are 60,000 objects, for some dozens of rows.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.db.models.query import ModelIterable

Rows = TypeVar("Rows", bound=QuerySet)


def joined_once(rows: Rows) -> Rows:
    """``rows`` with their ``select_related``, whose joined objects are shared. For reading only."""
    found: Any = rows.all()
    found._iterable_class = _Rows
    return found


class _Table:
    """The columns of one table in the rows of a query, and of the tables that it joins."""

    def __init__(self, info: Any, select: Any, db: str) -> None:
        columns = info["select_fields"]
        self.db, self.model, self.put = db, info["model"], info.get("local_setter")
        self.first, self.last = columns[0], columns[-1] + 1
        self.names = [column[0].target.attname for column in select[self.first : self.last]]
        self.key = self.names.index(self.model._meta.pk.attname)
        self.joined = [_Table(one, select, db) for one in info.get("related_klass_infos", ())]
        self.known: dict[Any, Any] = {None: None}

    def made_of(self, row: Any) -> Any:
        made = self.model.from_db(self.db, self.names, row[self.first : self.last])
        for one in self.joined:
            one.put(made, one.known_in(row))
        return made

    def known_in(self, row: Any) -> Any:
        """What was read once is not made again, nor what it joins itself."""
        key = row[self.first + self.key]
        if key not in self.known:
            self.known[key] = self.made_of(row)
        return self.known[key]


class _Rows(ModelIterable):
    def __iter__(self) -> Iterator[Any]:
        db = self.queryset.db
        compiler = self.queryset.query.get_compiler(using=db)
        results = compiler.execute_sql(chunked_fetch=self.chunked_fetch, chunk_size=self.chunk_size)
        table = _Table(compiler.klass_info, compiler.select, db)
        for row in compiler.results_iter(results):
            made = table.made_of(row)
            for name, at in (compiler.annotation_col_map or {}).items():
                setattr(made, name, row[at])
            yield made
