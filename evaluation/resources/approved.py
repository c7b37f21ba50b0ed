"""All approved reports of a term as one workbook: values, comments, and what each column means."""

from collections.abc import Iterator
from itertools import groupby
from typing import IO, Any

from django.utils.translation import gettext as _

from evaluation.models import (
    FormField,
    Report,
    Snapshot,
    SnapshotRow,
    Standing,
    Term,
)
from sitis.workbooks.writing import write_sheets

Columns = list[tuple[str, str, str]]


def fixed_columns() -> Columns:
    """Columns that are no fields of the form: heading, meaning, kind of value."""
    return [
        (_("Identifikátor služby"), _("Sedm číslic z registru poskytovatelů."), _("text")),
        (_("Služba"), _("Název služby v registru."), _("text")),
        (_("Druh služby"), _("Veřejný klíč druhu služby."), _("text")),
        (_("IČO"), _("IČO poskytovatele."), _("text")),
        (_("Poskytovatel"), _("Název poskytovatele v registru."), _("text")),
        (_("ORP"), _("Kód ORP, kde má služba místo; prázdné, nemá-li v kraji žádné."), _("text")),
        (_("Formy"), _("Formy služby k rozhodnému dni sběru."), _("text")),
        (_("Předáno"), _("Kdy byl výkaz předán kraji."), _("datum a čas")),
        (_("Schváleno"), _("Kdy kraj výkaz schválil."), _("datum a čas")),
        (_("Číslo schválení"), _("Kolikátá schválená podoba výkazu to je."), _("celé číslo")),
        (_("SHA-256"), _("Otisk schválených hodnot."), _("text")),
    ]


def snapshots_of(term: Term, user: Any) -> Any:
    """The newest approved version of each report that ``user`` may read."""
    reports = Report.objects.readable_by(user).approved().filter(term=term)
    return Snapshot.objects.filter(report__in=reports.order_by().values("pk")).newest()


def write_approved(stream: IO[bytes], term: Term, user: Any) -> None:
    """A workbook: values, what each column means, comments."""
    snapshots = snapshots_of(term, user)
    fields, codes = _columns(term, snapshots)
    write_sheets(
        stream,
        [
            (_("Výkazy"), [*_headings(), *codes], _values(snapshots, codes)),
            (_("Slovník"), _dictionary_heads(), _dictionary(fields)),
            (_("Komentáře"), _comment_heads(), _comments(snapshots, fields)),
        ],
    )


def approved_lines(term: Term, user: Any) -> tuple[list[str], Iterator[list[Any]]]:
    """Headings and values alone, row by row: for as many reports as there are."""
    snapshots = snapshots_of(term, user)
    _fields, codes = _columns(term, snapshots)
    return [*_headings(), *codes], _values(snapshots, codes)


def _headings() -> list[str]:
    return [heading for heading, _meaning, _kind in fixed_columns()]


def _columns(term: Term, snapshots: Any) -> tuple[list[FormField], list[str]]:
    """Fields that some report says anything of, in the order of the form, and all codes met."""
    keys = snapshots.order_by().values("pk")
    used = SnapshotRow.objects.filter(snapshot__in=keys).order_by().values_list("code").distinct()
    met = {code for (code,) in used}
    fields = [
        row
        for row in FormField.objects.filter(version=term.form_version)
        .select_related("section")
        .order_by("order")
        if row.code in met
    ]
    codes = list(dict.fromkeys(row.code for row in fields))
    return fields, codes + sorted(met - set(codes))


def _values(snapshots: Any, codes: list[str]) -> Iterator[list[Any]]:
    """A row for each report, a column for each field."""
    about = _facts(snapshots)
    rows = SnapshotRow.objects.filter(snapshot__in=snapshots.order_by().values("pk"))
    cells = rows.order_by("snapshot").values_list("snapshot", "code", "standing", "number", "text")
    filled = groupby(cells.iterator(chunk_size=5000), key=lambda row: row[0])
    for pk, several in filled:
        known = {
            code: _said(standing, number, text) for _pk, code, standing, number, text in several
        }
        yield [*about[pk], *(known.get(code) for code in codes)]


def _facts(snapshots: Any) -> dict[int, list[Any]]:
    seats = dict(
        Report.objects.filter(pk__in=snapshots.order_by().values("report"))
        .with_seat()
        .order_by()
        .values_list("pk", "seat")
    )
    found = {}
    for pk, report, forms, *facts in snapshots.order_by("pk").values_list(
        *("pk", "report", "report__forms", "report__service__identifier"),
        *("report__service__name", "report__service__kind__slug"),
        *("report__service__provider__ico", "report__service__provider__name"),
        *("report__handed_in_at", "moment", "number", "sha256"),
    ):
        service, rest = facts[:5], facts[5:]
        found[pk] = [*service, seats.get(report) or "", ", ".join(forms), *rest]
    return found


def _said(standing: str, number: Any, text: str) -> Any:
    if standing == Standing.NOT_APPLICABLE:
        return str(Standing.NOT_APPLICABLE.label)
    return text if number is None else number


def _dictionary_heads() -> list[str]:
    return [
        *(_("Sloupec"), _("Oddíl"), _("Název"), _("Jednotka"), _("Druh údaje")),
        *(_("Desetinných míst"), _("Vymezení"), _("Vzniká součtem"), _("Jen pro druhy")),
        *(_("Jen pro formy"), _("Tabulka")),
    ]


def _dictionary(fields: list[FormField]) -> Iterator[list[Any]]:
    nothing = [""] * 6
    for heading, meaning, kind in fixed_columns():
        yield [heading, "", heading, "", kind, None, meaning, *nothing[:4]]
    yield [_("(prázdná buňka)"), "", "", "", "", None, _("Údaj není vyplněný."), *nothing[:4]]
    yield [
        *(str(Standing.NOT_APPLICABLE.label), "", "", "", "", None),
        *(_("Údaj se služby netýká; není to nula."), *nothing[:4]),
    ]
    for one in fields:
        yield [
            *(one.code, f"{one.section.code} {one.section.title}", one.label, one.unit),
            *(str(one.get_kind_display()), one.decimals, one.help, " ".join(one.sum_of)),
            *(", ".join(one.kinds), ", ".join(one.forms), one.group),
        ]


def _comment_heads() -> list[str]:
    return [_("Identifikátor služby"), _("Služba"), _("Sloupec"), _("Název"), _("Komentář")]


def _comments(snapshots: Any, fields: list[FormField]) -> Iterator[list[Any]]:
    labels = {one.code: one.label for one in fields}
    rows = SnapshotRow.objects.filter(snapshot__in=snapshots.order_by().values("pk"))
    columns = rows.exclude(comment="").order_by("snapshot", "code")
    for identifier, name, code, comment in columns.values_list(
        *("snapshot__report__service__identifier", "snapshot__report__service__name"),
        *("code", "comment"),
    ):
        yield [identifier, name, code, labels.get(code, ""), comment]
