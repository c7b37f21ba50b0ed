"""Names nobody real has.

How a collision with a real organisation or person is avoided: every provider's name carries a
made-up word, put together from a stem and an ending that no Czech word and no municipality has
("Jasmavela"); IČO start at 99 000 000 and identifiers at 9 000 000, numbers that are given to
nobody; e-mail and web end in ``.example`` (RFC 2606), phone numbers begin with 000, where no
Czech number begins; address points are numbered from 990 000 000, above all that exist; data
boxes are left out. Surnames are made up in the same way. Municipalities and postal codes are real.
"""

from collections.abc import Iterator
from random import Random

from sitis.words import fold

STEMS = (
    "Jasm", "Klen", "Habr", "Lom", "Vrb", "Modř", "Jitř", "Olš", "Doubr", "Lip", "Svit", "Zvon",
    "Kalin", "Bor", "Javor", "Trn", "Rákos", "Pram", "Malv", "Hvězd", "Třešň", "Skal", "Luč",
    "Mech",
)  # fmt: skip
ENDINGS = ("avela", "oris", "enta", "imona", "elis", "overa", "adela", "umna", "ylda", "ezda")

STREETS = (
    "Lipová", "Zahradní", "Školní", "Polní", "Krátká", "Dlouhá", "Nová", "Luční", "Nádražní",
    "Květinová", "Sadová", "Příčná", "Spojovací", "Jasanová", "Javorová", "Na Výsluní",
    "U Potoka", "Za Humny", "Pod Lesem", "Ke Hřišti",
)  # fmt: skip

GIVEN = (
    ("Jana", True), ("Petr", False), ("Marie", True), ("Jiří", False), ("Alena", True),
    ("Tomáš", False), ("Hana", True), ("Martin", False), ("Lenka", True), ("Pavel", False),
)  # fmt: skip

#: Area of work -> [(pattern of the name, MPSV code of the legal form, weight)].
PATTERNS: dict[str, tuple[tuple[str, str, int], ...]] = {
    "seniors": (
        ("Domov pro seniory {brand} {place}, příspěvková organizace", "331", 6),
        ("Sociální služby {brand} {place}, příspěvková organizace", "331", 4),
        ("Pečovatelská služba {brand} {place}, p. o.", "331", 3),
        ("Charita {brand} {place}", "722", 4),
        ("Diakonie {brand} – středisko {place}", "722", 2),
        ("Seniorský dům {brand} s.r.o.", "112", 2),
        ("{brand} domov {place} s. r. o.", "112", 1),
        ("{brand} {place}, o.p.s.", "141", 2),
        ("Domácí péče {brand} a.s.", "121", 1),
    ),
    "disability": (
        ("Centrum služeb {brand} {place}, příspěvková organizace", "331", 3),
        ("{brand} {place}, z. ú.", "161", 4),
        ("Spolek {brand} {place}, z.s.", "706", 4),
        ("Společnost {brand}, o.p.s.", "141", 2),
        ("Diakonie {brand} – středisko {place}", "722", 1),
        ("Dílna {brand}, pobočný spolek {place}", "736", 1),
    ),
    "family": (
        ("Rodinné centrum {brand} {place}, z. s.", "706", 4),
        ("Klub {brand} {place}, z.s.", "706", 3),
        ("Poradna {brand}, z. ú.", "161", 3),
        ("Charita {brand} {place}", "722", 2),
        ("Nadační fond {brand} {place}", "118", 1),
    ),
    "exclusion": (
        ("Společnost {brand} {place}, o.p.s.", "141", 3),
        ("Kontakt {brand} {place}, z. s.", "706", 3),
        ("Charita {brand} {place}", "722", 2),
        ("{brand} – pomoc v nouzi, z. ú.", "161", 2),
    ),
    "mixed": (
        ("Charita {brand} {place}", "722", 5),
        ("Diakonie {brand} – středisko {place}", "722", 2),
        ("Centrum sociálních služeb {brand} {place}, příspěvková organizace", "331", 3),
    ),
}
HOSPITAL = ("Nemocnice {brand} {place}, příspěvková organizace", "331")


def brands(random: Random) -> Iterator[str]:
    """All made-up words in a random order, again and again."""
    words = [stem + ending for stem in STEMS for ending in ENDINGS]
    while True:
        random.shuffle(words)
        yield from words


def web_name(*names: str) -> str:
    """A host name below ``.example``: "Jasmavela", "Dolní Kounice" -> jasmavela-dolni-kounice."""
    words = fold(" ".join(names)).split()
    return "-".join("".join(char for char in word if char.isalnum()) for word in words)


def phone(random: Random) -> str:
    """A number nobody has, in one of the shapes people write."""
    digits = f"000{random.randrange(1_000_000):06d}"
    spaced = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    shapes = (spaced, digits, f"+420 {spaced}", f"{digits[:3]}{digits[3:6]} {digits[6:]}")
    rare = (f"+420{digits}", f"tel.: {spaced}", f"00420 {digits}", f"{spaced}, linka 12")
    return random.choice(shapes) if random.random() < 0.9 else random.choice(rare)


def person(random: Random) -> tuple[str, str]:
    """Given name and a made-up surname, in the right gender."""
    given, is_woman = random.choice(GIVEN)
    return given, random.choice(STEMS) + ("unická" if is_woman else "unický")


def right_ico(number: int) -> str:
    """``number`` of seven digits with the check digit an IČO has (weights 8 to 2, modulo 11)."""
    digits = f"{number:07d}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True))
    return digits + str((11 - rest % 11) % 10)
