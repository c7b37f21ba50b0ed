"""Tables of fixtures/cards/: sixteen sample cards, whole, loaded once, binding nobody."""

from datetime import date
from pathlib import Path

import pytest

from providers import cards
from providers.actions.load_cards import load_cards
from providers.actions.load_codelists import load_codelists
from providers.models import CardNorm, CardTemplate, CardVersion
from sitis.fixtures import FIXTURES, BrokenTable, read_table

CODES = [
    *("37-A", "39-T", "40-T", "44-T", "44-P", "46-A", "48-P", "49-P"),
    *("50-P", "51-P", "54-T", "57-P", "62-A", "65-T", "69-T", "70-A"),
]


def rows(file):
    return list(read_table(FIXTURES / "cards" / f"{file}.csv"))


def test_there_are_the_sixteen_cards_the_dossier_names():
    assert [row["code"] for row in rows("templates")] == CODES


@pytest.mark.parametrize("code", CODES)
def test_each_card_says_something_in_all_thirteen_parts(code):
    parts = {cards.SLOT[row["slot"]].part for row in rows("entries") if row["card"] == code}
    parts |= {cards.PART_OF[row["subject"]] for row in rows("norms") if row["card"] == code}

    assert parts == {part.number for part in cards.PARTS}


@pytest.mark.parametrize("code", CODES)
def test_each_need_says_who_else_can_meet_it_what_is_done_and_what_comes_of_it(code):
    needs = [row for row in rows("entries") if row["card"] == code and row["slot"] == "needs"]

    assert len(needs) >= 4
    assert all(row[column.name] for row in needs for column in cards.SLOT["needs"].columns)


def test_a_row_uses_only_the_columns_of_its_slot():
    for row in rows("entries"):
        used = {name for name in cards.COLUMNS if row[name]}
        assert used <= {column.name for column in cards.SLOT[row["slot"]].columns}, row


@pytest.fixture
def loaded(db):
    load_codelists(FIXTURES / "codelists")
    return load_cards(FIXTURES / "cards")


def test_loading_founds_drafts_marked_as_samples(loaded):
    assert [(table.created, table.unchanged) for table in loaded] == [(16, 0)]
    assert set(CardVersion.objects.values_list("state", "is_sample", "number")) == {
        ("draft", True, 1)
    }
    assert CardNorm.objects.exclude(source="ukázková hodnota").count() == 0


def test_no_sample_number_holds_for_anybody(loaded):
    assert not CardNorm.objects.norms_on(date(2026, 6, 1)).exists()


def test_loading_again_changes_nothing_of_what_the_region_wrote(loaded):
    template = CardTemplate.objects.get(code="49-P")
    template.code = "49-DS"
    template.save()

    again = load_cards(FIXTURES / "cards")

    assert [(table.created, table.unchanged) for table in again] == [(0, 16)]
    assert CardTemplate.objects.count() == 16


def test_a_broken_number_writes_nothing(db, tmp_path):
    load_codelists(FIXTURES / "codelists")
    for file in Path(FIXTURES / "cards").glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace(",6.5,", ",šest,")
        (tmp_path / file.name).write_text(text, encoding="utf-8")

    with pytest.raises(BrokenTable, match="nečitelný řádek"):
        load_cards(tmp_path)

    assert not CardTemplate.objects.exists()
