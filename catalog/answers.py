"""How open data answer: no sign-in, 304 where nothing changed, any site may read, gzip where asked."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from functools import lru_cache, wraps
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition

from providers.public import changed_at, public_version

View = Callable[..., HttpResponseBase]
JSON = "application/json; charset=utf-8"
LD_JSON = "application/ld+json; charset=utf-8"
PROBLEM = "application/problem+json; charset=utf-8"


class BadQuestion(Exception):
    """A parameter that cannot be answered; the message says which one and what it may be."""


class Missing(Exception):
    """What is asked for is not there; the message says what."""


def open_data(view: View) -> View:
    """``view`` for machines of anybody. What it says may depend on nothing but data, day and address."""
    answered = condition(etag, last_modified)(_bodiless(view))

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            answer: HttpResponseBase = HttpResponse(status=204)
            answer["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            answer["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
        elif request.method not in ("GET", "HEAD"):
            answer = problem(405, _("Otevřená data lze jen číst."))
            answer["Allow"] = "GET, HEAD, OPTIONS"
        else:
            try:
                answer = answered(request, *args, **kwargs)
            except BadQuestion as wrong:
                answer = problem(400, str(wrong))
            except Missing as missing:
                answer = problem(404, str(missing))
        if answer.status_code >= 400:
            del answer["ETag"], answer["Last-Modified"]
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        return answer

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]  # nothing is ever written
    return login_not_required(gzip_page(wrapped))


def _bodiless(view: View) -> View:
    """HEAD gets the headers of GET, and no row is read for a body that nobody takes."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200:
            answer.headers.setdefault("Cache-Control", "public, no-cache")
        if request.method == "HEAD" and isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = ()
        return answer

    return wrapped


class Asked(NamedTuple):
    """What an answer depends on beside its address; read once in a request."""

    version: tuple[tuple[int, int], ...]
    day: date


def asked_at(request: HttpRequest) -> Asked:
    known: Asked | None = getattr(request, "_asked_at", None)
    if known is None:
        known = Asked(public_version(), timezone.localdate())
        request._asked_at = known  # type: ignore[attr-defined]
    return known


def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Another one when anything public changes, and each day: validity may begin or end."""
    said = f"{asked_at(request)} {request.get_full_path()}"
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def last_modified(request: HttpRequest, *args: Any, **kwargs: Any) -> datetime:
    return _modified(asked_at(request))


@lru_cache(maxsize=4)
def _modified(asked: Asked) -> datetime:
    midnight = timezone.make_aware(datetime.combine(asked.day, time()))
    return max(midnight, changed_at() or midnight)


def problem(status: int, detail: str) -> HttpResponse:
    """RFC 9457: what is wrong, in one sentence."""
    titles = {400: _("Špatný dotaz"), 404: _("Nenalezeno"), 405: _("Nelze")}
    said = {"type": "about:blank", "title": titles[status], "status": status, "detail": detail}
    return HttpResponse(dumps(said), content_type=PROBLEM, status=status)


def as_json(said: Any, *, content_type: str = JSON) -> HttpResponse:
    return HttpResponse(dumps(said), content_type=content_type)


def stream(parts: Iterable[str], content_type: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(gathered(parts), content_type=content_type)


def gathered(parts: Iterable[str], size: int = 32_000) -> Iterable[bytes]:
    """``parts`` joined to pieces that are worth sending."""
    waiting: list[str] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= size:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    yield "".join(waiting).encode()


def dumps(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))
