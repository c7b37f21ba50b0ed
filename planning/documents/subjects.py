"""What a plan is for the register of documents: its state now, and when that state began."""

import hashlib
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from planning.models import (
    Activity,
    Comment,
    Cost,
    Exemption,
    Fate,
    Goal,
    Group,
    HandIn,
    Indicator,
    Measure,
    Meeting,
    Need,
    Plan,
    Priority,
    ProcedureFact,
    Progress,
    Section,
    SwotItem,
)
from providers.models import NetworkItem
from sitis import __version__, rooms
from sitis.documents.models import of_records
from sitis.paper import Imprint

OF_PLAN = (Section, SwotItem, Need, Priority, Goal, Measure, Activity, Cost, Indicator)


def printable_by(user: Any) -> QuerySet[Plan]:
    """Plans that one may have whole on paper: those one sees in full, and approved ones."""
    rows = Q(pk__in=Plan.objects.whole_for(user).values("pk"))
    if user.held_roles:
        rows |= Q(state__in=Plan.FROZEN)
    return Plan.objects.filter(rows)


def drafts_for(user: Any) -> Q:
    """What was not approved yet stays with those who see such a plan in full."""
    return of_records(Plan.objects.whole_for(user))


def plan_of(key: str, kind: str) -> Plan:
    rows = Plan.objects.for_lists().select_related(
        "council_resolution__orp", "assembly_resolution__orp", "amends__cycle", "derives_from"
    )
    plan: Plan = rows.get(pk=key, kind=kind)
    return plan


def version_of(plan: Plan) -> str:
    if plan.is_frozen:
        return plan.number
    return _("pracovní %s") % state_sum(plan)


def state_sum(plan: Plan) -> str:
    """A short sum of everything that is printed of a plan in work."""
    cycle = Q(plan__cycle=plan.cycle_id, plan__kind=plan.kind)
    rows: list[QuerySet[Any]] = [model.objects.of(plan) for model in OF_PLAN]
    rows += [model.objects.filter(plan=plan) for model in (ProcedureFact, Comment, Exemption)]
    rows += [model.objects.filter(cycle) for model in (Need, Priority, Fate, HandIn, SwotItem)]
    rows += [
        NetworkItem.objects.in_force_on(plan.data_day),
        Plan.objects.filter(cycle=plan.cycle_id),
    ]
    earlier = [cycle.pk for cycle in plan.cycle.earlier()]
    rows += [Progress.objects.filter(measure__goal__priority__plan__cycle__in=earlier)]
    rows += [Group.objects.all(), Meeting.objects.all()]
    parts: list[Any] = [plan.pk, plan.version, plan.data_day, settings.DEMO]
    parts += [plan.cycle.version, plan.amends_id]
    counted = [
        one.order_by()
        .values(table=Value(at))
        .annotate(count=Count("pk"), last=Max("pk"), versions=Sum("version"))
        .values_list("table", "count", "last", "versions")
        for at, one in enumerate(rows)
    ]
    parts += sorted(counted[0].union(*counted[1:], all=True))  # one question for all tables
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def moment_of(plan: Plan) -> datetime:
    """Of an approved plan when it was frozen, else when it was last changed."""
    if plan.frozen_at:
        return plan.frozen_at
    start = timezone.make_aware(datetime.combine(plan.data_day, time()))
    known = [plan.history.aggregate(last=Max("history_date"))["last"]]
    for model in (Section, Need, SwotItem, Priority):
        rows = model.history.filter(plan_id=plan.pk)
        known.append(rows.aggregate(last=Max("history_date"))["last"])
    return max((moment for moment in known if moment), default=start)


def decided_at(plan: Plan) -> datetime:
    """When somebody last decided about an input of the cycle; before that the moment of the plan."""
    plans = Plan.objects.filter(cycle=plan.cycle_id).values("pk")
    last = Fate.history.filter(plan_id__in=plans).aggregate(last=Max("history_date"))["last"]
    return max(moment for moment in (last, moment_of(plan)) if moment)


def subject_of(plan: Plan, *, title: str = "", public: bool = True) -> rooms.Subject:
    title = title or plan.title
    version = version_of(plan)
    name = plan.number or _("pracovní verze")
    return rooms.Subject(
        title=title,
        version=version,
        is_final=plan.is_frozen,
        is_public=plan.is_frozen and public,
        page=_page(plan) if plan.is_frozen and public else plan.get_absolute_url(),
        file_name=f"{title[:120].replace('/', '-').replace(':', '')} {name}.pdf",
        validity=_validity(plan),
    )


def _page(plan: Plan) -> str:
    """Of this very version: the address of the plan shows the one in force."""
    return f"{plan.public_url}?verze={plan.number}"


def _validity(plan: Plan) -> str:
    if plan.state == Plan.State.REPLACED:
        return _("Tato verze už neplatí, nahradila ji novější.")
    return _("Tato verze platí.") if plan.is_frozen else ""


def imprint_of(plan: Plan, given: rooms.Imprint) -> Imprint:
    return Imprint(
        number=given.number,
        version=plan.number or version_of(plan),
        moment=moment_of(plan),
        release=__version__,
        address=given.verify_url,
        author=str(settings.REGION_NAME),
    )


def facts_of(plan: Plan) -> dict[str, str]:
    """Further lines of the imprint. What may change after approval is told by the verification."""
    from django.utils.formats import date_format

    state = Plan.State.APPROVED.label if plan.is_frozen else plan.get_state_display()
    facts = {
        _("Cyklus"): plan.cycle.name,
        _("Právní režim"): plan.cycle.get_regime_display(),
        _("Data tabulek ke dni"): date_format(plan.data_day, "j. n. Y"),
        _("Stav plánu"): str(state),
    }
    if plan.amends:
        facts[_("Mění verzi")] = plan.amends.number
    if settings.DEMO:
        facts[_("Upozornění")] = _(
            "Ukázka s vymyšlenými údaji. Žádný z poskytovatelů, žádná služba ani osoba zde "
            "není skutečná."
        )
    return facts


def resolutions_of(plan: Plan) -> str:
    """A line each."""
    known = [str(one) for one in (plan.council_resolution, plan.assembly_resolution) if one]
    return "\n".join(f"{one[:1].upper()}{one[1:]}" for one in known)


def state_words(plan: Plan) -> str:
    """Written on the cover and on each page of what is not approved."""
    return "" if plan.is_frozen else _("Pracovní verze")
