"""Who works and signs for a provider, from when to when."""

from datetime import date

from django.db import transaction

from providers.models import Membership, Provider
from sitis.accounts.actions.handing import pass_on
from sitis.accounts.demo import PROVIDER_ACCOUNTS, refuse_outside_demo
from sitis.accounts.models import User
from sitis.rooms import Handing
from sitis.versions import save_version


def enrol(
    provider: Provider,
    user: User,
    *,
    role: str,
    valid_from: date,
    valid_to: date | None,
    by: User,
) -> Membership:
    membership = Membership(
        provider=provider, user=user, role=role, valid_from=valid_from, valid_to=valid_to
    )
    save_version(membership, by=by)
    return membership


def end_membership(membership: Membership, *, last_day: date, by: User) -> None:
    membership.valid_to = last_day
    save_version(membership, by=by)


def hand_over(handing: Handing) -> int:
    """Pass the giver's memberships on. Answers how many."""
    return pass_on(handing.giver.memberships.select_related("provider"), handing)


@transaction.atomic
def staff_demo(provider: Provider, *, day: date) -> None:
    """Give ``provider`` the demo's signatory and worker, known by their e-mails."""
    refuse_outside_demo()
    for account in PROVIDER_ACCOUNTS:
        user = User.objects.get(email=account.email)
        Membership.objects.get_or_create(
            provider=provider,
            user=user,
            role=account.role.value,
            defaults={"valid_from": day.replace(month=1, day=1)},
        )
