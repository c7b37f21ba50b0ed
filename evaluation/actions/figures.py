"""Approved reports of a term become territorial figures, which planning reads."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from evaluation.aggregates import Part, Total, may_replace, safe_total, told_together
from evaluation.models import Cell, FormField, Occasion, Report, Snapshot, Term
from evaluation.runs.collect import RESIDENCE
from evaluation.runs.formulas import counted, formulas_of, numbers_of
from planning.models import Cost
from providers.models import Reach
from sitis.history import CHANGED, CREATED, write_history
from sitis.jobs.models import start
from sitis.territory.models import Orp, TerritorialFigure

Measure, Origin = TerritorialFigure.Measure, TerritorialFigure.Origin
#: Collections that say what happened; the later one of a year replaces the earlier.
OCCASIONS = (Occasion.ACTUAL_1, Occasion.ACTUAL_2)
#: Fields that part a service by ORP: the code of the ORP follows.
WAITING, REACH = "H.waiting.", "A.reach."
#: Source of money as planning calls it -> quantities of reports.
SOURCES = {
    Cost.Source.SECTION_101A: ("revenue_101a",),
    Cost.Source.REGION: ("revenue_region",),
    Cost.Source.MUNICIPALITY: ("revenue_municipalities",),
    Cost.Source.ESF: ("revenue_eu",),
    Cost.Source.FOUNDER: ("revenue_founder",),
    Cost.Source.DONATION: ("revenue_gifts",),
    Cost.Source.CLIENTS: ("revenue_users",),
    Cost.Source.OTHER: (
        *("revenue_insurers", "revenue_labour_office", "revenue_ministries", "revenue_own"),
    ),
}
CENT = Decimal("0.01")
Key = tuple[str, str, str, str]  # ORP, kind, measure, detail


@dataclass(slots=True)
class Outcome:
    """What became of the sums of one term."""

    written: int = 0
    unchanged: int = 0
    unsafe: int = 0  # too few reports, or one stands out
    waiting: int = 0  # some report of the place and kind is not approved yet
    kept: int = 0  # the difference to what was told would say too much

    def in_words(self) -> str:
        return _(
            "Zapsáno %(written)d údajů, beze změny %(unchanged)d. Nezapsáno: málo výkazů nebo "
            "převaha jednoho %(unsafe)d, čeká na schválení %(waiting)d, změna by prozradila "
            "jednotlivé služby %(kept)d."
        ) % {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Source:
    """An approved report: whose it is and where."""

    kind: str
    provider: int
    seat: str | None
    numbers: Mapping[str, Decimal]
    quantities: Mapping[str, Decimal]


def start_writing(term: Term, *, by: Any, url: str) -> Any:
    title = _("Územní údaje z výkazů: %s") % term.title
    return start("evaluation.write_figures", term.pk, by=by, title=title, url=url)


@transaction.atomic
def write_figures(term: Term, *, by: Any, now: datetime) -> Outcome:
    """Write sums of the approved reports of ``term`` that may be told. Raises ValidationError."""
    if term.occasion not in OCCASIONS:
        raise ValidationError(_("Územní údaje vznikají jen ze skutečnosti I. a II."))
    Term.objects.select_for_update().get(pk=term.pk)
    parts: dict[Key, list[Part]] = defaultdict(list)
    for report, source in enumerate(_sources(term)):
        for key, value in _shares(source):
            parts[key].append(Part(source.provider, value, report))
    open_places, done = _unfinished(term), Outcome()
    sums: dict[Key, Total] = {}
    for key, several in parts.items():
        if (key[0], key[1]) in open_places:
            done.waiting += 1
        elif total := safe_total(several):
            sums[key] = total
        else:
            done.unsafe += 1
    for key in _too_much_together(parts, sums, _told_before(term)):
        del sums[key]
        done.unsafe += 1
    _write(term, sums, done, by=by, now=now)
    return done


def _told_before(term: Term) -> set[Key]:
    """What an earlier collection of the year wrote: it stays told."""
    rows = TerritorialFigure.objects.filter(origin=Origin.REPORTS, year=term.year)
    return set(rows.values_list("orp", "kind", "measure", "detail"))


def _too_much_together(
    parts: Mapping[Key, list[Part]], sums: Collection[Key], before: Collection[Key]
) -> set[Key]:
    """Sums of money, parted between ORPs by the reach of services, that together say too much."""
    by_money: dict[Key, dict[Key, list[Part]]] = defaultdict(dict)
    for key in sums:
        _orp, kind, measure, detail = key
        if measure in (Measure.COSTS, Measure.SOURCE):
            by_money["", kind, measure, detail][key] = parts[key]
    return {
        key for group in by_money.values() for key in group.keys() - told_together(group, before)
    }


def _unfinished(term: Term) -> set[tuple[str, str]]:
    """ORP and kind where a report that counts is not approved yet: at its seat, where the register
    says that it works, and where it already says that its people live and its money goes.
    """
    rows = Report.objects.filter(term=term).exclude(
        state__in=[Report.State.APPROVED, Report.State.CANCELLED]
    )
    found = set(rows.with_seat().order_by().values_list("seat", "service__kind__slug"))
    services = dict(rows.order_by().values_list("service", "service__kind__slug"))
    reach = Reach.objects.valid_on(term.data_day).filter(service__in=services, orp__isnull=False)
    found.update((orp, services[service]) for service, orp in reach.values_list("service", "orp"))
    placed = Q()
    for start_of_code in (RESIDENCE, WAITING, REACH):
        placed |= Q(code__startswith=start_of_code)
    cells = Cell.objects.filter(placed, report__in=rows.order_by().values("pk"), number__gt=0)
    for code, kind in cells.values_list("code", "report__service__kind__slug"):
        found.add((code.rpartition(".")[2], kind))
    return found


def _sources(term: Term) -> Iterator[Source]:
    approved = Report.objects.approved().filter(term=term).with_seat()
    facts = {
        pk: rest
        for pk, *rest in approved.order_by().values_list(
            "pk", "service__kind__slug", "service__provider", "seat"
        )
    }
    newest = Snapshot.objects.filter(report__in=approved.order_by().values("pk")).newest()
    reports = dict(newest.order_by("pk").values_list("pk", "report"))
    formulas = formulas_of(term.form_version_id)
    codes = formulas.codes
    fields = FormField.objects.filter(version=term.form_version_id)
    for start_of_code in (RESIDENCE, WAITING, REACH):
        rows = fields.filter(code__startswith=start_of_code)
        codes.update(rows.values_list("code", flat=True))
    for snapshot, numbers in numbers_of(list(reports), codes):
        kind, provider, seat = facts[reports[snapshot]]
        yield Source(kind, provider, seat, numbers, counted(formulas, numbers))


def _shares(source: Source) -> Iterator[tuple[Key, Decimal]]:
    """What the report adds where: people by where they live, money by where the service works."""
    known = source.quantities
    reach = _by_orp(source, REACH)
    whole = sum(reach.values(), Decimal(0))
    yield from _placed(source, Measure.CLIENTS, _by_orp(source, RESIDENCE), known.get("users"))
    yield from _placed(source, Measure.WAITING, _by_orp(source, WAITING), known.get("applicants"))
    yield from _placed(source, Measure.REFUSED, {}, known.get("refused_total"))
    money: list[tuple[str, str, Decimal | None]] = [(Measure.COSTS, "", known.get("costs_total"))]
    for source_of_money, names in SOURCES.items():
        amount = sum((known.get(name, Decimal(0)) for name in names), Decimal(0))
        money.append((Measure.SOURCE, str(source_of_money.label), amount))
    for measure, detail, value in money:
        if not value:
            continue
        if whole:
            for orp, share in reach.items():
                yield (orp, source.kind, measure, detail), value * share / whole
        elif source.seat:
            yield (source.seat, source.kind, measure, detail), value


def _by_orp(source: Source, start_of_code: str) -> dict[str, Decimal]:
    """Code of an ORP -> number; what is elsewhere and the sum are not among them."""
    found = {}
    for code, number in source.numbers.items():
        place = code.removeprefix(start_of_code)
        if code.startswith(start_of_code) and place.isdecimal() and number:
            found[place] = number
    return found


def _placed(
    source: Source, measure: str, places: Mapping[str, Decimal], total: Decimal | None
) -> Iterator[tuple[Key, Decimal]]:
    if not places and source.seat and total:
        places = {source.seat: total}
    for orp, number in places.items():
        yield (orp, source.kind, measure, ""), number


def _write(term: Term, sums: Mapping[Key, Total], done: Outcome, *, by: Any, now: datetime) -> None:
    rows = TerritorialFigure.objects.filter(origin=Origin.REPORTS, year=term.year)
    known = {(row.orp_id, row.kind, row.measure, row.detail): row for row in rows}
    places = set(Orp.objects.values_list("pk", flat=True))
    new, changed = [], []
    for key, total in sums.items():
        row, value = known.get(key), total.value.quantize(CENT)
        if key[0] not in places:
            continue
        note = _("%(term)s, výkazů: %(sample)d") % {"term": term.title, "sample": total.sample}
        if row is None:
            orp, kind, measure, detail = key
            row = TerritorialFigure(
                orp_id=orp, year=term.year, kind=kind, measure=measure, detail=detail
            )
            row.origin = Origin.REPORTS
            new.append(row)
        elif not may_replace(row.sample, total.sample):
            done.kept += 1
            continue
        elif (row.value, row.sample) == (value, total.sample):
            done.unchanged += 1
            continue
        else:
            row.version += 1
            changed.append(row)
        row.value, row.sample, row.note = value, total.sample, note
    TerritorialFigure.objects.bulk_create(new, batch_size=500)
    written = ["value", "sample", "note", "version"]
    TerritorialFigure.objects.bulk_update(changed, written, batch_size=500)
    for several, sign in ((new, CREATED), (changed, CHANGED)):
        pks = [row.pk for row in several]
        write_history(TerritorialFigure, pks, sign, by=by, reason=term.title, at=now)
    done.written = len(new) + len(changed)
