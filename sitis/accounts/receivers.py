"""Acts of people that leave no record of their own are written down as events."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from simple_history.signals import post_create_historical_record

from sitis.accounts.models import Invitation, RoleHolding, User
from sitis.accounts.signals import person_anonymised
from sitis.audit import Act, Event, record
from sitis.mail import KeptMail, OutgoingMail


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(Act.SIGN_IN, user=user, address=_address(request))


@receiver(user_logged_out)
def note_sign_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        record(Act.SIGN_OUT, user=user)


@receiver(user_login_failed)
def note_failed_sign_in(
    credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    subject = str(credentials.get("email") or credentials.get("username") or "")
    record(Act.SIGN_IN_FAILED, subject=subject, address=_address(request))


@receiver(post_create_historical_record)
def note_change_of_rights(instance: Any, history_instance: Any, **kwargs: Any) -> None:
    """However a role came to be written, the trail of rights has it."""
    if isinstance(instance, RoleHolding):
        note_rights(instance, by=history_instance.history_user)


def note_rights(held: Any, *, by: User | None) -> None:
    """``held``: a holding or a membership as it now stands."""
    record(
        Act.RIGHTS,
        user=by,
        subject=str(held),
        person=held.user_id,
        role=held.role,
        scope=str(held.as_held_role().scope or ""),
        permissions=getattr(held, "permissions", []),
        valid_from=held.valid_from.isoformat(),
        valid_to=held.valid_to.isoformat() if held.valid_to else None,
    )


@receiver(person_anonymised)
def forget_address(user: User, known_as: str, **kwargs: Any) -> None:
    """The e-mail and the name go from everywhere they were kept beside the account."""
    rows = Invitation.objects.filter(email=known_as)
    past = Invitation.history.filter(email=known_as)  # type: ignore[attr-defined]
    for invitations in (rows, past):
        invitations.update(email=user.email, name=user.name)
    Event.objects.filter(subject=known_as).update(subject=user.email)
    Event.objects.filter(act=Act.RIGHTS, detail__person=user.pk).update(subject=user.name)
    Event.objects.filter(act=Act.MAIL, detail__to=known_as).update(detail={"to": user.email})
    OutgoingMail.objects.filter(to=known_as).delete()
    KeptMail.objects.filter(to=known_as).delete()


def _address(request: HttpRequest | None) -> str:
    """Where the request came from; nowhere if a command or a test signs somebody in."""
    if request is None or not request.META.get("REMOTE_ADDR"):
        return ""
    return get_adapter().get_client_ip(request)
