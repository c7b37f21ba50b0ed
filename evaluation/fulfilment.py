"""Units that the network has against units that services really hold: what is under-filled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from evaluation.layout import form_of, sheet_for
from evaluation.models import Cell, Report, Term

UNITS, NETWORK = "E.units", "E.capacity.network"
#: Between these per cent a service is as full as it should be (dossier 3.2, P7).
LEAST, MOST = Decimal(95), Decimal(105)


@dataclass(frozen=True, slots=True)
class Fill:
    """One service and unit: what was agreed, what is."""

    report: Report
    agreed: Decimal
    held: Decimal
    comment: str
    unit: str  # as the form asks for it: a night shelter is ambulatory and has beds

    @property
    def per_cent(self) -> Decimal:
        return self.held / self.agreed * 100

    @property
    def difference(self) -> Decimal:
        return self.held - self.agreed

    @property
    def is_under(self) -> bool:
        return self.per_cent < LEAST

    @property
    def is_over(self) -> bool:
        return self.per_cent > MOST


def fills_of(term: Term, user: Any) -> list[Fill]:
    """Delivered reports that ``user`` may read, the emptiest first; two queries and the form."""
    rows = Report.objects.readable_by(user).delivered().filter(term=term)
    reports = {row.pk: row for row in rows.select_related("service__provider", "service__kind")}
    wanted = Q(code__startswith=UNITS) | Q(code__startswith=NETWORK)
    cells = Cell.objects.filter(wanted, report__in=rows.order_by(), number__isnull=False)
    columns = cells.order_by().values_list("report", "code", "number", "comment")
    found = _paired(reports, columns, term)
    return sorted(found, key=lambda one: (one.per_cent, one.report.pk))


def _paired(reports: dict[int, Report], columns: Iterable[Any], term: Term) -> Iterator[Fill]:
    form = form_of(term.form_version)
    numbers: dict[tuple[int, str], tuple[Decimal, str]] = {}
    for pk, code, number, comment in columns:
        numbers[pk, code] = number, comment
    for (pk, code), (held, comment) in numbers.items():
        if code != UNITS and not code.startswith(UNITS + "."):
            continue
        part = code.removeprefix(UNITS).lstrip(".")
        agreed, _said = numbers.get((pk, f"{NETWORK}.{part}" if part else NETWORK), (None, ""))
        if agreed:
            one = reports[pk]
            fields = sheet_for(form, one.service.kind.slug, one.forms, term.occasion).fields
            unit = fields[code].unit if code in fields else ""
            yield Fill(one, agreed, held, comment, unit)


def missing_of(term: Term, user: Any) -> int:
    """How many reports the list does not speak of, as they are not handed in."""
    return Report.objects.overseen_by(user).filter(term=term).awaited().count()
