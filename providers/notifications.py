"""Letters the register sends."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from providers.models import (
    CardVersion,
    Difference,
    Membership,
    OutdatedReport,
    Proposal,
    RpssImport,
)
from sitis import mail
from sitis.accounts.models import Permission, Role, RoleHolding, User


def _staff(provider: Any) -> list[str]:
    """Addresses of everybody who works or signs for the provider with this key."""
    today = timezone.localdate()
    held = Membership.objects.held_on(today).filter(provider=provider)
    people = User.objects.open_on(today).filter(memberships__in=held).distinct()
    return list(people.order_by("email").values_list("email", flat=True))


def difference_asked(difference: Difference, *, by: Any) -> int:
    """Tell everybody who works or signs for the provider. Returns how many."""
    addresses = _staff(difference.provider_id)
    for address in addresses:
        mail.send(
            "difference_asked",
            to=address,
            by=by,
            link=difference.get_absolute_url(),
            difference=difference,
        )
    return len(addresses)


def proposal_settled(proposal: Proposal, *, by: Any) -> int:
    """Tell the provider's people that their proposal was accepted or returned. Returns how many."""
    service = proposal.service
    addresses = _staff(service.provider_id)
    for address in addresses:
        mail.send(
            "proposal_settled",
            to=address,
            by=by,
            link=reverse("providers:service-public", args=[service.identifier]),
            proposal=proposal,
            service=service,
            is_accepted=proposal.state == Proposal.State.ACCEPTED,
        )
    return len(addresses)


def outdated_reported(report: OutdatedReport) -> int:
    """Tell the provider's people; what was written they read here only. Returns how many."""
    addresses = _staff(report.service.provider_id)
    for address in addresses:
        mail.send("outdated_reported", to=address, link=report.get_absolute_url(), report=report)
    return len(addresses)


def import_failed(run: RpssImport) -> int:
    """Tell the registrars that the nightly import wrote nothing. Returns how many."""
    today = timezone.localdate()
    held = RoleHolding.objects.held_on(today).filter(
        role=Role.OFFICIAL, user__in=User.objects.open_on(today)
    )
    addresses = {
        row.user.email
        for row in held.select_related("user")
        if Permission.REGISTRAR in row.permissions
    }
    for address in sorted(addresses):
        mail.send("import_failed", to=address, link=run.get_absolute_url(), run=run)
    return len(addresses)


def card_comments_asked(card: CardVersion) -> int:
    """Tell everybody who may answer for a service or an ORP that was asked, once. Returns how many."""
    today = timezone.localdate()
    asked = card.addressees.filter(answer="")
    staff = Membership.objects.held_on(today).filter(
        provider__services__in=asked.exclude(service=None).values("service")
    )
    coordinators = RoleHolding.objects.held_on(today).filter(
        role=Role.ORP_COORDINATOR, orp__in=asked.exclude(orp=None).values("orp")
    )
    people = User.objects.open_on(today).filter(
        Q(memberships__in=staff) | Q(pk__in=coordinators.values("user"))
    )
    addresses = list(people.distinct().order_by("email").values_list("email", flat=True))
    link = reverse("providers:card-comments", args=[card.pk])
    for address in addresses:
        mail.send("card_comments", to=address, link=link, card=card)
    return len(addresses)


def card_valid(card: CardVersion) -> int:
    """Tell the people of providers whose cards wait to be updated, once each. Returns how many."""
    today = timezone.localdate()
    staff = Membership.objects.held_on(today).filter(
        provider__services__cards__in=card.service_cards.open()
    )
    people = User.objects.open_on(today).filter(memberships__in=staff).distinct()
    addresses = list(people.order_by("email").values_list("email", flat=True))
    link = reverse("providers:service-card-list")
    for address in addresses:
        mail.send("card_valid", to=address, link=link, card=card)
    return len(addresses)
