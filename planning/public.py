"""Approved plans as everybody may read them: the same chapters as on paper."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.template.loader import render_to_string

from planning.documents.plan import volume_of
from planning.models import Plan
from sitis import __version__, rooms
from sitis.paper import Chapter

KEPT = 24 * 3600  # seconds; what was approved never changes, a new release may draw it otherwise


def published() -> Any:
    """Plans approved once, the newest cycle first, the region before its parts."""
    levels = {"region": 0, "district": 1, "orp": 2}
    found = Plan.objects.frozen().for_lists()
    found = found.select_related("council_resolution__orp", "assembly_resolution__orp")
    return sorted(
        found,
        key=lambda plan: (
            -plan.cycle.period_from.toordinal(),
            levels[plan.level],
            plan.kind != Plan.Kind.MEDIUM_TERM,
            -(plan.year or 0),
            str(plan.orp or plan.district or ""),
        ),
    )


@dataclass(frozen=True, slots=True)
class ReadChapter:
    """One chapter of the first level with everything under it, as HTML."""

    anchor: str
    code: str
    title: str
    annex: bool
    html: str


def chapters(plan: Plan) -> list[ReadChapter]:
    """All chapters and annexes of an approved plan; drawn once and kept."""
    key = f"planning.public.{__version__}.{plan.pk}.{plan.version}"
    found: list[ReadChapter] | None = cache.get(key)
    if found is None:
        found = _drawn(plan)
        cache.set(key, found, KEPT)
    return found


def _drawn(plan: Plan) -> list[ReadChapter]:
    volume = volume_of(plan, rooms.Imprint("", ""))
    found: list[list[Chapter]] = []
    for chapter in volume.chapters:
        if chapter.level == 1 or not found:
            found.append([])
        found[-1].append(chapter)
    return [
        ReadChapter(
            anchor=group[0].anchor,
            code=group[0].code,
            title=group[0].title,
            annex=group[0].annex,
            html="".join(
                render_to_string("documents/_chapter.html", {"chapter": one, "on_page": True})
                for one in group
            ),
        )
        for group in found
    ]
