"""Loaded before Django reads its settings: tests never run with production's settings."""

import os

os.environ["SITIS_MODE"] = "test"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's sync API runs a loop
