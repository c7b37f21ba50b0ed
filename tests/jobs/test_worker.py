"""A real worker process: does its work, and may be killed in the middle of it."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic
from uuid import uuid4

import pytest
from django.db import ConnectionHandler, connection
from environ import Env

ROOT = Path(__file__).parents[2]
REDIS = os.environ.get("CELERY_BROKER_URL", "redis://127.0.0.1:6379/9")

pytestmark = [
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]

START = """
import sys, django
django.setup()
from sitis.jobs.models import start
print(start(sys.argv[1], *sys.argv[2:]).pk)
"""
TEND_AS_AT_START = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from sitis.jobs.models import tend
tend(timezone.now(), silence=timedelta())
"""


class Installation:
    """A database, a broker and a folder of their own, as the processes of one machine see them."""

    def __init__(self, folder: Path, database: str, broker: str, pool: str) -> None:
        self.folder, self.pool = folder, pool
        self.env = os.environ | {
            "SITIS_MODE": "demo",
            "SITIS_DATA": str(folder),
            "DATABASE_URL": database,
            "CELERY_BROKER_URL": broker,
            "DJANGO_SETTINGS_MODULE": "sitis.settings",
        }
        self.database = ConnectionHandler({"default": Env.db_url_config(database)})["default"]

    def python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def worker(self):
        """Ended at the end of the block, unless the block has killed it."""
        options = ["--pool", self.pool, "--concurrency", "1", "--include", "tests.jobs.held_work"]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "sitis", "worker", *options],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill_all_of(process, signal.SIGTERM)
            process.wait(timeout=30)

    def ask(self, sql: str, *arguments: object) -> tuple:
        with closing(self.database.cursor()) as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchone()

    def write(self, sql: str, *arguments: object) -> None:
        with closing(self.database.cursor()) as cursor:
            cursor.execute(sql, arguments)
            assert cursor.rowcount

    def state(self, job: str) -> tuple:
        return self.ask("SELECT state, attempts FROM jobs_job WHERE id = %s", job)

    def wait_until(self, is_so, seconds: int = 180) -> None:
        latest, pause = monotonic() + seconds, Event()
        while not is_so():
            pause.wait(0.05)  # leaves the processor to the worker
            if monotonic() > latest:
                pytest.fail((self.folder / "worker.log").read_text(encoding="utf-8")[-3000:])


def kill_all_of(process: subprocess.Popen, how: signal.Signals) -> None:
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        return


@pytest.fixture
def installation(request, tmp_path, django_db_blocker):
    """On SQLite with the file queue, and in the lane of PostgreSQL on it with Redis."""
    if request.param == "files":
        made = Installation(tmp_path, f"sqlite:///{tmp_path}/own.sqlite3", "filesystem://", "solo")
        if connection.vendor == "sqlite":  # the tables of the tests, without migrating again
            connection.ensure_connection()
            with closing(sqlite3.connect(tmp_path / "own.sqlite3")) as own:
                connection.connection.backup(own)
        else:
            made.python("manage.py", "migrate", "--verbosity", "0")
    else:
        name, at = f"worker_{uuid4().hex[:10]}", connection.settings_dict
        connection.close()  # a database with nobody inside can be a template
        with connection._nodb_cursor() as cursor:
            cursor.execute(  # threads of the browser tests' server may still hold theirs
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [at["NAME"]],
            )
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {at['NAME']}")
        address = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{name}"
        made = Installation(tmp_path, address, REDIS, "prefork")
        made.python("-c", "from sitis.celery import app; app.control.purge()")
    with django_db_blocker.unblock():
        yield made
        made.database.close()
    if request.param == "servers":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


on_both = pytest.mark.parametrize(
    "installation",
    ["files", pytest.param("servers", marks=pytest.mark.postgres)],
    indirect=True,
)


@on_both
def test_a_worker_does_a_real_job(installation):
    with installation.worker():
        job = installation.python("-c", START, "sitis.make_backup")
        installation.wait_until(lambda: installation.state(job)[0] in {"done", "failed"})

    (message,) = installation.ask("SELECT message FROM jobs_job WHERE id = %s", job)
    assert installation.state(job) == ("done", 1), message
    assert Path(message, "manifest.json").exists()


@on_both
def test_a_worker_killed_in_the_middle_wrote_nothing_and_its_job_is_done_by_the_next(installation):
    begun, go = installation.folder / "begun-1", installation.folder / "go"
    with installation.worker() as worker:
        job = installation.python("-c", START, "tests.hold", str(installation.folder))
        installation.wait_until(begun.exists)
        kill_all_of(worker, signal.SIGKILL)
        worker.wait()
    assert installation.state(job) == ("running", 1)  # the dead cannot say that they died
    installation.wait_until(
        lambda: installation.ask("SELECT count(*) FROM territory_region") == (0,)
    )

    installation.python("-c", TEND_AS_AT_START)
    go.touch()
    with installation.worker():
        installation.wait_until(lambda: installation.state(job)[0] == "done")

    assert installation.state(job) == ("done", 2)
    assert installation.ask("SELECT count(*) FROM territory_region") == (1,)
