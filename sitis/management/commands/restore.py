from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from sitis.backup import BackupError, restore_backup


class Command(BaseCommand):
    help = "Fills an empty database and empty uploads from a backup and compares the sums."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "place", type=Path, help="a backup, or a folder of backups (the newest is taken)"
        )

    def handle(self, *args: Any, place: Path, **options: Any) -> None:
        try:
            manifest = restore_backup(place)
        except (BackupError, OSError, ValueError, TypeError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored the backup of {manifest.made_at}: {manifest.rows} rows in "
            f"{len(manifest.tables)} tables, all sums agree."
        )
