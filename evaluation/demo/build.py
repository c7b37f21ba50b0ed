"""From an order to reports: finished years one after another, runs between them, an open term."""

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks.running import no_collecting
from evaluation.demo.begun import set_begun
from evaluation.demo.finished import set_finished
from evaluation.demo.people import set_people
from evaluation.demo.runs import set_run, set_thresholds
from evaluation.demo.times import actual
from evaluation.demo.world import World, look
from evaluation.models import BenchmarkRun, Report, Term
from evaluation.prefill.known import Earlier
from sitis.accounts.models import Permission, Role, User
from sitis.rooms import DemoOrder


def build(order: DemoOrder) -> str:
    """Write what is ordered and say so in one sentence; nothing where there is no ground for it."""
    if order.rpss is not None or Term.objects.exists():
        return ""
    analyst = _analyst()
    world = look(order, analyst) if analyst else None
    if world is None:
        return ""
    with transaction.atomic(), no_collecting():
        set_people(world)
        _years(world)
    return _("Smyšlené hodnocení: sběrů %(terms)d, výkazů %(reports)d, srovnání %(runs)d.") % {
        "terms": Term.objects.count(),
        "reports": Report.objects.count(),
        "runs": BenchmarkRun.objects.count(),
    }


def _years(world: World) -> None:
    last: dict[int, Earlier] = {}
    before: dict[int, Earlier] = {}
    set_thresholds(world)
    for year in world.season.years:
        before = dict(last)
        set_finished(world, actual(year), last)
        if year in world.season.runs:
            set_run(world, year)
    set_finished(world, world.season.half, last)
    is_new = world.season.open.year > world.season.years[-1]
    set_begun(world, last if is_new else before)


def _analyst() -> User | None:
    held = User.objects.filter(
        holdings__role=Role.OFFICIAL, holdings__permissions__icontains=Permission.ANALYST.value
    )
    return held.order_by("pk").first()
