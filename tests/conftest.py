"""What all tests share: a folder of their own for files, and people of every role."""

import os
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import translation

from catalog import source
from catalog.index import Keeper
from providers.public import public_version
from tests.environment import missing_for_browser
from tests.factories import (
    DistrictFactory,
    HoldingFactory,
    MembershipFactory,
    OrpFactory,
    ProviderFactory,
    official,
)

CI = bool(os.environ.get("CI"))


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"


@pytest.fixture(autouse=True)
def _czech():
    """A page read in another language leaves the thread speaking it."""
    translation.activate("cs")


@pytest.fixture(autouse=True)
def _own_index(monkeypatch):
    """Tables that were rolled back and filled anew may bear the version of another test."""
    monkeypatch.setattr(source, "keeper", Keeper(public_version, source.build))


@pytest.fixture
def provider(db):
    return ProviderFactory()


@pytest.fixture
def people(db, provider):
    """One person of each role; ``stranger`` works for another provider, ``nobody`` holds nothing."""
    return {
        "registrar": official("registrar"),
        "planner": official("planner"),
        "analyst": official("analyst"),
        "administrator": official("administrator"),
        "coordinator": HoldingFactory(role="orp_coordinator", orp=OrpFactory()).user,
        "district": HoldingFactory(role="district_member", district=DistrictFactory()).user,
        "worker": MembershipFactory(provider=provider).user,
        "signatory": MembershipFactory(provider=provider, role="provider_signatory").user,
        "stranger": MembershipFactory().user,
        "auditor": HoldingFactory(role="auditor").user,
    }


@pytest.fixture
def empty_database(tmp_path):
    """The address of a new database beside that of the tests, on the same engine."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/restored.sqlite3"
        return
    name, at = f"restored_{uuid4().hex[:10]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def pytest_collection_modifyitems(items):
    """What a machine lacks is skipped with a line that says how to get it; in CI it fails."""
    from django.conf import settings

    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    missing = " ".join(missing_for_browser())
    for item in items:
        if "browser" in item.keywords and missing and not CI:
            item.add_marker(pytest.mark.skip(reason=f"apt install {missing}"))
        if "postgres" in item.keywords and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="runs on PostgreSQL: set DATABASE_URL"))
