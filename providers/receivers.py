"""What the ground floor says happened, heard by the register."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
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


#: What PostgreSQL holds by an exclusion constraint (migration 0010).
_OVERLAPS = """
    CREATE TRIGGER IF NOT EXISTS network_in_force_never_overlaps_{moment}
    AFTER {event} ON providers_networkversion
    WHEN NEW.state IN ('valid', 'replaced') AND EXISTS (
        SELECT 1 FROM providers_networkversion AS other
        WHERE other.id <> NEW.id AND other.state IN ('valid', 'replaced')
        AND other.valid_from <= COALESCE(NEW.valid_to, '9999-12-31')
        AND COALESCE(other.valid_to, '9999-12-31') >= NEW.valid_from
    )
    BEGIN SELECT RAISE(ABORT, 'network_in_force_never_overlaps'); END
"""


@receiver(post_migrate)
def hold_network_on_sqlite(sender: Any, using: str, **kwargs: Any) -> None:
    """After each migrate: a table that a migration made anew came without its triggers."""
    connection = connections[using]
    if sender.name != "providers" or connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        if "providers_networkversion" in connection.introspection.table_names(cursor):
            for moment, event in (("added", "INSERT"), ("changed", "UPDATE")):
                cursor.execute(_OVERLAPS.format(moment=moment, event=event))
