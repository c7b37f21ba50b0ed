"""Who works and signs for a provider, from when to when."""

from datetime import date

from django.db import transaction

from providers.models import Membership, Provider
from sitis.accounts.demo import PROVIDER_ACCOUNTS, refuse_outside_demo
from sitis.accounts.models import User


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
