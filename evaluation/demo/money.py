"""Sections F and G: what the service cost and who paid it; most reports balance to the crown."""

from decimal import Decimal
from random import Random

from evaluation.demo.sketch import Sketch
from evaluation.demo.staff import Paid

ROUND = Decimal(1)
WHAT = {
    "F.2.5": "Čisticí a hygienické prostředky, pomůcky.",
    "F.2.6.4": "Účetní a mzdová agenda od dodavatele.",
    "F.2.6.10": "Úklid, praní, revize a svoz odpadu.",
    "F.2.1.2": "Obměna počítačů a vybavení pokojů.",
    "F.2.8": "Pojištění a bankovní poplatky.",
    "G.own.other": "Náhrady od pojišťovny a vratky energií.",
}
#: Not a mistake: what the tax return corrected later.
TAX = "tax"
SUBSIDY = "G.s101a.region"
STARRED = {"2.1.2", "2.5", "2.6.4", "2.6.10"}
OVER = "Přebytek převádíme do fondu rezerv a použijeme ho v příštím roce."
UNDER = "Ztrátu kryjeme z fondu organizace."


def write_money(sketch: Sketch, paid: Paid) -> None:
    if not sketch.asks(SUBSIDY):  # a half-year report has no money in it
        return
    costs = _costs(sketch, paid)
    _allot(sketch, paid, costs)
    total = sum(costs.values(), Decimal(0))
    _revenues(sketch, costs, total)


def _costs(sketch: Sketch, paid: Paid) -> dict[str, Decimal]:
    """Item -> Kč; personal costs are those of section C to the crown."""
    profile, level = sketch.nature.profile, sketch.nature.level
    nature_key = sketch.nature.key
    found = {"F.1.1": paid.contracts}
    if paid.agreements:
        found["F.1.3"] = paid.agreements
    lines: dict[str, float] = {}
    direct = float(paid.direct.get("AT", 0))
    for amount, each_of in (
        (direct, profile.money),
        (sketch.beds * sketch.part, profile.bed_money),
    ):
        for line, each in (each_of or {}).items():
            lines[line] = lines.get(line, 0.0) + amount * each
    for line in sorted(STARRED & lines.keys()):  # what asks for a comment is rare
        if sum(map(ord, nature_key + line)) % 8:
            lines["2.6.6"] = lines.get("2.6.6", 0.0) + lines.pop(line)
    for line, money in lines.items():
        value = sketch.about(
            money * level["costs"] * sketch.dearer * _shock(line, sketch.year), 0.06
        )
        if TAX in sketch.slips and line == "2.6.6":
            value *= 1.08
        if value >= 500:
            found[f"F.{line}"] = Decimal(round(value, -1))
    if "energy" in sketch.slips and "F.2.6.1" in found:
        found["F.2.6.1"] *= 10
    if sum(map(ord, nature_key)) % 7 == 0:
        found["F.2.8"] = Decimal(round(4_000 + float(paid.contracts) * 0.004, -1))
    return {code: value for code, value in found.items() if sketch.asks(f"{code}.total")}


def _shock(line: str, year: int) -> float:
    """Energy was dear in 2022 and 2023."""
    return {2022: 1.35, 2023: 1.3, 2024: 1.12}.get(year, 1.0) if line == "2.6.1" else 1.0


def _allot(sketch: Sketch, paid: Paid, costs: dict[str, Decimal]) -> None:
    """Totals, what is not eligible, and parts of forms where the form asks for them."""
    personal = sum(paid.by_part.values(), Decimal(0))
    share = paid.by_part.get("P", Decimal(0)) / personal if personal else Decimal(0)
    for code, value in costs.items():
        sketch.put(f"{code}.total", value, WHAT.get(code, ""))
        out = Decimal(0)
        if code == "F.2.8" and sketch.chance.random() < 0.6:
            out = round(value * Decimal("0.25"), -1)
            sketch.put(f"{code}.ineligible", out)
        if sketch.asks(f"{code}.P") and sketch.asks(f"{code}.AT"):
            inside = round((value - out) * share)
            sketch.put(f"{code}.P", inside)
            sketch.put(f"{code}.AT", value - out - inside)


def _fees(sketch: Sketch, total: Decimal) -> dict[str, Decimal]:
    """What users and insurers pay, by code."""
    profile, level = sketch.nature.profile, sketch.nature.level
    days = sketch.held_days
    found = {}
    if days and profile.bed_fees:
        paid = days * profile.bed_fees * level["fees"] * sketch.dearer
        kitchen = 0.45 if profile.bed_fees > 300 else 0.1
        found = {"G.users.housing": paid * (1 - kitchen), "G.users.food": paid * kitchen}
        found["G.users.care"] = days * profile.care * level["need"] ** 0.4 * sketch.dearer
        found["G.insurers"] = days * profile.insurers * sketch.dearer
    outside = float(total) * profile.fees * level["fees"]
    if sketch.beds and profile.fees:
        outside *= 0.3
    if profile.fees:
        found["G.users.acts"] = outside
    if level["fees"] > 1.08:
        found["G.users.optional"] = float(total) * 0.004
    return {
        code: Decimal(round(value, -1))
        for code, value in found.items()
        if value >= 500 and sketch.asks(code)
    }


def _revenues(sketch: Sketch, costs: dict[str, Decimal], total: Decimal) -> None:
    nature, chance = sketch.nature, sketch.chance
    usual = total - costs.get("F.2.6.1", Decimal(0)) * (
        Decimal("0.9") if "energy" in sketch.slips else 0
    )
    found = _fees(sketch, usual)
    paid = sum(found.values(), Decimal(0))
    if paid > usual * Decimal("0.9"):  # a house full of people who pay enough
        found = {
            code: round(value * usual * Decimal("0.9") / paid) for code, value in found.items()
        }
        paid = sum(found.values(), Decimal(0))
    rest = float(usual - paid)
    profile = nature.profile
    subsidy = min(rest * profile.subsidy * nature.level["subsidy"], rest * 0.86)
    found[SUBSIDY] = Decimal(round(subsidy, -2))
    left = rest - subsidy
    found |= {code: Decimal(round(value, -2)) for code, value in _others(sketch, left).items()}
    found = {code: value for code, value in found.items() if value > 0 and sketch.asks(code)}
    result = Decimal(0)
    if chance.random() < 0.62:
        result = Decimal(round(float(usual) * chance.uniform(-0.012, 0.018), -2))
    found[SUBSIDY] += usual + result - sum(found.values(), Decimal(0))
    for code, value in found.items():
        sketch.put(code, value, WHAT.get(code, ""))
    for at, town in enumerate(nature.towns[:3], start=1):
        if found.get(f"G.municipality.{at}.amount"):
            sketch.say(f"G.municipality.{at}.name", town)
            sketch.say(f"G.municipality.{at}.item", "dotace")
    if result:
        sketch.comments["G.sum"] = OVER if result > 0 else UNDER
    _settle(sketch, found, total)


def _others(sketch: Sketch, left: float) -> dict[str, float]:
    """Everybody else who pays, the founder or towns the most; the same people every year."""
    nature = sketch.nature
    steady = Random(nature.key)
    found = {"G.region.grant": left * steady.uniform(0.06, 0.2)}
    found["G.gifts"] = left * steady.uniform(0.01, 0.06)
    found["G.own.sales"] = left * 0.02
    if steady.random() < 0.05:
        found["G.own.other"] = left * 0.03
    if nature.founder == "kraj":
        found["G.region.founder"] = left * 0.5
    elif nature.founder == "obec":
        found["G.founder.operation"] = left * 0.45
    if steady.random() < 0.2:
        found["G.labour_office"] = left * 0.05
    if nature.kind in ("contact_centre", "outreach_programme", "therapeutic_community"):
        found["G.ministry.drugs"] = left * 0.2
    if steady.random() < 0.06:
        found["G.eu"] = left * 0.2
    for at in range(2, len(nature.towns) + 1):
        found[f"G.municipality.{at}.amount"] = left * 0.05 / at
    found["G.municipality.1.amount"] = max(left - sum(found.values()), 0)
    return {code: sketch.about(value, 0.04) for code, value in found.items()}


def _settle(sketch: Sketch, found: dict[str, Decimal], total: Decimal) -> None:
    """Which costs the subsidy paid, and the settlement of the compensation."""
    left = found.get(SUBSIDY, Decimal(0))
    for code in ("F.1.1", "F.2.6.1", "F.2.6.3", "F.2.6.10"):
        held = min(left, sketch.numbers.get(f"{code}.total", Decimal(0)))
        if held > 0:
            sketch.put(f"{code}.s101a", held)
            left -= held
    out = sketch.numbers.get("F.2.8.ineligible", Decimal(0))
    users = sum(
        (v for code, v in found.items() if code.startswith(("G.users", "G.ins"))), Decimal(0)
    )
    public = sum(
        (
            value
            for code, value in found.items()
            if code.startswith(("G.s101a", "G.region", "G.municipality", "G.founder"))
        ),
        Decimal(0),
    )
    sketch.put("G.vp.costs", total - out)
    sketch.put("G.vp.revenues", users)
    sketch.put("G.vp.profit", 0)
    sketch.put("G.vp.received", public)
    sketch.put("G.vp.max", total - out - users)
