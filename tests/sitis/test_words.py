"""Czech words: folding, stems, search on both databases, the alphabet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.models import Provider
from sitis.words import fold, matching, search_text, stems
from tests.factories import ProviderFactory


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Žďár", "zdar"), ("ŘEČKOVICE", "reckovice"), ("Šlapanice", "slapanice"), ("č. 5", "c. 5")],
)
def test_folding_drops_case_and_diacritics(word, folded):
    assert fold(word) == folded


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("pecovatelske sluzby", "Pečovatelská služba"),
        ("SLUŽEB", "služba"),
        ("kyjov", "Domov pro seniory Kyjov"),
        ("senioru", "Domov pro seniory"),
        ("990000", "Poskytovatel 99000004"),
    ],
)
@pytest.mark.django_db
def test_search_finds_inflected_words_without_diacritics(typed, kept):
    found = ProviderFactory(name=kept, ico="", search=search_text(kept))
    ProviderFactory(name="Azylový dům", ico="", search=search_text("Azylový dům"))

    assert list(matching(Provider.objects.all(), typed)) == [found]


@pytest.mark.django_db
def test_every_word_must_be_found():
    ProviderFactory(search=search_text("Domov pro seniory Kyjov"))

    assert not matching(Provider.objects.all(), "domov Brno").exists()


@given(st.text(max_size=40))
def test_stems_hold_the_folded_word_and_nothing_empty(word):
    forms = stems(word)

    assert "" not in forms
    assert forms == frozenset() or fold(word) in forms


@pytest.mark.django_db
def test_names_sort_by_the_czech_alphabet():
    for name in ["Chata", "Cesta", "Čáp", "Hora", "Idea", "Žába", "Zebra"]:
        ProviderFactory(name=name)

    names = list(Provider.objects.order_by("name").values_list("name", flat=True))

    assert names == ["Cesta", "Čáp", "Hora", "Chata", "Idea", "Zebra", "Žába"]
