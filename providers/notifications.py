"""Letters the register sends."""

from typing import Any

from django.utils import timezone

from providers.models import Difference, Membership, RpssImport
from sitis import mail
from sitis.accounts.models import Permission, Role, RoleHolding


def difference_asked(difference: Difference, *, by: Any) -> int:
    """Tell everybody who works or signs for the provider. Returns how many."""
    held = Membership.objects.held_on(timezone.localdate()).filter(provider=difference.provider_id)
    addresses = sorted(set(held.filter(user__is_active=True).values_list("user__email", flat=True)))
    for address in addresses:
        mail.send(
            "difference_asked",
            to=address,
            by=by,
            link=difference.get_absolute_url(),
            difference=difference,
        )
    return len(addresses)


def import_failed(run: RpssImport) -> int:
    """Tell the registrars that the nightly import wrote nothing. Returns how many."""
    held = RoleHolding.objects.held_on(timezone.localdate()).filter(
        role=Role.OFFICIAL, user__is_active=True
    )
    addresses = {
        row.user.email
        for row in held.select_related("user")
        if Permission.REGISTRAR in row.permissions
    }
    for address in sorted(addresses):
        mail.send("import_failed", to=address, link=run.get_absolute_url(), run=run)
    return len(addresses)
