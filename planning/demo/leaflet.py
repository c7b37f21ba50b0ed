"""A one-page PDF of a few lines, for invented notices; no library, no clock."""

from collections.abc import Sequence

#: Letters beyond Latin 1 that Czech needs, by their names in fonts.
NAMES = {
    "ě": "ecaron", "š": "scaron", "č": "ccaron", "ř": "rcaron", "ž": "zcaron", "ů": "uring",
    "ň": "ncaron", "ť": "tcaron", "ď": "dcaron", "Ě": "Ecaron", "Š": "Scaron", "Č": "Ccaron",
    "Ř": "Rcaron", "Ž": "Zcaron", "Ů": "Uring", "Ň": "Ncaron", "–": "endash",
}  # fmt: skip
CODES = {letter: 128 + at for at, letter in enumerate(NAMES)}
WIDTH = 72


def draw(title: str, lines: Sequence[str]) -> bytes:
    """The bytes of a PDF; the same text gives the same bytes."""
    content = [b"BT /F 18 Tf 60 770 Td (" + _text(title) + b") Tj /F 11 Tf 0 -18 Td"]
    content += [b"0 -20 Td (" + _text(part) + b") Tj" for line in lines for part in _wrapped(line)]
    stream = b"\n".join([*content, b"ET"])
    differences = f"128 /{' /'.join(NAMES.values())}".encode()
    return _assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (cs) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding "
            b"/BaseEncoding /WinAnsiEncoding /Differences [%s] >> >>" % differences,
        ]
    )


def _text(text: str) -> bytes:
    codes = [CODES.get(letter) or ord(letter) for letter in text]
    raw = bytes(code if code < 256 else ord("?") for code in codes)
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _wrapped(line: str) -> list[str]:
    parts = [""]
    for word in line.split():
        if len(parts[-1]) + len(word) >= WIDTH:
            parts.append("")
        parts[-1] = f"{parts[-1]} {word}".strip()
    return parts


def _assembled(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + head + tail % (len(objects) + 1, len(out))
