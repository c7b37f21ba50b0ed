"""``manage.py demo_region``: an invented region of any size, as rows or as the ministry's file."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from sitis import rooms
from sitis.accounts.demo import people
from sitis.rooms import DemoOrder, DemoRefused

MOST_SERVICES = 100_000
FIRST_YEAR, LAST_YEAR = 2015, 2099


class Command(BaseCommand):
    help = (
        "Vytvoří smyšlený kraj ve skutečných obcích: poskytovatele, služby a lidi ukázky. "
        "Se stejným číslem --seed a dnem --day vzniknou stejné údaje. Pozdější den dá tentýž "
        "kraj o něco dál: dva soubory --rpss se pak liší jako dvě noci národního registru "
        "(od 2. března do 1. března dalšího roku, pak vznikne kraj jiný)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--services", type=_whole(1, MOST_SERVICES), default=450, help="kolik služeb (450)"
        )
        parser.add_argument(
            "--years", type=_whole(1, 15), default=5, help="kolik let sahá historie zpět (5)"
        )
        parser.add_argument("--seed", type=int, default=1, help="z čeho se losuje (1)")
        parser.add_argument("--day", type=_day, default=None, help="den RRRR-MM-DD (dnes)")
        parser.add_argument(
            "--rpss",
            type=Path,
            metavar="SOUBOR",
            help="místo do databáze zapíše kraj jako JSON národního registru",
        )
        parser.add_argument(
            "--elsewhere",
            type=_whole(0, MOST_SERVICES),
            default=None,
            help="kolik služeb jiných krajů soubor přidá (padesátina, nejméně 12)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        order = _order(options)
        try:
            with transaction.atomic():
                if order.rpss is None:
                    people(order)
                for said in rooms.demo(order):
                    self.stdout.write(said)
        except DemoRefused as refused:
            raise CommandError(str(refused)) from refused
        except ImproperlyConfigured as refused:
            raise CommandError(
                f"Smyšlený kraj patří jen do ukázky (SITIS_MODE=demo), teď je {settings.MODE}."
            ) from refused
        except OSError as error:
            raise CommandError(f"Soubor nelze zapsat: {error.strerror}.") from error


def _order(options: dict[str, Any]) -> DemoOrder:
    elsewhere = options["elsewhere"]
    return DemoOrder(
        services=options["services"],
        years=options["years"],
        seed=options["seed"],
        day=options["day"] or timezone.localdate(),
        rpss=options["rpss"],
        elsewhere=max(12, options["services"] // 50) if elsewhere is None else elsewhere,
    )


def _whole(least: int, most: int) -> Any:
    def convert(typed: str) -> int:
        if not typed.isdecimal() or not least <= int(typed) <= most:
            raise ArgumentTypeError(f"zadejte celé číslo od {least} do {most}")
        return int(typed)

    return convert


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise ArgumentTypeError("zadejte den ve tvaru 2026-12-31") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ArgumentTypeError(f"zadejte den v letech {FIRST_YEAR} až {LAST_YEAR}")
    return day
