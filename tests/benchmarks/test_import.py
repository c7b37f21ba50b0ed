"""The national import at the size of the whole country, as ratios of things measured in one run.

Needs PostgreSQL (``./run bench`` starts one). Both sides are wall-clock time of processes of their
own, for part of the work is done by the database server.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent
SERVICES = 6_700
pytestmark = [pytest.mark.postgres]


class Bench:
    """A database of its own, filled through the real commands."""

    def __init__(self, folder):
        of = connection.settings_dict
        self.name = "sitis_bench_import"
        host = f"{of['HOST'] or '127.0.0.1'}:{of['PORT'] or 5432}"
        password = f":{of['PASSWORD']}" if of["PASSWORD"] else ""
        url = f"postgres://{of['USER']}{password}@{host}/{self.name}"
        self.environment = os.environ | {
            "DATABASE_URL": url,
            "SITIS_MODE": "demo",
            "SITIS_DATA": str(folder / "data"),
        }
        self.folder = folder

    def python(self, *arguments):
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def manage(self, *arguments):
        return self.python("manage.py", *arguments)

    def shell(self, code):
        return self.manage("shell", "-v0", "-c", code)

    def measure(self, what, file, times=1):
        """The quickest of ``times``."""
        runs = [
            json.loads(
                self.python("-m", "tests.benchmarks.measure_import", what, str(file))
                .strip()
                .splitlines()[-1]
            )
            for _time in range(times)
        ]
        return min(runs, key=lambda run: run["wall"])

    def make(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.name}")
            cursor.execute(f"CREATE DATABASE {self.name}")
        for command in ("migrate", "load_territory", "load_codelists"):
            self.manage(command, "-v0")

    def write(self, services):
        file = self.folder / f"rpss{services}.json"
        self.manage("demo_region", "--services", str(services), "--rpss", str(file))
        return file

    def drop(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {self.name}")


@pytest.fixture(scope="module")
def bench(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = Bench(tmp_path_factory.mktemp("bench"))
        made.make()
        yield made
        made.drop()


def changed_share(file, share):
    """The same file with the capacity of each ``share``-th service one higher."""
    other = file.with_name(f"{share}-{file.name}")
    with file.open(encoding="utf-8") as source, other.open("w", encoding="utf-8") as target:
        for number, line in enumerate(source):
            if number % share == 0:
                line = line.replace('"pocet": ', '"pocet": 1', 1)
            target.write(line)
    return other


def say(what, measured, limit, share):
    print(
        f"\n{what}: {measured['wall']:.2f} s (CPU {measured['cpu']:.2f} s), "
        f"{measured['peak_mb']:.0f} MB, {measured['queries']} queries"
        f" = {share:.2f} × (at most {limit})"
    )


def test_import_of_the_whole_country(bench):
    file = bench.write(SERVICES)
    parse = bench.measure("parse", file, times=3)
    first = bench.measure("apply", file)
    read = bench.measure("read", file, times=3)
    plan = bench.measure("plan", file, times=3)
    some = bench.measure("plan", changed_share(file, 20), times=2)
    bench.shell("from providers.models import *; Service.objects.update(fingerprint='stale')")
    bench.shell("from providers.models import *; Provider.objects.update(fingerprint='stale')")
    stale = bench.measure("plan", file, times=2)
    both = [[first], []]
    for _time in range(2):  # by turns, so that a busy machine is busy for both
        both[1].append(bench.measure("bare", file))
        both[0].append(bench.measure("apply", file))
    first, bare = (min(runs, key=lambda run: run["wall"]) for runs in both)

    base = parse["wall"] + read["wall"]
    print(
        f"\n{file.stat().st_size / 1e6:.0f} MB; parse {parse['wall']:.2f} s, read {read['wall']:.2f} s"
    )
    say("dry run, nothing new", plan, 2, plan["wall"] / base)
    say("dry run, each 20th changed", some, 2, some["wall"] / base)
    say("dry run, no fingerprint fits", stale, 2, stale["wall"] / base)
    limit = 2 * parse["wall"] + bare["wall"]
    print(f"\nbare bulk_create_with_history {bare['wall']:.2f} s")
    say("first apply", first, 1, first["wall"] / limit)

    assert plan["wall"] <= 2 * base
    assert some["wall"] <= 2 * base
    assert max(run["peak_mb"] for run in (plan, some, stale)) < 250
    assert first["wall"] <= limit


def test_memory_does_not_grow_with_the_file(bench):
    small, large = bench.write(SERVICES), bench.write(3 * SERVICES)
    runs = [bench.measure("plan", file) for file in (small, large)]
    peaks = [run["peak_mb"] for run in runs]

    print(f"\npeak of a dry run: {peaks[0]:.0f} MB, three times the file {peaks[1]:.0f} MB")
    print(f"queries {runs[0]['queries']}, three times the file {runs[1]['queries']}")

    assert runs[1]["queries"] <= 3 * runs[0]["queries"]
    assert peaks[0] < 250
    assert peaks[1] <= 1.5 * peaks[0]
