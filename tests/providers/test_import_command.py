"""``manage.py import_rpss``: what it prints, how it ends, and what a killed one leaves."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from openpyxl import load_workbook

from providers.models import RpssImport, Service
from tests.factories import RegionFactory, ServiceKindFactory
from tests.providers.rpss_files import form, provider, record, written

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def file(tmp_path):
    def put(*records, content=None):
        path = tmp_path / "rpss.json"
        path.write_bytes(written(*records).getvalue() if content is None else content)
        return str(path)

    return put


def run(*arguments):
    out = io.StringIO()
    call_command("import_rpss", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_without_apply_it_only_says_what_would_change(file):
    said = run(file(record(), record("9000002", formy=[form(amount=-1)])), "--region", "all")

    assert "nové služby: 1" in said
    assert "polozky[1].formy[0].kapacity[0].pocet" in said
    assert "Kapacita nesmí být záporná." in said
    assert "Nic není zapsáno" in said
    assert not Service.objects.exists()
    assert not RpssImport.objects.exists()


@pytest.mark.django_db
def test_with_apply_it_writes_and_reports(file, tmp_path):
    ServiceKindFactory()
    report = tmp_path / "out.xlsx"

    said = run(file(record()), "--region", "all", "--apply", "--report", str(report))

    assert "Zapsáno jako import č." in said
    assert Service.objects.get().history.get().history_change_reason.startswith("Import")
    assert load_workbook(report).active.max_row > 5
    changed = run(file(record(datumPoskytovaniDo="2026-12-31")), "--region", "all")
    assert "poskytována do: – → 31.\xa012.\xa02026" in changed


@pytest.mark.django_db
def test_the_default_is_the_region_of_the_settings(file):
    RegionFactory()

    assert "z toho pro kraj: 1" in run(file(record()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["neni.json"], 2),
        (["{file}", "--region", "CZ099"], 2),
        (["{file}", "--region", "all", "--apply", "--report", "{folder}/neni/out.xlsx"], 2),
        (["{file}", "--region", "all", "--apply", "--report", "{folder}"], 2),
        (["{empty}", "--region", "all"], 1),
        (["{empty}", "--region", "all", "--apply"], 1),
    ],
)
def test_exit_codes(arguments, code, tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "file").write_bytes(written(record()).getvalue())
    paths = {"file": tmp_path / "file", "empty": tmp_path / "empty", "folder": tmp_path}

    with pytest.raises(CommandError) as error:
        run(*(argument.format(**paths) for argument in arguments))

    assert error.value.returncode == code
    assert not RpssImport.objects.exists()


@pytest.mark.django_db
def test_a_number_far_off_is_refused_unless_forced(file):
    path = file(*(record(str(9000001 + n)) for n in range(20)))
    run(path, "--region", "all", "--apply")
    path = file(record())

    for mode in ([], ["--apply"]):
        with pytest.raises(CommandError, match="Liší se o více než") as error:
            run(path, "--region", "all", *mode)
        assert error.value.returncode == 1
    assert RpssImport.objects.count() == 1

    assert "Nic není zapsáno" in run(path, "--region", "all", "--force")
    run(path, "--region", "all", "--apply", "--force")
    assert RpssImport.objects.filter(forced=True).count() == 1
    assert Service.objects.exclude(missing_since=None).count() == 19


@pytest.mark.django_db
def test_a_cut_off_file_leaves_nothing_of_its_beginning(file):
    whole = written(*(record(str(9000001 + n)) for n in range(1200))).getvalue()

    with pytest.raises(CommandError, match="useknutý"):
        run(file(content=whole[: len(whole) - 40]), "--region", "all", "--apply")

    assert not Service.objects.exists()
    assert not Service.history.exists()


def command(*arguments, database):
    environment = os.environ | {"DATABASE_URL": database, "SITIS_MODE": "test"}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_real_exit_codes(file, tmp_path):
    wrong_use = command("import_rpss", database=f"sqlite:///{tmp_path / 'x.sqlite3'}")

    assert wrong_use.wait(timeout=60) == 2


@pytest.mark.django_db(transaction=True)
def test_killed_while_writing_the_database_is_as_before(file, tmp_path):
    """A real process is killed once it writes; on SQLite in a file of its own."""
    if connection.vendor == "sqlite":
        database = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        assert command("migrate", "-v0", database=database).wait(timeout=300) == 0
    else:
        of = connection.settings_dict
        database = f"postgres://{of['USER']}@{of['HOST']}:{of['PORT']}/{of['NAME']}"
    records = [
        record(str(9000001 + n), poskytovatel=provider(f"Charita {n}", "")) for n in range(3000)
    ]
    path = file(*records)
    importing = command("import_rpss", path, "--region", "all", "--apply", database=database)
    deadline = time.monotonic() + 120
    while not writes(database) and importing.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert importing.poll() is None, importing.stdout.read()
    os.kill(importing.pid, signal.SIGKILL)
    importing.wait(timeout=30)

    code = "from providers.models import *; print(Service.objects.count(), Service.history.count(), Provider.objects.count(), RpssImport.objects.count())"
    asked = command("shell", "-v0", "-c", code, database=database)
    assert asked.communicate(timeout=60)[0].strip().splitlines()[-1] == "0 0 0 0"
    again = command("import_rpss", path, "--region", "all", database=database)
    assert "nové služby: 3000" in again.communicate(timeout=120)[0]


def writes(database):
    """Whether the import has rows under way: bytes in the log, or a lock of a writing backend."""
    if database.startswith("sqlite"):
        log = Path(database.removeprefix("sqlite:///") + "-wal")
        return log.exists() and log.stat().st_size > 1_000_000
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] > 0
