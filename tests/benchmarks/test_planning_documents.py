"""Documents of the invented region: the whole job beside WeasyPrint alone, queries, memory, previews.

On a database of its own and with a real worker process. Times are CPU times of all processes that
take part, so that a busy machine does not change the ratios; the clock's are printed beside.
"""

import html
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent
NAME = "sitis_bench_documents"
TICK = os.sysconf("SC_CLK_TCK")

PAGES = 150  # at least so many has the plan of the region
RATIO = 1.2  # of the whole job to WeasyPrint alone
QUERIES = 150
PREVIEW = 5.0  # seconds of CPU
BACK_MB, PEAK_MB = 50, 1229
SLOWER = 3  # times, of a page while a document is built

pytestmark = pytest.mark.postgres


class Region:
    """The invented region in a database of its own, used by processes as on a server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        at = connection.settings_dict
        password = f":{at['PASSWORD']}" if at["PASSWORD"] else ""
        place = f"{at['HOST'] or '127.0.0.1'}:{at['PORT'] or 5432}"
        self.env = os.environ | {
            "SITIS_MODE": "demo",
            "SITIS_DATA": str(folder),
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"postgres://{at['USER']}{password}@{place}/{NAME}",
            "CELERY_BROKER_URL": os.environ.get("CELERY_BROKER_URL", "redis://127.0.0.1:6379/9"),
            "DJANGO_SETTINGS_MODULE": "sitis.settings",
        }

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def measure(self, *arguments: str):
        said = self.run("-m", "tests.benchmarks.measure_document", *arguments)
        return json.loads(said.strip().splitlines()[-1])

    @contextmanager
    def worker(self):
        """A worker as on a server: its master and one process that takes jobs."""
        options = ["--pool", "prefork", "--concurrency", "1", "--loglevel", "WARNING"]
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "sitis", "worker", *options],
                cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            yield process.pid
        finally:
            process.terminate()
            process.wait(timeout=60)

    def ask(self, sql: str, *arguments: object) -> tuple:
        import psycopg2

        with psycopg2.connect(self.env["DATABASE_URL"]) as own, own.cursor() as cursor:
            cursor.execute(sql, arguments)
            return cursor.fetchone()

    def finish(self, kind: str, key: str) -> tuple:
        """Order a document and wait for it: seconds by the clock, steps."""
        job, latest, pause = self.measure("order", kind, key)["job"], monotonic() + 1200, Event()
        state = "queued"
        while state in {"queued", "running"}:
            pause.wait(0.3)
            assert monotonic() < latest
            state, took, steps, message = self.ask(
                "SELECT state, extract(epoch FROM finished_at - started_at), steps, message"
                " FROM jobs_job WHERE id = %s",
                job,
            )
        assert state == "done", message
        return float(took), steps


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.skip("runs on PostgreSQL: set DATABASE_URL")
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {NAME}")
        made = Region(tmp_path_factory.mktemp("documents"))
        for command in ("migrate", "load_territory", "load_codelists"):
            made.run("manage.py", command, "-v0")
        made.run("manage.py", "collectstatic", "--no-input", "-v0")  # pages name their styles
        made.run("manage.py", "demo_region")
        made.run("-c", "from sitis.celery import app; app.control.purge()")
        yield made
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


@pytest.fixture(scope="module")
def plans(region):
    return region.measure("plans")


def largest(plans):
    """The one with most measures, the newest of those."""
    return max(plans, key=lambda plan: (plan["measures"], int(plan["key"])))


def family(pid: int) -> list[int]:
    """A process and its children."""
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(one for child in below for one in family(int(child)))]


def cpu_of(pid: int) -> float:
    """Seconds of a process, its children that live and those that have ended."""
    spent = 0
    for one in family(pid):
        words = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        spent += sum(map(int, words[11:15]))
    return spent / TICK


def memory_of(pid: int) -> float:
    """MB that a process and its children hold."""
    found = 0
    for one in family(pid):
        status = Path(f"/proc/{one}/status").read_text(encoding="ascii")
        found += next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line)
    return found / 1024


def test_the_plan_of_the_region_as_a_job(region, plans):
    """Whole job against WeasyPrint alone, memory before and after, the peak of the child."""
    plan = largest([one for one in plans if one["state"] == "approved"])
    file = str(region.folder / "plan.html")
    collected = region.measure("collect", "plan", plan["key"], file)
    alone = region.measure("draw", file)
    with region.worker() as worker:
        one = "SELECT id FROM planning_plan WHERE level = 'orp' AND kind = 'medium_term' LIMIT 1"
        region.finish("fate", str(region.ask(one)[0]))  # it loads what every job needs
        before, began = memory_of(worker), cpu_of(worker)
        took, steps = region.finish("plan", plan["key"])
        spent, after = cpu_of(worker) - began, memory_of(worker)
    said = next(step for step in steps if "paměť nejvýše" in step)
    peak = int(said.split("nejvýše ")[1].split()[0])
    pages, size = region.ask(
        "SELECT pages, size FROM documents_document WHERE kind = 'plan' AND file <> ''"
    )
    again = region.measure("build", "plan", plan["key"])

    print(
        f"\n{plan['title']} {plan['number']}: {pages} pages, {size / 1e6:.1f} MB; "
        f"collected in {collected['cpu']:.2f} s of CPU with {collected['queries']} queries"
        f"\nWeasyPrint alone {alone['cpu']:.1f} s of CPU ({alone['wall']:.1f} s), whole job "
        f"{spent:.1f} s ({took:.1f} s) = {spent / alone['cpu']:.2f} × (at most {RATIO}); "
        f"by the clock {took / alone['wall']:.2f} ×"
        f"\nworker {before:.0f} MB before, {after:.0f} MB after (at most {BACK_MB} more); "
        f"peak of the child {peak} MB (at most {PEAK_MB}); faults of pages: {alone['faults'] or 'none'}"
    )
    assert alone["faults"] == []
    assert pages >= PAGES
    assert spent <= RATIO * alone["cpu"]
    assert collected["queries"] < QUERIES
    assert after - before < BACK_MB
    assert peak < PEAK_MB
    assert again["sha256"] == again["kept"], "the same version came out as other bytes"


def test_previews_and_queries_do_not_grow_with_the_region(region, plans):
    """The plan in work reads all 21 ORPs; then each of them gets a twin."""
    kept = largest([one for one in plans if one["state"] == "approved"])
    plan = largest([one for one in plans if one["state"] not in {"approved", "replaced"}])
    frozen = region.measure("preview", kept["key"])
    file, key = str(region.folder / "draft.html"), plan["key"]
    few, shown = region.measure("collect", "plan", key, file), region.measure("preview", key)
    orps, told = region.measure("double", str(plan["cycle"])).values()
    many, more = region.measure("collect", "plan", key, file), region.measure("preview", key)

    print(
        f"\n{plan['title']}: 21 ORPs {few['queries']} queries, {few['letters'] / 1e6:.2f} M letters; "
        f"{orps} ORPs {many['queries']} queries, {many['letters'] / 1e6:.2f} M letters "
        f"(less than {QUERIES}, the same)"
        f"\npreview of {shown['count']} parts: the dearest {shown['cpu']:.2f} s of CPU "
        f"({shown['dearest']}); of {more['count']} parts {more['cpu']:.2f} s ({more['dearest']}); "
        f"of {frozen['count']} parts of {kept['title']} {frozen['cpu']:.2f} s ({frozen['dearest']}), "
        f"at most {PREVIEW} s"
    )
    assert orps == 42
    assert sum(name.endswith(" druhé") for name in told) > 10  # the others are late
    assert [name for name in told if name not in text_of(file)] == []
    assert few["queries"] == many["queries"] < QUERIES
    assert max(shown["cpu"], more["cpu"], frozen["cpu"]) < PREVIEW


def text_of(file: str) -> str:
    return html.unescape(Path(file).read_text(encoding="utf-8")).replace("\xa0", " ")


def test_pages_answer_while_a_plan_is_built(region, plans):
    """The plan's pages alone and beside a build that has a processor of its own."""
    plan = largest(plans)
    alone = region.measure("pages", plan["key"])
    with region.worker():
        job = region.measure("order", "network", "1")["job"]
        beside, states = [], []
        while not states or states[-1] in {"queued", "running"}:
            beside.append(region.measure("pages", plan["key"]))
            states += region.ask("SELECT state FROM jobs_job WHERE id = %s", job)
    during = beside[:-1] or beside  # the last ones may have come after its end
    median = max(one["median"] for one in during)
    slowest = max(one["slowest"] for one in during)

    print(
        f"\npages of a plan: {alone['median'] * 1000:.0f} ms alone (slowest "
        f"{alone['slowest'] * 1000:.0f}), {median * 1000:.0f} ms while a document is built "
        f"(slowest {slowest * 1000:.0f} ms), at most {SLOWER} ×"
    )
    assert states[-1] == "done"
    assert median < SLOWER * alone["median"]
