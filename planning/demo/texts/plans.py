"""Whole plans in words: every section of the template for ORPs, okresy and the region."""

from collections.abc import Mapping, Sequence
from random import Random

from planning.demo.texts import (
    district,
    district_of_one,
    orp_analysis,
    orp_beginning,
    orp_strategy,
    profiles,
    region_analysis,
    region_descriptive,
    region_strategy,
)
from planning.demo.texts.writing import Place, Section, number, percent, write_section

ORP: dict[str, Section] = {
    **orp_beginning.SECTIONS,
    **orp_analysis.SECTIONS,
    **orp_strategy.SECTIONS,
}
DISTRICT: dict[str, Section] = district.SECTIONS
REGION: dict[str, Section] = {
    **region_descriptive.SECTIONS,
    **region_analysis.SECTIONS,
    **region_strategy.SECTIONS,
}
REGIMES = {
    "2014": "Vznikl podle pravidel zákona č. 108/2006 Sb. účinných do 31. 12. 2025, která se na něj po celou dobu platnosti použijí.",
    "2026": "Vznikl podle § 95 zákona č. 108/2006 Sb. ve znění účinném od 1. 1. 2026, které stanoví pětileté období a vyjmenovává povinný obsah plánu v písmenech a) až g).",
}


#: Printed in the imprint of every document of the demo.
IMPRINT = "Ukázkový dokument bez právních účinků. Názvy území a počty obyvatel jsou skutečné; organizace, lidé, služby, kapacity, částky, rozhodnutí a usnesení jsou vymyšlené."


def period_slots(first: int, last: int, previous: str) -> dict[str, str]:
    """``previous`` is the label of the period before: "2021–2023"."""
    period = f"{first}–{last}" if last > first else str(first)
    return {
        "period": period,
        "first": str(first),
        "last": str(last),
        "previous_period": previous,
    }


def write_orp_plans(
    places: Sequence[Place], period: Mapping[str, str], random: Random
) -> list[dict[str, str]]:
    """Code of a section -> HTML, for each of ``places``; variants are dealt evenly."""
    slots = [{**place.slots(), **period} for place in places]
    return _by_plan(ORP, slots, random)


def write_district_plans(
    districts: Mapping[str, Sequence[Place]], period: Mapping[str, str], random: Random
) -> dict[str, dict[str, str]]:
    """Name of an okres -> code of a section -> HTML."""
    slots = [
        {
            **_together(places),
            **period,
            "district": name,
            "orps": ", ".join(place.name for place in places),
        }
        for name, places in districts.items()
    ]
    plans = dict(zip(districts, _by_plan(DISTRICT, slots, random), strict=True))
    for (name, places), values in zip(districts.items(), slots, strict=True):
        if len(places) == 1:
            [plans[name]] = _by_plan(district_of_one.SECTIONS, [values], random)
    return plans


def write_region_plan(
    places: Sequence[Place],
    period: Mapping[str, str],
    regime: str,
    facts: Mapping[str, str],
    random: Random,
) -> dict[str, str]:
    """Code of a section -> HTML; needs and local plans speak of each ORP too.

    ``facts`` holds the slots of ``REGION_FACTS``: dates and counts of this cycle, in Czech form.
    """
    slots = {**_together(places), **period, **facts, "regime_sentence": REGIMES[regime]}
    plan = {code: write_section(section, [slots], random)[0] for code, section in REGION.items()}
    own = [place.slots() for place in places]
    plan["needs"] += "".join(write_section(profiles.NEEDS, own, random))
    plan["local_plans"] += "".join(write_section(profiles.PLANS, own, random))
    return plan


#: What ``write_region_plan`` must be told.
REGION_FACTS = (
    "start_notice",
    "hearing_announced",
    "hearing_held",
    "comments_until",
    "comments",
    "council_on",
    "assembly_on",
    "inputs",
    "accepted",
    "merged",
    "reserve",
    "refused_inputs",
    "needs",
    "measures",
    "costs",
)


def _by_plan(
    sections: Mapping[str, Section], slots: Sequence[Mapping[str, str]], random: Random
) -> list[dict[str, str]]:
    plans: list[dict[str, str]] = [{} for _ in slots]
    for code, section in sections.items():
        for plan, html in zip(plans, write_section(section, slots, random), strict=True):
            plan[code] = html
    return plans


def _together(places: Sequence[Place]) -> dict[str, str]:
    inhabitants = sum(place.inhabitants for place in places)
    seniors = sum(place.seniors for place in places)
    growth = seniors - sum(place.seniors_before for place in places)
    return {
        "inhabitants": number(inhabitants),
        "seniors": number(seniors),
        "seniors_share": percent(seniors, inhabitants),
        "seniors_growth": number(growth),
        "seniors_growth_share": percent(growth, seniors - growth),
        "services": number(sum(place.services for place in places)),
        "clients": number(sum(place.clients for place in places)),
        "waiting": number(sum(place.waiting for place in places)),
        "refused": number(sum(place.refused for place in places)),
    }
