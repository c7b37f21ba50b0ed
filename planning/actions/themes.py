"""The vocabulary of themes and the list of priorities of other plans."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from planning.models import EarlierPriority, Theme
from sitis.history import CREATED, write_history
from sitis.versions import save_version
from sitis.words import fold


@transaction.atomic
def save_theme(theme: Theme, *, by: Any) -> None:
    """Write a theme; a new one gets its key from its name. Raises ValidationError or Stale."""
    if not theme.slug:
        wanted = slugify(fold(theme.name))[:50] or "tema"
        taken = set(Theme.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
        tries = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
        theme.slug = next(slug for slug in tries if slug not in taken)
    save_version(theme, by=by)


@transaction.atomic
def save_earlier(row: EarlierPriority, *, by: Any, themes: Iterable[Any]) -> None:
    save_version(row, by=by)
    row.themes.set(themes)


@transaction.atomic
def remove_earlier(row: EarlierPriority, *, by: Any) -> None:
    row._history_user = by
    row.delete()


@transaction.atomic
def add_earlier(rows: list[tuple[EarlierPriority, list[Theme]]], *, by: Any, reason: str) -> int:
    """Write the rows of an imported list at once, with history and their themes."""
    made = EarlierPriority.objects.bulk_create([row for row, _themes in rows])
    tagged = EarlierPriority.themes.through
    tagged.objects.bulk_create(
        tagged(earlierpriority=row, theme=theme)
        for row, (_read, themes) in zip(made, rows, strict=True)
        for theme in themes
    )
    write_history(EarlierPriority, [row.pk for row in made], CREATED, by=by, reason=reason)
    return len(made)
