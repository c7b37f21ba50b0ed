"""Pages compared cell by cell: nothing typed is lost, and of two changes the untouched side yields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.pages import (
    SMALL_SHARE,
    cells,
    changes,
    is_small,
    merged,
    page_of_cells,
    text_share,
)

words = st.text("abc ščř\n", max_size=12)
clocks = st.sampled_from(["08:00", "12:00", "16:00", "8.oo", ""])
lines = st.fixed_dictionaries(
    {
        "form": st.sampled_from(["field", "ambulatory", ""]),
        "purpose": st.sampled_from(["open", "phone"]),
        "days": st.lists(st.integers(1, 7), unique=True, max_size=7),
        "opens": clocks,
        "closes": clocks,
        "note": st.sampled_from(["", "po domluvě"]),
    }
)
contacts = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["1", "2", "n1", "n2"]),
        "type": st.sampled_from(["phone", "mail"]),
        "value": words,
        "note": words,
        "is_public": st.booleans(),
        "person": words,
        "is_person_public": st.booleans(),
    }
)
pages = st.fixed_dictionaries(
    {
        "texts": st.dictionaries(st.sampled_from(["what", "price"]), words),
        "hours": st.lists(lines, max_size=4),
        "contacts": st.lists(contacts, max_size=3, unique_by=lambda row: row["id"]),
    }
)


@given(pages)
def test_a_page_of_cells_is_the_same_page(page):
    assert cells(page_of_cells(cells(page))) == cells(page)


@given(pages)
def test_every_line_that_was_only_begun_is_kept(page):
    kept = {
        (line["form"], line["purpose"], line["opens"], line["closes"], line["note"])
        for line in page_of_cells(cells(page))["hours"]
        if not line["days"]
    }

    assert kept == {
        (line["form"], line["purpose"], line["opens"], line["closes"], line["note"])
        for line in page["hours"]
        if not line["days"]
    }


@given(pages, pages)
def test_who_changed_nothing_gets_the_others_changes(base, theirs):
    assert cells(merged(base, base, theirs)[0]) == cells(theirs)
    assert merged(base, base, theirs)[1] == merged(base, theirs, base)[1] == []
    assert cells(merged(base, theirs, base)[0]) == cells(theirs)


@given(pages, pages, pages)
def test_a_merge_takes_each_cell_from_one_side_and_tells_where_they_clash(base, ours, theirs):
    found, clashes = merged(base, ours, theirs)
    was, here, there, got = (cells(page) for page in (base, ours, theirs, found))
    told = {clash.key for clash in clashes}

    for key in was.keys() | here.keys() | there.keys():
        assert got.get(key) in (here.get(key), there.get(key))
        both = here.get(key) != was.get(key) != there.get(key) and here.get(key) != there.get(key)
        assert both == (key in told)
        if both:
            assert got.get(key) == here.get(key)


TEN = "jedna dvě tři čtyři pět šest sedm osm devět deset"


@pytest.mark.parametrize(
    ("after", "share", "small"),
    [
        (TEN, 0, True),
        (TEN.replace("pět", "5"), 10, False),
        (f"{TEN} jedenáct", 5, True),
        ("", 100, False),
        ("něco úplně jiného", 100, False),
    ],
)
def test_small_is_less_than_a_tenth_of_the_words(after, share, small):
    page = {"texts": {"what": TEN}, "hours": [], "contacts": []}
    found = changes(page, {**page, "texts": {"what": after}})

    assert (text_share(found, page), is_small(found, page)) == (share, small)
    assert SMALL_SHARE == 10


def test_the_share_is_of_all_texts_of_the_page():
    page = {"texts": {"what": TEN, "price": TEN}, "hours": [], "contacts": []}
    after = {**page, "texts": {"what": TEN.replace("pět", "5"), "price": TEN}}

    assert text_share(changes(page, after), page) == 5


def test_hours_and_contacts_alone_are_always_small():
    page = {"texts": {}, "hours": [], "contacts": []}
    line = {"form": "field", "purpose": "open", "days": [1], "opens": "08:00", "closes": "16:00"}

    assert is_small(changes(page, {**page, "hours": [{**line, "note": ""}]}), page)


@given(pages, pages)
def test_changes_lead_from_one_page_to_the_other(before, after):
    found = cells(before)
    for change in changes(before, after):
        assert found.get(change.key) == change.before
        if change.after is None:
            found.pop(change.key)
        else:
            found[change.key] = change.after

    assert found == cells(after)
