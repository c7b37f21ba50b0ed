"""What a network list would do to a version: new, changed, missing, refused, ambiguous rows.

A column that the file does not have is not compared: a list without ORPs changes no territory.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from providers.importers.network.reading import EXPECTED, Columns, Row, rows_of
from providers.importers.network.rows import RowReader, RowRefused
from providers.models import NetworkItem, NetworkVersion, Service
from providers.models.network_import import NetworkImportLine
from sitis.workbooks import Problem, Table, read_table

What = NetworkImportLine.What
KEY = ("target_group_id", "orp_id", "district_id", "category_id", "unit_id")
OTHERS = (
    *("amount", "valid_from", "valid_to", "mandate_number", "resolution_id"),
    *("financing", "note"),
)
#: Field of a file -> columns of the item that it speaks of.
SPEAKS_OF = {
    "target_group": ("target_group_id",),
    "orp": ("orp_id",),
    "district": ("district_id",),
    "place": ("orp_id", "district_id"),
    "category": ("category_id",),
    "unit": ("unit_id",),
    "beds": ("unit_id",),
    "staff": ("unit_id",),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to",),
    "mandate_number": ("mandate_number",),
    "resolution": ("resolution_id",),
    "financing": ("financing",),
    "note": ("note",),
}


@dataclass(slots=True)
class PlanLine:
    what: str
    label: str
    identifier: str = ""
    row: int | None = None
    column: str = ""  # head of the column as written
    reason: str = ""
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    item: int | None = None


@dataclass(slots=True)
class Plan:
    """Nothing is written yet. ``table`` is kept so that errors can go back in the workbook."""

    table: Table
    lines: list[PlanLine] = field(default_factory=list)
    unchanged: int = 0
    rows: int = 0
    ignored: list[str] = field(default_factory=list)  # heads of columns nobody reads

    @property
    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(Counter(line.what for line in self.lines))
        return found | {"unchanged": self.unchanged, "rows": self.rows, "ignored": self.ignored}

    @property
    def problems(self) -> list[Problem]:
        """For the workbook that goes back with wrong cells marked."""
        wrong = (line for line in self.lines if line.what in {What.REFUSED, What.AMBIGUOUS})
        return [Problem(line.row or 1, line.column, line.reason) for line in wrong]


def plan_list(content: bytes, version: NetworkVersion) -> Plan:
    """Compare the list in ``content`` with the items of ``version``; reads only.

    Raises UnreadableTable or NotANetworkList, both with a sentence for the person.
    """
    table = read_table(content, expected=EXPECTED)
    columns = Columns(table.headers)
    plan = Plan(table, ignored=columns.ignored)
    rows = list(rows_of(table, columns))
    plan.rows = len(rows)
    _Planner(version, columns, rows, plan).run()
    return plan


class _Planner(RowReader):
    """Rows beside the items of the version."""

    def __init__(
        self, version: NetworkVersion, columns: Columns, rows: list[Row], plan: Plan
    ) -> None:
        super().__init__(version, columns, rows)
        self.rows, self.plan = rows, plan
        items = version.items.select_related("service__provider", "service__kind")
        self.items = list(items.order_by("pk"))
        self.existing: dict[tuple[int, int], list[NetworkItem]] = {}
        for item in self.items:
            self.existing.setdefault((item.service_id, item.form_id), []).append(item)
        self.taken: dict[int, int] = {}  # item -> row of the file that speaks of it
        self.seen: dict[tuple[Any, ...], int] = {}  # key of a new item -> its row
        self.compared = {column for name in columns.place for column in SPEAKS_OF.get(name, ())}

    def run(self) -> None:
        for row in self.rows:
            if row.problems:
                for head, sentence in row.problems:
                    self.plan.lines.append(self._line(What.REFUSED, row, head, sentence))
                continue
            try:
                self._plan_row(row)
            except RowRefused as why:
                head = self.columns.head.get(why.column, "")
                what = What.AMBIGUOUS if why.ambiguous else What.REFUSED
                self.plan.lines.append(self._line(what, row, head, why.reason))
        for item in self.items:
            if item.pk not in self.taken:
                self.plan.lines.append(self._missing(item))

    def _line(self, what: str, row: Row, head: str, reason: str) -> PlanLine:
        identifier = row.cells.get("identifier") or ""
        label = row.cells.get("name") or row.cells.get("provider") or identifier or _("řádek")
        return PlanLine(what, label[:400], identifier[:60], row.number, head, reason)

    # -- one row -----------------------------------------------------------------------------------

    def _plan_row(self, row: Row) -> None:
        service = self._service(row)
        form = self._form(row)
        for column, amount in self._amounts(row):
            values = self._values(row, service, form, column, amount)
            self._compare(row, service, values)

    # -- beside what the version has ---------------------------------------------------------------

    def _compare(self, row: Row, service: Service, values: dict[str, Any]) -> None:
        item = self._item(values)
        if item is None:
            self._add(row, service, values)
            return
        if item.pk in self.taken:
            raise RowRefused(
                "", _("Na tutéž položku míří i řádek %d.") % self.taken[item.pk], ambiguous=True
            )
        self.taken[item.pk] = row.number
        columns = [name for name in OTHERS if name == "amount" or name in self.compared]
        changed = [name for name in columns if getattr(item, name) != values[name]]
        if not changed:
            self.plan.unchanged += 1
            return
        line = PlanLine(
            What.CHANGED, self._label(service, values), service.identifier, row.number, item=item.pk
        )
        line.fields = [
            (
                self._title(name),
                self._said(name, getattr(item, name)),
                self._said(name, values[name]),
            )
            for name in changed
        ]
        line.values = _as_json({name: values[name] for name in changed})
        self.plan.lines.append(line)

    def _item(self, values: dict[str, Any]) -> NetworkItem | None:
        """The item of the version that the row speaks of, by the columns that the file has."""
        told = [name for name in KEY if name in self.compared]
        found = [
            item
            for item in self.existing.get((values["service_id"], values["form_id"]), [])
            if all(getattr(item, name) == values[name] for name in told)
        ]
        if len(found) > 1 and "valid_from" in self.compared:
            found = [item for item in found if item.valid_from == values["valid_from"]]
        if len(found) > 1:
            raise RowRefused(
                "",
                _("Verze má takových položek %d. Doplňte sloupce, které je rozliší.") % len(found),
                ambiguous=True,
            )
        return found[0] if found else None

    def _add(self, row: Row, service: Service, values: dict[str, Any]) -> None:
        key = tuple(values[name] for name in ("service_id", "form_id", *KEY, "valid_from"))
        if key in self.seen:
            raise RowRefused("", _("Stejná položka je už na řádku %d.") % self.seen[key])
        self.seen[key] = row.number
        line = PlanLine(What.NEW, self._label(service, values), service.identifier, row.number)
        shown = ("target_group_id", "category_id", *OTHERS)
        line.fields = [
            (self._title(name), "", self._said(name, values[name]))
            for name in shown
            if values[name] not in (None, "")
        ]
        line.values = _as_json(values)
        self.plan.lines.append(line)

    def _missing(self, item: NetworkItem) -> PlanLine:
        values = {name: getattr(item, name) for name in ("form_id", "amount", *KEY)}
        label = self._label(item.service, values)
        return PlanLine(What.MISSING, label, item.service.identifier, item=item.pk)

    def _label(self, service: Service, values: dict[str, Any]) -> str:
        place = _("celý kraj")
        if values["orp_id"]:
            place = _("ORP %s") % self.name["orp_id"][values["orp_id"]]
        elif values["district_id"]:
            place = _("okres %s") % self.name["district_id"][values["district_id"]]
        form = self.name["form_id"][values["form_id"]]
        unit = self.name["unit_id"][values["unit_id"]]
        return f"{service.name}: {form}, {place}, {unit}"[:400]

    def _said(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if name in self.name:
            return str(self.name[name].get(value, value))
        if isinstance(value, date):
            return date_format(value, "j. n. Y")
        if isinstance(value, Decimal):
            return number_format(value.normalize() if value % 1 else int(value))
        return str(value)

    @staticmethod
    def _title(name: str) -> str:
        return str(NetworkItem._meta.get_field(name.removesuffix("_id")).verbose_name)


def _as_json(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
        for name, value in values.items()
    }


def lines_of(rows: Iterable[PlanLine], sheet: str) -> Iterable[NetworkImportLine]:
    """Rows of the database, not saved; the run is put in by who saves them."""
    for line in rows:
        yield NetworkImportLine(
            what=line.what,
            row=line.row,
            sheet=sheet[:100],
            column=line.column[:200],
            identifier=line.identifier,
            label=line.label,
            reason=line.reason,
            fields=line.fields,
            values=line.values,
            item_id=line.item,
        )
