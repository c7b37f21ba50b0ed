"""How people come to accounts and roles."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from sitis import mail
from sitis.accounts.models import Invitation, RoleHolding, User
from sitis.accounts.models.invitation import hashed
from sitis.accounts.scopes import PROVIDER_ROLES, RoleTerms
from sitis.accounts.signals import role_granted
from sitis.territory.models import District, Orp
from sitis.versions import Stale, save_version


@transaction.atomic
def invite(*, email: str, name: str, terms: RoleTerms, by: User) -> Invitation:
    """Send a link to an account; who has one gets the role at once, with a message about it."""
    now = timezone.now()
    invitation = Invitation(
        email=email.lower(),
        name=name,
        role=terms.role,
        permissions=list(terms.permissions),
        scope_pk=terms.scope_pk,
        scope_name=str(terms.scope or ""),
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        invited_by=by,
    )
    account = User.objects.filter(email=invitation.email).first()
    if account is None:
        _send(invitation, by=by)
        return invitation
    invitation.accepted_at, invitation.accepted_by = now, account
    invitation.invited_at = invitation.expires_at = now
    invitation.token_hash = hashed(secrets.token_urlsafe(32))
    save_version(invitation, by=by)
    give(account, terms, by=by)
    mail.send(
        "role_added", to=account.email, by=by, link=reverse("accounts:desk"), invitation=invitation
    )
    return invitation


@transaction.atomic
def invite_all(people: Iterable[tuple[str, str, RoleTerms]], *, by: User) -> int:
    """Invite each of (e-mail, name, terms), all or nobody; how many."""
    return len(
        [invite(email=email, name=name, terms=terms, by=by) for email, name, terms in people]
    )


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> None:
    """A new link; the old one stops working."""
    _send(invitation, by=by)


def _send(invitation: Invitation, *, by: User) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hashed(token)
    invitation.invited_at = timezone.now()
    invitation.expires_at = invitation.invited_at + timedelta(days=settings.INVITATION_DAYS)
    save_version(invitation, by=by)
    mail.send(
        "invitation",
        to=invitation.email,
        by=by,
        link=reverse("accounts:invitation-accept", args=[token]),
        invitation=invitation,
    )


def cancel(invitation: Invitation, *, by: User) -> None:
    invitation.cancelled_at = timezone.now()
    save_version(invitation, by=by)


@transaction.atomic
def accept(invitation: Invitation, *, password: str, name: str, phone: str) -> User:
    """Make the account, with the roles of all invitations that wait for this e-mail.

    Raises Stale if somebody used, cancelled or renewed the link a moment ago.
    """
    now = timezone.now()
    waiting = list(
        Invitation.objects.open_at(now).filter(email=invitation.email).select_for_update()
    )
    known = invitation.token_hash in {each.token_hash for each in waiting}
    if not known or User.objects.filter(email=invitation.email).exists():
        raise Stale
    user = User(email=invitation.email, name=name, phone=phone)
    user.set_password(password)
    save_version(user, by=invitation.invited_by)
    for each in waiting:
        each.accepted_at, each.accepted_by = now, user
        save_version(each, by=user)
        give(user, RoleTerms.of(each), by=each.invited_by)
    return user


def give(user: User, terms: RoleTerms, *, by: User) -> None:
    """A role of this floor is written here, one of a provider by the room that keeps it."""
    if terms.role in PROVIDER_ROLES:
        role_granted.send(sender=User, user=user, terms=terms, by=by)
        return
    holding = RoleHolding(
        user=user,
        role=terms.role,
        permissions=list(terms.permissions),
        orp=terms.scope if isinstance(terms.scope, Orp) else None,
        district=terms.scope if isinstance(terms.scope, District) else None,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
    )
    save_version(holding, by=by)
