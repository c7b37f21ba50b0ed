"""Numbers in, SVG out: charts for pages and for paper, each with the table of its numbers. Pure.

Series differ by lightness and by words written at them, never by colour alone. Everything is said
by attributes, for pages allow no inline style and paper reads no stylesheet inside a drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from sitis.maps import Drawing
from sitis.paper import Column, Figure, Table

WIDTH, LABELS, RIGHT, ROW, TOP = 720, 210, 90, 30, 34
SHADES = ("#0b3d78", "#5b9bd5", "#c9d9ec", "#7a7a7a", "#e0c068")
INK, MUTED, LINE = "#1a1a1a", "#5c5c5c", "#c4c4c4"
LETTERS = 30  # of a label in one line

Number = Any  # int, float or Decimal; None is no number


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: Sequence[Number]


def bars(
    caption: str, labels: Sequence[str], values: Sequence[Number], *, unit: str, digits: int = 0
) -> Figure:
    """One bar a label, in the given order; ``unit`` says what is counted."""
    axis = Axis.over(values, LABELS, WIDTH - RIGHT)
    drawn = [_axis(axis, unit, len(labels) * ROW)]
    for at, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = TOP + at * ROW
        drawn.append(_label(label, y))
        drawn.append(_bar(axis, 0, value or 0, y + 4, ROW - 10, SHADES[0]))
        drawn.append(_value(axis, value, y, digits))
    table = _table(caption, labels, [Series(unit, values)], digits)
    return _figure(caption, drawn, TOP + len(labels) * ROW, table)


def grouped_bars(
    caption: str, labels: Sequence[str], series: Sequence[Series], *, unit: str, digits: int = 0
) -> Figure:
    """Two or three bars a label, such as a number in two years; the first group names its series."""
    every = [value for one in series for value in one.values]
    axis = Axis.over(every, LABELS, WIDTH - RIGHT)
    step = ROW - 10
    tall = step * len(series) + 12
    drawn = [_axis(axis, unit, len(labels) * tall)]
    for at, label in enumerate(labels):
        top = TOP + at * tall
        drawn.append(_label(label, top + (tall - ROW) / 2))
        for number, one in enumerate(series):
            y, value = top + number * step, one.values[at]
            drawn.append(_bar(axis, 0, value or 0, y + 2, step - 4, SHADES[number % 5]))
            drawn.append(_value(axis, value, y - 5, digits, one.name if at == 0 else ""))
    table = _table(caption, labels, series, digits)
    return _figure(caption, drawn, TOP + len(labels) * tall, table)


def stacked_bars(
    caption: str, labels: Sequence[str], series: Sequence[Series], *, unit: str, digits: int = 0
) -> Figure:
    """Parts of a whole beside one another, such as sources of money by year; none is negative."""
    sums = [sum((one.values[at] or 0) for one in series) for at in range(len(labels))]
    axis = Axis.over(sums, LABELS, WIDTH - RIGHT)
    drawn = [_axis(axis, unit, len(labels) * ROW)]
    for at, label in enumerate(labels):
        y, reached = TOP + at * ROW, 0
        drawn.append(_label(label, y))
        for number, one in enumerate(series):
            value = one.values[at] or 0
            drawn.append(_bar(axis, reached, reached + value, y + 4, ROW - 10, SHADES[number % 5]))
            reached += value
        drawn.append(_value(axis, sums[at], y, digits))
    bottom = TOP + len(labels) * ROW
    drawn.append(_key(series, bottom + 8))
    table = _table(caption, labels, series, digits)
    return _figure(caption, drawn, bottom + 24 * ceil(len(series) / 2) + 8, table)


def lines(
    caption: str, labels: Sequence[str], series: Sequence[Series], *, unit: str, digits: int = 0
) -> Figure:
    """How numbers went from left to right; each line bears its name at its end."""
    tall, left, right = 240, 70, WIDTH - 190
    every = [value for one in series for value in one.values]
    axis = Axis.over(every, TOP + tall, TOP)
    step = (right - left) / max(1, len(labels) - 1)
    drawn = [_text(left, TOP - 16, unit, size=12, fill=MUTED)]
    for tick in axis.ticks:
        y = axis(tick)
        drawn.append(_line(left, y, right, y))
        drawn.append(_text(left - 8, y + 4, _said(tick, axis.digits), anchor="end", size=12))
    for at, label in enumerate(labels):
        drawn.append(_text(left + at * step, TOP + tall + 20, label, anchor="middle", size=12))
    ends: list[float] = []
    for number, one in enumerate(series):
        points = [
            (left + at * step, axis(value))
            for at, value in enumerate(one.values)
            if value is not None
        ]
        shade, dashes = SHADES[number % 5], ("", ' stroke-dasharray="6 4"')[number % 2]
        spots = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        drawn.append(
            f'<polyline points="{spots}" fill="none" stroke="{shade}" stroke-width="3"{dashes}/>'
        )
        drawn.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{shade}"/>' for x, y in points)
        if points:
            y = _apart(points[-1][1], ends)
            ends.append(y)
            drawn.append(_text(right + 12, y + 4, one.name, size=13))
    return _figure(caption, drawn, TOP + tall + 30, _table(caption, labels, series, digits))


def pyramid(caption: str, ages: Sequence[str], left: Series, right: Series, *, unit: str) -> Figure:
    """People by age, youngest at the bottom: one series to the left of the ages, one to the right."""
    middle, half = WIDTH / 2, WIDTH / 2 - 60
    most = max([1, *(value or 0 for one in (left, right) for value in one.values)])
    scale = (half - 60) / float(most)
    drawn = [
        _text(middle - 60, 20, left.name, anchor="end", size=14),
        _text(middle + 60, 20, right.name, size=14),
        _text(WIDTH, 20, unit, anchor="end", size=12, fill=MUTED),
    ]
    for at, age in enumerate(reversed(ages)):
        row = len(ages) - 1 - at
        y = TOP + at * 24
        drawn.append(_text(middle, y + 15, age, anchor="middle", size=12))
        for one, shade, side in ((left, SHADES[0], -1), (right, SHADES[1], 1)):
            long = float(one.values[row] or 0) * scale
            x = middle + side * 45 - (long if side < 0 else 0)
            drawn.append(_rect(x, y + 2, long, 18, shade))
            end = middle + side * (45 + long + 6)
            anchor = "end" if side < 0 else "start"
            drawn.append(_text(end, y + 15, _said(one.values[row], 0), anchor=anchor, size=12))
    table = _table(caption, ages, [left, right], 0)
    return _figure(caption, drawn, TOP + len(ages) * 24, table)


def territory_map(
    caption: str,
    drawing: Drawing,
    names: Mapping[str, str],
    values: Mapping[str, Number],
    *,
    unit: str = "",
    here: Iterable[str] = (),
    digits: int = 0,
) -> Figure:
    """Outlines shaded by number (darker is more) with the number written in; ``here`` are drawn bold."""
    known = [float(value) for value in values.values() if value is not None]
    least, most = (min(known), max(known)) if known else (0.0, 0.0)
    chosen = set(here)
    said = {
        code: {"name": name, "code": code, "value": values.get(code)}
        for code, name in names.items()
    }
    drawn = []
    areas = drawing.areas(said)
    for area in areas:
        level = _level(area.get("value"), least, most)
        shade = ("#f4f7fb", "#dbe7f4", "#bcd3ea", "#93b9de", "#6a9fd0")[level]
        if not values and area.get("code") in chosen:
            shade = "#93b9de"
        drawn.append(f'<path d="{area["path"]}" fill="{shade}" stroke="{INK}" stroke-width="1"/>')
    drawn.extend(
        f'<path d="{line}" fill="none" stroke="{INK}" stroke-width="3"/>' for line in drawing.lines
    )
    for area in areas:
        bold = ' font-weight="700"' if area.get("code") in chosen else ""
        for words, y in area["name_lines"]:
            drawn.append(_text(area["x"], y, words, anchor="middle", size=19, more=bold))
        if area.get("value") is not None:
            number = _said(area["value"], digits)
            drawn.append(_text(area["x"], area["y"] + 2, number, anchor="middle", size=19))
    rows = [[name, _said(values.get(code), digits)] for code, name in names.items()]
    columns = [Column(_("Území")), Column(unit, align="right")]
    table = Table(caption, columns, rows) if values else None
    return _figure(caption, drawn, drawing.projection.height, table, width=1000)


def _level(value: Number, least: float, most: float) -> int:
    """One of five shades; all alike where all numbers are."""
    if value is None or most == least:
        return 0
    return min(4, int((float(value) - least) / (most - least) * 5))


# -- axis ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Axis:
    """From numbers to units of the drawing, with round ticks; zero is always on it."""

    ticks: tuple[float, ...]
    start: float
    end: float
    digits: int

    @classmethod
    def over(cls, values: Iterable[Number], start: float, end: float) -> "Axis":
        known = [float(value) for value in values if value is not None]
        low, high = min([0.0, *known]), max([0.0, *known])
        if high - low < 1e-6:
            high = low + 1
        step = _round_step((high - low) / 4)
        first, last = floor(low / step), ceil(high / step)
        digits = max(0, -floor(log10(step)))
        ticks = tuple(round(step * at, digits) for at in range(first, last + 1))
        return cls(ticks, start, end, min(digits, 2))

    def __call__(self, value: Number) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + (float(value) - low) / (high - low) * (self.end - self.start)


def _round_step(rough: float) -> float:
    """1, 2 or 5 with zeros, at least ``rough``.

    >>> _round_step(0.3), _round_step(17), _round_step(5)
    (0.5, 20.0, 5.0)
    """
    power = 10.0 ** floor(log10(rough))
    return next(round(power * one, 12) for one in (1, 2, 5, 10) if power * one >= rough)


def _apart(y: float, taken: Sequence[float]) -> float:
    """``y`` moved down until no name of another line stands there."""
    while any(abs(y - one) < 16 for one in taken):
        y += 16
    return y


# -- marks ---------------------------------------------------------------------------------------


def _axis(axis: Axis, unit: str, tall: float) -> str:
    marks = [_text(WIDTH, 12, unit, anchor="end", size=12, fill=MUTED)]
    for tick in axis.ticks:
        x = axis(tick)
        marks.append(_line(x, TOP - 4, x, TOP + tall))
        marks.append(_text(x, TOP - 8, _said(tick, axis.digits), anchor="middle", size=12))
    return "".join(marks)


def _label(words: str, y: float) -> str:
    """A long label in two lines, the rest of a longer one left to the table."""
    first, second = _two_lines(words)
    if not second:
        return _text(LABELS - 10, y + 19, first, anchor="end", size=13)
    return _text(LABELS - 10, y + 13, first, anchor="end", size=12) + _text(
        LABELS - 10, y + 26, second, anchor="end", size=12
    )


def _two_lines(words: str, letters: int = LETTERS) -> tuple[str, str]:
    """
    >>> _two_lines("domov pro seniory"), _two_lines("sociálně aktivizační služby pro rodiny s dětmi")
    (('domov pro seniory', ''), ('sociálně aktivizační služby', 'pro rodiny s dětmi'))
    """
    if len(words) <= letters:
        return words, ""
    at = words.rfind(" ", 0, letters + 1)
    at = at if at > 0 else letters
    rest = words[at:].strip()
    return words[:at], rest if len(rest) <= letters else f"{rest[: letters - 1]}…"


def _bar(axis: Axis, low: Number, high: Number, y: float, tall: float, shade: str) -> str:
    left, right = sorted((axis(low), axis(high)))
    return _rect(left, y, right - left, tall, shade)


def _value(axis: Axis, value: Number, y: float, digits: int, name: str = "") -> str:
    """The number at the end of its bar, with the name of the series where it is new."""
    at = axis(max(value or 0, 0)) + 6
    words = _said(value, digits)
    return _text(at, y + 19, f"{words} ({name})" if name else words, size=12)


def _key(series: Sequence[Series], top: float) -> str:
    marks = []
    for number, one in enumerate(series):
        x, y = LABELS + (number % 2) * 250, top + (number // 2) * 24
        marks.append(_rect(x, y, 16, 16, SHADES[number % 5]))
        marks.append(_text(x + 24, y + 13, one.name, size=12))
    return "".join(marks)


def _rect(x: float, y: float, wide: float, tall: float, shade: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{shade}" '
        f'stroke="{INK}" stroke-width="0.5"/>'
    )


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{LINE}" stroke-width="1"/>'


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 13,
    fill: str = INK,
    more: str = "",
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="Roboto" '
        f'font-size="{size}" fill="{fill}"{more}>{escape(words)}</text>'
    )


def _said(value: Number, digits: int) -> str:
    if value is None:
        return "–"
    return str(number_format(round(value, digits), digits, use_l10n=True, force_grouping=True))


def _table(caption: str, labels: Sequence[str], series: Sequence[Series], digits: int) -> Table:
    columns = [Column(""), *(Column(one.name, align="right") for one in series)]
    rows = [
        [label, *(_said(one.values[at], digits) for one in series)]
        for at, label in enumerate(labels)
    ]
    return Table(caption, columns, rows)


def _figure(
    caption: str, drawn: Iterable[str], tall: float, table: Table | None, width: int = WIDTH
) -> Figure:
    """``title`` comes first: readers and PDF/UA name the drawing by it."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" '
        f'viewBox="0 0 {width} {tall:.0f}"><title>{escape(caption)}</title>{"".join(drawn)}</svg>'
    )
    return Figure(caption, mark_safe(svg), table)
