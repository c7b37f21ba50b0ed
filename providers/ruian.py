"""Address points of RÚIAN (ČÚZK): CSV in, points in WGS84 out, no database.

The office publishes one CSV a municipality (semicolons, windows-1250) or all of them in one ZIP.
Coordinates are in S-JTSK (Křovák): "Souřadnice Y" grows to the west, "Souřadnice X" to the south.
"""

import csv
import lzma
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from pyproj import Transformer

CODE, MUNICIPALITY, Y, X = "Kód ADM", "Kód obce", "Souřadnice Y", "Souřadnice X"
MAX_MEMBER = 200 * 1024**2  # the largest town has about 20 MB
MAX_TOTAL = 3 * 1024**3  # the whole republic has about 0.5 GB
MAX_LINE = 4_000
#: S-JTSK / Krovak East North (EPSG:5514) to WGS84 by EPSG:5239, "S-JTSK to WGS 84 (5)", good to 1 m.
#: Spelled out: left to itself, pyproj chooses by the place and by the grids a machine has.
PIPELINE = """
    +proj=pipeline
    +step +inv +proj=krovak +lat_0=49.5 +lon_0=24.8333333333333 +alpha=30.2881397222222 +k=0.9999
          +x_0=0 +y_0=0 +ellps=bessel
    +step +proj=push +v_3
    +step +proj=cart +ellps=bessel
    +step +proj=helmert +x=572.213 +y=85.334 +z=461.94 +rx=4.9732 +ry=1.529 +rz=5.2484 +s=3.5378
          +convention=position_vector
    +step +inv +proj=cart +ellps=WGS84
    +step +proj=pop +v_3
    +step +proj=unitconvert +xy_in=rad +xy_out=deg
"""
SIX_PLACES = Decimal("0.000001")  # about a tenth of a metre


DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError),
    *(RuntimeError, NotImplementedError),  # a password, a method that Python lacks
)


class WrongFile(Exception):
    """Not the address points of RÚIAN; the text is a Czech sentence."""


@dataclass(frozen=True, slots=True)
class AddressPoint:
    """One address; without a position when the office gives none, or an impossible one."""

    code: str
    municipality: str
    position: tuple[Decimal, Decimal] | None  # latitude, longitude in degrees


def to_wgs84(y: float, x: float) -> tuple[Decimal, Decimal]:
    """Latitude and longitude in degrees of a point in S-JTSK, metres; good to about 1 m.

    Raises: ValueError or ArithmeticError where there is no such point.

    >>> to_wgs84(590750.50, 1128354.96)
    (Decimal('49.491907'), Decimal('16.661640'))
    """
    longitude, latitude = _transformer().transform(-y, -x)
    return Decimal(latitude).quantize(SIX_PLACES), Decimal(longitude).quantize(SIX_PLACES)


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(PIPELINE)


def read_points(path: Path, wanted: Collection[str]) -> Iterator[AddressPoint]:
    """Points of the ``wanted`` codes from a CSV or a ZIP of CSVs, as a stream. Raises WrongFile."""
    try:
        if zipfile.is_zipfile(path):
            yield from _read_archive(path, wanted)
        else:
            with path.open("rb") as file:
                yield from _read_csv(file, path.name, wanted)
    except OSError as error:
        raise WrongFile(f"Soubor {path} nejde přečíst: {error.strerror or error}.") from error
    except DAMAGED as error:
        raise WrongFile(f"Archiv {path.name} je poškozený nebo zaheslovaný.") from error


def _read_archive(path: Path, wanted: Collection[str]) -> Iterator[AddressPoint]:
    """The sizes that the archive declares are checked first; reading never goes beyond them."""
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
        if not members:
            raise WrongFile(f"V archivu {path.name} není žádný soubor CSV.")
        if any(one.file_size > MAX_MEMBER for one in members) or (
            sum(one.file_size for one in members) > MAX_TOTAL
        ):
            raise WrongFile(f"Archiv {path.name} je po rozbalení příliš velký.")
        for member in members:
            with archive.open(member) as file:
                yield from _read_csv(file, member.filename, wanted)


def _read_csv(file: IO[bytes], name: str, wanted: Collection[str]) -> Iterator[AddressPoint]:
    lines = _lines(file, name)
    try:
        rows = csv.reader(lines, delimiter=";")
        header = [title.strip() for title in next(rows, [])]
        if missing := [title for title in (CODE, MUNICIPALITY, Y, X) if title not in header]:
            raise WrongFile(
                f"Soubor {name} nejsou adresní místa RÚIAN: chybí sloupec {', '.join(missing)}."
            )
        code, municipality, y, x = (header.index(title) for title in (CODE, MUNICIPALITY, Y, X))
        for row in rows:
            if len(row) > code and row[code] in wanted:
                position = _position(row[y], row[x]) if len(row) > max(y, x) else None
                yield AddressPoint(row[code], row[municipality], position)
    except (csv.Error, UnicodeDecodeError) as error:
        raise WrongFile(f"Soubor {name} není čitelná tabulka CSV.") from error


def _lines(file: IO[bytes], name: str) -> Iterator[str]:
    """Lines of text, none longer than MAX_LINE; windows-1250, or UTF-8 if it begins with a BOM."""
    begin = file.read(3)
    encoding = "utf-8" if begin == b"\xef\xbb\xbf" else "cp1250"
    text = TextIOWrapper(file, encoding=encoding, newline="")
    first = (begin if encoding == "cp1250" else b"").decode("cp1250") + text.readline(MAX_LINE)
    yield first
    while line := text.readline(MAX_LINE):
        if len(line) == MAX_LINE:
            raise WrongFile(f"Soubor {name} není tabulka adresních míst: má příliš dlouhé řádky.")
        yield line


def _position(y: str, x: str) -> tuple[Decimal, Decimal] | None:
    """The point, if there is one and it lies in Czechia or close to it."""
    try:
        latitude, longitude = to_wgs84(float(y.replace(",", ".")), float(x.replace(",", ".")))
        near = 48 < latitude < 52 and 12 < longitude < 19
    except (ValueError, ArithmeticError):  # empty, not a number, beyond the projection
        return None
    return (latitude, longitude) if near else None
