"""Named quantities of a report: what indicators know, made of fields as the form version says."""

from collections.abc import Mapping
from decimal import Decimal

from evaluation.layout import RESIDENTIAL, Sheet
from evaluation.rules import total

Numbers = Mapping[str, Decimal | None]


def quantities_of(sheet: Sheet, numbers: Numbers) -> dict[str, Decimal | None]:
    """All quantities. Where a service has one form only, the whole and its part are the same."""
    found = {}
    for one in sheet.quantities:
        plus = total(one.plus, numbers)
        found[one.code] = plus if plus is None else plus - (total(one.minus, numbers) or 0)
    if not (RESIDENTIAL in sheet.forms and len(sheet.forms) > 1):
        tail = "_p" if RESIDENTIAL in sheet.forms else "_at"
        for code in [one.code for one in sheet.quantities if not one.form]:
            part = code + tail
            if found[code] is None:
                found[code] = found.get(part)
            else:
                found[part] = found[code]
    return found
