"""A small published network, and caches that know nothing of the test before."""

from datetime import date

import pytest

from catalog import answers
from catalog.hsds import directory, terms
from catalog.opendata import catalogue
from providers.models import NetworkCategory, NetworkItem, NetworkVersion
from sitis.resolutions import Resolution
from tests.factories import FormFactory, ServiceFormFactory, UnitFactory

DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Tests take their writes back, so two states of the register may bear the same version."""
    for kept in (answers._modified, directory.directory, terms.terms, catalogue._facts):
        kept.cache_clear()


def version_in_force(year=2026, number=1, last=None, state="valid"):
    first = date(year, 1, 1)
    resolution = Resolution.objects.create(
        body="assembly", number=f"{number}/{year}/Z", adopted_on=first
    )
    return NetworkVersion.objects.create(
        year=year, number=number, valid_from=first, valid_to=last, state=state,
        assembly_resolution=resolution,
    )  # fmt: skip


def put_in(version, service, **fields):
    category, _new = NetworkCategory.objects.get_or_create(slug="basic", name="základní síť")
    form = fields.pop("form", None) or FormFactory()
    if not service.forms.filter(form=form).exists():
        ServiceFormFactory(service=service, form=form)
    return NetworkItem.objects.create(
        **{"network": version, "service": service, "form": form, "unit": UnitFactory(),
           "category": category, "amount": "2.50"} | fields
    )  # fmt: skip
