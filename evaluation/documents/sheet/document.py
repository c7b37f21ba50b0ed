"""The kind ``service_sheet`` of the register of documents; its key is that of ``Sheet``.

Of each version one document is stored, the one its provider may hold; officials see the rest on the
page of the service.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.documents.sheet.content import as_provider, content_of
from evaluation.documents.sheet.parts import chapters_of
from evaluation.models import Answer, ChangeText, Sheet
from providers.models import CardNorm, NetworkItem, ServiceCard
from sitis import __version__, rooms
from sitis.paper import Imprint, Volume
from sitis.pdf import volume_html


def sheet_with(key: str) -> Sheet:
    rows = Sheet.objects.select_related("run", "service__provider", "service__kind")
    found: Sheet = rows.get(pk=key)
    return found


def subject(key: str) -> rooms.Subject:
    return subject_of(sheet_with(key))


def title_of(sheet: Sheet) -> str:
    return _("Hodnoticí list %(year)d: %(service)s") % {
        "year": sheet.run.year, "service": sheet.service.name,
    }  # fmt: skip


def page_of(sheet: Sheet) -> str:
    return reverse("evaluation:run-service", args=[sheet.run_id, sheet.service.identifier])


def subject_of(sheet: Sheet) -> rooms.Subject:
    """Final once the official concluded in a frozen run; each later answer makes another version."""
    name = sheet.service.name.replace("/", "-")[:80]
    return rooms.Subject(
        title=title_of(sheet),
        version=version_of(sheet),
        is_final=sheet.run.is_frozen and bool(sheet.conclusion),
        is_public=False,
        page=page_of(sheet),
        file_name=_("hodnoticí list %(year)d %(identifier)s %(name)s.pdf") % {
            "year": sheet.run.year, "identifier": sheet.service.identifier, "name": name,
        },
    )  # fmt: skip


def version_of(sheet: Sheet) -> str:
    """ "2025/1, list 3 (6f0c…)": the sum is of the versions of everything that is printed."""
    found = hashlib.sha256("\n".join(_printed(sheet)).encode()).hexdigest()
    return _("%(year)d/%(number)d, list %(version)d (%(sum)s)") % {
        "year": sheet.run.year,
        "number": sheet.run.number,
        "version": sheet.version,
        "sum": found[:12],
    }


def _printed(sheet: Sheet) -> Iterator[str]:
    run, service = sheet.run, sheet.service
    yield f"{run.pk} {run.version} {run.sha256}"
    yield f"{service.version} {service.provider.version} {service.name} {service.provider.name}"
    of_service = {
        "answer": Answer.objects.filter(result__input__run=run, result__input__service=service),
        "changes": ChangeText.objects.filter(run=run, service=service),
        "card": ServiceCard.objects.confirmed_on(run.last_day).filter(service=service),
        "network": NetworkItem.objects.in_force_on(run.last_day).filter(service=service),
        "norm": CardNorm.objects.evaluating(run.year).filter(template__kind=service.kind_id),
    }
    for name, rows in of_service.items():
        for pk, version in rows.order_by("pk").values_list("pk", "version"):
            yield f"{name} {pk} {version}"
    shared = run.run_kinds.filter(kind=service.kind.slug).values_list("is_shared", flat=True)
    yield f"shared {any(shared)}"


def moment_of(sheet: Sheet) -> datetime:
    """When the last of what is printed was written."""
    answers = Answer.objects.filter(
        result__input__run=sheet.run, result__input__service=sheet.service
    )
    found = [
        sheet.run.frozen_at,
        sheet.history.order_by("-history_date").values_list("history_date", flat=True).first(),
        *(at for row in answers.values_list("moment", "settled_at") for at in row),
    ]
    return max(at for at in found if at is not None)


def collect(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    sheet = sheet_with(key)
    step(_("Data: hodnoticí list"), 0, 1)
    volume = volume_of(sheet, imprint)
    html = volume_html(volume, "documents/service_sheet.html")
    return rooms.Paper(volume.title, html, volume.imprint.moment)


def volume_of(sheet: Sheet, given: rooms.Imprint) -> Volume:
    about = subject_of(sheet)
    content = content_of(sheet, as_provider(sheet.run, sheet.service.provider_id))
    return Volume.of(
        about.title,
        Imprint(
            number=given.number,
            version=about.version,
            moment=moment_of(sheet),
            release=__version__,
            address=given.verify_url,
            author=str(settings.REGION_NAME),
        ),
        chapters_of(content, settings.SITE_URL),
        subtitle=sheet.service.provider.name,
        period=str(sheet.run.year),
        day=sheet.run.last_day,
        state="" if about.is_final else str(_("bez závěru kraje")),
        facts=_facts(sheet),
    )


def _facts(sheet: Sheet) -> dict[str, str]:
    facts: dict[str, Any] = {
        _("Identifikátor služby"): sheet.service.identifier,
        _("Závěr kraje"): sheet.get_conclusion_display() or _("zatím není zapsán"),
    }
    if sheet.next_check_on:
        facts[_("Příští kontrola")] = date_format(sheet.next_check_on, "j. n. Y")
    facts[_("Srovnání (SHA-256)")] = sheet.run.sha256
    if settings.DEMO:
        facts[_("Upozornění")] = _(
            "Ukázka s vymyšlenými údaji. Žádný z poskytovatelů, žádná služba ani osoba zde "
            "není skutečná."
        )
    return {str(name): str(value) for name, value in facts.items()}


SERVICE_SHEET = rooms.DocumentKind(
    title=gettext_lazy("hodnoticí list služby"),
    subject=subject,
    readable_by=Sheet.objects.printed_for,
    collect=collect,
)
