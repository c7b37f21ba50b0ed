"""What is missing before a part of a plan can be handed in. The rules know plain facts only."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning.models import Deliverable, Indicator, Level, Measure, Plan


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in one sentence, and the page of the plan where it is mended."""

    text: str
    page: str  # name of an address
    section: str = ""  # the code of one, where the page is that of a section


@dataclass(frozen=True, slots=True)
class Facts:
    level: str
    needs: int
    swot: int
    priorities: int
    measures: int
    without_indicator: tuple[str, ...]  # titles of measures
    without_responsible: tuple[str, ...]
    #: deliverable -> codes and titles of required sections not ready
    unready: dict[str, tuple[tuple[str, str], ...]]
    outside_period: tuple[str, ...] = ()  # measures, such as came over with their former dates


def facts_of(plan: Plan) -> Facts:
    """In four queries, whatever the size of the plan."""
    counts = Plan.objects.filter(pk=plan.pk).aggregate(
        needs=Count("needs", distinct=True),
        swot=Count("swot_items", distinct=True),
        priorities=Count("priorities", distinct=True),
    )
    measures = Measure.objects.of(plan)
    has_indicator = Exists(Indicator.objects.filter(measure=OuterRef("pk")))
    first, last = plan.cycle.period_from, plan.cycle.period_to
    outside = Q(ends_on__lt=first) | Q(starts_on__gt=last)
    weak = measures.filter(~has_indicator | Q(responsible__regex=r"^\s*$") | outside)
    rows = weak.annotate(has_indicator=has_indicator).order_by(
        "goal__priority__number", "goal", "pk"
    )
    columns = ("title", "has_indicator", "responsible", "starts_on", "ends_on")
    found = list(rows.values_list(*columns))
    unready: dict[str, list[tuple[str, str]]] = {}
    missing = plan.sections.filter(is_required=True, is_ready=False).order_by("order")
    for deliverable, *said in missing.values_list("handed_in_with", "code", "title"):
        unready.setdefault(deliverable, []).append((said[0], said[1]))
    return Facts(
        level=plan.level,
        **counts,
        measures=measures.count(),
        without_indicator=tuple(title for title, has, *_more in found if not has),
        without_responsible=tuple(title for title, _has, who, *_days in found if not who.strip()),
        outside_period=tuple(
            title for title, _has, _who, since, till in found if till < first or since > last
        ),
        unready={key: tuple(said) for key, said in unready.items()},
    )


def gaps(facts: Facts, deliverable: str, *, says_no_change: bool = False) -> list[Gap]:
    """What stands in the way of handing ``deliverable`` in; empty when nothing does."""
    rules = {
        Deliverable.NEEDS: _needs,
        Deliverable.PRIORITIES: _priorities,
        Deliverable.ANALYSES: _analyses,
    }
    found: list[Gap] = []
    if deliverable in rules and not (deliverable == Deliverable.NEEDS and says_no_change):
        found += rules[Deliverable(deliverable)](facts)
    found += [
        Gap(_("Oddíl „%s“ není označený jako hotový.") % title, "section-detail", code)
        for code, title in facts.unready.get(deliverable, ())
    ]
    return found


def _needs(facts: Facts) -> Iterator[Gap]:
    if not facts.needs:
        text = _("Není zapsaná žádná potřeba. Nic neměníte? Potvrďte to při odevzdání.")
        yield Gap(text, "need-list")


def _priorities(facts: Facts) -> Iterator[Gap]:
    if facts.level == Level.DISTRICT:
        return  # an okres ranks what its ORPs propose
    if not facts.priorities:
        yield Gap(_("Není zapsaná žádná priorita."), "strategy")
    elif not facts.measures:
        yield Gap(_("Žádná priorita nemá opatření."), "strategy")
    if facts.without_indicator:
        count = len(facts.without_indicator)
        text = ngettext("%d opatření nemá indikátor", "%d opatření nemá indikátor", count) % count
        yield Gap(f"{text}: {_some(facts.without_indicator)}", "strategy")
    if facts.without_responsible:
        count = len(facts.without_responsible)
        text = ngettext("%d opatření nemá nositele", "%d opatření nemá nositele", count) % count
        yield Gap(f"{text}: {_some(facts.without_responsible)}", "strategy")
    if facts.outside_period:
        text = _("Opatření s termínem mimo období plánu: %s")
        yield Gap(text % _some(facts.outside_period), "strategy")


def _analyses(facts: Facts) -> Iterator[Gap]:
    if facts.level == Level.ORP and not facts.swot:
        yield Gap(_("SWOT nemá žádnou položku."), "swot")


def _some(titles: tuple[str, ...]) -> str:
    """The first few titles; a long list would hide the others."""
    said = ", ".join(f"„{title}“" for title in titles[:3])
    return said + (_(" a další.") if len(titles) > 3 else ".")
