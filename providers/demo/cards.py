"""Regional cards of the invented region: an ended version, a valid one, one in comments, cards of services.

They are made of the sample cards that ``load_codelists`` founded; where it did not, nothing is done.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from providers.demo.own import Pen
from providers.models import (
    CardAddressee,
    CardCell,
    CardComment,
    CardEntry,
    CardNorm,
    CardVersion,
    Membership,
    Service,
    ServiceCard,
)
from sitis.accounts.models import Role
from sitis.resolutions import Resolution
from sitis.rooms import DemoOrder
from sitis.territory.models import Orp

COMMENTED = "49-P"  # the card that is just being changed
ENTRY = ("slot", "code", "position", "area", "text", "others", "activities", "outcome")
RESULT = ("indicator", "target", "source")
NORM = (
    *("template_id", "subject", "code", "position", "title", "bound", "amount", "unit"),
    *("per_amount", "per_unit", "qualification", "indicator", "is_public", "source"),
)
TENTH = Decimal("0.1")
OWN = (
    ("reaction", "1", "do 15 pracovních dnů, protože přijímáme z celého kraje"),
    ("hours_best", "1", "každý den od 8 do 20 hodin, o svátcích po domluvě"),
    ("length_usual", "1", "déle, než říká vzor: lidé k nám přicházejí se složitější situací"),
)
SAID = (
    (7, "Norma 6,8 úvazku je nad možnostmi malých domovů. Navrhujeme přechodné období dvou let."),
    (4, "Vítáme potřebu bezpečného pohybu venku, doplňte prosím spolupráci s dobrovolníky."),
    (13, "Text pro veřejnost je srozumitelný, chybí v něm jen věta o příspěvku na péči."),
)
State = ServiceCard.State


@dataclass(frozen=True, slots=True)
class Years:
    """First days of the ended and of the valid version, and the day of the demo."""

    first: date
    second: date
    today: date


def set_cards(order: DemoOrder, pen: Pen) -> None:
    drafts = list(CardVersion.objects.filter(is_sample=True, number=1, state="draft").for_list())
    if not drafts:
        return
    day = order.day
    years = Years(date(day.year - max(order.years, 2), 1, 1), date(day.year - 1, 1, 1), day)
    pairs = _versions(drafts, years, pen)
    _amounts(years, pen)
    _comment([second for _first, second in pairs if second.template.code == COMMENTED], day, pen)
    _fill(pairs, order, years, pen)


def _resolution(year: int, pen: Pen) -> Resolution:
    row = Resolution(
        body=Resolution.Body.COUNCIL, number=f"K-{year}/1", adopted_on=date(year - 1, 11, 18)
    )
    pen.make(Resolution, [row])
    return row


def _versions(
    drafts: list[CardVersion], years: Years, pen: Pen
) -> list[tuple[CardVersion, CardVersion]]:
    """The sample becomes the ended version, shorter by a need; its copy the valid one."""
    reason = "Ukázka: doplněna potřeba a upravena norma přímé péče."
    second = [
        CardVersion(
            template=one.template, number=2, state=CardVersion.State.VALID, is_sample=True,
            valid_from=years.second, update_by=years.second + timedelta(days=150),
            resolution=None, copied_from=one, reason=reason,
        )
        for one in drafts
    ]  # fmt: skip
    resolutions = _resolution(years.first.year, pen), _resolution(years.second.year, pen)
    for old, new in zip(drafts, second, strict=True):
        old.state, old.resolution = CardVersion.State.ENDED, resolutions[0]
        old.valid_from, old.valid_to = years.first, years.second - timedelta(days=1)
        new.resolution = resolutions[1]
    pen.change(CardVersion, drafts, ("state", "resolution", "valid_from", "valid_to"))
    pen.make(CardVersion, second)
    into = {old.pk: new for old, new in zip(drafts, second, strict=True)}
    _copy(into, pen)
    shorter, last = [], {}
    for entry in CardEntry.objects.filter(card__in=drafts, slot="needs").order_by("position"):
        last[entry.card_id] = entry
    for entry in last.values():
        entry.outcome = "člověk ví, na koho se obrátit"
        shorter.append(entry)
    pen.change(CardEntry, shorter, ("outcome",))
    norms = list(CardNorm.objects.filter(card__in=drafts, code="direct", amount__gt=1))
    for norm in norms:
        norm.amount = (norm.amount * Decimal("0.95")).quantize(TENTH)
    pen.change(CardNorm, norms, ("amount",))
    return list(zip(drafts, second, strict=True))


def _copy(into: dict[int, CardVersion], pen: Pen) -> None:
    entries = CardEntry.objects.filter(card__in=list(into)).order_by("pk")
    norms = CardNorm.objects.filter(card__in=list(into)).order_by("pk")
    pen.make(
        CardEntry,
        [
            CardEntry(
                card=into[row.card_id], **{name: getattr(row, name) for name in (*ENTRY, *RESULT)}
            )
            for row in entries
        ],
    )
    pen.make(
        CardNorm,
        [
            CardNorm(card=into[row.card_id], **{name: getattr(row, name) for name in NORM})
            for row in norms
        ],
    )


def _amounts(years: Years, pen: Pen) -> None:
    """Money since the first year; one amount has its new value from next January."""
    rows = list(CardNorm.objects.dated().select_related("template"))
    for row in rows:
        row.valid_from = years.first
        row.amount = (row.amount / Decimal("1.1")).quantize(Decimal("1E+1"))
    coming = date(years.today.year + 1, 1, 1)
    renewed = [row for row in rows if row.template.code == "40-T" and row.code == "N1"]
    for row in renewed:
        row.valid_to = coming - timedelta(days=1)
    pen.change(CardNorm, rows, ("valid_from", "valid_to", "amount"))
    pen.make(
        CardNorm,
        [
            CardNorm(
                **{name: getattr(row, name) for name in NORM if name != "amount"},
                amount=(row.amount * Decimal("1.12")).quantize(Decimal("1E+1")),
                indexation=row.indexation,
                valid_from=coming,
            )
            for row in renewed
        ],
    )


def _comment(valid: list[CardVersion], day: date, pen: Pen) -> None:
    """A draft asks services and ORPs for comments; some answered."""
    for before in valid:
        card = CardVersion(
            template=before.template, number=3, state=CardVersion.State.COMMENTS, is_sample=True,
            copied_from=before, comments_until=day + timedelta(days=21),
            reason="Ukázka: víc přímé péče a potřeba bezpečného pohybu venku.",
        )  # fmt: skip
        pen.make(CardVersion, [card])
        _copy({before.pk: card}, pen)
        need = CardEntry(
            card=card, slot="needs", code="n6", position=499, area="Pohyb venku",
            text="chodit ven bez strachu", others="rodina, dobrovolníci, obec",
            activities="doprovod, úprava cest, pomůcky pro chůzi",
            outcome="kdo chce, je venku aspoň třikrát týdně",
        )  # fmt: skip
        pen.make(CardEntry, [need])
        norms = list(card.norms.filter(code="direct"))
        for norm in norms:
            norm.amount = Decimal("6.8")
        pen.change(CardNorm, norms, ("amount",))
        _answers(card, day, pen)


def _answers(card: CardVersion, day: date, pen: Pen) -> None:
    asked = [
        CardAddressee(card=card, service=one, asked_at=pen.at)
        for one in card.template.services_on(day).order_by("identifier")
    ]
    asked += [CardAddressee(card=card, orp=one, asked_at=pen.at) for one in Orp.objects.all()]
    for at, one in enumerate(asked):
        if at % 3 == 1:
            one.answer, one.answered_at = CardAddressee.Answer.NOTHING, pen.at
    said = [one for one in asked if not one.answer and one.service][2:]
    by = pen.by
    comments = []
    for one, (part, text) in zip(said, SAID, strict=False) if by else ():
        one.answer, one.answered_at = CardAddressee.Answer.COMMENTS, pen.at
        comments.append(
            CardComment(
                card=card, part=part, text=text, service=one.service, by=by, created_at=pen.at
            )
        )
    for said_first in comments[1:2]:
        said_first.settlement = CardComment.Settlement.ACCEPTED
        said_first.settled_by, said_first.settled_at = by, pen.at
    pen.make(CardAddressee, asked)
    pen.make(CardComment, comments)


# -- cards of services ---------------------------------------------------------------------------------


def _fill(
    pairs: list[tuple[CardVersion, CardVersion]], order: DemoOrder, years: Years, pen: Pen
) -> None:
    signatories = dict(
        Membership.objects.filter(role=Role.PROVIDER_SIGNATORY).values_list("provider", "user")
    )
    older: list[ServiceCard] = []
    made: list[ServiceCard] = []
    for first, second in pairs:
        for service in second.template.services_on(years.today).order_by("identifier"):
            card = _of(service, second, order, years, signatories)
            if card is None:
                continue
            made.append(card)
            if card.is_open and service.provided_from < years.second:
                before = _confirmed(service, first, years.first, State.REPLACED, signatories)
                before.state = State.CONFIRMED
                card.continues = before
                older.append(before)
    pen.make(ServiceCard, older)
    pen.make(ServiceCard, made)
    pen.make(CardCell, list(_cells([*older, *made], order.seed)))


def _of(
    service: Service, card: CardVersion, order: DemoOrder, years: Years, signatories: dict[Any, Any]
) -> ServiceCard | None:
    """Three in four confirmed; of the rest some are late, some ready, a few have nothing."""
    random = Random(f"{order.seed}/cards/{service.identifier}/{card.template.code}")
    draw, delay = random.random(), random.randint(1, 140)
    if draw < 0.75:
        since = max(years.second + timedelta(days=delay), service.provided_from)
        return _confirmed(service, card, min(since, years.today), State.CONFIRMED, signatories)
    if draw > 0.97:
        return None
    state = State.IN_WORK if draw < 0.84 else State.TO_FILL if draw < 0.93 else State.READY
    own = service.provider_id in signatories
    term = years.today + timedelta(days=14) if own else card.update_by
    return ServiceCard(
        service=service, template=card.template, card=card, state=state, update_by=term
    )


def _confirmed(
    service: Service, card: CardVersion, since: date, state: str, signatories: dict[Any, Any]
) -> ServiceCard:
    at = timezone.make_aware(datetime.combine(since, time(10, 15)))
    return ServiceCard(
        service=service, template=card.template, card=card, state=state, valid_from=since,
        confirmed_at=at, confirmed_by_id=signatories.get(service.provider_id),
    )  # fmt: skip


def _cells(rows: list[ServiceCard], seed: int) -> Any:
    """A third says something in its own words, half its own number of staff."""
    said = {
        (entry.card_id, entry.slot): entry.text
        for entry in CardEntry.objects.filter(slot__in=[slot for slot, _code, _text in OWN])
    }
    direct = {
        norm.card_id: norm for norm in CardNorm.objects.filter(code="direct", card__isnull=False)
    }
    for row in rows:
        random = Random(f"{seed}/own words/{row.service.identifier}/{row.template.code}")
        drawn = random.random()
        slot, code, text = OWN[random.randrange(len(OWN))]
        if drawn < 0.35 or row.is_open:
            base = said.get((row.card_id, slot), "")
            yield CardCell(
                service_card=row, slot=slot, code=code, column="text", text=text, base=base
            )
        norm = direct.get(row.card_id)
        if norm is not None and random.random() < 0.5:
            share = Decimal(random.randint(85, 112)) / 100
            number = (norm.amount * share).quantize(TENTH)
            yield CardCell(service_card=row, slot="norms", code="direct", number=number)
