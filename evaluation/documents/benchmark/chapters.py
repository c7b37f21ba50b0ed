"""What was compared, what changed, groups beside one another, and what is not told and why."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from evaluation.models import BenchmarkRun, GroupResult, RunInput
from evaluation.runs.edition import Edition, Group, said
from evaluation.runs.seen import Seen
from evaluation.runs.words import parting_words
from sitis.paper import Chapter, Column, Figure, Table, Text
from sitis.plots import Box, box_rows

MOST_ROWS = 16  # groups of one drawing, so that it stays on its page
#: What a group is first asked about, of beds and outside of them.
COST, WORK = ("N2", "N1"), ("V1", "V2", "P1")


def paragraphs(*texts: str) -> Text:
    return Text(format_html_join("", "<p>{}</p>", ((text,) for text in texts if text)))


def lines(text: str) -> SafeString:
    """Sentences as a list; a line that ends in a colon heads those after it."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html_join("", "<h2>{}</h2>", ((one.rstrip(":"),) for one in part))
                if is_heading
                else format_html(
                    "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((one,) for one in part))
                ),
            )
            for is_heading, part in groupby(found, key=lambda one: one.endswith(":"))
        ),
    )


def facts(found: Edition) -> list[tuple[str, Any]]:
    """What was compared, a line a fact."""
    run = found.run
    inputs = RunInput.objects.of_year(run).filter(kind__in=found.kinds)
    compared = inputs.exclude(cell="")
    services = compared.order_by().values("service").distinct().count()
    providers = compared.order_by().values("provider").distinct().count()
    cutoff = localtime(run.cutoff)
    rows: list[tuple[str, Any]] = [
        (_("Rok"), run.year),
        (_("Sběr výkazů"), run.get_occasion_display()),
        (_("Výkazy schválené do"), date_format(cutoff, "j. n. Y H.i")),
        (_("Druhů služeb"), len(found.kinds)),
        (_("Porovnávaných služeb"), services),
        (_("Poskytovatelů"), providers),
        (_("Skupin"), len(found.groups)),
        (_("Skupiny se dělí podle"), parting_words(run.dimensions)),
        (_("Verze vzorců"), run.formula_version),
    ]
    if run.frozen_at:
        rows.append((_("Uzavřeno"), date_format(localtime(run.frozen_at), "j. n. Y H.i")))
    if left_out := inputs.filter(is_excluded=True).values("service").distinct().count():
        rows.append((_("Vyřazených služeb"), left_out))
    return rows


def about(found: Edition) -> Chapter:
    texts = [
        _(
            "Srovnání ukazuje, kolik služby stojí a jak pracují proti službám, které jsou jim podobné. "
            "Vychází z výkazů, které poskytovatelé předali a kraj schválil."
        ),
        _(
            "Medián je hodnota uprostřed: polovina služeb je pod ním, polovina nad ním. Mezi 1. a 3. "
            "kvartilem leží prostřední polovina služeb; říkáme tomu obvyklé rozmezí."
        ),
    ]
    if not found.is_whole:
        texts.append(
            _(
                "Čísla jsou zaokrouhlená na tři platné číslice. Ukazují se jen tehdy, když z nich nelze "
                "poznat jednotlivou službu; co se neukazuje a proč, stojí v závěrečné kapitole."
            )
        )
    if found.run.note:
        texts.append(found.run.note)
    columns = [Column(_("Údaj")), Column(_("Hodnota"))]
    table = Table(_("Co se porovnávalo"), columns, facts(found))
    return Chapter(_("O srovnání"), [paragraphs(*texts), table])


def changes(found: Edition, kind: str) -> list[Chapter]:
    """On one kind, or on the whole region where ``kind`` is empty."""
    text = found.changes.get(kind, "")
    return [Chapter(changed_title(found.run), [Text(lines(text))])] if text else []


def changed_title(run: BenchmarkRun) -> str:
    return _("Co se změnilo proti roku %s") % (run.year - 1)


def overview(found: Edition) -> list[Chapter]:
    """All groups in one table, then by what they cost."""
    columns = [
        *(Column(_("Druh služby")), Column(_("Skupina"))),
        *(Column(_("Služeb"), "right"), Column(_("Poskytovatelů"), "right")),
        *(Column(_("Náklady, medián"), "right"), Column(_("Na jednotku"))),
        *(Column(_("Obložnost %, medián"), "right"), Column(_("Přímá péče %, medián"), "right")),
    ]
    rows = []
    for one in found.groups:
        cost, beds, direct = one.find(*COST), one.find("V1"), one.find("P1")
        rows.append(
            [
                *(found.name(one.kind), one.part or _("všechny služby druhu")),
                *(str(one.services), str(one.providers)),
                said(cost.median, cost.indicator.digits) if cost else "–",
                str(cost.indicator.unit).removeprefix("Kč/") if cost else "",
                said(beds.median, 1) if beds else "–",
                said(direct.median, 1) if direct else "–",
            ]
        )
    notes = [
        _(
            "Náklady jsou v Kč za rok: u pobytových služeb na lůžko, u ostatních na úvazek v přímé péči."
        ),
        _("Pomlčka znamená, že se hodnota u skupiny nepočítá nebo neukazuje."),
    ]
    table = Table(_("Skupiny srovnání"), columns, rows, heads=2, wide=True, notes=notes)
    drawn = [
        figure
        for code in ("N1", "N2", "V1")
        for figure in beside(found, found.groups, code, by_kind=True)
    ]
    chapters = [Chapter(_("Přehled skupin"), [table])]
    return [*chapters, Chapter(_("Skupiny vedle sebe"), drawn)] if drawn else chapters


def beside(
    found: Edition, groups: Iterable[Group], code: str, *, by_kind: bool = False
) -> list[Figure]:
    """Box plots of one indicator under one another, at most so many in one drawing."""
    told = [(one, seen) for one in groups if (seen := one.find(code))]
    drawings = []
    pages = [told[at : at + MOST_ROWS] for at in range(0, len(told), MOST_ROWS)]
    for number, page in enumerate(pages, 1):
        seen = page[0][1]
        name = str(seen.indicator.name)
        caption = _("%s podle skupin") % name
        if len(pages) > 1:
            caption += _(" (%(part)s. část z %(all)s)") % {"part": number, "all": len(pages)}
        boxes = [_box(one.words if by_kind else one.title, seen) for one, seen in page]
        unit, digits = str(seen.indicator.unit), seen.indicator.digits
        drawings.append(box_rows(caption, boxes, unit=unit, digits=digits))
    return drawings


def _box(name: str, seen: Seen) -> Box:
    return Box(name, seen.median, seen.q1, seen.q3, seen.minimum, seen.maximum)


def hidden(found: Edition) -> list[Chapter]:
    """Of which groups something is not told, and why; for the office what others do not see."""
    if found.is_whole:
        return [Chapter(_("Co ostatní nevidí a proč"), [_levels(found)])]
    rows = [row for one in found.groups for row in _untold(one)]
    if not rows:
        return []
    columns = [Column(_("Skupina")), Column(_("Co se neukazuje")), Column(_("Důvod"))]
    table = Table(_("Co se neukazuje"), columns, rows)
    text = paragraphs(
        _(
            "Hodnoty skupiny se neukazují, je-li v ní méně než pět jiných poskytovatelů; od pěti do "
            "sedmi se ukazuje jen medián. Neukazují se ani tehdy, když má jeden poskytovatel víc než "
            "polovinu skupiny nebo když jsou si hodnoty tak blízké, že by prozradily jednotlivou službu."
        )
    )
    return [Chapter(_("Co se neukazuje a proč"), [text, table])]


def _untold(one: Group) -> list[list[str]]:
    rows = [
        [one.words, _("nic") if not one.told else _codes(list(part)), why]
        for why, part in groupby(sorted(one.hidden, key=_why), key=_why)
    ]
    medians = [seen for seen in one.told if seen.q1 is None]
    rows += [
        [one.words, _("kvartily: %s") % _codes(list(part)), why]
        for why, part in groupby(sorted(medians, key=_why), key=_why)
    ]
    return rows


def _why(seen: Seen) -> str:
    return seen.hidden


def _codes(rows: list[Seen]) -> str:
    return ", ".join(dict.fromkeys(seen.code for seen in rows))


def _levels(found: Edition) -> Table:
    """How much of each group is told to others, by the indicators that are told alike."""
    rows = []
    for one in found.groups:
        every = sorted([*one.told, *one.hidden], key=lambda seen: (seen.level, seen.hidden))
        for (level, why), part in groupby(every, key=lambda seen: (seen.level, seen.hidden)):
            said = GroupResult.Level(level).label
            rows.append([one.words, _codes(list(part)), str(said), why])
    columns = [
        *(Column(_("Skupina")), Column(_("Ukazatele"))),
        *(Column(_("Ostatní vidí")), Column(_("Proč ne víc"))),
    ]
    return Table(_("Kolik se ze skupin říká poskytovatelům a veřejnosti"), columns, rows)
