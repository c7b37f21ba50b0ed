"""Section C: people in man-years, what they cost; kept so that costs of section F can follow."""

from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil

from evaluation.demo.profiles import WAGES
from evaluation.demo.sketch import Sketch

#: Hours of an agreement that make one man-year, and what an hour of it costs in 2025.
AGREED_YEAR, AGREED_HOUR = 2_000, 205
LEAST = 0.1  # of a man-year; a smaller share is done by somebody else


@dataclass(slots=True)
class Paid:
    """What section F and E build on."""

    direct: dict[str, Decimal] = field(default_factory=dict)  # P, AT -> man-years
    contracts: Decimal = Decimal(0)
    agreements: Decimal = Decimal(0)
    by_part: dict[str, Decimal] = field(default_factory=dict)  # P, AT -> personal costs
    persons: int = 0


def write_staff(sketch: Sketch) -> Paid:
    nature, paid = sketch.nature, Paid()
    residential = sketch.beds * nature.profile.per_bed * nature.level["staff"]
    outside = sketch.fte
    if not sketch.asks("C.1.1.fte.P"):  # a night shelter has beds and is no residential service
        residential, outside = 0.0, outside + residential
    for part, direct in (("P", residential), ("AT", outside)):
        if direct > 0 and sketch.asks(f"C.1.1.fte.{part}"):
            _write_part(sketch, part, sketch.about(direct, 0.02), paid)
    whole = max(paid.persons, 1)
    hired = round(whole * sketch.chance.uniform(0.04, 0.2))
    left = round(whole * sketch.chance.uniform(0.03, 0.18))
    direct = float(sum(paid.direct.values()))
    sketch.put("C.vacant_fte", direct * sketch.chance.choice((0, 0, 0, 0.02, 0.05)))
    sketch.put("C.hired", hired)
    sketch.put("C.left", left)
    sketch.put("C.sick_days", whole * sketch.chance.uniform(5, 16))
    return paid


def _write_part(sketch: Sketch, part: str, direct: float, paid: Paid) -> None:
    profile, level = sketch.nature.profile, sketch.nature.level
    lines = _lines(sketch, part, direct)
    main = max(lines, key=lambda line: lines[line])
    others = {line: direct * share * level["others"] for line, share in profile.others.items()}
    known = Decimal(0)
    for line, held in (
        lines | {key: value for key, value in others.items() if value > 0.02}
    ).items():
        agreed = Decimal(0)
        if line == main and sketch.chance.random() < 0.45:
            agreed = _agreement(sketch, line, part, held, paid)
        fte = sketch.put(f"C.{line}.fte.{part}", held) or Decimal(0)
        persons = ceil(held * sketch.chance.uniform(1.02, 1.22))
        sketch.put(f"C.{line}.persons.{part}", persons)
        paid.persons += persons
        month = WAGES[line[:3]] * level["wage"] * sketch.dearer
        wages = fte * round(Decimal(sketch.about(month, 0.015)) * 12, 2)
        wages = round(wages, 0)
        sketch.put(f"C.{line}.costs.{part}", wages + agreed)
        paid.contracts += wages
        paid.by_part[part] = paid.by_part.get(part, Decimal(0)) + wages + agreed
        if line in lines:
            known += fte
    paid.direct[part] = known + _agreed_fte(sketch, main, part)


def _lines(sketch: Sketch, part: str, direct: float) -> dict[str, float]:
    """Man-years by the lines that the form asks of this kind; small ones join the largest."""
    mix = sketch.nature.level["mix"]  # some have more social workers than others of their kind
    asked = {
        line: share * (mix if line == "1.1" else 1)
        for line, share in sketch.nature.profile.staff.items()
        if sketch.asks(f"C.{line}.fte.{part}")
    }
    whole = sum(asked.values()) or 1.0
    asked = {line: held * direct / whole for line, held in asked.items()}
    found = {line: held for line, held in asked.items() if held >= LEAST}
    main = max(asked or {"1.1": 0.0}, key=lambda line: asked.get(line, 0.0))
    found[main] = direct - sum(held for line, held in found.items() if line != main)
    return found


def _agreement(sketch: Sketch, line: str, part: str, held: float, paid: Paid) -> Decimal:
    """Some of the work is done on agreements; its money."""
    hours = sketch.chance.randint(4, 16) * 20 * max(1, round(held / 8))
    sketch.put(f"C.{line}.dpp_persons.{part}", max(1, hours // 150))
    sketch.put(f"C.{line}.dpp_hours.{part}", hours)
    sketch.put(f"C.{line}.dpp_fte.{part}", hours / AGREED_YEAR)
    paid.persons += max(1, hours // 150)
    money = Decimal(round(hours * AGREED_HOUR * sketch.dearer))
    paid.agreements += money
    return money


def _agreed_fte(sketch: Sketch, line: str, part: str) -> Decimal:
    return sketch.numbers.get(f"C.{line}.dpp_fte.{part}", Decimal(0))
