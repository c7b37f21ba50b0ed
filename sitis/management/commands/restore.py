from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from sitis.backup import BackupError, restore_backup


class Command(BaseCommand):
    help = "Naplní prázdnou databázi a složku nahraných souborů ze zálohy a porovná součty."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", type=Path, help="záloha, nebo složka se zálohami (vezme se nejnovější)"
        )

    def handle(self, *args: Any, place: Path, **options: Any) -> None:
        try:
            manifest = restore_backup(place)
        except (BackupError, OSError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        text = _(
            "Obnoveno ze zálohy %(made_at)s: %(rows)s řádků v %(tables)s tabulkách, součty sedí."
        )
        self.stdout.write(
            text
            % {
                "made_at": manifest.made_at,
                "rows": manifest.rows,
                "tables": len(manifest.tables),
            }
        )
