"""What stands before reports are invented: the network of each year, places, people, the form."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from evaluation.demo.sketch import Nature, levels, profile_of
from evaluation.demo.times import Season, season_of
from evaluation.layout import Form, form_of
from evaluation.models import FormVersion
from providers.models import Facility, NetworkItem, NetworkVersion, Service
from sitis.accounts.models import User
from sitis.rooms import DemoOrder
from sitis.territory.models import Orp

BEDS = "beds"
CHURCH, FOUNDED = "722", "331"  # legal forms


@dataclass(slots=True)
class World:
    order: DemoOrder
    season: Season
    version: FormVersion
    form: Form
    analyst: User
    workers: dict[int, User] = field(default_factory=dict)  # key of a provider -> who reports
    natures: dict[int, Nature] = field(default_factory=dict)  # key of a service
    #: Key of a service -> beds and man-years when it was first in the network.
    first_units: dict[int, tuple[float, float]] = field(default_factory=dict)
    first_network: NetworkVersion | None = None
    own_providers: set[int] = field(default_factory=set)  # of the people who may be signed in

    def random(self, *about: object) -> Random:
        return Random("/".join(map(str, (self.order.seed, "evaluation", *about))))


def look(order: DemoOrder, analyst: User) -> World | None:
    """None where there is nothing to report on: no network, no published form."""
    version = FormVersion.objects.published().order_by("-code").first()
    versions = NetworkVersion.objects.filter(state__in=NetworkVersion.IN_FORCE)
    first = versions.order_by("valid_from").first()
    if version is None or first is None:
        return None
    season = season_of(order.day, order.years)
    world = World(order, season, version, form_of(version), analyst)
    world.first_network = first
    items = NetworkItem.objects.filter(network=first).select_related("unit")
    world.first_units = units_of(items)
    return world


def units_of(items: Iterable[Any]) -> dict[int, tuple[float, float]]:
    """Key of a service -> beds, man-years."""
    found: dict[int, list[Decimal]] = {}
    for item in items:
        both = found.setdefault(item.service_id, [Decimal(0), Decimal(0)])
        both[0 if item.unit.slug == BEDS else 1] += item.amount
    return {pk: (float(beds), float(fte)) for pk, (beds, fte) in found.items()}


def services_on(world: World, day: date) -> list[Service]:
    """In the network on the day; before its first version those that would be in it."""
    items = NetworkItem.objects.in_force_on(day)
    if world.first_network is not None and day < world.first_network.valid_from:
        items = NetworkItem.objects.filter(network=world.first_network)
    rows = Service.objects.running_on(day).filter(pk__in=items.values("service"))
    return list(rows.select_related("kind", "provider__legal_form").order_by("pk"))


def meet(world: World, services: Iterable[Service]) -> None:
    """Learn what stays of services that were not met yet."""
    new = [service for service in services if service.pk not in world.natures]
    if not new:
        return
    places = _places([service.pk for service in new])
    around = _around()
    for service in new:
        chance = world.random("nature", service.identifier)
        town, orp = places.get(service.pk, ("", ""))
        orps = _orps(orp, around, chance)
        world.natures[service.pk] = Nature(
            key=service.identifier,
            kind=service.kind.slug,
            profile=profile_of(service.kind.slug),
            level=levels(chance),
            founder=_founder(service),
            orps=orps,
            town=town,
            towns=_towns(town, orps, around),
        )


def _places(services: list[int]) -> dict[int, tuple[str, str]]:
    """Key of a service -> its town, the ORP of it."""
    rows = Facility.objects.filter(service__in=services, municipality__isnull=False)
    found: dict[int, tuple[str, str]] = {}
    columns = ("service", "municipality__name", "municipality__orp")
    for pk, name, orp in rows.order_by("service", "pk").values_list(*columns):
        if orp:
            found.setdefault(pk, (name, orp))
    return found


def _around() -> dict[str, tuple[str, list[str]]]:
    """Code of an ORP -> its name, codes of the others in its okres."""
    rows = list(Orp.objects.order_by("code").values_list("code", "name", "district"))
    return {
        code: (name, [other for other, _name, at in rows if at == district and other != code])
        for code, name, district in rows
    }


def _orps(own: str, around: dict[str, tuple[str, list[str]]], chance: Random) -> tuple[str, ...]:
    if own not in around:
        own = chance.choice(sorted(around))
    near = around[own][1] or [code for code in sorted(around) if code != own]
    return (own, *chance.sample(near, min(2, len(near))))


def _towns(town: str, orps: tuple[str, ...], around: dict[str, Any]) -> tuple[str, ...]:
    names = [town or around[orps[0]][0], *(around[code][0] for code in orps)]
    return tuple(dict.fromkeys(names))


def _founder(service: Service) -> str:
    form = service.provider.legal_form
    code = form.rpss_code if form else ""
    if code == FOUNDED:
        return "kraj" if int(service.provider.ico or 0) // 10 % 3 == 0 else "obec"
    return "církev" if code == CHURCH else "bez zřizovatele"
