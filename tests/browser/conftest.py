"""A real browser against a live server."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.environment import browser_path

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Of what passes nothing is gathered, and styles of other hosts, of which there are none, not fetched.
RULES = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    "preload": False,
}
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
    return {"executable_path": browser_path(), "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args():
    return {"locale": "cs-CZ", "timezone_id": "Europe/Prague"}


@pytest.fixture(scope="session")
def axe_violations():
    """Violations of WCAG 2.2 AA on the page, as readable lines."""
    axe = Axe()

    def run(page):
        found = axe.run(page, options=RULES)
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]
        ]

    return run
