"""Load code lists, and what helps people search: situations, texts. May be run again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from providers.actions.load_codelists import load_codelists
from providers.actions.load_guide import load_guide
from sitis.fixtures import FIXTURES, BrokenTable


class Command(BaseCommand):
    help = (
        "Načte číselníky registru z fixtures/codelists a životní situace, texty a překlady "
        "z fixtures/catalog; úpravy úředníků nepřepíše."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                tables = load_codelists(FIXTURES / "codelists") + load_guide(FIXTURES / "catalog")
        except BrokenTable as error:
            raise CommandError(f"Číselníky nelze načíst, nic se nezapsalo: {error}") from error
        for table in tables:
            self.stdout.write(
                f"{table.label}: nových {table.created}, změněných {table.changed}, "
                f"beze změny {table.unchanged}"
            )
            for kept in table.kept:
                self.stdout.write(f"  ponechána úprava úředníka – {kept}")
