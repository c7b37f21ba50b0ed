"""Work of evaluation in the background."""

import tempfile

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.actions import benchmarks, figures, settling, terms
from evaluation.actions.benchmarks import workbooks
from evaluation.actions.workbook import remove_expired
from evaluation.documents.benchmark import state_sum, whole_edition
from evaluation.models import BenchmarkRun, RunInput, Term
from evaluation.resources.benchmark import write_benchmark
from sitis.jobs.models import running


@shared_task(name="evaluation.open_term")
def open_term(job_pk: int, term_pk: int) -> None:
    with running(job_pk) as job:
        term = Term.objects.select_related("form_version").get(pk=term_pk)
        made = terms.open_term(term, by=job.by, now=timezone.now(), step=job.progress)
        job.message = _("Založeno výkazů: %d.") % made


@shared_task(name="evaluation.approve_unflagged")
def approve_unflagged(job_pk: int, _term_pk: int, chosen: list[int]) -> None:
    with running(job_pk) as job:
        done = settling.approve_unflagged(chosen, by=job.by, now=timezone.now(), step=job.progress)
        job.message = _("Schváleno výkazů: %d.") % done.approved
        if done.passed:
            job.message += " " + _("Mezitím se změnily: %s.") % ", ".join(done.passed[:20])


@shared_task(name="evaluation.compute_run")
def compute_run(job_pk: int, run_pk: int) -> None:
    with running(job_pk) as job:
        run = BenchmarkRun.objects.get(pk=run_pk)
        benchmarks.compute_run(run, by=job.by, step=job.step)
        services = RunInput.objects.of_year(run).values("service").distinct().count()
        job.message = _("Porovnávaných služeb: %d.") % services


@shared_task(name="evaluation.write_workbook")
def write_workbook(job_pk: int, run_pk: int) -> None:
    """Everything of a run by name; as it is when the work begins."""
    with running(job_pk) as job, tempfile.TemporaryFile() as stream:
        run = BenchmarkRun.objects.get(pk=run_pk)
        state = state_sum(run)
        job.step(_("Čtení výsledků a zápis listů"), 0, 2)
        write_benchmark(stream, whole_edition(run))
        job.step(_("Uložení souboru"), 1, 2)
        stream.seek(0)
        workbooks.keep_workbook(run, state, stream)
        job.message = _("Tabulky jsou připravené.")


@shared_task(name="evaluation.write_figures")
def write_figures(job_pk: int, term_pk: int) -> None:
    with running(job_pk) as job:
        term = Term.objects.get(pk=term_pk)
        job.message = figures.write_figures(term, by=job.by, now=timezone.now()).in_words()


@shared_task(name="evaluation.remove_expired_workbooks")
def remove_expired_workbooks() -> None:
    remove_expired(timezone.now())


@shared_task(name="evaluation.remind_due")
def remind_due() -> None:
    """Every morning: who has not handed in and whose deadline is near or just over."""
    terms.remind_due(now=timezone.now())
    terms.tell_of_opened_lately(now=timezone.now())
