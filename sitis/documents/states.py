"""What a page offers beside a record: the stored document, its build, or to order one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sitis import __version__, rooms
from sitis.documents.models import Document
from sitis.jobs.models import Job


@dataclass(frozen=True, slots=True)
class DocumentState:
    """For ``documents/_build_button.html``; ``job`` is a build that runs now."""

    kind: str
    key: str
    document: Document | None = None
    job: Job | None = None
    is_own: bool = False  # the person sees the page of the job

    @property
    def order_url(self) -> str:
        return reverse("documents:document-order", args=[self.kind, self.key])


def state_of(kind: str, key: str, user: Any) -> DocumentState:
    version = rooms.document_kind(kind).subject(key).version
    return states_of(kind, {key: version}, user)[key]


def states_of(kind: str, versions: Mapping[str, str], user: Any) -> dict[str, DocumentState]:
    """By key; ``versions`` are those of ``Subject``, which a list knows of its rows. One query."""
    rows = Document.objects.filter(
        kind=kind, record_key__in=versions, version__in=set(versions.values())
    ).select_related("job")
    states = {key: DocumentState(kind, key) for key in versions}
    for row in rows:
        is_now = row.version == versions[row.record_key]
        if not is_now or states[row.record_key].document is not None:
            continue
        if row.is_stored and (row.is_final or row.release == __version__):
            states[row.record_key] = DocumentState(kind, row.record_key, document=row)
        elif not row.is_stored and row.job is not None and not row.job.is_over:
            own = row.job.by_id == user.pk
            states[row.record_key] = DocumentState(kind, row.record_key, job=row.job, is_own=own)
    return states
