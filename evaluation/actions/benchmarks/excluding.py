"""Decisions on a draft: which service no group counts and which suspected mistake is right."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks.running import recompute, refuse_frozen
from evaluation.benchmark import Computed, Order, compute
from evaluation.indicators import find
from evaluation.models import BenchmarkRun, Exclusion, Explanation
from evaluation.runs.frozen import inputs_of, order_for
from providers.models import Service

#: Whose change is written beside an exclusion; the page shows all.
LEADING = ("N1", "N2", "N3", "P1", "V1", "V2")


@dataclass(frozen=True, slots=True)
class Effect:
    """A median before and after a service is left out."""

    indicator: str
    cell: str
    n_before: int
    n_after: int
    before: Decimal
    after: Decimal | None

    @property
    def change(self) -> Decimal | None:
        if self.after is None or not self.before:
            return None
        return (self.after - self.before) / self.before * 100


def effect_of(run: BenchmarkRun, service: Service) -> list[Effect]:
    """What leaving ``service`` out would change, in the groups where it is now."""
    _keys, inputs = inputs_of(run)
    order = order_for(run, inputs)
    mine = [one for one in order.inputs if one.service == service.identifier]
    kept = [one for one in order.inputs if one.kind in {own.kind for own in mine}]
    order = replace(order, inputs=tuple(kept))
    before = compute(order)
    for one in mine:
        one.is_excluded = True
    return _differences(order, before, compute(order), service.identifier)


def _differences(order: Order, before: Computed, after: Computed, identifier: str) -> list[Effect]:
    cells = {cell for at, cell in before.cells.items() if order.inputs[at].service == identifier}
    now = {(one.cell, one.indicator): one.found for one in after.groups}
    found = []
    for one in before.groups:
        if one.cell in cells:
            later = now.get((one.cell, one.indicator))
            found.append(
                Effect(
                    indicator=one.indicator,
                    cell=one.cell,
                    n_before=one.found.n,
                    n_after=later.n if later else 0,
                    before=one.found.median,
                    after=later.median if later else None,
                )
            )
    return found


def in_words(effects: Iterable[Effect]) -> str:
    """One line an indicator, for the note on method."""
    lines = []
    for one in effects:
        if one.indicator not in LEADING or one.after == one.before:
            continue
        digits = find(one.indicator).digits
        said = [_number(one.before, digits), _number(one.after, digits)]
        lines.append(
            _("%(code)s: medián %(before)s → %(after)s, služeb %(n)s → %(m)s")
            % {
                "code": one.indicator,
                "before": said[0],
                "after": said[1],
                "n": one.n_before,
                "m": one.n_after,
            }
        )
    return "\n".join(lines)


def _number(value: Decimal | None, digits: int) -> str:
    if value is None:
        return "–"
    return str(number_format(round(value, digits), digits, use_l10n=True, force_grouping=True))


@transaction.atomic
def exclude(run: BenchmarkRun, service: Service, *, reason: str, by: Any) -> Exclusion:
    """Leave ``service`` out of all groups. Raises ValidationError without a reason, or if frozen."""
    refuse_frozen(run)
    row = Exclusion(run=run, service=service, reason=reason.strip(), by=by)
    row.full_clean()
    row.effect = in_words(effect_of(run, service))
    row.save()
    recompute(run, by=by)
    return row


@transaction.atomic
def include_again(exclusion: Exclusion, *, by: Any) -> None:
    run = refuse_frozen(exclusion.run)
    exclusion.delete()
    recompute(run, by=by)


@transaction.atomic
def explain(
    run: BenchmarkRun, service: Service, indicator: str, *, text: str, by: Any
) -> Explanation:
    """A suspected mistake is right: its group counts it again. Raises ValidationError."""
    refuse_frozen(run)
    row = Explanation(run=run, service=service, indicator=indicator, text=text.strip(), by=by)
    row.full_clean()
    row.save()
    recompute(run, by=by)
    return row


@transaction.atomic
def take_explanation_back(explanation: Explanation, *, by: Any) -> None:
    run = refuse_frozen(explanation.run)
    explanation.delete()
    recompute(run, by=by)
