"""Two states of a text compared and two edits joined."""

from sitis.richtext import clean, compare, merge3

A, B, C = (
    f'<p id="p-{n * 8}">{text}</p>'
    for n, text in (("1", "první věc"), ("2", "druhá věc"), ("3", "třetí"))
)
BASE = clean(A + B + C)


def test_paragraphs_are_told_by_what_became_of_them():
    new = clean(C + A.replace("první", "jiná") + "<p>zcela nový text</p>")

    assert [change.what for change in compare(BASE, BASE)] == ["same"] * 3
    assert sorted(change.what for change in compare(BASE, new)) == [
        "added",
        "changed",
        "moved",
        "removed",
    ]


def test_what_one_side_changed_is_taken_and_a_clash_keeps_mine():
    mine = BASE.replace("první", "moje").replace("třetí", "moje třetí")
    theirs = BASE.replace("první", "jejich").replace("druhá", "jejich druhá")

    merged = merge3(BASE, mine, theirs)

    assert merged.html == mine.replace("druhá", "jejich druhá")
    assert [(c.mine.text, c.theirs.text) for c in merged.conflicts] == [("moje věc", "jejich věc")]
    assert merge3(BASE, BASE, theirs).html == theirs
