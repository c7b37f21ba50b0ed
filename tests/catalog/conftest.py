"""A small region for the pages of the catalogue: three towns, services of several kinds."""

from datetime import date

import pytest

from catalog import answers
from catalog.hsds import directory, terms
from catalog.opendata import catalogue
from providers.models import (
    OpeningHours,
    ServiceAgeGroup,
    ServiceKind,
    ServiceTargetGroup,
    Situation,
    Vacancy,
)
from providers.models.codelist import AgeGroup
from tests.factories import (
    ContactFactory,
    DistrictFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
    TargetGroupFactory,
)

KINDS = {
    "home_care": ("4", "pečovatelská služba", "§ 40", "care", "paid"),
    "home_for_seniors": ("13", "domovy pro seniory", "§ 49", "care", "full"),
    "social_counselling": ("37", "odborné sociální poradenství", "§ 37", "counselling", "free"),
    "shelter": ("57", "azylové domy", "§ 57", "prevention", "housing_food"),
}
FORMS = {
    "field": ("ter", "terénní"),
    "residential": ("pob", "pobytová"),
    "ambulatory": ("amb", "ambulantní"),
}


class Region:
    """Makes services; each is in the network in force unless said otherwise."""

    def __init__(self) -> None:
        hodonin, breclav = DistrictFactory(), DistrictFactory(code="CZ0644", name="Břeclav",
                                                              ruian_code="3704")  # fmt: skip
        kyjov = OrpFactory(district=hodonin)
        mikulov = OrpFactory(
            code="6211", name="Mikulov", district=breclav, ruian_code="1422", seat_code="584649"
        )
        self.towns = {
            "586307": MunicipalityFactory(orp=kyjov),
            "586765": MunicipalityFactory(
                code="586765", name="Vracov", orp=kyjov, latitude="48.975328", longitude="17.211104"
            ),
            "584649": MunicipalityFactory(
                code="584649", name="Mikulov", orp=mikulov,
                latitude="48.805383", longitude="16.637788",
            ),
        }  # fmt: skip
        self.orps = {"6210": kyjov, "6211": mikulov}
        for slug, (code, name, section, branch, payment) in KINDS.items():
            ServiceKindFactory(
                slug=slug, rpss_code=code, name=name, section=section, branch=branch,
                payment=payment,
            )  # fmt: skip
        for slug, (code, name) in FORMS.items():
            FormFactory(slug=slug, rpss_code=code, name=name)
        TargetGroupFactory()
        TargetGroupFactory(slug="6", rpss_code="6", name="osoby bez přístřeší")
        self.network = NetworkVersionFactory(in_force=True, year=2020, valid_from=date(2020, 1, 1))

    def service(self, name, kind="home_care", forms=("field",), town="586307", orps=("6210",),
                groups=("24",), in_network=True, phone="541 000 000", **fields):  # fmt: skip
        service = ServiceFactory(name=name, kind=ServiceKind.objects.get(slug=kind), **fields)
        for form in forms:
            ServiceFormFactory(service=service, form=FormFactory(slug=form))
        if town:
            place = self.towns[town]
            FacilityFactory(service=service, name=name, municipality=place, street="Nádražní",
                            house_number="12", postal_code="69701")  # fmt: skip
        for orp in orps:
            ReachFactory(service=service, orp=self.orps[orp])
        for group in groups:
            ServiceTargetGroup.objects.create(
                service=service, target_group=TargetGroupFactory(slug=group)
            )
        if phone:
            ContactFactory(service=service, value=phone)
        if in_network:
            form = FormFactory(slug=forms[0] if forms else "field")
            NetworkItemFactory(network=self.network, service=service, form=form)
        return service

    def vacancy(self, service, free, as_of, form="field"):
        return Vacancy.objects.create(
            service=service, form=FormFactory(slug=form), free=free, as_of=as_of
        )

    def opens(self, service, weekday, opens, closes, form="field", **fields):
        return OpeningHours.objects.create(
            service=service, form=FormFactory(slug=form), weekday=weekday, opens=opens,
            closes=closes, **fields,
        )  # fmt: skip

    def ages(self, service, first, last, name="děti"):
        age, _new = AgeGroup.objects.get_or_create(
            slug=f"{first}_{last}", rpss_code=f"{first}_{last}", name=name, age_from=first,
            age_to=last,
        )  # fmt: skip
        ServiceAgeGroup.objects.create(service=service, age_group=age)

    def situation(self, slug="maminka", name="Maminka nemůže být sama doma", kinds=("home_care",)):
        situation = Situation.objects.create(
            slug=slug, name=name, text="Zavolejte pečovatelskou službu.", words="stará máma",
            is_featured=True,
        )  # fmt: skip
        situation.kinds.set(ServiceKind.objects.filter(slug__in=kinds))
        return situation


@pytest.fixture
def region(db):
    return Region()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Tests take their writes back, so two states of the register may bear the same version."""
    for kept in (answers._modified, directory.directory, terms.terms, catalogue._facts):
        kept.cache_clear()
