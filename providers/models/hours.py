"""Opening hours as people write them: "po–pá 8.00–12.00, 13.00–16.00"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.models.provision import OpeningHours

DAYS = tuple(map(gettext_lazy, ("po", "út", "st", "čt", "pá", "so", "ne")))
MIDNIGHT = time()


@dataclass(frozen=True, slots=True)
class FormHours:
    """One form and purpose: ``title`` "ambulantní, po objednání", ``lines`` of same days."""

    title: str
    lines: list[str]


def in_words(rows: Iterable[OpeningHours]) -> list[FormHours]:
    """``rows`` of one service in their order, each with its form loaded; same days joined."""
    return [
        FormHours(_title(form, purpose), _lines(list(group)))
        for (form, purpose), group in groupby(rows, lambda row: (row.form.name, row.purpose))
    ]


def span_in_words(opens: time, closes: time) -> str:
    """Hours of one day; closing at 0.00 is midnight at its end."""
    end = "24.00" if closes == MIDNIGHT else time_format(closes)
    return f"{time_format(opens)}–{end}"


def _title(form: str, purpose: str) -> str:
    if purpose == OpeningHours.Purpose.OPEN:
        return form
    return f"{form}, {OpeningHours.Purpose(purpose).label}"


def _lines(rows: list[OpeningHours]) -> list[str]:
    days = {
        day: ", ".join(_span(row) for row in group)
        for day, group in groupby(rows, lambda row: row.weekday)
    }
    lines: list[tuple[list[int], str]] = []
    for day, said in days.items():
        if lines and lines[-1][1] == said and lines[-1][0][-1] == day - 1:
            lines[-1][0].append(day)
        else:
            lines.append(([day], said))
    if len(days) == len(DAYS) and set(days.values()) == {span_in_words(MIDNIGHT, MIDNIGHT)}:
        return [_("nepřetržitě")]
    return [f"{_days(week)} {said}" for week, said in lines]


def _span(row: OpeningHours) -> str:
    said = span_in_words(row.opens, row.closes)
    return f"{said} ({row.note})" if row.note else said


def _days(days: list[int]) -> str:
    first, last = str(DAYS[days[0] - 1]), str(DAYS[days[-1] - 1])
    if len(days) == 1:
        return first
    return f"{first}, {last}" if len(days) == 2 else f"{first}–{last}"
