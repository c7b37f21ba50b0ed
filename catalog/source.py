"""What the catalogue knows of a day, kept in memory: the index, and names of all it speaks about.

    catalog = catalog_of(day)

A web process keeps it by a thread that ``serve`` starts; no request builds anything there.
"""

import gc
from collections.abc import Iterator
from datetime import date
from functools import cached_property

from django.utils.html import format_html_join

from catalog.index import (
    Ages,
    Entry,
    Index,
    Keeper,
    Label,
    Municipality,
    Place,
    Reference,
    Situation,
    Synonym,
)
from catalog.tongue import Tongue
from providers import public
from providers.public import Named, PublicMunicipality, PublicSituation, SearchRow
from sitis.boundaries import map_of_orps
from sitis.languages import NAMES
from sitis.territory.models import Boundary
from sitis.words import fold


class Catalog(Index):
    """The index of ``day`` and the words that pages put beside its answers."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.said = public.reference(day)
        self.tongues = {code: Tongue(code, public.names_in(code)) for code in NAMES}
        self.drawing = map_of_orps()
        entries = list(_entries(day, self.said))
        #: Key of a service → its places that may be shown.
        self.stands = {entry.pk: entry.places for entry in entries if entry.places}
        super().__init__(entries, _reference(self.said))

    @cached_property
    def municipalities(self) -> dict[str, PublicMunicipality]:
        return {one.code: one for one in self.said.municipalities}

    @cached_property
    def named_alike(self) -> dict[str, tuple[str, ...]]:
        """Folded name, plain or with what tells it from others → codes of municipalities."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.said.municipalities:
            for name in {fold(one.name), fold(one.plain_name)}:
                found[name] = (*found.get(name, ()), one.code)
        return found

    @cached_property
    def town_options(self) -> str:
        """Names of municipalities to choose from, drawn once: there are hundreds on each page."""
        names = ((one.name,) for one in self.said.municipalities)
        return format_html_join("", '<option value="{}"></option>', names)

    @cached_property
    def situations(self) -> dict[str, PublicSituation]:
        return {one.slug: one for one in self.said.situations}

    @cached_property
    def labels(self) -> dict[str, dict[str, Named]]:
        """Group of filters of Question → value → its names."""
        lists = {
            "kinds": self.said.kinds,
            "groups": self.said.groups,
            "forms": self.said.forms,
            "districts": self.said.districts,
            "orps": self.said.orps,
        }
        return {group: {one.slug: one for one in named} for group, named in lists.items()}

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        """ORP → ORPs it touches."""
        return Boundary.objects.neighbours(Boundary.Level.ORP)


def _entries(day: date, said: public.Reference) -> Iterator[Entry]:
    activities = {one.slug: one.names["cs"] for one in said.activities}
    return (_entry(row, activities) for row in public.search_rows(day))


def _entry(row: SearchRow, activities: dict[str, str]) -> Entry:
    return Entry(
        pk=row.pk,
        identifier=row.identifier,
        name=row.name,
        provider=row.provider,
        ico=row.ico,
        kind=row.kind,
        branch=row.branch,
        groups=row.groups,
        forms=row.forms,
        places=tuple(map(Place._make, row.places)),
        serves=row.serves,
        ages=tuple(map(Ages._make, row.ages)),
        is_weekend=row.is_weekend,
        is_continuous=row.is_continuous,
        is_free=row.is_free,
        has_vacancy=row.has_vacancy,
        in_network=row.in_network,
        activities=tuple(activities.get(one, one) for one in row.activities),
        streets=row.place_names,
        texts=row.texts,
    )


def _reference(said: public.Reference) -> Reference:
    return Reference(
        municipalities=tuple(
            Municipality(
                one.code, one.plain_name, one.orp, one.district, one.latitude, one.longitude
            )
            for one in said.municipalities
        ),
        orps=tuple(map(_label, said.orps)),
        districts=tuple(map(_label, said.districts)),
        kinds=tuple(map(_label, said.kinds)),
        groups=tuple(map(_label, said.groups)),
        situations=tuple(
            Situation(one.slug, (*one.names.values(), *_phrases(one.words)), one.kinds, one.groups)
            for one in said.situations
        ),
        synonyms=tuple(Synonym(words, means) for words, means, _language in said.synonyms),
    )


def _label(one: Named) -> Label:
    return Label(one.slug, (*one.names.values(), *_phrases(one.words)))


def _phrases(words: str) -> list[str]:
    """
    >>> _phrases("nemám kde spát; bez střechy;")
    ['nemám kde spát', 'bez střechy']
    """
    return [phrase for part in words.split(";") if (phrase := part.strip())]


def build(day: date) -> Catalog:
    """The collector would walk over a million new objects again and again, and free none of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return Catalog(day)
    finally:
        if was_enabled:
            gc.enable()


keeper = Keeper(public.public_version, build)


def catalog_of(day: date) -> Catalog:
    """Raises NotReady if it cannot be had in time; the same request may succeed later."""
    return keeper.of(day)  # type: ignore[return-value]  # what keeper builds


def serve() -> None:
    """Called once in each web process."""
    keeper.start()
