"""Words of two texts compared."""

from hypothesis import given
from hypothesis import strategies as st

from sitis.richtext.words import pieces, word_diff

words = st.text("abc ščř\n", max_size=12)


@given(words, words)
def test_a_diff_holds_both_texts_whole(before, after):
    found = list(pieces(before, after))

    old = " ".join(part for what, part in found if what != "ins").split()
    new = " ".join(part for what, part in found if what != "del").split()
    assert (old, new) == (before.split(), after.split())


def test_words_that_only_happen_to_be_the_same_do_not_break_a_new_sentence():
    found = list(pieces("Přijdeme s jídlem a úklidem.", "Sejdeme se s vámi a domluvíme."))

    assert [what for what, _words in found] == ["del", "ins"]


def test_a_difference_is_html_that_carries_no_code():
    assert word_diff("a <b> c d e", "a <i> c d e") == (
        "a <del>&lt;b&gt;</del> <ins>&lt;i&gt;</ins> c d e"
    )
