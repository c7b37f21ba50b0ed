"""The network of the invented region: a version for each year, a correction, the next in preparation.

Most services that run are in it, with as many beds as are registered or a few fewer, elsewhere with
staff. A few items deliberately do not fit the register, so that the list of misfits has rows.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F

from providers.actions.network.lists import make_list_plan
from providers.demo.own import Pen
from providers.models import (
    Capacity,
    CapacityUnit,
    Cofinancing,
    Facility,
    NetworkCategory,
    NetworkImport,
    NetworkItem,
    NetworkVersion,
    ProvisionForm,
    Reach,
    Service,
    ServiceForm,
)
from providers.network import BEDS, BEDS_IN, usual_unit
from sitis.jobs.models import Job
from sitis.resolutions import Resolution
from sitis.rooms import DemoOrder
from sitis.workbooks import write_xlsx

OUTSIDE = 0.14  # share of services that never enter the network
WHOLE_REGION = frozenset({"telephone_crisis_help", "interpreting", "intervention_centre"})
NOTE = "Smyšlená síť ukázky."
BY_GROUP = 0.12  # share of items that are for one target group only
QUARTER = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Member:
    """A service as the network sees it. ``forms``: slug of a form -> registered beds, if any."""

    pk: int
    identifier: str
    kind: str
    first: date
    last: date | None
    forms: dict[str, Decimal | None]
    orp: str | None
    district: str | None
    municipality: str | None
    group: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """What an item of one version says; ``form`` by its slug."""

    member: Member
    form: str
    amount: Decimal
    by_group: bool
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One version: its days and what is changed against what the year would bring by itself."""

    year: int
    number: int
    first: date
    last: date | None
    newest: int  # the year of the last version, in which units are what the register allows
    is_last: bool = False  # the one in force on the day of the demo
    in_preparation: bool = False


def set_network(order: DemoOrder, pen: Pen) -> None:
    """Write all versions, oldest first."""
    members = list(_members(order.day))
    codes = _Codes()
    before: dict[tuple[int, str], int] = {}
    earlier: NetworkVersion | None = None
    for step in _steps(order):
        lines = [line for one in members for line in _lines(one, step, order.seed)]
        if step.is_last:
            lines = _misfits(lines)
        version = _version(step, earlier, order.seed, pen)
        before = _items(version, lines, before, codes, pen)
        _shares(version, members, order.seed, pen)
        earlier = version
    if earlier is not None:
        _waiting_list(earlier, order, pen)


class _Codes:
    def __init__(self) -> None:
        self.form = dict(ProvisionForm.objects.values_list("slug", "pk"))
        self.unit = dict(CapacityUnit.objects.values_list("slug", "pk"))
        self.category = NetworkCategory.objects.order_by("pk").values_list("pk", flat=True)[0]


def _steps(order: DemoOrder) -> list[Step]:
    day, newest = order.day, order.day.year + 1
    years = range(newest - order.years, newest)
    steps = [Step(year, 1, date(year, 1, 1), None, newest) for year in years]
    middle = date(day.year, 7, 1) if day >= date(day.year, 7, 1) else date(day.year - 1, 7, 1)
    if middle.year >= steps[0].year:
        steps.append(Step(middle.year, 2, middle, None, newest))
    steps.sort(key=lambda step: step.first)
    ended = [replace(step, last=after.first - timedelta(days=1)) for step, after in pairwise(steps)]
    now = replace(steps[-1], is_last=True)
    coming = Step(newest, 1, date(newest, 1, 1), None, newest, in_preparation=True)
    return [*ended, now, coming]


def _members(day: date) -> Iterator[Member]:
    """Services with what the register says of them on ``day``, in a handful of queries."""
    beds: dict[tuple[int, str], Decimal] = {}
    for service, form, amount in (
        Capacity.objects.valid_on(day)
        .filter(unit__slug=BEDS)
        .values_list("service", "form__slug", "amount")
    ):
        beds[service, form] = beds.get((service, form), Decimal(0)) + amount
    forms: dict[int, set[str]] = {}
    for service, form in ServiceForm.objects.order_by("pk").values_list("service", "form__slug"):
        forms.setdefault(service, set()).add(form)
    places = Facility.objects.showable().filter(municipality__isnull=False).order_by("-pk")
    seats = {
        row[0]: row[1:]
        for row in places.values_list("service", "municipality__orp", "municipality")
    }
    wide = dict(
        Reach.objects.filter(district__isnull=False)
        .order_by("-pk")
        .values_list("service", "district")
    )
    rows = Service.objects.order_by("identifier").values_list(
        "pk", "identifier", "kind__slug", "provided_from", "provided_to", "missing_since"
    )
    groups = dict(
        Service.objects.filter(target_groups__isnull=False)
        .order_by("-target_groups__pk")
        .values_list("pk", F("target_groups__target_group"))
    )
    for pk, identifier, kind, first, last, missing in rows:
        orp, municipality = seats.get(pk, (None, None))
        yield Member(
            pk, identifier, kind, first, last or missing,
            {form: beds.get((pk, form)) for form in sorted(forms.get(pk, ()))},
            orp, wide.get(pk), municipality, groups.get(pk),
        )  # fmt: skip


def _lines(member: Member, step: Step, seed: int) -> Iterator[Line]:
    """Items of the service in the version. Its numbers move a little from year to year."""
    random = Random(f"{seed}/network/{member.identifier}")
    if random.random() < OUTSIDE:
        return
    entered = member.first + timedelta(days=random.choice((0, 0, 120, 400)))
    last_day = step.last or date(step.year, 12, 31)
    if entered > last_day or (member.last is not None and member.last < step.first):
        return
    for form, beds in member.forms.items():
        base = _units(member, form, beds, random)
        by_group = member.group is not None and random.random() < BY_GROUP
        drawn = Random(f"{seed}/units/{member.identifier}/{form}")
        in_beds = usual_unit(form, member.kind) == BEDS
        amount = _in_year(base, step, drawn, (beds or base) if in_beds else None)
        first = entered if entered > step.first else None
        last = member.last if member.last and member.last <= last_day else None
        yield Line(member, form, amount, by_group, first, last)


def _units(member: Member, form: str, beds: Decimal | None, random: Random) -> Decimal:
    if usual_unit(form, member.kind) == BEDS:
        registered = beds or Decimal(random.randint(6, 40))
        return max(Decimal(1), registered - random.choice((0, 0, 0, 1, 2, 4)))
    return Decimal(random.randint(120, 1400)) / 100


def _in_year(base: Decimal, step: Step, random: Random, most: Decimal | None) -> Decimal:
    """Numbers come to ``base`` in the newest year, never over ``most`` beds; a ninth changes yearly."""
    amount, in_beds = base, most is not None
    for _year in range(step.newest, step.year, -1):
        if random.random() < 0.11:
            change = Decimal(random.choice((-1, 1, 1, 2)))
            amount -= change if in_beds else change * QUARTER
    if step.number == 1 and random.random() < 0.03:  # what the correction in the year put right
        amount -= 1 if in_beds else QUARTER
    return max(min(amount, most) if most else amount, Decimal(1))


def _misfits(lines: list[Line]) -> list[Line]:
    """More beds than are registered, a form the service has not, an item that outlives its service."""
    found = list(lines)
    residential = [at for at, line in enumerate(found) if line.member.forms.get(line.form)]
    for at, more in zip(residential[::9][:3], (2, 3, 5), strict=False):
        line = found[at]
        found[at] = replace(line, amount=(line.member.forms[line.form] or 0) + more)
    single = [at for at, line in enumerate(found) if set(line.member.forms) == {"field"}]
    for at in single[3:40:18]:
        found[at] = replace(found[at], form="ambulatory")
    ended = [at for at, line in enumerate(found) if line.last is not None]
    for at in ended[:2]:
        found[at] = replace(found[at], last=None)
    return found


def _version(step: Step, earlier: NetworkVersion | None, seed: int, pen: Pen) -> NetworkVersion:
    state = NetworkVersion.State
    version = NetworkVersion(
        year=step.year,
        number=step.number,
        valid_from=step.first,
        valid_to=step.last,
        state=state.PREPARATION
        if step.in_preparation
        else state.VALID
        if step.is_last
        else state.REPLACED,
        copied_from=earlier,
        note=NOTE,
    )
    if not step.in_preparation:
        version.council_resolution, version.assembly_resolution = _resolutions(step, seed)
        pen.make(Resolution, [version.council_resolution, version.assembly_resolution])
    pen.make(NetworkVersion, [version])
    return version


def _resolutions(step: Step, seed: int) -> tuple[Resolution, Resolution]:
    random = Random(f"{seed}/resolutions/{step.year}/{step.number}")
    council = step.first - timedelta(days=random.randint(40, 50))
    assembly = step.first - timedelta(days=random.randint(14, 25))
    number = random.randint(1000, 4000)
    return (
        Resolution(body="council", number=f"SMYŠLENO {number}/{council:%y}/R", adopted_on=council),
        Resolution(body="assembly", number=f"SMYŠLENO {number + 88}/{assembly:%y}/Z", adopted_on=assembly),
    )  # fmt: skip


def _items(
    version: NetworkVersion,
    lines: Sequence[Line],
    before: dict[tuple[int, str], int],
    codes: _Codes,
    pen: Pen,
) -> dict[tuple[int, str], int]:
    """Rows of the version; returns service and form -> key of the row, for the next version."""
    rows = [_row(version, line, before.get((line.member.pk, line.form)), codes) for line in lines]
    pen.make(NetworkItem, rows)
    slug = {pk: form for form, pk in codes.form.items()}
    return {(row.service_id, slug[row.form_id]): row.pk for row in rows}


def _row(version: NetworkVersion, line: Line, continues: int | None, codes: _Codes) -> NetworkItem:
    member = line.member
    place: dict[str, Any] = {"orp_id": member.orp}
    if member.kind in WHOLE_REGION or (member.orp is None and member.district is None):
        place = {}
    elif member.district is not None and line.form != BEDS_IN:
        place = {"district_id": member.district}
    return NetworkItem(
        network=version,
        service_id=member.pk,
        form_id=codes.form[line.form],
        target_group_id=member.group if line.by_group else None,
        category_id=codes.category,
        unit_id=codes.unit[usual_unit(line.form, member.kind)],
        amount=line.amount,
        financing=NetworkItem.Financing.SECTION_101A,
        mandate_number=f"SMYŠLENO {member.identifier[-4:]}/{member.first.year}",
        continues_id=continues,
        valid_from=line.first,
        valid_to=line.last,
        **place,
    )


def _shares(version: NetworkVersion, members: Sequence[Member], seed: int, pen: Pen) -> None:
    """Every fourth item is paid for partly by the municipality where the service sits."""
    seats = {one.pk: one.municipality for one in members}
    rows = []
    listed = version.items.order_by("pk").values_list("pk", "service", "service__identifier")
    for pk, service, identifier in listed:
        random = Random(f"{seed}/shares/{identifier}")
        share, pays = Decimal(random.randint(5, 25)), random.random() < 0.25
        if pays and seats.get(service):
            rows.append(Cofinancing(item_id=pk, municipality_id=seats[service], share=share))
    pen.make(Cofinancing, rows)


HEADS = (
    *("IČO", "Poskytovatel", "Druh služby", "Identifikátor", "Forma", "Cílová skupina"),
    *("ORP", "Okres", "Počet jednotek", "Jednotka"),
)


def _waiting_list(version: NetworkVersion, order: DemoOrder, pen: Pen) -> None:
    """A list as a region keeps it, uploaded into the version in preparation; its plan waits."""
    random = Random(f"{order.seed}/list")
    items = list(version.items.for_table().order_by("service__identifier", "form", "pk")[:40])
    rows: list[list[Any]] = [_as_listed(item) for item in items]
    for row in random.sample(rows, min(len(rows), 7)):
        row[8] += 1
    known = version.items.values("service")
    outside = Service.objects.running_on(order.day).exclude(pk__in=known).for_cards()
    for service in outside.filter(forms__form__slug="field").distinct()[:3]:
        rows.append(
            [
                *(service.provider.ico, service.provider.name, service.kind.name),
                *(service.identifier, "terénní", "", "", ""),
                *(Decimal("2.50"), "úvazek v přímé péči"),
            ]
        )
    if items:
        wrong = _as_listed(items[0])
        rows.append([*wrong[:3], "9999999", *wrong[4:]])
        rows.append([*wrong[:4], "létající", *wrong[5:]])
    rows.append(["Celkem", *[""] * 7, sum((row[8] for row in rows), Decimal(0)), ""])
    stream = BytesIO()
    write_xlsx(stream, HEADS, rows, sheet=f"Síť {version.year}")
    content = stream.getvalue()
    run = NetworkImport(
        network=version,
        file_name=f"smyslena-sit-{version.year}.xlsx",
        sha256=hashlib.sha256(content).hexdigest(),
        by=pen.by,
        created_at=pen.at,
    )
    run.file.save("seznam.xlsx", ContentFile(content), save=False)
    run.save()
    make_list_plan(run, Job())


def _as_listed(item: NetworkItem) -> list[Any]:
    service = item.service
    return [
        *(service.provider.ico, service.provider.name, service.kind.name, service.identifier),
        item.form.name,
        item.target_group.name if item.target_group else "",
        item.orp.name if item.orp else "",
        item.district.name if item.district else "",
        *(item.amount, item.unit.name),
    ]
