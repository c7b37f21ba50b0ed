"""From an order to plans of three levels: a finished cycle, a bridge, and a cycle in work."""

from django.db import transaction
from django.utils.translation import gettext as _

from planning.demo import bridge, earlier, figures, finished, in_work, meetings
from planning.demo.people import set_people
from planning.demo.world import describe, look
from planning.models import Cycle, Level, Plan
from sitis.accounts.models import Permission, Role, User
from sitis.rooms import DemoOrder


def build(order: DemoOrder) -> str:
    """Write what is ordered and say so in one sentence; nothing where planning has no ground."""
    if order.rpss is not None or Cycle.objects.exists():
        return ""
    planner = _planner()
    world = look(order, planner) if planner else None
    if world is None:
        return ""
    with transaction.atomic():
        set_people(world)
        describe(world, figures.set_figures(world))
        meetings.set_groups(world)
        before = earlier.set_earlier(world)
        plan = finished.set_finished(world, before)
        local = plan.cycle.plans.filter(level=Level.ORP)
        meetings.link_measures(world, [plan, *local])
        bridging = bridge.set_bridge(world, plan)
        in_work.set_in_work(world, plan.cycle, bridging)
    return _("Smyšlené plánování: %(cycles)d cykly, %(plans)d plánů.") % {
        "cycles": Cycle.objects.count(),
        "plans": Plan.objects.count(),
    }


def _planner() -> User | None:
    held = User.objects.filter(
        holdings__role=Role.OFFICIAL, holdings__permissions__icontains=Permission.PLANNER.value
    )
    return held.order_by("pk").first()
