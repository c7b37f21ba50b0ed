"""A service's own words over the template: nothing of theirs is lost, nothing of ours is said as theirs."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from providers import cards
from providers.actions import cards as write
from providers.models import CardCell, ServiceCard
from sitis.versions import Stale
from tests.factories import official
from tests.providers.card_rows import entry, home, service_card, valid, version

# -- pure ----------------------------------------------------------------------------------------------

SLOTS = [slot.name for slot in cards.SLOTS]
texts = st.text("aá\n", max_size=6)
keys = st.tuples(st.sampled_from(SLOTS), st.sampled_from(["a", "b", "c"]))


@st.composite
def some_rows(draw):
    found = draw(st.lists(keys, unique=True, max_size=6))
    return [
        cards.Row(slot, code, {one.name: draw(texts) for one in cards.SLOT[slot].columns})
        for slot, code in found
    ]


@st.composite
def own_words(draw):
    found = draw(st.lists(keys, unique=True, max_size=4))
    return {
        cards.Key(slot, code, draw(st.sampled_from(cards.SLOT[slot].columns)).name): cards.Own(
            draw(texts) or "x", draw(texts)
        )
        for slot, code in found
    }


def said(filled):
    return {
        cards.Key(one.slot.name, row.code, cell.column.name): cell.text
        for one in filled
        for row in one.rows
        for cell in row.cells
    }


@given(some_rows())
def test_a_card_without_own_words_says_what_the_template_says(rows):
    filled = cards.fill(rows, {})

    assert {key: text for key, text in said(filled).items() if text} == cards.cells(rows)
    assert not any(row.is_different for one in filled for row in one.rows)


@given(some_rows(), some_rows(), own_words())
def test_own_words_stay_whatever_the_new_version_says(before, after, own):
    for rows in (before, after):
        found = said(cards.fill(rows, own))
        assert all(found[key] == one.text for key, one in own.items())


@given(some_rows(), some_rows())
def test_differences_lead_from_one_version_to_the_other(before, after):
    found = cards.cells(before)
    for change in cards.changes(before, after):
        assert change.before == found.get(change.key, "")
        found[change.key] = change.after

    assert {key: text for key, text in found.items() if text} == cards.cells(after)
    assert cards.changes(after, after) == []


@given(st.decimals(0, 10**9, places=2), st.decimals(0, 20, places=2), st.integers(-3, 30))
def test_indexation_never_lowers_an_amount_and_does_nothing_backwards(amount, per_cent, years):
    grown = cards.grown(amount, per_cent, years)

    assert grown >= amount
    assert years > 0 or grown == amount


# -- with a database -----------------------------------------------------------------------------------


@pytest.fixture
def mine(db):
    return service_card(valid(), home(), "in_work")


def own(mine):
    return {(cell.slot, cell.column): cell.text for cell in mine.cells.all()}


def word(text, base="do 20 pracovních dnů"):
    return {cards.Key("reaction", "1", "text"): cards.Own(text, base)}


def save(mine, words, numbers=None, part=6):
    write.save_cells(
        mine, words, numbers or {}, part=part, seen=mine.version, by=official("registrar")
    )


def test_what_says_the_same_as_the_template_is_not_kept(mine):
    save(mine, word("do 30 dnů"))
    assert own(mine) == {("reaction", "text"): "do 30 dnů"}
    save(mine, word("do 20 pracovních dnů"))
    assert own(mine) == {}
    assert [row.history_type for row in CardCell.history.order_by("history_id")] == ["+", "-"]


def test_a_part_never_writes_into_another_one_nor_into_what_is_the_regions(mine):
    foreign = word("A") | {cards.Key("public_text", "1", "text"): cards.Own("Náš text", "")}

    save(mine, foreign, {"direct": Decimal(9)}, part=1)

    assert own(mine) == {}


def test_numbers_are_kept_only_for_norms_of_the_card(mine):
    save(mine, {}, {"direct": Decimal("6.1"), "cizi": Decimal(1)}, part=7)

    assert [(cell.code, cell.number) for cell in mine.cells.all()] == [("direct", Decimal("6.1"))]


def test_the_second_who_saves_is_told(mine):
    seen = mine.version
    save(mine, word("do 30 dnů"))

    with pytest.raises(Stale):
        write.save_cells(mine, word("jinak"), {}, part=6, seen=seen, by=official())


def test_what_was_confirmed_is_never_written_again(mine):
    write.confirm(mine, by=official(), today=date(2026, 6, 1))

    with pytest.raises(ValidationError, match="už je potvrzená"):
        save(mine, word("jinak"))


def test_a_change_of_a_confirmed_card_is_a_new_row_and_the_old_one_ends(mine):
    by = official()
    save(mine, word("do 30 dnů"))
    write.confirm(mine, by=by, today=date(2026, 6, 1))
    again = write.change_again(mine, by=by)
    assert own(again) == {("reaction", "text"): "do 30 dnů"}
    assert write.change_again(mine, by=by) == again

    write.confirm(again, by=by, today=date(2026, 6, 1))  # the very same day

    mine.refresh_from_db()
    assert [(row.state, row.valid_from, row.valid_to) for row in (mine, again)] == [
        ("replaced", date(2026, 6, 1), date(2026, 6, 1)),
        ("confirmed", date(2026, 6, 2), None),
    ]
    assert ServiceCard.objects.confirmed_on(date(2026, 6, 1)).get() == mine


def test_a_card_being_filled_goes_over_to_the_next_version_with_its_words(mine):
    save(mine, word("do 30 dnů"))
    card = version(3, "approved")
    card.entries.filter(slot="reaction").update(text="do 10 dnů")

    write.put_in_force(
        card, first_day=date(2027, 1, 1), update_by=date(2027, 3, 1),
        today=date(2026, 6, 1), by=official(),
    )  # fmt: skip

    mine.refresh_from_db()
    assert (mine.card, mine.state, mine.update_by) == (card, "to_fill", date(2027, 3, 1))
    cell = next(
        row.cells[0]
        for one in cards.fill(card.rows(), mine.own())
        for row in one.rows
        if one.slot.name == "reaction"
    )
    assert (cell.text, cell.template, cell.has_moved) == ("do 30 dnů", "do 10 dnů", True)

    write.confirm(mine, by=official(), today=date(2026, 6, 2))
    assert mine.cells.get().base == "do 10 dnů"
    assert mine.valid_from == date(2027, 1, 1)


def test_words_of_a_row_that_the_region_dropped_stay_as_the_services_own(mine):
    extra = entry(mine.card, "groups", "g9", text="senioři")
    key = cards.Key("groups", "g9", "text")
    save(mine, {key: cards.Own("senioři a jejich blízcí", "senioři")}, part=1)
    extra.delete()

    rows = [row for one in cards.fill(mine.card.rows(), mine.own()) for row in one.rows]
    kept = next(row for row in rows if row.code == "g9")
    assert (kept.is_added, kept.cells[0].text) == (True, "senioři a jejich blízcí")


@pytest.mark.parametrize("number", [1, 30])
def test_opening_cards_costs_the_same_whatever_the_number_of_services(
    db, number, django_assert_max_num_queries
):
    before = valid()
    for _at in range(number):
        service_card(
            before, home(), "confirmed", valid_from=before.valid_from, confirmed_at=timezone.now()
        )
    card = version(3, "approved")

    with django_assert_max_num_queries(32):
        opened = write.put_in_force(
            card, first_day=date(2027, 1, 1), update_by=date(2027, 3, 1),
            today=date(2026, 6, 1), by=official(),
        )  # fmt: skip

    assert opened == number
