"""Two versions of a plan row by row: what was added, removed or changed. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any

from planning.lines import Line


@dataclass(frozen=True, slots=True)
class Cell:
    """One field that differs, by its name in the line."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class RowChange:
    """``old`` is None for an added row, ``new`` for a removed one; ``cells`` differ in a changed one."""

    old: Line | None
    new: Line | None
    cells: tuple[Cell, ...] = ()

    @property
    def what(self) -> str:
        if self.old is None:
            return "added"
        return "removed" if self.new is None else "changed"

    @property
    def line(self) -> Any:
        """The row as it is, or as it was."""
        return self.new or self.old


def compare_rows(
    old: Iterable[Line], new: Iterable[Line], key: Callable[[Any], Any]
) -> list[RowChange]:
    """Rows that differ, in the order of ``new`` with the removed ones last.

    >>> from planning.lines import SwotLine
    >>> was = SwotLine("strength", "Síť", "", ())
    >>> now = SwotLine("strength", "Síť", "senioři", ())
    >>> [change.cells for change in compare_rows([was], [now], lambda line: line.text)]
    [(Cell(name='audience', old='', new='senioři'),)]
    """
    before = {key(line): line for line in old}
    found = []
    for line in new:
        was = before.pop(key(line), None)
        if was is None:
            found.append(RowChange(None, line))
        elif was != line:
            found.append(RowChange(was, line, _differing(was, line)))
    return found + [RowChange(line, None) for line in before.values()]


def _differing(old: Line, new: Line) -> tuple[Cell, ...]:
    pairs = ((one.name, getattr(old, one.name), getattr(new, one.name)) for one in fields(new))
    return tuple(Cell(*pair) for pair in pairs if pair[1] != pair[2])
