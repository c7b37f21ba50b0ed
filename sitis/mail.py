"""Messages to people: written down first, sent by a job, so that an outage loses none.

In the demo no message leaves the machine: each is kept and shown at ``/sprava/posta/``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitis.audit import Act, record
from sitis.jobs.models import start

#: Nobody else tries a message that somebody tried a moment ago: no one gets it twice.
PAUSE = timedelta(minutes=4)


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def to_try(self, now: datetime) -> Self:
        return self.filter(Q(tried_at=None) | Q(tried_at__lt=now - PAUSE))


class OutgoingMail(models.Model):
    """A message that no server has taken yet; the row goes once one has.

    It may hold a link that opens an account, so no page shows it.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("zpráva k odeslání")
        verbose_name_plural = _("zprávy k odeslání")
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.subject


class KeptMail(models.Model):
    """A message of the demo, kept in place of sending."""

    to = models.CharField(_("komu"), max_length=500)
    subject = models.CharField(_("předmět"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("podoba HTML"), blank=True)
    kept_at = models.DateTimeField(_("kdy"), default=timezone.now)

    class Meta:
        verbose_name = _("zpráva")
        verbose_name_plural = _("pošta ukázky")
        ordering = ["-kept_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class KeptMailBackend(BaseEmailBackend):
    """Django's mail backend of the demo."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        KeptMail.objects.bulk_create(
            KeptMail(
                to=", ".join(message.recipients())[:500],
                subject=str(message.subject)[:300],
                text=message.body,
                html=next(
                    (str(body) for body, kind in _others(message) if kind == "text/html"), ""
                ),
            )
            for message in email_messages
        )
        return len(email_messages)


def _others(message: EmailMessage) -> list[Any]:
    return getattr(message, "alternatives", None) or []


def send(template: str, *, to: str, by: Any = None, link: str = "", **context: Any) -> None:
    """Write ``templates/emails/<template>.txt`` down for ``to`` and have it sent.

    Its first line is the subject, the rest paragraphs. ``link`` is a path of this site.
    """
    mail = _written(template, to, link, context)
    mail.save()
    start("sitis.send_mail", mail.pk, by=by, title=str(_("Odeslání zprávy")))


def send_many(
    template: str,
    letters: Iterable[tuple[str, dict[str, Any]]],
    *,
    link: str,
    by: Any = None,
    title: str,
) -> None:
    """Write down a message for each pair of address and context; one job sends them all."""
    mails = OutgoingMail.objects.bulk_create(
        _written(template, to, link, context) for to, context in letters
    )
    if mails:
        start("sitis.send_mails", [mail.pk for mail in mails], by=by, title=title)


def _written(template: str, to: str, link: str, context: dict[str, Any]) -> OutgoingMail:
    context |= {
        "site_url": settings.SITE_URL,
        "region_name": settings.REGION_NAME,
        "contact_email": settings.CONTACT_EMAIL,
        "link": settings.SITE_URL + link if link.startswith("/") else link,
    }
    subject, _line, body = (
        render_to_string(f"emails/{template}.txt", context).strip().partition("\n")
    )
    context |= {"subject": subject, "body": body.strip()}
    return OutgoingMail(
        to=to,
        subject=subject[:300],
        text=render_to_string("emails/base.txt", context),
        html=render_to_string("emails/base.html", context),
    )


def deliver(pk: int) -> bool:
    """Hand one message to the mail server; whether this call did. Raises OSError in an outage."""
    now = timezone.now()
    if not OutgoingMail.objects.to_try(now).filter(pk=pk).update(tried_at=now):
        return False
    mail = OutgoingMail.objects.get(pk=pk)
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to])
    message.attach_alternative(mail.html, "text/html")
    message.send()
    mail.delete()
    record(Act.MAIL, subject=mail.subject, to=mail.to)
    return True
