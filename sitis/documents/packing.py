"""A ZIP of a bundle's documents with a manifest of their checksums. The same documents, the same bytes."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import IO, Any

from django.utils.translation import gettext as _

from sitis.documents.models import Bundle, Document
from sitis.workbooks.writing import csv_lines

MANIFEST = "manifest.csv"
CHUNK = 1 << 20


class Damaged(Exception):
    """A stored file is not the one that was built."""


@contextmanager
def pack(bundle: Bundle) -> Iterator[IO[bytes]]:
    """An open temporary file at its beginning; file after file goes through it, never all in memory."""
    items = bundle.items.select_related("document").order_by("label", "pk")
    lines: list[list[Any]] = []
    with tempfile.TemporaryFile() as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:  # PDFs are deflated inside
            names: set[str] = set()
            for item in items:
                document = item.document
                if document is None:
                    continue
                name = _name(document, names)
                _copy(document, packed, name)
                lines.append(_line(document, name, item.label))
            text = "".join(csv_lines(_heads(), lines))
            packed.writestr(zipfile.ZipInfo(MANIFEST), text)
        stream.seek(0)
        yield stream


def _name(document: Document, taken: set[str]) -> str:
    """The name of the file, with the number of the document where two would be the same."""
    name = document.file_name.replace("/", "-").replace("\\", "-")
    if name in taken:
        path = PurePath(name)
        name = f"{path.stem} {document.number}{path.suffix}"
    taken.add(name)
    return name


def _copy(document: Document, packed: zipfile.ZipFile, name: str) -> None:
    found = hashlib.sha256()
    entry = zipfile.ZipInfo(name)
    entry.file_size = document.size or 0
    with document.file.open("rb") as source, packed.open(entry, "w") as target:
        while chunk := source.read(CHUNK):
            found.update(chunk)
            target.write(chunk)
    if found.hexdigest() != document.sha256:
        raise Damaged(_("Uložený soubor dokumentu %s je poškozený.") % document.number)


def _heads() -> list[str]:
    return [
        *(_("Soubor"), _("Číslo dokumentu"), _("Označení záznamu"), _("Verze")),
        *(_("Konečný"), _("Stran"), _("Bajtů"), "SHA-256"),
    ]


def _line(document: Document, name: str, label: str) -> list[Any]:
    return [
        *(name, document.number, label, document.version),
        *(_("ano") if document.is_final else _("ne"), document.pages, document.size),
        document.sha256,
    ]
