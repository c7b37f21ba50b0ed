"""Where a result comes from: its formula, the quantities in it, and the fields each was made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.benchmark import OWN_NORM, in_formulas, norms_for
from evaluation.benchmark.compute import BOTH
from evaluation.indicators import Indicator, Result, Terms, find
from evaluation.indicators.names import name_of
from evaluation.models import (
    FormField,
    FormQuantity,
    Report,
    RunInput,
    RunParameter,
    RunResult,
    RunValue,
    Snapshot,
    SnapshotRow,
)
from evaluation.parts import origin_of
from evaluation.runs.collect import PLANS
from evaluation.runs.formulas import counted, formulas_of
from evaluation.runs.frozen import parameters_of

PLAN, PARAMETER = "plan.", "par."


@dataclass(frozen=True, slots=True)
class Part:
    """A field of an approved report, added or taken away."""

    code: str
    label: str
    unit: str
    number: Decimal | None
    is_less: bool = False


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` as the run keeps it; made of fields of ``snapshot``, or given by the region."""

    code: str
    name: str
    value: Decimal | None
    snapshot: Snapshot | None = None
    parts: tuple[Part, ...] = ()
    parameter: RunParameter | None = None


@dataclass
class Traced:
    """``result`` holds the numerator and the denominator as they were counted."""

    indicator: Indicator
    result: Result
    above: list[Quantity] = field(default_factory=list)
    below: list[Quantity] = field(default_factory=list)
    norm: Decimal | None = None
    norm_from: str = ""

    @property
    def numerator(self) -> Decimal | None:
        return _short(self.result.numerator)

    @property
    def denominator(self) -> Decimal | None:
        return _short(self.result.denominator)

    @property
    def snapshots(self) -> list[Snapshot]:
        every = [one.snapshot for one in [*self.above, *self.below] if one.snapshot is not None]
        return list({one.pk: one for one in every}.values())


def _short(number: Decimal | None) -> Decimal | None:
    """With as many places as quantities are kept with."""
    return None if number is None else round(number, 4)


def trace(row: RunResult) -> Traced:
    """``row`` with its input, run, service and snapshot loaded."""
    one = row.input
    indicator = find(row.indicator, one.form, one.kind)
    facts = dict(RunValue.objects.filter(input=one).values_list("quantity", "number"))
    given = in_formulas(parameters_of(one.run), one.kind, one.form)
    found = Traced(indicator, indicator.compute({**facts, **given}))
    reader = Reader(one, facts, given)
    found.above = reader.of(indicator.numerator)
    found.below = reader.of(indicator.denominator)
    if row.indicator.startswith("R1."):
        found.norm, found.norm_from = _norm(one, indicator.code, facts)
    return found


def _norm(one: RunInput, code: str, facts: Mapping[str, Decimal]) -> tuple[Decimal | None, str]:
    """What the deviation was counted from: the own card's norm, else the region's, as the run did."""
    if (own := facts.get(OWN_NORM + code)) is not None:
        return own, _("karta služby")
    value = norms_for(parameters_of(one.run), one.kind, one.form).get(code)
    rows = RunParameter.objects.filter(
        run=one.run, meaning="norm", indicator=code, kind__in=["", one.kind], value=value
    )
    said = rows.order_by("-kind", "-form").values_list("source", flat=True).first()
    return value, said or ""


def _narrowest(one: RunInput, meaning: str, indicator: str = "") -> RunParameter | None:
    """The parameter that concerns the service; the one of its kind and form before the others."""
    rows = RunParameter.objects.filter(
        run=one.run, meaning=meaning, indicator=indicator,
        kind__in=["", one.kind],
        form__in=["", one.form, *(BOTH if one.form == "outpatient" else ())],
    )  # fmt: skip
    return max(rows, key=lambda row: (bool(row.kind), bool(row.form)), default=None)


class Reader:
    """Quantities of one input with the fields of the approved reports behind them."""

    def __init__(
        self, one: RunInput, facts: Mapping[str, Decimal], given: Mapping[str, Decimal]
    ) -> None:
        self.input, self.facts, self.given = one, facts, given
        self.plan: Snapshot | None = None
        if any(name.startswith(PLAN) for name in facts):
            self.plan = plan_of(one)

    def of(self, terms: Terms) -> list[Quantity]:
        return [self.quantity(name) for name in dict.fromkeys(terms.names)]

    def quantity(self, code: str) -> Quantity:
        name = name_of(code)
        if code.startswith(PARAMETER):
            row = _narrowest(self.input, code.removeprefix(PARAMETER))
            return Quantity(code, name, self.given.get(code), parameter=row)
        value = self.facts.get(code)
        snapshot = self.plan if code.startswith(PLAN) else self.input.snapshot
        if value is None or snapshot is None:
            return Quantity(code, name, value)
        parts = _parts(snapshot, code.removeprefix(PLAN), self.input, whole=code.startswith(PLAN))
        return Quantity(code, name, value, snapshot, parts)


def _parts(snapshot: Snapshot, code: str, one: RunInput, *, whole: bool) -> tuple[Part, ...]:
    """Fields that the quantity was made of; ``whole``: a plan is read as it is, not by form."""
    version = snapshot.report.term.form_version_id
    rows = {
        row.code: row for row in SnapshotRow.objects.filter(snapshot=snapshot, number__isnull=False)
    }
    known = counted(formulas_of(version), {at: row.number for at, row in rows.items()})
    forms = tuple(snapshot.report.forms or ())
    made = code if whole else origin_of(code, one.form, forms, known)
    formula = FormQuantity.objects.filter(version=version, code=made).first()
    if formula is None:
        return ()
    labels = dict(
        FormField.objects.filter(
            version=version, code__in=[*formula.plus, *formula.minus]
        ).values_list("code", "label")
    )
    return tuple(
        Part(
            code=at,
            label=labels.get(at, ""),
            unit=rows[at].unit,
            number=rows[at].number,
            is_less=is_less,
        )
        for is_less, codes in ((False, formula.plus), (True, formula.minus))
        for at in codes
        if at in rows
    )


def plan_of(one: RunInput) -> Snapshot | None:
    """The approved plan that the run read beside the report: the adjusted one where there is one."""
    rows = Snapshot.objects.filter(
        moment__lte=one.run.cutoff,
        report__service=one.service_id,
        report__term__year=one.year,
        report__term__occasion__in=PLANS,
    ).exclude(report__state=Report.State.CANCELLED)
    found = rows.select_related("report__term").order_by("number")
    by_occasion = {row.report.term.occasion: row for row in found}
    return next(
        (by_occasion[occasion] for occasion in reversed(PLANS) if occasion in by_occasion), None
    )
