"""Who makes a plan on a day, for letters to them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from planning.models import Level, Plan
from sitis.accounts.models import Role, RoleHolding, User


def makers_of(plans: Collection[Plan], now: datetime) -> dict[int, list[User]]:
    """Key of each plan of an ORP or okres -> people who make it today."""
    orps = {plan.orp_id for plan in plans if plan.level == Level.ORP}
    districts = {plan.district_id for plan in plans if plan.level == Level.DISTRICT}
    rows = RoleHolding.objects.held_on(timezone.localdate(now)).filter(
        Q(role=Role.ORP_COORDINATOR, orp__in=orps)
        | Q(role=Role.DISTRICT_MEMBER, district__in=districts)
    )
    people: dict[tuple[str, Any], list[User]] = {}
    for held in rows.select_related("user").order_by("user"):
        key = (held.role, held.orp_id or held.district_id)
        people.setdefault(key, []).append(held.user)
    roles = {Level.ORP: Role.ORP_COORDINATOR, Level.DISTRICT: Role.DISTRICT_MEMBER}
    return {
        plan.pk: people.get((roles[Level(plan.level)], plan.orp_id or plan.district_id), [])
        for plan in plans
        if plan.level in roles
    }
