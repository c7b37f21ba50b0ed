"""``./run demo`` from the inside: one command serves the site, works, ends in order, starts again."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from sitis.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from sitis.accounts.models import Role

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.worker]

WORK = """
import django
django.setup()
from sitis.jobs.models import start
print(start("sitis.make_backup").pk)
"""
REGISTER = """
import django
django.setup()
from providers.models import Provider
Provider.objects.create(name="Smyšlený spolek")
"""
COUNTS = "SELECT (SELECT count(*) FROM providers_provider), (SELECT count(*) FROM accounts_user)"
STATE = "SELECT state FROM jobs_job WHERE id = ?"


class Machine:
    """A folder of data and a port of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "local.log"
        own = {"SITIS_MODE": "demo", "SITIS_DATA": str(folder), "LOG_LEVEL": "WARNING"}
        kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self.env = kept | own | {"DJANGO_SETTINGS_MODULE": "sitis.settings"}

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def local(self):
        """In a process group of its own, as a terminal starts a command."""
        command = [sys.executable, "manage.py", "local", "--port", str(self.port)]
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )
        try:
            self.wait_until(self.answers, process)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)

    def answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/zdravi/", timeout=5) as answer:
                return answer.status == 200
        except (URLError, TimeoutError):
            return False

    def wait_until(self, is_so, process, seconds: int = 120) -> None:
        latest, pause = monotonic() + seconds, Event()
        while not is_so():
            pause.wait(0.1)
            if monotonic() > latest or process.poll() is not None:
                pytest.fail(self.log.read_text(encoding="utf-8")[-3000:])

    def ask(self, query: str, *arguments) -> tuple:
        with closing(sqlite3.connect(self.log.parent / "sitis.sqlite3")) as database:
            return database.execute(query, arguments).fetchone()

    def children(self, process) -> dict[int, str]:
        """Command lines by process id; the web has the same one as its master."""
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process.pid)],
            capture_output=True,
            text=True,
        )
        rows = (line.split(None, 1) for line in listed.stdout.splitlines())
        return {int(pid): command for pid, command in rows}

    def worker(self, process) -> int | None:
        found = [pid for pid, what in self.children(process).items() if "celery" in what]
        return found[0] if found else None


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    made = Machine(tmp_path_factory.mktemp("machine"))
    made.python("manage.py", "migrate", "--verbosity", "0")
    made.python("-c", REGISTER)  # where somebody is, no region is invented
    return made


def test_one_command_serves_works_ends_in_order_and_starts_again(machine):
    with machine.local() as process:
        job = machine.python("-c", WORK)
        machine.wait_until(lambda: machine.ask(STATE, job) == ("done",), process)
        first = machine.ask(COUNTS)
        children = machine.children(process)
        with pytest.raises(AssertionError, match="už používá jiný program"):
            machine.python("manage.py", "local", "--port", str(machine.port))
        os.killpg(process.pid, signal.SIGINT)  # Ctrl-C in a terminal reaches the whole group
        code = process.wait(timeout=60)

    said = machine.log.read_text(encoding="utf-8")
    assert code == 0
    assert "Traceback" not in said, said
    assert len(children) == 2  # the web and the worker
    assert [what for pid, what in children.items() if is_alive(pid)] == []
    assert f"http://127.0.0.1:{machine.port}/" in said
    assert DEMO_PASSWORD in said
    assert [account.email for account in DEMO_ACCOUNTS if account.email not in said] == []
    assert {account.role for account in DEMO_ACCOUNTS} == set(Role)

    with machine.local():
        assert machine.ask(COUNTS) == first  # nothing was destroyed, nothing made twice
        assert "Skládám" not in machine.log.read_text(encoding="utf-8")


def test_a_worker_that_dies_is_replaced_and_none_outlives_a_killed_site(machine):
    with machine.local() as process:
        dead = machine.worker(process)
        os.kill(dead, signal.SIGKILL)
        machine.wait_until(lambda: machine.worker(process) not in {None, dead}, process)
        job = machine.python("-c", WORK)
        machine.wait_until(lambda: machine.ask(STATE, job) == ("done",), process)

        left = machine.children(process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        latest, pause = monotonic() + 30, Event()
        while any(is_alive(pid) for pid in left) and monotonic() < latest:
            pause.wait(0.1)

    assert len(left) == 2
    assert [what for pid, what in left.items() if is_alive(pid)] == []
