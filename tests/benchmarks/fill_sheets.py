"""A frozen run of an invented region, and the order of all its sheets: ``fill_sheets fill N`` · ``order``."""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run  # noqa: E402
from evaluation.actions.benchmarks.sheets import order_sheets  # noqa: E402
from evaluation.models import BenchmarkRun  # noqa: E402
from tests.evaluation.run_factories import CUTOFF, approve  # noqa: E402
from tests.evaluation.worlds import region  # noqa: E402
from tests.factories import official  # noqa: E402

YEARS = (2021, 2022, 2023, 2024, 2025)


def fill(services: str) -> None:
    analyst = official("analyst")
    approve(region(int(services), YEARS))
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst, title="Srovnání 2025")
    compute_run(run, by=analyst)
    run.refresh_from_db()
    freeze_run(run, by=analyst)


def order() -> None:
    run = BenchmarkRun.objects.get()
    bundle = order_sheets(run, by=run.frozen_by, now=timezone.now())
    print(bundle.job_id)


if __name__ == "__main__":
    {"fill": fill, "order": order}[sys.argv[1]](*sys.argv[2:])
