"""All sheets of a plan's workbook, as the plan stands."""

from dataclasses import dataclass

from planning.importers.workbook.columns import Sheet, words_of
from planning.importers.workbook.needs import needs
from planning.importers.workbook.strategy import strategy
from planning.models import Plan, Theme
from providers.models import CapacityUnit, ProvisionForm, ServiceKind
from sitis.territory.models import Municipality


@dataclass(frozen=True, slots=True)
class _Words:
    """Code lists that several sheets offer: word -> key."""

    kinds: dict[str, str]
    forms: dict[str, str]
    units: dict[str, str]
    towns: dict[str, str]
    themes: dict[str, str]


def sheets_of(plan: Plan) -> list[Sheet]:
    """Rows below stand after the rows that they belong to; queries do not depend on rows."""
    words = _Words(
        kinds=words_of(ServiceKind.objects.valid_on(plan.data_day).named().order_by("name")),
        forms=words_of(ProvisionForm.objects.named()),
        units=words_of(CapacityUnit.objects.named()),
        towns=words_of(Municipality.objects.filter(orp=plan.orp_id)),
        themes=words_of(Theme.objects.valid_on(plan.data_day)),
    )
    return [needs(plan, words), *strategy(plan, words)]
