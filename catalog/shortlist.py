"""The visitor's own choice of services: kept in a cookie of theirs, nothing of it in the house."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "vyber"
MOST = 10  # what fits on one printed A4
DAYS = 30
_IDENTIFIER = re.compile(r"[0-9]{7}")


def identifiers(typed: Iterable[str]) -> list[str]:
    """Those of ``typed`` that can be identifiers of services, each once, in their order.

    >>> identifiers(["9000001", "x", "9000001", "9000002"])
    ['9000001', '9000002']
    """
    return [one for one in dict.fromkeys(typed) if _IDENTIFIER.fullmatch(one)]


def kept(request: HttpRequest) -> list[str]:
    """What the visitor chose; a cookie that somebody tampered with is read as far as it can be."""
    return identifiers(request.COOKIES.get(COOKIE, "")[:1000].split("."))[:MOST]


def keep(answer: HttpResponse, chosen: list[str]) -> None:
    if not chosen:
        answer.delete_cookie(COOKIE, samesite="Lax")
        return
    answer.set_cookie(
        COOKIE,
        ".".join(chosen),
        max_age=DAYS * 86_400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
