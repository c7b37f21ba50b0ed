"""The whole of an installation in one folder, and back into an empty database.

A backup is a folder ``sitis-2026-11-22T013000`` with the database as its own engine writes it
(``pg_dump`` custom format, or a SQLite file), the uploads as a ZIP, and ``manifest.json`` with sums
of both and of the contents of every table. It appears under its name only when it is whole.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient
from django.utils.translation import gettext as _

from sitis import __version__

MANIFEST, UPLOADS = "manifest.json", "uploads.zip"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}

PG_SUM = "SELECT count(*), sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint) FROM {} t"

TableSums = dict[str, list[int]]  # table -> [rows, sum of the first 60 bits of each row's MD5]


class BackupError(Exception):
    """Why a backup cannot be made or restored, as a sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Manifest:
    made_at: str
    version: str
    engine: str
    tables: TableSums
    sha256: dict[str, str]  # file -> its sum

    @property
    def rows(self) -> int:
        return sum(rows for rows, _sum in self.tables.values())


def make_backup(folder: Path, now: datetime, *, keep: int) -> Path:
    """Write a backup under ``folder`` and let only the newest ``keep`` stay. Returns its place.

    Raises: BackupError, OSError.
    """
    name = f"sitis-{now:%Y-%m-%dT%H%M%S}"
    partial, whole = folder / f".{name}.partial", folder / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial.mkdir(mode=0o700)
    try:
        database = partial / DATABASE[connection.vendor]
        tables = _dump_sqlite(database) if connection.vendor == "sqlite" else _dump_pg(database)
        _pack_uploads(partial / UPLOADS)
        sha256 = {file.name: file_sum(file) for file in (database, partial / UPLOADS)}
        manifest = Manifest(now.isoformat(), __version__, connection.vendor, tables, sha256)
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
        (partial / MANIFEST).write_text(text, encoding="utf-8")
        partial.rename(whole)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    for old in sorted(folder.glob("sitis-*T*"))[: -max(keep, 1)]:
        shutil.rmtree(old)
    return whole


def restore_backup(place: Path) -> Manifest:
    """Fill the empty database and the empty uploads from ``place``, and compare every sum.

    ``place``: the folder of one backup, a file in it, or a folder of backups (its newest is taken).
    Raises: BackupError; if the sums differ afterwards, it names the tables.
    """
    place = _find(place)
    manifest = Manifest(**json.loads((place / MANIFEST).read_text(encoding="utf-8")))
    _refuse_what_does_not_fit(place, manifest)
    database = place / DATABASE[manifest.engine]
    if manifest.engine == "sqlite":
        _load_sqlite(database)
    else:
        _run_pg("pg_restore", "--no-owner", "--no-comments", "--single-transaction", str(database))
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    with ZipFile(place / UPLOADS) as uploads:
        uploads.extractall(settings.MEDIA_ROOT)
    found = table_sums()
    if found != manifest.tables:
        names = {*found, *manifest.tables}
        differ = sorted(name for name in names if found.get(name) != manifest.tables.get(name))
        raise BackupError(_("Obnovené tabulky se liší od zálohy: %s") % ", ".join(differ))
    return manifest


def _find(place: Path) -> Path:
    if place.is_file():
        place = place.parent
    if not (place / MANIFEST).exists():
        backups = sorted(place.glob(f"sitis-*T*/{MANIFEST}"))
        if not backups:
            raise BackupError(_("V %s není žádná záloha.") % place)
        place = backups[-1].parent
    return place


def _refuse_what_does_not_fit(place: Path, manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        raise BackupError(
            _("Záloha je z %(backup)s, ale DATABASE_URL vede na %(database)s.")
            % {"backup": manifest.engine, "database": connection.vendor}
        )
    if connection.introspection.table_names():
        raise BackupError(_("Databáze není prázdná. Obnovujte do nové, ještě před migrate."))
    if settings.MEDIA_ROOT.exists() and any(settings.MEDIA_ROOT.iterdir()):
        text = _("Složka %s není prázdná. Nahrané soubory z ní nejdřív přesuňte stranou.")
        raise BackupError(text % settings.MEDIA_ROOT)
    for name, expected in manifest.sha256.items():
        if not (place / name).exists() or file_sum(place / name) != expected:
            text = _("Soubor %s je poškozený: jeho SHA-256 se liší od manifestu.")
            raise BackupError(text % name)


def file_sum(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _pack_uploads(file: Path) -> None:
    with ZipFile(file, "w", strict_timestamps=False) as uploads:
        for upload in sorted(settings.MEDIA_ROOT.rglob("*")):
            uploads.write(upload, upload.relative_to(settings.MEDIA_ROOT))


# -- contents of the tables as sums that do not depend on the order of rows -------------------------


def table_sums() -> TableSums:
    """Sums of every table of the database that the settings name."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:
            return _sqlite_sums(plain)  # Django's connection would turn values into objects
    with connection.cursor() as cursor:
        return _pg_sums(cursor)


def _sqlite_sums(database: sqlite3.Connection) -> TableSums:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    sums: TableSums = {}
    for (name,) in names:
        rows = found = 0
        for row in database.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - a name from its catalogue
            digest = hashlib.md5(repr(row).encode(), usedforsecurity=False).hexdigest()
            rows, found = rows + 1, found + int(digest[:15], 16)
        sums[name] = [rows, found]
    return sums


def _pg_sums(cursor: Any) -> TableSums:
    cursor.execute("SET LOCAL TIME ZONE 'UTC'")  # times are compared as text
    sums: TableSums = {}
    for name in connection.introspection.table_names(cursor):
        cursor.execute(PG_SUM.format(connection.ops.quote_name(name)))
        rows, found = cursor.fetchone()
        sums[name] = [rows, int(found or 0)]
    return sums


# -- the engines' own tools --------------------------------------------------------------------


def _dump_sqlite(file: Path) -> TableSums:
    """A copy as of one moment, made while others read and write."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return _sqlite_sums(copy)


def _load_sqlite(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        copy.backup(connection.connection)


def _dump_pg(file: Path) -> TableSums:
    """Dump and sums of one snapshot, though others write meanwhile."""
    with closing(connection.copy()) as own, own.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        _run_pg("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}")
        return _pg_sums(cursor)


def _run_pg(tool: str, *arguments: str) -> None:
    """Run ``tool`` on the settings' database; the password goes through the environment."""
    client, env = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    where = [*client[1:-1], f"--dbname={client[-1]}"]
    try:
        done = subprocess.run(
            [tool, *where, *arguments],
            env=os.environ | (env or {}),
            capture_output=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise BackupError(_("Chybí %s: apt install postgresql-client") % tool) from error
    if done.returncode:
        raise BackupError(f"{tool}: {done.stderr.strip()}")
