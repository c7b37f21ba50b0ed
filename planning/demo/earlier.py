"""The cycle before the finished one: only the region's plan, so that it can be evaluated."""

from datetime import date

from django.conf import settings

from planning.demo import frame, procedure, sections, strategy, timeline
from planning.demo.finished import region_facts
from planning.demo.world import World
from planning.models import Cycle, Exemption, Level, Plan

WHY = "Plán vznikl dřív, než se podklady začaly vést v systému; jsou uloženy ve spisu (smyšlené)."
#: What the system does not know of a plan so old.
BEFORE_SYSTEM = (
    *("39a.1", "39a.2.a", "39a.2.b", "39a.2.d", "39a.2.e", "39a.3.a.1", "39a.3.a.2"),
    *("39a.3.a.4", "39a.3.b.1", "39a.3.b.2", "39a.3.b.3", "39a.3.b.4", "39a.4.b", "39a.5.a"),
    *("39b.1", "39b.2", "39b.3"),
)
#: And under the new Act.
BEFORE_SYSTEM_NEW = ("95.3.b", "95.3.g")


def set_earlier(world: World) -> Plan:
    period = world.cycles.earlier
    days = timeline.sittings(period)
    cycle = frame.open_cycle(world, period, days, None, state=Cycle.State.CLOSED)
    pen = world.pen(days.council)
    name = "Překlenovací plán" if period.is_bridging else "Střednědobý plán"
    plan = Plan(
        cycle=cycle,
        level=Level.REGION,
        title=f"{name} rozvoje sociálních služeb, {settings.REGION_NAME} {period.label}",
        slug=f"kraj-{period.label.replace('–', '-')}",
        data_day=timeline.data_day_of(period, days),
    )
    pen.make(Plan, [plan])
    chosen = strategy.choose(world, world.random("measures", "earlier"), world.size.measures[1])
    [made] = strategy.write_strategies(world, [(plan, chosen)], pen)
    start = date(period.first - 2, 9, 1)
    told = procedure.Days.before(days.council, days.assembly, start)
    before = timeline.period_of(period.first - 1)
    texts = sections.region_texts(world, period, before, region_facts(plan, told, 0))
    sections.write_sections([(plan, texts)], pen)
    frame.finish_steps(world, cycle, pen)
    unknown = [*BEFORE_SYSTEM, *(BEFORE_SYSTEM_NEW if period.regime == timeline.NEW else ())]
    pen.make(Exemption, [Exemption(plan=plan, item=item, reason=WHY) for item in unknown])
    procedure.adopt(world, [plan], days.council, days.assembly, pen)
    frame.approve([plan], days.assembly, pen)
    strategy.write_progress(world, made.measures, world.pen(date(period.last + 1, 2, 20)))
    return plan
