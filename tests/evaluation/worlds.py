"""Invented inputs of a run, as they come out of approved reports; chance that can be repeated."""

from decimal import Decimal
from random import Random

from evaluation.benchmark import Input, Order, Parameter

FUND = Parameter("fund", "", "", "", Decimal(2008))
KINDS = {
    "home_for_seniors": "residential", "special_regime_home": "residential",
    "home_for_disabled": "residential", "shelter": "residential", "home_care": "field",
    "personal_assistance": "field", "social_counselling": "outpatient",
    "outreach_programme": "field", "day_care_centre": "ambulatory",
    "activation_families": "outpatient", "social_rehabilitation": "outpatient",
}  # fmt: skip


def number(value: float, places: str = "0.01") -> Decimal:
    return Decimal(str(value)).quantize(Decimal(places))


def facts(chance: Random, form: str, size: float, trend: float = 1.0) -> dict[str, Decimal]:
    """Plausible quantities of a service of ``size`` beds or man-years in direct care."""
    beds = round(size) if form == "residential" else 0
    direct = size * chance.uniform(0.45, 0.7) if beds else size
    total = direct / chance.uniform(0.6, 0.92)
    costs = total * chance.uniform(560_000, 820_000) * trend
    users = round(size * chance.uniform(1.1, 1.5)) if beds else round(size * chance.uniform(6, 40))
    revenue = costs * chance.uniform(0.95, 1.04)
    found = {
        "costs_total": costs, "costs_eligible": costs * chance.uniform(0.96, 1),
        "costs_personal": costs * chance.uniform(0.55, 0.85),
        "costs_overhead": costs * chance.uniform(0.05, 0.2),
        "costs_related": costs * chance.uniform(0.05, 0.2),
        "fte_direct": direct, "fte_total": total, "fte_social": direct * chance.uniform(0.1, 0.6),
        "fte_management": total * 0.06, "fte_administration": total * chance.uniform(0.02, 0.08),
        "staff_persons": round(total * 1.2) + 1, "staff_left": chance.randint(0, 4),
        "users": users, "users_end": round(users * 0.8), "refused_capacity": chance.randint(0, 30),
        "refused_total": chance.randint(30, 40), "months_operated": 12, "units_network": direct,
        "revenue_total": revenue, "revenue_users": revenue * chance.uniform(0.05, 0.3),
        "revenue_101a": revenue * chance.uniform(0.3, 0.5),
        "revenue_region": revenue * chance.uniform(0.0, 0.05),
        "revenue_municipalities": revenue * chance.uniform(0.02, 0.15),
        "revenue_founder": revenue * 0.02, "revenue_insurers": 0, "revenue_labour_office": 0,
        "revenue_ministries": 0, "revenue_eu": 0, "revenue_gifts": revenue * 0.01,
        "revenue_own": revenue * 0.02, "municipalities_served": chance.randint(1, 40),
        "degree_0": round(users * 0.1), "degree_1": round(users * 0.2),
        "degree_2": round(users * 0.3), "degree_3": round(users * 0.2),
        "degree_4": round(users * 0.2), "cases_closed": chance.randint(3, 40),
        "days_of_support": chance.randint(400, 9000),
    }  # fmt: skip
    if beds:
        found |= {
            "beds_average": beds, "beddays_offered": beds * 365,
            "beddays_occupied": round(beds * 365 * chance.uniform(0.7, 0.99)),
            "applicants": chance.randint(0, 3 * beds),
            "revenue_users_care": revenue * chance.uniform(0.1, 0.25),
        }  # fmt: skip
    else:
        found |= {
            "hours_direct": direct * chance.uniform(700, 1300),
            "interventions": direct * chance.uniform(300, 900),
            "contacts": direct * chance.uniform(400, 1900),
            "client_days": direct * chance.uniform(400, 700), "operating_days": 250,
            "instant_capacity": round(direct) + 2,
        }  # fmt: skip
    return {name: number(value) for name, value in found.items()}


def size_of(chance: Random, form: str) -> float:
    if form == "residential":
        return float(chance.choice([12, 18, 30, 45, 55, 80, 100, 140, 180]))
    return round(chance.uniform(1, 22), 2)


def one_input(
    chance: Random, number_of: int, *, kind: str, provider: int, year: int = 2025, **fields
) -> Input:
    form = fields.pop("form", KINDS.get(kind, "field"))
    size = fields.pop("size", None) or size_of(chance, form)
    given = fields.pop("facts", None) or facts(chance, form, size)
    return Input(
        service=f"{9_100_000 + number_of}", provider=f"{98_000_000 + provider}", kind=kind,
        form=form, year=year, group=fields.pop("group", ""), size=number(size), facts=given,
    )  # fmt: skip


def region(services: int, years: tuple[int, ...] = (2025,), seed: int = 1) -> Order:
    """A region of ``services``; two in three providers have one."""
    chance = Random(seed)
    inputs = []
    kinds = list(KINDS)
    for at in range(services):
        kind, provider = kinds[at % len(kinds)], at if at % 3 else at // 9
        size = size_of(chance, KINDS[kind])
        for year in years:
            given = facts(chance, KINDS[kind], size, 1.05 ** (year - years[0]))
            inputs.append(
                one_input(
                    chance, at, kind=kind, provider=provider, year=year, size=size, facts=given
                )
            )
    return Order(years[-1], "test", (FUND,), tuple(inputs))
