"""Forms of the network: a new version, its days and states, its items."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from providers.forms.register import ReasonField, RegisterForm
from providers.models import (
    CapacityUnit,
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
    ProvisionForm,
    Service,
)
from providers.network import usual_unit
from sitis.resolution_forms import ResolutionStepForm
from sitis.workbooks import UnreadableTable
from sitis.workbooks.reading import check_zip

Move = NetworkVersion.Move


class StartVersionForm(forms.Form):
    """A new version in preparation."""

    copy_of = forms.ModelChoiceField(
        label=_("Vyjít z verze"),
        queryset=NetworkVersion.objects.none(),
        required=False,
        empty_label=_("z prázdné"),
        help_text=_("Položky se opíšou a každá si pamatuje, na kterou navazuje."),
    )
    year = forms.IntegerField(
        label=_("Rok"), min_value=2000, max_value=2100, help_text=_("Rok, pro který síť platí.")
    )
    valid_from = forms.DateField(
        label=_("Má platit od"),
        help_text=_("Závazně se den určí, až verzi uvedete v platnost. Například 1. 1. 2027."),
    )
    valid_to = forms.DateField(
        label=_("Má platit do"),
        required=False,
        help_text=_("Prázdné znamená, dokud ji nenahradí další verze."),
    )
    note = forms.CharField(
        label=_("Poznámka kraje"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nezveřejňuje se."),
    )

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        copies = self.fields["copy_of"]
        copies.queryset = NetworkVersion.objects.readable_by(user)  # type: ignore[attr-defined]
        self.initial.setdefault("year", today.year + 1)
        self.initial.setdefault("valid_from", f"1. 1. {today.year + 1}")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Poslední den nesmí být dřív než první."))
        return cleaned


class VersionForm(RegisterForm):
    """Days and note of a version that is not in force."""

    reason = ReasonField()

    class Meta:
        model = NetworkVersion
        fields = ["valid_from", "valid_to", "note"]


class MoveForm(ResolutionStepForm):
    """One step; where it stands on a resolution, a kept one or a new one is named."""

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        needed = NetworkVersion.NEEDS_RESOLUTION.get(Move(step))
        super().__init__(*args, body=needed[1] if needed else None, **kwargs)


class PutInForceForm(forms.Form):
    first_day = forms.DateField(
        label=_("Platí od"),
        help_text=_("Dosavadní síť skončí den předtím. Potom už se položky verze nemění."),
    )
    note = forms.CharField(label=_("Poznámka ke kroku"), max_length=80, required=False)


class EndItemForm(forms.Form):
    last_day = forms.DateField(label=_("Poslední den položky"))
    reason = ReasonField()


class ItemForm(RegisterForm):
    """An item of a version. The unit may be left out: beds where people stay, staff elsewhere."""

    identifier = forms.CharField(
        label=_("Identifikátor služby"),
        max_length=7,
        help_text=_("Sedm číslic; služba už musí být v registru."),
    )
    reason = ReasonField()

    class Meta:
        model = NetworkItem
        fields = [
            *("form", "target_group", "orp", "district", "category", "unit", "amount"),
            *("valid_from", "valid_to", "financing", "mandate_number", "resolution", "note"),
        ]
        localized_fields = ["amount"]  # typed and shown with a comma

    field_order = ["identifier"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target_group"].help_text = _("Prázdné znamená všechny skupiny služby.")
        self.fields["orp"].help_text = _("Nic v ORP ani v okrese znamená celý kraj.")
        self.fields["valid_from"].help_text = _("Prázdné znamená od začátku verze.")
        self.fields["valid_to"].help_text = _("Prázdné znamená do konce verze.")
        self.fields["unit"].required = False
        self.fields["unit"].help_text = _(
            "Prázdné doplní obvyklou: lůžka u pobytové formy, jinak úvazky v přímé péči."
        )
        if self.instance.pk:
            self.initial["amount"] = self.instance.amount_shown
            self.initial["identifier"] = self.instance.service.identifier
            self.fields["identifier"].disabled = True
        elif NetworkCategory.objects.count() == 1:
            self.initial.setdefault("category", NetworkCategory.objects.first())

    def clean_identifier(self) -> str:
        typed: str = "".join(self.cleaned_data["identifier"].split())
        if self.instance.pk:
            return typed
        service = Service.objects.select_related("kind").filter(identifier=typed).first()
        if service is None:
            raise ValidationError(
                _("Služba %(identifier)s v registru není. Zkontrolujte sedm číslic."),
                code="unknown",
                params={"identifier": typed},
            )
        self.instance.service = service
        return typed

    def clean_unit(self) -> CapacityUnit | None:
        """The usual one for the form and the kind, unless another was chosen (dossier 1.2)."""
        unit: CapacityUnit | None = self.cleaned_data.get("unit")
        form: ProvisionForm | None = self.cleaned_data.get("form")
        if unit is not None or form is None:
            return unit
        kind = self.instance.service.kind.slug if self.instance.service_id else ""
        found = CapacityUnit.objects.filter(slug=usual_unit(form.slug, kind)).first()
        if found is None:
            raise ValidationError(_("Vyberte jednotku."), code="required")
        return found


class ListUploadForm(forms.Form):
    """A list as a table; the rest of it is read by the job."""

    file = forms.FileField(
        label=_("Seznam sítě"),
        help_text=_(
            "XLSX nebo CSV. Stačí sloupce identifikátor, forma a počet jednotek; na pořadí nezáleží."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    removes_missing = forms.BooleanField(
        label=_("Položky, které v souboru nejsou, z verze odebrat"), required=False
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_WORKBOOK:
            raise ValidationError(
                _("Soubor je větší než %(limit)s MB. Rozdělte jej na více souborů."),
                code="large",
                params={"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2},
            )
        content = file.read()
        file.seek(0)
        try:
            if content.startswith(b"PK"):
                check_zip(content)
            elif b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise UnreadableTable(_("Toto není tabulka. Nahrajte XLSX nebo CSV."))
        except UnreadableTable as refusal:
            raise ValidationError(str(refusal), code="unreadable") from refusal
        return file


class CompareForm(forms.Form):
    """Two sides, each a day or a version; a version is taken as it is on its first day."""

    od = forms.DateField(label=_("Před: den"), required=False)
    verze_od = forms.ModelChoiceField(
        label=_("nebo verze"), queryset=NetworkVersion.objects.none(), required=False
    )
    do = forms.DateField(label=_("Po: den"), required=False)
    verze_do = forms.ModelChoiceField(
        label=_("nebo verze"), queryset=NetworkVersion.objects.none(), required=False
    )
    jen_zmeny = forms.BooleanField(label=_("Jen řádky, které se liší"), required=False)

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("verze_od", "verze_do"):
            choices = self.fields[name]
            choices.queryset = NetworkVersion.objects.readable_by(user)  # type: ignore[attr-defined]

    def sides(self) -> tuple[date | NetworkVersion, date | NetworkVersion]:
        """What is compared; without a choice today a year ago and today."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        before = data.get("verze_od") or data.get("od") or self.today - timedelta(days=365)
        after = data.get("verze_do") or data.get("do") or self.today
        return before, after


def put(form: forms.Form, refusal: ValidationError) -> None:
    """Sentences of an action at the form's fields; those about others above the form."""
    for name, errors in refusal.update_error_dict({}).items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, errors)
