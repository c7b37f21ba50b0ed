"""Last night's backup comes back into an empty database, and every sum agrees."""

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.utils import timezone

from sitis.backup import make_backup
from sitis.documents.actions import keep
from sitis.documents.build import Built
from sitis.documents.models import Document
from sitis.jobs.models import Job, start
from tests.factories import ServiceFactory

MANAGE = Path(__file__).parents[2] / "manage.py"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def uploaded(settings):
    settings.MEDIA_ROOT.mkdir(parents=True)
    file = settings.MEDIA_ROOT / "příloha č. 1.txt"
    file.write_text("obsah přílohy", encoding="utf-8")
    return file


def blank_pdf():
    stream, pdf = io.BytesIO(), pikepdf.new()
    pdf.add_blank_page()
    pdf.save(stream)
    return stream.getvalue()


def manage(database, data, *arguments):
    env = os.environ | {
        "SITIS_MODE": "demo",
        "DATABASE_URL": database,
        "SITIS_DATA": str(data),
    }
    return subprocess.run(
        [sys.executable, MANAGE, *arguments], env=env, capture_output=True, text=True
    )


def test_a_backup_comes_back_whole(tmp_path, empty_database, uploaded):
    ServiceFactory.create_batch(3, name="Pečovatelská služba Žďár")
    ordered = {"kind": "note", "record_key": "1", "version": "1", "ordered_at": timezone.now()}
    document = Document.objects.create(number="2026-000001", **ordered)
    document = keep(document, Built.of(blank_pdf(), timezone.now()), now=timezone.now())
    made = make_backup(tmp_path / "backups", timezone.localtime(), keep=5)

    restored = manage(empty_database, tmp_path / "data", "restore", str(tmp_path / "backups"))

    tables = json.loads((made / "manifest.json").read_text())["tables"]
    assert restored.returncode == 0, restored.stderr
    assert tables["providers_service"][0] == 3
    assert f"{sum(rows for rows, _ in tables.values())} řádků" in restored.stdout
    copy = tmp_path / "data" / "uploads" / uploaded.name
    assert copy.read_text(encoding="utf-8") == "obsah přílohy"
    kept = tmp_path / "data" / "uploads" / "documents" / "2026-000001.pdf"
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == document.sha256
    assert tables["documents_document"][0] == 1
    unchanged = manage(empty_database, tmp_path / "data", "migrate", "--check")
    assert unchanged.returncode == 0, unchanged.stderr


def test_a_full_database_is_not_written_over(tmp_path):
    made = make_backup(tmp_path, timezone.localtime(), keep=5)

    with pytest.raises(CommandError, match="není prázdná"):
        call_command("restore", made)


def test_a_damaged_backup_is_refused(tmp_path, empty_database):
    made = make_backup(tmp_path / "backups", timezone.localtime(), keep=5)
    with (made / "uploads.zip").open("ab") as file:
        file.write(b"x")

    refused = manage(empty_database, tmp_path / "data", "restore", str(made))

    assert refused.returncode == 1
    assert "uploads.zip je poškozený" in refused.stderr


def test_sums_that_differ_after_the_restore_are_said(tmp_path, empty_database):
    made = make_backup(tmp_path / "backups", timezone.localtime(), keep=5)
    manifest = json.loads((made / "manifest.json").read_text())
    manifest["tables"]["providers_service"] = [1, 1]
    (made / "manifest.json").write_text(json.dumps(manifest))

    refused = manage(empty_database, tmp_path / "data", "restore", str(made))

    assert refused.returncode == 1
    assert "liší od zálohy: providers_service" in refused.stderr


def test_only_the_newest_backups_stay_and_no_half_of_one(tmp_path):
    for day in (1, 2, 3):
        make_backup(tmp_path, datetime(2026, 1, day), keep=2)

    assert sorted(place.name for place in tmp_path.iterdir()) == [
        "sitis-2026-01-02T000000",
        "sitis-2026-01-03T000000",
    ]
    assert tmp_path.joinpath("sitis-2026-01-03T000000").stat().st_mode & 0o077 == 0


def test_every_night_a_job_writes_a_backup(tmp_path, settings):
    settings.BACKUP_FOLDER = tmp_path / "backups"

    start("sitis.make_backup")

    assert Job.objects.get().state == "done"
    assert Path(Job.objects.get().message, "manifest.json").exists()
    assert project.CELERY_BEAT_SCHEDULE["backup"]["task"] == "sitis.back_up_nightly"
