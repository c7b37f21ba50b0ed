"""How public pages of the invented region are kept: verified, free places, proposals, reports."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from providers import pages
from providers.actions.upkeep import weigh
from providers.demo.own import Pen
from providers.models import (
    OutdatedReport,
    Proposal,
    Service,
    ServiceForm,
    Vacancy,
    Verification,
    page_of,
)
from sitis.accounts.demo import PROVIDER_ACCOUNTS
from sitis.accounts.models import User
from sitis.rooms import DemoOrder

State, Part = Proposal.State, OutdatedReport.Part
RETURNED = (
    "Prosíme doplnit, kolik služba stojí za hodinu, a vypustit jméno klientky v první větě textu."
)
WHOLE = (
    "Pomáháme lidem, kteří doma potřebují podporu druhého člověka. Nejdřív se sejdeme a domluvíme, "
    "co zvládnete sami a s čím chcete pomoci. Podle toho sepíšeme smlouvu. Přijít může kdokoli, "
    "o péči smí požádat i rodina nebo lékař. První schůzka je zdarma a k ničemu nezavazuje."
)

#: Part, what was written, state, answer, who answered (nobody while it is new).
REPORTS = (
    (Part.CONTACT, "Na tom čísle se ozývá jiná organizace.", "new", "", ""),
    (Part.HOURS, "V pátek odpoledne bylo zavřeno, na stránce je do čtyř.", "new", "", ""),
    (Part.FREE, "Píšete dvě volná místa, po telefonu říkali, že je plno.", "checking", "", ""),
    (Part.PLACE, "Přestěhovali se o ulici dál.", "checking", "Ověřujeme novou adresu.", "region"),
    (Part.PRICE, "Cena za hodinu je vyšší.", "mended", "Ceník jsme opravili.", "provider"),
    (Part.TEXT, "Službu už poskytují i v terénu.", "mended", "Doplnili jsme to.", "provider"),
    (Part.CONTACT, "E-mail se vrací.", "mended", "Adresa je opravená.", "provider"),
    (Part.ENDED, "Prý už to nefunguje.", "unfounded", "Služba běží beze změny.", "region"),
    (
        Part.OTHER,
        "Nemohu najít vchod.",
        "unfounded",
        "Vchod je ze dvora, adresa platí.",
        "provider",
    ),
)


def set_upkeep(order: DemoOrder, pen: Pen) -> None:
    services = list(Service.objects.to_verify(order.day).order_by("identifier"))
    own = [row for row in services if row.provider_id in _own_providers()]
    _verify(services, {row.pk for row in own[:2]}, order, pen)
    _say_free_places(services, order, pen)
    _propose(own, order.day, pen)
    _report(own, services, order, pen)


def _own_providers() -> set[Any]:
    """Providers for which the demo's people work."""
    emails = [account.email for account in PROVIDER_ACCOUNTS]
    held = User.objects.filter(email__in=emails).values_list("memberships__provider", flat=True)
    return set(held) - {None}


def _verify(services: list[Service], late: set[int], order: DemoOrder, pen: Pen) -> None:
    """Half within half a year, a quarter earlier, the rest never; ``late`` earlier for sure."""
    made = []
    for service in services:
        random = Random(f"{order.seed}/verified/{service.identifier}")
        draw, fresh, old = random.random(), random.randint(1, 170), random.randint(200, 700)
        if service.pk in late or 0.5 <= draw < 0.75:
            fresh = old
        elif draw >= 0.75:
            continue
        made.append(Verification(service=service, verified_on=order.day - timedelta(days=fresh)))
    pen.make(Verification, made)


def _say_free_places(services: list[Service], order: DemoOrder, pen: Pen) -> None:
    """A third of the services say them, most of late."""
    keys = {service.pk: service.identifier for service in services}
    made = []
    forms = ServiceForm.objects.valid_on(order.day).filter(service__in=keys)
    for row in forms.order_by("service", "form"):
        if Random(f"{order.seed}/free/{keys[row.service_id]}").random() > 1 / 3:
            continue
        random = Random(f"{order.seed}/free/{keys[row.service_id]}/{row.form_id}")
        day = order.day - timedelta(days=random.randint(0, 36))
        free = random.choice((0, 0, 1, 1, 2, 3, 5))
        made.append(Vacancy(service_id=row.service_id, form_id=row.form_id, free=free, as_of=day))
    pen.make(Vacancy, list({(row.service_id, row.form_id): row for row in made}.values()))


# -- proposals -------------------------------------------------------------------------------------


def _one_word(page: pages.Page) -> None:
    slot, text = next(iter(page[pages.TEXTS].items()), ("how_to_ask", "Zavolejte nám."))
    page[pages.TEXTS][slot] = f"{text} Ozveme se do dvou dnů."


def _new_text(page: pages.Page) -> None:
    page[pages.TEXTS]["what"] = WHOLE
    page[pages.TEXTS]["price"] = "Hodina pomoci stojí 145 Kč. Dovoz oběda 35 Kč."


def _longer(page: pages.Page) -> None:
    for line in page[pages.HOURS][:1]:
        line["closes"] = "18:00"
    _note(page)


def _note(page: pages.Page) -> None:
    for row in page[pages.CONTACTS][:1]:
        row["note"] = "volejte v pracovní dny od 8 do 15 hodin"


def _mail(page: pages.Page) -> None:
    row = {"id": "n1", "type": "mail", "value": "pomoc@sluzba.example", "note": "zájemci o službu"}
    page[pages.CONTACTS].append({**row, "is_public": True, "person": "", "is_person_public": False})


#: What it changes, its state, how many days it waits.
SCENES: tuple[tuple[Callable[[pages.Page], None], str, int], ...] = (
    (_new_text, State.RETURNED, 9),
    (_new_text, State.SENT, 12),
    (_longer, State.SENT, 8),
    (_one_word, State.SENT, 5),
    (_note, State.SENT, 3),
    (_mail, State.SENT, 1),
    (_new_text, State.DRAFT, 0),
)


def _propose(own: list[Service], day: date, pen: Pen) -> None:
    worker = User.objects.filter(email=PROVIDER_ACCOUNTS[-1].email).first()
    if worker is None:
        return
    for service, (change, state, days) in zip(own, SCENES, strict=False):
        base, page = page_of(service, day), page_of(service, day)
        change(page)
        content = pages.page_of_cells(pages.cells(page))
        sent_at = pen.at - timedelta(days=days)
        row = Proposal(service=service, by=worker, content=content, base=base)
        weigh(row)
        replace(pen, by=worker, at=sent_at - timedelta(hours=2)).make(Proposal, [row])
        if state == State.DRAFT:
            continue
        row.state, row.sent_at = State.SENT, sent_at
        replace(pen, by=worker, at=sent_at).change(Proposal, [row], ["state", "sent_at"])
        if state == State.RETURNED:
            row.state, row.reason, row.settled_by = State.RETURNED, RETURNED, pen.by
            row.settled_at = sent_at + timedelta(days=2)
            changed = ["state", "reason", "settled_by", "settled_at"]
            replace(pen, at=row.settled_at).change(Proposal, [row], changed)


# -- reports ---------------------------------------------------------------------------------------


def _report(own: list[Service], services: list[Service], order: DemoOrder, pen: Pen) -> None:
    """Some in each state; the demo's provider has the first ones."""
    others = [row for row in services if row not in own]
    Random(f"{order.seed}/reports").shuffle(others)
    about = [*own[:3], *others]
    for number, (service, (part, text, state, answer, side)) in enumerate(
        zip(about, REPORTS, strict=False)
    ):
        at = pen.at - timedelta(days=2 * number, hours=6)
        key = uuid5(NAMESPACE_URL, f"{order.seed}/report/{number}")
        row = OutdatedReport(service=service, part=part, text=text, key=key, created_at=at)
        replace(pen, by=None, at=at).make(OutdatedReport, [row])
        if state == OutdatedReport.State.NEW:
            continue
        moved = at + timedelta(days=1)
        row.state, row.answer, row.answered_for = state, answer, side
        row.answered_at = None if state in OutdatedReport.OPEN else moved
        changed = ["state", "answer", "answered_for", "answered_at"]
        replace(pen, at=moved).change(OutdatedReport, [row], changed)
