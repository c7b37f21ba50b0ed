"""Rules of the house that a machine can hold."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from sitis import rooms

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


def test_locks_name_no_host():
    for lock in ROOT.glob("requirements*.txt"):
        assert "://" not in lock.read_text(encoding="utf-8"), lock.name
