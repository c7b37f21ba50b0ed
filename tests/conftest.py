"""What all tests share: a folder of their own for files, and people of every role."""

import gc
import os
from string import ascii_letters
from uuid import uuid4

import pytest
from _pytest.runner import runtestprotocol
from django.db import connection
from django.middleware import csrf
from django.test import TransactionTestCase
from django.utils import translation
from factory.django import DjangoModelFactory

from catalog import source
from catalog.index import Keeper
from providers.public import public_version
from tests.environment import missing_for_browser, missing_for_paper
from tests.factories import (
    DistrictFactory,
    HoldingFactory,
    MembershipFactory,
    OrpFactory,
    ProviderFactory,
    official,
)
from tests.flush import empty_filled_tables
from tests.stack import roomy

CI = bool(os.environ.get("CI"))
TransactionTestCase._fixture_teardown = empty_filled_tables


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


@pytest.fixture(autouse=True)
def _own_numbers():
    """Numbered names are the same wherever a test runs, and none begins with another one."""
    for one in factories(DjangoModelFactory):
        one.reset_sequence(1000, force=True)


@pytest.fixture(autouse=True)
def _no_chance_numbers(monkeypatch):
    """A number that must not be on a page is not found in a random token of its forms."""
    monkeypatch.setattr(csrf, "CSRF_ALLOWED_CHARS", ascii_letters)


def factories(base):
    for one in base.__subclasses__():
        yield one
        yield from factories(one)


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


#: Files whose tests share what takes a minute to make, or listen to one queue: each is one piece
#: of work, taken before the others.
TOGETHER = {
    "tests/evaluation/test_demo.py": "demo of evaluation",
    "tests/planning/test_demo.py": "demo of planning",
    "tests/providers/test_demo.py": "demo of providers",
    "tests/documents/test_worker.py": "workers",
    "tests/jobs/test_worker.py": "workers",
    "tests/sitis/test_local.py": "workers",
}


def pytest_xdist_make_scheduler(config, log):
    """Tests one by one but for files that stay together; their groups xdist 3.8 loses on pytest 9.2."""
    from xdist.scheduler import LoadScopeScheduling

    class OneByOne(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return TOGETHER.get(nodeid.partition("::")[0], nodeid)

    return OneByOne(config, log)


def pytest_collection_finish():
    """Models, templates and tests stay to the end: looking for circles in them took a sixth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """What pytest does itself, with room on the stack."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    roomy(lambda: runtestprotocol(item, nextitem=nextitem))
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


#: Whoever asks for one of these may reach the database; pytest-django keeps all others from it.
AT_A_DATABASE = {
    *("db", "transactional_db", "live_server", "django_db_setup", "django_db_blocker"),
    *("_django_db_helper", "empty_database"),
}
MARKS = {"django_db", "browser", "worker", "postgres"}


def is_pure(item) -> bool:
    """Its fixtures, but for those of pytest-django that every test has, ask for no database."""
    info = getattr(item, "_fixtureinfo", None)
    asked = set(info.argnames) if info else set()
    for found in (info.name2fixturedefs if info else {}).values():
        if not found[-1].func.__module__.startswith("pytest_django"):
            asked |= set(found[-1].argnames)
    return not (asked & AT_A_DATABASE or any(item.get_closest_marker(one) for one in MARKS))


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what -m does not choose
def pytest_collection_modifyitems(items):
    """What a machine lacks is skipped with a line that says how to get it; in CI it fails."""
    for item in filter(is_pure, items):
        item.add_marker(pytest.mark.pure)
    from django.conf import settings

    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    lacking = {"browser": missing_for_browser(), "poppler": missing_for_paper()}
    for item in items:
        for mark, missing in lacking.items():
            if mark in item.keywords and missing and not CI:
                item.add_marker(pytest.mark.skip(reason=f"apt install {' '.join(missing)}"))
        if "postgres" in item.keywords and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="runs on PostgreSQL: set DATABASE_URL"))
