"""Searching for people, their own data, and what an administrator does with accounts."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from sitis.accounts.models import Role, RoleHolding, User
from sitis.versions import VersionedForm


class PersonFilter(forms.Form):
    class State(TextChoices):
        OPEN = "otevreny", _("jen otevřené účty")
        LOCKED = "zamceny", _("jen zamčené účty")

    q = forms.CharField(label=_("Jméno nebo e-mail"), required=False, max_length=100)
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("všechny role")), *Role.choices]
    )
    stav = forms.ChoiceField(
        label=_("Účet"), required=False, choices=[("", _("všechny účty")), *State.choices]
    )


class ProfileForm(VersionedForm):
    class Meta:
        model = User
        fields = ["name", "phone"]


class EndForm(forms.Form):
    """Ends a role on a day."""

    last_day = forms.DateField(
        label=_("Poslední den role"), help_text=_("Den, kdy roli má naposledy.")
    )

    def __init__(self, *args: Any, held: RoleHolding | Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        self.fields["last_day"].initial = timezone.localdate()

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.held.valid_from:
            raise ValidationError(
                _("Role začíná až %(start)s. Zadejte ten den nebo pozdější."),
                code="before_start",
                params={"start": date_format(self.held.valid_from)},
            )
        return last_day


class HandOverForm(forms.Form):
    class For(TextChoices):
        GOOD = "natrvalo", _("natrvalo, osoba odchází")
        TIME = "na_dobu", _("na dobu, po ní se práce vrátí")

    taker = forms.EmailField(
        label=_("Kdo práci převezme"), help_text=_("E-mail osoby, která už účet má.")
    )
    how = forms.ChoiceField(label=_("Na jak dlouho"), choices=For.choices, widget=forms.RadioSelect)
    first_day = forms.DateField(label=_("Od"), help_text=_("První den, kdy práci má nová osoba."))
    last_day = forms.DateField(
        label=_("Do"), required=False, help_text=_("Jen při předání na dobu: poslední den.")
    )

    def __init__(self, *args: Any, giver: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.giver = giver

    def clean_taker(self) -> User:
        taker = User.objects.filter(email=self.cleaned_data["taker"].lower()).first()
        if taker is None:
            raise ValidationError(
                _("Účet s touto adresou není. Osobu nejdřív pozvěte."), code="unknown"
            )
        if taker == self.giver:
            raise ValidationError(_("Práci musí převzít někdo jiný."), code="same")
        if not taker.is_open_on(timezone.localdate()):
            raise ValidationError(_("Účet této osoby je zamčený."), code="locked")
        return taker

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last, how = (cleaned.get(name) for name in ("first_day", "last_day", "how"))
        if how == self.For.TIME and not last and "last_day" not in self.errors:
            self.add_error("last_day", _("Uveďte poslední den zastupování."))
        elif how == self.For.TIME and first and last and last < first:
            self.add_error("last_day", _("Poslední den nesmí být dřív než první."))
        if how == self.For.GOOD:
            cleaned["last_day"] = None
        return cleaned
