"""Named quantities: the only numbers that indicators know. Pure.

A form says how each is counted from its fields; a run puts parameters beside them under ``par.``
and what the provider planned for the same year under ``plan.``.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What an error or a table calls a quantity.
NAMES: dict[str, str | Promise] = {
    "costs_total": gettext_lazy("celkové náklady"),
    "costs_eligible": gettext_lazy("uznatelné náklady"),
    "costs_personal": gettext_lazy("osobní náklady"),
    "costs_overhead": gettext_lazy("režijní náklady"),
    "costs_related": gettext_lazy("související náklady"),
    "fte_direct": gettext_lazy("úvazky v přímé péči"),
    "fte_total": gettext_lazy("úvazky celkem"),
    "fte_social": gettext_lazy("úvazky sociálních pracovníků"),
    "fte_management": gettext_lazy("úvazky vedoucích"),
    "fte_administration": gettext_lazy("úvazky administrativy"),
    "staff_persons": gettext_lazy("průměrný počet pracovníků"),
    "staff_left": gettext_lazy("odchody pracovníků"),
    "beds_average": gettext_lazy("průměrný počet lůžek"),
    "beddays_offered": gettext_lazy("nabídnuté lůžkodny"),
    "beddays_occupied": gettext_lazy("obsazené lůžkodny"),
    "hours_direct": gettext_lazy("hodiny přímé péče"),
    "interventions": gettext_lazy("intervence"),
    "contacts": gettext_lazy("kontakty"),
    "client_days": gettext_lazy("klientodny"),
    "operating_days": gettext_lazy("provozní dny"),
    "instant_capacity": gettext_lazy("okamžitá kapacita"),
    "users": gettext_lazy("uživatelé za rok"),
    "users_end": gettext_lazy("uživatelé na konci období"),
    "users_orp": gettext_lazy("uživatelé z ORP"),
    "degree_0": gettext_lazy("uživatelé bez stupně závislosti"),
    "degree_1": gettext_lazy("uživatelé v I. stupni závislosti"),
    "degree_2": gettext_lazy("uživatelé ve II. stupni závislosti"),
    "degree_3": gettext_lazy("uživatelé ve III. stupni závislosti"),
    "degree_4": gettext_lazy("uživatelé ve IV. stupni závislosti"),
    "refused_capacity": gettext_lazy("odmítnutí z kapacitních důvodů"),
    "refused_total": gettext_lazy("odmítnutí celkem"),
    "applicants": gettext_lazy("žadatelé k datu"),
    "cases_closed": gettext_lazy("ukončené případy"),
    "days_of_support": gettext_lazy("dny v péči"),
    "months_operated": gettext_lazy("měsíce provozu"),
    "revenue_total": gettext_lazy("celkové výnosy"),
    "revenue_users": gettext_lazy("úhrady od uživatelů"),
    "revenue_users_care": gettext_lazy("příjem z příspěvku na péči"),
    "revenue_101a": gettext_lazy("dotace podle § 101a"),
    "revenue_region": gettext_lazy("prostředky kraje"),
    "revenue_municipalities": gettext_lazy("prostředky obcí"),
    "revenue_founder": gettext_lazy("příspěvek zřizovatele"),
    "revenue_insurers": gettext_lazy("úhrady zdravotních pojišťoven"),
    "revenue_labour_office": gettext_lazy("příspěvky úřadu práce"),
    "revenue_ministries": gettext_lazy("prostředky ministerstev"),
    "revenue_eu": gettext_lazy("fondy EU"),
    "revenue_gifts": gettext_lazy("nadace, dary a sbírky"),
    "revenue_own": gettext_lazy("vlastní a ostatní výnosy"),
    "units_network": gettext_lazy("jednotky v síti"),
    "municipalities_served": gettext_lazy("obce s poskytnutou službou"),
    "units_orp": gettext_lazy("jednotky v síti pro ORP"),
    "units_wider": gettext_lazy("díl jednotek v síti pro okres a kraj"),
    "municipalities_reached": gettext_lazy("obce, kde se služba poskytuje"),
    "municipalities": gettext_lazy("obce v ORP"),
    "population_target": gettext_lazy("obyvatelé cílové věkové skupiny"),
    "par.fund": gettext_lazy("roční fond pracovní doby"),
    "par.related_maximum": gettext_lazy("nejvýše přípustné související náklady na jednotku"),
}

#: Where the money of a service may come from; the largest of them is its risk.
SOURCES = tuple(name for name in NAMES if name.startswith("revenue_"))[1:]
SOURCES = tuple(name for name in SOURCES if name != "revenue_users_care")  # a part of revenue_users


def name_of(code: str) -> str:
    """
    >>> name_of("fte_direct"), name_of("plan.costs_total")
    ('úvazky v přímé péči', 'plán: celkové náklady')
    """
    if code.startswith("plan."):
        return _("plán: %s") % name_of(code.removeprefix("plan."))
    return str(NAMES.get(code, code))
