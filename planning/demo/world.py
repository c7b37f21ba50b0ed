"""What stands in the database before planning is invented: territory, code lists, network, people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from planning.demo.texts.writing import Place
from planning.demo.timeline import CLOSES_AT, Cycles, cycles_on
from planning.models import Theme
from providers.demo.own import Pen
from providers.models import (
    CapacityUnit,
    KindForm,
    NetworkItem,
    NetworkVersion,
    ProvisionForm,
    ServiceKind,
    TargetGroup,
)
from providers.network import usual_unit
from sitis.accounts.models import User
from sitis.rooms import DemoOrder
from sitis.territory.models import District, Orp, Population
from sitis.workdays import deadline

#: Below so many services the plans are short too.
WHOLE = 200
BIRTHS, SENIORS_BEFORE, SENIORS_NOW = date(2020, 12, 31), date(2019, 12, 31), date(2023, 12, 31)
#: Kinds that an ORP may ask for though the network has none of them there.
ASKED = (
    *("home_care", "respite_care", "personal_assistance", "social_counselling", "shelter"),
    *("activation_families", "social_rehabilitation", "low_threshold_youth", "day_care_centre"),
    *("supported_living", "special_regime_home", "emergency_care", "early_intervention"),
    *("activation_seniors_disabled", "outreach_programme", "therapy_workshop", "home_for_seniors"),
    *("sheltered_housing", "contact_centre", "crisis_help"),
)
#: Target group that a need of a kind is usually for.
GROUPS = {
    "home_care": "24", "home_for_seniors": "24", "special_regime_home": "30",
    "respite_care": "26", "emergency_care": "24", "early_intervention": "23",
    "activation_families": "23", "low_threshold_youth": "1", "shelter": "6",
    "night_shelter": "6", "low_threshold_day_centre": "6", "therapy_workshop": "14",
    "supported_living": "17", "sheltered_housing": "14", "home_for_disabled": "14",
    "contact_centre": "9", "aftercare": "9", "outreach_programme": "20", "crisis_help": "19",
    "mental_health_centre": "10", "halfway_house": "7", "interpreting": "16",
    "guide_and_reading": "18", "intervention_centre": "3", "activation_seniors_disabled": "24",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is of everything; a small region has short plans."""

    kinds: int  # needs of an ORP are so many kinds in each year of a period of three
    measures: tuple[int, int]
    regional_measures: int
    comments: int
    is_whole: bool


LARGE = Size(17, (10, 16), 46, 18, True)
SMALL = Size(5, (5, 7), 12, 4, False)


@dataclass(slots=True)
class World:
    order: DemoOrder
    cycles: Cycles
    size: Size
    planner: User
    orps: list[Orp]
    districts: list[District]
    places: dict[str, Place]  # code of an ORP -> its facts
    kinds: dict[str, ServiceKind]
    forms: dict[str, ProvisionForm]
    units: dict[str, CapacityUnit]
    groups: dict[str, TargetGroup]
    themes: dict[str, Theme]
    network_from: date
    #: (code of an ORP or "", kind, form) -> units in the network of the day.
    network: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    #: The same -> primary keys of items.
    items: dict[tuple[str, str, str], list[int]] = field(default_factory=dict)
    earlier_kinds: set[str] = field(default_factory=set)  # in any version of the network
    #: Kind -> forms that the law knows for it, the usual first.
    forms_of: dict[str, list[str]] = field(default_factory=dict)
    authors: dict[str, User] = field(default_factory=dict)  # code of an ORP or an okres -> a person

    @property
    def day(self) -> date:
        return self.order.day

    @property
    def now(self) -> datetime:
        return deadline(self.day, CLOSES_AT)

    def random(self, *about: object) -> Random:
        return Random("/".join(map(str, (self.order.seed, "planning", *about))))

    def pen(self, day: date, by: Any = None) -> Pen:
        return Pen(by or self.planner, deadline(min(day, self.day), CLOSES_AT))

    def unit_of(self, kind: str, form: str) -> CapacityUnit:
        return self.units[usual_unit(form, kind)]

    def orps_of(self, district: str) -> list[Orp]:
        return [orp for orp in self.orps if orp.district_id == district]


def look(order: DemoOrder, planner: User) -> World | None:
    """None where there is nothing to plan with: no network, no themes."""
    versions = NetworkVersion.objects.filter(state__in=NetworkVersion.IN_FORCE)
    first = versions.order_by("valid_from").values_list("valid_from", flat=True).first()
    themes = {theme.slug: theme for theme in Theme.objects.all()}
    if first is None or not themes:
        return None
    world = World(
        order=order,
        cycles=cycles_on(order.day),
        size=LARGE if order.services >= WHOLE else SMALL,
        planner=planner,
        orps=list(Orp.objects.select_related("district").order_by("code")),
        districts=list(District.objects.filter(orps__isnull=False).distinct().order_by("code")),
        places={},
        kinds={kind.slug: kind for kind in ServiceKind.objects.all()},
        forms={form.slug: form for form in ProvisionForm.objects.all()},
        units={unit.slug: unit for unit in CapacityUnit.objects.all()},
        groups={group.slug: group for group in TargetGroup.objects.all()},
        themes=themes,
        network_from=first,
    )
    _read_network(world)
    _read_forms(world)
    return world


def _read_network(world: World) -> None:
    rows = NetworkItem.objects.in_force_on(world.day).order_by("pk")
    amounts: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    items: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    columns = ("pk", "orp", "service__kind__slug", "form__slug", "amount")
    for pk, orp, kind, form, amount in rows.values_list(*columns):
        amounts[orp or "", kind, form] += amount
        items[orp or "", kind, form].append(pk)
    world.network, world.items = dict(amounts), dict(items)
    all_kinds = NetworkItem.objects.in_force().order_by()
    world.earlier_kinds = set(all_kinds.values_list("service__kind__slug", flat=True).distinct())


def _read_forms(world: World) -> None:
    rows = KindForm.objects.order_by("is_side", "pk").values_list("kind__slug", "form__slug")
    for kind, form in rows:
        world.forms_of.setdefault(kind, []).append(form)


def describe(world: World, figures: dict[tuple[str, str], int]) -> None:
    """Facts of each ORP for texts; ``figures``: (ORP, measure) -> sum of the last closed year."""
    counts = _population()
    for orp in world.orps:
        mine = {kind for code, kind, _form in world.network if code == orp.code}
        world.places[orp.code] = Place(
            code=orp.code,
            name=orp.name,
            district=orp.district.name,
            municipalities=orp.municipalities.count(),
            inhabitants=counts.get((orp.code, BIRTHS, 0, None), 0),
            children=counts.get((orp.code, BIRTHS, 0, 14), 0),
            seniors=counts.get((orp.code, SENIORS_NOW, 65, None), 0),
            seniors_before=counts.get((orp.code, SENIORS_BEFORE, 65, None), 0),
            services=sum(len(pks) for key, pks in world.items.items() if key[0] == orp.code),
            kinds=len(mine),
            **{
                name: figures.get((orp.code, name), 0) for name in ("clients", "waiting", "refused")
            },
        )


def _population() -> dict[tuple[str, date, int, int | None], int]:
    rows = Population.objects.filter(
        orp__isnull=False, sex="", day__in=[BIRTHS, SENIORS_BEFORE, SENIORS_NOW]
    )
    return {
        (orp, day, first, last): count
        for orp, day, first, last, count in rows.values_list(
            "orp", "day", "age_from", "age_to", "count"
        )
    }


def deal_places(world: World) -> dict[str, Sequence[Place]]:
    """Name of an okres -> facts of its ORPs."""
    return {
        district.name: [world.places[orp.code] for orp in world.orps_of(district.code)]
        for district in world.districts
    }
