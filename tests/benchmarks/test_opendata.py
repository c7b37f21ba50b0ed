"""The feed and the files of 6,700 services: CPU time a service, and memory that stays as it is.

Each engine gets databases of its own, filled by the real commands; PostgreSQL where it answers.
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
CPU_A_SERVICE = 0.8  # ms
NEVER_SLOWER = 10  # times a usual search


def run(environment, *arguments):
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def postgres():
    if connection.vendor != "postgresql":
        pytest.skip("runs on PostgreSQL: set DATABASE_URL")
    of = connection.settings_dict
    password = f":{of['PASSWORD']}" if of["PASSWORD"] else ""
    return f"postgres://{of['USER']}{password}@{of['HOST'] or '127.0.0.1'}:{of['PORT'] or 5432}"


def forget(name):
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def measure(request, tmp_path, django_db_setup, django_db_blocker):
    """Number of services -> what reading them cost."""
    names = []

    def measured(services):
        name = f"sitis_bench_opendata_{services}"
        environment = os.environ | {
            "SITIS_MODE": "demo",
            "SITIS_DATA": str(tmp_path / name),
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{tmp_path}/{name}.sqlite3",
        }
        if request.param == "postgresql":
            environment["DATABASE_URL"] = f"{postgres()}/{name}"
            names.append(name)
            forget(name)
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
        (tmp_path / name).mkdir()
        for command in ("migrate", "load_territory", "load_codelists"):
            run(environment, "manage.py", command, "-v0")
        run(environment, "manage.py", "demo_region", "--services", str(services))
        said = run(environment, "-m", "tests.benchmarks.measure_opendata")
        return json.loads(said.strip().splitlines()[-1])

    with django_db_blocker.unblock():
        measured.engine = request.param
        yield measured
        for name in names:
            forget(name)


def test_feed_and_files_cost_little_and_their_memory_does_not_grow(measure):
    few, many = measure(SERVICES // 3), measure(SERVICES)
    count = many["pages"]["found"]

    for name in ("pages", "table", "whole"):
        small, large = few[name], many[name]
        print(
            f"\n{measure.engine} {name}: {large['cpu'] / count * 1000:.3f} ms of CPU a service "
            f"(at most {CPU_A_SERVICE}), {large['cpu']:.2f} s CPU, {large['wall']:.2f} s, "
            f"{large['queries']} queries, peak {large['peak_mb']} MB, a third of it {small['peak_mb']} MB"
        )
    worst = max(many["odd_ms"].values()) / many["usual_ms"]
    print(
        f"\n{measure.engine} usual search {many['usual_ms']} ms, odd ones {many['odd_ms']} "
        f"= at most {worst:.1f} × (at most {NEVER_SLOWER}); unchanged file {many['unchanged_ms']} ms"
    )

    assert count > SERVICES * 0.8  # some of the invented ones are over or not published
    for name in ("pages", "table", "whole"):
        assert many[name]["cpu"] / count * 1000 < CPU_A_SERVICE, name
        assert many[name]["peak_mb"] <= 1.15 * few[name]["peak_mb"] + 1, name
    assert worst < NEVER_SLOWER
