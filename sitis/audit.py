"""Acts that change no record and would otherwise leave no trace."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    SIGN_IN = "sign_in", _("přihlášení")
    SIGN_OUT = "sign_out", _("odhlášení")
    SIGN_IN_FAILED = "sign_in_failed", _("nezdařené přihlášení")
    LOOK_AS = "look_as", _("prohlížení jako jiná osoba")
    EXPORT = "export", _("export")
    DOWNLOAD = "download", _("stažení souboru")
    REFUSED = "refused", _("odepřený přístup")
    RIGHTS = "rights", _("změna oprávnění")
    IMPORT = "import", _("import")
    MAIL = "mail", _("odeslaná zpráva")


class Event(models.Model):
    """One act: who, when, what and on which record. Rows are only added."""

    at = models.DateTimeField(_("kdy"), auto_now_add=True, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kdo"),
    )
    act = models.CharField(_("co"), max_length=20, choices=Act.choices)
    subject = models.CharField(_("čeho se týká"), max_length=300, blank=True)
    detail = models.JSONField(_("podrobnosti"), default=dict, blank=True)

    class Meta:
        verbose_name = _("událost")
        verbose_name_plural = _("události")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.subject}"


def record(act: Act, *, user: Any = None, subject: str = "", **detail: Any) -> Event:
    """Write one event. ``detail`` holds plain values, never a person's data beyond need.

    Of an administrator who looks as ``user``, the administrator is the one who acts.
    """
    known = user if user is not None and user.is_authenticated else None
    if known is not None and known.looked_at_by is not None:
        detail["as_person"] = known.pk
        known = known.looked_at_by
    return Event.objects.create(act=act, user=known, subject=subject[:300], detail=detail)
