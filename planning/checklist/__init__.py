"""The statutory check: what the law wants a plan to hold, item by item, and what fulfils it. Pure.

Thirty items of Decree No. 505/2006 Sb., §§ 39a–39b and Act No. 108/2006 Sb., § 95(3), kept in
``fixtures/planning/statutory_items.csv``. ``Facts`` are plain values about one plan; ``check``
answers with a ``Finding`` for every item: fulfilled by what, missing what and whose task it is,
excused, or left out with the reason.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from planning.checklist.facts import (
    COORDINATOR,
    PLANNER,
    TEAM,
    DatedFact,
    Evidence,
    Facts,
    Finding,
    Gap,
    Said,
    SectionFact,
    State,
)
from planning.checklist.items import Item, items
from planning.checklist.rules import RULES, WORDS

__all__ = [
    "COORDINATOR",
    "PLANNER",
    "TEAM",
    "DatedFact",
    "Evidence",
    "Facts",
    "Finding",
    "Gap",
    "Item",
    "SectionFact",
    "State",
    "check",
    "gaps",
    "items",
]

#: An action plan always holds the economic analysis and keeps the procedure (Decree § 39c).
OF_ACTION_PLAN = (
    *("39a.3.b.1", "39a.3.b.2", "39a.3.b.3", "39a.3.b.4"),
    *("39b.1", "39b.2", "39b.3"),
)

#: What an action plan changes by a new measure or by another wording of one.
OF_MEASURES = ("39a.4.a", "95.3.d", "95.3.e")


def check(facts: Facts, excused: Mapping[str, str] | None = None) -> list[Finding]:
    """A finding for each of the thirty items; ``excused`` gives reasons by item code."""
    return [_finding(item, facts, (excused or {}).get(item.code, "")) for item in items()]


def gaps(findings: Iterable[Finding]) -> list[Finding]:
    """What still stands in the way of approval."""
    return [found for found in findings if found.state == State.MISSING]


def _finding(item: Item, facts: Facts, excuse: str) -> Finding:
    left_out = _why_left_out(item, facts)
    if left_out:
        return Finding(item, State.LEFT_OUT, reason=left_out)
    said = [*_sections(item, facts), *_demands(item, facts)]
    by = tuple(one for one in said if isinstance(one, Evidence))
    missing = tuple(one for one in said if isinstance(one, Gap))
    if not missing and not by:
        missing = (Gap(_("Chybí: %s") % item.evidence, item.role),)
    if not missing:
        return Finding(item, State.FULFILLED, by)
    return Finding(item, State.EXCUSED if excuse else State.MISSING, by, missing, excuse)


def _why_left_out(item: Item, facts: Facts) -> str:
    if facts.regime not in item.regimes:
        return item.left_out_reason
    if facts.kind == "action":
        touched = any(item.code in one.items for one in facts.sections if one.is_changed)
        touched |= bool(facts.measures_changed) and item.code in OF_MEASURES
        if item.code not in OF_ACTION_PLAN and not touched:
            return _("Akční plán ji obsahuje, jen když se proti schválenému plánu mění (§ 39c).")
    if facts.level == "region":
        return ""
    if not any(item.code in one.items for one in facts.sections):
        return _("Zákon ji žádá od plánu kraje.")
    return ""


def _sections(item: Item, facts: Facts) -> Said:
    """Texts that the item is covered by: each written and marked as ready."""
    covering = [one for one in facts.sections if item.code in one.items]
    if not covering and item.code.startswith(("39a", "95")):
        yield Gap(_("V plánu není oddíl, který by ji obsahoval."), PLANNER, "section-list")
    owner = {"orp": COORDINATOR, "district": TEAM}.get(facts.level, PLANNER)
    for one in covering:
        if one.words < WORDS:
            yield Gap(_("Oddíl „%s“ není napsaný.") % one.title, owner, "section-detail", one.code)
        elif not one.is_ready:
            text = _("Oddíl „%s“ není označený za hotový.") % one.title
            yield Gap(text, owner, "section-detail", one.code)
        else:
            text = _("oddíl „%s“") % one.title
            yield Evidence(text, "section-detail", one.code)


def _demands(item: Item, facts: Facts) -> Said:
    """What the item asks beside its text; of the region's plan only, unless it is about measures."""
    rule = RULES.get(item.code)
    return rule(facts) if rule else ()
