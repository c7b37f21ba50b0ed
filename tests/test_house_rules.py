"""Rules of the house that a machine can hold."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import URLPattern, get_resolver, reverse

from sitis import rooms
from sitis.accounts.permissions import CHANGED_BY

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["lint-imports"],
        ["djlint", "templates", "--lint"],
    ],
)
def test_linters_find_nothing(command):
    done = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_models_have_their_migrations():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_room_announced_itself():
    assert [room.name for room in rooms.announced()] == [
        "providers",
        "planning",
        "evaluation",
        "catalog",
    ]


def test_every_list_of_sprava_can_be_taken_away_as_a_file():
    ours = [model for model in admin.site._registry if model._meta.app_label in CHANGED_BY]
    for model in ours:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_export_as"
        assert reverse(name, args=["xlsx"]), name


def test_locks_name_no_host():
    for lock in ROOT.glob("requirements*.txt"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name


#: Everything a person may see without signing in. A new line here is a decision.
PUBLIC = {
    "",
    "sluzby/",
    "sluzby/<str:identifier>/",
    "sluzby/<str:identifier>/dokument/<int:pk>/",
    "sluzby/<str:identifier>/neaktualni/",
    "hlaseni/<uuid:key>/",
    "poskytovatele/<str:ico>/",
    "porovnani/",
    "mapa/",
    "vyber/",
    "sit/",
    "sit/<int:rok>/",
    "sit/<int:rok>/<int:cislo>/",
    "sit/<int:rok>/<int:cislo>/<slug:what>.<slug:kind>",
    "plany/",
    "plany/<slug:slug>/",
    "plany/<slug:slug>/<slug:anchor>/",
    "srovnani/",
    "srovnani/<int:rok>/",
    "srovnani/<int:rok>/srovnani.xlsx",
    "srovnani/<int:rok>/<slug:druh>/",
    "srovnani/<int:rok>/<slug:druh>/srovnani.xlsx",
    "napoveda/",
    "napoveda/<slug:role>/",
    "napoveda/verejnost/",
    "pristupnost/",
    "osobni-udaje/",
    "zdravi/",
    "overeni/<str:number>/",
    "dokumenty/<str:number>/soubor/",
    "sprava/login/",
    "prihlaseni/",
    "prihlaseni/kod/",
    "prihlaseni/zamceno/",
    "prihlaseni/registrace/",
    "odhlaseni/",
    "zapomenute-heslo/",
    "zapomenute-heslo/odeslano/",
    "zapomenute-heslo/hotovo/",
    "^zapomenute-heslo/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
    "pozvanka/<str:token>/",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<slug:name>-<int:number>.xml",
    "otevrena-data/",
    "otevrena-data/katalog.jsonld",
    "otevrena-data/sady/<slug:name>.jsonld",
    "otevrena-data/sluzby.csv",
    "otevrena-data/sluzby.json",
    "otevrena-data/sit.csv",
    "otevrena-data/sit.json",
    "otevrena-data/schemata/<slug:name>.json",
    # what is sent there after a session ran out waits until its person signs in again
    "hodnoceni/vykazy/<int:pk>/oddil/<slug:code>/",
    "hsds/",
    "hsds/openapi.json",
    "hsds/services",
    "hsds/services/<str:key>",
    "hsds/organizations",
    "hsds/organizations/<str:key>",
    "hsds/service_at_locations",
    "hsds/service_at_locations/<str:key>",
    "hsds/taxonomies",
    "hsds/taxonomies/<str:key>",
    "hsds/taxonomy_terms",
    "hsds/taxonomy_terms/<str:key>",
}


def addresses(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern.callback
        else:
            yield from addresses(pattern.url_patterns, prefix + str(pattern.pattern))


def test_only_listed_addresses_are_open_to_those_who_did_not_sign_in():
    opened = {
        address
        for address, view in addresses(get_resolver().url_patterns)
        if not getattr(view, "login_required", True)
    }

    assert opened == PUBLIC


INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|javascript:""",
    re.IGNORECASE,
)


def test_templates_hold_no_inline_script_or_style():
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in (ROOT / "templates").rglob("*.html")
        if "emails" not in file.parts  # programs that read mail know no other style
        for match in INLINE.finditer(file.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_mypy_finds_nothing():
    done = subprocess.run(
        [BIN / "mypy", "."],
        cwd=ROOT,
        env=os.environ | {"SITIS_MODE": "test"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
