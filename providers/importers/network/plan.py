"""What a network list would do to a version: new, changed, missing, refused, ambiguous rows.

A column that the file does not have is not compared: a list without ORPs changes no territory.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.importers.network.reading import (
    EXPECTED,
    FORM_WORDS,
    UNIT_WORDS,
    CodeBook,
    Columns,
    Row,
    is_all_groups,
    is_whole_region,
    plain,
    rows_of,
)
from providers.models import (
    CapacityUnit,
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
    ProvisionForm,
    Service,
    ServiceKind,
    TargetGroup,
)
from providers.models.network_import import NetworkImportLine
from providers.network import BEDS, STAFF, usual_unit
from sitis.resolutions import Resolution
from sitis.territory.models import District, Orp
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


UNKNOWN = {
    "target_group": gettext_lazy(
        "Cílovou skupinu „%s“ neznáme. Napište jednu z číselníku, nebo nic."
    ),
    "resolution": gettext_lazy("Usnesení „%s“ neznáme. Nejdřív je založte ve správě."),
    "financing": gettext_lazy("Způsob financování „%s“ neznáme."),
    "orp": gettext_lazy("ORP „%s“ v kraji neznáme."),
    "district": gettext_lazy("Okres „%s“ v kraji neznáme."),
    "category": gettext_lazy("Kategorii „%s“ neznáme. Založte ji ve správě, nebo opravte název."),
    "unit": gettext_lazy("Jednotku „%s“ neznáme."),
}


class RowRefused(Exception):
    """The row is left out; ``column`` is the field of the file, empty for the row as a whole."""

    def __init__(self, column: str, reason: str, *, ambiguous: bool = False) -> None:
        super().__init__(reason)
        self.column, self.reason, self.ambiguous = column, reason, ambiguous


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


class _Planner:
    """Everything the rows are compared with, read in a few queries whatever their number."""

    def __init__(
        self, version: NetworkVersion, columns: Columns, rows: list[Row], plan: Plan
    ) -> None:
        self.version, self.columns, self.rows, self.plan = version, columns, rows, plan
        identifiers = {row.cells.get("identifier") for row in rows} - {None, ""}
        icos = {row.cells.get("ico") for row in rows} - {None, ""}
        loaded = Service.objects.select_related("provider", "kind")
        items = version.items.select_related("service__provider", "service__kind")
        self.items = list(items.order_by("pk"))
        self.by_identifier = {
            one.identifier: one for one in loaded.filter(identifier__in=identifiers)
        }
        self.by_provider: dict[tuple[str, int], list[Service]] = {}
        for one in loaded.filter(provider__ico__in=icos).order_by("identifier"):
            self.by_provider.setdefault((one.provider.ico, one.kind_id), []).append(one)
        self._books()
        self.existing: dict[tuple[int, int], list[NetworkItem]] = {}
        for item in self.items:
            self.existing.setdefault((item.service_id, item.form_id), []).append(item)
        self.taken: dict[int, int] = {}  # item -> row of the file that speaks of it
        self.seen: dict[tuple[Any, ...], int] = {}  # key of a new item -> its row
        self.compared = {column for name in columns.place for column in SPEAKS_OF.get(name, ())}

    def _books(self) -> None:
        forms = ProvisionForm.objects.values_list("pk", "name", "slug", "rpss_code")
        units = CapacityUnit.objects.values_list("pk", "name", "slug", "rpss_code")
        groups = TargetGroup.objects.values_list("pk", "name", "slug", "rpss_code")
        categories = NetworkCategory.objects.values_list("pk", "name", "slug")
        kinds = ServiceKind.objects.values_list("pk", "name", "slug", "section")
        orps = Orp.objects.values_list("pk", "name")
        districts = District.objects.values_list("pk", "name")
        resolutions = Resolution.objects.values_list("pk", "number")
        self.form_slug = {pk: slug for pk, _name, slug, _code in forms}
        self.unit_slug = {slug: pk for pk, _name, slug, _code in units}
        self.name = {
            "form_id": {row[0]: row[1] for row in forms},
            "unit_id": {row[0]: row[1] for row in units},
            "target_group_id": {row[0]: row[1] for row in groups},
            "category_id": {row[0]: row[1] for row in categories},
            "orp_id": dict(orps),
            "district_id": dict(districts),
            "resolution_id": dict(resolutions),
            "financing": dict(NetworkItem.Financing.choices),
        }
        self.forms = CodeBook({row[0]: row[1:] for row in forms}, FORM_WORDS)
        self.units = CodeBook({row[0]: row[1:] for row in units}, UNIT_WORDS)
        self.groups = CodeBook({row[0]: row[1:] for row in groups})
        self.categories = CodeBook({row[0]: row[1:] for row in categories})
        self.kinds = CodeBook({row[0]: row[1:] for row in kinds})
        self.orps = CodeBook({row[0]: row for row in orps})
        self.districts = CodeBook({row[0]: row for row in districts})
        self.resolutions = CodeBook({row[0]: row[1:] for row in resolutions})
        self.financing = CodeBook(
            {value: (str(label), value) for value, label in NetworkItem.Financing.choices}
        )
        basic = [row[0] for row in categories if row[2] == "basic"]
        known = [row[0] for row in categories]
        self.usual_category = basic[0] if basic else known[0] if len(known) == 1 else None

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

    def _service(self, row: Row) -> Service:
        kind = self._kind(row)
        identifier, ico = row.cells.get("identifier"), row.cells.get("ico")
        if identifier:
            service = self.by_identifier.get(identifier)
            if service is None:
                raise RowRefused("identifier", _("Služba %s v registru není.") % identifier)
            if ico and service.provider.ico != ico:
                raise RowRefused(
                    "ico",
                    _("Služba %(identifier)s patří poskytovateli s IČO %(ico)s.")
                    % {"identifier": identifier, "ico": service.provider.ico or "–"},
                )
            if kind is not None and service.kind_id != kind:
                raise RowRefused(
                    "kind",
                    _("Služba %(identifier)s je v registru jiného druhu: %(kind)s.")
                    % {"identifier": identifier, "kind": service.kind.name},
                )
            return service
        if not ico or kind is None:
            raise RowRefused("identifier", _("Doplňte identifikátor služby, nebo IČO a druh."))
        found = self.by_provider.get((ico, kind), [])
        name = plain(row.cells.get("name") or "")
        if len(found) > 1 and name:
            found = [one for one in found if plain(one.name) == name] or found
        if not found:
            raise RowRefused("ico", _("Poskytovatel s tímto IČO takovou službu v registru nemá."))
        if len(found) > 1:
            listed = ", ".join(one.identifier for one in found[:5])
            raise RowRefused(
                "identifier",
                _("Takových služeb má poskytovatel víc: %s. Doplňte identifikátor.") % listed,
                ambiguous=True,
            )
        return found[0]

    def _kind(self, row: Row) -> int | None:
        cell = row.cells.get("kind")
        if not cell:
            return None
        without_section = re.sub(r"^§?\s*[0-9]+[a-z]?\s+", "", cell.partition("(")[0].strip())
        kind = self.kinds.find(cell)
        if kind is None:
            kind = self.kinds.find(without_section)
        if kind is None:
            raise RowRefused("kind", _("Druh služby „%s“ neznáme.") % cell[:60])
        return int(kind)

    def _form(self, row: Row) -> int:
        cell = row.cells.get("form") or ""
        found = self.forms.find(cell)
        if found is None:
            raise RowRefused(
                "form",
                _("Formu „%s“ neznáme. Na řádku je jedna: terénní, ambulantní, nebo pobytová.")
                % cell[:60],
            )
        return int(found)

    def _amounts(self, row: Row) -> list[tuple[str, Decimal]]:
        """Columns with units in this row; a list may hold beds and staff in two of them."""
        found = [
            (name, row.cells[name])
            for name in ("amount", "beds", "staff")
            if row.cells.get(name) is not None
        ]
        if not found:
            column = next(name for name in ("amount", "beds", "staff") if name in self.columns)
            raise RowRefused(column, _("Chybí počet jednotek."))
        if len(found) > 1 and found[0][0] == "amount":
            raise RowRefused("amount", _("Počet je na řádku dvakrát, nechte jen jeden."))
        return found

    def _values(
        self, row: Row, service: Service, form: int, column: str, amount: Decimal
    ) -> dict[str, Any]:
        orp, district = self._territory(row)
        values = {
            "service_id": service.pk,
            "form_id": form,
            "target_group_id": self._group(row),
            "orp_id": orp,
            "district_id": district,
            "category_id": self._category(row),
            "unit_id": self._unit(row, column, form, service),
            "amount": amount,
            "valid_from": row.cells.get("valid_from"),
            "valid_to": row.cells.get("valid_to"),
            "mandate_number": (row.cells.get("mandate_number") or "")[:60],
            "resolution_id": self._found(row, "resolution", self.resolutions),
            "financing": self._found(row, "financing", self.financing) or "",
            "note": row.cells.get("note") or "",
        }
        self._check_days(values)
        return values

    def _found(self, row: Row, name: str, book: CodeBook) -> Any:
        cell = row.cells.get(name)
        if not cell:
            return None
        found = book.find(cell)
        if found is None:
            raise RowRefused(name, str(UNKNOWN[name]) % cell[:60])
        return found

    def _group(self, row: Row) -> int | None:
        if is_all_groups(row.cells.get("target_group") or ""):
            return None
        found: int = self._found(row, "target_group", self.groups)
        return found

    def _territory(self, row: Row) -> tuple[str | None, str | None]:
        orp = self._place(row, "orp", self.orps)
        district = self._place(row, "district", self.districts)
        if orp is not None:
            return orp, None  # a list often names the okres beside the ORP
        if district is not None:
            return None, district
        cell = row.cells.get("place") or ""
        if not cell or is_whole_region(cell):
            return None, None
        for prefix, book, first in (("orp", self.orps, True), ("okres", self.districts, False)):
            named = plain(cell).removeprefix(f"{prefix} ")
            if plain(cell).startswith(f"{prefix} ") and (found := book.find(named)):
                return (found, None) if first else (None, found)
        found_orp, found_district = self.orps.find(cell), self.districts.find(cell)
        if found_orp and found_district:
            raise RowRefused(
                "place",
                _("„%s“ je ORP i okres. Napište „ORP …“ nebo „okres …“.") % cell[:60],
                ambiguous=True,
            )
        if not found_orp and not found_district:
            raise RowRefused("place", _("Území „%s“ v kraji neznáme.") % cell[:60])
        return found_orp, None if found_orp else found_district

    def _place(self, row: Row, name: str, book: CodeBook) -> str | None:
        cell = row.cells.get(name) or ""
        if not cell or is_whole_region(cell):
            return None
        found: str = self._found(row, name, book)
        return found

    def _category(self, row: Row) -> int:
        found = self._found(row, "category", self.categories) or self.usual_category
        if found is None:
            raise RowRefused("category", _("Doplňte kategorii, kraj jich má víc."))
        return int(found)

    def _unit(self, row: Row, column: str, form: int, service: Service) -> int:
        if column in {"beds", "staff"}:
            slug = BEDS if column == "beds" else STAFF
        elif found := self._found(row, "unit", self.units):
            return int(found)
        else:
            slug = usual_unit(self.form_slug[form], service.kind.slug)
        if slug not in self.unit_slug:
            raise RowRefused("unit", _("Doplňte jednotku."))
        return self.unit_slug[slug]

    def _check_days(self, values: dict[str, Any]) -> None:
        first, last, version = values["valid_from"], values["valid_to"], self.version
        if first and last and last < first:
            raise RowRefused("valid_to", _("Poslední den nesmí být dřív než první."))
        if first and version.valid_to and first > version.valid_to:
            raise RowRefused("valid_from", _("Položka by v této verzi neplatila ani jeden den."))
        if last and last < version.valid_from:
            raise RowRefused("valid_to", _("Položka by v této verzi neplatila ani jeden den."))

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
