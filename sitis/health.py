"""``/zdravi/``: whether this installation can work, for a monitor and for a person."""

import shutil
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sitis.jobs.models import Job


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``value`` says nothing that a stranger should not know."""

    name: str
    title: str
    good: bool
    value: str


def database() -> Finding:
    title = _("Databáze")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return Finding("database", title, False, _("neodpovídá"))
    return Finding("database", title, True, _("odpovídá"))


def queue() -> Finding:
    """How long the oldest job waits: a dead worker or a dead broker shows here."""
    title = _("Fronta úloh na pozadí")
    try:
        wait = Job.objects.oldest_wait(timezone.now())
    except DatabaseError:
        return Finding("queue", title, False, _("nelze zjistit"))
    good = wait <= timedelta(minutes=settings.HEALTH_QUEUE_MINUTES)
    minutes = int(wait.total_seconds() // 60)
    return Finding("queue", title, good, _("nejstarší úloha čeká %s min") % minutes)


def disk() -> Finding:
    title = _("Místo na disku")
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free // 1024**2
    except OSError:
        return Finding("disk", title, False, _("nelze zjistit"))
    return Finding("disk", title, free >= settings.HEALTH_FREE_DISK_MB, _("volno %s MB") % free)


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """200 if everything is well, else 503. HTML for a browser, JSON for the others."""
    findings = [database(), queue(), disk()]
    good = all(finding.good for finding in findings)
    status = 200 if good else 503
    if "text/html" in request.headers.get("Accept", ""):
        # without the request: the page must come even if the database does not
        page = render_to_string("health.html", {"findings": findings, "good": good})
        return HttpResponse(page, status=status)
    body = {"status": "ok" if good else "fail", "checks": [asdict(one) for one in findings]}
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
