"""Load the region's territory, its population, indicators and boundaries. May be run again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sitis.fixtures import FIXTURES, BrokenTable
from sitis.territory.actions import load_territory


class Command(BaseCommand):
    help = "Načte území kraje, obyvatelstvo, ukazatele a hranice z fixtures/territory."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tables = load_territory(FIXTURES / "territory", region=settings.REGION_CODE)
        except BrokenTable as error:
            raise CommandError(f"Území nelze načíst, nic se nezapsalo: {error}") from error
        for table in tables:
            self.stdout.write(
                f"{table.label}: nových {table.created}, změněných {table.changed}, "
                f"beze změny {table.unchanged}"
                + (f", v databázi navíc {table.extra}" if table.extra else "")
            )
