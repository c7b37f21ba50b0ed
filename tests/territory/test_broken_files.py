"""A damaged table of the territory is refused with a sentence, and nothing of it is written."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sitis.fixtures import FIXTURES, BrokenTable
from sitis.territory import actions
from sitis.territory.models import Region


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(FIXTURES / "territory", tmp_path / "territory"))


def spoil(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        ("population_orps.csv", ",9509,", ",mnoho,", "nečitelný řádek"),
        ("municipalities.csv", ",6221,", ",9999,", "9999"),
        ("orps.csv", "6202,1309", "6201,1309", "dvakrát"),
        ("districts.csv", "CZ064\n", "CZ020\n", "nepatří do kraje"),
        ("parts.csv", ",66457,", ",66457,,", "jiný počet sloupců"),
        ("boundaries_orps.geojson", "{", "", "boundaries_orps.geojson"),
    ],
)
def test_broken_file_writes_nothing(copy, file, old, new, why):
    spoil(copy / file, old, new)

    with pytest.raises(BrokenTable, match=why):
        actions.load_territory(copy, region="CZ064")

    assert Region.objects.count() == 0


@pytest.mark.django_db
def test_missing_file_writes_nothing(copy):
    (copy / "sources.csv").unlink()

    with pytest.raises(BrokenTable, match=r"sources\.csv"):
        actions.load_territory(copy, region="CZ064")

    assert Region.objects.count() == 0


@pytest.mark.django_db
def test_another_region_is_refused_with_a_sentence(settings):
    settings.REGION_CODE = "CZ020"

    with pytest.raises(CommandError, match="okresy nepatří do kraje CZ020"):
        call_command("load_territory")
