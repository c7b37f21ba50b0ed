"""Letters the register sends."""

from typing import Any

from django.utils import timezone

from providers.models import Difference, Membership, RpssImport
from sitis import mail
from sitis.accounts.models import Permission, Role, RoleHolding, User


def difference_asked(difference: Difference, *, by: Any) -> int:
    """Tell everybody who works or signs for the provider. Returns how many."""
    today = timezone.localdate()
    held = Membership.objects.held_on(today).filter(provider=difference.provider_id)
    people = User.objects.open_on(today).filter(memberships__in=held).distinct()
    addresses = people.order_by("email").values_list("email", flat=True)
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
