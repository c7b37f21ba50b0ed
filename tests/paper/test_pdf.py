"""Documents on paper: what a reader, a reader by ear and an archive need of the file."""

import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from sitis.paper import Chapter, Column, Table, Text, Volume
from sitis.pdf import STATIC, ForbiddenAddress, html_to_pdf, volume_html
from tests.paper.boxes import faults, layout
from tests.paper.sample import MOMENT, TITLE, sample_pdf, volume

ROOT = Path(__file__).parents[2]

IMPRINT, STATE = volume(1, 1).imprint, volume(1, 1).state


@pytest.fixture(scope="module")
def content():
    return sample_pdf()


@pytest.fixture(scope="module")
def pages(content):
    read = pypdf.PdfReader(BytesIO(content)).pages
    return [page.extract_text().replace("\xa0", " ") for page in read]


def draw(html, **more):
    return html_to_pdf(html, moment=MOMENT, title="Pokus", **more)


def plain(html):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(draw(html))).pages)


def page_of(pages, words, after=3):
    return next(number for number, text in enumerate(pages, 1) if number > after and words in text)


def test_the_same_content_makes_the_same_bytes(content):
    assert sample_pdf() == content


def test_the_bytes_do_not_depend_on_the_process(content):
    """Sets and dictionaries of names go in another order in each process."""
    script = (
        "import sys, django; django.setup()\n"
        "from django.utils import translation; translation.activate('cs')\n"
        "from tests.paper.sample import sample_pdf; sys.stdout.buffer.write(sample_pdf())"
    )
    settings = {"SITIS_MODE": "test", "DJANGO_SETTINGS_MODULE": "sitis.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | settings | {"PYTHONHASHSEED": "4"},
        capture_output=True,
    )

    assert done.stdout == content, done.stderr.decode()[-1000:]


def test_the_moment_does_not_depend_on_the_zone_of_the_machine(monkeypatch):
    here = draw("<p>text</p>")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    there = draw("<p>text</p>")
    monkeypatch.undo()
    time.tzset()

    assert there == here


def test_steps_are_told_as_they_begin():
    told = []
    draw("<p>text</p>", note=told.append)

    assert told == ["Sazba", "Značkování"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/a.png",
        "https://kraj.example/a.png",
        "//kraj.example/a.png",
        "ftp://kraj.example/a.png",
        "file:///etc/hostname",
        "../manage.py",
        "css/../../manage.py",
        "%2e%2e/manage.py",
        "css",
        "neni.png",
    ],
)
def test_only_bundled_files_are_opened(address):
    with pytest.raises(ForbiddenAddress, match="není součástí systému"):
        draw(f'<img src="{address}" alt="">')


def test_bundled_files_and_data_are_opened():
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    assert (STATIC / "icon.svg").is_file()

    assert draw(f'<img src="icon.svg" alt="znak"><img src="{dot}" alt="tečka">').startswith(b"%PDF")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<script>while(true){}</script><p onclick='x()'>text",
        "<table><tr><td>" * 20,
        "<p>" + "ž" * 5000,
        "\x00\ufffe<p>&#0;&bogus;",
    ],
)
def test_broken_html_comes_out(html):
    assert len(pypdf.PdfReader(BytesIO(draw(html))).pages) >= 1


def test_a_script_is_not_printed():
    assert plain("<script>alert(1)</script><p>zůstane</p>").strip() == "zůstane"


def test_contents_name_the_pages_of_chapters(pages):
    contents = pages[2]
    for title in ("Úvod", "Kdo v kraji žije", "Potřeby území", "Zákonná kontrola"):
        line = next(line for line in contents.splitlines() if title in line)
        assert int(line.split()[-1]) == page_of(pages, title), line


def test_every_page_after_the_cover_says_where_one_is(pages):
    assert not [
        at for at, text in enumerate(pages[1:], 2) if f"strana {at} z {len(pages)}" not in text
    ]
    assert not [at for at, text in enumerate(pages, 1) if IMPRINT.number not in text]
    assert not [at for at, text in enumerate(pages[1:], 2) if STATE not in text]
    assert "Příloha A Potřeby území" in pages[-2].replace("\xa0", " ")


def test_no_page_is_blank(pages):
    assert all(len(text) > 150 for text in pages)


def test_a_wide_table_lies_on_its_side_with_its_head_repeated(content, pages):
    reader = pypdf.PdfReader(BytesIO(content))
    lying = [
        at for at, page in enumerate(reader.pages) if page.mediabox.width > page.mediabox.height
    ]

    assert len(lying) >= 2
    assert all("Cílová skupina" in pages[at] for at in lying)


def test_everything_is_numbered(pages):
    whole = " ".join(" ".join(pages).replace("\xa0", " ").split())

    assert "Tabulka 1: Obyvatelé podle věku" in whole
    assert "Obrázek 1: Podíl seniorů" in whole
    assert "Příloha B Zákonná kontrola" in whole
    assert "1. Území obcí s rozšířenou působností" in whole


def test_fonts_are_embedded(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        described = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)
                     and one.get("/Type") == "/FontDescriptor"]  # fmt: skip

    assert {str(one.FontName).split("+")[1].split("-")[0] for one in described} == {"Roboto"}
    assert all("/FontFile2" in one or "/FontFile3" in one for one in described)


def test_readers_by_ear_get_tags_language_title_and_bookmarks(content):
    reader = pypdf.PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    bookmarks = [one.title for one in reader.outline if not isinstance(one, list)]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "cs"
    assert reader.metadata.title == TITLE
    assert reader.metadata.creation_date == MOMENT
    assert any("Úvod" in title for title in bookmarks)
    assert any("Zákonná kontrola" in title for title in bookmarks)


def test_the_file_says_which_standards_it_obeys(content):
    with pikepdf.open(BytesIO(content)) as pdf:
        said = pdf.Root.Metadata.read_bytes().decode()

    assert 'pdfaid:part="2"' in said
    assert 'pdfaid:conformance="A"' in said
    assert 'pdfuaid:part="1"' in said


def test_a_table_of_3000_rows_comes_out_whole():
    rows = [[f"Služba {at}", "pečovatelská služba v obci", f"{at},50"] for at in range(3000)]
    table = Table("Služby", [Column("Název"), Column("Druh"), Column("Úvazky", "right")], rows)
    big = Volume.of("Seznam", volume().imprint, [Chapter("Služby", [table])])
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(draw(volume_html(big)))).pages]

    assert "2999,50" in pages[-1]
    assert sum(text.count("pečovatelská") for text in pages) == 3000


def test_an_empty_document_comes_out():
    empty = Volume.of("Prázdný plán", volume().imprint, [Chapter("Potřeby", [Table("Potřeby", [Column("Druh")], [])])])  # fmt: skip

    text = plain(volume_html(empty))
    assert "Nejsou žádné údaje" in text


def test_names_are_text_never_markup():
    table = Table("<b>T</b>", [Column("<i>S</i>")], [["<script>x</script>"]])
    chapter = Chapter("<u>K</u>", [Text("<h2>N</h2>"), table])
    html = volume_html(Volume.of("<s>D</s>", volume().imprint, [chapter]))

    assert not [tag for tag in ("<b>T", "<i>S", "<script>", "<u>K", "<s>D") if tag in html]
    assert "<h3>N</h3>" in html


LONG = "Nejneobhospodařovávatelnějšímiúzemnímicelky" * 3


def long_words():
    """Words and numbers that fit nowhere: in headings, texts, notes, heads and narrow columns."""
    years = [Column(str(year), "right") for year in range(2024, 2033)]
    text = f"<p>{LONG} {LONG}</p><h2>{LONG}</h2><ul><li>{LONG}</li></ul><p>a<span data-note=''>{LONG}</span></p>"
    rich = f"<table><tr><th>{LONG}</th><th>b</th></tr><tr><td>x</td><td>{LONG}</td></tr></table>"
    parts = [
        Text(text + rich),
        Table(LONG, [Column(LONG)] * 8, [[LONG] * 8]),
        Table(
            "Kč",
            [Column("Druh"), *years],
            [["pečovatelská služba", *["1\xa0234\xa0567\xa0890"] * 9]],
        ),
    ]
    words = {"period": LONG, "subtitle": LONG, "resolution": LONG, "state": LONG[:60]}
    return Volume.of(f"Plán {LONG}", IMPRINT, [Chapter(LONG, parts)], **words)


@pytest.mark.parametrize("make", [volume, long_words])
def test_no_word_leaves_its_cell_or_page_and_no_page_is_blank(make):
    assert faults(layout(volume_html(make()))) == []


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p style='white-space: nowrap'>" + "slovo " * 80, "vyčnívá"),
        (f"<table style='table-layout: fixed; width: 80px'><tr><td style='width: 40px'>{LONG}<td>a</table>", "vyčnívá"),
        ("<p>málo", "jen 4 písmen"),
    ],
)  # fmt: skip
def test_faults_of_pages_are_seen(html, said):
    assert said in " ".join(faults(layout(html)))


def test_a_table_whose_numbers_do_not_fit_lies_on_its_side_in_small_type():
    table = next(one for one in long_words().tables if one.caption == "Kč")

    assert (table.wide, table.has_small_type) == (True, True)
    assert sum(table.widths) <= 100
    assert not Table("Kč", [Column("Druh"), Column("Kč", "right")], [["a", "1"]]).is_crowded


def test_contents_leave_no_page_of_a_single_line():
    def lines_of_pages(count):
        rows = "".join(f'<li class="level-2"><a>{at} Kapitola</a></li>' for at in range(count))
        style = '<link rel="stylesheet" href="css/print/document.css">'
        laid = layout(f'{style}<section class="contents"><h2>Obsah</h2><ul>{rows}</ul></section>')
        return [
            sum(getattr(box, "element_tag", "") == "li" for box in page._page_box.descendants())
            for page in laid.pages
        ]

    found = [lines_of_pages(count) for count in range(32, 40)]

    assert {len(pages) for pages in found} == {1, 2}
    assert min(pages[-1] for pages in found) >= 3
