"""Plans of a cycle are started from the template, all at once."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from planning import template
from planning.models import Cycle, Deliverable, HandIn, Level, Plan, Section
from sitis.history import CREATED, write_history
from sitis.territory.models import District, Orp

BATCH = 500


def usual_levels(cycle: Cycle) -> list[str]:
    """Who makes a plan unless the region says otherwise: a bridging one is the region's alone."""
    return [Level.REGION] if cycle.is_bridging else list(Level.values)


@transaction.atomic
def start_plans(
    cycle: Cycle, *, by: Any, data_day: date, levels: Collection[str] = ()
) -> list[Plan]:
    """Give each place of ``levels``, or of the usual ones, the plan of ``cycle`` it has not got yet.

    Each begins with the sections of its level and with what the calendar lets it hand in; plans
    that stand get only deliverables added to the calendar since. Returns the new plans.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)  # two who start wait in turn
    standing = cycle.plans.medium_term()
    taken = set(standing.values_list("level", "orp_id", "district_id"))
    asked = levels or usual_levels(cycle)
    plans = [
        plan
        for plan in _wanted(cycle, data_day)
        if plan.level in asked and _place(plan) not in taken
    ]
    Plan.objects.bulk_create(plans, batch_size=BATCH)
    reason = _("založení ze šablony")
    write_history(Plan, [plan.pk for plan in plans], CREATED, by=by, reason=reason)
    steps = list(cycle.steps.deliverables())
    _add_sections(plans, steps, by=by, reason=reason)
    _add_hand_ins(list(standing.in_work()), steps, by=by, reason=reason)
    return plans


def _place(plan: Plan) -> tuple[str, Any, Any]:
    return plan.level, plan.orp_id, plan.district_id


def _wanted(cycle: Cycle, data_day: date) -> list[Plan]:
    years = cycle.years_label
    dashed = years.replace("–", "-")
    shared = {"cycle": cycle, "data_day": data_day}
    found = [
        Plan(
            level=Level.ORP,
            orp=orp,
            title=_("Plán sociálních služeb ORP %(place)s %(years)s")
            % {"place": orp, "years": years},
            slug=f"orp-{slugify(orp.name)}-{dashed}",
            **shared,
        )
        for orp in Orp.objects.all()
    ]
    found += [
        Plan(
            level=Level.DISTRICT,
            district=district,
            title=_("Souhrn okresu %(place)s %(years)s") % {"place": district, "years": years},
            slug=f"okres-{slugify(district.name)}-{dashed}",
            **shared,
        )
        for district in District.objects.all()
    ]
    title = _("Střednědobý plán rozvoje sociálních služeb, %(place)s %(years)s")
    found.append(
        Plan(
            level=Level.REGION,
            title=title % {"place": settings.REGION_NAME, "years": years},
            slug=f"kraj-{dashed}",
            **shared,
        )
    )
    return found


def _add_sections(plans: list[Plan], steps: list[Any], *, by: Any, reason: str) -> None:
    handed = {(step.level, step.deliverable) for step in steps}
    rows = [
        Section(
            plan=plan,
            part=one.part,
            code=one.code,
            order=one.order,
            title=one.title,
            help=one.help,
            items=list(one.items),
            is_required=one.is_required,
            # a level that hands this in by no step sends it with its text
            handed_in_with=(
                one.handed_in_with
                if (plan.level, one.handed_in_with) in handed
                else Deliverable.TEXT
            ),
            text=one.text,
        )
        for plan in plans
        for one in template.sections(plan.level, plan.cycle.regime)
    ]
    Section.objects.bulk_create(rows, batch_size=BATCH)
    write_history(Section, [row.pk for row in rows], CREATED, by=by, reason=reason)


def _add_hand_ins(plans: list[Plan], steps: list[Any], *, by: Any, reason: str) -> None:
    there = set(HandIn.objects.filter(plan__in=plans).values_list("plan_id", "deliverable"))
    rows = [
        HandIn(plan=plan, deliverable=step.deliverable, due_at=step.due_at)
        for plan in plans
        for step in steps
        if step.level == plan.level and (plan.pk, step.deliverable) not in there
    ]
    HandIn.objects.bulk_create(rows, batch_size=BATCH)
    write_history(HandIn, [row.pk for row in rows], CREATED, by=by, reason=reason)
