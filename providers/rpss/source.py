"""Reading the file: once, in pieces, with its hash, and refusing what is no register at all."""

import hashlib
import json
import marshal
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext as _

#: Raised whenever ``normalise`` reads something more: every stored fingerprint is stale then.
PARSER_VERSION = b"1"
PIECE = 256 * 1024
BOM = b"\xef\xbb\xbf"
#: Brackets that may be open at once, those within texts counted too: the parser's time grows with
#: the square of the depth, and the register itself is about ten deep.
DEEPEST, LOOK = 10_000, 4096


class WholeFileRefused(Exception):
    """The file is not the national register, or not all of it. Nothing of it may be written."""


class Source:
    """A binary file that counts and hashes what was read from it.

    ``heard(position)`` is told how many bytes were read. Raises WholeFileRefused on a NUL byte.
    """

    def __init__(self, file: BinaryIO, heard: Callable[[int], None] = lambda position: None):
        self._file, self._heard, self._hash = file, heard, hashlib.sha256()
        self.position = self._depth = 0

    def read(self, size: int = PIECE) -> bytes:
        piece = self._file.read(size)
        self._hash.update(piece)
        if b"\0" in piece:
            raise WholeFileRefused(_("Soubor obsahuje nulové bajty, není to text JSON."))
        self._measure_depth(piece)
        if not self.position and piece.startswith(BOM):
            self.position = len(piece)
            return piece[len(BOM) :] or self.read(size)
        self.position += len(piece)
        if piece:
            self._heard(self.position)
        return piece

    def _measure_depth(self, piece: bytes) -> None:
        for begin in range(0, len(piece), LOOK):
            part = piece[begin : begin + LOOK]
            opened = part.count(b"[") + part.count(b"{")
            self._depth = max(0, self._depth + opened - part.count(b"]") - part.count(b"}"))
            if self._depth > DEEPEST:
                raise WholeFileRefused(
                    _("Soubor nelze přečíst: obsahuje číslo nebo vnoření mimo rozumné meze.")
                )

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def raw_records(source: Source) -> Iterator[Any]:
    """Items of ``polozky``, as they stand. Raises WholeFileRefused, perhaps after the last one."""
    count = 0
    try:
        for raw in _items(source):
            count += 1
            yield raw
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise WholeFileRefused(_why(source, error, count)) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise WholeFileRefused(
            _("Soubor nelze přečíst: obsahuje číslo nebo vnoření mimo rozumné meze.")
        ) from error
    if not count:
        raise WholeFileRefused(
            _("V souboru není žádný záznam: kořenový klíč „polozky“ chybí, nebo je prázdný.")
        )


def _items(source: Source) -> Iterator[Any]:
    return iter(ijson.items(source, "polozky.item", use_float=True, buf_size=PIECE))


def _why(source: Source, error: Exception, count: int) -> str:
    if not source.position:
        return _("Soubor je prázdný.")
    if isinstance(error, ijson.IncompleteJSONError) and "premature" in str(error).lower():
        return _("Soubor je useknutý: po %(count)d záznamech končí uprostřed.") % {"count": count}
    if "overflow" in str(error):
        return _("Soubor obsahuje číslo mimo rozumné meze (po %(count)d záznamech).") % {
            "count": count
        }
    return _("Soubor není platný JSON (chyba po %(count)d záznamech).") % {"count": count}


def fingerprint(raw: Any) -> str:
    """32 hexadecimal digits that change with anything in ``raw`` and with the parser's version.

    Empty if ``raw`` is nested too deeply to be written down.
    """
    try:
        written = marshal.dumps(raw, 2)  # format 2 keeps no references: same value, same bytes
    except ValueError:  # a decimal number, or too deep
        try:
            written = json.dumps(raw, default=str).encode()
        except RecursionError:
            return ""
    return hashlib.blake2b(PARSER_VERSION + written, digest_size=16).hexdigest()
