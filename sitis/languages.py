"""Languages of the public pages: Czech without a prefix, others under ``/en/`` and ``/uk/``."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import LocalePrefixPattern, URLPattern, URLResolver, get_resolver
from django.utils import translation

#: Each language in its own words, as its speakers look for it; the first one is the default.
NAMES = {"cs": "Čeština", "en": "English", "uk": "Українська"}


class Tongue(NamedTuple):
    """One language of the switch; ``url`` is this very page in it, with its query."""

    code: str
    name: str
    url: str
    is_current: bool


def prefix(code: str) -> str:
    """How addresses of public pages begin in the language.

    >>> prefix("cs"), prefix("en")
    ('/', '/en/')
    """
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def tongues(request: HttpRequest) -> list[Tongue]:
    """The page in all languages; empty where it speaks Czech only, as work places do."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    match = getattr(request, "resolver_match", None)
    if match is None or match.route.removeprefix(prefix(current)[1:]) not in translated_routes():
        return []
    rest = request.get_full_path().removeprefix(prefix(current))
    return [
        Tongue(code, name, prefix(code) + rest, code == current) for code, name in NAMES.items()
    ]


@cache
def translated_routes() -> frozenset[str]:
    """Routes that stand in ``i18n_patterns``, without the language they begin with."""
    return frozenset(
        route
        for part in get_resolver().url_patterns
        if isinstance(part.pattern, LocalePrefixPattern)
        for route in _routes(part.url_patterns)
    )


def _routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for part in patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLResolver):
            yield from _routes(part.url_patterns, route)
        else:
            yield route
