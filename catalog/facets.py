"""Filters beside the list: each value with the number of services it would leave."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.asked import CHOICES, SWITCHES, Asked
from catalog.source import Catalog

SHOWN = 6  # values of a group that stand open, the rest is folded

BRANCHES = {
    "counselling": gettext_lazy("poradenství"),
    "care": gettext_lazy("péče"),
    "prevention": gettext_lazy("prevence, pomoc v nouzi"),
}
FORMS = {
    "residential": gettext_lazy("bydlí se tam (pobytová)"),
    "ambulatory": gettext_lazy("docházíte tam (ambulantní)"),
    "field": gettext_lazy("přijedou za vámi (terénní)"),
}
FLAGS = {
    "volno": gettext_lazy("má volné místo"),
    "vikend": gettext_lazy("také o víkendu"),
    "nepretrzite": gettext_lazy("ve dne v noci"),
    "bezplatne": gettext_lazy("zdarma"),
}
TITLES = {
    "obec": gettext_lazy("Obec"),
    "skupina": gettext_lazy("Pro koho"),
    "druh": gettext_lazy("Druh služby"),
    "forma": gettext_lazy("Jak pomáhá"),
    "vek": gettext_lazy("Věk"),
    "orp": gettext_lazy("Okolí města (ORP)"),
    "okres": gettext_lazy("Okres"),
    "oblast": gettext_lazy("Oblast pomoci"),
    "situace": gettext_lazy("Životní situace"),
    "rozsah": gettext_lazy("Které služby"),
    "den": gettext_lazy("Stav ke dni"),
}
OPEN = ("skupina", "druh", "forma")
#: Parameter → the part of Question that it fills.
PARAMETERS = CHOICES | SWITCHES | {"vek": "age"}


class Labels:
    """Names of values of filters in the language of a page."""

    def __init__(self, catalog: Catalog, language: str) -> None:
        self._of: dict[str, Mapping[str, str]] = {
            name: {value: _in(one.names, language) for value, one in catalog.labels[group].items()}
            for name, group in CHOICES.items()
            if group in catalog.labels
        }
        self._of["situace"] = {
            slug: _in(one.names, language) for slug, one in catalog.situations.items()
        }
        self._of["oblast"] = {value: str(label) for value, label in BRANCHES.items()}
        self._of["forma"] |= {  # type: ignore[operator]  # a dict until here
            value: str(FORMS[value]) for value in self._of["forma"] if value in FORMS
        }
        self._municipalities = catalog.municipalities

    def of(self, name: str) -> Mapping[str, str]:
        return self._of[name]

    def label(self, name: str, value: str) -> str:
        """What a chosen value is called."""
        if name in SWITCHES:
            return str(FLAGS[name])
        if name == "obec":
            return self._municipalities[value].name
        if name == "vek":
            return _("%s let") % value
        return self._of[name][value]


def chosen(asked: Asked, labels: Labels) -> list[dict[str, str]]:
    """For ``_active_filters.html``."""
    return [
        {
            "group": "" if name in SWITCHES else str(TITLES[name]),
            "label": labels.label(name, value),
            "url": asked.without(name, value),
        }
        for name, value in asked.filters
    ]


def groups(
    asked: Asked, labels: Labels, facets: Mapping[str, Mapping[str, int]], catalog: Catalog
) -> Iterator[dict[str, Any]]:
    """For ``_filters.html``."""
    said: dict[str, list[str]] = {}
    for name, value in asked.pairs:
        said.setdefault(name, []).append(value)
    towns = said.get("obec", [])
    yield {
        "name": "obec",
        "title": TITLES["obec"],
        "widget": "place",
        "help": _("Najdeme služby, které tam dojíždějí, a ty, které jsou do 20 km."),
        "values": [
            {"value": code, "label": catalog.municipalities[code].name, "is_checked": True}
            for code in towns
        ],
        "options": catalog.town_options,
        "is_open": True,
        "chosen": len(towns),
    }
    for name in ("skupina", "druh", "forma"):
        yield _checks(name, said, labels, facets)
    yield {
        "name": "dostupnost",
        "title": _("Dostupnost"),
        "widget": "flags",
        "flags": [
            {
                "name": name,
                "label": label,
                "count": facets[SWITCHES[name]]["1"],
                "is_checked": name in said,
            }
            for name, label in FLAGS.items()
        ],
        "is_open": True,
        "chosen": sum(name in said for name in FLAGS),
    }
    yield {
        "name": "vek",
        "title": TITLES["vek"],
        "widget": "number",
        "unit": _("let"),
        "value": said.get("vek", [""])[0],
        "help": _("Ukážeme služby pro ten věk a ty, které věk neomezují."),
        "is_open": "vek" in said,
        "chosen": len(said.get("vek", [])),
    }
    for name in ("orp", "okres", "oblast", "situace"):
        yield _checks(name, said, labels, facets)
    yield {
        "name": "rozsah",
        "title": TITLES["rozsah"],
        "widget": "radios",
        "values": [
            {
                "value": value,
                "label": label,
                "count": facets["scope"][scope],
                "is_checked": ("rozsah" in said) == bool(value),
            }
            for value, label, scope in (
                ("", _("v krajské síti"), "network"),
                ("vse", _("všechny registrované"), "all"),
            )
        ],
        "is_open": "rozsah" in said,
        "chosen": 0,
    }
    yield {
        "name": "den",
        "title": TITLES["den"],
        "widget": "date",
        "value": "" if asked.is_today else asked.day.isoformat(),
        "help": _("Prázdné pole znamená dnešek."),
        "is_open": not asked.is_today,
        "chosen": 0,
    }


def _checks(
    name: str,
    said: Mapping[str, Iterable[str]],
    labels: Labels,
    facets: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:
    """Chosen values and those that would leave most stand open, the others by the alphabet."""
    checked = set(said.get(name, ()))
    counts = facets[CHOICES[name]]
    values = [
        {
            "value": value,
            "label": label,
            "count": counts.get(value, 0),
            "is_checked": value in checked,
        }
        for value, label in labels.of(name).items()
    ]
    leaving = sorted((one for one in values if one["count"]), key=_fewest, reverse=True)
    shown = checked | {one["value"] for one in leaving[:SHOWN]}
    if len(values) <= SHOWN + 2:  # not worth folding
        shown = {one["value"] for one in values}
    return {
        "name": name,
        "title": TITLES[name],
        "widget": "checks",
        "values": [one for one in values if one["value"] in shown],
        "more": [one for one in values if one["value"] not in shown],
        "is_open": bool(checked) or name in OPEN,
        "chosen": len(checked),
    }


def _fewest(one: Mapping[str, Any]) -> int:
    return int(one["count"])


def _in(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or names["cs"]
