"""What evaluation puts on a person's desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation import indicators
from evaluation.models import Answer, Report, Term
from providers.models.base import provider_scope
from sitis.accounts.models import Permission, Role
from sitis.rooms import Desk, Task

SHOWN = 20  # reports of one person
State = Report.State


def evaluation_desk(user: Any, day: date) -> Desk:
    if not user.held_roles:
        return Desk()
    tasks: list[Task] = []
    if user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY):
        tasks += _owed(user)
        tasks += _asked(user)
    if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
        tasks += _to_settle()
        tasks += _to_judge()
    place = Task(
        _("Hodnocení"),
        reverse("evaluation:home"),
        _("Otevřít"),
        detail=_("Výkazy služeb a jejich sběry."),
    )
    return Desk(tasks=tuple(tasks), places=(place,))


def _owed(user: Any) -> Iterator[Task]:
    """Reports of the own provider that are awaited; signing is the signatory's."""
    now = timezone.now()
    rows = Report.objects.own_of(user).running().awaited()
    rows = rows.filter(term__opens_at__lte=now).with_deadline().for_lists()
    old = now - timedelta(days=60)
    signs_for = user.held_for(Role.PROVIDER_SIGNATORY)
    for report in rows.filter(due_at__gte=old).order_by("due_at", "service__name")[:SHOWN]:
        title, action = _words(report)
        if report.state == State.LOCKED and report.term.needs_signature:
            if report.service.provider_id not in signs_for:
                continue
            title, action = _("Podepište výkaz: %s"), _("Podepsat")
        yield Task(
            title % report.service.name,
            report.get_absolute_url(),
            action,
            deadline=report.deadline,
            detail=f"{report.term.title}. {_said(report)}",
        )


def _words(report: Report) -> tuple[str, str]:
    if report.state == State.RETURNED:
        return _("Doplňte výkaz: %s"), _("Doplnit")
    if report.state == State.TO_ENTER:
        return _("Vyplňte výkaz: %s"), _("Vyplnit")
    return _("Předejte výkaz: %s"), _("Otevřít výkaz")


def _said(report: Report) -> str:
    if report.state == State.RETURNED:
        return str(report.return_reason[:300])
    said = str(report.get_state_display())
    return said[:1].upper() + said[1:]


def _to_settle() -> Iterator[Task]:
    waiting = Report.objects.filter(state=State.HANDED_IN).order_by("term")
    counted = waiting.values("term", "term__year", "term__occasion").annotate(count=Count("pk"))
    for row in counted[:SHOWN]:
        term = Term(year=row["term__year"], occasion=row["term__occasion"])
        count = row["count"]
        yield Task(
            _("Schvalte, nebo vraťte výkazy: %s") % term.title,
            reverse("evaluation:term-check", args=[row["term"]]) + "?stav=ceka",
            _("Projít"),
            detail=ngettext("Čeká %d výkaz.", "Čeká %d výkazů.", count) % count,
        )


def _asked(user: Any) -> Iterator[Task]:
    """What the region asks further about deviations of the own services."""
    rows = Answer.objects.asked_again().filter(result__input__provider__in=provider_scope(user))
    rows = rows.select_related("result__input__service", "result__input__run")
    for row in rows.order_by("-settled_at", "-pk")[:SHOWN]:
        one = row.result.input
        run, service = one.run, one.service
        name = indicators.find(row.result.indicator, one.form).name
        yield Task(
            _("Kraj se ptá na odchylku: %s") % service.name,
            reverse("evaluation:run-service", args=[run.pk, service.identifier]),
            _("Odpovědět"),
            detail=f"{run.title}, {name}. {row.question[:300]}",
        )


def _to_judge() -> Iterator[Task]:
    waiting = (
        Answer.objects.waiting()
        .order_by()
        .values_list("result__input__run", "result__input__run__title")
    )
    counted = waiting.annotate(count=Count("pk")).order_by("-result__input__run__year")
    for run, title, count in counted[:SHOWN]:
        yield Task(
            _("Posuďte odpovědi poskytovatelů: %s") % title,
            reverse("evaluation:run-detail", args=[run]),
            _("Projít"),
            detail=ngettext("Čeká %d odpověď.", "Čeká %d odpovědí.", count) % count,
        )
