"""What the ground floor says happened, heard by the register."""

from typing import Any

from django.dispatch import receiver
from simple_history.signals import post_create_historical_record

from providers.actions.people import enrol
from providers.models import Membership
from sitis.accounts.receivers import note_rights
from sitis.accounts.scopes import RoleTerms
from sitis.accounts.signals import role_granted


@receiver(role_granted)
def enrol_at_provider(user: Any, terms: RoleTerms, by: Any, **kwargs: Any) -> None:
    enrol(
        terms.scope,
        user,
        role=terms.role,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        by=by,
    )


@receiver(post_create_historical_record)
def note_change_of_rights(instance: Any, history_instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Membership):
        note_rights(instance, by=history_instance.history_user)
