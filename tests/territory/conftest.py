"""The loaded territory, for files that only look at it."""

from io import StringIO

import pytest
from django.core.management import call_command

from sitis.territory.models import (
    Boundary,
    District,
    Indicator,
    IndicatorValue,
    Municipality,
    MunicipalityPart,
    Orp,
    Population,
    Region,
)

TABLES = [
    *(Region, District, Orp, Municipality, MunicipalityPart),
    *(Boundary, Population, Indicator, IndicatorValue),
]


@pytest.fixture(scope="module")
def territory(django_db_setup, django_db_blocker):
    """Loaded once for all tests of a file; removed at the end."""
    with django_db_blocker.unblock():
        call_command("load_territory", stdout=StringIO())
        yield
        for table in reversed(TABLES):
            table.objects.all().delete()


@pytest.fixture
def loaded(territory, db):
    return territory
