"""How it was counted: definitions, formulas of indicators, numbers of the region."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.indicators import OF_SERVICES, Indicator
from evaluation.models import Meaning, RunParameter
from evaluation.models.result import ComparedForm
from evaluation.runs.edition import Edition, said
from sitis.paper import Chapter, Column, Table, Text

DIRECTIONS = {
    "lower": gettext_lazy("lepší je nižší"),
    "higher": gettext_lazy("lepší je vyšší"),
    "compare": gettext_lazy("jen k porovnání"),
    "need": gettext_lazy("ukazuje potřebu"),
    "structure": gettext_lazy("popisuje uživatele"),
    "risk": gettext_lazy("ukazuje riziko"),
}


def _of_office() -> list[tuple[str, str]]:
    return [
        (_("Průměr"), _("Součet hodnot služeb dělený jejich počtem.")),
        (
            _("Vážený průměr"),
            _(
                "Součet čitatelů dělený součtem jmenovatelů: velká služba v něm váží víc. Hodí se "
                "k výpočtu rozpočtu."
            ),
        ),
        (
            _("Percentilové pořadí"),
            _("(počet nižších hodnot + polovina stejných) / počet hodnot × 100."),
        ),
        (_("Odchylka od mediánu"), _("(hodnota − medián) / medián × 100.")),
        (_("Odchylka od normy"), _("(hodnota − norma kraje) / norma kraje × 100.")),
        (
            _("Výrazná odchylka"),
            _("Hodnota dál než 1,5násobek šířky obvyklého rozmezí od jeho okraje."),
        ),
    ]


def definitions(found: Edition) -> list[tuple[str, str]]:
    """Of what stands in the edition; means, ranks and deviations only the office reads."""
    return [
        (_("n"), _("Počet služeb, které se do ukazatele počítají.")),
        (
            _("Kvartily a medián"),
            _(
                "Lineární interpolace včetně krajních hodnot, stejně jako funkce QUARTILE.INC "
                "v tabulkových procesorech."
            ),
        ),
        (_("Obvyklé rozmezí"), _("Od 1. do 3. kvartilu.")),
        *(_of_office() if found.is_whole or found.who.own else []),
        (
            _("Podezření na chybu"),
            _(
                "Hodnota dál než trojnásobek šířky obvyklého rozmezí od jeho okraje. Do skupiny se "
                "nepočítá, dokud není vysvětlena."
            ),
        ),
        (
            _("Skupiny"),
            _(
                "Služby jednoho druhu se dělí podle formy, převažující cílové skupiny a velikosti. "
                "Část, ve které není aspoň osm jiných poskytovatelů, se spojí se sousední. Každá "
                "služba je právě v jedné skupině."
            ),
        ),
        (
            _("Částečný rok"),
            _(
                "U služby, která nebyla v provozu celý rok, se na rok přepočtou jen úvazky; ukazatele, "
                "které by se zkreslily, se nepočítají."
            ),
        ),
        (
            _("Služba s více formami"),
            _(
                "Má-li náklady rozdělené podle forem, počítá se každá forma zvlášť a za všechny "
                "dohromady zdroje, podíl osobních a režijních nákladů, fluktuace a odmítnutí. Jinak "
                "se počítají jen náklady na úvazek, podíl přímé péče a zdroje."
            ),
        ),
        (
            _("Co se říká ostatním"),
            _(
                "Jen hodnoty skupin, ve kterých je aspoň pět jiných poskytovatelů a žádný nemá víc než "
                "polovinu; kvartily od osmi. Hodnoty jsou zaokrouhlené na tři platné číslice. "
                "Průměry a krajní hodnoty vidí jen kraj."
            ),
        ),
    ]


def annexes(found: Edition) -> list[Chapter]:
    chapters = [
        Chapter(_("Metodika"), [Text(_list(definitions(found)))]),
        Chapter(_("Ukazatele"), [formulas(found)]),
    ]
    if found.is_whole:
        chapters.append(Chapter(_("Hodnoty stanovené krajem"), [parameters(found)]))
    return chapters


def _list(pairs: list[tuple[str, str]]) -> SafeString:
    rows = format_html_join("", "<li><strong>{}:</strong> {}</li>", pairs)
    return format_html("<ul>{}</ul>", rows)


def shown(found: Edition) -> list[Indicator]:
    """Each formula that some group of the edition speaks of, in the order of indicators."""
    told = {id(seen.indicator) for one in found.groups for seen in [*one.told, *one.hidden]}
    return [one for one in OF_SERVICES if id(one) in told]


def formulas(found: Edition) -> Table:
    columns = [
        *(Column(_("Kód"), width=7), Column(_("Ukazatel"), width=25)),
        *(Column(_("Jednotka"), width=15), Column(_("Vzorec"), width=36)),
        Column(_("Jak číst"), width=17),
    ]
    rows = [
        [one.code, str(one.name), str(one.unit), one.formula, str(DIRECTIONS[one.direction])]
        for one in shown(found)
    ]
    return Table(_("Ukazatele a jejich vzorce"), columns, rows, heads=2)


def parameters(found: Edition) -> Table:
    forms = dict(ComparedForm.choices)
    columns = [
        *(Column(_("Význam")), Column(_("Ukazatel")), Column(_("Druh a forma"))),
        *(Column(_("Hodnota"), "right"), Column(_("Odkud"))),
    ]
    rows = []
    for one in RunParameter.objects.filter(run=found.run):
        if one.kind and one.kind not in found.kinds:
            continue
        parts = [found.name(one.kind) if one.kind else "", str(forms.get(one.form, one.form))]
        place = ", ".join(part for part in parts if part) or _("všechny")
        meaning = str(Meaning(one.meaning).label)
        rows.append([meaning, one.indicator, place, said(one.value), one.source])
    return Table(_("Normy, meze a další parametry výpočtu"), columns, rows)
