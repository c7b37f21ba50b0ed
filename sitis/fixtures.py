"""Reference data that comes with the project: CSV tables under ``fixtures/``, read as dicts."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


class BrokenTable(Exception):
    """A table of reference data is missing, or one of its rows cannot be read."""


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV table (UTF-8, commas, header). Raises BrokenTable."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for line, row in enumerate(csv.DictReader(file, strict=True), start=2):
                if None in row or None in row.values():
                    raise BrokenTable(
                        f"{path.name}, řádek {line}: jiný počet sloupců než v záhlaví"
                    )
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BrokenTable(f"{path.name}: {error}") from error
