"""Inviting people, and coming by an invitation."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitis.accounts.models import Invitation, Permission, Role, User
from sitis.accounts.scopes import RoleTerms, already_holds, find_scope
from sitis.periods import ENDS_BEFORE_START
from sitis.territory.models import District, Orp
from sitis.workbooks.values import ico


class RoleForm(forms.Form):
    """The first step: which role. The second then asks only for what that role needs."""

    role = forms.ChoiceField(
        label=_("Jakou roli má mít?"), choices=Role.choices, widget=forms.RadioSelect
    )


class PersonForm(forms.Form):
    """Who is invited, and for how long."""

    name = forms.CharField(label=_("Jméno a příjmení"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("Na tuto adresu pošleme odkaz k založení účtu.")
    )
    valid_from = forms.DateField(label=_("Roli má od"))
    valid_to = forms.DateField(
        label=_("Roli má do"), required=False, help_text=_("Prázdné znamená bez omezení.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = timezone.localdate()
        self.fields["email"].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        account = User.objects.filter(email=email).first()
        if account is not None and not account.is_open_on(timezone.localdate()):
            raise ValidationError(
                _("Účet s touto adresou je zamčený. Nejdřív jej odemkněte na stránce osoby."),
                code="locked",
            )
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", ENDS_BEFORE_START)
        if not self.errors:
            self.terms = self.to_terms(cleaned)
            refuse_twice(cleaned["email"], self.terms)
        return cleaned

    def to_terms(self, cleaned: dict[str, Any]) -> RoleTerms:
        raise NotImplementedError


def refuse_twice(email: str, terms: RoleTerms) -> None:
    """Raises ValidationError if the person holds the role, or an invitation to it waits."""
    account = User.objects.filter(email=email).first()
    if account is not None and already_holds(account, terms):
        raise ValidationError(_("Tato osoba už stejnou roli má."), code="held")
    same = Invitation.objects.open_at(timezone.now()).filter(
        email=email, role=terms.role, scope_pk=terms.scope_pk
    )
    if same.exists():
        raise ValidationError(
            _("Pozvánka k této roli už čeká na přijetí. Můžete ji poslat znovu."), code="invited"
        )


class InviteForm(PersonForm):
    """``role`` decides which of the fields below are asked."""

    orp = forms.ModelChoiceField(label=_("Za které ORP"), queryset=Orp.objects.all())
    district = forms.ModelChoiceField(label=_("Za který okres"), queryset=District.objects.all())
    ico = forms.CharField(
        label=_("IČO poskytovatele"), max_length=8, help_text=_("Osm číslic, například 00123456.")
    )
    permissions = forms.MultipleChoiceField(
        label=_("Co smí měnit"),
        choices=Permission.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Číst smí úředník vše v kraji i bez zaškrtnutí."),
    )

    field_order = ["name", "email", "orp", "district", "ico", "permissions"]
    ASKED = {
        Role.OFFICIAL: "permissions",
        Role.ORP_COORDINATOR: "orp",
        Role.DISTRICT_MEMBER: "district",
        Role.PROVIDER_WORKER: "ico",
        Role.PROVIDER_SIGNATORY: "ico",
        Role.AUDITOR: None,
    }

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role = role
        for name in {"orp", "district", "ico", "permissions"} - {self.ASKED[role]}:
            del self.fields[name]

    def clean_ico(self) -> Any:
        provider = find_scope(self.role, ico(self.cleaned_data["ico"]))
        if provider is None:
            raise ValidationError(
                _("Poskytovatel s tímto IČO v registru není. Zkontrolujte číslo."), code="unknown"
            )
        return provider

    def to_terms(self, cleaned: dict[str, Any]) -> RoleTerms:
        return RoleTerms(
            role=self.role.value,
            valid_from=cleaned["valid_from"],
            valid_to=cleaned["valid_to"],
            scope=cleaned.get("orp") or cleaned.get("district") or cleaned.get("ico"),
            permissions=cleaned.get("permissions", ()),
        )


class InviteManyForm(forms.Form):
    file = forms.FileField(
        label=_("Tabulka"),
        help_text=_("XLSX nebo CSV se sloupci podle vzoru, nejvýš 500 osob."),
    )


class AcceptForm(forms.Form):
    """The invited person chooses a password."""

    name = forms.CharField(label=_("Jméno a příjmení"), max_length=150)
    phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    password = forms.CharField(
        label=_("Heslo"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    password_again = forms.CharField(
        label=_("Heslo ještě jednou"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["name"].initial = invitation.name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, again = cleaned.get("password"), cleaned.get("password_again")
        if first and again and first != again:
            self.add_error("password_again", _("Hesla se liší. Napište obě stejně."))
        elif first:
            person = User(email=self.invitation.email, name=cleaned.get("name", ""))
            try:
                validate_password(first, person)
            except ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
