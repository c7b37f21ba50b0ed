"""Small gates every request passes."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sitis.versions import Stale

Answer = Callable[[HttpRequest], HttpResponse]


class StaleMiddleware:
    """A race lost by a moment: run the view once more, now its form sees the newer version."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        found = request.resolver_match
        if not isinstance(exception, Stale) or found is None:
            return None
        return found.func(request, *found.args, **found.kwargs)


class UploadLimitMiddleware:
    """Answer 413 with a sentence before the body of a request that is too large is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limit = upload_limit(request.path)
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            return render(request, "411.html", {"limit": limit}, status=411)
        if _announced_length(request) > limit + FORM_AROUND_FILE:
            return render(request, "413.html", {"limit": limit}, status=413)
        return self.get_response(request)


#: Bytes that a form takes beside the file itself.
FORM_AROUND_FILE = 64 * 1024
_REGISTER_UPLOAD = re.compile(r"^/registr/importy/")
_WORKBOOK_UPLOAD = re.compile(r"^/sprava/.+/(process_)?import/$")


def upload_limit(path: str) -> int:
    """How many bytes a file sent to ``path`` may have."""
    if _REGISTER_UPLOAD.match(path):
        return int(settings.UPLOAD_LIMIT_REGISTER)
    if _WORKBOOK_UPLOAD.match(path):
        return int(settings.UPLOAD_LIMIT_WORKBOOK)
    return int(settings.UPLOAD_LIMIT_ATTACHMENT)


def _announced_length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:  # Django reads such a body as empty
        return 0
