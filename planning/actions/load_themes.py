"""Writing of the themes from ``fixtures/planning/``; what an official changed stays as it is."""

from pathlib import Path

from django.db import IntegrityError, transaction

from planning.models import Theme
from providers.actions.loading import Loaded, given_to, write
from sitis.fixtures import BrokenTable, read_table


@transaction.atomic
def load_themes(folder: Path) -> Loaded:
    """Bring the themes in line with the file. Raises BrokenTable."""
    known = {theme.slug: theme for theme in Theme.objects.all()}
    try:
        pairs = []
        for line in read_table(folder / "themes.csv"):
            values = {
                "slug": line["code"],
                "name": line["name"],
                "kind": Theme.Kind(line["kind"]),
                "audience": line["audience"],
                "description": line["description"],
                "keywords": line["keywords"].replace(";", ", "),
            }
            pairs.append((known.get(line["code"]) or Theme(), values))
        return write(Theme, pairs, given_to(Theme))
    except IntegrityError as error:
        raise BrokenTable(f"dvě témata mají stejný klíč ({error})") from error
    except (KeyError, ValueError) as error:
        raise BrokenTable(f"nečitelný řádek témat: {error!r}") from error
