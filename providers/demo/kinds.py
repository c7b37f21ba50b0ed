"""What an invented service of each kind looks like: how often, in which forms, how large, for whom.

Proportions follow the national register roughly (homes and home care are the most, § 52 the
fewest). Forms are those the law knows for the kind, units those usual for it; both are checked
against the code lists by a test.
"""

from dataclasses import dataclass

#: Letter used below -> MPSV code of the form, slug of the form.
FORMS = {"P": ("pob", "residential"), "A": ("amb", "ambulatory"), "T": ("ter", "field")}

#: Hours of one week: name -> (weekdays, [(opens, closes)]). A night is two rows, on two days.
HOURS: dict[str, tuple[tuple[int, ...], tuple[tuple[str, str], ...]]] = {
    "office": ((1, 2, 3, 4, 5), (("08:00", "16:00"),)),
    "split": ((1, 2, 3, 4, 5), (("08:00", "12:00"), ("13:00", "17:00"))),
    "day": ((1, 2, 3, 4, 5), (("07:00", "15:30"),)),
    "care": ((1, 2, 3, 4, 5), (("07:00", "15:30"),)),
    "care_daily": ((1, 2, 3, 4, 5, 6, 7), (("07:00", "20:00"),)),
    "youth": ((1, 2, 3, 4, 5), (("13:00", "18:00"),)),
    "daily": ((1, 2, 3, 4, 5, 6, 7), (("08:00", "18:00"),)),
    "evening": ((1, 2, 3, 4, 5, 6), (("14:00", "21:00"),)),
    "night": ((1, 2, 3, 4, 5, 6, 7), (("00:00", "07:00"), ("19:00", "00:00"))),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """Profile of one kind. ``count`` is how many there are among 450 services."""

    slug: str
    rpss: int
    name: str
    area: str
    count: int
    forms: tuple[tuple[str, int], ...]  # combination of letters -> weight
    sizes: dict[str, tuple[str, int, int]]  # letter -> MPSV code of the unit, least, most
    groups: tuple[int, ...]  # the first one prevails
    ages: tuple[int, ...]
    hours: tuple[str, ...]
    activities: str
    free: bool


def _sizes(text: str) -> dict[str, tuple[str, int, int]]:
    parts = (part.split() for part in text.split(","))
    return {letter: (unit, int(low), int(high)) for letter, unit, low, high in parts}


def _kind(
    slug: str,
    rpss: int,
    name: str,
    area: str,
    count: int,
    forms: str,
    sizes: str,
    groups: tuple[int, ...],
    ages: tuple[int, ...],
    hours: str,
    activities: str,
    free: bool,
) -> Kind:
    weighted = tuple(
        (combination, int(weight))
        for combination, weight in (part.split(":") for part in forms.split())
    )
    return Kind(
        slug,
        rpss,
        name,
        area,
        count,
        weighted,
        _sizes(sizes),
        groups,
        ages,
        tuple(hours.split()),
        activities,
        free,
    )


OLD = (6, 7, 8)
ADULT = (5, 6, 7)
GROWN = (5, 6, 7, 8)
YOUNG = (2, 3, 4, 5)
FAMILY = (10, 1, 2, 3, 4, 5, 6)
ANY = (9,)

_ALL = (
    _kind("social_counselling", 1, "odborné sociální poradenství", "family", 42, "A:5 AT:5",
          "A interv 2 14,T interv 1 6", (19, 23, 24, 17, 5), ANY, "office split", "hij", True),
    _kind("personal_assistance", 3, "osobní asistence", "seniors", 20, "T:1",
          "T klient 4 40", (15, 24, 13, 10), ANY, "care_daily", "abcefhj", False),
    _kind("home_care", 4, "pečovatelská služba", "seniors", 58, "T:7 TA:3",
          "T klient 5 60,A klient 1 12", (24, 17, 11, 23), OLD, "care care_daily", "abceh", False),
    _kind("emergency_care", 5, "tísňová péče", "seniors", 3, "T:1",
          "T klient 40 300", (24, 11, 17), OLD, "continuous", "jkn", False),
    _kind("guide_and_reading", 6, "průvodcovské a předčitatelské služby", "disability", 2, "TA:1",
          "T klient 2 10,A klient 1 4", (18, 15, 24), GROWN, "office", "hj", False),
    _kind("supported_living", 7, "podpora samostatného bydlení", "disability", 8, "T:1",
          "T klient 4 24", (14, 10, 13), ADULT, "care_daily office", "efhij", False),
    _kind("respite_care", 8, "odlehčovací služby", "seniors", 25, "P:4 T:4 A:1 AP:1 TP:1",
          "P luzka 3 24,A klient 3 12,T klient 3 25", (24, 11, 13, 15), OLD, "care_daily",
          "abcdfhij", False),
    _kind("day_service_centre", 9, "centra denních služeb", "seniors", 6, "A:1",
          "A klient 6 30", (24, 17, 14), GROWN, "day", "bcfhij", False),
    _kind("day_care_centre", 10, "denní stacionáře", "disability", 17, "A:1",
          "A klient 8 36", (13, 14, 24, 10), GROWN, "day", "abcfhij", False),
    _kind("week_care_centre", 11, "týdenní stacionáře", "disability", 4, "P:1",
          "P luzka 8 40", (14, 13, 15), ADULT, "continuous", "abcdfhij", False),
    _kind("home_for_disabled", 12, "domovy pro osoby se zdravotním postižením", "disability", 17,
          "P:1", "P luzka 12 120", (14, 13, 15), GROWN, "continuous", "abcdfhij", False),
    _kind("home_for_seniors", 13, "domovy pro seniory", "seniors", 45, "P:1",
          "P luzka 20 210", (24,), (7, 8), "continuous", "abcdfhij", False),
    _kind("special_regime_home", 14, "domovy se zvláštním režimem", "seniors", 33, "P:1",
          "P luzka 14 150", (24, 10, 9), OLD, "continuous", "abcdfhij", False),
    _kind("sheltered_housing", 15, "chráněné bydlení", "disability", 16, "P:1",
          "P luzka 4 36", (14, 10, 13), ADULT, "continuous", "cdefhij", False),
    _kind("in_hospital_services", 16, "sociální služby poskytované ve zdravotnických zařízeních"
          " lůžkové péče", "seniors", 2, "P:1", "P luzka 6 30", (24, 11, 17), OLD, "continuous",
          "abcdfhij", False),
    _kind("early_intervention", 17, "raná péče", "disability", 3, "T:1 TA:2",
          "T klient 12 80,A klient 2 10", (17, 13, 18, 16), (10, 1), "office", "fhij", True),
    _kind("telephone_crisis_help", 18, "telefonická krizová pomoc", "family", 3, "T:1",
          "T hovor 1 4", (19, 5, 3), ANY, "continuous", "jk", True),
    _kind("interpreting", 19, "tlumočnické služby", "disability", 3, "TA:2 T:1",
          "T interv 2 8,A interv 1 4", (16, 13), ANY, "office", "hj", True),
    _kind("shelter", 20, "azylové domy", "exclusion", 15, "P:1",
          "P luzka 12 70", (6, 23, 3), ADULT, "continuous", "cdj", False),
    _kind("halfway_house", 21, "domy na půl cesty", "family", 4, "P:1",
          "P luzka 4 14", (7, 22, 1), (5,), "continuous", "dhij", False),
    _kind("contact_centre", 22, "kontaktní centra", "exclusion", 4, "A:1 AT:2",
          "A kontakt 8 40,T kontakt 4 20", (9, 21), ADULT, "split evening", "bij", True),
    _kind("crisis_help", 23, "krizová pomoc", "family", 4, "AT:2 A:1 AP:2",
          "A interv 2 8,T interv 1 4,P luzka 2 8", (19, 3, 5), ANY, "daily", "cdij", True),
    _kind("low_threshold_day_centre", 24, "nízkoprahová denní centra", "exclusion", 6, "A:2 AT:1",
          "A klient 10 45,T kontakt 4 20", (6, 21), ADULT, "daily", "bcj", True),
    _kind("low_threshold_youth", 25, "nízkoprahová zařízení pro děti a mládež", "family", 16,
          "A:2 AT:3", "A klient 12 40,T kontakt 5 25", (1, 20, 25), YOUNG, "youth", "fhij", True),
    _kind("night_shelter", 26, "noclehárny", "exclusion", 6, "A:1",
          "A luzka 8 60", (6, 21), ADULT, "night", "bdj", False),
    _kind("aftercare", 27, "služby následné péče", "exclusion", 4, "A:2 AP:1",
          "A interv 4 16,P luzka 6 16", (9, 10), ADULT, "split", "dhij", True),
    _kind("activation_families", 28, "sociálně aktivizační služby pro rodiny s dětmi", "family",
          22, "T:2 TA:3", "T klient 6 40,A klient 2 12", (23, 20), FAMILY, "office", "fhij", True),
    _kind("activation_seniors_disabled", 29, "sociálně aktivizační služby pro seniory a osoby se"
          " zdravotním postižením", "seniors", 10, "A:2 AT:3", "A klient 8 30,T klient 3 16",
          (24, 17, 16, 18), GROWN, "office", "fhij", True),
    _kind("therapy_workshop", 30, "sociálně terapeutické dílny", "disability", 11, "A:1",
          "A klient 8 30", (14, 10, 13), ADULT, "day", "bclm", True),
    _kind("therapeutic_community", 31, "terapeutické komunity", "exclusion", 2, "P:1",
          "P luzka 12 20", (9, 10), (5, 6), "continuous", "cdhij", False),
    _kind("outreach_programme", 32, "terénní programy", "exclusion", 14, "T:1",
          "T kontakt 6 40", (9, 6, 20, 21), ADULT, "split evening", "ij", True),
    _kind("social_rehabilitation", 33, "sociální rehabilitace", "disability", 20, "AT:6 A:2 ATP:1",
          "A klient 6 26,T klient 3 16,P luzka 4 16", (10, 14, 17, 18), ADULT, "office split",
          "fhijl", True),
    _kind("intervention_centre", 34, "intervenční centra", "family", 2, "AT:1 ATP:1",
          "A interv 2 6,T interv 1 4,P luzka 2 6", (3, 5), GROWN, "split", "ij", True),
    _kind("mental_health_centre", 35, "centrum duševního zdraví", "disability", 3, "AT:1",
          "A klient 8 24,T klient 10 40", (10,), ADULT, "split", "hijl", True),
)  # fmt: skip

KINDS = {kind.slug: kind for kind in _ALL}
AREAS = ("seniors", "disability", "family", "exclusion")

#: Kinds whose place may stay hidden (§ 79 odst. 5 písm. d bod 1).
MAY_HIDE = frozenset({"shelter", "intervention_centre", "crisis_help"})
#: Residential kinds that say how nursing care is secured (§ 79 odst. 5 písm. d bod 9).
NURSING = frozenset(
    {
        "week_care_centre",
        "home_for_disabled",
        "home_for_seniors",
        "special_regime_home",
        "respite_care",
    }
)
