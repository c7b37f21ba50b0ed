"""Load code lists, what helps people search, themes of planning. May be run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sitis import rooms
from sitis.fixtures import FIXTURES, BrokenTable


class Command(BaseCommand):
    help = (
        "Načte číselníky registru z fixtures/codelists, životní situace, texty a překlady "
        "z fixtures/catalog a témata z fixtures/planning; úpravy úředníků nepřepíše."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                tables = rooms.load(FIXTURES)
        except BrokenTable as error:
            raise CommandError(f"Číselníky nelze načíst, nic se nezapsalo: {error}") from error
        for table in tables:
            self.stdout.write(
                f"{table.label}: nových {table.created}, změněných {table.changed}, "
                f"beze změny {table.unchanged}"
            )
            for kept in table.kept:
                self.stdout.write(f"  ponechána úprava úředníka – {kept}")
