"""Typed forms of the register. A broken rule is said at the field it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from providers.actions.register import check_shares
from providers.models import (
    Capacity,
    Contact,
    Facility,
    OpeningHours,
    Provider,
    Reach,
    RegistrationEvent,
    Service,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceForm,
    ServiceTargetGroup,
    ServiceText,
)
from sitis.rules import field_of_rule
from sitis.territory.models import Municipality
from sitis.versions import VersionedForm


class ReasonField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Důvod změny"),
            required=False,
            max_length=300,
            help_text=_("Zapíše se do historie vedle vašeho jména."),
            **kwargs,
        )


class RegisterForm(VersionedForm):
    """Sentences of the database's rules stand at the last field the rule speaks of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            elif isinstance(field.widget, forms.DateInput):
                field.widget.format = "%-d. %-m. %Y"
            elif isinstance(field.widget, forms.TimeInput):
                field.widget.format = "%-H.%M"
            if isinstance(field, forms.TypedChoiceField) and not field.required:
                field.choices = [("", _("neuvedeno")), *_named(field.choices)]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        told = self._errors.get(NON_FIELD_ERRORS) if self._errors else None
        for error in list(told.as_data()) if told else []:
            sentence = " ".join(str(one) for one in error.messages)
            if field := field_of_rule(self._meta.model, sentence, list(self.fields)):
                told.data.remove(error)  # type: ignore[union-attr]
                self.add_error(field, error)
        if told is not None and not told.data:
            del self._errors[NON_FIELD_ERRORS]


def _named(choices: Any) -> list[tuple[Any, Any]]:
    return [(value, label) for value, label in choices if value not in {"", None}]


class ProviderForm(RegisterForm):
    reason = ReasonField()

    class Meta:
        model = Provider
        fields = [
            "name",
            "ico",
            "is_natural_person",
            "legal_form",
            "registering_authority",
            "street",
            "house_number",
            "postal_code",
            "municipality_name",
            "founder_name",
            "founder_ico",
            "data_box",
            "note",
        ]


class ServiceMainForm(RegisterForm):
    """What the service is. It ends on a page of its own, so that what belongs to it ends too."""

    reason = ReasonField()

    class Meta:
        model = Service
        fields = [
            "name",
            "kind",
            "provided_from",
            "is_community_type",
            "is_social_health_service",
            "nursing_care_mode",
            "age_limit_note",
            "is_published",
            "note",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind and cleaned.get("is_published") and not kind.is_named:
            self.add_error(
                "is_published", _("Nejdřív pojmenujte druh služby, pak ji půjde zveřejnit.")
            )
        return cleaned


class NewServiceForm(ServiceMainForm):
    ico = forms.CharField(
        label=_("IČO poskytovatele"),
        max_length=8,
        help_text=_("Poskytovatel už musí být v registru."),
    )
    decided_on = forms.DateField(label=_("Rozhodnuto dne"), required=False)
    reference_no = forms.CharField(label=_("Číslo jednací"), max_length=100, required=False)

    class Meta(ServiceMainForm.Meta):
        fields = ["identifier", *ServiceMainForm.Meta.fields]

    field_order = ["identifier", "ico"]

    def clean_ico(self) -> str:
        ico: str = self.cleaned_data["ico"].strip()
        provider = Provider.objects.current().filter(ico=ico).first()
        if provider is None:
            raise ValidationError(
                _("Poskytovatel s IČO %(ico)s v registru není. Nejdřív jej založte."),
                code="unknown",
                params={"ico": ico},
            )
        self.instance.provider = provider
        return ico

    def event(self) -> RegistrationEvent | None:
        """The decision on registration, if its day was given."""
        decided_on = self.cleaned_data.get("decided_on")
        if not decided_on:
            return None
        return RegistrationEvent(
            type=RegistrationEvent.Type.REGISTRATION,
            decided_on=decided_on,
            reference_no=self.cleaned_data["reference_no"],
        )


class EndServiceForm(forms.Form):
    last_day = forms.DateField(
        label=_("Poslední den poskytování"),
        help_text=_("Den, kdy bude služba poskytnuta naposledy, například 31. 12. 2026."),
    )
    closing = forms.ChoiceField(
        label=_("Jak služba končí"),
        required=False,
        choices=[("", _("ukončením poskytování")), *Service.Closing.choices],
    )
    decided_on = forms.DateField(label=_("Rozhodnuto dne"), required=False)
    reference_no = forms.CharField(label=_("Číslo jednací"), max_length=100, required=False)
    reason = ReasonField()

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day < self.service.provided_from:
            raise ValidationError(
                _("Služba je poskytována až od %(start)s. Zadejte ten den nebo pozdější."),
                code="before_start",
                params={"start": date_format(self.service.provided_from)},
            )
        return last_day

    def event(self) -> RegistrationEvent | None:
        """The decision behind the end, if its day was given."""
        data = self.cleaned_data
        if not data.get("decided_on"):
            return None
        types = {
            Service.Closing.CANCELLED: RegistrationEvent.Type.CANCELLATION,
            Service.Closing.LAPSED: RegistrationEvent.Type.LAPSE,
        }
        return RegistrationEvent(
            type=types.get(data["closing"], RegistrationEvent.Type.CHANGE_DECISION),
            decided_on=data["decided_on"],
            effective_on=data["last_day"],
            reference_no=data["reference_no"],
        )


class CapacityChangeForm(forms.Form):
    amount = forms.DecimalField(
        label=_("Nový počet"),
        localize=True,
        max_digits=10,
        decimal_places=2,
        min_value=0,
        error_messages={"min_value": _("Kapacita nesmí být záporná.")},
    )
    first_day = forms.DateField(
        label=_("Platí od"), help_text=_("Dosavadní kapacita skončí den předtím.")
    )
    reason = ReasonField()


class MergeForm(forms.Form):
    """Whom the provider is merged into."""

    ico = forms.CharField(label=_("IČO poskytovatele, který zůstane"), max_length=8, required=False)
    number = forms.IntegerField(
        label=_("nebo jeho číslo záznamu"), required=False, help_text=_("Nemá-li IČO.")
    )
    reason = ReasonField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        rows = Provider.objects.current()
        ico, number = cleaned.get("ico"), cleaned.get("number")
        found = rows.filter(ico=ico).first() if ico else rows.filter(pk=number or 0).first()
        if found is None:
            self.add_error("ico", _("Takový poskytovatel v registru není."))
        cleaned["winner"] = found
        return cleaned


# -- parts of a service ------------------------------------------------------------------------------


class MunicipalityCode(forms.ModelChoiceField):
    """The code of a municipality is typed: 673 options would drown a page of rows."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Municipality.objects.all(),
            required=False,
            error_messages={
                "invalid_choice": _("Obec s tímto kódem v kraji není. Kód má šest číslic.")
            },
            **kwargs,
        )


class FacilityForm(RegisterForm):
    municipality = MunicipalityCode(label=_("Kód obce v kraji"))

    class Meta:
        model = Facility
        fields = [
            "name",
            "is_address_hidden",
            "street",
            "house_number",
            "orientation_number",
            "postal_code",
            "municipality",
            "address_note",
            "latitude",
            "longitude",
            "provided_from",
            "provided_to",
        ]

    def clean(self) -> dict[str, Any]:
        """Only the kinds that the law names may hide where they are (§ 79 odst. 5)."""
        cleaned = super().clean()
        kind = self.instance.service.kind if self.instance.service_id else None
        if cleaned.get("is_address_hidden") and kind and not kind.may_hide_address:
            self.add_error(
                "is_address_hidden",
                _("Adresu mohou utajit jen azylové domy, intervenční centra a krizová pomoc."),
            )
        return cleaned


class CapacityForm(RegisterForm):
    class Meta:
        model = Capacity
        fields = ["form", "unit", "amount", "note", "valid_from", "valid_to"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["amount"] = self.instance.amount_shown


class ReachForm(RegisterForm):
    municipality = MunicipalityCode(label=_("Kód obce"))

    class Meta:
        model = Reach
        fields = ["municipality", "orp", "district", "share", "valid_from", "valid_to"]


class DocumentForm(RegisterForm):
    class Meta:
        model = ServiceDocument
        fields = ["type", "title", "url", "file", "is_public", "valid_from", "valid_to"]


class PartsFormSet(BaseInlineFormSet):
    """Rows of one kind that belong to a service."""

    def changed_rows(self) -> list[Any]:
        self.save(commit=False)
        return [*self.new_objects, *(row for row, _fields in self.changed_objects)]


class ReachFormSet(PartsFormSet):
    def clean(self) -> None:
        """Shares make 100 % on each day, all rows of the service together."""
        super().clean()
        if any(self.errors):
            return
        rows = [form.instance for form in self.forms if form.instance.pk or form.has_changed()]
        check_shares(rows)


@dataclass(frozen=True, slots=True)
class Part:
    """A page where rows of one kind are edited; ``removable`` rows carry no validity."""

    slug: str
    title: Any
    hint: Any
    formset: Callable[..., Any]


def _part(
    slug: str,
    title: Any,
    model: type[models.Model],
    fields: list[str] | None = None,
    *,
    form: type[forms.ModelForm] = RegisterForm,
    formset: type[BaseInlineFormSet] = PartsFormSet,
    removable: bool = False,
    hint: Any = "",
) -> Part:
    made = inlineformset_factory(
        Service,
        model,
        form=form,
        formset=formset,
        fields=fields,
        fk_name="service",
        localized_fields="__all__",
        extra=2,
        can_delete=removable,
        max_num=500,
    )
    return Part(slug, title, hint, made)


ENDS = _("Co už neplatí, nemažte: vyplňte poslední den.")
PARTS = {
    part.slug: part
    for part in (
        _part(
            "formy",
            _("Formy"),
            ServiceForm,
            ["form", "is_continuous", "valid_from", "valid_to"],
            hint=ENDS,
        ),
        _part(
            "kapacity",
            _("Kapacity"),
            Capacity,
            form=CapacityForm,
            hint=ENDS,
        ),
        _part("zarizeni", _("Zařízení"), Facility, form=FacilityForm, hint=ENDS),
        _part(
            "pusobnost",
            _("Působnost"),
            Reach,
            form=ReachForm,
            formset=ReachFormSet,
            hint=_(
                "Na každém řádku právě jedno území. Uvádíte-li podíly, dají dohromady 100 %. "
                "Co už neplatí, nemažte: vyplňte poslední den."
            ),
        ),
        _part(
            "provozni-doba",
            _("Provozní doba"),
            OpeningHours,
            ["form", "purpose", "weekday", "opens", "closes", "note", "valid_from", "valid_to"],
            removable=True,
            hint=_(
                "Časy pište třeba 8.00. Konec 0.00 znamená půlnoc. Provoz přes půlnoc rozdělte na dva dny."
            ),
        ),
        _part(
            "kontakty",
            _("Kontakty"),
            Contact,
            ["type", "value", "note", "is_public", "person", "is_person_public"],
            removable=True,
        ),
        _part(
            "cilove-skupiny",
            _("Cílové skupiny"),
            ServiceTargetGroup,
            ["target_group", "is_primary"],
            removable=True,
        ),
        _part("vek", _("Věkové skupiny"), ServiceAgeGroup, ["age_group"], removable=True),
        _part(
            "cinnosti",
            _("Činnosti"),
            ServiceActivity,
            ["activity", "optional_activity"],
            removable=True,
        ),
        _part("texty", _("Texty pro veřejnost"), ServiceText, ["slot", "text"], removable=True),
        _part("dokumenty", _("Dokumenty"), ServiceDocument, form=DocumentForm, hint=ENDS),
        _part(
            "udalosti",
            _("Události registrace"),
            RegistrationEvent,
            ["type", "decided_on", "in_force_on", "effective_on", "reference_no", "note"],
            hint=_("Rozhodnutí a oznámení podle §§ 78–84 zákona o sociálních službách."),
        ),
    )
}
