"""What each item asks beside its text: evidence found, or a gap and whose task it is."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning.checklist.facts import (
    COORDINATOR,
    PLANNER,
    TEAM,
    DatedFact,
    Evidence,
    Facts,
    Gap,
    Said,
)

#: Shorter texts are taken for a heading without a content.
WORDS = 20
#: A discussion is announced at least so many days before it is held (Decree § 39b(2)).
ANNOUNCED_DAYS = 15


def _listed(names: Iterable[str], most: int = 5) -> str:
    """ "Kyjov, Hodonín a 3 další"; sorted as given."""
    given = list(names)
    if len(given) <= most:
        return ", ".join(given)
    rest = len(given) - most
    more = ngettext("a %(count)d další", "a %(count)d dalších", rest) % {"count": rest}
    return f"{', '.join(given[:most])} {more}"


def _previous(facts: Facts) -> Said:
    if not facts.previous:
        if facts.level == "region":
            yield Gap(_("Cyklus nenavazuje na žádný předchozí plán."), PLANNER, "calendar")
        return
    if facts.previous_without_state:
        names = _listed(facts.previous_without_state)
        text = _("Bez stavu plnění: opatření %(names)s plánu „%(plan)s“.")
        told = {"names": names, "plan": facts.previous}
        yield Gap(text % told, _maker(facts), "previous", facts.previous_key)
    elif facts.previous_measures:
        count = facts.previous_measures
        yield Evidence(
            ngettext(
                "plnění %(count)d opatření plánu „%(plan)s“",
                "plnění %(count)d opatření plánu „%(plan)s“",
                count,
            )
            % {"count": count, "plan": facts.previous},
            "previous",
            facts.previous_key,
        )


def _informed(facts: Facts) -> Said:
    if facts.level != "region":
        return
    if not any(one.kind == "start" for one in facts.procedure):
        yield Gap(_("Není zapsané oznámení o zahájení na úřední desce."), PLANNER, "procedure")
    if facts.meetings:
        yield Evidence(_("konaná jednání skupin: %d") % facts.meetings, "meeting-list")
    else:
        yield Gap(_("Není zapsané žádné konané jednání."), PLANNER, "group-list")


def _prepared(facts: Facts) -> Said:
    if facts.level != "orp" and facts.undecided:
        text = ngettext(
            "%(count)d podnět nemá osud.", "%(count)d podnětů nemá osud.", facts.undecided
        )
        role = TEAM if facts.level == "district" else PLANNER
        yield Gap(text % {"count": facts.undecided}, role, "input-list")
    elif facts.level != "orp":
        yield Evidence(_("každý podnět z území má osud"), "input-list")


def _timetable(facts: Facts) -> Said:
    if facts.level != "region":
        return
    if not facts.steps:
        yield Gap(_("Cyklus nemá harmonogram."), PLANNER, "calendar")
    else:
        yield Evidence(_("harmonogram cyklu, kroků: %d") % facts.steps, "calendar")
    if facts.council_on is None or facts.assembly_on is None:
        yield Gap(_("Chybí den jednání rady nebo zastupitelstva."), PLANNER, "calendar")


SIDES = {
    "commissioner": _("zadavatelé"),
    "provider": _("poskytovatelé"),
    "user": _("uživatelé"),
}


def _organised(facts: Facts) -> Said:
    absent = [name for side, name in SIDES.items() if side not in facts.sides]
    owner = {"orp": COORDINATOR, "district": TEAM}.get(facts.level, PLANNER)
    if facts.level == "district":
        return
    if absent:
        text = _("Ve skupinách nejsou zastoupeni: %s.") % ", ".join(absent)
        yield Gap(text, owner, "group-list")
    else:
        yield Evidence(_("skupiny se všemi stranami triády"), "group-list")


def _coordinated(facts: Facts) -> Said:
    if facts.level != "region":
        return
    without = [name for name in facts.orps if name not in facts.coordinated]
    if without:
        yield Gap(_("Nemají koordinátora: %s.") % _listed(without), PLANNER)
    else:
        yield Evidence(_("koordinátor v každém ORP"))


def _needs(facts: Facts) -> Said:
    if facts.level == "region":
        without = [name for name in facts.orps if name not in facts.orps_with_needs]
        if without:
            yield Gap(_("Potřeby neodevzdali: %s.") % _listed(without), COORDINATOR, "input-list")
        else:
            yield Evidence(_("potřeby odevzdané ze všech ORP"), "input-list")
    elif facts.needs:
        yield Evidence(_("zapsané potřeby: %d") % facts.needs, "need-list")
    else:
        yield Gap(_("V plánu není žádná potřeba."), COORDINATOR, "need-list")


def _clients(facts: Facts) -> Said:
    for known, kinds, of_what in (
        (facts.orps_with_clients, facts.kinds_with_clients, _("počty klientů")),
        (facts.orps_with_refused, facts.kinds_with_refused, _("počty odmítnutých zájemců")),
    ):
        without = [name for name in facts.orps if name not in known]
        untold = [name for name in facts.kinds if name not in kinds]
        if untold and facts.level == "region" and not without:
            text = _("Chybí %(what)s za druhy: %(kinds)s.")
            told = {"what": of_what, "kinds": _listed(untold)}
            yield Gap(text % told, COORDINATOR, "figure-list")
        elif without:
            text = _("Chybí %(what)s: %(orps)s.")
            yield Gap(
                text % {"what": of_what, "orps": _listed(without)}, COORDINATOR, "figure-list"
            )
        elif facts.orps:
            text = _("%(what)s za rok %(year)s ze všech území")
            yield Evidence(text % {"what": of_what, "year": facts.figures_year}, "figure-list")


def _local_plans(facts: Facts) -> Said:
    if facts.level != "region":
        return
    without = [name for name in facts.districts if name not in facts.districts_closed]
    if without:
        text = _("Okresní souhrn neodevzdali: %s.") % _listed(without)
        yield Gap(text, TEAM, "input-list")
    elif facts.districts:
        yield Evidence(_("uzavřené souhrny všech okresů"), "input-list")


def _impacts(facts: Facts) -> Said:
    if facts.measures_without_costs:
        names = _listed(facts.measures_without_costs)
        yield Gap(_("Náklady nemají opatření %s.") % names, _maker(facts), "strategy")
    elif facts.measures:
        yield Evidence(_("náklady u každého opatření"), "strategy")
    else:
        yield Gap(_("V plánu není žádné opatření, není co vyčíslit."), _maker(facts), "strategy")
    uncosted = [str(year) for year in facts.years if year not in facts.costed_years]
    if facts.level == "region" and facts.measures and uncosted:
        text = _("Na tyto roky nejsou vyčíslené žádné náklady: %s.") % ", ".join(uncosted)
        yield Gap(text, PLANNER, "strategy")


def _maker(facts: Facts) -> str:
    return {"orp": COORDINATOR, "district": TEAM}.get(facts.level, PLANNER)


def _kinds(known: frozenset[str], facts: Facts, what: str) -> Said:
    if facts.level != "region":
        return
    without = [name for name in facts.kinds if name not in known]
    if not facts.kinds:
        yield Gap(_("V síti ke dni plánu není žádná služba."), PLANNER, "plan-detail")
    elif without:
        text = _("%(what)s nejsou za druhy: %(kinds)s.")
        yield Gap(text % {"what": what, "kinds": _listed(without)}, PLANNER, "figure-list")
    else:
        text = _("%(what)s za rok %(year)s za všechny druhy služeb v síti")
        yield Evidence(text % {"what": what, "year": facts.figures_year}, "figure-list")


def _unit_costs(facts: Facts) -> Said:
    return _kinds(facts.kinds_with_costs, facts, _("náklady"))


def _funding(facts: Facts) -> Said:
    yield from _kinds(facts.kinds_with_sources, facts, _("zdroje financování"))
    yield from _ahead(facts, "39a.3.b.3", _("výhled zdrojů na období plánu"))


def _cost_plan(facts: Facts) -> Said:
    yield from _kinds(facts.kinds_with_costs, facts, _("náklady"))
    yield from _ahead(facts, "39a.3.b.4", _("předpokládané náklady na období plánu"))


def _ahead(facts: Facts, item: str, what: str) -> Said:
    """What costs in the years to come stands as a table in a text of the item."""
    if facts.level != "region":
        return
    written = [one for one in facts.sections if item in one.items and one.words >= WORDS]
    tables = [one for one in written if one.has_table]
    if tables:
        yield Evidence(_("%s v tabulce") % what, "section-detail", tables[0].code)
    elif written:
        text = _(
            "V oddíle „%(title)s“ chybí tabulka: %(what)s. Vložte do něj živý blok „plán nákladovosti“."
        )
        told = {"title": written[0].title, "what": what}
        yield Gap(text % told, PLANNER, "section-detail", written[0].code)


def _strategy(facts: Facts) -> Said:
    owner = _maker(facts)
    if not facts.measures:
        yield Gap(_("V plánu není žádné opatření."), owner, "strategy")
        return
    for without, text in (
        (facts.priorities_without_goal, _("Priorita bez cíle: %s.")),
        (facts.goals_without_measure, _("Cíl bez opatření: %s.")),
        (facts.measures_without_indicator, _("Opatření bez indikátoru: %s.")),
    ):
        if without:
            yield Gap(text % _listed(without), owner, "strategy")
    yield Evidence(_("opatření: %d") % facts.measures, "strategy")


def _capacities(facts: Facts) -> Said:
    yield from _needs(facts)
    if facts.level == "region" and facts.undecided:
        yield from _prepared(facts)


def _network(facts: Facts) -> Said:
    if facts.level != "region":
        return
    if facts.network:
        text = _("%(network)s, položek: %(count)d")
        told = {"network": facts.network, "count": facts.network_items}
        yield Evidence(text % told, "network", facts.network_key)
    else:
        yield Gap(_("Ke dni plánu neplatí žádná verze sítě."), PLANNER, "plan-detail")


def _of_kind(facts: Facts, kind: str) -> list[DatedFact]:
    return sorted((one for one in facts.procedure if one.kind == kind), key=lambda one: one.day)


def _documented(found: list[DatedFact], what: str) -> Said:
    """At least one of the facts, each with its document."""
    if not found:
        yield Gap(_("Není zapsáno: %s.") % what, PLANNER, "procedure")
        return
    for one in found:
        told = {"what": what, "day": f"{one.day:%-d. %-m. %Y}"}
        if one.has_document:
            yield Evidence(_("%(what)s %(day)s") % told, "procedure")
        else:
            text = _("%(what)s %(day)s je bez dokumentu.") % told
            yield Gap(text[:1].upper() + text[1:], PLANNER, "procedure")


def _start(facts: Facts) -> Said:
    return _documented(_of_kind(facts, "start"), _("oznámení o zahájení"))


def _discussion(facts: Facts) -> Said:
    announced, held = _of_kind(facts, "announced"), _of_kind(facts, "held")
    yield from _documented(announced, _("oznámení veřejného projednání"))
    yield from _documented(held, _("veřejné projednání se zápisem"))
    for number, one in enumerate(held):
        before = [notice.day for notice in announced if notice.day <= one.day]
        since = held[number - 1].day if number else None
        # a notice since the discussion before is of this one; without it one notice told of both
        own = [day for day in before if since is not None and day > since] or before
        days = (one.day - min(own)).days if own else 0
        if announced and days < ANNOUNCED_DAYS:
            text = ngettext(
                "Projednání %(day)s bylo oznámeno jen %(days)d den předem; má to být 15 dní.",
                "Projednání %(day)s bylo oznámeno jen %(days)d dní předem; má to být 15 dní.",
                days,
            )
            told = {"day": f"{one.day:%-d. %-m. %Y}", "days": days}
            yield Gap(text % told, PLANNER, "procedure")


def _comments(facts: Facts) -> Said:
    drafts = _of_kind(facts, "draft")
    yield from _documented(drafts, _("zveřejnění návrhu"))
    if drafts and all(one.until is None for one in drafts):
        yield Gap(_("U návrhu chybí lhůta pro připomínky."), PLANNER, "procedure")
    settled = _of_kind(facts, "settlement")
    ends = [one.until for one in drafts if one.until is not None]
    if ends and settled and settled[-1].day <= max(ends):
        text = _("Vypořádání je zveřejněné dřív, než skončila lhůta pro připomínky (%(day)s).")
        yield Gap(text % {"day": f"{max(ends):%-d. %-m. %Y}"}, PLANNER, "procedure")
    if facts.unsettled:
        text = ngettext(
            "%(count)d připomínka není vypořádaná.",
            "%(count)d připomínek není vypořádaných.",
            facts.unsettled,
        )
        yield Gap(text % {"count": facts.unsettled}, PLANNER, "procedure")
    yield from _documented(settled, _("zveřejnění vypořádání připomínek"))
    if drafts and not facts.unsettled:
        yield Evidence(_("vypořádané připomínky: %d") % facts.comments, "procedure")


def _partners(facts: Facts) -> Said:
    if facts.level != "region":
        return
    yield from _documented(_of_kind(facts, "ministry"), _("spolupráce s ministerstvem"))
    yield from _organised(facts)


def _duties(facts: Facts) -> Said:
    if facts.measures:
        yield Evidence(_("odpovědnost u každého opatření"), "strategy")


def _monitoring(facts: Facts) -> Said:
    if facts.measures_without_indicator:
        names = _listed(facts.measures_without_indicator)
        yield Gap(_("Opatření bez indikátoru: %s.") % names, _maker(facts), "strategy")


#: Item -> what it asks beside its text.
RULES = {
    "39a.1": _previous,
    "39a.2.a": _informed,
    "39a.2.b": _prepared,
    "39a.2.c": _timetable,
    "39a.2.d": _organised,
    "39a.2.e": _coordinated,
    "39a.3.a.1": _needs,
    "39a.3.a.2": _clients,
    "39a.3.a.4": _local_plans,
    "39a.3.b.1": _impacts,
    "39a.3.b.2": _unit_costs,
    "39a.3.b.3": _funding,
    "39a.3.b.4": _cost_plan,
    "39a.4.a": _strategy,
    "39a.4.b": _capacities,
    "39a.5.a": _network,
    "39b.1": _start,
    "39b.2": _discussion,
    "39b.3": _comments,
    "95.3.b": _partners,
    "95.3.c": _impacts,
    "95.3.d": _strategy,
    "95.3.e": _duties,
    "95.3.f": _monitoring,
    "95.3.g": _network,
}
