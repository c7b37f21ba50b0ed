"""The index against a plain reading of the rules: every service is asked every question."""

import time
from dataclasses import replace
from math import asin, cos, radians, sin, sqrt

import czech_sort
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.index import (
    Ages,
    Entry,
    Index,
    Label,
    Municipality,
    Place,
    Question,
    Reference,
    Situation,
    Synonym,
)
from catalog.index.words import forms
from tests.catalog.region import INDEX

TOWNS = {
    "586307": Municipality("586307", "Kyjov", "6210", "CZ0645", 49.01, 17.12),
    "586765": Municipality("586765", "Vracov", "6210", "CZ0645", 48.97, 17.21),
    "550191": Municipality("550191", "Uhřice", "6205", "CZ0646", 49.17, 17.08),
    "584649": Municipality("584649", "Mikulov", "6211", "CZ0644", 48.80, 16.63),
}
ORPS, DISTRICTS = ("6210", "6205", "6211"), ("CZ0645", "CZ0646", "CZ0644")
KINDS = {
    "shelter": "azylové domy",
    "home_care": "pečovatelská služba",
    "crisis_help": "krizová pomoc",
}
GROUPS = {"24": "senioři", "6": "osoby bez přístřeší", "19": "osoby v krizi"}
SITUATIONS = {"debts": (("dluhy",), ("crisis_help",), ()), "old": (("stáří",), (), ("24",))}
SAID = [
    "Naděje",
    "Charita",
    "pečovatelská",
    "služba",
    "Pomoc",
    "krize",
    "senioři",
    "Chata",
    "Háj",
    "Čáp",
]
REFERENCE = Reference(
    municipalities=tuple(TOWNS.values()),
    orps=tuple(Label(code, (f"Správa {code}",)) for code in ORPS),
    districts=tuple(Label(code, (f"Končina {code}",)) for code in DISTRICTS),
    kinds=tuple(Label(key, (name,)) for key, name in KINDS.items()),
    groups=tuple(Label(key, (name,)) for key, name in GROUPS.items()),
    situations=tuple(Situation(slug, *rest) for slug, rest in SITUATIONS.items()),
    synonyms=tuple(Synonym(word, word) for word in SAID),  # so that none is taken for a typo
)
FORMS = ("residential", "ambulatory", "field")


def subsets(values, most=2):
    return st.lists(st.sampled_from(list(values)), max_size=most, unique=True).map(tuple)


said = st.lists(st.sampled_from(SAID), min_size=1, max_size=3).map(" ".join)
points = st.one_of(
    st.just((None, None)),
    st.tuples(st.integers(48_700, 49_300), st.integers(16_500, 17_400)).map(
        lambda at: (at[0] / 1_000, at[1] / 1_000)
    ),
)
places = st.builds(lambda code, point: Place(code, *point), st.sampled_from([*TOWNS, None]), points)
ages = st.builds(Ages, st.sampled_from([None, 0, 18, 65]), st.sampled_from([None, 7, 64, 99]))
services = st.builds(
    Entry,
    pk=st.just(0),
    identifier=st.just(""),
    name=said,
    provider=said,
    ico=st.sampled_from(["99000004", "99000015", ""]),
    kind=st.sampled_from(list(KINDS)),
    branch=st.sampled_from(["care", "prevention"]),
    groups=subsets(GROUPS),
    forms=subsets(FORMS),
    places=st.lists(places, max_size=2).map(tuple),
    serves=subsets([*TOWNS, *ORPS, *DISTRICTS, "*"]),
    ages=st.lists(ages, max_size=2).map(tuple),
    is_weekend=st.booleans(),
    is_continuous=st.booleans(),
    is_free=st.booleans(),
    has_vacancy=st.booleans(),
    in_network=st.booleans(),
    texts=st.lists(said, max_size=1).map(tuple),
)
regions = st.lists(services, max_size=12).map(
    lambda made: [
        replace(one, pk=number, identifier=f"{9_000_000 + number}")
        for number, one in enumerate(made)
    ]
)
typed = st.lists(
    st.sampled_from([*SAID, "Kyjov", "Mikulov", "dluhy", "stáří", "9000001", "99000004", "domy"]),
    max_size=3,
    unique=True,
)
questions = st.builds(
    Question,
    text=typed.map(" ".join),
    kinds=subsets(KINDS),
    branches=subsets(["care", "prevention"]),
    groups=subsets(GROUPS),
    forms=subsets(FORMS),
    districts=subsets(DISTRICTS),
    orps=subsets(ORPS),
    municipalities=subsets(TOWNS),
    situations=subsets(SITUATIONS),
    age=st.sampled_from([None, None, 0, 5, 30, 70]),
    weekend=st.sampled_from([False, False, True]),
    vacancy=st.sampled_from([False, False, True]),
    everything=st.booleans(),
)


# the rules, read plainly


def serves(entry, code):
    own = set(entry.serves) or {TOWNS[place.municipality].orp for place in entry.places if place[0]}
    if "*" in own:
        return True
    if code in TOWNS:
        return bool(own & {code, TOWNS[code].orp, TOWNS[code].district})
    parts = [one for one in TOWNS.values() if code in (one.orp, one.district)]
    return code in own or any(own & {one.code, one.orp, one.district} for one in parts)


def stands(entry, code):
    homes = (TOWNS[place.municipality] for place in entry.places if place.municipality)
    return any(code in (one.code, one.orp, one.district) for one in homes)


def away(place, town):
    """Kilometres by the haversine formula."""
    if place.latitude is None and place.municipality is None:
        return None
    home = TOWNS.get(place.municipality)
    at = (
        (place.latitude, place.longitude)
        if place.latitude is not None
        else (home.latitude, home.longitude)
    )
    one, other = radians(at[0]), radians(town.latitude)
    turn = radians(at[1] - town.longitude)
    root = sin((one - other) / 2) ** 2 + cos(one) * cos(other) * sin(turn / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(root))


def distance(entry, code):
    """None: the municipality does not find the service."""
    measured = [away(place, TOWNS[code]) for place in entry.places]
    is_located = any(one is not None for one in measured)
    if ("field" in entry.forms or not is_located) and serves(entry, code):
        return 0
    if entry.forms and not {"residential", "ambulatory"} & set(entry.forms):
        return None
    if any(place.municipality == code for place in entry.places):
        return 0
    near = [round(one, 1) for one in measured if one is not None and one <= 20]
    return min(near, default=None)


def says(entry, word):
    if word in (entry.identifier, entry.ico):
        return True
    homes = [TOWNS[place.municipality].name for place in entry.places if place.municipality]
    texts = [entry.name, entry.provider, KINDS[entry.kind], *entry.texts, *homes]
    texts += [GROUPS[group] for group in entry.groups]
    if any(forms(word) & forms(other) for text in texts for other in text.split()):
        return True
    for town in TOWNS.values():
        if forms(word) & forms(town.name):
            return stands(entry, town.code) or serves(entry, town.code)
    return any(
        forms(word) & forms(phrases[0]) and leads(entry, slug)
        for slug, (phrases, *_rest) in SITUATIONS.items()
    )


def names(word):
    """Whether it is a place or a situation: then it is asked even if no service is there."""
    phrases = [
        *(town.name for town in TOWNS.values()),
        *(rest[0][0] for rest in SITUATIONS.values()),
    ]
    return any(forms(word) & forms(phrase) for phrase in phrases)


def leads(entry, slug):
    _phrases, kinds, groups = SITUATIONS[slug]
    return entry.kind in kinds if kinds else bool(set(groups) & set(entry.groups))


FITS = {
    "kinds": lambda entry, value: entry.kind == value,
    "branches": lambda entry, value: entry.branch == value,
    "groups": lambda entry, value: not entry.groups or value in entry.groups,
    "forms": lambda entry, value: value in entry.forms,
    "districts": lambda entry, value: stands(entry, value) or serves(entry, value),
    "orps": lambda entry, value: stands(entry, value) or serves(entry, value),
    "municipalities": lambda entry, value: distance(entry, value) is not None,
    "situations": leads,
}
SWITCHES = {
    "weekend": "is_weekend",
    "continuous": "is_continuous",
    "free": "is_free",
    "vacancy": "has_vacancy",
}


def holds(entry, first, last, age):
    return (first is None or first <= age) and (last is None or age <= last)


def naive(entries, question):
    known = [
        word
        for word in question.text.split()
        if names(word) or any(says(entry, word) for entry in entries)
    ]
    if question.text and not known:
        return set()
    return {
        entry.pk
        for entry in entries
        if (question.everything or entry.in_network)
        and all(says(entry, word) for word in known)
        and all(
            any(fits(entry, value) for value in getattr(question, group))
            for group, fits in FITS.items()
            if getattr(question, group)
        )
        and all(
            getattr(entry, name) for switch, name in SWITCHES.items() if getattr(question, switch)
        )
        and (
            question.age is None
            or not entry.ages
            or any(holds(entry, *one, question.age) for one in entry.ages)
        )
    }


def values(question, group, value):
    if group == "scope":
        return replace(question, everything=value == "all")
    return replace(question, **{group: True if value == "1" else (value,)})


@settings(max_examples=150, deadline=None)
@given(regions, questions)
def test_the_same_services_and_numbers_as_a_plain_reading_of_the_rules(entries, question):
    index = Index(entries, REFERENCE)

    answer = index.answer(question, per_page=100)

    wanted = naive(entries, question)
    assert {hit.pk for hit in answer.hits} == wanted
    assert answer.total == len(answer.hits) == len(wanted)
    for group, numbers in answer.facets.items():
        for value, number in numbers.items():
            assert number == len(naive(entries, values(question, group, value))), (group, value)
    for suggestion in answer.suggestions:
        assert suggestion.total > 0
        if suggestion.part in FITS and suggestion.part != "situations":
            assert suggestion.total == len(
                naive(entries, replace(question, **{suggestion.part: ()}))
            )
        elif suggestion.part == "everything":
            assert suggestion.total == len(naive(entries, replace(question, everything=True)))


@settings(max_examples=60, deadline=None)
@given(regions, questions, st.integers(1, 5))
def test_pages_are_cut_from_one_order_in_which_the_network_and_the_nearest_are_first(
    entries, question, size
):
    index = Index(entries, REFERENCE)
    by_pk = {entry.pk: entry for entry in entries}
    whole = index.all_of(question)

    paged = []
    for page in range(1, len(whole) // size + 2):
        paged += index.answer(replace(question, page=page), size).hits

    assert [hit.pk for hit in paged] == whole
    if question.text or question.situations:
        return
    if question.municipalities:
        order = [(not by_pk[hit.pk].in_network, hit.kilometres) for hit in paged]
    else:
        order = [
            (not one.in_network, not one.has_vacancy, czech_sort.key(one.name), one.identifier)
            for one in (by_pk[hit.pk] for hit in paged)
        ]
    assert order == sorted(order)
    for hit in paged:
        away_from = [distance(by_pk[hit.pk], code) for code in question.municipalities]
        nearest = min((one for one in away_from if one is not None), default=None)
        assert hit.kilometres == nearest


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.integers(-(10**12), 10**12), st.integers(-(10**6), 10**6))
def test_whatever_is_typed_is_answered_quickly(text, page, age):
    begin = time.process_time()

    answer = INDEX.answer(Question(text=text, page=page, age=age))

    assert len(answer.hits) <= answer.total
    assert time.process_time() - begin < 0.3
