"""One document in the foreground: ``manage.py build_document network 1 -o sit.pdf``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sitis import rooms
from sitis.documents.actions import enter, keep
from sitis.documents.build import ChangedMeanwhile, build


class Command(BaseCommand):
    help = "Sestaví jeden dokument a uloží ho do souboru. Konec 0: hotovo, 1: odmítnuto, 2: chybné zadání."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND")
        parser.add_argument("key", metavar="ID")
        parser.add_argument("-o", dest="file", metavar="FILE", required=True, type=Path)

    def handle(self, *args: Any, kind: str, key: str, file: Path, **options: Any) -> None:
        try:
            subject = rooms.document_kind(kind).subject(key)
        except rooms.UnknownKind:
            known = ", ".join(sorted(rooms.documents())) or "–"
            text = _("Druh dokumentu %(kind)s neznám. Znám tyto: %(known)s.")
            raise CommandError(text % {"kind": kind, "known": known}, returncode=2) from None
        except (ObjectDoesNotExist, ValueError, OverflowError):
            text = _("Záznam %(key)s druhu %(kind)s neexistuje.")
            raise CommandError(text % {"key": key, "kind": kind}, returncode=1) from None
        if not file.parent.is_dir():
            text = _("Složka %s neexistuje. Nejdřív ji vytvořte.")
            raise CommandError(text % file.parent, returncode=2)
        with transaction.atomic():
            document = enter(kind, key, subject, by=None, now=timezone.now())
        if not document.is_stored:
            try:
                document = keep(document, build(document, self.tell), now=timezone.now())
            except ChangedMeanwhile as error:
                raise CommandError(str(error), returncode=1) from None
        try:
            with document.file.open("rb") as stored:
                file.write_bytes(stored.read())
        except OSError as error:
            text = _("Soubor %(file)s nejde zapsat: %(why)s")
            raise CommandError(text % {"file": file, "why": error.strerror}, returncode=1) from None
        self.stdout.write(str(file))
        self.stdout.write(_("stran: %s") % document.pages)
        self.stdout.write(f"SHA-256: {document.sha256}")

    def tell(self, message: str, done: int = 0, total: int = 0) -> None:
        self.stderr.write(f"{message} {done}/{total}" if total else message)
