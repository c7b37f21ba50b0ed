"""A report as it stood at one step, from history: nothing that was changed later shows."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.content import cells_of_step
from evaluation.layout import Asked, Kind, Sheet, sheet_of
from evaluation.models import Report, Signature, Source, Standing, Submission
from evaluation.numbers import shown
from sitis import __version__, rooms
from sitis.paper import Chapter, Column, Imprint, Part, Table, Text, Volume
from sitis.pdf import volume_html
from sitis.workdays import says

Move = Report.Move


def step_of(key: str, kind: str) -> Submission:
    rows = Submission.objects.select_related(
        *("by", "report__term__form_version", "report__service__kind"),
        "report__service__provider",
    )
    found: Submission = rows.get(pk=key, kind=kind)
    return found


def title_of(done: Submission) -> str:
    report = done.report
    said = _("Potvrzení o předání") if done.kind == Move.HAND_IN else _("Výkaz")
    return f"{said}: {report.term.title}, {report.service.name}"[:280]


def subject(kind: str, key: str) -> rooms.Subject:
    """Each step is a version of its own and never changes."""
    done = step_of(key, kind)
    title = title_of(done)
    return rooms.Subject(
        title=title,
        version=str(done.number),
        is_final=True,
        is_public=False,
        page=done.report.get_absolute_url(),
        file_name=f"{title[:120].replace('/', '-').replace(':', '')} {done.number}.pdf",
    )


def collect(kind: str, key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    done = step_of(key, kind)
    volume = volume_of(done, imprint, step)
    return rooms.Paper(volume.title, volume_html(volume), done.moment)


def volume_of(done: Submission, given: rooms.Imprint, step: rooms.Step) -> Volume:
    step(_("Data: hodnoty výkazu"), 0, 2)
    report = done.report
    sheet = sheet_of(report)
    cells = {row.code: row for row in cells_of_step(done)}
    step(_("Data: oddíly"), 1, 2)
    chapters = [Chapter(_("O tomto výkazu"), [_about(done, given.number), *_signed(done)])]
    for chapter in sheet.chapters:
        parts = list(_tables(sheet, chapter.code, cells))
        if parts:
            chapters.append(Chapter(f"{chapter.code} {chapter.title}", parts))
    return Volume.of(
        title_of(done),
        Imprint(
            number=given.number,
            version=str(done.number),
            moment=done.moment,
            release=__version__,
            address=given.verify_url,
            author=str(settings.REGION_NAME),
        ),
        chapters,
        subtitle=report.service.provider.name,
        period=str(report.term.year),
        day=report.term.data_day,
        facts=_facts(done),
    )


def _facts(done: Submission) -> dict[str, str]:
    facts = {
        str(_("Formulář")): report_form(done.report),
        str(_("Otisk hodnot (SHA-256)")): done.sha256,
    }
    if settings.DEMO:
        facts[str(_("Upozornění"))] = _(
            "Ukázka s vymyšlenými údaji. Žádný z poskytovatelů, žádná služba ani osoba zde "
            "není skutečná."
        )
    return facts


def report_form(report: Report) -> str:
    return str(report.term.form_version.code)


def _about(done: Submission, number: str) -> Table:
    report = done.report
    service, term = report.service, report.term
    handed = done.kind == Move.HAND_IN
    rows: list[tuple[Any, Any]] = [
        (_("Sběr"), term.title),
        (_("Údaje ke dni"), f"{term.data_day.day}. {term.data_day.month}. {term.data_day.year}"),
        (_("Poskytovatel"), f"{service.provider.name}, IČO {service.provider.ico}"),
        (_("Služba"), f"{service.name}, {service.kind.name} ({service.kind.section})"),
        (_("Identifikátor služby"), service.identifier),
        (_("Číslo potvrzení") if handed else _("Číslo dokumentu"), number),
        (_("Předáno") if handed else _("Uzamčeno"), says(done.moment)),
        (_("Kdo"), str(done.by or "")),
        (_("Termín odevzdání"), says(term.closes_at)),
        (_("Otisk hodnot (SHA-256)"), _sum(done.sha256)),
    ]
    return Table(_("Kdo, co a kdy"), [Column(_("Údaj")), Column(_("Hodnota"))], rows)


def _signed(done: Submission) -> Iterable[Part]:
    """The signature that the hand-in stands on; what is to be signed has none yet."""
    if done.kind != Move.HAND_IN:
        if done.report.term.needs_signature:
            words = _("Tento dokument podepisuje statutární zástupce poskytovatele.")
            yield Text(format_html("<p>{}</p>", words))
        return
    rows = Signature.objects.filter(report=done.report, moment__lte=done.moment)
    found = rows.order_by("-moment").first()
    if found is None or not done.report.term.needs_signature:
        return
    facts: list[tuple[Any, Any]] = [
        (_("Podepsal(a)"), f"{found.name}, {found.function}"),
        (_("Čas podpisu"), says(found.moment)),
        (_("Podepsaný dokument"), found.document_number),
        (_("SHA-256 podepsaného dokumentu"), _sum(found.sha256)),
        (_("Totožnost potvrzena"), found.get_means_display()),
    ]
    if found.file_sha256:
        facts.append((_("SHA-256 přiloženého podepsaného PDF"), _sum(found.file_sha256)))
        words = _(
            "Při podpisu se zkontrolovalo, že jde o tento výkaz a že podpis zahrnuje celý soubor. "
            "Pravost podpisu a platnost certifikátu se neověřuje."
        )
        facts.append((_("Přiložený elektronický podpis"), words))
    yield Table(_("Podpis"), [Column(_("Údaj")), Column(_("Hodnota"))], facts)


def _sum(sha256: str) -> str:
    """Broken between lines, never with a hyphen."""
    return format_html("<code>{}</code>", sha256)


def _tables(sheet: Sheet, section: str, cells: dict[str, Any]) -> Iterable[Table]:
    """One table for each heading of the section, with what was filled in."""
    columns = [
        Column(_("Údaj"), width=34),
        Column(_("Hodnota"), "right", 16),
        Column(_("Jednotka"), width=13),
        Column(_("Komentář"), width=21),
        Column(_("Zdroj"), width=16),
    ]
    for group, fields in groupby(sheet.of_section(section), key=lambda one: one.group):
        rows = [_line(one, cells[one.code]) for one in fields if _speaks(cells.get(one.code))]
        if rows:
            yield Table(group or section, columns, rows)


def _speaks(cell: Any) -> bool:
    return cell is not None and (cell.standing != Standing.EMPTY or bool(cell.comment))


def _line(one: Asked, cell: Any) -> tuple[Any, ...]:
    return (
        f"{one.code} {one.label}",
        value_words(one, cell)
        if one.is_number
        else format_html('<span class="words">{}</span>', value_words(one, cell)),
        one.unit,
        cell.comment,
        Source(cell.source).label if not cell.source_note else cell.source_note,
    )


def value_words(one: Asked, cell: Any) -> str:
    """The value as a person reads it."""
    if cell.standing not in (Standing.VALUE, Standing.ZERO):
        return str(Standing(cell.standing).label)
    if one.kind == Kind.BOOLEAN:
        return _("ano") if cell.number else _("ne")
    return cell.text if cell.number is None else shown(cell.number)


def _readable(kind: str, user: Any) -> Any:
    return Submission.objects.printed_for(user).filter(kind=kind)


def _kind(title: Any, kind: str) -> rooms.DocumentKind:
    return rooms.DocumentKind(
        title=title,
        subject=partial(subject, kind),
        readable_by=partial(_readable, kind),
        collect=_collector(kind),
    )


def _collector(kind: str) -> Callable[..., rooms.Paper]:
    return partial(collect, kind)


REPORT = _kind(gettext_lazy("výkaz služby"), Move.LOCK)
RECEIPT = _kind(gettext_lazy("potvrzení o předání výkazu"), Move.HAND_IN)
