"""The usual range among similar services, told to who handed in for the year of the run.

Entry asks here and nowhere else: it never reads live reports of others.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from evaluation import indicators
from evaluation.layout import Sheet
from evaluation.models import Band as Stored
from evaluation.models import Occasion, Report
from evaluation.parts import by_form, origin_of
from evaluation.quantities import quantities_of
from evaluation.rules import Band

#: Only what happened is held beside what happened elsewhere.
OCCASIONS = (Occasion.ACTUAL_1, Occasion.ACTUAL_2)


def bands_for(
    report: Report, sheet: Sheet, numbers: Mapping[str, Decimal | None]
) -> tuple[Band, ...]:
    """Indicators of the report with bands of the last run it may see; none while no run is frozen."""
    if report.term.occasion not in OCCASIONS:
        return ()
    return told_bands(sheet, numbers, Stored.objects.latest_for(report.service, report.term.year))


def told_bands(
    sheet: Sheet, numbers: Mapping[str, Decimal | None], rows: Iterable[Stored]
) -> tuple[Band, ...]:
    """Indicators of these numbers beside the ranges ``rows``, each part of the service beside its own."""
    known = {
        name: value
        for name, value in quantities_of(sheet, numbers).items()
        if value is not None
    }  # fmt: skip
    forms = tuple(sheet.forms)
    parts = by_form(forms, known)
    found = []
    for row in rows:
        for form, facts in parts:
            indicator = indicators.find(row.indicator, form, row.kind)
            is_meant = not row.form or form in row.form.split("+")
            if not is_meant or not indicator.applies(row.kind, form):
                continue
            value = indicator.compute(facts).value
            made_of = [origin_of(name, form, forms, known) for name in indicator.numerator.names]
            place = _field(sheet, made_of)
            if value is not None and place:
                name, unit = str(indicator.name), str(indicator.unit)
                found.append(Band(row.indicator, name, unit, value, row.q1, row.q3, place))
    return tuple(found)


def _field(sheet: Sheet, quantities: Collection[str]) -> str:
    """The field where the numerator of an indicator stands, so that its comment is asked there."""
    for one in sheet.quantities:
        if one.code in quantities:
            for code in one.plus:
                if code in sheet.fields:
                    return code
    return ""
