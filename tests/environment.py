"""Loaded before Django reads its settings: tests never run with production's settings."""

import os
import shutil
import sys
from ctypes.util import find_library

from hypothesis import HealthCheck, settings

os.environ["SITIS_MODE"] = "test"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop

# How long an example takes says how busy the machine is, not whether the code is right; and a run
# of CI can be repeated, while new cases are sought wherever somebody works.
settings.register_profile(
    "sitis",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("sitis")


#: The first draws no windows and asks for half of the processor; the other one will do.
BROWSERS = ("chromium-headless-shell", "chromium")


def browser_path() -> str | None:
    found = (shutil.which(name) for name in BROWSERS)
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, found), None)


def missing_for_browser() -> list[str]:
    """Debian packages without which no test can drive a browser."""
    missing = []
    if not browser_path():
        missing.append(BROWSERS[0])
    if sys.platform == "linux" and not find_library("atomic"):  # Playwright's driver needs it
        missing.append("libatomic1")
    return missing


def missing_for_paper() -> list[str]:
    """Debian packages without which no test can look at pages of a PDF as another program sees them."""
    return [] if shutil.which("pdftotext") else ["poppler-utils"]


def missing_programs() -> list[str]:
    """What is worth installing: also the lighter browser beside one that would do."""
    slow = browser_path() and not (os.environ.get("CHROMIUM_PATH") or shutil.which(BROWSERS[0]))
    return [BROWSERS[0]] * bool(slow) + missing_for_browser() + missing_for_paper()
