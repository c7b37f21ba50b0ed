"""Every write of the register of documents: order, keep, remove."""

import hashlib
from datetime import date, datetime, timedelta
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from django.db import transaction
from django.utils.timezone import localdate

from sitis import __version__, rooms
from sitis.documents.build import Built
from sitis.documents.models import Bundle, Document
from sitis.jobs.models import Cancelled, Job, start


def order(kind: str, key: str, *, by: Any, now: datetime) -> Job | Document:
    """The stored document of the record as it is now, or the job that builds it.

    Whoever asks while it is being built gets the same job.
    Raises: UnknownKind, PermissionDenied, ObjectDoesNotExist or ValueError (no such record).
    """
    key = key_of(kind, key, by)
    subject = rooms.document_kind(kind).subject(key)
    with transaction.atomic():
        document = enter(kind, key, subject, by=by, now=now)
        if document.is_stored:
            return document
        if document.job is not None and not document.job.is_over:
            if document.job.by_id != by.pk:
                document.job.followers.add(by)
            return document.job
        job = start(
            "sitis.build_document",
            document.pk,
            by=by,
            title=f"{rooms.document_kind(kind).title}: {subject.title}"[:200],
            kind=kind,
            is_cancellable=True,
        )
        document.job, document.by = job, by
        document.save(update_fields=["job", "by"])
        return job


def subject_for(kind: str, key: str, user: Any) -> rooms.Subject:
    """Raises UnknownKind, ValueError (a key that is none), PermissionDenied."""
    return rooms.document_kind(kind).subject(key_of(kind, key, user))


def key_of(kind: str, key: str, user: Any) -> str:
    """The record that ``user`` may read, as the register writes it: "07" is no other than "7".

    Raises UnknownKind, ValueError (a key that is none), PermissionDenied.
    """
    rows = rooms.document_kind(kind).readable_by(user).filter(pk=key)
    found = rows.values_list("pk", flat=True).first()
    if found is None:
        raise PermissionDenied
    return str(found)


def enter(kind: str, key: str, subject: rooms.Subject, *, by: Any, now: datetime) -> Document:
    """The locked row of this version: the one that exists, else a new one with its number.

    What was frozen and is stored answers from any release; the rest is of this release.
    """
    known = Document.objects.of(kind, key, subject.version)
    kept = known.stored().filter(is_final=True).first()
    if kept is not None:
        return kept
    row, is_new = known.get_or_create(
        kind=kind,
        record_key=key,
        version=subject.version,
        release=__version__,
        defaults={
            "number": uuid4().hex,
            "title": subject.title[:300],
            "file_name": subject.file_name,
            "page": subject.page,
            "is_final": subject.is_final,
            "is_public": subject.is_public,
            "ordered_at": now,
            "by": by,
        },
    )
    if is_new:  # the key is given by the database, so two at once never get one number
        row.number = f"{localdate(now).year}-{row.pk:06d}"
        row.save(update_fields=["number"])
    return Document.objects.select_for_update().get(pk=row.pk)


def follow_changes(document: Document, *, job: Job | None = None, now: datetime) -> Document:
    """The row to build: another one if the record has changed since it was ordered."""
    subject = rooms.document_kind(document.kind).subject(document.record_key)
    if subject.version == document.version:
        return document
    with transaction.atomic():
        row = enter(document.kind, document.record_key, subject, by=document.by, now=now)
        row.job = job
        row.save(update_fields=["job"])
        if document.built_at is None:
            document.delete()  # its number was never printed
    return row


def keep(document: Document, built: Built, *, now: datetime, job: Job | None = None) -> Document:
    """Store the bytes as *the* document, once. Raises Cancelled if ``job`` is no longer ours."""
    storage, name = storages["default"], f"documents/{document.number}.pdf"
    with transaction.atomic():
        row = Document.objects.select_for_update().get(pk=document.pk)
        if job is not None and not job.is_mine().select_for_update().exists():
            raise Cancelled
        if row.is_stored:
            return row
        storage.delete(name)  # what an interrupted build may have left
        row.file.name = storage.save(name, ContentFile(built.content))
        row.sha256 = hashlib.sha256(built.content).hexdigest()
        row.size, row.pages = len(built.content), built.pages
        row.standards = built.standards
        row.moment, row.built_at = built.moment, now
        if not row.is_final:
            row.retention_until = localdate(now) + timedelta(days=settings.DOCUMENT_DRAFT_DAYS)
        row.save()
    return row


def keep_bundle(bundle: Bundle, packed: IO[bytes], *, now: datetime, job: Job) -> None:
    """Store the ZIP, once. Raises Cancelled if ``job`` is no longer ours."""
    storage, name = storages["default"], f"bundles/{bundle.pk}.zip"
    sha256 = hashlib.file_digest(packed, "sha256").hexdigest()  # type: ignore[arg-type]
    size = packed.tell()
    packed.seek(0)
    with transaction.atomic():
        row = Bundle.objects.select_for_update().get(pk=bundle.pk)
        if not job.is_mine().select_for_update().exists():
            raise Cancelled
        if row.is_stored:
            return
        storage.delete(name)  # what an interrupted packing may have left
        row.file.name = storage.save(name, File(packed))
        row.sha256, row.size, row.built_at = sha256, size, now
        row.retention_until = localdate(now) + timedelta(days=settings.DOCUMENT_DRAFT_DAYS)
        row.save()


def remove_expired(day: date) -> int:
    """Delete files of drafts and of bundles whose keeping is over; their rows stay and say so."""
    names: list[str] = []
    with transaction.atomic():
        for expired in (Document.objects.expired_on(day), Bundle.objects.expired_on(day)):
            names += [row.file.name for row in expired.select_for_update()]
            expired.update(file="")
        transaction.on_commit(lambda: _delete(names))
    return len(names)


def _delete(names: list[str]) -> None:
    for name in names:
        storages["default"].delete(name)
