"""Needs and priorities on their way up: an okres joins them, the region decides about each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from random import Random

from planning.demo.texts.approval import FATES
from planning.demo.world import World
from planning.models import Fate, Need, Plan, Priority
from providers.demo.own import Pen
from sitis.history import write_links_history
from sitis.territory.models import Orp

Verdict = Fate.Verdict
#: What decides that a request goes no further: of okresy, of the region.
OKRES, REGION = (
    {Verdict.RESERVE: 0.05, Verdict.REFUSED: 0.05},
    {
        Verdict.RESERVE: 0.08,
        Verdict.REFUSED: 0.06,
    },
)
WIDE = ("telephone_crisis_help", "interpreting", "intervention_centre")
OWN_VALUE = (
    "Tým doporučuje o něco méně: v prvním roce nelze získat tolik pracovníků.",
    "Tým doporučuje menší rozsah, zbytek pokryje služba v sousedním správním obvodu.",
)
Like = tuple[int, int, int]  # kind, form, unit


def join_needs(
    world: World,
    plan: Plan,
    sources: Sequence[Need],
    pen: Pen,
    *,
    apart: dict[Verdict, float] = OKRES,
) -> list[Need]:
    """Requests for the same kind and form become one of ``plan``; each source gets its fate."""
    random = world.random("join", plan.slug)
    groups: dict[Like, list[Need]] = defaultdict(list)
    fates = []
    for need in sources:
        groups[need.kind_id, need.form_id, need.unit_id].append(need)
    rows: list[Need] = []
    led: list[tuple[Need, list[Need]]] = []
    for number, (_like, needs) in enumerate(sorted(groups.items()), start=1):
        kept = []
        for mine in _by_place(needs):
            verdict = _apart(mine, apart, random)
            if verdict is None:
                kept += mine
                continue
            reason = random.choice(FATES[verdict])
            fates += [Fate(plan=plan, need=one, verdict=verdict, reason=reason) for one in mine]
        if kept:
            joint = _joint(world, plan, number, kept, random)
            rows += joint
            led += [(row, [one for one in kept if one.year == row.year]) for row in joint]
    _rank(rows)
    pen.make(Need, rows)
    write_links_history(Need, [row.pk for row in rows])
    for row, needs in led:
        verdict = Verdict.MERGED if len({one.plan_id for one in needs}) > 1 else Verdict.ACCEPTED
        reason = _why(row, needs, verdict, random)
        fates += [
            Fate(plan=plan, need=one, verdict=verdict, reason=reason, target_need=row)
            for one in needs
        ]
    pen.make(Fate, fates)
    return rows


def _by_place(needs: Iterable[Need]) -> list[list[Need]]:
    found: dict[tuple[int, str], list[Need]] = defaultdict(list)
    for need in needs:
        found[need.plan_id, need.code].append(need)
    return list(found.values())


def _apart(needs: list[Need], shares: dict[Verdict, float], random: Random) -> Verdict | None:
    """Only requests for more may end here; the years of one need go together."""
    drawn = random.random()
    if sum(one.change for one in needs) <= 0:
        return None
    for verdict, share in shares.items():
        if drawn < share:
            return verdict
        drawn -= share
    return None


def _joint(world: World, plan: Plan, number: int, needs: list[Need], random: Random) -> list[Need]:
    places = list(dict.fromkeys(one.plan.place_name for one in needs))
    is_new = not _has(world, plan, needs[0])
    lower = random.random() < 0.2
    rows = []
    for year in sorted({one.year for one in needs}):
        mine = [one for one in needs if one.year == year]
        first = max(mine, key=lambda one: one.change)
        change = sum((one.change for one in mine), Decimal(0))
        if lower and change >= 3 and len(mine) > 1:
            change -= 1
        news = is_new and change > 0
        rows.append(
            Need(
                plan=plan,
                code=f"N{number}",
                kind_id=first.kind_id,
                form_id=first.form_id,
                unit_id=first.unit_id,
                target_group_id=first.target_group_id,
                year=year,
                change=change,
                proposal="keep"
                if not change
                else "less"
                if change < 0
                else "new"
                if news
                else "more",
                importance=min(one.importance for one in mine),
                place=", ".join(places)[:200],
                reason=first.reason,
                evidence=first.evidence,
                evidence_text=first.evidence_text,
                theme_id=first.theme_id,
            )
        )
    return rows


def _has(world: World, plan: Plan, need: Need) -> bool:
    """Whether the network of the plan's place has the kind and form already."""
    codes = {orp.code for orp in world.orps_of(plan.district_id or "")}
    return any(
        (kind, form) == (need.kind.slug, need.form.slug) and (not codes or code in codes)
        for code, kind, form in world.network
    )


def _rank(rows: list[Need]) -> None:
    """Requests for a change in the order of how pressing they are; the rest has no place."""
    best: dict[str, tuple[int, Decimal]] = {}
    for row in rows:
        if row.change:
            weight = row.importance, -abs(row.change)
            best[row.code] = min(best.get(row.code, weight), weight)
    order = {code: at for at, code in enumerate(sorted(best, key=lambda c: best[c]), start=1)}
    for row in rows:
        row.rank = order.get(row.code)


def _why(row: Need, needs: list[Need], verdict: Verdict, random: Random) -> str:
    if row.change != sum((one.change for one in needs), Decimal(0)):
        return random.choice(OWN_VALUE)
    return random.choice([text for text in FATES[verdict] if _fits(text, row.change)])


def _fits(text: str, change: Decimal) -> bool:
    """Words of more said of more only, words of keeping of the rest."""
    more = ("navýšen", "navýšením", "společné opatření", "náklady se vejdou")
    if change > 0:
        return "Zachování" not in text
    return not any(word in text for word in more)


def take_over(world: World, plan: Plan, sources: Sequence[Need], pen: Pen) -> list[Need]:
    """What okresy ask becomes rows of the region, each of its okres; a few go no further."""
    random = world.random("region", plan.slug)
    groups: dict[tuple[str, Like], list[Need]] = defaultdict(list)
    slugs = {kind.pk: kind.slug for kind in world.kinds.values()}
    for need in sources:
        where = "" if slugs[need.kind_id] in WIDE else need.plan.place_name
        groups[where, (need.kind_id, need.form_id, need.unit_id)].append(need)
    rows: list[Need] = []
    fates: list[Fate] = []
    led: list[tuple[Need, list[Need]]] = []
    for number, ((where, _like), needs) in enumerate(sorted(groups.items()), start=1):
        verdict = _apart(needs, REGION, random)
        if verdict is not None:
            reason = random.choice(FATES[verdict])
            fates += [Fate(plan=plan, need=one, verdict=verdict, reason=reason) for one in needs]
            continue
        joint = _joint(world, plan, number, needs, random)
        for row in joint:
            row.place = where or "celý kraj"
        rows += joint
        led += [(row, [one for one in needs if one.year == row.year]) for row in joint]
    _rank(rows)
    pen.make(Need, rows)
    write_links_history(Need, [row.pk for row in rows])
    for row, needs in led:
        verdict = Verdict.MERGED if len(needs) > 1 else Verdict.ACCEPTED
        reason = _why(row, needs, verdict, random)
        fates += [
            Fate(plan=plan, need=one, verdict=verdict, reason=reason, target_need=row)
            for one in needs
        ]
    pen.make(Fate, fates)
    return rows


def join_priorities(
    world: World, plan: Plan, sources: Sequence[Priority], pen: Pen
) -> list[Priority]:
    """Priorities of the same name become one of the okres."""
    groups: dict[int, list[Priority]] = defaultdict(list)
    for priority in sources:
        groups[priority.number].append(priority)
    rows = []
    for number, found in sorted(groups.items()):
        first = found[0]
        names = ", ".join(one.plan.place_name for one in found)
        rows.append(
            Priority(
                plan=plan,
                number=number,
                kind=first.kind,
                audience=first.audience,
                title=first.title,
                description=first.description,
                reason=f"Společná priorita: {names}.",
                rank=number,
            )
        )
    pen.make(Priority, rows)
    themes = Priority.themes.through.objects
    known: dict[int, set[int]] = defaultdict(set)
    for pk, theme in themes.filter(priority__in=[one.pk for one in sources]).values_list(
        "priority", "theme"
    ):
        known[pk].add(theme)
    links = [
        themes.model(priority_id=row.pk, theme_id=theme)
        for row in rows
        for theme in sorted({t for one in groups[row.number] for t in known[one.pk]})
    ]
    themes.bulk_create(links, batch_size=500)
    write_links_history(Priority, [row.pk for row in rows])
    lead_priorities(world, plan, sources, {row.number: row for row in rows}, pen)
    return rows


def lead_priorities(
    world: World,
    plan: Plan,
    sources: Sequence[Priority],
    into: dict[int, Priority],
    pen: Pen,
) -> None:
    """Fates of ``sources``: into the priority of ``plan`` under the same number, or aside."""
    random = world.random("priorities", plan.slug)
    fates = []
    for one in sources:
        target = into.get(one.number)
        verdict = Verdict.MERGED if target else Verdict.RESERVE
        reason = random.choice(FATES[verdict])
        fates.append(
            Fate(plan=plan, priority=one, verdict=verdict, reason=reason, target_priority=target)
        )
    pen.make(Fate, fates)


def of_district(rows: Iterable[Need | Priority], orps: Sequence[Orp]) -> list[Need | Priority]:
    codes = {orp.code for orp in orps}
    return [row for row in rows if row.plan.orp_id in codes]
