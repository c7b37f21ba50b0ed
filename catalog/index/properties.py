"""Words that say what a filter says: "zdarma", "o víkendu", "terénní"."""

from catalog.index.phrases import Phrasebook

#: group of filters and value → phrases; "bez" and "v" are no part of a phrase, they say nothing
PHRASES = {
    ("weekend", "1"): ("víkend", "víkendový", "sobota", "neděle", "weekend", "weekends", "вихідні"),
    ("continuous", "1"): (
        *("nepřetržitě", "nepřetržitý provoz", "nonstop", "non stop", "24 hodin", "24 hodin denně"),
        *("around the clock", "24 hours", "цілодобово"),
    ),
    ("free", "1"): ("zdarma", "bezplatně", "bezplatná", "free of charge", "безкоштовно"),
    ("vacancy", "1"): (
        *("volno", "volné místo", "volná kapacita", "volné lůžko"),
        *("vacancy", "free place", "free places", "вільне місце", "вільні місця"),
    ),
    ("forms", "field"): ("terénní", "field service"),
    ("forms", "ambulatory"): ("ambulantní", "ambulantně", "docházková"),
    ("forms", "residential"): ("pobytová", "pobytově", "residential"),
}


def properties() -> Phrasebook[tuple[str, str]]:
    book: Phrasebook[tuple[str, str]] = Phrasebook()
    for filter_, phrases in PHRASES.items():
        for phrase in phrases:
            book.add(phrase, filter_)
    return book
