"""What approved reports say, as inputs of a run."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from evaluation.benchmark import Input, PlaceFact
from evaluation.benchmark.places import ALL_RESIDENTS, RESIDENTS
from evaluation.models import (
    BenchmarkRun,
    FormField,
    Occasion,
    Report,
    Snapshot,
)
from evaluation.parts import by_form
from evaluation.runs.formulas import counted, formulas_of, numbers_of
from evaluation.runs.norms import own_norms
from evaluation.runs.places import place_facts
from providers.models import ServiceTargetGroup
from sitis.territory.models import Orp

PLANS = (Occasion.PLANNED, Occasion.ADJUSTED)
#: What of a plan the fulfilment of it is measured by.
PLANNED = ("costs_total", "fte_direct", "beds_average")
#: Fields that part users by where they lived: the code of the ORP follows.
RESIDENCE = "D.orp."


class Taken(NamedTuple):
    """An approved report that a run reads."""

    snapshot: int
    version: int
    service: int
    identifier: str
    provider: int
    provider_key: str
    kind: str
    year: int
    occasion: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """Inputs, for each of them the rows it came from, and what the territory says besides."""

    inputs: list[Input]
    taken: list[Taken]
    places: tuple[PlaceFact, ...] = ()


def collect(run: BenchmarkRun) -> Collected:
    """Newest reports of the run's years approved until its data cut-off."""
    every = list(reports_of(run))
    facts = quantities(every, lived_in=run.year)
    plans = _plans(every, facts)
    services = {one.service for one in every}
    groups, norms = prevailing_groups(services), own_norms(run.last_day, services)
    inputs, taken = [], []
    for one in every:
        if one.occasion != run.occasion:
            continue
        known = facts.get(one.snapshot, {})
        if plan := plans.get((one.service, one.year)):
            known = known | plan
        is_newest = one.year == run.year
        homes = _starting(known, RESIDENTS) if is_newest else {}
        if homes:
            known = {name: value for name, value in known.items() if name not in homes}
        for form, of_form in by_form(one.forms, known):
            if is_newest:
                of_form |= norms.get((one.service, form), {})
            if homes:  # of the service as a whole, so with one of its forms
                of_form |= homes
                homes = {}
            size = of_form.get("beds_average" if form == "residential" else "fte_direct")
            inputs.append(
                Input(
                    service=one.identifier,
                    provider=one.provider_key,
                    kind=one.kind,
                    form=form,
                    year=one.year,
                    group=groups.get(one.service, ""),
                    size=size.quantize(Decimal("0.01")) if size is not None else None,
                    facts=of_form,
                    source=str(one.snapshot),
                )
            )
            taken.append(one)
    return Collected(inputs, taken, place_facts(run))


def _starting(facts: Mapping[str, Decimal], beginning: str) -> dict[str, Decimal]:
    return {name: value for name, value in facts.items() if name.startswith(beginning)}


def reports_of(run: BenchmarkRun) -> Iterator[Taken]:
    """Of each report the newest version approved until the cut-off, in an order that is always the same."""
    rows = Snapshot.objects.filter(
        moment__lte=run.cutoff,
        report__term__year__in=run.years,
        report__term__occasion__in=[run.occasion, *PLANS],
    ).exclude(report__state=Report.State.CANCELLED)
    if run.kinds:
        rows = rows.filter(report__service__kind__slug__in=run.kinds)
    found = rows.order_by(
        "report__service__identifier", "report__term__year", "report__term__occasion", "number"
    ).values_list(
        *("report", "pk", "report__term__form_version", "report__service"),
        *("report__service__identifier", "report__service__provider"),
        *("report__service__provider__ico", "report__service__kind__slug"),
        *("report__term__year", "report__term__occasion", "report__forms"),
    )
    newest = {row[0]: row[1:] for row in found}  # a later version takes the place of an earlier
    for (
        pk,
        version,
        service,
        identifier,
        provider,
        ico,
        kind,
        year,
        occasion,
        forms,
    ) in newest.values():
        yield Taken(
            *(pk, version, service, identifier, provider, ico or f"#{provider}", kind, year),
            occasion,
            tuple(forms or ()),
        )


def quantities(
    taken: Iterable[Taken], lived_in: int | None = None
) -> dict[int, dict[str, Decimal]]:
    """Snapshot -> its named quantities; what no field says is not there.

    Of the year ``lived_in`` also users by the ORP where they lived.
    """
    by_version: dict[int, list[int]] = defaultdict(list)
    placed = set()
    for one in taken:
        by_version[one.version].append(one.snapshot)
        if one.year == lived_in:
            placed.add(one.snapshot)
    found = {}
    homes = _homes(by_version) if placed else {}
    for version, snapshots in by_version.items():
        formulas = formulas_of(version)
        for pk, numbers in numbers_of(snapshots, formulas.codes | homes.get(version, set())):
            found[pk] = counted(formulas, numbers)
            if pk in placed and homes.get(version):
                found[pk] |= _residents(numbers, homes[version])
    return found


def _homes(versions: Iterable[int]) -> dict[int, set[str]]:
    """Version -> codes of its fields that part users by ORP."""
    rows = FormField.objects.filter(version__in=list(versions), code__startswith=RESIDENCE)
    region = set(Orp.objects.order_by().values_list("pk", flat=True))
    found: dict[int, set[str]] = defaultdict(set)
    for version, code in rows.order_by().values_list("version", "code"):
        place = code.removeprefix(RESIDENCE)
        if not place.isdecimal() or place in region:
            found[version].add(code)
    return found


def _residents(numbers: Mapping[str, Decimal], homes: Iterable[str]) -> dict[str, Decimal]:
    """Users by ORP and all of them together, those from elsewhere too; nothing where none is known.

    >>> lived = {"D.orp.6210": Decimal(6), "D.orp.other": Decimal(2), "D.orp.sum": Decimal(8)}
    >>> _residents(lived, lived)
    {'users.6210': Decimal('6'), 'users.sum': Decimal('8')}
    """
    found, total = {}, Decimal(0)
    for code in sorted(homes):
        place, number = code.removeprefix(RESIDENCE), numbers.get(code)
        if number and place != "sum":
            total += number
            if place.isdecimal():
                found[RESIDENTS + place] = number
    return found | {ALL_RESIDENTS: total} if total else {}


def _plans(
    taken: Iterable[Taken], facts: Mapping[int, dict[str, Decimal]]
) -> dict[tuple[int, int], dict[str, Decimal]]:
    """Service and year -> what it planned; the adjusted plan where there is one."""
    found: dict[tuple[int, int], dict[str, Decimal]] = {}
    for occasion in PLANS:
        for one in taken:
            if one.occasion == occasion and (known := facts.get(one.snapshot)):
                plan = {f"plan.{name}": known[name] for name in PLANNED if name in known}
                found[one.service, one.year] = found.get((one.service, one.year), {}) | plan
    return found


def prevailing_groups(services: set[int]) -> dict[int, str]:
    """Service -> the area of its main target group."""
    rows = ServiceTargetGroup.objects.filter(is_primary=True)
    names = rows.order_by("service", "target_group__slug").values_list(
        "service", "target_group__area", "target_group__slug"
    )
    return {service: area or slug for service, area, slug in names if service in services}
