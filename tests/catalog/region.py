"""A small invented region for tests of the catalogue's index: real towns, invented services."""

from catalog.index import (
    Ages,
    Entry,
    Index,
    Label,
    Municipality,
    Place,
    Question,
    Reference,
    Situation,
    Synonym,
)

KYJOV, VRACOV, BRNO, UHRICE = "586307", "586765", "582786", "550191"
VESELI, MIKULOV, HODONIN, MODRICE = "586722", "584649", "586021", "583391"
PRACE, SLAVKOV, KURIM, BUCOVICE = "594679", "593583", "583251", "592943"

REFERENCE = Reference(
    municipalities=(
        Municipality(KYJOV, "Kyjov", "6210", "CZ0645", 49.009967, 17.122610),
        Municipality(VRACOV, "Vracov", "6210", "CZ0645", 48.975328, 17.211104),
        Municipality(BRNO, "Brno", "6203", "CZ0642", 49.195160, 16.606937),
        Municipality(UHRICE, "Uhřice", "6205", "CZ0646", 49.172448, 17.078762),
        Municipality(BUCOVICE, "Bučovice", "6205", "CZ0646", 49.149402, 17.003981),
        Municipality(VESELI, "Veselí nad Moravou", "6218", "CZ0645", 48.952477, 17.381015),
        Municipality(MIKULOV, "Mikulov", "6211", "CZ0644", 48.805383, 16.637788),
        Municipality(HODONIN, "Hodonín", "6206", "CZ0645", 48.853039, 17.126102),
        Municipality(MODRICE, "Modřice", "6216", "CZ0643", 49.127990, 16.614517),
        Municipality(PRACE, "Práče", "6220", "CZ0647", 48.877137, 16.201279),
        Municipality(SLAVKOV, "Slavkov u Brna", "6215", "CZ0646", 49.153354, 16.876598),
        Municipality(KURIM, "Kuřim", "6209", "CZ0643", 49.298618, 16.531546),
    ),
    orps=(
        Label("6210", ("Kyjov",)),
        Label("6203", ("Brno",)),
        Label("6205", ("Bučovice",)),
        Label("6218", ("Veselí nad Moravou",)),
        Label("6211", ("Mikulov",)),
        Label("6206", ("Hodonín",)),
        Label("6216", ("Šlapanice",)),
        Label("6220", ("Znojmo",)),
        Label("6215", ("Slavkov u Brna",)),
        Label("6209", ("Kuřim",)),
    ),
    districts=(
        Label("CZ0642", ("Brno-město",)),
        Label("CZ0643", ("Brno-venkov",)),
        Label("CZ0644", ("Břeclav",)),
        Label("CZ0645", ("Hodonín",)),
        Label("CZ0646", ("Vyškov",)),
        Label("CZ0647", ("Znojmo",)),
    ),
    kinds=(
        Label("home_care", ("pečovatelská služba", "home care", "служба догляду")),
        Label("personal_assistance", ("osobní asistence", "personal assistance")),
        Label("day_care_centre", ("denní stacionáře", "day care centres")),
        Label("emergency_care", ("tísňová péče",)),
        Label("home_for_seniors", ("domovy pro seniory", "domov důchodců")),
        Label("shelter", ("azylové domy",)),
        Label("night_shelter", ("noclehárny", "ночівля")),
        Label("social_counselling", ("odborné sociální poradenství",)),
        Label("early_intervention", ("raná péče",)),
        Label("interpreting", ("tlumočnické služby",)),
    ),
    groups=(
        Label("24", ("senioři", "older people")),
        Label("6", ("osoby bez přístřeší",)),
        Label("14", ("osoby s mentálním postižením",)),
        Label("16", ("osoby se sluchovým postižením",)),
        Label("23", ("rodiny s dítětem/dětmi",)),
    ),
    situations=(
        Situation(
            "alone_at_home",
            ("Maminka nemůže být sama doma", "Mum cannot stay at home alone", "péče o rodiče"),
            ("home_care", "personal_assistance", "day_care_centre", "emergency_care"),
            ("24",),
        ),
        Situation("homeless", ("Nemám kde spát", "přespání"), ("night_shelter", "shelter")),
        Situation("debts", ("Dluhy a exekuce", "oddlužení"), ("social_counselling",)),
        Situation("disabled_child", ("Dítě s postižením",), ("early_intervention",), ("14", "23")),
        Situation("deaf", ("Neslyším",), (), ("16",)),
    ),
    synonyms=(
        Synonym("pečák", "pečovatelská služba"),
        Synonym("babička", "senioři"),
        Synonym("debt", "dluhy a exekuce"),
        Synonym("dům pro staré", "domov pro seniory"),
        Synonym("Brněnsko", "okres Brno-venkov"),
    ),
)


def service(number, name, kind, **fields):
    town = fields.pop("town", None)
    fields.setdefault("places", (Place(town),) if town else ())
    fields.setdefault("provider", "Pomoc lidem, z. ú.")
    fields.setdefault("in_network", True)
    fields.setdefault("forms", ("field",))
    fields.setdefault("ico", f"{99_000_000 + number}")
    return Entry(pk=number, identifier=f"{9_000_000 + number}", name=name, kind=kind, **fields)


def entries():
    care, prevention = {"branch": "care"}, {"branch": "prevention"}
    home = {"forms": ("residential",), "branch": "care", "groups": ("24",)}
    return [
        service(1, "Pečovatelská služba Kyjov", "home_care", town=KYJOV, groups=("24",), **care),
        service(
            2,
            "Opora doma",
            "home_care",
            town=BRNO,
            serves=("*",),
            groups=("24",),
            is_weekend=True,
            **care,
        ),
        service(
            3, "Pečovatelská služba Mikulov", "home_care", town=MIKULOV, groups=("24",), **care
        ),
        service(
            4, "Domov pro seniory Čápka", "home_for_seniors", town=KYJOV, has_vacancy=True, **home
        ),
        service(5, "Domov pro seniory Cesta", "home_for_seniors", town=KYJOV, **home),
        service(6, "Domov pro seniory Chata", "home_for_seniors", town=VRACOV, **home),
        service(7, "Dům Hora", "home_for_seniors", town=UHRICE, **home),
        service(
            8,
            "Penzion U Lípy",
            "home_for_seniors",
            places=(Place(KYJOV, 49.02, 17.13),),
            serves=("CZ0645",),
            **home,
        ),
        service(9, "Domov pro seniory Brno", "home_for_seniors", town=BRNO, **home),
        service(
            10,
            "Osobní asistence Krok",
            "personal_assistance",
            town=HODONIN,
            serves=("6210", "6206"),
            **care,
        ),
        service(
            11,
            "Stacionář Slunce",
            "day_care_centre",
            town=KYJOV,
            forms=("ambulatory",),
            groups=("24", "14"),
            **care,
        ),
        service(
            12, "Tlačítko", "emergency_care", town=BRNO, serves=("*",), is_continuous=True, **care
        ),
        service(
            13,
            "Azylový dům Útočiště",
            "shelter",
            forms=("residential",),
            serves=("*",),
            groups=("6",),
            **prevention,
        ),
        service(
            14,
            "Noclehárna Most",
            "night_shelter",
            town=BRNO,
            forms=("ambulatory",),
            groups=("6",),
            **prevention,
        ),
        service(
            15,
            "Poradna Krůček",
            "social_counselling",
            town=KYJOV,
            forms=("ambulatory",),
            branch="counselling",
            is_free=True,
        ),
        service(
            16,
            "Poradna Maják",
            "social_counselling",
            town=BRNO,
            forms=("ambulatory", "field"),
            branch="counselling",
            is_free=True,
            texts=("Pomůžeme s dluhy. Přijdeme i do domácnosti.",),
        ),
        service(
            17,
            "Raná péče Klíček",
            "early_intervention",
            town=BRNO,
            serves=("*",),
            groups=("14",),
            ages=(Ages(0, 7),),
            is_free=True,
            **prevention,
        ),
        service(
            18,
            "Raná péče Sedmikráska",
            "early_intervention",
            town=VESELI,
            groups=("16",),
            ages=(Ages(0, 7),),
            is_free=True,
            **prevention,
        ),
        service(
            19, "Tlumočení pro neslyšící", "interpreting", town=BRNO, groups=("16",), **prevention
        ),
        service(
            20,
            "Pečovatelská služba Břízka",
            "home_care",
            town=KYJOV,
            in_network=False,
            groups=("24",),
            ages=(Ages(65, None),),
            **care,
        ),
        service(
            21,
            "Centrum Práče",
            "social_counselling",
            town=MODRICE,
            forms=("ambulatory",),
            branch="counselling",
        ),
        service(
            22,
            "Pomoc Slavkov",
            "home_care",
            town=SLAVKOV,
            serves=(SLAVKOV,),
            activities=("pomoc při osobní hygieně",),
            **care,
        ),
        service(
            23,
            "Služba s kyjem",
            "interpreting",
            town=KURIM,
            provider="Kyjovská pomoc, z. s.",
            streets=("Luční 5",),
            **prevention,
        ),
        service(
            24,
            "Pečovatelská služba Brod",
            "home_care",
            town=BUCOVICE,
            provider="Domov lásky, o. p. s.",
            texts=("Pečujeme o lidi v noclehárnách.",),
            **care,
        ),
        service(
            25, "Seniorům blíž", "home_care", town=HODONIN, serves=(VRACOV,), groups=("24",), **care
        ),
    ]


INDEX = Index(entries(), REFERENCE)
NAMES = {entry.pk: entry.name for entry in entries()}


def ask(text="", **filters):
    return INDEX.answer(Question(text=text, **filters), per_page=50)


def found(text="", **filters):
    """Numbers of services in the order of the answer."""
    return [hit.pk for hit in ask(text, **filters).hits]
