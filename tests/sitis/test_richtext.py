"""Rich text: one stored form, whatever comes in, and the same text back from Markdown."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sitis.richtext import clean, from_markdown, to_markdown

letters = st.text(
    "aŽ1 .,-+#*_`~^[](){}<>|\\!&;:=\"'\u00a0\n", min_size=1, max_size=9
) | st.sampled_from(["slovo", " ", "1. ", "{{a}}", "&amp;", "**", "---", ": x", "^[x]", "<b>"])
escaped = letters.map(
    lambda said: said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
)


def tagged(inner):
    marks = st.sampled_from(["strong", "em", "sub", "sup"])
    return (
        st.builds("<{0}>{1}</{0}>".format, marks, inner)
        | st.builds(
            '<a href="{0}">{1}</a>'.format,
            st.sampled_from(
                ["https://a.cz/x_(y)?a=1&amp;copy;=2", "#p-1", "/plany/", "mailto:a@b.cz"]
            ),
            inner,
        )
        | st.builds('<span data-note="">{0}</span>'.format, inner)
        | st.lists(inner, max_size=3).map("".join)
    )


inline = st.recursive(escaped | st.just("<br>"), tagged, max_leaves=6)
cells = st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["td", "td", "th"]), inline) | st.builds(
    '<td colspan="{0}" rowspan="2">{1}</td>'.format, st.integers(1, 3), inline
)
rows = st.lists(cells, min_size=1, max_size=3).map(lambda those: f"<tr>{''.join(those)}</tr>")
heads = st.lists(inline, min_size=2, max_size=2).map(
    lambda those: f"<thead><tr><th>{'</th><th>'.join(those)}</th></tr></thead>"
)
pairs = st.lists(inline, min_size=2, max_size=2).map(
    lambda those: f"<tr><td>{'</td><td>'.join(those)}</td></tr>"
)
captions = st.just("") | inline.map("<caption>{}</caption>".format)
tables = st.builds(
    "<table>{0}{1}</table>".format, captions, st.lists(rows, max_size=3).map("".join)
) | st.builds(
    "<table>{0}{1}{2}</table>".format, captions, heads, st.lists(pairs, max_size=2).map("".join)
)
lists = st.recursive(
    inline.map("<li>{}</li>".format),
    lambda inner: st.builds(
        "<{0}><li>{1}{2}</li></{0}>".format,
        st.sampled_from(["ul", "ol"]),
        inline,
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)
blocks = (
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["h1", "h2", "h3", "h4", "p", "p"]), inline)
    | tables
    | lists
    | inline
    | st.lists(inline.map("<p>{}</p>".format), max_size=3).map(
        lambda those: f"<blockquote>{''.join(those)}</blockquote>"
    )
    | st.just('<div data-block="needs" data-options="kind=home_care;year=2028"></div>')
)
documents = st.lists(blocks, max_size=5).map("".join)


@given(documents)
@settings(max_examples=100)
def test_cleaning_again_changes_nothing(html):
    once = clean(html)

    assert clean(once) == once


@given(st.text("<>/=\"'abp ul li td h&;!-[]{}\n", max_size=60))
def test_broken_tags_are_mended_once(html):
    once = clean(html)

    assert clean(once) == once


@given(documents)
@settings(max_examples=200)
def test_markdown_gives_back_the_same_text(html):
    kept = clean(html)

    assert from_markdown(to_markdown(kept), kept) == kept
