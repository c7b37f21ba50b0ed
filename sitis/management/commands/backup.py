from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from sitis.backup import BackupError, make_backup


class Command(BaseCommand):
    help = "Zapíše databázi a nahrané soubory i se součty do nové složky ve FOLDER."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=settings.BACKUP_FOLDER)
        parser.add_argument(
            "--keep",
            type=int,
            default=settings.BACKUPS_KEPT,
            help="kolik nejnovějších záloh zůstane",
        )

    def handle(self, *args: Any, folder: Path, keep: int, **options: Any) -> None:
        try:
            place = make_backup(folder, timezone.localtime(), keep=keep)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(place))
