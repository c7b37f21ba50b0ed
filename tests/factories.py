"""Rows for tests; name in a test only what the test is about."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from providers.models import (
    Capacity,
    CapacityUnit,
    Contact,
    Facility,
    Membership,
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
    Provider,
    ProvisionForm,
    Reach,
    Service,
    ServiceForm,
    ServiceKind,
    TargetGroup,
)
from sitis.accounts.models import RoleHolding, User
from sitis.resolutions import Resolution
from sitis.territory.models import District, Municipality, Orp, Region
from sitis.words import search_text

LONG_AGO = date(2020, 1, 1)


def right_ico(number: int) -> str:
    """``number`` (seven digits) with its check digit, as the law of IČO counts it."""
    digits = f"{number:07d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return digits + str((11 - rest % 11) % 10)


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = Region
        django_get_or_create = ["code"]

    code, ruian_code, name = "CZ064", "116", "Jihomoravský kraj"


class DistrictFactory(DjangoModelFactory):
    class Meta:
        model = District
        django_get_or_create = ["code"]

    code, ruian_code, name = "CZ0645", "3706", "Hodonín"
    region = factory.SubFactory(RegionFactory)


class OrpFactory(DjangoModelFactory):
    class Meta:
        model = Orp
        django_get_or_create = ["code"]

    code, ruian_code, name, seat_code = "6210", "1414", "Kyjov", "586307"
    district = factory.SubFactory(DistrictFactory)


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = Municipality
        django_get_or_create = ["code"]

    code, name, kind, postal_code = "586307", "Kyjov", "město", "69701"
    orp = factory.SubFactory(OrpFactory)
    latitude, longitude = Decimal("49.010200"), Decimal("17.122500")
    search = factory.LazyAttribute(lambda place: search_text(place.name))


class UserFactory(DjangoModelFactory):
    """A person who holds nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence("osoba{}@kraj.example".format)
    name = factory.Sequence("Osoba {}".format)
    password = factory.django.Password("heslo pro zkoušky")


class HoldingFactory(DjangoModelFactory):
    class Meta:
        model = RoleHolding

    user = factory.SubFactory(UserFactory)
    role = "official"
    permissions = factory.LazyAttribute(lambda held: [])
    valid_from = LONG_AGO


def official(*permissions: str, **fields) -> User:
    """A regional official with ``permissions``."""
    return HoldingFactory(permissions=list(permissions), user__name="Úřední Osoba", **fields).user


class ServiceKindFactory(DjangoModelFactory):
    class Meta:
        model = ServiceKind
        django_get_or_create = ["slug"]

    slug, rpss_code, name = "home_care", "4", "pečovatelská služba"
    section, branch = "§ 40", "care"


class FormFactory(DjangoModelFactory):
    class Meta:
        model = ProvisionForm
        django_get_or_create = ["slug"]

    slug, rpss_code, name = "field", "ter", "terénní"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = CapacityUnit
        django_get_or_create = ["slug"]

    slug, rpss_code, name = "clients", "klient", "počet klientů"


class TargetGroupFactory(DjangoModelFactory):
    class Meta:
        model = TargetGroup
        django_get_or_create = ["slug"]

    slug, rpss_code, name = "24", "24", "senioři"


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = Provider

    name = factory.Sequence("Charita {}".format)
    ico = factory.Sequence(lambda n: right_ico(9_900_000 + n))
    search = factory.LazyAttribute(lambda row: search_text(row.name, row.ico))


class ServiceFactory(DjangoModelFactory):
    """A home-care service that runs."""

    class Meta:
        model = Service

    provider = factory.SubFactory(ProviderFactory)
    identifier = factory.Sequence(lambda n: f"{9_500_000 + n:07d}")  # apart from those tests name
    kind = factory.SubFactory(ServiceKindFactory)
    name = "Pečovatelská služba"
    provided_from = LONG_AGO
    search = factory.LazyAttribute(
        lambda row: search_text(
            row.name, row.identifier, row.kind.name, row.provider.name, row.provider.ico
        )
    )


class ServiceFormFactory(DjangoModelFactory):
    class Meta:
        model = ServiceForm

    service = factory.SubFactory(ServiceFactory)
    form = factory.SubFactory(FormFactory)


class CapacityFactory(DjangoModelFactory):
    class Meta:
        model = Capacity

    service = factory.SubFactory(ServiceFactory)
    form = factory.SubFactory(FormFactory)
    unit = factory.SubFactory(UnitFactory)
    amount = Decimal(10)
    valid_from = LONG_AGO


class FacilityFactory(DjangoModelFactory):
    class Meta:
        model = Facility

    service = factory.SubFactory(ServiceFactory)
    name = "Středisko Kyjov"
    municipality = factory.SubFactory(MunicipalityFactory)
    provided_from = LONG_AGO


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = Contact

    service = factory.SubFactory(ServiceFactory)
    type, value = "phone", "+420 541 000 000"


class ReachFactory(DjangoModelFactory):
    class Meta:
        model = Reach

    service = factory.SubFactory(ServiceFactory)
    orp = factory.SubFactory(OrpFactory)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    provider = factory.SubFactory(ProviderFactory)
    user = factory.SubFactory(UserFactory)
    role = "provider_worker"
    valid_from = LONG_AGO


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    body = "assembly"
    number = factory.Sequence("{}/26/Z10".format)
    adopted_on = date(2025, 12, 11)


class NetworkCategoryFactory(DjangoModelFactory):
    class Meta:
        model = NetworkCategory
        django_get_or_create = ["slug"]

    slug, name = "basic", "základní síť"


class NetworkVersionFactory(DjangoModelFactory):
    """In preparation; ``in_force=True`` makes it valid, with the resolution that needs."""

    class Meta:
        model = NetworkVersion

    class Params:
        in_force = factory.Trait(
            state="valid", assembly_resolution=factory.SubFactory(ResolutionFactory)
        )

    year, number = 2026, factory.Sequence(lambda n: n + 1)
    valid_from = date(2026, 1, 1)


class NetworkItemFactory(DjangoModelFactory):
    """Staff of a home-care service in one ORP."""

    class Meta:
        model = NetworkItem

    network = factory.SubFactory(NetworkVersionFactory)
    service = factory.SubFactory(ServiceFactory)
    form = factory.SubFactory(FormFactory)
    orp = factory.SubFactory(OrpFactory)
    category = factory.SubFactory(NetworkCategoryFactory)
    unit = factory.SubFactory(
        UnitFactory, slug="direct_care_fte", rpss_code="", name="úvazek v přímé péči"
    )
    amount = Decimal("5.50")
