"""Territorial figures as a table: read, compared with what stands, confirmed later."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from planning.actions.figures import KEY, imported_in
from providers.models import ServiceKind
from sitis.territory.models import Orp, TerritorialFigure
from sitis.words import fold
from sitis.workbooks import Problem, Table, UnreadableTable, read_table, same_header
from sitis.workbooks.values import number, text, whole_number

HEADS = ("ORP", "Rok", "Druh služby", "Veličina", "Upřesnění", "Hodnota", "Poznámka")
REQUIRED = ("ORP", "Rok", "Druh služby", "Veličina", "Hodnota")
MAX_LINES = 3_000
YEARS = range(2000, 2101)
_HIGHEST = Decimal(10) ** 14


@dataclass(slots=True)
class FigureLine:
    """A value to be written; ``before`` None: it is new."""

    orp: str
    kind: str
    measure: str
    values: dict[str, Any]
    before: Decimal | None = None

    @property
    def value(self) -> Decimal:
        return Decimal(self.values["value"])


@dataclass(slots=True)
class FigurePlan:
    table: Table
    new: list[FigureLine] = field(default_factory=list)
    changed: list[FigureLine] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def plan_figures(content: bytes, allowed: set[str] | None) -> FigurePlan:
    """Compare a table with what tables brought before; ``allowed`` ORPs, None is all. Reads only.

    Rows without a value are left out, so a template may be filled in part. Raises UnreadableTable.
    """
    table = read_table(content, expected=HEADS)
    at = {same_header(head): place for place, head in reversed(list(enumerate(table.headers)))}
    missing = [head for head in REQUIRED if same_header(head) not in at]
    if missing:
        raise UnreadableTable(
            _("V tabulce chybí sloupce: %s. Stáhněte si šablonu.") % ", ".join(missing)
        )
    if len(table.lines) > MAX_LINES:
        raise UnreadableTable(
            _("Tabulka má víc než %s řádků. Rozdělte ji podle roků nebo ORP.") % MAX_LINES
        )
    plan = FigurePlan(table)
    lines = list(_Reader(plan, at, allowed).lines())
    known = imported_in(
        (line.values["orp_id"] for line in lines), (line.values["year"] for line in lines)
    )
    for line in lines:
        row = known.get(tuple(line.values[name] for name in KEY))
        line.values["version"] = row.version if row else None
        if row is None:
            plan.new.append(line)
        elif row.value == line.value and row.note == line.values["note"]:
            plan.unchanged += 1
        else:
            line.before = row.value
            plan.changed.append(line)
    return plan


class _Reader:
    """Rows of the table as values; what is wrong is told at its cell."""

    def __init__(self, plan: FigurePlan, at: dict[str, int], allowed: set[str] | None) -> None:
        self.plan, self.at, self.allowed = plan, at, allowed
        self.orps = {fold(key): orp for orp in Orp.objects.all() for key in (orp.name, orp.code)}
        kinds = ServiceKind.objects.named()
        self.kinds = {fold(key): kind for kind in kinds for key in (kind.name, kind.slug)}
        self.measures = {
            fold(key): (value, str(label))
            for value, label in TerritorialFigure.Measure.choices
            for key in (value, str(label))
        }
        self.seen: dict[tuple[Any, ...], int] = {}

    def lines(self) -> Any:
        for line in self.plan.table.lines:
            cells = {
                head: line.cells[self.at[same_header(head)]]
                for head in HEADS
                if same_header(head) in self.at
            }
            if not text(cells["Hodnota"]):
                continue
            before = len(self.plan.problems)
            found = self._line(line.number, cells)
            if len(self.plan.problems) > before or found is None:
                continue
            key = tuple(found.values[name] for name in KEY)
            if key in self.seen:
                told = _("Tentýž údaj už je na řádku %s.") % self.seen[key]
                self._wrong(line.number, "Hodnota", told)
                continue
            self.seen[key] = line.number
            yield found

    def _wrong(self, row: int, head: str, sentence: str) -> None:
        written = self.plan.table.headers[self.at[same_header(head)]]
        self.plan.problems.append(Problem(row, written, sentence))

    def _line(self, row: int, cells: dict[str, Any]) -> FigureLine | None:
        orp = self.orps.get(fold(text(cells["ORP"]).removeprefix("ORP ")))
        if orp is None:
            self._wrong(row, "ORP", _("Toto ORP neznáme. Napište název nebo čtyřmístný kód."))
        elif self.allowed is not None and orp.pk not in self.allowed:
            self._wrong(row, "ORP", _("Zapisovat smíte jen údaje svého ORP."))
        kind = self.kinds.get(fold(text(cells["Druh služby"])))
        if kind is None:
            self._wrong(row, "Druh služby", _("Takový druh služby zákon nezná. Opište název."))
        measure = self.measures.get(fold(text(cells["Veličina"])))
        if measure is None:
            words = ", ".join(str(label) for label in TerritorialFigure.Measure.labels)
            self._wrong(row, "Veličina", _("Veličina je jedna z: %s.") % words)
        year = self._number(row, "Rok", whole_number, cells["Rok"])
        if year is not None and year not in YEARS:
            self._wrong(row, "Rok", _("Rok je číslo od 2000 do 2100."))
        value = self._number(row, "Hodnota", number, cells["Hodnota"])
        if value is not None and not 0 <= value < _HIGHEST:
            self._wrong(row, "Hodnota", _("Hodnota nesmí být záporná ani delší než 14 míst."))
        detail, note = text(cells.get("Upřesnění")), text(cells.get("Poznámka"))
        for head, typed, limit in (("Upřesnění", detail, 100), ("Poznámka", note, 300)):
            if len(typed) > limit:
                self._wrong(row, head, _("Text je delší než %s znaků.") % limit)
        if None in (orp, kind, measure, year, value):
            if year is None and not text(cells["Rok"]):
                self._wrong(row, "Rok", _("Doplňte rok."))
            return None
        values = {
            "orp_id": orp.pk,
            "year": int(year),
            "kind": kind.slug,
            "measure": measure[0],
            "detail": detail,
            "value": str(round(value, 2)),
            "note": note,
        }
        return FigureLine(orp.name, kind.name, measure[1], values)

    def _number(self, row: int, head: str, read: Any, cell: Any) -> Any:
        try:
            return read(cell)
        except ValidationError as error:
            self._wrong(row, head, " ".join(error.messages))
            return None
