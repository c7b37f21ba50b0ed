"""Permanent addresses: what files and feeds name a page by, whatever language the reader speaks."""

from urllib.parse import quote

from django.conf import settings


def permanent(*parts: str) -> str:
    """
    >>> permanent("sluzby", "9000001").endswith("/sluzby/9000001/")
    True
    """
    return f"{site()}/{'/'.join(quote(part) for part in parts)}/"


def site() -> str:
    return str(settings.SITE_URL).rstrip("/")
