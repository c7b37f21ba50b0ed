"""Work that passes from one person to another, and people who leave."""

from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sitis import rooms
from sitis.accounts.models import RoleHolding, User
from sitis.accounts.signals import person_anonymised
from sitis.audit import Act, record
from sitis.mail import send
from sitis.periods import overlaps
from sitis.versions import save_version


@transaction.atomic
def hand_over(handing: rooms.Handing) -> int:
    """Pass everything the giver holds to the taker, for good or for a time; how many roles.

    For good, the giver's account stops letting its person in after their last day.
    """
    count = pass_on(handing.giver.holdings.with_scope(), handing) + rooms.hand_over(handing)
    if handing.last_day is None:
        leave(handing.giver, last_day=handing.first_day - timedelta(days=1), by=handing.by)
    return count


def pass_on(rows: Any, handing: rooms.Handing) -> int:
    """Copy roles (holdings or memberships) to the taker; for good, end those of the giver.

    Roles lent to the giver by somebody else stay: they are not theirs to pass on.
    """
    met = overlaps(handing.first_day, handing.last_day, "valid_from", "valid_to")
    passed = list(rows.filter(met, lent_by=None))
    for row in passed:
        save_version(_for_taker(row, handing), by=handing.by)
        if handing.last_day is None:
            _end(row, handing.first_day - timedelta(days=1), by=handing.by)
    return len(passed)


def _for_taker(row: Any, handing: rooms.Handing) -> Any:
    """The same role for the taker, no longer than the giver would have held it."""
    kept = [field for field in row._meta.concrete_fields if field.name not in {"id", "version"}]
    copy = type(row)(**{field.attname: getattr(row, field.attname) for field in kept})
    copy.user = handing.taker
    copy.valid_from = max(row.valid_from, handing.first_day)
    if handing.last_day is not None:
        copy.lent_by = handing.giver
        copy.valid_to = min(handing.last_day, row.valid_to or handing.last_day)
    return copy


def _end(row: Any, last_day: date, *, by: User) -> None:
    """A role that was to begin later ends as soon as it begins; the account is closed by then."""
    row.valid_to = max(row.valid_from, last_day)
    save_version(row, by=by)


@transaction.atomic
def end_holding(holding: RoleHolding, *, last_day: date, by: User) -> None:
    holding.valid_to = last_day
    save_version(holding, by=by)


def leave(user: User, *, last_day: date, by: User) -> None:
    """The account lets nobody in after ``last_day``."""
    user.leaves_on = last_day
    save_version(user, by=by)


def lock(user: User, *, by: User) -> None:
    user.is_active = False
    save_version(user, by=by)


def unlock(user: User, *, by: User) -> None:
    user.is_active, user.leaves_on = True, None
    save_version(user, by=by)


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """Forget the app and the recovery codes of somebody who lost both; they are told by e-mail."""
    Authenticator.objects.filter(user=user).delete()
    record(Act.RIGHTS, user=by, subject=str(user), second_factor="reset")
    what = _("Administrátor zrušil váš druhý faktor. Při příštím přihlášení si nastavíte nový.")
    send("account_changed", to=user.email, by=by, what=what, when=timezone.now())


@transaction.atomic
def anonymise(user: User, *, by: User) -> None:
    """Forget who a locked person was, in history too. What they did and signed stays theirs.

    Raises ValueError if the account is still open.
    """
    if user.is_active:
        raise ValueError("only a locked account may be anonymised")
    known_as = user.email
    user.name, user.phone = f"Anonymizovaná osoba {user.pk}", ""
    user.email = f"osoba-{user.pk}@anonymizovano.invalid"
    user.anonymised_at = timezone.now()
    user.set_unusable_password()
    save_version(user, by=by)
    user.history.update(name=user.name, email=user.email, phone="")
    person_anonymised.send(sender=User, user=user, known_as=known_as)
