"""Pages of the catalogue at 10,000 and 67,000 services on both databases, against constants.

Needs PostgreSQL (``./run bench`` starts one). Times are ratios of the fastest answers of one run.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parent.parent.parent
FEW, MANY = 10_000, 67_000
pytestmark = [pytest.mark.postgres]


@pytest.fixture(params=["sqlite", "postgresql"])
def bench(request, tmp_path, django_db_setup, django_db_blocker):
    """Runs a module of ours over a database of its own, which holds an invented region."""
    name, of = "sitis_bench_catalog", connection.settings_dict
    url = f"sqlite:///{tmp_path}/bench.sqlite3"
    if request.param == "postgresql":
        password = f":{of['PASSWORD']}" if of["PASSWORD"] else ""
        url = f"postgres://{of['USER']}{password}@{of['HOST']}:{of['PORT'] or 5432}/{name}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "SITIS_MODE": "demo",
        "SITIS_DATA": str(tmp_path / "data"),
    }

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    with django_db_blocker.unblock():
        if request.param == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")
                cursor.execute(f"CREATE DATABASE {name}")
        for command in (["migrate"], ["load_territory"], ["load_codelists"], ["demo_region"]):
            run("manage.py", *command, "-v0")
        yield run
        if request.param == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {name}")


def measured(run, services, capsys):
    run("-m", "tests.benchmarks.fill_catalog", str(services))
    found = json.loads(run("-m", "tests.benchmarks.measure_catalog").strip().splitlines()[-1])
    with capsys.disabled():
        print(
            f"\n{found['database']}, {found['services']} services:"
            f" index built in {found['build_cpu']:.2f} s of CPU"
        )
        for name, page in found["pages"].items():
            print(
                f"  {name:9} {page['queries']} queries, {page['kilobytes']:5.1f} kB,"
                f" {page['real']:6.1f} ms = {page['real'] / page['constant']:4.2f} x,"
                f" CPU {page['cpu']:5.1f} ms"
            )
    return found


def test_pages_of_the_catalogue_cost_about_what_drawing_them_costs(bench, capsys):
    few = measured(bench, FEW, capsys)
    many = measured(bench, MANY, capsys)

    assert few["build_cpu"] < 1
    for found in (few, many):
        for name, page in found["pages"].items():
            limit = 2.5 if name == "detail" else 2
            assert page["queries"] <= 8, name
            assert page["kilobytes"] < 150, name
            assert page["real"] <= limit * page["constant"], name
            assert page["cpu"] < 60, name
    for name, page in few["pages"].items():
        assert many["pages"][name]["real"] <= 1.5 * page["real"], name
