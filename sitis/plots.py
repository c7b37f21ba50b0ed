"""How one stands among others: box plot, sorted bars, quadrant. Numbers in, SVG with a table out.

As in ``charts`` everything is said by attributes and by words written at the marks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.translation import gettext as _

from sitis.charts import (
    INK,
    LABELS,
    MUTED,
    RIGHT,
    ROW,
    SHADES,
    TOP,
    WIDTH,
    Axis,
    Number,
    _apart,
    _axis,
    _bar,
    _figure,
    _label,
    _line,
    _rect,
    _round_step,
    _said,
    _text,
    _two_lines,
    _value,
)
from sitis.paper import Column, Figure, Table

OWN = "#b5540a"
WIDE_LABELS, WIDE_LETTERS = 290, 46  # beside box plots under one another: names of groups are long


@dataclass(frozen=True, slots=True)
class Mark:
    """A value that has a name: one's own service, or each of them for who may know."""

    name: str
    value: Number
    is_own: bool = True


def around(values: Sequence[Number], start: float, end: float) -> Axis:
    """An axis over the values themselves: zero is on it only if it lies near."""
    known = [float(value) for value in values if value is not None]
    low, high = min(known), max(known)
    spare = (high - low) * 0.08 or abs(high) * 0.1 or 1
    step = _round_step((high - low + 2 * spare) / 4)
    first, last = floor((low - spare) / step), ceil((high + spare) / step)
    if low >= 0:
        first = max(first, 0)
    digits = max(0, -floor(log10(step)))
    ticks = tuple(round(step * at, digits) for at in range(first, last + 1))
    return Axis(ticks, start, end, min(digits, 2))


def box_plot(
    caption: str,
    *,
    unit: str,
    digits: int,
    median: Number,
    q1: Number = None,
    q3: Number = None,
    low: Number = None,
    high: Number = None,
    own: Sequence[Mark] = (),
) -> Figure:
    """Half of the group between ``q1`` and ``q3``; whiskers only for who may see the ends."""
    ends = [value for value in (low, q1, median, q3, high) if value is not None]
    axis = around([*ends, *(mark.value for mark in own)], 30, WIDTH - 30)
    middle, tall = TOP + 52, 104
    drawn = [_axis(axis, unit, tall)]
    if low is not None and high is not None:
        drawn.append(_stroke(axis(low), middle, axis(high), middle))
        drawn += [_stroke(axis(end), middle - 10, axis(end), middle + 10) for end in (low, high)]
    if q1 is not None and q3 is not None:
        left, right = axis(q1), axis(q3)
        drawn.append(_rect(left, middle - 20, max(right - left, 1), 40, SHADES[2]))
    drawn.append(_stroke(axis(median), middle - 24, axis(median), middle + 24, 4))
    words = f"{_('medián')} {_said(median, digits)}"
    drawn.append(_text(axis(median), middle - 30, words, anchor="middle", size=12))
    taken: list[float] = []
    for mark in own:
        x = axis(mark.value)
        drawn.append(_diamond(x, middle))
        y = _apart(TOP + tall + 16, taken)
        taken.append(y)
        drawn.append(_line(x, middle + 8, x, y - 11))
        said = f"{mark.name}: {_said(mark.value, digits)}"
        anchor = "end" if x > WIDTH * 0.7 else "start" if x < WIDTH * 0.3 else "middle"
        drawn.append(_text(x, y, said, anchor=anchor, size=13, fill=OWN, more=_BOLD))
    rows = [
        (_("nejméně"), low), (_("1. kvartil"), q1), (_("medián"), median),
        (_("3. kvartil"), q3), (_("nejvíce"), high),
    ]  # fmt: skip
    table = _pairs(
        caption,
        unit,
        [*(one for one in rows if one[1] is not None), *((mark.name, mark.value) for mark in own)],
        digits,
    )
    return _figure(caption, drawn, TOP + tall + 16 * max(len(own), 1) + 10, table)


@dataclass(frozen=True, slots=True)
class Box:
    """One row of many box plots; the ends only for who may see them."""

    name: str
    median: Number
    q1: Number = None
    q3: Number = None
    low: Number = None
    high: Number = None


def box_rows(caption: str, boxes: Sequence[Box], *, unit: str, digits: int) -> Figure:
    """Groups under one another on one axis: half of each between its quartiles, the median across."""
    every = [end for box in boxes for end in (box.low, box.q1, box.median, box.q3, box.high)]
    axis = around(every, WIDE_LABELS, WIDTH - RIGHT)
    tall = ROW + 6
    drawn = [_axis(axis, unit, len(boxes) * tall)]
    for at, box in enumerate(boxes):
        y = TOP + at * tall
        middle, right = y + tall / 2, axis(box.median)
        for line, words in enumerate(part for part in _two_lines(box.name, WIDE_LETTERS) if part):
            drawn.append(_text(0, y + 16 + 14 * line, words, size=12))
        if box.low is not None and box.high is not None:
            drawn.append(_stroke(axis(box.low), middle, axis(box.high), middle))
            right = max(right, axis(box.high))
        if box.q1 is not None and box.q3 is not None:
            left, right = axis(box.q1), max(right, axis(box.q3))
            drawn.append(_rect(left, y + 8, max(axis(box.q3) - left, 1), tall - 16, SHADES[2]))
        drawn.append(_stroke(axis(box.median), y + 5, axis(box.median), y + tall - 5, 4))
        drawn.append(_text(right + 8, middle + 5, _said(box.median, digits), size=12))
    heads = [(_("nejméně"), "low"), (_("1. kvartil"), "q1"), (_("medián"), "median"),
             (_("3. kvartil"), "q3"), (_("nejvíce"), "high")]  # fmt: skip
    shown = [one for one in heads if any(getattr(box, one[1]) is not None for box in boxes)]
    columns = [Column(_("Skupina")), *(Column(title, align="right") for title, _name in shown)]
    rows = [
        [box.name, *(_said(getattr(box, name), digits) for _title, name in shown)] for box in boxes
    ]
    table = Table(f"{caption} ({unit})", columns, rows, is_kept=True)
    return _figure(caption, drawn, TOP + len(boxes) * tall, table)


def ranked_bars(caption: str, marks: Sequence[Mark], *, unit: str, digits: int) -> Figure:
    """One bar a service in the given order; one's own in another shade and with a diamond."""
    row = ROW if len(marks) <= 40 else 20
    axis = Axis.over([mark.value for mark in marks], LABELS, WIDTH - RIGHT)
    drawn = [_axis(axis, unit, len(marks) * row)]
    for at, mark in enumerate(marks):
        y = TOP + at * row - (ROW - row) / 2
        drawn.append(_label(mark.name, y))
        shade = OWN if mark.is_own else SHADES[1]
        drawn.append(_bar(axis, 0, mark.value, y + 6, row - 8, shade))
        drawn.append(_value(axis, mark.value, y, digits))
        if mark.is_own:
            drawn.append(_diamond(LABELS, y + 15))
    table = _pairs(caption, unit, [(mark.name, mark.value) for mark in marks], digits)
    return _figure(caption, drawn, TOP + len(marks) * row, table)


@dataclass(frozen=True, slots=True)
class Spot:
    """A service by two numbers. ``name`` is written at its point, ``listed`` in the table only."""

    x: Number
    y: Number
    name: str = ""
    listed: str = ""


def quadrant(
    caption: str,
    spots: Sequence[Spot],
    *,
    across: tuple[str, Number, int],
    upward: tuple[str, Number, int],
) -> Figure:
    """Services by two numbers, parted by the medians; each axis is its title, median and digits."""
    left, right, tall = 70, WIDTH - 40, 380  # half of the last number stands right of its tick
    wide = around([*(spot.x for spot in spots), across[1]], left, right)
    high = around([*(spot.y for spot in spots), upward[1]], TOP + tall, TOP)
    drawn = [_text(left, TOP - 16, upward[0], size=12, fill=MUTED)]
    for tick in wide.ticks:
        drawn.append(_line(wide(tick), TOP, wide(tick), TOP + tall))
        words = _said(tick, wide.digits)
        drawn.append(_text(wide(tick), TOP + tall + 18, words, anchor="middle", size=12))
    for tick in high.ticks:
        drawn.append(_line(left, high(tick), right, high(tick)))
        words = _said(tick, high.digits)
        drawn.append(_text(left - 8, high(tick) + 4, words, anchor="end", size=12))
    drawn.append(_text(right, TOP + tall + 38, across[0], anchor="end", size=12, fill=MUTED))
    drawn.append(_stroke(wide(across[1]), TOP, wide(across[1]), TOP + tall, dashes="6 4"))
    drawn.append(_stroke(left, high(upward[1]), right, high(upward[1]), dashes="6 4"))
    for spot in sorted(spots, key=lambda one: bool(one.name)):
        x, y = wide(spot.x), high(spot.y)
        if spot.name:
            drawn.append(_diamond(x, y))
            anchor = "end" if x > WIDTH * 0.7 else "start"
            at = x - 12 if anchor == "end" else x + 12
            drawn.append(_text(at, y + 4, spot.name, anchor=anchor, fill=OWN, more=_BOLD))
        else:
            drawn.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{SHADES[1]}" stroke="{INK}"/>'
            )
    columns = [Column(""), Column(across[0], align="right"), Column(upward[0], align="right")]
    rows = [
        [
            spot.name or spot.listed or _("jiná služba"),
            _said(spot.x, across[2]),
            _said(spot.y, upward[2]),
        ]
        for spot in spots
    ]
    return _figure(caption, drawn, TOP + tall + 46, Table(caption, columns, rows))


_BOLD = ' font-weight="700"'


def _pairs(caption: str, unit: str, rows: Sequence[tuple[str, Number]], digits: int) -> Table:
    columns = [Column(""), Column(unit, align="right")]
    return Table(caption, columns, [[name, _said(value, digits)] for name, value in rows])


def _stroke(x: float, y: float, to_x: float, to_y: float, width: int = 2, dashes: str = "") -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{INK}" stroke-width="{width}"{dashed}/>'


def _diamond(x: float, y: float) -> str:
    spots = f"{x:.1f},{y - 9:.1f} {x + 9:.1f},{y:.1f} {x:.1f},{y + 9:.1f} {x - 9:.1f},{y:.1f}"
    return f'<polygon points="{spots}" fill="{OWN}" stroke="{INK}" stroke-width="1"/>'
