"""The one format of imports, told by content; and where a table waits between preview and consent."""

import re
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from import_export.formats.base_formats import Format
from import_export.tmp_storages import BaseStorage
from tablib import Dataset

from providers.resources.register import ALL_HEADINGS
from sitis.workbooks import read_table

DAY = 24 * 3600


class OfficeTable(Format):
    """XLSX or CSV as Czech offices make them."""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return "XLSX, CSV"

    def get_extension(self) -> str:
        return "xlsx"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, content: bytes) -> Dataset:
        """Rows as read; ``table`` keeps where each stood. Raises UnreadableTable."""
        table = read_table(content, expected=ALL_HEADINGS)
        dataset = Dataset(*(line.cells for line in table.lines), headers=list(table.headers))
        dataset.table = table
        return dataset


class WaitingTable(BaseStorage):
    """A file in a folder of its own, under a name nobody guesses; gone the next day."""

    def path(self, suffix: str = "") -> Path:
        if not re.fullmatch(r"[0-9a-f]{32}", self.name or ""):
            raise FileNotFoundError
        return Path(settings.MEDIA_ROOT) / "tables" / f"{self.name}{suffix}"

    def save(self, data: bytes) -> None:
        self.name = uuid4().hex
        folder = self.path().parent
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            if old.stat().st_mtime < time.time() - DAY:
                old.unlink(missing_ok=True)
        self.path().write_bytes(data)

    def read(self) -> bytes:
        return self.path().read_bytes()

    def remove(self) -> None:
        self.path().unlink(missing_ok=True)

    def keep_marked(self, data: bytes) -> None:
        self.path(".xlsx").write_bytes(data)


def waiting(token: Any) -> WaitingTable:
    return WaitingTable(name=str(token))
