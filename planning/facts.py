"""What stands beside a need: network, register, population and territorial figures of its place.

One call answers all rows of a list in a fixed number of queries. Units of different kinds are told
one beside another and never summed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from planning.models import Audience, Need, Plan
from providers.models import (
    Capacity,
    Facility,
    NetworkItem,
    Reach,
    ServiceForm,
    ServiceTargetGroup,
)
from sitis.periods import covers
from sitis.territory.models import Population, TerritorialFigure

Ages = tuple[tuple[int, int | None], ...]
SENIORS: Ages = ((65, None),)
CHILDREN: Ages = ((0, 14),)
EVERYBODY: Ages = ((0, 14), (15, 64), (65, None))
#: Kinds that serve an age whatever the target group says.
AGES_OF_KINDS: dict[str, Ages] = {
    "home_for_seniors": SENIORS,
    "special_regime_home": SENIORS,
    "home_care": SENIORS,
    "emergency_care": SENIORS,
    "day_service_centre": SENIORS,
    "low_threshold_youth": CHILDREN,
    "early_intervention": CHILDREN,
    "activation_families": CHILDREN,
}
AGES_OF_AREAS: dict[str, Ages] = {Audience.SENIORS: SENIORS, Audience.FAMILY: CHILDREN}


def ages_of(kind: str) -> Ages:
    """Of which ages people are that a kind of service is for."""
    return AGES_OF_KINDS.get(kind, EVERYBODY)


#: How many last years of territorial figures are told.
YEARS_OF_FIGURES = 3


@dataclass(frozen=True, slots=True)
class Key:
    """What facts are about. Neither ORP nor okres: the whole region."""

    orp: str | None
    district: str | None  # of an ORP its own okres
    kind: int
    form: int
    group: int | None = None

    def holds(self, orp: str | None, district: str | None) -> bool:
        """Whether a row of ``orp`` or of ``district`` as a whole lies inside the place."""
        if self.orp:
            return orp == self.orp
        return self.district is None or district == self.district

    def lies_in(self, orp: str | None, district: str | None) -> bool:
        """Whether a row of a wider place covers this one too."""
        if orp is not None or not (self.orp or self.district):
            return False
        return district is None or bool(self.orp and district == self.district)


@dataclass(frozen=True, slots=True)
class Amount:
    unit: str
    amount: Decimal
    count: int  # items or services
    unit_key: int = 0
    level: str = ""  # of a wider place: "okres", "kraj"


@dataclass(frozen=True, slots=True)
class People:
    ages: str
    day: date
    count: int
    before_day: date | None = None
    before: int | None = None

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.count - self.before

    @property
    def change_percent(self) -> Decimal | None:
        if not self.before:
            return None
        return (Decimal(self.count - self.before) * 100 / self.before).quantize(Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Figure:
    measure: str
    label: str
    year: int
    value: Decimal
    detail: str = ""


@dataclass(slots=True)
class Facts:
    network: list[Amount] = field(default_factory=list)
    wider: list[Amount] = field(default_factory=list)
    services: int = 0
    capacities: list[Amount] = field(default_factory=list)
    people: People | None = None
    figures: list[Figure] = field(default_factory=list)

    def in_network(self, unit: int) -> Decimal:
        return sum((one.amount for one in self.network if one.unit_key == unit), Decimal(0))

    @property
    def last_figures(self) -> list[Figure]:
        """Of each measure and detail the newest year."""
        newest: dict[tuple[str, str], Figure] = {}
        for figure in self.figures:
            newest[figure.measure, figure.detail] = figure
        return list(newest.values())


def key_of(need: Need, plan: Plan | None = None) -> Key:
    """``plan`` of the need must be loaded with its ORP."""
    plan = plan or need.plan
    return place_key(plan, need.kind_id, need.form_id, need.target_group_id)


def place_key(plan: Plan, kind: int, form: int, group: int | None = None) -> Key:
    orp = plan.orp
    district = orp.district_id if orp else plan.district_id
    return Key(plan.orp_id, district, kind, form, group)


def facts_of(keys: Iterable[Key], day: date, kinds: Iterable[Any], areas: Any) -> dict[Key, Facts]:
    """Facts of each of ``keys`` on ``day``, in six queries.

    ``kinds``: the kinds of services that keys name; ``areas``: key of a target group -> its area.
    """
    found = {key: Facts() for key in keys}
    if not found:
        return found
    slugs = {kind.pk: kind.slug for kind in kinds}
    by_kind: dict[tuple[int, int], list[Key]] = defaultdict(list)
    for key in found:
        by_kind[key.kind, key.form].append(key)
    _network(found, by_kind, day)
    _register(found, by_kind, day)
    _people(found, slugs, areas, day)
    _figures(found, slugs, day)
    return found


def facts_of_needs(needs: Iterable[Need], day: date) -> dict[Key, Facts]:
    """For rows loaded by ``for_table``."""
    rows = list(needs)
    kinds = {need.kind_id: need.kind for need in rows}
    areas = {need.target_group_id: need.target_group.area for need in rows if need.target_group}
    return facts_of((key_of(need) for need in rows), day, kinds.values(), areas)


# -- network -------------------------------------------------------------------------------------


def _network(found: dict[Key, Facts], by_kind: Any, day: date) -> None:
    """An item without a target group serves all groups of its service."""
    rows = (
        NetworkItem.objects.in_force_on(day)
        .filter(service__kind__in={kind for kind, _form in by_kind})
        .order_by()
        .values_list(
            *("service__kind", "form", "target_group", "orp", "orp__district", "district"),
            *("unit", "unit__name"),
        )
        .annotate(amount=Sum("amount"), count=Count("pk"))
    )
    here: dict[Key, dict[Any, list[Any]]] = defaultdict(dict)
    wider: dict[Key, dict[Any, list[Any]]] = defaultdict(dict)
    for kind, form, group, orp, orp_district, district, unit, name, amount, count in rows:
        for key in by_kind.get((kind, form), ()):
            if key.group and group and group != key.group:
                continue
            if key.holds(orp, orp_district or district):
                _add(here[key], (unit, name, ""), amount, count)
            elif key.lies_in(orp, district):
                level = _("okres") if district else _("kraj")
                _add(wider[key], (unit, name, level), amount, count)
    for key, facts in found.items():
        facts.network = _amounts(here[key])
        facts.wider = _amounts(wider[key])


def _add(sums: dict[Any, list[Any]], key: Any, amount: Decimal, count: int) -> None:
    row = sums.setdefault(key, [Decimal(0), 0])
    row[0] += amount
    row[1] += count


def _amounts(sums: dict[Any, list[Any]]) -> list[Amount]:
    rows = sorted(sums.items(), key=lambda row: (row[0][2], row[0][1]))
    return [  # SQLite sums to fifteen digits
        Amount(name, round(amount, 2), count, unit, level)
        for (unit, name, level), (amount, count) in rows
    ]


# -- register ------------------------------------------------------------------------------------


def _register(found: dict[Key, Facts], by_kind: Any, day: date) -> None:
    """Services that run on ``day`` with a place in the territory, or reaching it."""
    running = Q(covers(day, "service__provided_from", "service__provided_to"))
    running &= Q(service__kind__in={kind for kind, _form in by_kind})
    forms, groups = _offers(running, {key.group for key in found if key.group}, day)
    places = _places(running, day)
    capacities: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for service, form, unit, name, amount in (
        Capacity.objects.valid_on(day)
        .filter(running)
        .order_by()
        .values_list("service", "form", "unit", "unit__name", "amount")
    ):
        capacities[service, form].append((unit, name, amount))
    for key, facts in found.items():
        sums: dict[Any, list[Any]] = {}
        for service in forms[key.kind, key.form]:
            if key.group and key.group not in groups[service]:
                continue
            if not any(key.holds(*place) or key.lies_in(*place) for place in places[service]):
                continue
            facts.services += 1
            for unit, name, amount in capacities[service, key.form]:
                _add(sums, (unit, name, ""), amount, 1)
        facts.capacities = _amounts(sums)


def _offers(running: Q, asked: set[int], day: date) -> tuple[dict[Any, set[int]], dict[int, Any]]:
    """Kind and form -> services; service -> those of the ``asked`` groups that it serves."""
    forms: dict[Any, set[int]] = defaultdict(set)
    groups: dict[int, set[int]] = defaultdict(set)
    in_forms = ServiceForm.objects.valid_on(day).filter(running).order_by()
    serving = ServiceTargetGroup.objects.filter(running, target_group__in=asked).order_by()
    rows = in_forms.values_list("service", "service__kind", "form", Value(0))
    groups_of = serving.values_list("service", "service__kind", Value(0), "target_group")
    for service, kind, form, group in rows.union(groups_of):
        if group:
            groups[service].add(group)
        else:
            forms[kind, form].add(service)
    return forms, groups


def _places(running: Q, day: date) -> dict[int, set[tuple[str | None, str | None]]]:
    """Service -> pairs of ORP and okres where it has a place that may be shown, or which it reaches."""
    places: dict[int, set[tuple[str | None, str | None]]] = defaultdict(set)
    seats = (
        Facility.objects.showable()
        .filter(running, covers(day, "provided_from", "provided_to"), municipality__isnull=False)
        .order_by()
        .values_list("service", "municipality__orp", "municipality__orp__district")
    )
    reach = (
        Reach.objects.valid_on(day)
        .filter(running)
        .order_by()
        .values_list(
            "service",
            Coalesce("orp", "municipality__orp"),
            Coalesce("orp__district", "municipality__orp__district", "district"),
        )
    )
    for service, orp, district in seats.union(reach):
        places[service].add((orp, district))
    return places


# -- people and figures ----------------------------------------------------------------------------


def _people(found: dict[Key, Facts], slugs: Any, areas: Any, day: date) -> None:
    """People of the ages that the kind serves, on the last days that all ORPs know."""
    rows = Population.objects.filter(orp__isnull=False, sex="", day__lte=day).order_by()
    if all(key.orp for key in found):
        rows = rows.filter(orp__in={key.orp for key in found})
    elif all(key.district for key in found):
        rows = rows.filter(orp__district__in={key.district for key in found})
    known: dict[tuple[str, str], dict[Any, int]] = defaultdict(dict)
    for orp, district, when, first, last, count in rows.values_list(
        "orp", "orp__district", "day", "age_from", "age_to", "count"
    ):
        known[orp, district][when, first, last] = count
    days = sorted({when for counts in known.values() for when, _first, _last in counts})
    sums: dict[Any, People | None] = {}
    for key, facts in found.items():
        ages = AGES_OF_AREAS.get(areas.get(key.group) or "")
        ages = ages or ages_of(slugs.get(key.kind, ""))
        at = (key.orp, key.district, ages)
        if at not in sums:
            sums[at] = _counted(key, ages, days, known)
        facts.people = sums[at]


def _counted(key: Key, ages: Ages, days: list[date], known: Any) -> People | None:
    inside = [counts for place, counts in known.items() if key.holds(*place)]
    totals = []
    for when in reversed(days):
        counts = [place.get((when, *band)) for place in inside for band in ages]
        if counts and None not in counts:
            totals.append((when, sum(counts)))
    if not totals:
        return None
    alike = [one for one in totals[1:] if counted_alike(one[0], totals[0][0])]
    before_day, before = alike[0] if alike else (None, None)
    return People(_ages_in_words(ages), *totals[0], before_day, before)


def counted_alike(one: date, other: date) -> bool:
    """Whether people were counted in one way on both days.

    Statistics of the year's end go on from one another. A census is held on a day of its own and
    asks where people really live: the difference between the two would be told as a change.
    """
    return (one.month, one.day) == (other.month, other.day)


def _ages_in_words(ages: Ages) -> str:
    if ages == SENIORS:
        return _("65 a více let")
    if ages == CHILDREN:
        return _("0–14 let")
    return _("všechny věky")


def _figures(found: dict[Key, Facts], slugs: Any, day: date) -> None:
    rows = TerritorialFigure.objects.filter(
        kind__in=set(slugs.values()), year__gt=day.year - YEARS_OF_FIGURES, year__lte=day.year
    ).order_by()
    if all(key.orp for key in found):
        rows = rows.filter(orp__in={key.orp for key in found})
    told: dict[tuple[str, int, str, str], dict[Any, tuple[int, Decimal]]] = defaultdict(dict)
    columns = ("kind", "year", "measure", "detail", "orp", "orp__district", "origin", "value")
    for kind, year, measure, detail, orp, district, origin, value in rows.values_list(*columns):
        at = told[kind, year, measure, detail]
        rank = ORIGINS.index(origin)
        if (orp, district) not in at or rank < at[orp, district][0]:
            at[orp, district] = (rank, value)
    ordered = sorted(told.items(), key=lambda row: (row[0][2], row[0][3], row[0][1]))
    for key, facts in found.items():
        for (kind, year, measure, detail), places in ordered:
            inside = [value for place, (_rank, value) in places.items() if key.holds(*place)]
            if kind == slugs[key.kind] and inside:
                label = str(TerritorialFigure.Measure(measure).label)
                facts.figures.append(Figure(measure, label, year, sum(inside), detail))


#: Whose value is told where several wrote one: reports know best, then the table, then a person.
ORIGINS = [
    TerritorialFigure.Origin.REPORTS,
    TerritorialFigure.Origin.IMPORTED,
    TerritorialFigure.Origin.TYPED,
]


# -- does the request fit the facts? (journey J5, step 6) -----------------------------------------------


def conflicts(need: Any, facts: Facts) -> Iterator[str]:
    """Where the request does not fit the network; told in words, stops nothing.

    ``need``: with ``proposal``, ``change``, ``unit_id``.
    """
    Proposal = Need.Proposal
    known = facts.in_network(need.unit_id)
    if facts.network and need.proposal == Proposal.NEW:
        told = amounts_in_words(facts.network)
        yield _("Navrhujete novou službu, v síti už ale je: %s.") % told
    if need.proposal in {Proposal.KEEP, Proposal.LESS} and not facts.network:
        yield _("V síti tu žádné takové jednotky nejsou, není co zachovat ani snížit.")
    elif need.proposal == Proposal.LESS and known and known + need.change < 0:
        yield _("Snížení je větší než počet jednotek v síti, chybělo by %s.") % _plain(
            -(known + need.change)
        )
    if need.proposal == Proposal.MORE and known and need.change > known:
        yield _("Navýšení by počet jednotek v síti víc než zdvojnásobilo (dnes %s).") % _plain(
            known
        )
    if need.proposal == Proposal.MORE and not facts.network:
        yield _("V síti tu taková služba není; nemá to být nová služba?")
    if facts.network and not known and need.proposal != Proposal.NEW:
        told = amounts_in_words(facts.network)
        yield _("Síť tu počítá v jiných jednotkách: %s. Sečíst je nejde.") % told


def conflicts_of_years(needs: Iterable[Any], facts: Facts) -> list[str]:
    """What years of one need say, each sentence once; what one year begins the next may keep."""
    found: list[str] = []
    for need in sorted(needs, key=lambda one: one.year):
        found += conflicts(need, facts)
        if need.proposal == Need.Proposal.NEW:
            break
    return list(dict.fromkeys(found))


def amounts_in_words(amounts: list[Amount]) -> str:
    return ", ".join(f"{_plain(one.amount)} ({one.unit})" for one in amounts)


def _plain(amount: Decimal) -> str:
    whole = amount == amount.to_integral_value()
    return number_format(int(amount) if whole else amount, force_grouping=True)
