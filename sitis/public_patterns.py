"""Material of the page of patterns for the public catalogue: invented services, filters, maps."""

from datetime import date
from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

LONG = "Středisko komplexní sociální péče a podpory rodin s dětmi ve Velké nad Veličkou a okolních obcích"
TODAY, LONG_AGO = date(2026, 11, 22), date(2026, 3, 4)
FREE = {"state": "free", "words": _("3 volná místa"), "day": TODAY}
FULL = {"state": "full", "words": "", "day": date(2026, 11, 2)}
UNKNOWN = {"state": "unknown", "words": "", "day": None}

LANGUAGES = [
    ("cs", "Čeština", "/napoveda/vzory/", True),
    ("en", "English", "/en/", False),
    ("uk", "Українська", "/uk/", False),
]

SITUATIONS = [
    {
        "url": "#obsah",
        "title": _("Maminka nemůže být sama doma"),
        "text": _("pomoc doma, hlídání, stacionář"),
    },
    {"url": "#obsah", "title": _("Nemám kde spát"), "text": _("noclehárny, azylové domy")},
    {"url": "#obsah", "title": _("Dluhy a exekuce"), "text": _("poradny zdarma")},
    {"url": "#obsah", "title": _("Dítě s postižením"), "text": _("raná péče, odlehčení")},
    {"url": "#obsah", "title": _("Někdo mi doma ubližuje"), "text": ""},
]

GROUPS = [
    {"url": "#obsah", "title": _("senioři"), "count": 214},
    {"url": "#obsah", "title": _("osoby bez přístřeší"), "count": 38},
    {"url": "#obsah", "title": _("rodiny s dítětem nebo dětmi"), "count": 1},
    {"url": "#obsah", "title": _("osoby s chronickým duševním onemocněním"), "count": None},
]


def _card(number: int, **more: Any) -> dict[str, Any]:
    return {
        "identifier": f"900000{number}",
        "url": "#obsah",
        "name": "Pečovatelská služba U řeky",
        "provider": "Charita U řeky",
        "provider_url": "#obsah",
        "kind": _("pečovatelská služba"),
        "forms": _("přijede domů"),
        "where": "Dojíždí do Kyjova a 27 dalších obcí",
        "distance": "",
        "phone": "541 000 000",
        "phone_url": "tel:+420541000000",
        "free": FREE,
        "is_free_of_charge": False,
        "in_network": None,
        "verified_on": TODAY,
        "is_stale": False,
        "is_listed": False,
    } | more


CARDS = [
    _card(1),
    _card(
        2,
        name="Poradna Křižovatka",
        kind=_("odborné sociální poradenství"),
        forms=_("přijdete za nimi"),
        where="Kyjov, Nádražní 12",
        distance="4 km od Svatobořic-Mistřína",
        free=None,
        is_free_of_charge=True,
        in_network=True,
        is_listed=True,
    ),
    _card(
        3,
        name=LONG,
        provider=LONG,
        provider_url="",
        kind=_("sociálně aktivizační služby pro rodiny s dětmi"),
        where="Velká nad Veličkou, Tovární 1234/56",
        phone="",
        free=UNKNOWN,
        in_network=False,
        verified_on=LONG_AGO,
        is_stale=True,
    ),
    _card(
        4,
        phone="+420 541 000 000, linka 15, odpoledne 541 000 002",
        name="Domov u řeky",
        kind=_("domov pro seniory"),
        forms=_("bydlí se tam"),
        free=FULL,
    ),
]

CHOSEN = [
    {"group": _("Obec"), "label": "Kyjov", "url": "?"},
    {"group": _("Pro koho"), "label": _("senioři"), "url": "?"},
    {"group": "", "label": _("má volné místo"), "url": "?"},
]


def _value(value: str, label: Any, count: int | None, is_checked: bool = False) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "is_checked": is_checked}


FACETS = [
    {
        "name": "obec",
        "title": _("Obec"),
        "widget": "text",
        "value": "Kyjov",
        "help": _("Najdeme, co do obce dojíždí, a co je do 20 km."),
        "suggestions": ["Kyjov", "Kyjovice"],
        "is_open": True,
        "chosen": 1,
    },
    {
        "name": "druh",
        "title": _("Druh služby"),
        "widget": "checks",
        "is_open": True,
        "values": [
            _value("home_care", _("pečovatelská služba"), 1024, True),
            _value("personal_assistance", _("osobní asistence"), 31),
            _value("family_activation", _("sociálně aktivizační služby pro rodiny s dětmi"), 12),
            _value("early_care", _("raná péče"), 0),
        ],
        "more": [_value("dormitory", _("noclehárny"), 6), _value("hostel", _("azylové domy"), 9)],
    },
    {
        "name": "vek",
        "title": _("Věk"),
        "widget": "number",
        "unit": _("let"),
        "value": 82,
        "is_open": True,
    },
    {
        "name": "podrobnosti",
        "title": _("Dostupnost"),
        "widget": "flags",
        "is_open": True,
        "flags": [
            {"name": "volno", "label": _("má volné místo"), "count": 41, "is_checked": True},
            {"name": "vikend", "label": _("také o víkendu"), "count": 77, "is_checked": False},
        ],
    },
    {
        "name": "rozsah",
        "title": _("Které služby"),
        "widget": "radios",
        "values": [
            _value("", _("v krajské síti"), 431, True),
            _value("vse", _("všechny registrované"), 690),
        ],
    },
]

WEEK = [
    (_("pondělí"), ["8.00–12.00", "13.00–17.00"]),
    (_("úterý"), ["8.00–12.00"]),
    (_("středa"), []),
]

SERVICE = {
    "phones": [
        {"number": "541 000 000", "url": "tel:+420541000000", "note": _("pondělí až pátek 8–16")},
        {"number": "777 000 000", "url": "tel:+420777000000", "note": ""},
    ],
    "mails": [{"address": "pecovatelska.sluzba.u.reky@charita-u-reky.example", "note": ""}],
    "webs": [{"url": "#obsah", "label": "charita-u-reky.example"}],
    "places": [
        {
            "name": "Středisko Kyjov",
            "address": "Nádražní 12, 697 01 Kyjov",
            "map_url": "#obsah",
            "is_accessible": True,
        },
        {"name": "Azylový dům pro ženy", "is_hidden": True},
    ],
    "serves_names": ["Bohuslavice", "Bukovany", "Kyjov", "Svatobořice-Mistřín", "Vlkoš"],
    "hours": [
        {"title": _("ambulantně"), "days": WEEK, "note": _("O svátcích zavřeno.")},
        {"title": _("pobyt"), "is_continuous": True},
    ],
    "steps": [
        _("Zavolejte nebo napište. Řeknete, co potřebujete, a domluvíte si schůzku."),
        _("Pracovnice přijede k vám domů a probere, s čím pomoci."),
        _("Podepíšete smlouvu a služba začne, obvykle do týdne."),
    ],
}

COMPARED = {
    "services": [
        {**CARDS[0], "remove_url": "?"},
        {**CARDS[1], "remove_url": "?"},
        {**CARDS[2], "remove_url": "?"},
    ],
    "rows": [
        {
            "title": _("Pro koho"),
            "cells": [_("senioři"), _("kdokoli v tíživé situaci"), ""],
            "differs": True,
        },
        {"title": _("Cena"), "cells": [_("za úhradu"), _("zdarma"), _("zdarma")], "differs": True},
        {"title": _("O víkendu"), "cells": [_("ne"), _("ne"), _("ne")], "differs": False},
    ],
}

#: A square that looks like a code to photograph; a real one is drawn by the page itself.
QR = mark_safe(
    '<svg viewBox="0 0 21 21"><path d="M0 0h7v7H0zm14 0h7v7h-7zM0 14h7v7H0zM2 2v3h3V2zm14 0v3h3V2zM2 16v3h3v-3zM9 1h3v3H9zm1 5h2v5h-2zM1 9h6v2H1zm13 1h6v2h-6zM9 14h3v6H9zm5 1h4v2h-4zm2 3h4v2h-4z" fill-rule="evenodd"/></svg>'
)


def sheet(how_many: int) -> list[dict[str, Any]]:
    return [
        {**CARDS[number % 4], "qr": QR, "hours": "po–pá 8.00–16.00", "note": ""}
        for number in range(how_many)
    ]


PLAIN_MAP = {
    "title": _("Mapa tří vymyšlených území"),
    "view_box": "0 0 1000 420",
    "areas": [
        {
            "path": "M20 20h420l40 180-160 200H20z",
            "url": "#obsah",
            "name": "Dolní Řeka",
            "count": 1038,
            "count_words": _("1 038 služeb"),
            "x": 220,
            "y": 211,
            "name_lines": [("Dolní Řeka", 190)],
        },
        {
            "path": "M440 20h300l60 150-320 30z",
            "url": "#obsah",
            "name": "Horní Řeka",
            "count": 1,
            "count_words": _("1 služba"),
            "x": 610,
            "y": 121,
            "name_lines": [("Horní Řeka", 100)],
            "is_here": True,
        },
        {
            "path": "M480 200l320-30 180 40v190H320z",
            "url": "#obsah",
            "name": "Kopec",
            "count": 0,
            "count_words": _("žádná služba"),
            "x": 670,
            "y": 311,
            "name_lines": [("Kopec", 290)],
        },
    ],
    "lines": ["M440 20l40 180-160 200"],
}
PLACES_MAP = {
    "title": _("Mapa míst ve vymyšleném území"),
    "view_box": "0 0 1000 420",
    "areas": [{key: area[key] for key in ("path", "name")} for area in PLAIN_MAP["areas"]],  # type: ignore[attr-defined]
    "circles": [
        {
            "x": 220,
            "y": 190,
            "r": 46,
            "url": "#obsah",
            "title": _("Řeka: 120 služeb"),
            "name": "Řeka",
        },
        {"x": 560, "y": 110, "r": 20, "url": "#obsah", "title": _("Hora: 22 služeb")},
        {"x": 700, "y": 300, "r": 6, "url": "#obsah", "title": _("Kopec: 1 služba")},
    ],
}
PLACES = [
    {
        "title": _("okres Vymyšlený"),
        "places": [
            {
                "url": "#obsah",
                "name": area["name"],
                "count": area["count"],
                "count_words": area["count_words"],
                "is_here": area.get("is_here", False),
            }
            for area in PLAIN_MAP["areas"]  # type: ignore[attr-defined]
        ],
    }
]


def context() -> dict[str, Any]:
    return {
        "languages": LANGUAGES,
        "situations": SITUATIONS,
        "groups": GROUPS,
        "cards": CARDS,
        "chosen": CHOSEN,
        "corrections": [{"label": _("pečovatelská"), "url": "?"}],
        "unknown_parts": ["druh=xyz", "strana=miliarda"],
        "facets": FACETS,
        "day": LONG_AGO,
        "today": TODAY,
        "service": SERVICE,
        "compared": COMPARED,
        "few": sheet(3),
        "many": sheet(10),
        "plain_map": PLAIN_MAP,
        "places_map": PLACES_MAP,
        "places": PLACES,
        "free": FREE,
        "full": FULL,
        "unknown": UNKNOWN,
    }
