"""Attachments: what may be kept. The name of a file alone proves nothing."""

import zipfile
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ATTACHMENTS = ("pdf", "docx", "xlsx", "odt", "ods", "txt")

#: How a file of a kind begins; an Office file is a zip that holds a named part.
_BEGINNINGS = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "odt": b"PK", "ods": b"PK"}
_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}


def check_attachment(file: Any) -> None:
    """Size and content of a file that is about to be kept. Raises ValidationError.

    A validator of a ``FileField``: it holds in forms, in ``/sprava/`` and in actions alike. A file
    that is kept already was judged when it came.
    """
    if getattr(file, "_committed", False):
        return
    limit = settings.UPLOAD_LIMIT_ATTACHMENT
    if file.size > limit:
        raise ValidationError(
            _("Soubor je větší než %(limit)s MB."), code="large", params={"limit": limit // 1024**2}
        )
    kind = file.name.rpartition(".")[2].lower()
    if not _is_of_kind(file, kind):
        raise ValidationError(
            _("Obsah souboru neodpovídá jeho příponě %(kind)s. Uložte jej znovu."),
            code="content",
            params={"kind": kind},
        )


def _is_of_kind(file: Any, kind: str) -> bool:
    file.seek(0)
    head = file.read(8192)
    right: bool = head.startswith(_BEGINNINGS.get(kind, b""))
    if right and kind in _PARTS:
        right = _holds(file, _PARTS[kind])
    if kind == "txt":
        right = b"\0" not in head
    file.seek(0)
    return right


def _holds(file: Any, part: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return part in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
