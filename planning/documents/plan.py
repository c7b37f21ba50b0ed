"""A plan as one printed document: its five parts, then needs, network, trace, check and tables."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks import Blocks
from planning.contents import Contents
from planning.documents import subjects, tables
from planning.documents.annexes import Annexes
from planning.documents.changes import changes_chapter
from planning.documents.text import chapters_of
from planning.lines import TraceLine
from planning.models import Level, Plan
from sitis import rooms
from sitis.paper import Chapter, Text, Volume
from sitis.pdf import volume_html

Kind = Plan.Kind


def subject(key: str) -> rooms.Subject:
    return subjects.subject_of(subjects.plan_of(key, Kind.MEDIUM_TERM))


def action_subject(key: str) -> rooms.Subject:
    return subjects.subject_of(subjects.plan_of(key, Kind.ACTION))


def collect(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    return _paper(subjects.plan_of(key, Kind.MEDIUM_TERM), imprint, step)


def collect_action(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    return _paper(subjects.plan_of(key, Kind.ACTION), imprint, step)


def _paper(plan: Plan, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    volume = volume_of(plan, imprint, step)
    return rooms.Paper(volume.title, volume_html(volume), volume.imprint.moment)


def quiet(message: str, done: int = 0, total: int = 0) -> None:
    """Nobody watches the steps of a page."""


def volume_of(plan: Plan, imprint: rooms.Imprint, step: rooms.Step = quiet) -> Volume:
    """Everything that is printed of ``plan``; the number of queries does not depend on its rows."""
    contents = Contents(plan)
    annexes = Annexes(contents)
    step(_("Data: texty plánu"), 0, 6)
    chapters = []
    if plan.amends:
        chapters.append(changes_chapter(Contents(plan.amends), contents))
    step(_("Data: podněty a jejich osudy"), 1, 6)
    rows = annexes.trace
    chapters += chapters_of(contents, Blocks(contents))
    if plan.kind == Kind.ACTION:
        chapters.append(_economy(contents))
    step(_("Data: potřeby"), 2, 6)
    behind = list(_needs(contents, rows))
    step(_("Data: síť"), 3, 6)
    behind.append(Chapter(_("Síť služeb"), [tables.network(_network_title(plan), annexes.network)]))
    step(_("Data: zákonná kontrola"), 4, 6)
    behind += [*_trace(rows), *_check(annexes)]
    step(_("Data: opatření"), 5, 6)
    behind += _strategy(contents)
    return Volume.of(
        plan.title,
        subjects.imprint_of(plan, imprint),
        chapters,
        behind,
        subtitle=str(plan.get_kind_display()).capitalize(),
        period=str(plan.year or plan.cycle.years_label),
        resolution=subjects.resolutions_of(plan),
        day=plan.approved_on or plan.data_day,
        state=subjects.state_words(plan),
        facts=subjects.facts_of(plan),
    )


def _network_title(plan: Plan) -> str:
    from django.utils.formats import date_format

    return _("Služby v síti ke dni %s") % date_format(plan.data_day, "j. n. Y")


def _economy(contents: Contents) -> Chapter:
    """An action plan always says what its measures cost (Decree § 39c)."""
    caption = _("Náklady opatření podle zdrojů a let")
    return Chapter(
        _("Ekonomika opatření"),
        [tables.costs_by_year(caption, contents.measures, contents.plan.years)],
    )


def _needs(contents: Contents, rows: list[TraceLine]) -> Iterator[Chapter]:
    """Of an ORP its needs, of a higher level those of all places below it."""
    plan, years = contents.plan, contents.plan.years
    own = tables.as_trace(contents.needs)
    said = [row for row in rows if row.is_need]
    if plan.level == Level.ORP or not said:
        yield Chapter(_("Potřeby"), [tables.needs(_("Potřeby: %s") % plan.place_name, own, years)])
        return
    caption = _("Potřeby všech území podle druhů služeb")
    intro = format_html("<p>{}</p>", _("Potřeby, které odevzdala území. Podrobně po územích dále."))
    yield Chapter(_("Potřeby"), [Text(intro), tables.needs_by_kind(caption, said, years[-1])])
    if own:
        title = _("Potřeby: %s") % plan.place_name
        yield Chapter(title, [tables.needs(title, own, years)], level=2)
    for place, several in groupby(said, lambda row: row.place):
        title = _("Potřeby: %s") % place
        yield Chapter(title, [tables.needs(title, several, years)], level=2)


def _trace(rows: list[TraceLine]) -> Iterator[Chapter]:
    about = _("Každý podnět z území, co o něm rozhodl okres a kraj, proč a kam vede.")
    yield Chapter(
        _("Stopa podnětů"),
        [
            Text(format_html("<p>{}</p>", about)),
            tables.verdicts(_("Jak podněty dopadly"), rows),
        ],
    )
    for place, several in groupby(rows, lambda row: row.place):
        title = _("Podněty: %s") % place
        table = tables.trace(title, several, with_okres=True)
        yield Chapter(title, [table], level=2)


def _check(annexes: Annexes) -> Iterator[Chapter]:
    plan = annexes.plan
    about = _("Třicet položek vyhlášky č. 505/2006 Sb. a zákona č. 108/2006 Sb., plán se posuzuje")
    intro = format_html("<p>{} {}.</p>", about, plan.cycle.get_regime_display())
    table = tables.check(_("Zákonná kontrola položku po položce"), annexes.check)
    yield Chapter(_("Zákonná kontrola"), [Text(intro), table])


def _strategy(contents: Contents) -> Iterator[Chapter]:
    rows = contents.measures
    caption = _("Náklady opatření podle zdrojů a let")
    yield Chapter(
        _("SWOT a tabulka opatření"),
        [
            tables.swot(_("Silné a slabé stránky, příležitosti a hrozby"), contents.swot),
            tables.costs_by_year(caption, rows, contents.plan.years),
        ],
    )
    for _code, several in groupby(rows, lambda row: row.priority_code):
        mine = list(several)
        title = f"{mine[0].priority_code} {mine[0].priority}"
        table = tables.action_table(_("Opatření a aktivity priority %s") % title, mine)
        yield Chapter(title, [table], level=2)


PLAN = rooms.DocumentKind(
    title=gettext_lazy("plán"),
    subject=subject,
    readable_by=lambda user: subjects.printable_by(user).medium_term(),
    collect=collect,
    drafts_for=subjects.drafts_for,
)
ACTION_PLAN = rooms.DocumentKind(
    title=gettext_lazy("akční plán"),
    subject=action_subject,
    readable_by=lambda user: subjects.printable_by(user).action_plans(),
    collect=collect_action,
    drafts_for=subjects.drafts_for,
)
