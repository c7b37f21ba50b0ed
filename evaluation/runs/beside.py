"""Indicators of one report beside its earlier reports and its peers in the last frozen run.

For the office: it sees the group of the service whatever its size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluation import indicators
from evaluation.models import BenchmarkRun, GroupResult, Report, RunInput
from evaluation.parts import by_form
from evaluation.runs.formulas import Formulas, counted, formulas_of

Numbers = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Peers:
    """Statistics of the group."""

    n: int
    q1: Decimal
    median: Decimal
    q3: Decimal

    def place(self, value: Decimal) -> str:
        """below, usual or above: where ``value`` lies."""
        if value < self.q1:
            return "below"
        return "above" if value > self.q3 else "usual"


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator of the report."""

    code: str
    name: str
    unit: str
    form: str
    value: Decimal | None
    why_not: str
    before: tuple[Decimal | None, ...]  # as the earlier reports, newest first
    peers: Peers | None
    digits: int

    @property
    def place(self) -> str:
        known = self.value is not None and self.peers is not None
        return self.peers.place(self.value) if known else ""  # type: ignore[union-attr,arg-type]


@dataclass(frozen=True, slots=True)
class Beside:
    run: BenchmarkRun | None
    rows: tuple[Compared, ...]


def last_run_of(report: Report) -> tuple[BenchmarkRun | None, dict[str, str]]:
    """The newest frozen run of an earlier or the same year with the service in it; form -> group."""
    rows = RunInput.objects.filter(
        service=report.service_id,
        run__state=BenchmarkRun.State.FROZEN,
        run__year__lte=report.term.year,
    ).exclude(cell="")
    rows = rows.select_related("run").order_by("-run__year", "-run__frozen_at")
    found = [row for row in rows[:8] if row.year == row.run.year]
    if not found:
        return None, {}
    run = found[0].run
    return run, {row.form: row.cell for row in found if row.run_id == run.pk}


def beside(report: Report, numbers: Numbers, before: list[Numbers]) -> Beside:
    """``numbers`` of the report and of its earlier ones, by codes of fields, newest first."""
    formulas = formulas_of(report.term.form_version_id)
    forms = tuple(report.forms)
    now = dict(by_form(forms, _facts(formulas, numbers)))
    past = [dict(by_form(forms, _facts(formulas, one))) for one in before]
    run, cells = last_run_of(report)
    told = _told(run, set(cells.values()))
    kind = report.service.kind.slug
    rows = []
    for form, facts in now.items():
        is_part = "whole" in now and form != "whole"
        for one in indicators.applicable(kind, form, is_part=is_part):
            result = one.compute(facts)
            then = tuple(one.compute(known.get(form, {})).value for known in past)
            peers = told.get((cells.get(form, ""), one.code))
            if result.value is None and peers is None and not any(then):
                continue
            why = "" if result.value is not None else indicators.say(result.why_not)
            name, unit = str(one.name), str(one.unit)
            rows.append(
                Compared(one.code, name, unit, form, result.value, why, then, peers, one.digits)
            )
    return Beside(run, tuple(rows))


def _facts(formulas: Formulas, numbers: Numbers) -> dict[str, Decimal]:
    return counted(formulas, {code: one for code, one in numbers.items() if one is not None})


def _told(run: BenchmarkRun | None, cells: set[str]) -> dict[tuple[str, str], Peers]:
    if run is None:
        return {}
    rows = GroupResult.objects.filter(run=run, cell__in=cells)
    return {(row.cell, row.indicator): Peers(row.n, row.q1, row.median, row.q3) for row in rows}
