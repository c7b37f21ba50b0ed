"""What people did in the invented register: corrections, questions, answers, who works where."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from providers.actions.differences import answer, ask, keep
from providers.actions.register import save_service
from providers.demo.kinds import FORMS
from providers.demo.shapes import InventedService
from providers.models import Capacity, Contact, Difference, Facility, Membership, Provider, Service
from sitis.accounts.demo import PROVIDER_ACCOUNTS
from sitis.accounts.models import User
from sitis.versions import save_version

WHY = "Opraveno podle sdělení poskytovatele."
QUESTION = "V národním registru je jiný údaj, než který máme od vás. Který z nich platí?"
ANSWER = "Platí údaj, který máte vy. Změnu do národního registru ohlásíme."
REASON = "Ověřeno v rozhodnutí o registraci, národní registr se opraví."
MOST = {"capacity": 4, "address": 2, "end": 2, "phone": 1}
Pair = tuple[InventedService, InventedService]


def correct(changed: Iterable[Pair], at: datetime, by: Any) -> None:
    """An official corrects what the national register is just going to change in its own way."""
    done: Counter[str] = Counter()
    for before, after in changed:
        what = _what_changed(before, after)
        if done[what] < MOST.get(what, 0) and _CORRECT[what](before, after, at, by):
            done[what] += 1
        if done == MOST:
            return


def _save(row: Any, at: datetime, by: Any) -> None:
    row._history_date = at
    save_version(row, by=by, reason=WHY)


def _what_changed(before: InventedService, after: InventedService) -> str:
    if before.last != after.last:
        return "end"
    if before.forms[0].capacities != after.forms[0].capacities:
        return "capacity"
    if before.phones != after.phones and before.phones:
        return "phone"
    if len(before.facilities) == len(after.facilities) and before.facilities != after.facilities:
        return "address"
    return "other"


def _correct_capacity(
    before: InventedService, after: InventedService, at: datetime, by: Any
) -> bool:
    form = before.forms[0]
    row = Capacity.objects.filter(
        service__identifier=before.identifier,
        form__rpss_code=FORMS[form.letter][0],
        unit__rpss_code=form.capacities[0].unit,
    ).first()
    if row is None:
        return False
    row.amount = form.capacities[0].amount + 1
    _save(row, at, by)
    return True


def _correct_end(before: InventedService, after: InventedService, at: datetime, by: Any) -> bool:
    row = Service.objects.get(identifier=before.identifier)
    if after.last is None or row.provided_to:
        return False
    row.provided_to = after.last + timedelta(days=31)
    row._history_date = at  # type: ignore[attr-defined]
    save_service(row, by=by, reason=WHY)
    return True


def _correct_address(
    before: InventedService, after: InventedService, at: datetime, by: Any
) -> bool:
    facility = before.facilities[0]
    row = Facility.objects.filter(
        service__identifier=before.identifier,
        name=facility.name,
        house_number=facility.house_number,
    ).first()
    if row is None or facility.is_hidden or facility.point_code is None:
        return False
    row.house_number = str(facility.house_number + 1)
    _save(row, at, by)
    return True


def _correct_phone(before: InventedService, after: InventedService, at: datetime, by: Any) -> bool:
    row = Contact.objects.filter(
        service__identifier=before.identifier, type=Contact.Type.PHONE
    ).first()
    if row is None:
        return False
    row.note = "volejte dopoledne"
    _save(row, at, by)
    return True


_CORRECT = {
    "capacity": _correct_capacity,
    "end": _correct_end,
    "address": _correct_address,
    "phone": _correct_phone,
}


def set_scenes(day: date, by: Any) -> None:
    """The demo's people of a provider work for one that is asked; other differences move on."""
    provider = _star()
    if provider is None:
        return
    for account in PROVIDER_ACCOUNTS:
        user = User.objects.get(email=account.email)
        row = Membership(
            provider=provider, user=user, role=account.role, valid_from=day.replace(month=1, day=1)
        )
        save_version(row, by=by)
    waiting = list(Difference.objects.open().filter(provider=provider).order_by("harm", "pk"))
    others = Difference.objects.open().exclude(provider=provider).exclude(service=None)
    rest = list(others.filter(harm__gte=Difference.Harm.CAPACITY).order_by("harm", "pk")[:2])
    deadline = timezone.make_aware(datetime.combine(day + timedelta(days=13), time(23, 59)))
    for difference in waiting[-1:] + rest[:1]:
        ask(difference, question=QUESTION, deadline=deadline, by=by)
    for difference in rest[:1]:
        answer(difference, text=ANSWER, by=None)
    for difference in rest[1:]:
        keep(difference, reason=REASON, by=by)


def _star() -> Provider | None:
    """The largest provider among those whom an open difference concerns, else the largest."""
    sized = Provider.objects.annotate(size=Count("services")).order_by("-size", "pk")
    concerned = Difference.objects.open().filter(harm__gt=Difference.Harm.ENDED)
    return sized.filter(pk__in=concerned.values("provider")).first() or sized.first()
