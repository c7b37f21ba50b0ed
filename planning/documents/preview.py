"""One section, or one ORP's part of a higher plan, as it will be printed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import format_html
from django.utils.translation import gettext as _
from lxml import html as markup

from planning.blocks import Blocks
from planning.contents import Contents
from planning.documents import subjects, tables
from planning.documents.annexes import trace_lines
from planning.documents.text import chapter_of
from planning.models import Level, Plan
from planning.tracing import lower_plans
from planning.tracing.chain import told_fates
from sitis import __version__
from sitis.paper import Chapter, Figure, Imprint, Part, Table, Text, Volume
from sitis.pdf import html_to_pdf, volume_html

ORP = "orp-"
#: Letters that are laid out in some two seconds; a longer part is shown from its beginning, for
#: other pages wait meanwhile. The whole document is built apart from them.
MOST = 70_000
CELL, FIGURE = 50, 5_000  # what a cell of a table and a drawing cost, in letters


def preview(plan: Plan, code: str) -> bytes:
    """Raises ObjectDoesNotExist."""
    found = _orp_part(plan, code[len(ORP) :]) if code.startswith(ORP) else _section(plan, code)
    chapters = list(beginning(found, MOST))
    region = str(settings.REGION_NAME)
    imprint = Imprint("", plan.number, subjects.moment_of(plan), __version__, "", region)
    volume = Volume.of(plan.title, imprint, chapters, state=_("Náhled"))
    html = volume_html(volume, "planning/preview_print.html")
    return html_to_pdf(html, moment=imprint.moment, title=f"{_('Náhled')}: {plan.title}")


def parts_of(plan: Plan) -> list[tuple[str, str]]:
    """Code and name of each ORP's part of ``plan``, by name. One query."""
    below = lower_plans(plan).filter(level=Level.ORP).order_by("orp__name")
    rows = below.values_list("orp__code", "orp__name").distinct()
    return [(f"{ORP}{code}", _("ORP %s") % name) for code, name in rows]


def _section(plan: Plan, code: str) -> list[Chapter]:
    section = plan.sections.get(code=code)
    contents = Contents(plan)
    return [chapter_of(section, Blocks(contents))]


def _orp_part(plan: Plan, code: str) -> list[Chapter]:
    """Its needs and what became of them."""
    below = lower_plans(plan).filter(level=Level.ORP, orp__code=code)
    own = below.select_related("orp", "district").first()
    if own is None:
        raise ObjectDoesNotExist
    fates = told_fates(plan) if plan.is_frozen else None
    rows = trace_lines(own, own=True, fates=fates)
    needs, inputs = _("Potřeby: %s") % own.place_name, _("Podněty: %s") % own.place_name
    return [
        Chapter(needs, [tables.needs(needs, rows, plan.years)]),
        Chapter(inputs, [tables.trace(inputs, rows, with_okres=True)]),
    ]


# -- no more than fits into a moment -------------------------------------------------------------


def beginning(chapters: Iterable[Chapter], most: int) -> Iterator[Chapter]:
    """``chapters`` up to about ``most`` letters, with a sentence where something is left out."""
    for chapter in chapters:
        parts: list[Part] = []
        for part in chapter.parts:
            shown, most = _shortened(part, most)
            parts += shown
            if most <= 0:
                yield replace(chapter, parts=[*parts, _left_out()])
                return
        yield replace(chapter, parts=parts)


def _left_out() -> Text:
    words = _("Náhled tu končí, další text a řádky by trvaly příliš dlouho. Celé jsou v PDF plánu.")
    return Text(format_html('<p class="block-notice">{}</p>', words))


def _shortened(part: Part, most: int) -> tuple[list[Part], int]:
    """What of ``part`` fits, and how many letters are left; none if it did not fit whole."""
    if isinstance(part, Text):
        return _text(part.html, most)
    if isinstance(part, Figure):
        return [part], most - FIGURE - (_cost(part.table) if part.table else 0)
    for at, row in enumerate(part.rows):
        most -= _row(row)
        if most <= 0 and at + 1 < len(part.rows):
            return [replace(part, rows=part.rows[: at + 1])], 0
    return [part], max(most, 1)


def _text(source: str, most: int) -> tuple[list[Part], int]:
    if _letters(source) < most:
        return [Text(source)], most - _letters(source)
    kept = []
    for element in markup.fragments_fromstring(source):
        drawn = (
            element if isinstance(element, str) else markup.tostring(element, encoding="unicode")
        )
        most -= _letters(drawn)
        if most <= 0:
            break
        kept.append(drawn)
    return ([Text("".join(kept))] if kept else []), 0


def _letters(source: str) -> int:
    return len(source) + CELL * (source.count("<td") + source.count("<th"))


def _cost(table: Table) -> int:
    return sum(map(_row, table.rows))


def _row(row: Iterable[object]) -> int:
    return sum(len(str(cell)) + CELL for cell in row)
