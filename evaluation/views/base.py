"""Gates and words that all pages of evaluation share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest

from sitis.accounts.models import Permission, Role
from sitis.audit import Act, record


def must_work(request: HttpRequest) -> None:
    """Raises PermissionDenied for who holds no role."""
    user: Any = request.user
    if not user.held_roles:
        raise PermissionDenied


def is_analyst(user: Any) -> bool:
    return bool(user.holds(Role.OFFICIAL, permission=Permission.ANALYST))


def must_analyse(request: HttpRequest) -> None:
    """Raises PermissionDenied for who does not run terms and checks."""
    if not is_analyst(request.user):
        raise PermissionDenied


def kept_file(request: HttpRequest, row: Any, name: str, **detail: Any) -> FileResponse:
    """The file of ``row``, which the person may read; who took it is written down. Raises Http404."""
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    record(Act.DOWNLOAD, user=request.user, subject=str(row), report=row.report_id, **detail)
    return FileResponse(
        content, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
