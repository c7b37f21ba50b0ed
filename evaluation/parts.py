"""A service as it is compared: one form, two outside of beds, or parted where its costs are. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

#: Endings of quantities that are of beds only, or of what is done outside of them.
SPLIT = ("_p", "_at")
#: What is asked once and speaks of one part all the same, by its ending; a year is of both.
OF_ONE_PART = {
    "_p": ("beds_", "beddays_", "applicants", "plan.beds_", "months_operated"),
    "_at": ("client_days", "instant_capacity", "municipalities_served", "months_operated"),
}


def by_form(
    forms: tuple[str, ...], facts: dict[str, Decimal]
) -> list[tuple[str, dict[str, Decimal]]]:
    """Facts of each part. Beside parts stands the whole service: money comes for all of it."""
    outside = [form for form in forms if form != "residential"]
    if "residential" not in forms:
        return [(outside[0] if len(outside) == 1 else "outpatient", _whole(facts, "_at"))]
    if not outside:
        return [("residential", _whole(facts, "_p"))]
    if "costs_eligible_p" not in facts or "costs_eligible_at" not in facts:
        return [("several", _whole(facts, ""))]
    form = outside[0] if len(outside) == 1 else "outpatient"
    return [
        ("residential", _part(facts, "_p")),
        (form, _part(facts, "_at")),
        ("whole", _whole(facts, "")),
    ]


def origin_of(name: str, form: str, forms: tuple[str, ...], facts: Mapping[str, Decimal]) -> str:
    """Which quantity of the whole service ``by_form`` gave under ``name`` to its part in ``form``.

    >>> facts = {"costs_total": Decimal(9), "costs_total_p": Decimal(5)}
    >>> origin_of("costs_total", "residential", ("residential", "field"), facts)
    'costs_total_p'
    >>> origin_of("costs_total", "residential", ("residential",), facts)
    'costs_total'
    """
    if form in ("several", "whole"):
        return name
    part = name + ("_p" if form == "residential" else "_at")
    is_parted = "residential" in forms and len(forms) > 1
    if is_parted:
        return part if part in facts else name
    return name if name in facts else part


def _whole(facts: Mapping[str, Decimal], ending: str) -> dict[str, Decimal]:
    """Of one form the whole and its part are the same, whichever of them the form asks for."""
    return {name: facts[source] for name, source in _sources(tuple(facts), ending, is_part=False)}


def _part(facts: Mapping[str, Decimal], ending: str) -> dict[str, Decimal]:
    return {name: facts[source] for name, source in _sources(tuple(facts), ending, is_part=True)}


@lru_cache(4096)  # thousands of reports of one form and kind say the same quantities
def _sources(names: tuple[str, ...], ending: str, *, is_part: bool) -> tuple[tuple[str, str], ...]:
    """Quantities of a part, each with the name it has in the whole service.

    What was done by both parts together is of neither: it is missing there.
    """
    own = {name.removesuffix(ending): name for name in names if ending and name.endswith(ending)}
    shared = {name: name for name in names if not name.endswith(SPLIT)}
    if is_part:
        known = {name: name for name in shared if name.startswith(OF_ONE_PART[ending])}
        return tuple((known | own).items())
    return tuple((own | shared).items())
