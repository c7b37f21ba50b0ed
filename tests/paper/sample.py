"""An invented document of some pages that holds every element; drawn by tests and checked by veraPDF."""

from datetime import UTC, date, datetime

from django.utils.safestring import mark_safe

from sitis.paper import Chapter, Column, Figure, Imprint, Table, Text, Volume
from sitis.pdf import html_to_pdf, volume_html

MOMENT = datetime(2027, 12, 13, 9, 30, tzinfo=UTC)
TITLE = "Střednědobý plán rozvoje sociálních služeb Vymyšleného kraje"

INTRODUCTION = """
<h2 id="a1">K čemu plán slouží</h2>
<p>Plán říká, <strong>jaké služby</strong> kraj potřebuje v letech 2028–2032 a z čeho je zaplatí. Vychází
z potřeb, které odevzdala jednotlivá území<span data-note="">Území obcí s rozšířenou působností, zkráceně ORP.
Všechny údaje v této ukázce jsou vymyšlené.</span>, a <em>sjednocuje</em> je v okresech i v celém kraji.</p>
<h4>Zásady</h4>
<ul><li>Služba přichází za člověkem.</li><li>Rodina, která pečuje, má oporu; viz
<a href="https://kraj.example/plan">stránky kraje</a>.</li></ul>
<ol><li>Zjistit, co chybí.<ul><li>u seniorů</li><li>u lidí bez domova</li></ul></li><li>Dohodnout pořadí.</li></ol>
<blockquote><p>Nejlepší služba je ta, o které člověk ví a dostane se k ní.</p></blockquote>
<table><thead><tr><th scope="col">Zkratka</th><th scope="col">Význam</th></tr></thead>
<tbody><tr><td>H<sub>2</sub>O, m<sup>2</sup></td><td>dolní a horní index</td></tr></tbody></table>
"""

PARAGRAPH = (
    "<p>V obcích kolem Horní Vymyšlené žije stále více lidí starších osmdesáti let. Terénní pečovatelská "
    "služba k nim dojíždí v pracovní dny, o víkendech a večer však pomoc chybí. Poskytovatelé odmítli "
    "za rok 2026 celkem 1 240 zájemců, nejčastěji proto, že neměli volnou kapacitu.</p>"
)

ICON = mark_safe(
    '<svg role="img" viewBox="0 0 100 20"><title>Dva pruhy, delší je první</title>'
    '<rect width="100" height="8" fill="#005a9c"/><rect y="12" width="60" height="8" fill="#94bde0"/></svg>'
)


def needs(rows: int) -> Table:
    columns = [
        Column("Druh služby a forma"), Column("Cílová skupina"), Column("Území"),
        Column("Dnes (úvazky)", "right"), Column("Potřeba 2032 (úvazky)", "right"), Column("Důvod"),
    ]  # fmt: skip
    reasons = ("přibývá lidí nad 80 let", "služba v území chybí a lidé za ní dojíždějí 40 km", "")
    filled = [
        (f"pečovatelská služba, terénní {at}", "senioři", f"ORP Vymyšlená {at % 21 + 1}",
         f"{at % 9},50", f"{at % 9 + 2},00", reasons[at % 3])
        for at in range(1, rows + 1)
    ]  # fmt: skip
    return Table("Potřeby podle druhů služeb a území", columns, filled, wide=True,
                 notes=["Úvazky v přímé péči, přepočtené na celé."])  # fmt: skip


def volume(rows: int = 45, chapters: int = 2) -> Volume:
    small = Table(
        "Obyvatelé podle věku",
        [Column("Věk"), Column("2020", "right"), Column("2026", "right")],
        [["0–14 let", "12 345", "11 987"], ["15–64 let", "50 123", "48 005"], ["65 a více let", "15 004", "17 890"]],
    )  # fmt: skip
    long_cell = Table(
        "Opatření s dlouhým popisem", [Column("Opatření"), Column("Popis")],
        [["1.1.1 Odlehčovací služba", "Zřídit odlehčovací službu pro pečující rodiny. " * 60]],
    )  # fmt: skip
    body = [
        Chapter("Úvod", [Text(INTRODUCTION), small, Figure("Podíl seniorů", ICON, small)]),
        Chapter("Kdo v kraji žije", [Text(PARAGRAPH * 3)], level=2),
    ]
    body += [
        Chapter(f"Priorita {at}: dostupná pomoc doma i v obci", [Text(PARAGRAPH * 2), long_cell])
        for at in range(1, chapters)
    ]
    annexes = [
        Chapter("Potřeby území", [needs(rows)]),
        Chapter("Zákonná kontrola", [Text(PARAGRAPH)]),
    ]
    return Volume.of(
        TITLE,
        Imprint("SITIS-2027-000123", "1.0", MOMENT, "1.4.0",
                "https://socialni-sluzby.kraj.example/overeni/SITIS-2027-000123/", "Vymyšlený kraj",
                "Creative Commons Uveďte původ 4.0"),
        body,
        annexes,
        subtitle="Ukázka s vymyšleným obsahem",
        period="2028–2032",
        resolution="Usnesení Zastupitelstva Vymyšleného kraje č. 123/27/Z9",
        day=date(2027, 12, 13),
        state="Ukázka, ne platný dokument",
    )  # fmt: skip


def sample_pdf() -> bytes:
    return html_to_pdf(volume_html(volume()), moment=MOMENT, title=TITLE)
