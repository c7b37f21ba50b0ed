"""``manage.py run_benchmark --year Y [--kind SLUG]``: a frozen benchmarking run."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run
from evaluation.models import GroupResult, Occasion, RunInput
from providers.models import ServiceKind


class Command(BaseCommand):
    help = "Vypočte srovnání služeb za rok ze schválených výkazů a zmrazí je."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="rok, za který se vykazovalo")
        parser.add_argument("--kind", action="append", default=[], help="druh služby, home_care")
        parser.add_argument(
            "--occasion", default=Occasion.ACTUAL_1, choices=Occasion.values, help="který sběr"
        )
        parser.add_argument(
            "--internal", action="store_true", help="neukazovat poskytovatelům a veřejnosti"
        )

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        kinds = sorted(set(options["kind"]))
        known = set(ServiceKind.objects.values_list("slug", flat=True))
        if unknown := [kind for kind in kinds if kind not in known]:
            raise CommandError(_("Neznámý druh služby: %s") % ", ".join(unknown), returncode=2)
        run = draft_run(
            year=options["year"],
            cutoff=timezone.now(),
            by=None,
            occasion=options["occasion"],
            kinds=kinds,
        )
        compute_run(run, by=None)
        try:
            run.refresh_from_db()
            freeze_run(run, by=None, share=not options["internal"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages), returncode=1) from refusal
        services = RunInput.objects.of_year(run).values("service").distinct().count()
        groups = GroupResult.objects.filter(run=run).values("cell").distinct().count()
        self.stdout.write(f"{run}: služeb {services}, skupin {groups}, SHA-256 {run.sha256}")
