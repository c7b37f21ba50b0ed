"""For whom a role is held: found by what a person types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sitis import rooms
from sitis.accounts.models import Invitation, Role, User
from sitis.territory.models import District, Orp
from sitis.words import fold

PROVIDER_ROLES = (Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)
SCOPED = (Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER, *PROVIDER_ROLES)


@dataclass(frozen=True, slots=True)
class RoleTerms:
    """What role, for whom, with what permissions, from when to when."""

    role: str
    valid_from: date
    valid_to: date | None = None
    scope: Any = None
    permissions: Sequence[str] = ()

    @property
    def scope_pk(self) -> str:
        return "" if self.scope is None else str(self.scope.pk)

    @classmethod
    def of(cls, invitation: Invitation) -> "RoleTerms":
        return cls(
            role=invitation.role,
            valid_from=invitation.valid_from,
            valid_to=invitation.valid_to,
            scope=scope_of(invitation),
            permissions=invitation.permissions,
        )


def find_scope(role: str, key: str) -> Any:
    """An ORP or okres by its code or name, a provider by its IČO; None if there is no one such."""
    if role == Role.ORP_COORDINATOR:
        return _place(Orp, key)
    if role == Role.DISTRICT_MEMBER:
        return _place(District, key)
    return rooms.find_scope(role, key)


def scope_of(invitation: Invitation) -> Any:
    """The record that the invited role is for; None for roles that need none."""
    if invitation.role in PROVIDER_ROLES:
        return rooms.find_scope(invitation.role, f"pk:{invitation.scope_pk}")
    return find_scope(invitation.role, invitation.scope_pk) if invitation.scope_pk else None


def _place(model: Any, key: str) -> Any:
    """Names are not keys: one that two places share finds none."""
    sought = fold(key.strip())
    found = [row for row in model.objects.all() if sought in (row.code.casefold(), fold(row.name))]
    return found[0] if len(found) == 1 else None


def already_holds(user: User, terms: RoleTerms) -> bool:
    return any(
        held.role == terms.role
        and str(getattr(held.scope, "pk", "")) == terms.scope_pk
        and set(terms.permissions) <= user.permissions
        for held in user.held_roles
    )
