"""What comes in: attacks, Word, broken and huge HTML; what stays is the one stored form."""

import re
import time

import pytest

from sitis.richtext import blocks, clean, render_blocks, with_notes


def without_ids(html):
    return re.sub(r' id="p-[a-z0-9]{8}"', "", html)


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<script>alert(1)</script>a", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="x">a</p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">a</a>', "<p>a</p>"),
        ('<a href="java&#10;script:alert(1)">a</a>', "<p>a</p>"),
        ('<a href="//zlo.example/">a</a>', "<p>a</p>"),
        ('<a href="data:text/html,x">a</a>', "<p>a</p>"),
        (
            '<a href="https://a.cz/?b=1&amp;c=2">a</a>',
            '<p><a href="https://a.cz/?b=1&amp;c=2">a</a></p>',
        ),
        ('<img src="data:image/png;base64,AA" onerror=x>a', "<p>a</p>"),
        ("<svg><a href=x><style>*{}</style></a></svg>a", "<p>a</p>"),
        ("<iframe src=x></iframe><object data=x></object>a", "<p>a</p>"),
        ("<math><mtext><table><mglyph><style><img src=x onerror=x>", ""),
        ("<p>a<p>b</i>c", "<p>a</p>\n<p>bc</p>"),
        ("<h1>a</h1><h6>b</h6>", "<h2>a</h2>\n<h4>b</h4>"),
        ("loose<div>inner<div>deep</div></div>", "<p>loose</p>\n<p>inner</p>\n<p>deep</p>"),
        ("<p>&nbsp;</p><p><br></p><h2></h2><ul><li></li></ul>", ""),
        ("a<br><br>b<br>c", "<p>a</p>\n<p>b<br>c</p>"),
        ("<b><b>a</b></b><i> b</i>", "<p><strong>a</strong> <em>b</em></p>"),
        ("<li>a", "<ul><li>a</li></ul>"),
        ("a\x00b\ud800c\x0cd", "<p>abcd</p>"),
        (
            "<table><tr><th>A<th>B<tr><td>1<td>2</table>",
            '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
            "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        (
            "<table><tr><td colspan=2 bgcolor=red><p>a</p><ul><li>b</ul></table>",
            '<table><tbody><tr><td colspan="2">a<br>– b</td></tr></tbody></table>',
        ),
        (
            '<div data-block="needs" data-options="a=1;b={x};&quot;=2"></div>',
            '<div data-block="needs" data-options="a=1"></div>',
        ),
        ('<div data-block="Ne eds"></div>a', "<p>a</p>"),
        (
            'a<span data-note="">b <script>x</script><i>c</i></span>',
            '<p>a<span data-note="">b <em>c</em></span></p>',
        ),
    ],
)
def test_only_what_is_in_the_list_stays(html, kept):
    assert without_ids(clean(html)) == kept


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head><body lang=CS>
<h1 style='mso-x:1'><a name="_Toc1"></a><span lang=CS>Analýza<o:p></o:p></span></h1>
<p class=MsoNormal style='text-align:justify'><font face="Calibri"><span style='font-size:11.0pt'>Text <b
style='mso-bidi-font-weight:normal'>tučný</b></span></font><span style='mso-spacerun:yes'>&nbsp; </span>dál.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>první<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>vnořená<o:p></o:p></p>
<p class=MsoListParagraph>·&nbsp;&nbsp;&nbsp;bez značek</p>
<p class=MsoNormal>Konec<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference>[1]</span></a>.</p>
<div style='mso-element:footnote-list'><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
href="#_ftnref1" name="_ftn1">[1]</a> Zdroj: zápis.</p></div></div></body></html>"""


def test_what_word_pastes_becomes_plain_paragraphs_lists_and_notes():
    assert without_ids(clean(WORD)) == (
        "<h2>Analýza</h2>\n"
        "<p>Text <strong>tučný</strong> dál.</p>\n"
        "<ul><li>první<ol><li>vnořená</li></ol></li><li>bez značek</li></ul>\n"
        '<p>Konec<span data-note="">Zdroj: zápis.</span>.</p>'
    )


def test_ids_are_kept_and_given_anew_only_to_a_second_one():
    html = clean('<p id="p-aaaa1111">a</p><p id="p-aaaa1111">b</p><p id="x">c</p><p>d</p>')
    ids = re.findall(r'id="([^"]+)"', html)

    assert ids[0] == "p-aaaa1111"
    assert len(set(ids)) == 4
    assert all(re.fullmatch(r"p-[a-z0-9]{8}", id) for id in ids)


@pytest.mark.parametrize(
    "html",
    [
        "<p class=MsoNormal style='x:y'><span style='font:1'>slovo <b>a</b></span><o:p></o:p></p>"
        * 50_000,
        "a" * 5_000_000,
        "<b>" * 100_000 + "a",
        "<div><ul><li>" * 40_000 + "a",
        "<" * 1_000_000,
    ],
    ids=["word", "letters", "marks", "deep", "signs"],
)
def test_five_megabytes_are_read_in_seconds(html):
    start = time.process_time()
    clean(html)

    assert time.process_time() - start < 10


def test_notes_are_listed_below_and_lead_there_and_back():
    html = with_notes(clean('<p>a<span data-note="">b</span></p><table><tr><td>c</table>'), "x-")

    assert 'href="#x-note-1" id="x-note-sign-1" role="doc-noteref"' in html
    assert '<li id="x-note-1">b <a href="#x-note-sign-1" role="doc-backlink"' in html
    assert '<div class="table-frame" role="region" tabindex="0"' in html


def test_live_blocks_are_read_and_replaced():
    html = clean('<p>a</p><div data-block="needs" data-options="kind=home_care;year=2028"></div>')
    (block,) = blocks(html)

    assert (block.kind, block.options) == ("needs", {"kind": "home_care", "year": "2028"})
    assert render_blocks(html, lambda block: f"<b>{block.options['year']}</b>").endswith(
        "<b>2028</b>"
    )
    assert blocks(clean(html, known=["swot"])) == []
