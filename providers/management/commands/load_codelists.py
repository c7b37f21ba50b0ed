"""Load kinds of services, forms, units, groups and further code lists. May be run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from providers.actions.load_codelists import load_codelists
from sitis.fixtures import FIXTURES, BrokenTable


class Command(BaseCommand):
    help = "Načte číselníky registru z fixtures/codelists; úpravy úředníků nepřepíše."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            tables = load_codelists(FIXTURES / "codelists")
        except BrokenTable as error:
            raise CommandError(f"Číselníky nelze načíst, nic se nezapsalo: {error}") from error
        for table in tables:
            self.stdout.write(
                f"{table.label}: nových {table.created}, změněných {table.changed}, "
                f"beze změny {table.unchanged}"
            )
            for kept in table.kept:
                self.stdout.write(f"  ponechána úprava úředníka – {kept}")
