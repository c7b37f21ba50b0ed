"""Collections of past years, one after another: each report knows the one before it."""

from collections.abc import Iterable

from django.db.models import F

from evaluation.bands import OCCASIONS, told_bands
from evaluation.checking import Examination
from evaluation.demo.invent import About, Values, add_sums, checked, invented
from evaluation.demo.letters import set_letters
from evaluation.demo.lives import SLIPS, life_of, unfinished
from evaluation.demo.times import CLOSES_AT, Collection
from evaluation.demo.world import World, meet, services_on, units_of
from evaluation.demo.writing import Draft, named, write
from evaluation.layout import Sheet, sheet_for
from evaluation.models import Band as Stored
from evaluation.models import Occasion, Report, RunInput, RunKind, Source, Term
from evaluation.prefill import Known, prefilled
from evaluation.prefill.known import Earlier
from evaluation.rules import Band
from providers.models import Service
from sitis.history import CREATED, write_history
from sitis.workdays import deadline

State = Report.State
#: In the last finished year so many reports ended otherwise than approved.
LEFT = (State.IN_WORK, State.IN_WORK, State.RETURNED, State.CANCELLED)
NOTES: dict[str, str] = {
    Occasion.ACTUAL_1: "Vyplňte skutečnost za celý rok. Částky uvádějte v korunách, podle účetnictví.",
    Occasion.HALF_YEAR: "Uveďte jednotky služby k 30. červnu. Odchylku od sítě vysvětlete v komentáři.",
}
BEGUN = "ABC"  # sections that somebody filled in and then left


class KnownThen(Known):
    """What was known then; values of the last report are at hand and are not read again."""

    def __init__(self, term: Term, services: list[Service], last: dict[int, Earlier]) -> None:
        self._last = last
        super().__init__(term, services)

    def _reports(self) -> tuple[dict[int, Earlier], dict[int, Earlier]]:
        return {}, self._last


def set_finished(world: World, about: Collection, last: dict[int, Earlier]) -> Term:
    """Write the collection with its reports; ``last`` then holds what they say."""
    term = _term(world, about)
    services = services_on(world, about.data_day)
    meet(world, services)
    known = KnownThen(term, services, last)
    compared = about.occasion in OCCASIONS  # half-year figures are held beside nothing
    bands = Bands(services if compared else [], about.year)
    left = _left(world, about, services)
    drafts = [
        _draft(world, about, term, service, known, bands, left.get(service.pk, ""))
        for service in services
    ]
    write(term, drafts, workers=world.workers, office=world.analyst)
    now = deadline(world.order.day, CLOSES_AT)
    set_letters(world, term, [one.report for one in drafts], now)
    for one in drafts:
        if compared and one.life.state == State.APPROVED:
            last[one.service.pk] = Earlier(term.title, one.values)
    return term


def _term(world: World, about: Collection) -> Term:
    term = Term(
        year=about.year,
        occasion=about.occasion,
        form_version=world.version,
        opens_at=about.opens_at,
        closes_at=about.closes_at,
        data_day=about.data_day,
        state=Term.State.CLOSED,
        note=NOTES.get(about.occasion, ""),
    )
    term.skip_history_when_saving = True
    term.save()
    write_history(Term, [term.pk], CREATED, by=world.analyst, at=about.opens_at)
    return term


def _left(world: World, about: Collection, services: list[Service]) -> dict[int, str]:
    """In the last year a few did not finish, each of another provider."""
    if about.year != world.season.years[-1] or len(services) < 5 * len(LEFT):
        return {}
    own = world.own_providers
    others = [service for service in services if service.provider_id not in own]
    chosen = world.random("left", about.year).sample(others, len(LEFT))
    return {service.pk: what for service, what in zip(chosen, LEFT, strict=True)}


def _draft(
    world: World,
    about: Collection,
    term: Term,
    service: Service,
    known: Known,
    bands: "Bands",
    left: str,
) -> Draft:
    forms = known.form_slugs(service)
    sheet = sheet_for(world.form, service.kind.slug, forms, term.occasion)
    given = prefilled(sheet, service, known)
    chance = world.random("life", service.identifier, about.year)
    if left:
        life = unfinished(about, chance, left)
    else:
        life = life_of(about, chance, slips_of(sheet))

    about_it = About(
        service=service,
        nature=world.natures[service.pk],
        sheet=sheet,
        year=about.year,
        units=units(world, service, known),
        seed=world.order.seed,
    )
    earlier = known.earlier.get(service.pk)
    last = earlier.cells if earlier and about.occasion in OCCASIONS else {}

    def looked(values: Values) -> Examination:
        told = bands.of(service, sheet, values)
        return checked(about_it, values, last, told, about_it.random("words"))

    values = invented(about_it, given, known, life.slips)
    if life.state == State.IN_WORK:
        return Draft(service, sheet, forms, life, begun(sheet, values))
    found = looked(values)
    draft = Draft(service, sheet, forms, life, values)
    if life.first_slips:
        draft.first_values = invented(about_it, given, known, life.first_slips)
        looked(draft.first_values)
    if life.state == State.RETURNED:
        draft.asked_again = named(sheet, invented(about_it, given, known), values)
    if life.state != State.CANCELLED:
        draft.flag_count, draft.flag_weight = len(found.flags), found.office_weight
    return draft


def begun(sheet: Sheet, values: Values, sections: str = BEGUN) -> Values:
    fields = sheet.fields
    kept = {
        code: one
        for code, one in values.items()
        if code in fields
        and (fields[code].section in sections or one.source not in (Source.TYPED, Source.COMPUTED))
    }
    add_sums(sheet, kept)
    return kept


def units(world: World, service: Service, known: Known) -> tuple[float, float]:
    """Beds and man-years in the network, else what the register says."""
    found = units_of(known.items.get(service.pk, ())).get(service.pk)
    found = found or world.first_units.get(service.pk)
    if found and any(found):
        return found
    rows = known.capacities.get(service.pk, ())
    beds = sum(float(row.amount) for row in rows if row.unit.slug == "beds")
    return (beds, 0.0) if beds else (0.0, 3.0)


def slips_of(sheet: Sheet) -> list[str]:
    """Mistakes that are possible on ``sheet``."""
    asked = {
        "energy": "F.2.6.1.total",
        "hours": "E.hours.direct.T",
        "people": "D.users.total.sum",
        "beds": "E.beddays.occupied",
    }
    return [slip for slip in SLIPS if asked[slip] in sheet.fields]


class Bands:
    """Usual ranges that were told before ``year``, of many services at once."""

    def __init__(self, services: Iterable[Service], year: int) -> None:
        keys = {service.pk for service in services}
        shared = RunKind.objects.shared().filter(year__lt=year).order_by("year")
        newest = dict(shared.values_list("kind", "run"))  # the last of a kind stays
        self._rows: dict[tuple[int, str], list[Stored]] = {}
        for row in Stored.objects.filter(run__in=set(newest.values())):
            self._rows.setdefault((row.run_id, row.cell), []).append(row)
        self._cells: dict[int, list[tuple[int, str]]] = {}
        for run, service, kind, cell in (
            RunInput.objects.filter(run__in=set(newest.values()), year=F("run__year"))
            .filter(service__in=keys)
            .exclude(cell="")
            .values_list("run", "service", "kind", "cell")
        ):
            if newest.get(kind) == run:
                self._cells.setdefault(service, []).append((run, cell))

    def of(self, service: Service, sheet: Sheet, values: Values) -> tuple[Band, ...]:
        rows = [row for key in self._cells.get(service.pk, ()) for row in self._rows.get(key, ())]
        if not rows:
            return ()
        numbers = {code: one.number for code, one in values.items()}
        return told_bands(sheet, numbers, rows)
