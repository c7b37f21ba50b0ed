"""The eleven points of the sheet (dossier 3.6) as chapters; the page of the service draws the same ones."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.template.defaultfilters import linebreaks_filter
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from evaluation.documents.sheet.cells import Links, answer, number
from evaluation.documents.sheet.content import COOPERATION, QUALITY, SPECIFICS, SheetContent
from evaluation.documents.sheet.measures import (
    COST,
    FUNDING,
    PERFORMANCE,
    STAFF,
    STRUCTURE,
    measured,
    norms_chapter,
    years_chapter,
)
from evaluation.models import Flag
from evaluation.runs.seen import OwnResult
from sitis.paper import Chapter, Column, Part, Table, Text
from sitis.workdays import says


def chapters_of(content: SheetContent, site: str) -> list[Chapter]:
    links = Links(site)
    return [
        *opening(content, links),
        *_measures(content, links),
        *closing(content, links, with_answers=True),
    ]


# -- points 1 and 2 ------------------------------------------------------------------------------------


def opening(content: SheetContent, links: Links) -> Iterator[Chapter]:
    yield Chapter(
        _("Identifikace a karta"), [_about(content, links), *_cards(content), *_network(content)]
    )
    yield norms_chapter(content, links)
    yield Chapter(_("Specifikum"), list(_specifics(content, links)))


def _facts(caption: str, rows: Iterable[tuple[Any, Any]]) -> Table:
    columns = [Column(_("Údaj"), width=32), Column(_("Hodnota"), width=68)]
    return Table(caption, columns, list(rows))


def _about(content: SheetContent, links: Links) -> Table:
    service, run = content.service, content.run
    provider = service.provider
    rows: list[tuple[Any, Any]] = [
        (_("Poskytovatel"), f"{provider.name}, IČO {provider.ico}" if provider.ico else provider),
        (_("Služba"), service.name),
        (_("Druh"), f"{service.kind.name} ({service.kind.section})" if service.kind.section else service.kind.name),
        (_("Identifikátor služby"), service.identifier),
        (_("Rok a sběr"), f"{run.year}, {run.get_occasion_display()}"),
    ]  # fmt: skip
    for part in content.parts:
        rows.append((_("Porovnávaná forma"), part.input.get_form_display()))
        rows.append((_("Skupina srovnání"), _group(content, part)))
    if content.snapshot is not None:
        link = links.snapshot(content.snapshot.pk, content.snapshot)
        rows.append((_("Podklad"), format_html("{}, {}", link, _who_gave(content))))
    return _facts(_("O službě"), rows)


def _group(content: SheetContent, part: Any) -> str:
    if content.exclusion is not None:
        return _("služba se do skupin nepočítá: %s") % content.exclusion.reason
    if not part.words:
        return _("služba není v žádné skupině")
    if part.size is None:
        return str(part.words)
    return _("%(words)s (služeb %(n)d, poskytovatelů %(providers)d)") % {
        "words": part.words, "n": part.size[0], "providers": part.size[1],
    }  # fmt: skip


def _who_gave(content: SheetContent) -> str:
    snapshot, handing = content.snapshot, content.handing
    approved = _("schváleno %s") % says(snapshot.moment) if snapshot else ""
    if handing is None:
        return approved
    given = says(handing.step.moment)
    return _("předáno %(when)s, %(approved)s") % {"when": given, "approved": approved}


def _cards(content: SheetContent) -> Iterator[Part]:
    day = date_format(content.run.last_day, "j. n. Y")
    if not content.cards:
        words = _("Karta služby potvrzená k %s v evidenci není.") % day
        yield Text(format_html("<p>{}</p>", words))
        return
    rows = [
        [
            str(one.template),
            one.template.code,
            one.card.number,
            date_format(one.valid_from, "j. n. Y"),
            date_format(one.valid_to, "j. n. Y") if one.valid_to else _("trvá"),
        ]
        for one in content.cards
    ]
    columns = [
        *(Column(_("Karta")), Column(_("Kód")), Column(_("Verze vzoru"))),
        *(Column(_("Platí od")), Column(_("Platí do"))),
    ]
    yield Table(_("Karta služby k %s") % day, columns, rows)


def _network(content: SheetContent) -> Iterator[Part]:
    day = date_format(content.run.last_day, "j. n. Y")
    if not content.network:
        words = _("V síti služeb k %s služba není.") % day
        yield Text(format_html("<p>{}</p>", words))
        return
    columns = [
        *(Column(_("Forma")), Column(_("Kategorie")), Column(_("Území"))),
        *(Column(_("Počet"), "right"), Column(_("Jednotka"))),
    ]
    rows = [
        [str(one.form), str(one.category), one.place_name, number(one.amount, 2), str(one.unit)]
        for one in content.network
    ]
    yield Table(_("Služba v síti k %s") % day, columns, rows)


def _specifics(content: SheetContent, links: Links) -> Iterator[Part]:
    said = content.said.get(SPECIFICS)
    texts = [(one.template.code, one.specifics) for one in content.cards if one.specifics]
    rows: list[tuple[Any, Any]] = []
    if said and said.row.text:
        rows.append(
            (_("Podle výkazu"), links.snapshot(said.row.snapshot_id, said.row.text, SPECIFICS))
        )
    rows += [(_("Podle karty %s") % code, text) for code, text in texts]
    if rows:
        yield _facts(_("Čím se služba liší"), rows)
    else:
        yield _none(_("Výkaz ani karta žádné specifikum neuvádějí."))
    yield _none(_("Číselník specifik se nevede, proto jsou zde jen slovy poskytovatele."))


def _none(words: str) -> Text:
    return Text(format_html("<p>{}</p>", words))


# -- points 3 to 5 -------------------------------------------------------------------------------------


def _measures(content: SheetContent, links: Links) -> Iterator[Chapter]:
    for title, letter in ((_("Jiné zdroje"), FUNDING), (_("Nákladovost"), COST)):
        yield Chapter(title, list(measured(content, letter, title, links)))
    title = _("Výkonnost")
    yield Chapter(title, list(measured(content, PERFORMANCE, title, links)))
    for title, letter in ((_("Personál"), STAFF), (_("Struktura uživatelů"), STRUCTURE)):
        yield Chapter(title, list(measured(content, letter, title, links)), level=2)
    yield years_chapter(content, links)


# -- points 6 to 11 ------------------------------------------------------------------------------------


def closing(content: SheetContent, links: Links, *, with_answers: bool) -> Iterator[Chapter]:
    """``with_answers``: a page shows deviations and the conclusion where they are worked with."""
    yield Chapter(_("Provázanost a spolupráce"), list(_cooperation(content, links)))
    yield Chapter(_("Kvalita"), list(_quality(content, links)))
    if with_answers:
        yield Chapter(_("Odchylky a vysvětlení"), list(_deviations(content, links)))
        yield Chapter(_("Závěr kraje"), [_conclusion(content)])
        yield Chapter(_("Příští kontrola"), [_next_check(content)])
    yield Chapter(_("Poznámka k metodě"), list(_method(content)))


def _answers(content: SheetContent, codes: Iterable[str], links: Links) -> list[tuple[Any, Any]]:
    rows: list[tuple[Any, Any]] = []
    for code in codes:
        if (said := content.said.get(code)) is not None:
            words = answer(said.row, said.is_choice)
            if said.unit:
                words = f"{words} ({said.unit})"
            rows.append((said.label, links.snapshot(said.row.snapshot_id, words, code)))
    return rows


def _cooperation(content: SheetContent, links: Links) -> Iterator[Part]:
    if rows := _answers(content, COOPERATION, links):
        yield _facts(_("Spolupráce podle výkazu"), rows)
    else:
        yield _none(_("Výkaz účast v plánování ani partnery neuvádí."))
    yield _none(
        _(
            "Vyjádření ORP ke službě se v systému neeviduje. Členství v pracovních skupinách se vede "
            "slovy, bez vazby na službu, a proto se sem nepřebírá."
        )
    )


def _quality(content: SheetContent, links: Links) -> Iterator[Part]:
    if rows := _answers(content, QUALITY, links):
        yield _facts(_("Kvalita podle výkazu"), rows)
    else:
        yield _none(_("Výkaz údaje o inspekcích, stížnostech ani vzdělávání neuvádí."))


def _deviations(content: SheetContent, links: Links) -> Iterator[Part]:
    rows = [
        _deviation(part, one, links)
        for part in content.parts
        for one in part.results.values()
        if one.flag not in ("", Flag.USUAL) or one.answers
    ]
    if not rows:
        yield _none(_("Žádná hodnota, o které lze hovořit, neleží mimo obvyklé rozmezí skupiny."))
        return
    columns = [
        Column(_("Ukazatel"), width=26),
        Column(_("Hodnota"), "right", 14),
        Column(_("Kde leží"), width=16),
        Column(_("Vysvětlení poskytovatele a odpověď kraje"), width=44),
    ]
    yield Table(_("Hodnoty mimo obvyklé rozmezí"), columns, rows)


def _deviation(part: Any, one: OwnResult, links: Links) -> list[Any]:
    value = number(one.row.value, one.indicator.digits)
    said = [
        format_html(
            "<p>{}: {} ({}){}</p>",
            date_format(row.moment, "j. n. Y"),
            row.text,
            row.get_state_display(),
            format_html("<br>{} {}", _("Otázka kraje:"), row.question) if row.question else "",
        )
        for row in one.answers
    ]
    return [
        f"{one.row.indicator} {one.indicator.name} ({one.indicator.unit})",
        links.snapshot(part.input.snapshot_id, value),
        str(Flag(one.flag).label) if one.flag else "",
        format_html("{}" * len(said), *said) if said else _("zatím bez vysvětlení"),
    ]


def _conclusion(content: SheetContent) -> Text:
    sheet = content.sheet
    if not sheet.conclusion:
        return _none(_("Kraj svůj závěr zatím nezapsal."))
    return Text(
        format_html(
            "<p><strong>{}</strong></p>{}",
            sheet.get_conclusion_display(),
            linebreaks_filter(sheet.text, autoescape=True),
        )
    )


def _next_check(content: SheetContent) -> Text:
    day = content.sheet.next_check_on
    return _none(date_format(day, "j. n. Y") if day else _("Termín příští kontroly není stanoven."))


def _method(content: SheetContent) -> Iterator[Part]:
    run = content.run
    yield _facts(
        _("Srovnání, ze kterého list vychází"),
        [
            (_("Srovnání"), f"{run.title}, {run.year}/{run.number}"),
            (_("Výkazy schválené do"), says(run.cutoff)),
            (_("Zmrazeno"), says(run.frozen_at) if run.frozen_at else _("ne")),
            (_("Verze vzorců"), run.formula_version),
            (_("SHA-256 podkladů a výsledků"), run.sha256),
            *([(_("Poznámka"), run.note)] if run.note else []),
        ],
    )
    rules = [
        _("Kvartily a medián: lineární interpolace včetně krajních hodnot (QUARTILE.INC)."),
        _("Percentilové pořadí: (počet nižších + 0,5 × počet stejných) / n × 100."),
        _("Obvyklé rozmezí je od 1. do 3. kvartilu. Dál než 1,5násobek tohoto rozpětí od něj je výrazná "
          "odchylka, dál než trojnásobek podezření na chybu; taková hodnota se do skupiny nepočítá, dokud "
          "ji nikdo nevysvětlí."),
        _("Odchylka R1: (hodnota − norma) / norma × 100. Platí normy a meze k 31. 12. roku srovnání."),
    ]  # fmt: skip
    if not content.who.whole:
        rules.append(
            _("O jiných službách list říká jen to, co smí znát poskytovatel: medián nejméně od pěti jiných "
              "poskytovatelů, kvartily od osmi, zaokrouhleno na tři platné číslice; nic tam, kde jeden "
              "poskytovatel převažuje. Ostatní služby nejsou jmenovány.")
        )  # fmt: skip
    items = format_html("<li>{}</li>" * len(rules), *rules)
    yield Text(format_html("<ul>{}</ul>", items))
