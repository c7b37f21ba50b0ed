"""What a plan of an okres or of the region must decide about.

Inputs of an okres are handed-in needs and priorities of its ORPs. Inputs of the region are those of
okresy, and of ORPs where no okres took them up: it has no plan, did not decide, put them aside, or
took them into a row that it has not handed in.
"""

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from planning.models import Deliverable, Fate, HandIn, Level, Need, Plan, Priority
from sitis.territory.models import Orp

Input = Need | Priority
MODELS: tuple[type[Need] | type[Priority], ...] = (Need, Priority)
LEADS_ON = [verdict.value for verdict in Fate.LEADS_ON]


def name_of(model: type[Input]) -> str:
    """The column of a fate that names such an input."""
    return "need" if model is Need else "priority"


def lower_plans(plan: Plan) -> QuerySet[Plan]:
    """Plans whose rows come up to ``plan``: the same cycle and kind, no replaced version."""
    plans = Plan.objects.filter(cycle=plan.cycle_id, kind=plan.kind, year=plan.year)
    plans = plans.exclude(state=Plan.State.REPLACED)
    if plan.level == Level.DISTRICT:
        return plans.filter(level=Level.ORP, orp__district=plan.district_id)
    if plan.level == Level.REGION:
        return plans.exclude(level=Level.REGION)
    return plans.none()


def handed_in(deliverable: str, plan: str = "plan", until: datetime | None = None) -> Q:
    """Rows whose plan delivered it, ``until`` a moment; an approved plan delivered everything."""
    handed = HandIn.objects.filter(plan=OuterRef(plan), deliverable=deliverable).handed_in()
    approved = Q(**{f"{plan}__state__in": Plan.FROZEN})
    if until is not None:
        handed = handed.exclude(handed_in_at__gt=until)
        approved &= ~Q(**{f"{plan}__frozen_at__gt": until})
    return Q(Exists(handed)) | approved


def closed_at(plan: Plan) -> datetime | None:
    """When a plan on its way to approval was settled; what came later is for its amendment."""
    if plan.state == Plan.State.DRAFT or plan.is_frozen:
        return None
    settled = Plan.history.filter(id=plan.pk, state=Plan.State.SETTLED)
    return settled.aggregate(last=Max("history_date"))["last"]


def region_is_closed(plan: Plan) -> bool:
    """The region decides no more about what comes up from ``plan``, until it amends its own."""
    regional = Plan.objects.newest().filter(cycle=plan.cycle_id, kind=plan.kind, year=plan.year)
    return regional.filter(level=Level.REGION).exclude(state=Plan.State.DRAFT).exists()


def inputs_of(model: type[Input], plan: Plan) -> QuerySet:
    """Of an approved plan those that it decided about; it cannot owe an answer to others.

    Nor can a settled one to what came after: only a draft decides.
    """
    own = Q(Exists(decided(model, plan=plan)))
    if plan.is_frozen:
        return model.objects.filter(own)
    rows = model.objects.filter(handed_in(model.deliverable), plan__in=lower_plans(plan))
    if closed := closed_at(plan):
        rows = rows.filter(own | handed_in(model.deliverable, until=closed))
    if plan.level == Level.REGION:
        rows = rows.exclude(Exists(taken_up(model)))
    return rows


def decided(model: type[Input], **about: object) -> QuerySet[Fate]:
    """Fates of the row of the outer query."""
    return Fate.objects.filter(**{name_of(model): OuterRef("pk")}, **about)


def by_district(model: type[Input]) -> QuerySet[Fate]:
    return decided(model, plan__level=Level.DISTRICT).exclude(plan__state=Plan.State.REPLACED)


def taken_up(model: type[Input]) -> QuerySet[Fate]:
    """Fates by which an okres carried the row into one that it handed in."""
    return by_district(model).filter(carried())


def carried() -> Q:
    """Fates that lead to a row which was handed in."""
    needs = Q(target_need__isnull=False) & handed_in(Deliverable.NEEDS)
    others = Q(target_need__isnull=True) & handed_in(Deliverable.PRIORITIES)
    return Q(needs | others, verdict__in=LEADS_ON)


def put_aside(model: type[Input]) -> QuerySet[Fate]:
    """Fates by which an okres ended the way of the row; the region may still overrule them."""
    return by_district(model).exclude(verdict__in=LEADS_ON)


def is_settled(model: type[Input], plan: Plan) -> Q:
    """Inputs of ``plan`` that need no more answer."""
    own = Q(Exists(decided(model, plan=plan)))
    return own | Q(Exists(put_aside(model))) if plan.level == Level.REGION else own


def undecided(model: type[Input], plan: Plan) -> QuerySet:
    """Inputs with no fate at the end of their way.

    What an okres took up and handed in waits here as the row of the okres.
    """
    return inputs_of(model, plan).exclude(is_settled(model, plan))


def undecided_count(plan: Plan) -> int:
    """A regional plan is not approved until this is zero."""
    return sum(count_of(undecided(model, plan)) for model in MODELS)


def count_of(rows: QuerySet) -> int:
    """How many inputs; a need is one, however many years it has."""
    if rows.model is Need:
        rows = rows.order_by().values("plan", "code").distinct()
    return rows.count()


def missing(plan: Plan, deliverable: str) -> list[tuple[Orp, Plan | None]]:
    """ORPs under ``plan`` that have not handed the deliverable in, with their plan if there is one."""
    orps = Orp.objects.select_related("district")
    if plan.level == Level.DISTRICT:
        orps = orps.filter(district=plan.district_id)
    plans = lower_plans(plan).filter(level=Level.ORP)
    handed = HandIn.objects.filter(plan=OuterRef("pk"), deliverable=deliverable).handed_in()
    there = {
        found.orp_id: found for found in plans.annotate(is_in=Exists(handed)).order_by("-state")
    }
    absent: list[tuple[Orp, Plan | None]] = []
    for orp in orps:
        found = there.get(orp.pk)
        if found is None or not (found.is_in or found.is_frozen):
            absent.append((orp, found))
    return absent
