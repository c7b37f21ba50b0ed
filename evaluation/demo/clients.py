"""Section D: how many people the service helped, who they were, whom it refused."""

from decimal import Decimal

from evaluation.demo.sketch import Sketch, apportioned

#: Weight of an age group among users, by its slug in the register.
AGE_WEIGHTS = {"10": 1, "1": 3, "2": 4, "3": 5, "4": 4, "5": 6, "6": 14, "7": 17, "8": 21}
ENDINGS = {"death": 0.2, "goal": 0.34, "other_service": 0.16, "move": 0.16, "provider": 0.04}
OLD_ENDINGS = {"death": 0.72, "goal": 0.02, "other_service": 0.14, "move": 0.1, "provider": 0.02}


def write_clients(sketch: Sketch) -> int:
    """Returns how many users there were."""
    total = 0
    for letter in "PAT":
        if sketch.asks(f"D.users.total.{letter}"):
            total += _users(sketch, letter)
    if not sketch.asks("D.age.8.men"):  # a half-year report asks for numbers only
        _refused(sketch, total)
        return total
    _who(sketch, total)
    _degrees(sketch, total)
    _where(sketch, total)
    _refused(sketch, total)
    return total


def _users(sketch: Sketch, letter: str) -> int:
    profile, level = sketch.nature.profile, sketch.nature.level
    if letter == "P":
        users = sketch.beds * profile.bed_users * level["occupancy"]
        users = max(users, sketch.beds)
    else:
        letters = sum(f"D.users.total.{one}" in sketch.sheet.fields for one in "AT")
        share = 1.0 if letters == 1 else (0.64 if letter == "A" else 0.36)
        users = sketch.fte * profile.users * level["users"] * share
    if "people" in sketch.slips:
        users *= 9
    count = max(1, round(sketch.about(users, 0.05) * (0.25 + 0.75 * sketch.part)))
    ended = round(count * profile.ended * sketch.chance.uniform(0.8, 1.2))
    ended = min(ended, count)
    sketch.put(f"D.users.total.{letter}", count)
    sketch.put(f"D.users.end.{letter}", count - ended)
    sketch.put(
        f"D.users.new.{letter}", min(count, round(ended * sketch.chance.uniform(0.85, 1.15)))
    )
    sketch.put(f"D.users.ended.{letter}", ended)
    return count


def _who(sketch: Sketch, total: int) -> None:
    profile = sketch.nature.profile
    ages = {age: AGE_WEIGHTS.get(age, 1) for age in sketch.ages if age in AGE_WEIGHTS} or {"6": 1}
    weights = {}
    for age, weight in ages.items():
        women = profile.women if age in ("7", "8") else (profile.women + 0.5) / 2
        weights[f"{age}.women"] = weight * women
        weights[f"{age}.men"] = weight * (1 - women)
    sketch.share_out("D.age.{}", total, weights)
    groups = [g for g in sketch.groups if sketch.asks(f"D.group.{g}")]
    sketch.share_out(
        "D.group.{}", total, {g: (1.0 if at == 0 else 0.22) for at, g in enumerate(groups)}
    )
    ended = sum(int(sketch.numbers.get(f"D.users.ended.{one}", 0)) for one in "PAT")
    endings = OLD_ENDINGS if "8" in ages and sketch.beds else ENDINGS
    sketch.share_out("D.ended.{}", ended, endings)
    sketch.put("D.support_days", ended * sketch.about(170 if sketch.beds else 260, 0.25))
    if sketch.asks("D.anonymous.count"):
        people = round(total * sketch.chance.uniform(0.2, 0.7))
        sketch.put("D.anonymous.count", people)
        sketch.put("D.anonymous.acts", people * sketch.chance.randint(2, 5))
    sketch.put("D.free", total * 0.03)
    sketch.put("D.residence", sketch.beds * sketch.chance.uniform(0.3, 0.7))
    sketch.put("D.children_with", total * sketch.chance.uniform(0, 0.4))


def _degrees(sketch: Sketch, total: int) -> None:
    need = sketch.nature.level["need"]  # how much care users need against others of the kind
    degrees = enumerate(sketch.nature.profile.degrees)
    weights = {str(at): weight * need**at for at, weight in degrees}
    residential = int(sketch.numbers.get("D.users.total.P", 0))
    sketch.share_out("D.degree.{}.P", residential, weights)
    sketch.share_out("D.degree.{}.AT", total - residential, weights)
    tenths = apportioned(round(sketch.beds * 10), weights)
    for degree, count in tenths.items():
        sketch.put(f"D.structure.{degree}.now", Decimal(count) / 10)
        sketch.put(f"D.structure.{degree}.plan", Decimal(count) / 10)


def _where(sketch: Sketch, total: int) -> None:
    """Where users come from; most from the ORP of the service."""
    weights = {code: (0.74 if at == 0 else 0.1) for at, code in enumerate(sketch.nature.orps)}
    weights["other"] = 0.03
    sketch.share_out("D.orp.{}", total, weights)
    sketch.share_out("H.waiting.{}", _waiting(sketch), weights)
    parts = apportioned(1000, weights)
    for code, tenths in parts.items():
        sketch.put(f"A.reach.{code}", Decimal(tenths) / 10)
    if sketch.asks("E.hours.orp.6201"):
        hours = sketch.numbers.get("E.hours.direct.T", Decimal(0))
        for code, tenths in parts.items():
            if code != "other" and tenths:
                sketch.put(f"E.hours.orp.{code}", hours * tenths / 1000)


def _waiting(sketch: Sketch) -> int:
    if sketch.beds:
        return round(sketch.beds * sketch.about(0.45, 0.5))
    return round(sketch.fte * sketch.chance.uniform(0, 0.9))


def _refused(sketch: Sketch, total: int) -> None:
    """Need shows where capacity is short; homes refuse the most."""
    rate = 0.36 if sketch.beds >= 12 else 0.06
    sketch.put("D.refused.capacity", total * sketch.about(rate, 0.6))
    sketch.put("D.refused.not_provided", total * sketch.chance.uniform(0, 0.05))
    sketch.put("D.refused.health", total * sketch.chance.uniform(0, 0.04))
    if sketch.beds:
        requests = sketch.beds * sketch.about(1.1, 0.5)
        sketch.put("D.applicants.requests", requests)
        sketch.put("D.applicants.registered", requests * sketch.chance.uniform(0.6, 1.3))
        sketch.put("D.applicants.urgent", requests * sketch.chance.uniform(0.05, 0.2))
        sketch.put("D.restraint.persons", 0)
