"""``manage.py import_rpss FILE``: the national register's JSON, planned or written."""

import os
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from providers.importers.outlets import Line, Spool, WrittenLines
from providers.importers.report import in_words, write_report
from providers.importers.run import (
    Outcome,
    UnknownRegion,
    apply_import,
    plan_import,
    region_filter,
)
from providers.models import RpssImport
from providers.rpss import WholeFileRefused

REFUSED, WRONG_USE = 1, 2


class Command(BaseCommand):
    help = "Přečte JSON národního registru a vypíše, co by se změnilo; zapíše jen s --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="soubor rpss.json")
        parser.add_argument("--apply", action="store_true", help="změny zapsat")
        parser.add_argument("--region", default=settings.REGION_CODE, help="CZ064, nebo all")
        parser.add_argument("--report", metavar="OUT.xlsx", help="plán jako sešit")
        parser.add_argument("--force", action="store_true", help="přes pojistku počtu záznamů")

    def handle(self, **options: Any) -> None:
        region = options["region"]
        try:
            region_filter(region)
            file = Path(options["file"]).open("rb")  # noqa: SIM115 - closed below
        except UnknownRegion as error:
            text = _("Kraj %(region)s není v územních tabulkách; načtěte je load_territory, ")
            text += _("nebo zadejte --region all.")
            raise CommandError(text % {"region": region}, returncode=WRONG_USE) from error
        except OSError as error:
            text = _("Soubor %(file)s nelze otevřít: %(why)s") % {
                "file": options["file"],
                "why": error.strerror,
            }
            raise CommandError(text, returncode=WRONG_USE) from error
        if options["report"] and not _is_writable(Path(options["report"])):
            text = _("Soubor %(file)s nelze zapsat.") % {"file": options["report"]}
            raise CommandError(text, returncode=WRONG_USE)
        with file:
            try:
                self._run(file, options)
            except WholeFileRefused as refusal:
                text = _("Odmítnuto jako celek, nic není zapsáno. %(why)s")
                raise CommandError(text % {"why": refusal}, returncode=REFUSED) from refusal

    def _run(self, file: BinaryIO, options: dict[str, Any]) -> None:
        region, force, day = options["region"], options["force"], timezone.localdate()
        if not options["apply"]:
            spool = Spool()
            outcome = plan_import(file, spool, region=region, day=day, force=force)
            self._tell(spool, outcome, options["report"])
            self.stdout.write(_("Nic není zapsáno; zapíše se s --apply."))
            return
        with transaction.atomic():  # the row of the run too is written only with the rest
            run = RpssImport.objects.create(
                file_name=Path(options["file"]).name[:255],
                region=region,
                state=RpssImport.State.PLANNED,
                forced=force,
            )
            outcome = apply_import(run, file, day=day, at=timezone.now())
        self._tell(WrittenLines(run), outcome, options["report"])
        self.stdout.write(_("Zapsáno jako import č. %(pk)d.") % {"pk": run.pk})

    def _tell(self, lines: Iterable[Line], outcome: Outcome, report: str | None) -> None:
        for words in in_words(lines):
            self.stdout.write(words)
        if report:
            with Path(report).open("wb") as stream:
                write_report(stream, lines)
        for words in summary(outcome):
            self.stdout.write(words)


def _is_writable(file: Path) -> bool:
    """Asked before anything is written into the register."""
    return os.access(file if file.exists() else file.parent, os.W_OK) and not file.is_dir()


def summary(outcome: Outcome) -> list[str]:
    """Counts, one a line; all are said, also those that are zero."""
    counts = outcome.counts

    def total(*whats: str) -> int:
        return sum(n for name, n in counts.items() if name.partition("_")[0] in whats)

    return [
        _("Záznamů v souboru: %d") % outcome.records,
        _("z toho pro kraj: %d") % outcome.kept,
        _("nové služby: %d") % counts.get("new_services", 0),
        _("noví poskytovatelé: %d") % counts.get("new_providers", 0),
        _("nové řádky u známých služeb: %d") % counts.get("new_rows", 0),
        _("změněné a ukončené řádky: %d") % total("changed", "ended"),
        _("rozdíly k rozhodnutí: %d") % total("differs"),
        _("chybí v národním registru: %d") % total("missing"),
        _("beze změny: %d") % counts.get("unchanged", 0),
        _("odmítnuté záznamy: %d") % counts.get("refused", 0),
        _("upozornění: %d") % counts.get("flags", 0),
    ]
