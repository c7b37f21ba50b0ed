"""Situations and synonyms of fixtures/catalog/, asked of the real index as people would type them."""

import pytest

from catalog.index import Entry, Index, Label, Question, Reference, Situation, Synonym
from sitis.fixtures import FIXTURES, read_table


def rows(file):
    return list(read_table(FIXTURES / f"{file}.csv"))


KINDS = {row["slug"]: row["name"] for row in rows("codelists/service_kinds")}
SITUATIONS = rows("catalog/situations")
SYNONYMS = rows("catalog/synonyms")
NAMES = ("name", "name_en", "name_uk")
WORDS = ("words", "words_en", "words_uk")


@pytest.fixture(scope="module")
def find():
    """Asks words of one service of each kind: the kinds found, and the situations understood."""
    entries = [
        Entry(
            pk=number,
            identifier=str(1_000_000 + number),
            name=name,
            provider=f"Organizace {number}",
            ico=str(99_000_000 + number),
            kind=slug,
            in_network=True,
        )
        for number, (slug, name) in enumerate(KINDS.items())
    ]
    index = Index(
        entries,
        Reference(
            kinds=tuple(Label(slug, (name,)) for slug, name in KINDS.items()),
            situations=tuple(
                Situation(row["slug"], tuple(phrases(row)), tuple(row["kinds"].split(";")))
                for row in SITUATIONS
            ),
            synonyms=tuple(Synonym(row["words"], row["means"]) for row in SYNONYMS),
        ),
    )
    slugs = list(KINDS)

    def ask(text):
        answer = index.answer(Question(text=text))
        return [slugs[hit.pk] for hit in answer.hits], answer.understood.situations

    return ask


def phrases(row):
    yield from (row[column] for column in NAMES)
    for column in WORDS:
        yield from row[column].split(";")


def test_every_phrase_is_understood_as_its_situation_and_finds_its_kinds(find):
    for row in SITUATIONS:
        for phrase in phrases(row):
            found, understood = find(phrase)
            assert row["slug"] in understood, phrase
            assert set(found) & set(row["kinds"].split(";")), phrase


def test_synonym_finds_the_kind_that_it_means_among_the_first_three(find):
    for row in SYNONYMS:
        if row["means"] in KINDS.values():
            found = [KINDS[slug] for slug in find(row["words"])[0][:3]]
            assert row["means"] in found, row["words"]


def test_name_of_a_kind_finds_it_first_and_no_situation_widens_it(find):
    for slug, name in KINDS.items():
        found, understood = find(name)
        assert found[0] == slug
        assert not understood, name


@pytest.mark.parametrize(
    "word", ["pomoc", "centrum", "domov", "ústav", "péče", "sociální", "děti", "IČ", "Kč", "home"]
)
def test_everyday_word_is_not_taken_for_a_situation(find, word):
    assert not find(word)[1]


def test_daughter_of_a_senior_finds_what_helps_at_home(find):
    found, understood = find("maminka nemůže být sama doma")
    assert understood == ("maminka-sama-doma",)
    assert {"personal_assistance", "home_care", "emergency_care", "day_care_centre"} <= set(found)
