"""What a machine may lack, said by ``manage.py check`` instead of by the first PDF."""

import ctypes
from typing import Any

from django.core.checks import CheckMessage, Warning, register

#: Debian's packages of the libraries that draw PDFs; no Python package carries them.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def missing_packages() -> list[str]:
    return [package for library, package in PDF_LIBRARIES.items() if not is_loadable(library)]


def is_loadable(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


@register
def pdf_libraries(**kwargs: Any) -> list[CheckMessage]:
    missing = missing_packages()
    if not missing:
        return []
    hint = f"apt install {' '.join(missing)}"
    return [Warning("PDF documents cannot be drawn on this machine.", hint=hint, id="sitis.W001")]
