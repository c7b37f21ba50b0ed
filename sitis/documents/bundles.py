"""Bundles: many documents as one job, in batches that several workers claim, packed into a ZIP.

The worker that holds the job builds batches itself, asks others for help and packs in the end. A batch
is claimed in the database, so none is built twice; what a dead worker had claimed is free again after
``SILENCE``, and what is stored is never built again.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import sleep
from typing import Any
from uuid import uuid4

from celery import current_app
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError as BrokerUnreachable

from sitis import rooms
from sitis.documents.actions import enter, keep, keep_bundle
from sitis.documents.models import Bundle, BundleItem, Document
from sitis.documents.packing import pack
from sitis.documents.parent import LOOK, BuildError, Outcome, build_batch
from sitis.jobs.models import Cancelled, Job, start

log = logging.getLogger(__name__)

LEAST, MOST = 6, 25  # documents in a batch: a process starts once for all of them
SILENCE = timedelta(minutes=1)  # then the worker that claimed a batch is gone
BEAT = timedelta(seconds=10)  # how often it says that it lives
ATTEMPTS = 3


# -- ordering ------------------------------------------------------------------------------------------


def order_bundle(
    kind: str,
    records: Mapping[str, str],
    *,
    source: str,
    title: str,
    file_name: str,
    page: str,
    by: Any,
    now: datetime,
) -> Bundle:
    """Build a document of each of ``records`` (key -> label) and pack them; or join who does so already.

    Raises UnknownKind, or PermissionDenied if ``by`` may not read each of them.
    """
    allowed = rooms.document_kind(kind).readable_by(by).filter(pk__in=list(records))
    if not records or allowed.count() != len(records):
        raise PermissionDenied
    about = {"title": title, "file_name": file_name, "page": page}
    try:
        with transaction.atomic():
            return _join(source, by) or _order(kind, records, source, about, by=by, now=now)
    except IntegrityError:  # somebody ordered the same at the same moment
        found = _join(source, by)
        if found is None:
            raise
        return found


def _join(source: str, by: Any) -> Bundle | None:
    found = Bundle.objects.of(source).under_way().select_related("job").first()
    if found is not None and found.job is not None and found.job.by_id != by.pk:
        found.job.followers.add(by)
    return found


def _order(
    kind: str,
    records: Mapping[str, str],
    source: str,
    about: dict[str, str],
    *,
    by: Any,
    now: datetime,
) -> Bundle:
    number = _next_number(source)
    bundle = Bundle.objects.create(
        kind=kind, source=source, number=number, by=by, ordered_at=now, **about
    )
    BundleItem.objects.bulk_create(
        (BundleItem(bundle=bundle, record_key=key, label=label) for key, label in records.items()),
        batch_size=500,
    )
    bundle.job = start(
        "sitis.build_bundle",
        bundle.pk,
        by=by,
        title=about["title"][:200],
        url=bundle.get_absolute_url(),
        kind=kind,
        is_cancellable=True,
    )
    bundle.save(update_fields=["job"])
    return bundle


def _next_number(source: str) -> int:
    return 1 + (Bundle.objects.of(source).aggregate(last=Max("number"))["last"] or 0)


# -- building ------------------------------------------------------------------------------------------


def build_bundle(bundle: Bundle, job: Job) -> None:
    """All of it. Raises Cancelled, or BuildError if some document cannot be had; the others are kept."""
    total = bundle.items.count()
    ask_for_help(bundle)

    def tell() -> None:
        job.progress(bundle.items.done().count(), total)

    while bundle.items.to_do().exists():
        tell()
        if not job.is_mine().exists():
            raise Cancelled
        if not build_some(bundle, job, tell):
            sleep(LOOK)  # others are at the rest
    tell()
    if failed := list(bundle.items.failed()):
        names = ", ".join(f"{item} ({item.error})" for item in failed[:5])
        text = _("Nepodařilo se sestavit dokumentů: %(n)d. %(names)s Ostatní jsou uložené.")
        raise BuildError(text % {"n": len(failed), "names": names})
    job.step(_("Balení do ZIP"), total, total)
    with pack(bundle) as packed:
        keep_bundle(bundle, packed, now=timezone.now(), job=job)


def ask_for_help(bundle: Bundle) -> None:
    """One message for each helper; a helper takes one batch and queues again behind others' work."""
    if current_app.conf.task_always_eager:
        return
    for _one in range(settings.DOCUMENT_HELPERS):
        call_helper(bundle.pk)


def call_helper(pk: int) -> None:
    try:
        current_app.signature("sitis.help_bundle", args=[pk]).apply_async()
    except (BrokerUnreachable, OSError):
        log.exception("Nobody can be asked to help with bundle %s", pk)


def help_bundle(bundle: Bundle) -> bool:
    """One batch for whoever holds the job; whether there may be more to do."""
    job = Job.objects.running().filter(pk=bundle.job_id).first()
    if job is None:
        return False
    try:
        return build_some(bundle, job)
    except Cancelled:
        return False


def build_some(bundle: Bundle, job: Job, tell: Any = None) -> bool:
    """Claim a batch and build it; False if there was none to claim. Raises Cancelled."""
    claim = uuid4().hex
    items = claim_batch(bundle, claim, now=timezone.now())
    if not items:
        return False
    mine = BundleItem.objects.filter(claim=claim)
    try:
        _build(bundle, items, job, Beating(mine, tell))
    except BuildError as error:  # the process died; what it had not told is tried again
        log.warning("Batch of bundle %s broke: %s", bundle.pk, error)
        mine.to_do().filter(attempts__gte=ATTEMPTS).update(error=str(error))
    finally:
        mine.to_do().update(claim="", heard_at=None)
    return True


@transaction.atomic
def claim_batch(bundle: Bundle, claim: str, *, now: datetime) -> list[BundleItem]:
    """Rows that nobody else gets: locked ones are passed over, so two never wait for each other."""
    free = bundle.items.free(now - SILENCE)
    _give_up(free)
    workers = 1 + settings.DOCUMENT_HELPERS
    size = max(LEAST, min(MOST, -(-free.count() // (2 * workers))))
    items = list(free.order_by("pk").select_for_update(skip_locked=True)[:size])
    BundleItem.objects.filter(pk__in=[item.pk for item in items]).update(
        claim=claim, heard_at=now, attempts=F("attempts") + 1
    )
    return items


def _give_up(free: Any) -> None:
    text = _("Sestavení se třikrát přerušilo.")
    free.filter(attempts__gte=ATTEMPTS).update(error=text, claim="")


class Beating:
    """Says that the claims are alive, and how far all is, not more often than is needed."""

    def __init__(self, mine: Any, tell: Any) -> None:
        self.mine, self.tell, self.last = mine, tell, timezone.now()

    def __call__(self) -> None:
        now = timezone.now()
        if now - self.last >= BEAT:
            self.mine.to_do().update(heard_at=now)
            self.last = now
        if self.tell:
            self.tell()


def _build(bundle: Bundle, items: list[BundleItem], job: Job, beat: Beating) -> None:
    by_document: dict[int, BundleItem] = {}
    documents = []
    for item in items:
        document = _entered(bundle, item, job)
        if document is not None and not document.is_stored:
            by_document[document.pk] = item
            documents.append(document)
    if documents:
        for found in build_batch(documents, job, beat=beat):
            _settle(by_document[found.document.pk], found, job)
            beat()


def _entered(bundle: Bundle, item: BundleItem, job: Job) -> Document | None:
    """The row to build; one that is stored already is taken as it is."""
    try:
        subject = rooms.document_kind(bundle.kind).subject(item.record_key)
    except (ObjectDoesNotExist, ValueError):
        _finish(item, error=_("Záznam už neexistuje."))
        return None
    with transaction.atomic():
        document = enter(bundle.kind, item.record_key, subject, by=bundle.by, now=timezone.now())
        if not document.is_stored:
            document.job, document.by = job, bundle.by
            document.save(update_fields=["job", "by"])
    if document.is_stored:
        _finish(item, document=document)
    return document


def _settle(item: BundleItem, found: Outcome, job: Job) -> None:
    if found.built is not None:
        row = keep(found.document, found.built, now=timezone.now(), job=job)
        _finish(item, document=row)
    elif not found.is_changed:  # what changed meanwhile is claimed again, in its new version
        _finish(item, error=found.error)


def _finish(item: BundleItem, *, document: Document | None = None, error: str = "") -> None:
    rows = BundleItem.objects.filter(pk=item.pk, document=None)
    rows.update(document=document, error=error, claim="", heard_at=None)
