"""Clients, applicants, costs and sources of money by kind, ORP and year; all of it invented."""

from collections.abc import Iterator
from decimal import Decimal

from planning.demo.world import World
from planning.models import Cost
from sitis.territory.models import TerritorialFigure

Measure = TerritorialFigure.Measure
NOTE = "Smyšlený údaj ukázky."
#: Yearly costs of one bed and of one full-time post, in thousands of crowns.
OF_BED, OF_POST = (430, 640), (720, 930)
#: Clients of one bed and of one full-time post in a year.
AT_BED, AT_POST = (1.0, 1.4), (6.0, 19.0)
GROWTH = Decimal("1.045")
SHARES = (
    (Cost.Source.SECTION_101A, 0.47),
    (Cost.Source.REGION, 0.12),
    (Cost.Source.MUNICIPALITY, 0.14),
    (Cost.Source.CLIENTS, 0.22),
)


def set_figures(world: World) -> dict[tuple[str, str], int]:
    """Returns (ORP, measure) -> sum of the last closed year, for texts."""
    last = world.day.year - 1
    first = min(world.cycles.finished.first - 2, last - 3)
    pen = world.pen(world.day)
    rows = []
    sums: dict[tuple[str, str], int] = {}
    for code, kind, amount, in_beds in _provided(world):
        for row in _of_kind(world, code, kind, amount, in_beds, range(first, last + 1)):
            rows.append(row)
            if row.year == last and row.measure in (
                Measure.CLIENTS, Measure.REFUSED, Measure.WAITING
            ):  # fmt: skip
                key = code, str(row.measure)
                sums[key] = sums.get(key, 0) + int(row.value)
    pen.make(TerritorialFigure, rows)
    return sums


def _provided(world: World) -> Iterator[tuple[str, str, float, bool]]:
    """What each ORP has, and for each kind of the network at least one place."""
    found: dict[tuple[str, str], tuple[float, bool]] = {}
    seat = world.orps[min(2, len(world.orps) - 1)].code  # services for the whole region
    for (code, kind, form), amount in sorted(world.network.items()):
        beds = world.unit_of(kind, form).slug == "beds"
        key = code or seat, kind
        so_far, was_in_beds = found.get(key, (0.0, beds))
        found[key] = so_far + float(amount), was_in_beds or beds
    for orp in world.orps:
        found.setdefault((orp.code, "home_care"), (3.0, False))
    known = {kind for _code, kind in found}
    for kind in sorted(world.earlier_kinds - known):
        found[seat, kind] = 2.0, False
    for (code, kind), (total, in_beds) in sorted(found.items()):
        yield code, kind, total, in_beds


def _of_kind(
    world: World, code: str, kind: str, amount: float, in_beds: bool, years: range
) -> Iterator[TerritorialFigure]:
    random = world.random("figures", code, kind)
    clients = max(6.0, amount * random.uniform(*(AT_BED if in_beds else AT_POST)))
    refused = clients * random.uniform(0.04, 0.3) + 2
    waiting = clients * random.uniform(0.05, 0.5) + 1
    yearly = Decimal(amount * 1000 * random.uniform(*(OF_BED if in_beds else OF_POST)))
    for year in reversed(years):
        told = (
            (Measure.CLIENTS, "", round(clients)),
            (Measure.REFUSED, "", round(refused)),
            (Measure.WAITING, "", round(waiting)),
            (Measure.COSTS, "", round(yearly, -3)),
            *(
                (Measure.SOURCE, str(source.label), round(yearly * Decimal(share), -3))
                for source, share in SHARES
            ),
        )
        for measure, detail, value in told:
            yield TerritorialFigure(
                orp_id=code, year=year, kind=kind, measure=measure, detail=detail,
                value=Decimal(value), origin=TerritorialFigure.Origin.IMPORTED, note=NOTE,
            )  # fmt: skip
        yearly /= GROWTH
        clients *= random.uniform(0.95, 1.02)
        refused *= random.uniform(0.85, 1.05)
        waiting *= random.uniform(0.88, 1.05)
