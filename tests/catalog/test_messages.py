"""Whatever a public page says, it says in English and Ukrainian too."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from tests.catalog.messages import ROOT, Message, public_messages, templates

FORMS = {"en": 2, "uk": 4}
_PART = re.compile(r'(?:include|extends) "([^"]+)"')
_PLACE = re.compile(r"%(?:\(\w+\))?[sd]")
_TAG = re.compile(r"</?\w+[^>]*>")
_STRING = re.compile(r'^(msgid|msgid_plural|msgstr)(?:\[(\d)\])? (".*"(?:\n".*")*)$', re.MULTILINE)


def folder(language) -> Path:
    return ROOT / "catalog" / "locale" / language / "LC_MESSAGES"


def compiled(language):
    with (folder(language) / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def written(language):
    """The source of the catalogue: (msgid, msgid_plural) -> its translations."""
    found = {}
    text = (folder(language) / "django.po").read_text(encoding="utf-8")
    for block in re.split(r"\n\s*\n", text):
        parts = {}
        for name, number, quoted in _STRING.findall(block):
            parts[name, number] = "".join(ast.literal_eval(line) for line in quoted.split("\n"))
        said = [value for (name, _number), value in sorted(parts.items()) if name == "msgstr"]
        found[Message(parts["msgid", ""], parts.get(("msgid_plural", ""), ""))] = said
    return found


@pytest.fixture(scope="module")
def needed():
    return public_messages()


def test_every_part_of_a_public_page_is_read():
    """What a page includes or extends is read too, but for what only officials see."""
    read = {str(page.relative_to(ROOT / "templates")) for page in templates()}
    parts = {
        part for page in templates() for part in _PART.findall(page.read_text(encoding="utf-8"))
    }

    assert parts - read == {"_footer.html", "_header.html", "accounts/_looking_as.html"}


@pytest.mark.parametrize("language", FORMS)
def test_every_message_of_a_public_page_is_translated(needed, language):
    known = compiled(language)
    missing = []
    for message, place in needed.items():
        if message.many:
            forms = [known.get((message.one, number)) for number in range(FORMS[language])]
        else:
            forms = [known.get(message.one)]
        if not all(forms):
            missing.append(f"{place}: {message.one}")

    assert len(needed) > 200
    assert missing == []


@pytest.mark.parametrize("language", FORMS)
def test_translation_keeps_places_for_values_and_links(language):
    for message, said in written(language).items():
        if not message.one:
            continue
        for number, form in enumerate(said):
            source = message.many if message.many and number else message.one
            assert sorted(_PLACE.findall(form)) == sorted(_PLACE.findall(source)), form
            assert sorted(_TAG.findall(form)) == sorted(_TAG.findall(source)), form


@pytest.mark.parametrize("language", FORMS)
def test_compiled_catalogue_is_that_of_the_source(language):
    known, source = compiled(language), written(language)

    for message, said in source.items():
        keys = [(message.one, n) for n in range(len(said))] if message.many else [message.one]
        assert [known[key] for key in keys] == said
    ours = {key[0] if isinstance(key, tuple) else key for key in known}
    assert ours == {message.one for message in source}


@pytest.mark.parametrize("language", FORMS)
def test_catalogue_holds_nothing_that_no_page_says(needed, language):
    assert [message for message in written(language) if message.one and message not in needed] == []


@pytest.mark.parametrize(
    ("language", "count", "words"),
    [
        ("en", 1, "1 free place"),
        ("en", 2, "2 free places"),
        ("uk", 1, "1 вільне місце"),
        ("uk", 3, "3 вільні місця"),
        ("uk", 5, "5 вільних місць"),
        ("uk", 11, "11 вільних місць"),
        ("uk", 21, "21 вільне місце"),
        ("uk", 22, "22 вільні місця"),
    ],
)
def test_counts_follow_the_language(language, count, words):
    with translation.override(language):
        said = ngettext("%(count)s volné místo", "%(count)s volných míst", count)

    assert said % {"count": count} == words
