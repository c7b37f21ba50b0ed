"""Give facilities the position of their address point (RÚIAN, ČÚZK). May be run again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from providers.actions.addresses import load_addresses
from providers.ruian import WrongFile


class Command(BaseCommand):
    help = "Doplní zařízením souřadnice z adresních míst RÚIAN (CSV nebo ZIP od ČÚZK)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="soubor .csv nebo .zip")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            filled = load_addresses(file)
        except WrongFile as error:
            raise CommandError(f"{error} Nic se nezapsalo.") from error
        for label, count in (
            ("Souřadnice doplněny", filled.filled),
            ("opraveny podle nového souboru", filled.corrected),
            ("beze změny", filled.unchanged),
            ("ponechány ručně zadané", filled.by_hand),
            ("nedoplněny, kód patří adrese v jiné obci", filled.elsewhere),
            ("nedoplněny, adresní místo nemá použitelné souřadnice", filled.without_position),
            ("nedoplněny, kód v souboru není", filled.missing),
        ):
            self.stdout.write(f"{label}: {count}")
