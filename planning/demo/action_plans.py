"""Yearly action plans: those that were approved by the day, and the next one in work."""

from datetime import date, timedelta

from planning.actions.approval import start_action_plan
from planning.demo import frame, procedure
from planning.demo.steady import clean
from planning.demo.world import World
from planning.models import Plan, Section
from sitis.workdays import working_day_on_or_after

#: Sections that an action plan always holds anew (Decree § 39c).
ECONOMIC = {
    "impacts": "Finanční dopady na rok {year} vycházejí z opatření, která v něm probíhají; součty jsou v tabulce opatření.",
    "unit_costs": "Nákladovost druhů služeb byla pro rok {year} přepočtena podle posledního uzavřeného roku.",
    "funding": "Zdroje na rok {year} tvoří dotace ze státního rozpočtu, rozpočet kraje, příspěvky obcí a úhrady klientů.",
    "cost_plan": "Předpokládané náklady roku {year} jsou rozepsány podle druhů služeb v síti.",
}
#: The next action plan is begun on this day of the year before.
BEGINS = (9, 1)


def sitting(year: int) -> tuple[date, date]:
    """Council and assembly that approve the action plan of ``year``."""
    council = working_day_on_or_after(date(year - 1, 11, 25))
    return council, working_day_on_or_after(council + timedelta(days=15))


def set_action_plans(
    world: World, plan: Plan, *, since: date = date.min, until: date = date.max
) -> None:
    """Of years whose assembly sat after ``since`` and not after ``until``."""
    for year in plan.cycle.years:
        council, assembly = sitting(year)
        if since < assembly <= until and date(year - 1, *BEGINS) <= world.day:
            _action_plan(world, plan, year, council, assembly)


def _action_plan(world: World, plan: Plan, year: int, council: date, assembly: date) -> None:
    data_day = min(date(year - 1, *BEGINS), world.day)
    draft = start_action_plan(plan, year, by=world.planner, data_day=data_day)
    frame.backdate_plans([draft], world.pen(data_day).at)
    rows = list(draft.sections.filter(code__in=ECONOMIC).order_by("pk"))
    for row in rows:
        row.text += clean(f"<p>{ECONOMIC[row.code].format(year=year)}</p>", row.code, year)
    world.pen(data_day).change(Section, rows, ["text"])
    told = procedure.Days.before(council, assembly, date(year - 1, *BEGINS), ahead=56)
    procedure.write_facts(world, draft, told)
    procedure.write_comments(world, draft, told, 2)
    if assembly < world.day:
        pen = world.pen(assembly)
        procedure.adopt(world, [draft], council, assembly, pen)
        frame.approve([draft], assembly, pen)
