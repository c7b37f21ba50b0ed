"""All indicators of dossier 3.2. A code with two formulas has one for beds and one for staff."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext_lazy as _

from evaluation.indicators.base import HUNDRED, LETTERS, Indicator, Terms, terms
from evaluation.indicators.names import SOURCES

#: Changes with every change of a formula; stands in each run and in the note on method.
FORMULA_VERSION = "2026.1"

KINDS = {
    "37": "social_counselling", "39": "personal_assistance", "40": "home_care",
    "41": "emergency_care", "42": "guide_and_reading", "43": "supported_living",
    "44": "respite_care", "45": "day_service_centre", "46": "day_care_centre",
    "47": "week_care_centre", "48": "home_for_disabled", "49": "home_for_seniors",
    "50": "special_regime_home", "51": "sheltered_housing", "52": "in_hospital_services",
    "54": "early_intervention", "55": "telephone_crisis_help", "56": "interpreting",
    "57": "shelter", "58": "halfway_house", "59": "contact_centre", "60": "crisis_help",
    "60a": "intervention_centre", "61": "low_threshold_day_centre", "62": "low_threshold_youth",
    "63": "night_shelter", "64": "aftercare", "65": "activation_families",
    "66": "activation_seniors_disabled", "67": "therapy_workshop", "68": "therapeutic_community",
    "69": "outreach_programme", "70": "social_rehabilitation", "70a": "mental_health_centre",
}  # fmt: skip


def of(sections: str) -> frozenset[str]:
    """
    >>> sorted(of("49-50 60-60a"))
    ['crisis_help', 'home_for_seniors', 'intervention_centre', 'special_regime_home']
    """
    order, found = list(KINDS), []
    for part in sections.split():
        first, _dash, last = part.partition("-")
        found += order[order.index(first) : order.index(last or first) + 1]
    return frozenset(KINDS[section] for section in found)


INTERVENING = of("37 59-62 65 66 69")
DEPENDENT = of("39 40 44 46-51")
HOURLY = of("39 40 42 43 44 54 65 70")
PAID = of("39-52 57 58 63")
FIELD_ONLY = (("respite_care", "T"),)
#: A night shelter is ambulatory and has beds (dossier 2.6): what others count by beds, so does it.
BY_BEDS, NOT_BY_STAFF = (("night_shelter", "PA"),), (("night_shelter", ""),)
PER_CENT = "%"
#: Counted also where costs are not allocated to forms; of money that comes for the whole service
#: also where they are. The rest of what is asked once needs the costs of all forms.
EVERY, MONEY, AT_ONCE = "PAT*", "PAT*W", "PATW"

COSTS, DIRECT, TOTAL = terms("costs_eligible"), terms("fte_direct"), terms("fte_total")
BEDS, USERS, REVENUE = terms("beds_average"), terms("users"), terms("revenue_total")
ALL_COSTS = terms("costs_total")

FTE_YEAR, BED_YEAR = _("Kč/úvazek/rok"), _("Kč/lůžko/rok")

COST: tuple[Indicator, ...] = (
    Indicator("N1", _("Náklady na úvazek v přímé péči"), FTE_YEAR, COSTS, DIRECT,
              forms=EVERY, direction="lower", digits=0),
    Indicator("N2", _("Náklady na lůžko"), BED_YEAR, COSTS, BEDS,
              forms="P", direction="lower", part_year="refuse", digits=0, only=BY_BEDS),
    Indicator("N3", _("Náklady na obsazený lůžkoden"), _("Kč/lůžkoden"), COSTS,
              terms("beddays_occupied"), forms="P", direction="lower", digits=0, only=BY_BEDS),
    Indicator("N4", _("Náklady na hodinu přímé péče"), _("Kč/h"), COSTS, terms("hours_direct"),
              kinds=HOURLY, forms="AT", direction="lower", digits=0, only=FIELD_ONLY),
    Indicator("N5", _("Náklady na intervenci"), _("Kč"), COSTS, terms("interventions"),
              kinds=INTERVENING, direction="lower", digits=0),
    Indicator("N5k", _("Náklady na kontakt"), _("Kč"), COSTS, terms("contacts"),
              kinds=INTERVENING, direction="lower", digits=0),
    Indicator("N6", _("Náklady na uživatele"), _("Kč"), COSTS, USERS,
              part_year="refuse", digits=0),
    Indicator("N7", _("Podíl osobních nákladů"), PER_CENT, terms("costs_personal"), ALL_COSTS,
              HUNDRED, forms=AT_ONCE),
    Indicator("N8", _("Podíl režijních nákladů"), PER_CENT, terms("costs_overhead"), ALL_COSTS,
              HUNDRED, forms=AT_ONCE, direction="lower"),
    Indicator("N9", _("Související náklady na jednotku"), _("Kč/lůžko"), terms("costs_related"),
              BEDS, forms="P", direction="lower", part_year="refuse", digits=0, only=BY_BEDS),
    Indicator("N9", _("Související náklady na jednotku"), _("Kč/úvazek"), terms("costs_related"),
              DIRECT, forms="AT", direction="lower", digits=0, only=NOT_BY_STAFF),
    Indicator("N9m", _("Související náklady proti maximu kraje"), _("% maxima"),
              terms("costs_related"), terms("beds_average × par.related_maximum"), HUNDRED,
              forms="P", direction="lower", part_year="refuse", only=BY_BEDS),
    Indicator("N9m", _("Související náklady proti maximu kraje"), _("% maxima"),
              terms("costs_related"), terms("fte_direct × par.related_maximum"), HUNDRED,
              forms="AT", direction="lower", only=NOT_BY_STAFF),
    Indicator("N10", _("Osobní náklady na úvazek a měsíc"), _("Kč"), terms("costs_personal"),
              terms("12 fte_total"), digits=0),
)  # fmt: skip

STAFF: tuple[Indicator, ...] = (
    Indicator("P1", _("Podíl úvazků v přímé péči"), PER_CENT, DIRECT, TOTAL, HUNDRED,
              forms=EVERY, direction="higher"),
    Indicator("P2", _("Úvazky v přímé péči na 10 lůžek"), _("úvazek"), terms("10 fte_direct"), BEDS,
              forms="P", part_year="staff", digits=2),
    Indicator("P3", _("Lůžka na úvazek celkem"), _("lůžko"), BEDS, TOTAL,
              forms="P", part_year="staff", digits=2),
    Indicator("P4", _("Uživatelé na úvazek v přímé péči"), _("osoby"), USERS, DIRECT,
              forms="AT", part_year="staff"),
    Indicator("P5", _("Podíl sociálních pracovníků"), PER_CENT, terms("fte_social"), DIRECT, HUNDRED),
    Indicator("P6", _("Podíl vedoucích a administrativy"), PER_CENT,
              terms("fte_management + fte_administration"), TOTAL, HUNDRED, direction="lower"),
    Indicator("P7", _("Naplněnost úvazků vůči síti"), PER_CENT, DIRECT, terms("units_network"),
              HUNDRED, forms="AT", part_year="staff", only=NOT_BY_STAFF),
    Indicator("P8", _("Fluktuace"), PER_CENT, terms("staff_left"), terms("staff_persons"), HUNDRED,
              forms=AT_ONCE, direction="lower", part_year="refuse"),
)  # fmt: skip

PERFORMANCE: tuple[Indicator, ...] = (
    Indicator("V1", _("Obložnost"), PER_CENT, terms("beddays_occupied"), terms("beddays_offered"),
              HUNDRED, forms="P", direction="higher", only=BY_BEDS),
    Indicator("V2", _("Hodiny přímé péče na úvazek"), _("h/rok"), terms("hours_direct"), DIRECT,
              forms="T", direction="higher", digits=0,
              only=(("supported_living", "AT"), ("early_intervention", "AT"))),
    Indicator("V3", _("Podíl přímé péče na pracovní době"), PER_CENT, terms("hours_direct"),
              terms("fte_direct × par.fund"), HUNDRED, forms="T", direction="higher"),
    Indicator("V4", _("Intervence na úvazek"), _("intervence"), terms("interventions"), DIRECT,
              kinds=INTERVENING, digits=0),
    Indicator("V4k", _("Kontakty na úvazek"), _("kontakty"), terms("contacts"), DIRECT,
              kinds=INTERVENING, digits=0),
    Indicator("V5", _("Využití okamžité kapacity"), PER_CENT, terms("client_days"),
              terms("operating_days × instant_capacity"), HUNDRED, kinds=of("45 46 62 67"),
              forms="AT", direction="higher"),
    Indicator("V6", _("Průměrná délka podpory"), _("dny"), terms("days_of_support"),
              terms("cases_closed"), kinds=of("57 58 65 70"), digits=0),
    Indicator("V7", _("Odmítnutí z kapacitních důvodů na 100 uživatelů"), _("odmítnutí"),
              terms("refused_capacity"), USERS, HUNDRED, forms=AT_ONCE, direction="need",
              peers="official"),
    Indicator("V8", _("Žadatelé na lůžko"), _("žadatelé"), terms("applicants"), BEDS,
              kinds=of("48-51"), forms="P", direction="need", peers="official", digits=2),
)  # fmt: skip

DEGREES = terms("degree_0 + degree_1 + degree_2 + degree_3 + degree_4")
STRUCTURE: tuple[Indicator, ...] = (
    Indicator("K1", _("Podíl uživatelů ve III. a IV. stupni"), PER_CENT,
              terms("degree_3 + degree_4"), BEDS, HUNDRED, DEPENDENT, "P",
              direction="structure", peers="quartiles"),
    Indicator("K1", _("Podíl uživatelů ve III. a IV. stupni"), PER_CENT,
              terms("degree_3 + degree_4"), DEGREES, HUNDRED, DEPENDENT, "AT",
              direction="structure", peers="quartiles"),
    Indicator("K2", _("Průměrný stupeň závislosti"), _("stupeň"),
              terms("degree_1 + 2 degree_2 + 3 degree_3 + 4 degree_4"), DEGREES,
              kinds=DEPENDENT, direction="structure", peers="quartiles", digits=2),
)  # fmt: skip

LARGEST = Terms(tuple((name, 1) for name in SOURCES), largest=True)
FUNDING: tuple[Indicator, ...] = (
    Indicator("F1", _("Podíl úhrad uživatelů na výnosech"), PER_CENT, terms("revenue_users"),
              REVENUE, HUNDRED, kinds=PAID, forms=MONEY, zeros_are_known=True),
    Indicator("F2", _("Podíl dotace podle § 101a"), PER_CENT, terms("revenue_101a"), REVENUE,
              HUNDRED, forms=MONEY, zeros_are_known=True),
    Indicator("F3", _("Podíl obcí"), PER_CENT, terms("revenue_municipalities"), REVENUE, HUNDRED,
              forms=MONEY, zeros_are_known=True),
    Indicator("F3z", _("Podíl zřizovatele"), PER_CENT, terms("revenue_founder"), REVENUE, HUNDRED,
              forms=MONEY, zeros_are_known=True),
    Indicator("F4", _("Dotace na jednotku"), _("Kč/lůžkoden"), terms("revenue_101a"),
              terms("beddays_occupied"), forms="P", digits=0, zeros_are_known=True, only=BY_BEDS),
    Indicator("F4", _("Dotace na jednotku"), _("Kč/úvazek"), terms("revenue_101a"), DIRECT,
              forms="AT*W", digits=0, zeros_are_known=True, only=NOT_BY_STAFF),
    Indicator("F5", _("Příjem z příspěvku na péči na lůžko a měsíc"), _("Kč"),
              terms("revenue_users_care"), terms("beds_average × months_operated"),
              kinds=of("47-51"), forms="P", digits=0, zeros_are_known=True),
    Indicator("F6", _("Podíl největšího zdroje"), PER_CENT, LARGEST, REVENUE, HUNDRED,
              forms=MONEY, direction="risk"),
    Indicator("F7", _("Krytí nákladů výnosy"), PER_CENT, REVENUE, ALL_COSTS, HUNDRED, forms=MONEY),
    Indicator("F8", _("Plnění plánu nákladů"), PER_CENT, ALL_COSTS, terms("plan.costs_total"),
              HUNDRED, forms=MONEY),
    Indicator("F8p", _("Plnění plánu úvazků v přímé péči"), PER_CENT, DIRECT,
              terms("plan.fte_direct"), HUNDRED, forms=MONEY),
    Indicator("F8u", _("Plnění plánu lůžek"), PER_CENT, BEDS, terms("plan.beds_average"), HUNDRED,
              forms="P", only=BY_BEDS),
)  # fmt: skip

TERRITORY: tuple[Indicator, ...] = (
    Indicator("K3", _("Podíl uživatelů z ORP"), PER_CENT, terms("users_orp"), USERS, HUNDRED,
              direction="structure", peers="official", scope="territory"),
    Indicator("D1", _("Dostupnost v území"), _("na 1 000 obyvatel"),
              terms("1000 units_orp + 1000 units_wider"),
              terms("population_target"), direction="need", peers="official", scope="territory",
              digits=2),
    Indicator("D2", _("Pokrytí obcí"), PER_CENT, terms("municipalities_reached"),
              terms("municipalities"), HUNDRED, forms="T", direction="higher", peers="official",
              scope="territory"),
)  # fmt: skip

INDICATORS = COST + STAFF + PERFORMANCE + STRUCTURE + FUNDING + TERRITORY
#: Those that a run counts for each service; the others are counted for a territory.
OF_SERVICES = tuple(one for one in INDICATORS if one.scope == "service")
#: Codes that are counted for a service as a whole where its costs are parted.
OF_WHOLE = {one.code for one in OF_SERVICES if "W" in one.forms}
CODES = tuple(dict.fromkeys(one.code for one in INDICATORS))
BLOCKS = (
    (_("Nákladovost"), COST),
    (_("Personál"), STAFF),
    (_("Výkonnost"), PERFORMANCE),
    (_("Struktura uživatelů"), STRUCTURE),
    (_("Zdroje"), FUNDING),
)


@cache
def applicable(kind: str, form: str, *, is_part: bool = False) -> tuple[Indicator, ...]:
    """What is counted for a service of ``kind`` in ``form``, each code once.

    ``is_part``: of a service whose costs are parted; what speaks of all its money is counted once,
    for the whole.

    >>> [one.code in {x.code for x in applicable("respite_care", "residential", is_part=part)}
    ...  for one in OF_SERVICES if one.code in ("N1", "F2") for part in (False, True)]
    [True, True, True, False]
    """
    found = (one for one in OF_SERVICES if one.applies(kind, form))
    return tuple(one for one in found if not (is_part and one.code in OF_WHOLE))


@cache
def find(code: str, form: str = "", kind: str = "") -> Indicator:
    """The indicator of ``code``, for ``form`` and ``kind`` where it has two formulas.

    Raises KeyError.

    >>> str(find("F4", "ambulatory").unit), str(find("F4", "ambulatory", "night_shelter").unit)
    ('Kč/úvazek', 'Kč/lůžkoden')
    """
    bare = code.removeprefix("R1.")
    found = [one for one in INDICATORS if one.code == bare]
    if not found:
        raise KeyError(code)
    if kind and form in LETTERS:
        for one in found:
            if one.applies(kind, form):
                return one
    letters = LETTERS.get(form, "")
    return next((one for one in found if any(x in one.forms for x in letters)), found[0])


def unallocated(kind: str) -> Iterator[Indicator]:
    """What a service with several forms would have if its costs were allocated."""
    seen = {one.code for one in applicable(kind, "several")}
    for form in ("residential", "outpatient"):
        for one in applicable(kind, form):
            if one.code not in seen:
                seen.add(one.code)
                yield one
