"""Loaded before Django reads its settings: tests never run with production's settings."""

import os
import shutil
import sys
from ctypes.util import find_library

os.environ["SITIS_MODE"] = "test"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop


def missing_for_browser() -> list[str]:
    """Debian packages without which no test can drive a browser."""
    missing = []
    if not (os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")):
        missing.append("chromium")
    if sys.platform == "linux" and not find_library("atomic"):  # Playwright's driver needs it
        missing.append("libatomic1")
    return missing
