"""The index of the public catalogue, sentence by sentence, over a region of 25 services."""

import time

import czech_sort
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.index import Index, Municipality, Place, Question, Reference
from catalog.index.alphabet import czech_order
from tests.catalog.region import (
    BRNO,
    BUCOVICE,
    HODONIN,
    INDEX,
    KYJOV,
    MIKULOV,
    NAMES,
    REFERENCE,
    SLAVKOV,
    VRACOV,
    ask,
    entries,
    found,
    service,
)

HOME_CARE = {1, 2, 3, 22, 24, 25}  # in the network


def names(answer):
    return [NAMES[hit.pk] for hit in answer.hits]


# scope and order


def test_only_the_network_unless_everything_is_asked():
    assert 20 not in found(kinds=("home_care",))
    assert set(found(kinds=("home_care",), everything=True)) == HOME_CARE | {20}


def test_services_of_the_network_come_first_wherever_they_are():
    assert 20 in found("Kyjov", everything=True)[-2:]  # it stands there
    assert found(everything=True, municipalities=(KYJOV,))[-1] == 20  # at 0 km
    assert found("pečovatelská", everything=True)[-1] != 20  # all words in its name
    assert found("pečovatelská služba", everything=True) == [24, 1, 3, 20, 2, 22, 25]


def test_a_free_place_comes_before_the_alphabet():
    answer = ask(kinds=("home_for_seniors",), orps=("6210",))

    assert names(answer) == [
        "Domov pro seniory Čápka",  # has a free place
        "Domov pro seniory Cesta",
        "Domov pro seniory Chata",
        "Penzion U Lípy",
    ]


def test_ch_sorts_after_h_and_equal_names_by_identifier():
    made = [
        service(9, "Chata", "shelter"),
        service(3, "Hora", "shelter"),
        service(2, "Hora", "shelter"),
    ]

    answer = Index(made, REFERENCE).answer(Question())

    assert [hit.identifier for hit in answer.hits] == ["9000002", "9000003", "9000009"]


@given(st.lists(st.text("AaÁábcčČdďhHCiířz Žž12-.,", max_size=8)))
def test_names_sort_as_in_the_whole_house(names):
    assert czech_order(sorted(names), str) == sorted(sorted(names), key=czech_sort.key)


def test_name_then_kind_then_group_then_provider_then_text():
    # Domov… in the name; Dům Hora and Penzion by the kind; Brod by its provider
    assert found("domov") == [4, 9, 5, 6, 7, 8, 24]
    assert found("noclehárna") == [14, 24]  # name, then a text
    assert found("hygiena") == [22]  # an activity


def test_the_same_entries_in_another_order_give_the_same_answers():
    other = Index(reversed(entries()), REFERENCE)

    for text in ("", "pečovatelská služba", "v Kyjově", "domov"):
        question = Question(text=text, everything=True)
        assert other.answer(question) == INDEX.answer(question)


# words


@pytest.mark.parametrize(
    "text",
    [
        "pecovatelske sluzby pro seniory v Kyjove",
        "PEČOVATELSKÁ SLUŽBA SENIOŘI KYJOV",
        "pečovatelskou službu pro seniora v Kyjově",
    ],
)
def test_words_are_found_inflected_with_and_without_accents(text):
    assert found(text) == [1, 2]  # the one that stands there, then the one that serves it


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("azylového domu", 13), ("noclehárnu", 14), ("rané péči", 17), ("stacionářů", 11)],
)
def test_irregular_and_inflected_words(typed, wanted):
    assert wanted in found(typed)


def test_a_house_is_no_home():
    assert 7 in found("dům")
    assert 4 not in found("dům")
    assert 13 not in found("domov")


def test_all_words_must_be_found():
    assert found("poradna Brno") == [16]


def test_words_that_say_nothing_do_not_narrow():
    assert found("pro u na v s") == found("")
    assert found("služba pro the у до Mikulov") == found("služba Mikulov")


def test_an_unfinished_word_finds_what_begins_with_it():
    assert set(found("pečovatel")) == HOME_CARE
    assert set(found("stacion")) == {11}


def test_a_whole_word_does_not_find_what_only_begins_with_it():
    made = [service(1, "Dům Kyjov", "shelter"), service(2, "Dům Kyjovice", "shelter")]

    answer = Index(made, Reference()).answer(Question(text="kyjov"))

    assert [hit.pk for hit in answer.hits] == [1]


def test_a_typo_is_corrected_and_told():
    answer = ask("pečovatelsaká")

    assert {hit.pk for hit in answer.hits} == HOME_CARE
    assert answer.understood.corrected == (("pečovatelsaká", "pečovatelská"),)


def test_a_known_word_is_never_corrected():
    assert ask("poradna").understood.corrected == ()
    assert ask("exekuce").understood.corrected == ()  # known to a situation only


@pytest.mark.parametrize("text", ["9000014", "99000014", "990 00 014", "identifikátor 9000014"])
def test_identifier_and_ico_are_found_exactly(text):
    assert found(text) == [14]


def test_zeros_before_an_ico_need_not_be_typed():
    index = Index([service(1, "Dům", "shelter", ico="00123456")], Reference())

    assert index.answer(Question(text="123456")).total == 1
    assert index.answer(Question(text="23456")).total == 0


def test_part_of_an_identifier_finds_nothing():
    assert found("900001") == []


def test_names_of_kinds_and_groups_in_other_languages_and_synonyms():
    assert set(found("home care")) == HOME_CARE
    assert found("ночівля") == [14]
    assert set(found("older people")) == {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 25}
    assert set(found("pečák")) == HOME_CARE
    assert found("dům pro staré") == found("domov pro seniory")


def test_a_synonym_may_lead_to_a_situation():
    answer = ask("debt")

    assert answer.understood.situations == ("debts",)
    assert set(found("debt")) == {15, 16, 21}


def test_an_unknown_word_is_left_out_and_told():
    answer = ask("qwrtzp noclehárna")

    assert [hit.pk for hit in answer.hits] == [14, 24]
    assert answer.understood.unknown == ("qwrtzp",)


def test_a_place_that_nobody_serves_is_not_left_out():
    index = Index([service(1, "Pomoc", "shelter", town=KYJOV)], REFERENCE)

    answer = index.answer(Question(text="pomoc v Mikulově"))

    assert answer.total == 0
    assert answer.understood.unknown == ()
    assert ("word", "Mikulově", 1) in answer.suggestions


def test_a_kind_that_nobody_provides_is_not_left_out():
    index = Index([service(1, "Pomoc", "shelter", town=KYJOV)], REFERENCE)

    for text in ("noclehárna Kyjov", "pečák Kyjov"):
        answer = index.answer(Question(text=text))
        assert (answer.total, answer.understood.unknown) == (0, ())


def test_nothing_but_unknown_words_finds_nothing():
    answer = ask("qwrtzp xyzyx")

    assert answer.total == 0
    assert answer.countable == ()
    assert answer.facets["kinds"]["home_care"] == 0


# situations


@pytest.mark.parametrize(
    ("text", "slug", "pks"),
    [
        ("maminka nemůže být sama doma", "alone_at_home", {*HOME_CARE, 10, 11, 12}),
        ("maminku necháváme samu doma", "alone_at_home", {*HOME_CARE, 10, 11, 12}),
        ("Mum cannot stay at home alone", "alone_at_home", {*HOME_CARE, 10, 11, 12}),
        ("nemám kde spát", "homeless", {13, 14}),
        ("dluhy a exekuce", "debts", {15, 16, 21}),
        ("dítě s postižením", "disabled_child", {17, 18}),
        ("deti s postizenim", "disabled_child", {17, 18}),
        ("neslyším", "deaf", {18, 19}),
    ],
)
def test_situations_are_found_by_the_same_box(text, slug, pks):
    answer = ask(text)

    assert slug in answer.understood.situations
    assert {hit.pk for hit in answer.hits} == pks


def test_a_situation_with_a_place_shows_who_serves_the_place():
    answer = ask("maminka nemůže být sama doma v Mikulově")

    assert [hit.pk for hit in answer.hits] == [3, 2, 12]
    assert [hit.reason for hit in answer.hits] == ["stands", "serves", "serves"]


def test_services_that_serve_its_groups_come_first():
    ordered = found(situations=("alone_at_home",))

    assert set(ordered) == {*HOME_CARE, 10, 11, 12}
    assert set(ordered[:5]) == {1, 2, 3, 11, 25}  # seniors are named


# places


def test_a_place_finds_who_stands_there_and_who_serves_it():
    assert found("Veselí nad Moravou") == [18, 13, 2, 8, 17, 12]
    assert found("ve Veselí") == found("Veselí nad Moravou")
    assert set(found("v Kuřimi")) >= {23, 2}


def test_a_place_with_a_hyphen_and_an_okres():
    assert ask("Brno-venkov").understood.places[0][1:] == ("district", "CZ0643", "Brno-venkov")
    assert ask("okres Hodonín").understood.places[0][1:3] == ("district", "CZ0645")
    assert ask("Hodonín").understood.places[0][1:3] == ("municipality", HODONIN)
    assert ask("Slavkov").understood.places[0].code == SLAVKOV


def test_the_head_of_a_name_is_the_town_unless_another_town_has_that_name():
    towns = tuple(
        Municipality(code, name, "6215", "CZ0646", 49.2, 16.9)
        for code, name in (("1", "Slavkov u Brna"), ("2", "Slavkov"))
    )
    index = Index([], Reference(municipalities=towns))

    def codes(text):
        return [place.code for place in index.answer(Question(text=text)).understood.places]

    assert codes("ve Slavkově u Brna") == ["1"]
    assert codes("ve Slavkově") == ["2"]


def test_the_country_around_a_town_is_its_okres_or_orp():
    def meant(text):
        return [place[1:3] for place in ask(text).understood.places]

    assert meant("na Kyjovsku") == [("orp", "6210")]
    assert meant("z Hodonínska") == [("district", "CZ0645")]
    assert meant("Brněnsko") == [("district", "CZ0643")]  # a synonym of the officials
    assert found("pečovatelská služba Kyjovsko") == found("pečovatelská služba ORP Kyjov")


# words that say what a filter says


@pytest.mark.parametrize(
    ("text", "filter_", "pks"),
    [
        ("o víkendu", ("weekend", "1"), {2}),
        ("nonstop", ("continuous", "1"), {12}),
        ("poradna zdarma", ("free", "1"), {15, 16}),
        ("domov volné místo", ("vacancy", "1"), {4}),
        ("pobytový domov", ("forms", "residential"), {4, 5, 6, 7, 8, 9}),
        ("terénní poradna", ("forms", "field"), {16}),
    ],
)
def test_a_word_may_say_what_a_filter_says(text, filter_, pks):
    answer = ask(text)

    assert answer.understood.filters == (filter_,)
    assert {hit.pk for hit in answer.hits} == pks


def test_a_word_that_is_both_a_place_and_in_a_name_works_both_ways():
    assert {hit.pk for hit in ask("prace").hits} >= {21, 2}  # named so; serves Práče
    assert found("práce") == [21]  # accents say that the town Práče is not meant


def test_whose_place_is_in_the_asked_town_comes_first():
    answer = ask("Kyjov")

    reasons = [hit.reason for hit in answer.hits if hit.reason]  # one only has it in its name
    assert reasons == sorted(reasons, reverse=True)
    assert set(reasons) == {"stands", "serves"}


# municipality


def test_a_municipality_finds_field_services_that_serve_it_and_others_near_the_nearest_first():
    answer = ask(municipalities=(KYJOV,))

    at = {hit.pk: (hit.reason, hit.kilometres) for hit in answer.hits}
    assert at[1] == ("stands", 0)
    assert at[10] == ("serves", 0)  # its reach names the ORP
    assert at[6] == ("near", 7.5)
    assert at[7] == ("near", 18.3)
    assert 13 in at  # its place is not public, it serves the region
    assert 22 not in at  # a field service of Slavkov only
    assert 9 not in at  # a home in Brno
    away = [hit.kilometres for hit in answer.hits]
    assert away == sorted(away)


def test_a_field_service_near_a_municipality_that_it_does_not_serve_is_not_found():
    assert 25 not in found(municipalities=(HODONIN,))
    assert 25 in found(municipalities=(VRACOV,))


def test_a_service_that_says_no_reach_serves_the_orps_of_its_places():
    assert 1 in found(municipalities=(VRACOV,))
    assert 1 not in found(municipalities=(HODONIN,))


def test_the_own_point_of_a_place_counts_not_the_centre_of_its_municipality():
    far = service(1, "Daleko", "shelter", forms=("residential",), places=(Place(BRNO, 49.4, 16.6),))
    near = service(
        2, "Blízko", "shelter", forms=("residential",), places=(Place(BRNO, 49.3, 16.6),)
    )

    answer = Index([far, near], REFERENCE).answer(Question(municipalities=("583251",)))

    assert [(hit.pk, hit.kilometres) for hit in answer.hits] == [(2, 5.0), (1, 12.3)]


def test_hundreds_of_metres_decide():
    made = [
        service(
            number,
            name,
            "shelter",
            forms=("residential",),
            places=(Place(BRNO, latitude, 16.531546),),
        )
        for number, name, latitude in [
            (1, "Cesta", 49.348),
            (2, "Chata", 49.345),
            (3, "Dům", 49.342),
        ]
    ]

    answer = Index(made, REFERENCE).answer(Question(municipalities=("583251",)))

    assert [(hit.pk, hit.kilometres) for hit in answer.hits] == [(3, 4.8), (2, 5.2), (1, 5.5)]


def test_several_municipalities_measure_to_the_nearer_one():
    answer = ask(municipalities=(KYJOV, BUCOVICE), kinds=("home_for_seniors",))

    at = {hit.pk: hit.kilometres for hit in answer.hits}
    assert at[7] == 6.0
    assert at[4] == 0


def test_words_and_a_municipality_the_nearest_first_texts_behind():
    answer = ask("domov", municipalities=(BUCOVICE,))

    assert [(hit.pk, hit.kilometres) for hit in answer.hits[:1]] == [(7, 6.0)]
    assert answer.hits[-1].pk == 24  # 0 km, but only its provider is called so


# filters and their numbers


def test_a_target_group_also_finds_services_for_everybody():
    assert set(found(groups=("16",))) == {18, 19} | {
        entry.pk for entry in entries() if entry.in_network and not entry.groups
    }


def test_age_finds_ranges_that_hold_it_and_services_without_limit():
    of_five, of_eighty = set(found(age=5, everything=True)), set(found(age=80, everything=True))

    assert {17, 18} <= of_five
    assert 20 not in of_five
    assert 20 in of_eighty
    assert {17, 18}.isdisjoint(of_eighty)
    assert 1 in of_five & of_eighty


def test_inside_a_group_one_value_is_enough_between_groups_all_must_hold():
    assert set(found(kinds=("shelter", "night_shelter"))) == {13, 14}
    assert found(kinds=("shelter", "night_shelter"), forms=("residential",)) == [13]


@pytest.mark.parametrize(
    ("switch", "pks"),
    [("weekend", {2}), ("continuous", {12}), ("free", {15, 16, 17, 18}), ("vacancy", {4})],
)
def test_switches(switch, pks):
    assert set(found(**{switch: True})) == pks
    assert ask().facets[switch]["1"] == len(pks)


def test_orp_and_okres_find_who_stands_there_or_serves_it():
    assert {1, 2, 10, 25} <= set(found(orps=("6210",)))
    assert set(found(orps=("6211",))) == {2, 3, 12, 13, 17}
    assert {8, 18} <= set(found(districts=("CZ0645",)))


def test_numbers_say_what_each_value_would_leave():
    chosen = {"kinds": ("shelter",), "forms": ("residential",)}
    answer = ask("Brno", **chosen)

    for group, values in answer.facets.items():
        for value, number in values.items():
            if group == "scope":
                asked = chosen | {"everything": value == "all"}
            else:
                asked = chosen | {group: True if value == "1" else (value,)}
            assert ask("Brno", **asked).total == number, (group, value)


def test_values_that_nobody_has_are_known_and_empty():
    assert ask().facets["kinds"].keys() == {label.key for label in REFERENCE.kinds}
    assert INDEX.knows("kinds", "home_care")
    assert INDEX.knows("municipalities", MIKULOV)
    assert not INDEX.knows("kinds", "no_such_kind")


# pages


def test_pages_follow_each_other_without_gap():
    everything = INDEX.all_of(Question(everything=True))
    pages = [INDEX.answer(Question(everything=True, page=page), 7) for page in (1, 2, 3, 4)]

    assert [hit.pk for page in pages for hit in page.hits] == everything
    assert {page.pages for page in pages} == {4}
    assert len(everything) == 25


@pytest.mark.parametrize("page", [5, 10**9, 0, -3])
def test_a_page_that_does_not_exist(page):
    answer = INDEX.answer(Question(everything=True, page=page), 7)

    assert answer.total == 25
    assert len(answer.hits) == (0 if page > 4 else 7)


def test_pages_by_distance_follow_each_other():
    question = {"municipalities": (KYJOV,)}
    one_by_one = [
        INDEX.answer(Question(page=page, **question), 1).hits[0].pk for page in range(1, 14)
    ]

    assert one_by_one == found(**question)


# nothing found


def test_an_empty_answer_says_what_to_leave_out_and_how_many_that_finds():
    answer = ask("noclehárna Mikulov", forms=("ambulatory",))

    assert answer.total == 0
    ways = {(one.part, one.value): one.total for one in answer.suggestions}
    assert ways[("word", "Mikulov")] == 1
    assert ask("noclehárna", forms=("ambulatory",)).total == 1
    assert all(total > 0 for total in ways.values())


def test_an_empty_answer_suggests_the_whole_register_and_a_filter():
    answer = ask("Břízka", weekend=True)

    assert [(one.part, one.total) for one in answer.suggestions] == []
    assert [(one.part, one.total) for one in ask("Břízka").suggestions] == [("everything", 1)]
    assert ("weekend", "1", 1) in ask("Slunce", weekend=True).suggestions


def test_words_known_to_a_situation_only_suggest_it():
    answer = ask("maminka")

    assert answer.total == 0
    assert ("situations", "alone_at_home", 9) in answer.suggestions


def test_a_word_that_begins_as_one_of_a_situation_suggests_it():
    assert ("situations", "alone_at_home", 9) in ask("mamin").suggestions


def test_only_words_known_to_the_index_are_countable_in_one_form():
    assert ask("noclehárny v Mikulově, Novákovi 800101").countable == ("noclehárna", "Mikulov")
    assert ask("noclehárnu Mikulov").countable == ("noclehárna", "Mikulov")
    assert ask("noclehárna").countable == ()  # something was found


# bad input


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        "služba " * 20_000,
        "\x00\x01",
        "'; DROP TABLE",
        "{{ x }}",
        "ﬁ Ⅷ ½",
        "ñ" * 500,
        " ".join(f"slovo{number}" for number in range(5_000)),
    ],
)
def test_strange_text_is_answered_quickly(text):
    begin = time.process_time()

    answer = ask(text)

    assert answer.total >= 0
    assert time.process_time() - begin < 0.3


def test_too_many_words_are_cut_and_told():
    assert ask("služba " + "kyjov brno mikulov " * 30).understood.is_cut
    assert not ask("služba").understood.is_cut


def test_unknown_values_find_nothing():
    assert ask(kinds=("no_such_kind",)).total == 0
    assert ask(municipalities=("000000",)).total == 0
    assert ask(municipalities=tuple(str(code) for code in range(1_000))).total == 0


def test_an_empty_region():
    index = Index([], Reference())

    assert index.answer(Question(text="domov", age=5)).total == 0
    assert index.answer(Question(municipalities=("586307",))).hits == ()


def test_towns_of_one_name_are_all_meant():
    towns = tuple(
        Municipality(code, "Březina", orp, "CZ0643", 49.2, 16.7)
        for code, orp in (("581429", "6216"), ("582891", "6217"))
    )
    made = [
        service(1, "Jedna", "shelter", town="581429"),
        service(2, "Dvě", "shelter", town="582891"),
    ]

    answer = Index(made, Reference(municipalities=towns)).answer(Question(text="v Březině"))

    assert {hit.pk for hit in answer.hits} == {1, 2}
    assert {place.code for place in answer.understood.places} == {"581429", "582891"}
