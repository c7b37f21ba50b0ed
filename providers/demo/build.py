"""From an order to the file, or to the database through the import of that very file.

The register of the demo is imported twice: as it stood a month ago, then as of the day. Between
the two an official corrected some records, so that the second import found differences. What the
national register does not know is added last. The file of the same order changes nothing more.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from providers.demo.cards import set_cards
from providers.demo.invent import Calendar, invent, region_year
from providers.demo.map import Map, load_map
from providers.demo.national import write_register
from providers.demo.network import set_network
from providers.demo.own import Pen, add_own
from providers.demo.scenes import correct, set_scenes
from providers.demo.shapes import InventedService
from providers.demo.upkeep import set_upkeep
from providers.importers.run import apply_import
from providers.models import LegalForm, NetworkCategory, Provider, RpssImport, ServiceKind
from sitis.accounts.models import User
from sitis.rooms import DemoOrder, DemoRefused

GONE = 50  # at most so many services of the first import are not in the second one
PREFIX = "smysleny-kraj-"
REGISTRAR = "registr@kraj.example"


def build(order: DemoOrder) -> str:
    """Write what is ordered and say so in one sentence. Raises DemoRefused."""
    try:
        land = load_map(settings.REGION_CODE)
    except LookupError as missing:
        raise DemoRefused(
            _("Chybí území kraje. Nejdřív spusťte manage.py load_territory a load_codelists.")
        ) from missing
    if order.rpss is not None:
        return _write_file(order, land, order.rpss)
    if not all(table.objects.exists() for table in (ServiceKind, LegalForm, NetworkCategory)):
        raise DemoRefused(_("Chybí číselníky. Nejdřív spusťte manage.py load_codelists."))
    return _standing(order) or _write_rows(order, land)


def _write_file(order: DemoOrder, land: Map, path: Path) -> str:
    """Whole or not at all: what is written so far bears another name."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        records = write_register(order, land, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    size = path.stat().st_size / 1_000_000
    return ngettext(
        "Soubor %(file)s: %(count)d smyšlená služba, %(size).1f MB.",
        "Soubor %(file)s: %(count)d smyšlených služeb, %(size).1f MB.",
        records,
    ) % {"file": path, "count": records, "size": size}


def _standing(order: DemoOrder) -> str:
    """A sentence if the region of the order is here already. Raises DemoRefused over other data."""
    if RpssImport.objects.filter(file_name=_file_name(order)).exists():
        return _("Smyšlený kraj už v databázi je, nic se nezměnilo.")
    if RpssImport.objects.filter(file_name__startswith=PREFIX).exists():
        raise DemoRefused(
            _(
                "V databázi už je smyšlený kraj jiné velikosti nebo jiného čísla --seed. "
                "Nový patří do prázdné databáze."
            )
        )
    if Provider.objects.exists():
        raise DemoRefused(
            _("V registru už jsou poskytovatelé. Smyšlený kraj patří do prázdné databáze.")
        )
    return ""


def _file_name(order: DemoOrder) -> str:
    return f"{PREFIX}{order.services}-{order.seed}.json"


@transaction.atomic
def _write_rows(order: DemoOrder, land: Map) -> str:
    by = User.objects.filter(email=REGISTRAR).first()
    calendar = Calendar(region_year(order.day), order.day, order.years)
    month_ago = max(calendar.start, order.day - timedelta(days=30))
    with TemporaryDirectory() as folder:
        file = Path(folder) / _file_name(order)
        more = replace(order, services=order.services + (2 if order.services > 100 else 0))
        write_register(more, land, file, month_ago)  # the next file will lack the last ones
        _import(file, month_ago, by)
        correct(_changed(order, calendar, land, month_ago), _at(month_ago) + timedelta(days=4), by)
        write_register(order, land, file)
        _import(file, order.day, by)
    pen = Pen(by, _at(order.day) + timedelta(minutes=20))
    gone_too = order.services + GONE
    add_own(invent(order.seed, gone_too, calendar, land), order.seed, pen)
    set_scenes(order.day, by)
    set_network(order, pen)
    set_cards(order, pen)
    set_upkeep(order, pen)
    return ngettext(
        "Smyšlený kraj: %(count)d služba ve skutečných obcích, vše ostatní je vymyšlené.",
        "Smyšlený kraj: %(count)d služeb ve skutečných obcích, vše ostatní je vymyšlené.",
        order.services,
    ) % {"count": order.services}


def _changed(
    order: DemoOrder, calendar: Calendar, land: Map, month_ago: date
) -> Iterator[tuple[InventedService, InventedService]]:
    """Services that changed during the month: as they were, as they are."""
    earlier = replace(calendar, day=month_ago)
    before = invent(order.seed, order.services, earlier, land)
    was = next(before, None)
    for service in invent(order.seed, order.services, calendar, land):
        while was is not None and was.number < service.number:
            was = next(before, None)
        if was is not None and was.number == service.number and was != service:
            yield was, service


def _import(file: Path, day: date, by: User | None) -> None:
    at = _at(day)
    run = RpssImport.objects.create(
        file_name=file.name,
        region=settings.REGION_CODE,
        state=RpssImport.State.PLANNED,
        by=by,
        created_at=at - timedelta(minutes=10),
    )
    with file.open("rb") as stream:
        apply_import(run, stream, day=day, at=at)


def _at(day: date) -> datetime:
    """The small hours, when the nightly import runs."""
    return timezone.make_aware(datetime.combine(day, time(3, 10)))
