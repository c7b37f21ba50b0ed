"""Strengths, weaknesses, opportunities and threats of many plans at once."""

from collections.abc import Sequence
from typing import Any

from planning.demo.texts.region_swot import REGION_SWOT
from planning.demo.texts.swot import SwotText, deal_swot
from planning.demo.world import World
from planning.models import Plan, SwotItem
from providers.demo.own import Pen
from sitis.history import write_links_history


def write_swot(world: World, plans: Sequence[Plan], about: object, pen: Pen) -> None:
    """Of ORPs, each with items of its own."""
    slots = [world.places[plan.orp_id or ""].slots() for plan in plans]
    _keep(world, plans, deal_swot(slots, world.random("swot", about)), pen)


def write_region_swot(world: World, plan: Plan, pen: Pen) -> None:
    _keep(world, [plan], [REGION_SWOT], pen)


def _keep(
    world: World, plans: Sequence[Plan], dealt: Sequence[Sequence[SwotText]], pen: Pen
) -> None:
    rows, themes = [], []
    for plan, items in zip(plans, dealt, strict=True):
        for order, item in enumerate(items, start=1):
            theme = world.themes[item.theme]
            rows.append(
                SwotItem(
                    plan=plan,
                    side=item.quadrant,
                    text=item.text,
                    audience=theme.audience,
                    order=order,
                )
            )
            themes.append(theme.pk)
    pen.make(SwotItem, rows)
    through: Any = SwotItem.themes.through
    through.objects.bulk_create(
        [
            through(swotitem_id=row.pk, theme_id=theme)
            for row, theme in zip(rows, themes, strict=True)
        ],
        batch_size=500,
    )
    write_links_history(SwotItem, [row.pk for row in rows])
