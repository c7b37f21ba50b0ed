"""The public side of plans: dated facts with a document each, comments, resolutions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from planning import template
from planning.demo import leaflet
from planning.demo.texts.approval import assembly_resolution, choose_comments, council_resolution
from planning.demo.world import World
from planning.models import Comment, Level, Plan, ProcedureFact
from providers.demo.own import Pen
from sitis.resolutions import Resolution
from sitis.territory.models import Orp
from sitis.workdays import working_day_on_or_after, working_day_on_or_before

Kind = ProcedureFact.Kind


@dataclass(frozen=True, slots=True)
class Days:
    """When a plan was before the public and before its bodies."""

    start: date
    announced: date
    held: date
    draft: date
    comments_until: date
    settlement: date
    council: date
    assembly: date

    @classmethod
    def before(cls, council: date, assembly: date, start: date, *, ahead: int = 76) -> "Days":
        """Counted back from the council, as the usual calendar does."""

        def back(days: int) -> date:
            return working_day_on_or_before(council - timedelta(days=days))

        announced = back(ahead)
        return cls(
            start=working_day_on_or_after(start),
            announced=announced,
            held=working_day_on_or_after(announced + timedelta(days=21)),
            draft=working_day_on_or_after(announced + timedelta(days=1)),
            comments_until=announced + timedelta(days=30),
            settlement=back(20),
            council=council,
            assembly=assembly,
        )


def czech(day: date) -> str:
    return f"{day.day}. {day.month}. {day.year}"


def write_facts(world: World, plan: Plan, days: Days) -> None:
    """Those that happened by the day of the demo."""
    told = [
        (Kind.START, days.start, None, "Oznámení, že kraj zahájil zpracování plánu."),
        (Kind.DISCUSSION_ANNOUNCED, days.announced, None, "Pozvánka na veřejné projednání."),
        (Kind.DRAFT_PUBLISHED, days.draft, days.comments_until, "Návrh plánu k připomínkám."),
        (Kind.DISCUSSION_HELD, days.held, None, "Zápis z veřejného projednání."),
        (Kind.TOLD_MUNICIPALITIES, days.held, None, "Obce byly seznámeny se zjištěními."),
        (Kind.SETTLEMENT_PUBLISHED, days.settlement, None, "Vypořádání připomínek."),
    ]
    if plan.cycle.regime == "2026":
        met = working_day_on_or_before(days.start - timedelta(days=20))
        told.insert(0, (Kind.MINISTRY, met, None, "Zápis z jednání s ministerstvem."))
    rows = []
    for kind, day, until, note in told:
        if day >= world.day:
            continue
        row = ProcedureFact(plan=plan, kind=kind, day=day, until=until, note=f"{note} (smyšlené)")
        paper = leaflet.draw(
            str(ProcedureFact.Kind(kind).label).capitalize(),
            [
                plan.title,
                f"Dne {czech(day)}.",
                note,
                "Smyšlený dokument ukázky bez právních účinků.",
            ],
        )
        row.file.save(f"{kind}-{day:%Y-%m-%d}.pdf", ContentFile(paper), save=False)
        rows.append(row)
    world.pen(days.settlement).make(ProcedureFact, rows)


def write_comments(world: World, plan: Plan, days: Days, count: int) -> int:
    """Received in the time given; settled once the settlement was published."""
    random = world.random("comments", plan.slug, plan.amends_id is not None)
    titles = {one.code: one.title for one in template.sections(plan.level, plan.cycle.regime)}
    span = max(1, (days.comments_until - days.draft).days)
    received = sorted(days.draft + timedelta(days=random.randint(0, span)) for _ in range(count))
    rows = []
    is_settled = days.settlement < world.day
    for number, (day, text) in enumerate(
        zip(received, choose_comments(count, random), strict=False), start=1
    ):
        if day >= world.day:
            continue
        rows.append(
            Comment(
                plan=plan,
                number=number,
                author_type=text.author_type,
                received_on=day,
                about=titles.get(text.section, ""),
                text=text.text,
                verdict=text.verdict if is_settled else "",
                answer=text.answer if is_settled else "",
                settled_on=days.settlement if is_settled else None,
            )
        )
    world.pen(days.settlement).make(Comment, rows)
    return len(rows)


def resolutions(
    world: World, about: str, council: date, assembly: date, orp: Orp | None = None
) -> tuple[Resolution, Resolution]:
    """Of the region, or of the town of ``orp``; not written yet."""
    random = world.random("resolution", about)
    first = Resolution(
        body=Resolution.Body.COUNCIL,
        number=f"SMYŠLENO {council_resolution(council.year, random)}",
        adopted_on=council,
        orp=orp,
    )
    second = Resolution(
        body=Resolution.Body.ASSEMBLY,
        number=f"SMYŠLENO {assembly_resolution(assembly.year, random)}",
        adopted_on=assembly,
        orp=orp,
    )
    return first, second


def adopt(world: World, plans: Sequence[Plan], council: date, assembly: date, pen: Pen) -> None:
    """Resolutions of both bodies under each of ``plans``."""
    rows: list[Any] = []
    for plan in plans:
        about = f"{plan.slug}/{plan.minor}"
        pair = resolutions(world, about, council, assembly, plan.orp)
        plan.council_resolution, plan.assembly_resolution = pair
        rows += pair
    pen.make(Resolution, rows)
    for plan in plans:
        plan.council_resolution = plan.council_resolution  # now that it has its key
        plan.assembly_resolution = plan.assembly_resolution


def is_of_region(plans: Iterable[Plan]) -> list[Plan]:
    return [plan for plan in plans if plan.level == Level.REGION]
