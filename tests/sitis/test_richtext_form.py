"""The field of rich text in a form."""

import pytest
from django import forms

from sitis.richtext import MOST, clean
from sitis.richtext.forms import MOST_HTML, RichTextField
from sitis.richtext.models import RichText

KEPT = clean('<h2 id="p-11111111">Úvod</h2><p id="p-22222222">Služeb je <strong>osm</strong>.</p>')


class Chapter(forms.Form):
    text = RichTextField(label="Text", kinds={"needs": "potřeby"})


def sent(text, format="markdown", initial=KEPT):
    return Chapter({"text": text, "text_format": format}, initial={"text": initial})


def test_the_field_offers_markdown_and_keeps_ids_of_what_did_not_change():
    shown = str(Chapter(initial={"text": KEPT})["text"])
    form = sent("## Úvod\n\nSlužeb je **devět**.\n\nDalší.\n")

    assert "## Úvod\n\nSlužeb je **osm**." in shown
    assert form.is_valid()
    assert form.cleaned_data["text"].startswith(
        '<h2 id="p-11111111">Úvod</h2>\n<p id="p-22222222">Služeb je <strong>devět</strong>.</p>\n'
    )


def test_the_same_text_sent_back_is_no_change():
    assert not sent("## Úvod\r\n\r\nSlužeb je **osm**.\r\n").has_changed()


def test_html_is_cleaned_and_shown_as_markdown_again():
    form = sent(
        '<p id="p-22222222" onclick="x()">Služeb je <b>deset</b></p><script>x</script>', "html"
    )

    assert form.is_valid()
    assert form.cleaned_data["text"] == ('<p id="p-22222222">Služeb je <strong>deset</strong></p>')
    assert "Služeb je **deset**" in str(form["text"])


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_too_long_a_text_is_refused_with_its_length_and_kept(format):
    form = sent("slovo " * (MOST // 6 + 100), format)

    assert not form.is_valid()
    assert "500\u00a0000" in form.errors["text"][0]
    assert str(form["text"]).count("slovo") > MOST // 6


def test_html_too_long_to_be_read_keeps_its_words_and_opens_no_empty_editor():
    """Five megabytes of a pasted page took half a minute, and the editor then began with nothing."""
    form = sent("<p>slovo <b>jiné</b></p>" * (MOST_HTML // 20), "html")

    assert not form.is_valid()
    assert form["text"].value().count("slovo") == MOST_HTML // 20
    shown = str(form["text"])
    assert "slovo  jiné" in shown
    assert "data-edited" not in shown


def test_an_unknown_block_is_told_not_dropped():
    form = sent("Přehled\n\n{{need year=2028}}")

    assert form.errors["text"] == ["Živý blok {{need}} neznáme. Do tohoto textu lze vložit: needs."]
    assert "{{need year=2028}}" in str(form["text"])


def test_a_field_of_a_model_offers_it():
    assert isinstance(RichText(blank=True).formfield(), RichTextField)
    assert RichText(blank=True).formfield().clean("") == ""
