"""Gates between a view and a record: 404 for what one may not know of, 403 for what one may only read."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from sitis.accounts.models import Permission, Role, User

Row = TypeVar("Row", bound=Model)


class AuthenticatedRequest(HttpRequest):
    user: User


def get_readable(rows: Any, user: User, **lookup: Any) -> Any:
    """The row if ``user`` may read it. Raises Http404."""
    row = rows.readable_by(user).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def get_editable(rows: Any, user: User, **lookup: Any) -> Any:
    """The row if ``user`` may change it. Raises Http404, or PermissionDenied if only readable."""
    row = get_readable(rows, user, **lookup)
    if not rows.editable_by(user).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row


def require_administrator(user: User) -> None:
    """Raises PermissionDenied for who does not manage people."""
    if not user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
        raise PermissionDenied
