"""Needs of ORPs: a few kinds, each in every year of the period, with a reason of its own."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

from planning.demo.texts.needs import KINDS, write_need
from planning.demo.world import ASKED, GROUPS, World
from planning.models import Need, Plan
from providers.demo.own import Pen
from sitis.history import write_links_history

BATCH = 500
QUARTER = Decimal("0.25")
WAYS = {"keep": 46, "more": 40, "less": 8}
MUNICIPALITIES_SAY = (
    "Obce navýšení podporují a počítají s podílem na nákladech.",
    "Tři ze čtyř obcí souhlasí, ostatní se vyjádří po schválení rozpočtu.",
    "Obce žádají, aby služba dojížděla i do menších obcí.",
    "Dobrovolný svazek obcí potřebu projednal a podpořil.",
)


class Wish(NamedTuple):
    """What an ORP asks of a kind; ``number`` makes the code that stays across cycles."""

    number: int
    kind: str
    form: str
    proposal: str
    steps: dict[int, Decimal]  # year -> change
    importance: int


def wishes(world: World, code: str, years: range) -> list[Wish]:
    """Of one ORP; the same kinds under the same numbers in every cycle."""
    order = world.random("kinds", code)
    here = sorted({(kind, form) for orp, kind, form in world.network if orp == code})
    wide = sorted({(kind, form) for orp, kind, form in world.network if not orp} - {*here})
    for pairs in (here, wide):
        order.shuffle(pairs)
    known = [pair for pair in (*here, *wide) if pair[0] in KINDS]
    asked = [kind for kind in ASKED if kind in world.forms_of]
    asked = [kind for kind in asked if kind not in {kind for kind, _form in known}]
    order.shuffle(asked)
    count = max(4, world.size.kinds * 3 // len(years)) if len(years) > 3 else world.size.kinds
    news = asked[: max(1, count // 8)]
    pairs = [*known[: count - len(news)], *((kind, "") for kind in news)]
    random = world.random("wishes", code, years.start)
    return [
        _wish(world, number, kind, form, code, years, random)
        for number, (kind, form) in enumerate(pairs, start=1)
    ]


def _wish(
    world: World,
    number: int,
    kind: str,
    form: str,
    code: str,
    years: range,
    random: Random,
) -> Wish:
    has = world.network.get((code, kind, form), Decimal(0))
    in_beds = world.unit_of(kind, form or world.forms_of[kind][0]).slug == "beds"
    if not form:
        proposal, form = "new", world.forms_of[kind][0]
    elif not has:  # a service of a wider place comes here
        proposal = "keep"
    else:
        [proposal] = random.choices(list(WAYS), list(WAYS.values()))
    if proposal == "less" and has < 4:
        proposal = "keep"
    steps = {} if proposal == "keep" else _steps(proposal, has, in_beds, years, random)
    return Wish(number, kind, form, proposal, steps, random.choice((1, 1, 2, 2, 2, 3)))


def _steps(
    proposal: str, has: Decimal, in_beds: bool, years: range, random: Random
) -> dict[int, Decimal]:
    """Small against what the network has; in one year or two."""
    share = float(has) * random.uniform(0.04, 0.13)
    if proposal == "new":
        share = random.uniform(4, 10) if in_beds else random.uniform(0.75, 2.5)
    if in_beds:
        share = min(share, 12)
        change = max(Decimal(1), Decimal(round(share)))
    else:
        change = max(QUARTER * 2, Decimal(round(share * 4)) * QUARTER)
    first = random.choice([*years][: max(1, len(years) - 1)])
    if proposal == "less":
        return {first: -change}
    found = {first: change}
    if first + 1 in years and random.random() < 0.35:
        found[first + 1] = Decimal(1) if in_beds else QUARTER
    return found


def write_needs(
    world: World,
    plan: Plan,
    before: dict[tuple[str, str, str], int],
    pen: Pen,
    *,
    share: float = 1.0,
) -> list[Need]:
    """Rows of one ORP's plan; ``before``: (code, kind, form) -> a row that it continues.

    ``share`` of wishes only, where the work has just begun.
    """
    asked = wishes(world, plan.orp_id or "", plan.cycle.years)
    rows = [
        row
        for wish in asked[: max(1, round(len(asked) * share))]
        for row in _rows(world, plan, wish, before)
    ]
    pen.make(Need, rows)
    link_needs(world, rows)
    return rows


def _rows(
    world: World, plan: Plan, wish: Wish, before: dict[tuple[str, str, str], int]
) -> Iterator[Need]:
    code = plan.orp_id or ""
    random = world.random("need", code, plan.cycle.period_from.year, wish.number)
    slots = world.places[code].slots()
    asking = write_need(wish.kind, wish.proposal, slots, random)
    keeping = write_need(wish.kind, "keep", slots, random)
    says = random.choice(MUNICIPALITIES_SAY) if random.random() < 0.4 else ""
    place = random.choice(("", "", "celé území", "město a okolní obce"))
    for year in plan.cycle.years:
        change = wish.steps.get(year, Decimal(0))
        text = asking if change else keeping
        yield Need(
            plan=plan,
            code=f"N{wish.number}",
            kind=world.kinds[wish.kind],
            form=world.forms[wish.form],
            target_group=world.groups.get(GROUPS.get(wish.kind, "")),
            year=year,
            proposal=_proposal(wish, year),
            unit=world.unit_of(wish.kind, wish.form),
            change=change,
            importance=wish.importance,
            place=place,
            reason=text.reason,
            evidence=text.evidence,
            evidence_text=text.evidence_text,
            municipalities_say=says if change else "",
            theme=world.themes.get(KINDS[wish.kind].theme),
            continues_id=before.get((f"N{wish.number}", wish.kind, wish.form)),
        )


def _proposal(wish: Wish, year: int) -> str:
    """A new service is new in its first year, then it grows or is kept."""
    if year not in wish.steps:
        return "keep"
    return "more" if wish.proposal == "new" and year > min(wish.steps) else wish.proposal


def link_needs(world: World, rows: list[Need]) -> None:
    """Each need to items of the network of its kind, form and place."""
    through: Any = Need.network_items.through
    slug_of = {kind.pk: kind.slug for kind in world.kinds.values()}
    form_of = {form.pk: form.slug for form in world.forms.values()}
    links = [
        through(need_id=row.pk, networkitem_id=item)
        for row in rows
        if row.change
        for item in world.items.get(
            (row.plan.orp_id or "", slug_of[row.kind_id], form_of[row.form_id]), ()
        )[:2]
    ]
    through.objects.bulk_create(links, batch_size=BATCH)
    write_links_history(Need, [row.pk for row in rows])


def to_continue(plan: Plan) -> dict[tuple[str, str, str], int]:
    """(code, kind, form) -> the last row of a need in an earlier plan."""
    rows = plan.needs.order_by("year").values_list("code", "kind__slug", "form__slug", "pk")
    return {(code, kind, form): pk for code, kind, form, pk in rows}
