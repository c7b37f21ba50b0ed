"""Work of the register in the background."""

from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from providers import notifications
from providers.actions import cards, reports, rpss, searches
from providers.actions.network import lists, retire
from providers.actions.take_back import take_back
from providers.models import CardVersion, NetworkImport, RpssImport
from sitis.jobs.models import running, said


@shared_task(name="providers.plan_import")
def plan_import(job_pk: int, run_pk: int) -> None:
    with running(job_pk) as job:
        run = RpssImport.objects.get(pk=run_pk)
        rpss.make_plan(run, job)
        job.message = run.reason


@shared_task(name="providers.apply_import")
def apply_import(job_pk: int, run_pk: int, path: str = "") -> None:
    """Write an import. What a person confirmed they watch; of a nightly one registrars are told."""
    with running(job_pk) as job:
        run = RpssImport.objects.select_related("by").get(pk=run_pk)
        try:
            rpss.apply_confirmed(run, job, path)
        except Exception as error:
            if path:
                run.state = RpssImport.State.REFUSED
                run.reason = _("Import selhal: %s") % said(error)[:500]
                run.save(update_fields=["state", "reason"])
                notifications.import_failed(run)
            raise
        job.message = run.reason
        if path and run.state == RpssImport.State.REFUSED:
            notifications.import_failed(run)


@shared_task(name="providers.take_back_import")
def take_back_import(job_pk: int, run_pk: int) -> None:
    with running(job_pk) as job:
        run = RpssImport.objects.get(pk=run_pk)
        take_back(run, by=job.by)


@shared_task(name="providers.import_from_folder")
def import_from_folder() -> None:
    """Every night: the newest file of the folder, and no file that nobody confirmed stays."""
    rpss.drop_old_files(timezone.now() - timedelta(days=settings.RPSS_FILE_DAYS))
    if settings.RPSS_FOLDER:
        rpss.take_from_folder(Path(settings.RPSS_FOLDER), region=settings.REGION_CODE)


@shared_task(name="providers.count_search")
def count_search(words: list[str]) -> None:
    """Words of a search that found nothing; the catalogue hands over only those it knows."""
    searches.count_search(words, on=timezone.localdate())


@shared_task(name="providers.forget_rare_searches")
def forget_rare_searches() -> None:
    searches.forget_rare(timezone.localdate())


@shared_task(name="providers.blank_old_reports")
def blank_old_reports() -> None:
    """Every night: what the public wrote is not kept longer than it is needed."""
    reports.blank_old_texts(timezone.localdate() - timedelta(days=settings.REPORT_TEXT_DAYS))


@shared_task(name="providers.plan_network_list")
def plan_network_list(job_pk: int, run_pk: int) -> None:
    with running(job_pk) as job:
        run = NetworkImport.objects.select_related("network").get(pk=run_pk)
        lists.make_list_plan(run, job)
        job.message = run.reason


@shared_task(name="providers.apply_network_list")
def apply_network_list(job_pk: int, run_pk: int) -> None:
    with running(job_pk) as job:
        run = NetworkImport.objects.select_related("by").get(pk=run_pk)
        lists.apply_list(run)
        job.message = run.reason


@shared_task(name="providers.retire_networks")
def retire_networks() -> None:
    """Every night: versions that another one followed become replaced."""
    retire(timezone.localdate())


@shared_task(name="providers.ask_for_comments")
def ask_for_comments(job_pk: int, card_pk: int) -> None:
    with running(job_pk) as job:
        told = notifications.card_comments_asked(CardVersion.objects.get(pk=card_pk))
        job.message = _("Zpráv: %s") % told


@shared_task(name="providers.tell_about_card")
def tell_about_card(job_pk: int, card_pk: int) -> None:
    with running(job_pk) as job:
        told = notifications.card_valid(CardVersion.objects.get(pk=card_pk))
        job.message = _("Zpráv: %s") % told


@shared_task(name="providers.keep_cards")
def keep_cards() -> None:
    """Every night: versions whose days are over end, new services get a card to fill."""
    today = timezone.localdate()
    cards.retire(today)
    cards.open_missing(today)
