"""A real browser against a live server."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args():
    path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
    return {"executable_path": path, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "cs-CZ", "timezone_id": "Europe/Prague"}


@pytest.fixture(scope="session")
def axe_violations():
    """Violations of WCAG 2.2 AA on the page, as readable lines."""
    axe = Axe()

    def run(page):
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]
        ]

    return run
