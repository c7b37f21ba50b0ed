"""What the register puts on a person's desk."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.models import (
    CardAddressee,
    CardComment,
    CardVersion,
    Difference,
    NetworkImport,
    NetworkVersion,
    OutdatedReport,
    Proposal,
    Provider,
    RpssImport,
    Service,
    ServiceCard,
    ServiceKind,
)
from sitis.accounts.models import Permission, Role
from sitis.periods import months_before
from sitis.rooms import Desk, Task

QUESTIONS = 20  # shown one by one at most
State = RpssImport.State


def import_desk(user: Any, day: date) -> Desk:
    """Imports and differences: work of registrars, questions to a provider's people."""
    tasks: list[Task] = []
    places: list[Task] = []
    if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
        tasks += _of_registrar()
        tasks += _of_network()
    if user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY):
        tasks += _questions(user)
    if user.held_roles:
        detail = _("Najít službu nebo poskytovatele a stáhnout seznam.")
        places.append(_place(_("Registr sociálních služeb"), "register", detail))
        detail = _("Verze sítě, jejich položky, změny a porovnání.")
        places.append(_place(_("Síť sociálních služeb"), "network-list", detail))
        places += _own_places(user)
    if user.holds(Role.OFFICIAL, Role.AUDITOR):
        detail = _("Soubory ministerstva: plán, zápis a co který změnil.")
        places.append(_place(_("Importy národního registru"), "import-list", detail))
        detail = _("Kde národní registr říká něco jiného než my.")
        places.append(_place(_("Rozdíly proti národnímu registru"), "difference-list", detail))
    return Desk(tasks=tuple(tasks), places=tuple(places))


def upkeep_desk(user: Any, day: date) -> Desk:
    """Public pages: proposals to settle for registrars, returned ones for a provider's people."""
    tasks: list[Task] = []
    places: list[Task] = []
    if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
        tasks += _proposals_waiting()
        tasks += _reports(OutdatedReport.objects.filter(state=OutdatedReport.State.NEW))
    if user.holds(Role.OFFICIAL, Role.AUDITOR):
        detail = _("Co poskytovatelé chtějí změnit na veřejných stránkách.")
        places.append(_place(_("Návrhy veřejných údajů"), "proposal-list", detail))
        detail = _("Které veřejné stránky dlouho nikdo nepotvrdil.")
        places.append(_place(_("Ověření veřejných údajů"), "verification-list", detail))
        detail = _("Co veřejnost hlásí jako zastaralé a jak jsme odpověděli.")
        places.append(_place(_("Hlášení veřejnosti"), "report-list", detail))
    if user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY):
        tasks += _proposals_returned(user)
        tasks += _reports(OutdatedReport.objects.open().staffed_by(user))
        tasks += _unverified(user, day)
        detail = _("Texty, provozní doba, kontakty a volná místa vašich služeb.")
        places.append(_place(_("Veřejné údaje služeb"), "verification-list", detail))
    return Desk(tasks=tuple(tasks), places=tuple(places))


def card_desk(user: Any, day: date) -> Desk:
    """Regional cards: to update and confirm for providers, to comment on, to settle for registrars."""
    tasks: list[Task] = []
    places: list[Task] = []
    if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
        tasks += _cards_of_registrar()
    if user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY):
        tasks += _cards_to_update(user)
    if user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY, Role.ORP_COORDINATOR):
        tasks += _cards_to_comment(user)
    if user.held_roles:
        detail = _("Co druh služby má umět, s kolika lidmi a za kolik; karty jednotlivých služeb.")
        places.append(_place(_("Regionální karty služeb"), "card-list", detail))
    return Desk(tasks=tuple(tasks), places=tuple(places))


def _cards_to_update(user: Any) -> Iterator[Task]:
    """Each card by its term; what waits for a signature only on the desk of who may sign."""
    rows = ServiceCard.objects.editable_by(user).exclude(state=ServiceCard.State.READY)
    late = rows.select_related("service").order_by("update_by", "service__name", "pk")
    for mine in late[:QUESTIONS]:
        title = _("Dokončit úpravu karty služby: %s")
        if mine.update_by:
            title = _("Aktualizovat kartu služby: %s")
        yield Task(
            title % mine.service.name,
            mine.get_absolute_url(),
            _("Otevřít"),
            deadline=mine.update_by,
        )
    ready = ServiceCard.objects.confirmed_by(user).filter(state=ServiceCard.State.READY)
    for mine in ready.select_related("service").order_by("update_by", "pk")[:QUESTIONS]:
        yield Task(
            _("Potvrdit kartu služby: %s") % mine.service.name,
            mine.get_absolute_url(),
            _("Přečíst"),
            deadline=mine.update_by,
        )


def _cards_to_comment(user: Any) -> Iterator[Task]:
    """One task a version, whatever the number of services asked."""
    asked = CardAddressee.objects.editable_by(user).values("card")
    for card in CardVersion.objects.filter(pk__in=asked).for_list().order_by("comments_until"):
        yield Task(
            _("Připomínky k regionální kartě: %s") % card.template,
            reverse("providers:card-comments", args=[card.pk]),
            _("Napsat"),
            deadline=card.comments_until,
        )


def _cards_of_registrar() -> Iterator[Task]:
    unsettled = CardComment.objects.unsettled().count()
    if unsettled:
        text = ngettext("Čeká %d připomínka.", "Čeká %d připomínek.", unsettled) % unsettled
        title = _("Připomínky k regionálním kartám")
        yield Task(title, reverse("providers:card-list"), _("Vypořádat"), detail=text)
    approved = CardVersion.objects.filter(state=CardVersion.State.APPROVED).for_list()
    for card in approved.order_by("pk")[:5]:
        yield Task(_("%s čeká na uvedení v platnost") % card, card.get_absolute_url(), _("Otevřít"))


def _proposals_waiting() -> Iterator[Task]:
    waiting = Proposal.objects.filter(state=Proposal.State.SENT).count()
    if waiting:
        text = ngettext("Čeká %d návrh.", "Čeká %d návrhů.", waiting) % waiting
        title = _("Návrhy veřejných údajů od poskytovatelů")
        yield Task(title, reverse("providers:proposal-list"), _("Rozhodnout"), detail=text)


def _proposals_returned(user: Any) -> Iterator[Task]:
    returned = Proposal.objects.staffed_by(user).filter(state=Proposal.State.RETURNED)
    for proposal in returned.select_related("service").order_by("settled_at", "pk")[:QUESTIONS]:
        yield Task(
            _("Doplňte veřejné údaje: %s") % proposal.service.name,
            reverse("providers:service-public", args=[proposal.service.identifier]),
            _("Doplnit"),
            detail=proposal.reason[:300],
        )


def _reports(rows: Any) -> Iterator[Task]:
    count = rows.count()
    if count:
        text = ngettext("Čeká %d hlášení.", "Čeká %d hlášení.", count) % count
        title = _("Hlášení zastaralých údajů od veřejnosti")
        yield Task(title, reverse("providers:report-list"), _("Odpovědět"), detail=text)


def _unverified(user: Any, day: date) -> Iterator[Task]:
    """One task for each provider, whatever the number of its services."""
    limit = months_before(day, settings.VERIFY_MONTHS)
    late = Service.objects.to_verify(day).staffed_by(user).unverified_since(limit)
    counted = late.order_by().values("provider__name").annotate(count=Count("pk"))
    for row in counted.order_by("provider__name"):
        text = ngettext(
            "%(name)s: %(count)d služba čeká, až potvrdíte, že údaje platí.",
            "%(name)s: %(count)d služeb čeká, až potvrdíte, že údaje platí.",
            row["count"],
        ) % {"name": row["provider__name"], "count": row["count"]}
        title = _("Ověřte veřejné údaje svých služeb")
        yield Task(title, reverse("providers:verification-list"), _("Ověřit"), detail=text)


def _own_places(user: Any) -> Iterator[Task]:
    """Services of the person's own ORP or okres, and their own provider."""
    services = reverse("providers:service-list")
    for held in user.held_roles:
        if held.role == Role.ORP_COORDINATOR:
            title, query = _("Služby v ORP %s") % held.scope, {"orp": held.scope.code}
        elif held.role == Role.DISTRICT_MEMBER:
            title, query = _("Služby v okrese %s") % held.scope, {"okres": held.scope.code}
        else:
            continue
        yield Task(title, f"{services}?{urlencode(query)}", _("Otevřít"))
    for provider in Provider.objects.staffed_by(user):
        address = reverse("providers:provider-detail", args=[provider.pk])
        detail = _("Co o vás a vašich službách vede registr.")
        yield Task(provider.name, address, _("Otevřít"), detail=detail)


def _place(title: str, name: str, detail: str) -> Task:
    return Task(title, reverse(f"providers:{name}"), _("Otevřít"), detail=detail)


def _of_registrar() -> Iterator[Task]:
    for run in RpssImport.objects.filter(state=State.PLANNED).order_by("pk")[:5]:
        yield Task(
            _("Import %s čeká na potvrzení") % run.file_name,
            run.get_absolute_url(),
            _("Zkontrolovat"),
        )
    last = RpssImport.objects.exclude(state=State.DISCARDED).order_by("-created_at", "-pk").first()
    if last is not None and last.state == State.REFUSED:
        title = _("Import %s se nezapsal") % last.file_name
        yield Task(title, last.get_absolute_url(), _("Zobrazit"), detail=last.reason)
    queue = reverse("providers:difference-list")
    waiting = Difference.objects.filter(state=Difference.State.OPEN).count()
    if waiting:
        text = ngettext("Čeká %d rozdíl.", "Čeká %d rozdílů.", waiting) % waiting
        title = _("Rozdíly proti národnímu registru")
        yield Task(title, queue, _("Rozhodnout"), detail=text)
    answered = Difference.objects.filter(state=Difference.State.ANSWERED).count()
    if answered:
        text = ngettext("Odpovědí: %d.", "Odpovědí: %d.", answered) % answered
        yield Task(
            _("Poskytovatelé odpověděli na dotazy"),
            f"{queue}?stav={Difference.State.ANSWERED}",
            _("Přečíst"),
            detail=text,
        )
    unnamed = ServiceKind.objects.filter(is_named=False).count()
    if unnamed:
        yield Task(
            _("Pojmenovat neznámé druhy služeb"),
            reverse("admin:providers_servicekind_changelist") + "?is_named__exact=0",
            _("Pojmenovat"),
            detail=_("Služby těchto druhů se do té doby nezveřejní."),
        )


def _of_network() -> Iterator[Task]:
    """Plans wait for confirmation, versions approved by the assembly to be put in force."""
    for run in NetworkImport.objects.waiting().select_related("network").order_by("pk")[:5]:
        yield Task(
            _("Seznam sítě %s čeká na potvrzení") % run.file_name,
            run.get_absolute_url(),
            _("Zkontrolovat"),
            detail=str(run.network),
        )
    approved = NetworkVersion.objects.filter(state=NetworkVersion.State.ASSEMBLY)
    for version in approved.order_by("valid_from", "pk")[:5]:
        yield Task(
            _("%s čeká na uvedení v platnost") % version,
            version.get_absolute_url(),
            _("Otevřít"),
            deadline=version.valid_from,
            detail=_("Zastupitelstvo ji schválilo."),
        )


def _questions(user: Any) -> Iterator[Task]:
    asked = Difference.objects.asked_of(user).filter(state=Difference.State.ASKED)
    for difference in asked.order_by("deadline", "pk")[:QUESTIONS]:
        yield Task(
            _("Krajský úřad se ptá: %s") % difference.label,
            difference.get_absolute_url(),
            _("Odpovědět"),
            deadline=difference.deadline,
            detail=difference.question[:300],
        )
