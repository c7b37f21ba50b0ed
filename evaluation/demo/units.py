"""Section E, and what B and H say of equipment and quality: beds, days, hours, acts."""

from calendar import isleap

from evaluation.demo.sketch import Sketch
from evaluation.demo.staff import Paid

WORDS = {"P": "Služba běží nepřetržitě.", "A": "Nejvíc lidí bývá dopoledne.", "T": "Ráno a večer."}
PARTNERS = (
    "obec a její sociální pracovnice, praktičtí lékaři, nemocnice",
    "sociální odbory okolních měst, školy, Úřad práce",
    "ostatní služby v okrese, dobrovolnické centrum",
    "opatrovníci, agentury domácí péče, paliativní tým",
)


def write_units(sketch: Sketch, paid: Paid) -> None:
    nature = sketch.nature
    profile, level = nature.profile, nature.level
    _units(sketch, paid)
    if sketch.beds:
        _beds(sketch)
    direct = float(sum(paid.direct.values()))
    for letter in "PAT":
        _hours(sketch, letter, paid)
    sketch.put("E.interventions", direct * profile.interventions * level["acts"] * sketch.part)
    contacts = direct * profile.contacts * level["acts"] * sketch.part
    sketch.put("E.contacts", contacts)
    sketch.put("E.contacts_anonymous", contacts * 0.2)
    _acts(sketch, direct)
    if sketch.asks("E.municipalities"):
        sketch.put("E.municipalities", sketch.chance.randint(4, 32))
    _equipment(sketch)
    _quality(sketch)


def _units(sketch: Sketch, paid: Paid) -> None:
    """What the network counts: beds as agreed, man-years as they were held."""
    held = float(paid.direct.get("AT", 0)) or sketch.about(sketch.fte, 0.02)
    if not paid.direct and sketch.chance.random() < 0.08:
        held *= sketch.chance.uniform(0.7, 0.88)  # places that nobody was found for by June
    beds = sketch.beds
    if sketch.chance.random() < 0.03:
        beds = max(1, round(beds * 0.86))  # a part of the house was closed for a while
    if sketch.asks("E.units"):
        sketch.put("E.units", beds if sketch.sheet.fields["E.units"].unit == "lůžko" else held)
    sketch.put("E.units.P", beds)
    sketch.put("E.units.AT", held)


def _beds(sketch: Sketch) -> None:
    days = round((366 if isleap(sketch.year) else 365) * sketch.part)
    sketch.put("E.beds.average", sketch.beds)
    offered = round(sketch.beds * days)
    share = sketch.nature.profile.occupancy * sketch.nature.level["occupancy"]
    if sketch.year in (2020, 2021):
        share -= 0.05
    share = min(sketch.about(share, 0.02), 0.998)
    occupied = sketch.held_days = round(offered * max(share, 0.4))
    sketch.put("E.beddays.offered", offered)
    sketch.put("E.beddays.occupied", occupied / 10 if "beds" in sketch.slips else occupied)
    sketch.put("E.beddays.absent", occupied * sketch.chance.uniform(0.02, 0.06))
    sketch.put("E.stay", sketch.about(24, 0.4))
    single = round(sketch.beds * 0.3)
    sketch.put("E.rooms.1.own", single)
    sketch.put("E.rooms.2.own", (sketch.beds - single) // 2)
    sketch.put("B.P.equipment", 2 + sketch.beds // 15)
    sketch.put("B.P.aids", 1 + sketch.beds // 8)
    sketch.put("B.P.instant", sketch.beds)
    sketch.put("B.P.furniture", 1)


def _hours(sketch: Sketch, letter: str, paid: Paid) -> None:
    code = f"E.hours.direct.{letter}"
    if not sketch.asks(code):
        return
    if letter == "P":
        held, share = paid.direct.get("P", 0), 1.0
    else:
        both = sketch.asks("E.hours.direct.A") and sketch.asks("E.hours.direct.T")
        held = paid.direct.get("AT", 0)
        share = 1.0 if not both else (0.6 if letter == "A" else 0.4)
    profile, level = sketch.nature.profile, sketch.nature.level
    hours = float(held) * profile.hours * level["hours"] * share * sketch.part
    if "hours" in sketch.slips:
        hours *= 60  # minutes where hours are asked
    sketch.put(code, sketch.about(hours, 0.03))


def _acts(sketch: Sketch, direct: float) -> None:
    chance, part = sketch.chance, sketch.part
    sketch.put("E.hours.travel", direct * chance.uniform(90, 190) * part)
    sketch.put("E.acts.lunch", direct * chance.uniform(600, 2200) * part)
    sketch.put("E.acts.shopping", direct * chance.uniform(60, 190) * part)
    sketch.put("E.acts.laundry", direct * chance.uniform(40, 160) * part)
    sketch.put("E.connected", sketch.fte * 48)
    sketch.put("E.trips", sketch.fte * chance.uniform(8, 22))
    sketch.put("E.calls", direct * chance.uniform(600, 1_900) * part)
    sketch.put("E.chats", direct * chance.uniform(80, 260) * part)
    sketch.put("E.hours.open", sketch.days.get("A", 250) * 5)
    if clientdays := sketch.nature.profile.clientdays:
        held = direct * clientdays * sketch.nature.level["acts"] * part
        days = max(sketch.days.get("A", 250), 1)
        room = max(4, round(held / days / chance.uniform(0.68, 0.95)))
        sketch.put("E.clientdays", held)
        sketch.put("E.instant", room)
        sketch.put("B.A.instant", room)
    sketch.put("E.families", direct * chance.uniform(9, 16))
    sketch.put("E.consultations", direct * chance.uniform(150, 230) * part)
    sketch.put("E.hours.interpreting", direct * chance.uniform(420, 700) * part)
    sketch.put("E.needles", direct * chance.uniform(6_000, 21_000) * part)
    sketch.put("E.expulsions", chance.randint(60, 190))
    sketch.put("E.hygiene", direct * chance.uniform(350, 900) * part)
    sketch.put("E.group_acts", direct * chance.uniform(20, 60) * part)
    sketch.put("E.hours.field", direct * chance.uniform(620, 900) * part)
    sketch.put("E.acts.basic", (direct or 1) * chance.uniform(1_100, 2_600) * part)


def _equipment(sketch: Sketch) -> None:
    chance = sketch.chance
    sketch.put("B.A.hygiene", 1)
    sketch.put("B.A.computer", 1)
    if sketch.asks("B.T.cars"):
        cars = max(1, round(sketch.fte / 3))
        sketch.put("B.T.cars", cars)
        sketch.put("B.T.km", cars * sketch.about(14_500, 0.25))
        sketch.say("B.T.base", "vlastní kancelář")
        for size, share in zip("1234", ("15.0", "30.0", "35.0", "20.0"), strict=True):
            sketch.put(f"B.T.places.{size}", float(share))
    for letter, words in WORDS.items():
        sketch.say(f"B.{letter}.instant_when", words)
    sketch.say("B.building.1.ownership", "vlastní" if sketch.beds > 20 else "pronájem")
    sketch.put("B.building.1.built", 1965 + sum(map(ord, sketch.nature.key)) % 55)
    if chance.random() < 0.7:
        sketch.put("B.building.1.barrier_free", 1)
    sketch.say("B.catering", "vlastní kuchyně" if sketch.beds > 40 else "dovoz")
    sketch.say("A.provider.founder_type", sketch.nature.founder)
    sketch.put("A.provider.statutory", 1)


def _quality(sketch: Sketch) -> None:
    chance = sketch.chance
    inspected = chance.random() < 0.22
    sketch.put("H.inspection", 1 if inspected else 0)
    sketch.say("H.inspection_result", "zjištění odstraněná" if inspected else "nekonala se")
    sketch.put("H.complaints", chance.choice((0, 0, 0, 1, 1, 2, 4)))
    sketch.put("H.supervision", chance.choice((8, 10, 12, 16, 24)))
    sketch.put("H.training", chance.uniform(20, 34))
    sketch.put("H.planning", 1)
    sketch.say("H.partners", PARTNERS[sum(map(ord, sketch.nature.key)) % len(PARTNERS)])
