"""A plan in words: lines for the terminal and rows for the workbook."""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from providers.importers.outlets import ChangeLine, Line, ProblemLine, What
from providers.importers.tables import CODE_LISTS, SERVICE, TABLES, typed
from providers.models import Provider
from sitis.workbooks.writing import write_xlsx

#: A row as a whole, where the question is whether it exists at all.
WHOLE = {
    "service": _lazy("celá služba"),
    "provider": _lazy("celý poskytovatel"),
    "form": _lazy("celá forma"),
    "capacity": _lazy("celá kapacita"),
    "hours": _lazy("celá provozní doba"),
    "facility": _lazy("celé zařízení"),
    "target_group": _lazy("celá cílová skupina"),
    "age_group": _lazy("celá věková skupina"),
    "scope": _lazy("celá rozšířená působnost"),
    "document": _lazy("celý dokument"),
    "contact": _lazy("celý kontakt"),
    "provider_contact": _lazy("celý kontakt"),
}
HEADERS = ("Co", "Identifikátor", "Čeho se týká", "Název", "Pole", "Před", "Po", "Kde", "Důvod")


class Wording:
    """Names of tables, fields and values as people know them. Reads each code list once."""

    def __init__(self) -> None:
        self._names: dict[str, dict[str, str]] = {}
        self._whats = dict(What.choices)

    def what(self, line: ChangeLine) -> str:
        return str(self._whats[What(line.what)])

    def table(self, name: str) -> str:
        return str(TABLES[name].model._meta.verbose_name)

    def field(self, table: str, name: str) -> str:
        if name == "rows":
            return _("co k ní patří")
        if not name:
            return str(WHOLE.get(table, _("celý záznam")))
        return str(getattr(TABLES[table].model._meta.get_field(name), "verbose_name", name))

    def subject(self, table: str, name: str) -> str:
        """What a difference is about: "kapacita: počet", or "celá služba"."""
        if not name:
            return self.field(table, name)
        if name == TABLES[table].held:
            return f"{self.table(table)}: {_('národní registr uvádí navíc')}"
        return f"{self.table(table)}: {self.field(table, name)}"

    def value(self, table: str, name: str, value: Any) -> str:
        """``value`` of the import's JSON as a person writes it; empty is a dash."""
        if value is None or value == "":
            return "–"
        if name == TABLES[table].held and isinstance(value, dict):  # a row that waits
            return ", ".join(self.value(table, key, one) for key, one in value.items())
        if name == "rows":
            return ", ".join(f"{self.table(key)} {count}×" for key, count in value.items())
        if name in CODE_LISTS:
            return self._named(name, value)
        if name == "provider":
            return self._provider(value)
        field = TABLES[table].model._meta.get_field(name)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("ano") if value else _("ne")
        kind = field.get_internal_type()
        if kind == "DateField":
            return self._day(value)
        if kind == "DecimalField":
            return str(number_format(typed(TABLES[table].model, name, value)))
        return str(value)

    def _day(self, value: Any) -> str:
        try:
            return str(date_format(typed(SERVICE.model, "provided_from", value)))
        except (TypeError, ValueError):
            return str(value)

    def _named(self, name: str, code: str) -> str:
        if name not in self._names:
            rows = CODE_LISTS[name]._default_manager.values_list("rpss_code", "name")
            self._names[name] = dict(rows)
        return self._names[name].get(code, code)

    def _provider(self, key: str) -> str:
        if "provider" not in self._names:
            rows = Provider.objects.exclude(source_key="").values_list("source_key", "name")
            self._names["provider"] = dict(rows.iterator())
        name = self._names["provider"].get(key)
        return f"{name} ({key})" if name else key


def in_words(lines: Iterable[Line]) -> Iterator[str]:
    """Lines for the terminal; a field of a changed row stands on a line of its own."""
    wording = Wording()
    for line in lines:
        if isinstance(line, ProblemLine):
            head = _("upozornění") if line.is_flag else _("ODMÍTNUTO")
            yield f"{head}: {line.path} [{line.identifier}] {line.reason}"
            continue
        if line.what == What.REMEMBERED:
            continue
        head = f"{wording.what(line)}: {wording.table(line.table)} {line.identifier} {line.label}"
        yield head
        if line.what != What.NEW:
            for name, (before, after) in line.fields.items():
                field = wording.field(line.table, name)
                old, new = (wording.value(line.table, name, value) for value in (before, after))
                yield f"    {field}: {old} → {new}"


def write_report(stream: BinaryIO, lines: Iterable[Line]) -> None:
    """The plan as a workbook: one row for each field, for each refusal and each flag."""
    write_xlsx(stream, HEADERS, _rows(lines), sheet="Import")  # type: ignore[arg-type]


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, ...]]:
    wording = Wording()
    for line in lines:
        if isinstance(line, ProblemLine):
            what = _("upozornění") if line.is_flag else _("odmítnuto")
            yield (what, line.identifier, "", "", "", "", "", line.path, line.reason)
            continue
        if line.what == What.REMEMBERED:
            continue
        head = (wording.what(line), line.identifier, wording.table(line.table), line.label)
        if not line.fields:
            yield (*head, "", "", "", "", "")
        for name, (before, after) in line.fields.items():
            old, new = (wording.value(line.table, name, value) for value in (before, after))
            yield (*head, wording.field(line.table, name), old, new, "", "")
