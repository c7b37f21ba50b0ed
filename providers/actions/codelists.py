"""Codes that the national register brought and nobody knew: an official names them."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from providers.models import Service, ServiceKind
from sitis.history import CHANGED, write_history
from sitis.versions import save_version


@transaction.atomic
def name_code(item: Any, *, by: Any) -> int:
    """Write the now named ``item``; services that waited for it are published. Returns how many."""
    item.is_named = True
    save_version(item, by=by)
    return publish_waiting(item, by=by) if isinstance(item, ServiceKind) else 0


@transaction.atomic
def publish_waiting(kind: ServiceKind, *, by: Any) -> int:
    """Publish services of ``kind`` that an import left unpublished, and nobody touched that since."""
    shown_before = Service.history.filter(id=OuterRef("pk"), is_published=True)
    waiting = Service.objects.filter(kind=kind, is_published=False).exclude(fingerprint="")
    rows = list(waiting.filter(~Exists(shown_before)).select_related("kind", "provider"))
    for row in rows:
        row.is_published = True
        row.version += 1
        row.clean()
    Service.objects.bulk_update(rows, ["is_published", "version", "search"], batch_size=500)
    pks = [row.pk for row in rows]
    write_history(Service, pks, CHANGED, by=by, reason=_("druh služby je pojmenován"))
    return len(rows)
