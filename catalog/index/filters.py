"""Filters as sets of positions, and how many services each value would leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

from catalog.index.bitmaps import bitmap
from catalog.index.entry import Ages, Entry, Reference
from catalog.index.places import Places
from catalog.index.question import CHOICES, SWITCHES, Question
from catalog.index.question import MUNICIPALITIES as MUNICIPALITIES_ASKED
from catalog.index.texts import GROUP, KIND, Levels, either, everywhere

Sets = Mapping[str, int]


class Filters:
    """``sets`` holds group of filters → value → services; a switch has the value "1"."""

    def __init__(
        self, entries: Iterable[Entry], places: Places, reference: Reference, size: int
    ) -> None:
        self.places = places
        self.everybody = (1 << size) - 1
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        ages: dict[tuple[Ages, ...], list[int]] = defaultdict(list)
        for position, entry in enumerate(entries):
            found["kinds"][entry.kind].append(position)
            found["branches"][entry.branch].append(position)
            for group in entry.groups or ("",):
                found["groups"][group].append(position)
            for form in entry.forms:
                found["forms"][form].append(position)
            for switch, is_on in zip(SWITCHES, _switches(entry), strict=True):
                if is_on:
                    found[switch]["1"].append(position)
            if entry.in_network:
                found["scope"]["network"].append(position)
            ages[entry.ages].append(position)
        sets = {
            group: {value: bitmap(where, size) for value, where in values.items()}
            for group, values in found.items()
        }
        self._ages = {ages_: bitmap(where, size) for ages_, where in ages.items()}
        named = sets.pop("groups", {})
        for_all = named.pop("", 0)
        self.named_groups: Sets = named  # only services that name the group
        self.sets: dict[str, Sets] = {
            "kinds": {label.key: 0 for label in reference.kinds} | sets.get("kinds", {}),
            "branches": sets.get("branches", {}),
            "groups": {label.key: for_all for label in reference.groups}
            | {group: bits | for_all for group, bits in named.items()},
            "forms": sets.get("forms", {}),
            "districts": {label.key: places.found_in(label.key) for label in reference.districts},
            "orps": {label.key: places.found_in(label.key) for label in reference.orps},
            **{switch: {"1": sets.get(switch, {}).get("1", 0)} for switch in SWITCHES},
            "scope": {"network": sets.get("scope", {}).get("network", 0), "all": self.everybody},
        }
        #: slug → services of the situation, and those that also serve its target groups
        self.situations = {
            one.slug: self._situation(one.kinds, one.groups) for one in reference.situations
        }
        self.sets["situations"] = {slug: bits for slug, (bits, _best) in self.situations.items()}

    def _situation(self, kinds: tuple[str, ...], groups: tuple[str, ...]) -> tuple[int, int]:
        """Services of the kinds, and of them those that name a group; without kinds the latter."""
        naming = _any(self.named_groups, groups)
        if not kinds:
            return naming, naming
        of_kinds = _any(self.sets["kinds"], kinds)
        return of_kinds, of_kinds & naming if groups else of_kinds

    def levels_of_situation(self, slug: str) -> Levels:
        """Services that also serve the target groups rank as kinds do, the others as groups."""
        services, best = self.situations.get(slug, (0, 0))
        return either(everywhere(best, KIND), everywhere(services, GROUP))

    def of_age(self, age: int) -> int:
        """Services for people of this age; one without any limit is for everybody."""
        holding = (
            bits
            for ages, bits in self._ages.items()
            if not ages or any(one.hold(age) for one in ages)
        )
        return reduce(or_, holding, 0)

    def selected(self, question: Question) -> dict[str, int]:
        """Group of filters → services its chosen values leave, only for groups that choose."""
        chosen: dict[str, int] = {
            "scope": self.sets["scope"]["all" if question.everything else "network"]
        }
        for group in CHOICES:
            values: tuple[str, ...] = getattr(question, group)
            if values and group == "municipalities":
                asked = (self.places.nearby(code).all for code in values[:MUNICIPALITIES_ASKED])
                chosen[group] = reduce(or_, asked)
            elif values:
                chosen[group] = _any(self.sets[group], values)
        for switch in SWITCHES:
            if getattr(question, switch):
                chosen[switch] = self.sets[switch]["1"]
        if question.age is not None:
            chosen["age"] = self.of_age(question.age)
        return chosen

    def facets(self, words: int, chosen: Sets) -> dict[str, dict[str, int]]:
        """What each value would leave of ``words``: other groups hold, its own is replaced."""
        base = reduce(and_, chosen.values(), words)
        counted = {}
        for group, sets in self.sets.items():
            others = base
            if group in chosen:
                others = reduce(and_, (bits for one, bits in chosen.items() if one != group), words)
            counted[group] = {value: (others & bits).bit_count() for value, bits in sets.items()}
        return counted


def _switches(entry: Entry) -> tuple[bool, ...]:
    return entry.is_weekend, entry.is_continuous, entry.is_free, entry.has_vacancy


def _any(sets: Sets, values: Iterable[str]) -> int:
    return reduce(or_, (sets.get(value, 0) for value in values), 0)
