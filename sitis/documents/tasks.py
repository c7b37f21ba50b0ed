"""Building a document in the background, and the end of keeping drafts."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sitis.documents import bundles
from sitis.documents.actions import follow_changes, keep, remove_expired
from sitis.documents.build import build
from sitis.documents.models import Bundle, Document
from sitis.documents.parent import build_in_child
from sitis.jobs.models import running


@shared_task(name="sitis.build_document")
def build_document(job_pk: int, document_pk: int) -> None:
    """Build one document and keep it. Safe to run twice: what is kept stays."""
    with running(job_pk) as job:
        document = follow_changes(Document.objects.get(pk=document_pk), job=job, now=timezone.now())
        if not document.is_stored:
            if settings.DOCUMENTS_IN_CHILD:
                built = build_in_child(document, job)
            else:
                built = build(document, job.step)
            document = keep(document, built, now=timezone.now(), job=job)
        job.url = document.get_absolute_url()
        job.message = _("Dokument %s je připravený.") % document.number


@shared_task(name="sitis.build_bundle")
def build_bundle(job_pk: int, bundle_pk: int) -> None:
    """All documents of a bundle and their ZIP. Safe to run twice: what is stored stays."""
    with running(job_pk) as job:
        bundle = Bundle.objects.get(pk=bundle_pk)
        if not bundle.is_stored:
            bundles.build_bundle(bundle, job)
        job.message = _("Balík je připravený, dokumentů: %d.") % bundle.items.count()


@shared_task(name="sitis.help_bundle")
def help_bundle(bundle_pk: int) -> None:
    """Another worker takes one batch; the next one waits its turn among other work."""
    bundle = Bundle.objects.filter(pk=bundle_pk).first()
    if bundle is not None and bundles.help_bundle(bundle):
        bundles.call_helper(bundle_pk)


@shared_task(name="sitis.remove_expired_documents")
def remove_expired_documents() -> None:
    remove_expired(timezone.localdate())
