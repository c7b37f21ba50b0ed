"""A list of priorities of other plans, read from a table."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from planning.models import Cycle, EarlierPriority, Theme
from sitis.territory.models import Orp
from sitis.words import fold
from sitis.workbooks import Problem, Table, read_table, same_header
from sitis.workbooks.values import text, whole_number

#: Field -> heads of columns under which it is known.
COLUMNS = {
    "title": ("Priorita", "Název priority"),
    "plan_name": ("Plán", "Z plánu"),
    "orp": ("ORP",),
    "years": ("Období", "Roky"),
    "rank": ("Pořadí", "Pořadí v plánu"),
    "themes": ("Témata", "Téma"),
}
LIMITS = {"title": 300, "plan_name": 200, "years": 20}


@dataclass(slots=True)
class EarlierList:
    table: Table
    rows: list[tuple[EarlierPriority, list[Theme]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_earlier(content: bytes, cycle: Cycle, allowed: set[str] | None) -> EarlierList:
    """Rows of the list for ``cycle``; ``allowed``: ORPs the person may write for, None is all.

    Raises UnreadableTable.
    """
    table = read_table(content, expected=[head for heads in COLUMNS.values() for head in heads])
    at = {same_header(head): place for place, head in enumerate(table.headers)}
    places = {
        name: next((at[same_header(head)] for head in heads if same_header(head) in at), None)
        for name, heads in COLUMNS.items()
    }
    found = EarlierList(table)
    for name in ("title", "plan_name"):
        if places[name] is None:
            told = _("V tabulce chybí sloupec „%s“.") % COLUMNS[name][0]
            found.problems.append(Problem(table.header_row, "", told))
    if found.problems:
        return found
    orps = {fold(key): orp for orp in Orp.objects.all() for key in (orp.name, orp.code)}
    themes = {fold(key): one for one in Theme.objects.all() for key in (one.name, one.slug)}
    for line in table.lines:
        cells = {
            name: line.cells[place] if place is not None else None for name, place in places.items()
        }
        row = EarlierPriority(cycle=cycle)
        tags: list[Theme] = []
        before = len(found.problems)

        def wrong(name: str, sentence: str, number: int = line.number) -> None:
            found.problems.append(Problem(number, table.headers[places[name] or 0], sentence))

        for name, limit in LIMITS.items():
            value = text(cells[name])
            if len(value) > limit:
                wrong(name, _("Text je delší než %s znaků.") % limit)
            elif not value and name != "years":
                wrong(name, _("Doplňte tento údaj."))
            setattr(row, name, value)
        _read_rank(row, cells["rank"], wrong)
        word = text(cells["orp"])
        if word:
            row.orp = orps.get(fold(word.removeprefix("ORP ")))
            if row.orp is None:
                wrong("orp", _("ORP „%s“ neznáme. Napište název nebo čtyřmístný kód.") % word[:60])
        if allowed is not None and row.orp_id not in allowed and len(found.problems) == before:
            wrong(
                "orp" if places["orp"] is not None else "title",
                _("Zapisovat smíte jen za své ORP."),
            )
        for name in filter(None, (part.strip() for part in text(cells["themes"]).split(";"))):
            if fold(name) in themes:
                tags.append(themes[fold(name)])
            else:
                wrong(
                    "themes", _("Téma „%s“ ve slovníku není. Oddělujte je středníkem.") % name[:60]
                )
        if len(found.problems) == before:
            found.rows.append((row, tags))
    return found


def _read_rank(row: EarlierPriority, cell: Any, wrong: Any) -> None:
    try:
        row.rank = whole_number(cell)
    except ValidationError as error:
        wrong("rank", " ".join(error.messages))
        return
    if row.rank is not None and not 0 < row.rank < 1000:
        wrong("rank", _("Pořadí je číslo od 1 do 999."))
