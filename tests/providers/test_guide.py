"""Situations, synonyms, plain texts and translations, as load_guide brings and officials change them."""

import csv

import pytest

from providers.actions.load_codelists import load_codelists
from providers.actions.load_guide import load_guide
from providers.models import (
    InterfaceLanguage,
    KindText,
    ServiceKind,
    Situation,
    Synonym,
    Translation,
)
from sitis.fixtures import FIXTURES, BrokenTable
from sitis.versions import save_version
from tests.factories import official

pytestmark = pytest.mark.django_db
TABLES = [KindText, Situation, Synonym, Translation, InterfaceLanguage]
DEBTS = {
    "slug": "dluhy", "position": "10", "is_featured": "1", "name": "Dluhy a exekuce",
    "text": "Poradí v poradně.", "kinds": "social_counselling; social_rehabilitation",
    "target_groups": "18;30", "words": "exekutor;půjčka", "name_en": "Debts", "text_en": "Ask.",
    "words_en": "loan", "name_uk": "", "text_uk": "", "words_uk": "",
}  # fmt: skip
HOME = DEBTS | {
    "slug": "bydleni", "position": "20", "is_featured": "", "name": "Nemám kde spát",
    "kinds": "night_shelter", "target_groups": "", "name_en": "", "name_uk": "Ніде ночувати",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _kinds(db):
    load_codelists(FIXTURES / "codelists")


@pytest.fixture
def folder(tmp_path):
    put(tmp_path, "situations.csv", DEBTS, HOME)
    put(tmp_path, "synonyms.csv", {"words": "pečák", "means": "pečovatelská", "language": "cs"})
    put(
        tmp_path,
        "kind_texts.csv",
        {"kind": "shelter", "language": "cs", "summary": "Střecha.", "text": "Bydlí.", "law": ""},
    )
    put(
        tmp_path,
        "translations.csv",
        {"table": "service_kind", "slug": "shelter", "language": "en", "name": "Shelters"},
    )
    return tmp_path


def put(folder, file, *rows):
    with (folder / file).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def everything():
    return {
        table: [list(rows.order_by("pk").values()) for rows in (table.objects, table.history)]
        for table in TABLES
    }


def leads_to(situation):
    return (
        sorted(situation.kinds.values_list("slug", flat=True)),
        sorted(situation.target_groups.values_list("rpss_code", flat=True)),
    )


def test_files_become_rows(folder):
    load_guide(folder)

    debts, home = Situation.objects.all()
    assert (debts.name, debts.is_featured, home.is_featured) == ("Dluhy a exekuce", True, False)
    assert leads_to(debts) == (["social_counselling", "social_rehabilitation"], ["18", "30"])
    assert leads_to(home) == (["night_shelter"], [])
    assert set(Translation.objects.values_list("table", "slug", "language", "name", "words")) == {
        ("service_kind", "shelter", "en", "Shelters", ""),
        ("situation", "dluhy", "en", "Debts", "loan"),
        ("situation", "bydleni", "uk", "Ніде ночувати", ""),
    }
    assert KindText.objects.get().kind.slug == "shelter"
    assert Synonym.objects.get().means == "pečovatelská"
    assert set(InterfaceLanguage.objects.values_list("language", "is_approved")) == {
        ("en", False),
        ("uk", False),
    }


def test_second_load_changes_nothing(folder):
    load_guide(folder)
    before = everything()

    tables = load_guide(folder)

    assert [(table.created, table.changed, table.kept) for table in tables] == [(0, 0, [])] * 5
    assert everything() == before


def test_history_says_that_the_loader_wrote_and_what_it_linked(folder):
    load_guide(folder)

    versions = Situation.objects.get(slug="dluhy").history.all()
    assert {version.history_change_reason for version in versions} == {"load_codelists"}
    assert versions[0].kinds.count() == 2


def test_changed_file_changes_text_and_links(folder):
    load_guide(folder)
    put(folder, "situations.csv", DEBTS | {"text": "Nově.", "kinds": "shelter"}, HOME)

    tables = load_guide(folder)

    debts = Situation.objects.get(slug="dluhy")
    assert (debts.text, debts.version, leads_to(debts)[0]) == ("Nově.", 2, ["shelter"])
    assert [table.changed for table in tables] == [0, 1, 0, 0, 0]


def test_what_an_official_changed_stays_and_is_named(folder):
    load_guide(folder)
    debts = Situation.objects.get(slug="dluhy")
    debts.name = "Když dlužím"
    save_version(debts, by=official("registrar"))
    debts.kinds.set(ServiceKind.objects.filter(slug="crisis_help"))
    put(folder, "situations.csv", DEBTS | {"name": "Jinak", "text": "Nově.", "kinds": "shelter"})

    first, second = load_guide(folder)[1], load_guide(folder)[1]

    debts.refresh_from_db()
    assert (debts.name, debts.text, leads_to(debts)[0]) == ("Když dlužím", "Nově.", ["crisis_help"])
    assert first.kept == second.kept == ["Když dlužím: situace", "Když dlužím: druhy služeb"]
    assert (first.changed, second.changed) == (1, 0)
    assert Situation.objects.filter(slug="bydleni").exists(), "nothing is deleted"


def test_key_that_an_official_changed_is_not_written_twice(folder):
    load_guide(folder)
    synonym = Synonym.objects.get()
    synonym.words = "pečovatelka domů"
    save_version(synonym, by=official("registrar"))

    load_guide(folder)

    assert [row.words for row in Synonym.objects.all()] == ["pečovatelka domů"]


def test_what_somebody_approved_is_no_longer_ours(folder):
    load_guide(folder)
    name = Translation.objects.get(slug="shelter")
    name.is_approved = True
    save_version(name, by=official("registrar"))
    put(
        folder,
        "translations.csv",
        {"table": "service_kind", "slug": "shelter", "language": "en", "name": "Other"},
    )

    kept = load_guide(folder)[3].kept

    name.refresh_from_db()
    assert (name.name, name.is_approved) == ("Shelters", True)
    assert kept == ["Shelters (angličtina): název"]


@pytest.mark.parametrize(
    "broken", [{"kinds": "neni"}, {"target_groups": "99"}, {"position": "první"}, {"slug": "dluhy"}]
)
def test_broken_file_writes_nothing(folder, broken):
    put(folder, "situations.csv", DEBTS, HOME | broken)

    with pytest.raises(BrokenTable):
        load_guide(folder)

    assert {table: table.objects.count() for table in TABLES} == dict.fromkeys(TABLES, 0)
