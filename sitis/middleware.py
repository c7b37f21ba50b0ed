"""Small gates every request passes."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.defaults import page_not_found

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


class LanguageMiddleware:
    """The address alone says the language: one address, one page, whatever the browser would like."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        return answer


class PrivatePagesMiddleware:
    """What only one person may see is kept by no cache: not after sign-out, not on a shared machine."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.user.is_authenticated:
            answer.headers["Cache-Control"] = "private, no-store"
        return answer


#: No page asks for any of these, so no script that got in may either.
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class NullByteMiddleware:
    """No address of ours holds a NUL byte, and PostgreSQL takes none: such a request is wrong."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "400.html", status=400)
        return self.get_response(request)


class NoSuchNumberMiddleware:
    """SQLite cannot even be asked for a number of twenty digits: nothing has it, so 404."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page_not_found(request, exception) if isinstance(exception, OverflowError) else None


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
_WORKBOOK_UPLOAD = re.compile(
    r"^/sprava/.+/(process_)?import/$|^/registr/sit/.+/seznamy/$"
    r"|^/planovani/(plany/[0-9]+/sesit|udaje/nahrat|temata/drivejsi/nahrat)/$"
    r"|^/hodnoceni/vykazy/[0-9]+/(sesit|karty-pracovniku)/$"
)


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
