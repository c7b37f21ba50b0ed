"""The vocabulary of themes: loaded from fixtures, kept by the region, counted by ORPs."""

from io import StringIO

import pytest
from django.core.management import call_command

from planning.models import Theme
from sitis.fixtures import FIXTURES

pytestmark = pytest.mark.django_db


def loaded() -> str:
    said = StringIO()
    call_command("load_codelists", stdout=said)
    return said.getvalue()


def test_themes_are_loaded_with_code_lists_and_an_officials_edit_stays():
    loaded()
    systemic = Theme.objects.filter(kind="systemic")
    first = systemic.get(slug="planning")
    first.name = "Společné plánování"
    first.version += 1
    first.save()

    said = loaded()

    written = len((FIXTURES / "planning" / "themes.csv").read_text(encoding="utf-8").splitlines())
    first.refresh_from_db()
    assert first.name == "Společné plánování"
    assert f"témata: nových 0, změněných 0, beze změny {written - 1}" in said
    assert Theme.objects.count() == written - 1
    assert not systemic.exclude(audience="").exists()
    assert not Theme.objects.filter(kind="group", audience="").exists()
