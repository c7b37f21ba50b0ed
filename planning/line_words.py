"""Rows of a plan and their cells in words, the same on pages and on paper."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.lines import ActivityLine, CostLine, IndicatorLine, MeasureLine, NeedLine, YearLine
from sitis.numerals import signed

#: Fields of a line that say what it is, with their words.
TITLES = {
    "kind": gettext_lazy("druh"), "form": gettext_lazy("forma"), "group": gettext_lazy("skupina"), "proposal": gettext_lazy("návrh"),
    "change": gettext_lazy("změna"), "unit": gettext_lazy("jednotka"), "importance": gettext_lazy("naléhavost"),
    "place": gettext_lazy("místo"), "reason": gettext_lazy("zdůvodnění"), "evidence": gettext_lazy("doklad"),
    "municipalities_say": gettext_lazy("stanovisko obcí"), "rank": gettext_lazy("pořadí"), "title": gettext_lazy("název"),
    "description": gettext_lazy("popis"), "priority": gettext_lazy("priorita"), "audience": gettext_lazy("skupina"),
    "goal": gettext_lazy("cíl"), "service_kind": gettext_lazy("druh služby"), "change_year": gettext_lazy("od roku"),
    "responsible": gettext_lazy("odpovědnost"), "realizers": gettext_lazy("realizátoři"), "partners": gettext_lazy("partneři"),
    "starts_on": gettext_lazy("od"), "ends_on": gettext_lazy("do"), "milestones": gettext_lazy("milníky"), "risks": gettext_lazy("rizika"),
    "other_strategies": gettext_lazy("jiné strategie"), "regional_measure": gettext_lazy("opatření kraje"),
    "needs": gettext_lazy("z potřeb"), "costs": gettext_lazy("náklady"), "indicators": gettext_lazy("indikátory"),
    "activities": gettext_lazy("aktivity"), "code": gettext_lazy("kód"), "year": gettext_lazy("rok"), "orp": gettext_lazy("ORP"),
    "priority_code": gettext_lazy("kód priority"), "priority_kind": gettext_lazy("typ priority"),
    "priority_reason": gettext_lazy("zdůvodnění priority"), "goal_code": gettext_lazy("kód cíle"), "law": gettext_lazy("předpis"),
    "state": gettext_lazy("stav"), "by": gettext_lazy("čím je splněno"), "gaps": gettext_lazy("co chybí"),
    "service": gettext_lazy("služba"), "provider": gettext_lazy("poskytovatel"), "category": gettext_lazy("kategorie"),
    "amount": gettext_lazy("počet"), "where": gettext_lazy("kde"), "verdict_label": gettext_lazy("jak to dopadlo"),
    "okres": gettext_lazy("okres"), "okres_why": gettext_lazy("důvod okresu"), "region": gettext_lazy("kraj"),
    "region_why": gettext_lazy("důvod kraje"), "measures": gettext_lazy("opatření"), "items": gettext_lazy("služby v síti"),
    "years": gettext_lazy("roky"),
}  # fmt: skip


def name_of(line: Any) -> str:
    """A row in a few words."""
    if isinstance(line, NeedLine):
        return f"{line.code} {line.kind}, {line.form} {line.year}"
    return f"{line.code} {line.title}" if isinstance(line, MeasureLine) else line.text


def said(value: Any) -> str:
    """A cell in words."""
    if value in (None, "", ()):
        return _("nic")
    if isinstance(value, tuple):
        return ", ".join(said(one) for one in value)
    if isinstance(value, CostLine):
        amount = number_format(value.amount, decimal_pos=0 if value.amount % 1 == 0 else 2)
        return f"{value.year} {value.source} {amount} Kč"
    if isinstance(value, IndicatorLine):
        numbers = (value.baseline, value.target)
        return f"{value.name} {' – '.join(number_format(one) for one in numbers)} {value.unit}"
    if isinstance(value, YearLine):
        return f"{value.year}: {value.proposal} {signed(value.change)}"
    if isinstance(value, ActivityLine):
        return f"{value.code} {value.title}"
    if isinstance(value, Decimal):
        return number_format(value)
    return date_format(value) if isinstance(value, date) else str(value)
