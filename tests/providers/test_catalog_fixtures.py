"""Texts of the public catalogue in fixtures/catalog/: whole, in three languages and fit to be read."""

import re
from collections import Counter
from itertools import chain, product

import pytest

from sitis.fixtures import FIXTURES, read_table

LANGUAGES = ("cs", "en", "uk")
TABLES = {
    "service_kind": "service_kinds",
    "target_group": "target_groups",
    "age_group": "age_groups",
    "provision_form": "provision_forms",
    "capacity_unit": "capacity_units",
    "basic_activity": "basic_activities",
}
FILES = ("kind_texts", "translations", "situations", "synonyms")
#: The state's emergency numbers and the national helplines that situations may send a person to.
HELPLINES = {"112", "155", "158", "116 006", "116 111", "116 123", "800 200 007", "800 350 000"}
CONTRACT = {"cs": "mlouv", "en": "contract", "uk": "оговір"}
#: Act § 91: a contract is always written, or when one side asks; elsewhere it need not be.
WRITTEN = {
    "cs": "vždy uzavírá písemně",
    "en": "always a written",
    "uk": "завжди укладають письмово",
}
ON_REQUEST = {"cs": "požádá", "en": "asks for it", "uk": "попросить"}
ALWAYS = {*(f"§ {number}" for number in range(39, 53)), "§ 57", "§ 58", "§ 64", "§ 67", "§ 68"}
WHEN_ASKED = {"§ 54", "§ 56", "§ 60", "§ 60a", "§ 65", "§ 70", "§ 70a"}


def rows(file, folder="catalog"):
    return list(read_table(FIXTURES / folder / f"{file}.csv"))


def parts(text):
    return text.split(";")


def codes(table):
    return {row["slug"]: row for row in rows(TABLES[table], "codelists")}


def texts(file):
    """(where, language, column, text) of every cell that a person reads or types."""
    for row in rows(file):
        for column, text in row.items():
            if column in ("name", "text", "words", "summary", "law", "means"):
                language = "cs" if column == "means" else row.get("language", "cs")
            elif column.startswith(("name_", "text_", "words_")):
                column, language = column.split("_")
            else:
                continue
            yield f"{file}: {next(iter(row.values()))}", language, column, text


CELLS = [cell for file in FILES for cell in texts(file)]
READ = [cell for cell in CELLS if cell[2] in ("name", "text", "summary", "law")]


def test_every_kind_is_explained_in_three_languages():
    found = Counter((row["kind"], row["language"]) for row in rows("kind_texts"))
    assert found == Counter(product(codes("service_kind"), LANGUAGES))


def test_texts_of_kinds_are_short_enough_to_be_read_and_long_enough_to_help():
    for row in rows("kind_texts"):
        where = row["kind"], row["language"]
        assert 30 <= len(row["summary"]) <= 140, where
        assert 2 <= len(row["text"].split("\n\n")) <= 4, where
        assert 400 <= len(row["text"]) <= 1400, where
        assert 80 <= len(row["law"]) <= 320, where
        paragraphs = [row["summary"], row["law"], *row["text"].split("\n\n")]
        assert all(text[0].isupper() and text.endswith((".", "?")) for text in paragraphs), where


def test_law_of_a_kind_names_its_section_and_says_when_the_contract_is_written():
    kinds = codes("service_kind")
    for row in rows("kind_texts"):
        law, language, section = row["law"], row["language"], kinds[row["kind"]]["section"]
        assert re.search(rf"{section}\b.*108/2006", law), row["kind"]
        assert CONTRACT[language] in law, row["kind"]
        assert (WRITTEN[language] in law) == (section in ALWAYS), row["kind"]
        assert (ON_REQUEST[language] in law) == (section in WHEN_ASKED), row["kind"]


def test_every_item_of_public_code_lists_is_translated_once():
    found = Counter((row["table"], row["slug"], row["language"]) for row in rows("translations"))
    wanted = ((table, slug) for table in TABLES for slug in codes(table))
    assert found == Counter((*item, language) for item, language in product(wanted, LANGUAGES[1:]))


def test_situations_lead_to_every_kind_and_every_target_group():
    for column, table in (("kinds", "service_kind"), ("target_groups", "target_group")):
        named = [parts(row[column]) for row in rows("situations")]
        assert set(chain(*named)) == set(codes(table))
        assert all(len(item) == len(set(item)) for item in named)


def test_situations_cover_all_areas_of_planning_and_eight_stand_on_the_home_page():
    situations, groups = rows("situations"), codes("target_group")
    featured = [row for row in situations if row["is_featured"] == "1"]
    assert len(situations) >= 40
    assert len(featured) == 8
    assert {row["is_featured"] for row in situations} == {"0", "1"}
    for chosen in (featured, situations):
        named = chain(*(parts(row["target_groups"]) for row in chosen))
        areas = {groups[code]["area"] for code in named}
        assert areas == {"seniors", "disability", "family", "exclusion"}


def test_situations_have_an_address_and_an_order_of_their_own():
    situations = rows("situations")
    slugs = [row["slug"] for row in situations]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) and len(slug) <= 60 for slug in slugs)
    assert [int(row["position"]) for row in situations] == list(range(1, len(situations) + 1))


def test_situations_are_whole_in_each_language():
    for where, _language, column, text in texts("situations"):
        if column == "name":
            assert 5 <= len(text) <= 80, where
        elif column == "text":
            assert 2 <= len(re.findall(r"[.?](?= |$)", text)) <= 4, (where, text)
            assert 80 <= len(text) <= 420, where
        else:
            phrases = [phrase.casefold() for phrase in parts(text)]
            assert len(phrases) >= 5, where
            assert len(phrases) == len(set(phrases)), (where, text)
            assert all(phrase and phrase == phrase.strip() for phrase in phrases), where


def test_synonyms_mean_names_of_the_register():
    synonyms = rows("synonyms")
    names = [
        row["name"] for table in ("service_kind", "target_group") for row in codes(table).values()
    ]
    places = [f"okres {row['name']}" for row in rows("districts", "territory")]
    assert {row["means"] for row in synonyms} <= {*names, *places}
    kinds = {row["name"] for row in codes("service_kind").values()}
    for language in LANGUAGES:
        own = [row for row in synonyms if row["language"] == language]
        assert len({row["words"] for row in own}) == len(own)
        assert len(own) >= (120 if language == "cs" else 40)
    assert kinds <= {row["means"] for row in synonyms if row["language"] == "cs"}


@pytest.mark.parametrize("file", FILES)
def test_texts_are_clean(file):
    for where, _language, _column, text in texts(file):
        assert text.strip() == text != "", where
        assert not re.search(r" {2}|[\u00a0\u202f\u00ad\t\r]", text), (where, text)
        assert not re.search(r"TODO|XX|\?\?|lorem|…|\.\.\.|\{|<", text, re.I), (where, text)
        assert not re.search(r"Kč|CZK|korun|крон|crowns|\d ?%|€", text), (where, text)
        assert not re.search(r" [,.;:?!)]|\( |[,.;:?!](?=[^\W\d_])", text.replace(";", "; ")), where
        depth = [text[:end].count("(") - text[:end].count(")") for end in range(len(text) + 1)]
        assert min(depth) == 0 == depth[-1], (where, text)


def test_each_language_is_written_in_its_letters():
    for where, language, column, text in CELLS:
        plain = re.sub(r"§ \d+a?|\bSOS\b", "", text)
        scripts = {"cyrillic": r"[а-яґєіїыэъё]", "latin": r"[a-zà-ž]"}
        found = {name for name, letter in scripts.items() if re.search(letter, plain, re.I)}
        assert found == ({"cyrillic"} if language == "uk" else {"latin"}), (where, text)
        if column != "words":
            foreign = {"uk": "[ыэъё']", "en": "[ěščřžýůťďň']", "cs": "[’']"}[language]
            assert not re.search(foreign, text, re.I), (where, text)


def test_numbers_to_call_are_known_and_the_same_in_each_language():
    told = {}
    for where, language, column, text in READ:
        if column in ("text", "summary"):
            found = re.findall(r"\b(?:116 \d{3}|800 \d{3} \d{3}|1\d\d|\d{3,})\b", text)
            assert set(found) <= HELPLINES, (where, text)
            told.setdefault((where, column), {}).setdefault(language, Counter()).update(found)
    assert told
    assert all(len({frozenset(one.items()) for one in by.values()}) == 1 for by in told.values())
    assert set(chain(*(by["cs"] for by in told.values()))) == HELPLINES
