"""Which pages to verify."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from providers.models import Provider, Service
from sitis.territory.models import District


class VerificationFilterForm(forms.Form):
    """Unknown values are left out, the rest filters."""

    stav = forms.ChoiceField(
        label=_("Stav"),
        required=False,
        choices=[
            ("", _("dlouho neověřené")),
            ("nikdy", _("nikdy neověřené")),
            ("overene", _("ověřené")),
            ("vse", _("všechny")),
        ],
    )
    poskytovatel = forms.CharField(
        label=_("Poskytovatel"), required=False, max_length=100, help_text=_("Název nebo IČO.")
    )
    okres = forms.ModelChoiceField(
        District.objects.all(), label=_("Okres"), required=False, empty_label=_("všechny")
    )

    def narrowed(self, rows: Any, limit: date) -> QuerySet[Service]:
        """``limit``: a page verified on that day or later is fresh."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        state = chosen.get("stav")
        if state == "nikdy":
            rows = rows.filter(verification=None)
        elif state == "overene":
            rows = rows.filter(verification__verified_on__gte=limit)
        elif state != "vse":
            rows = rows.unverified_since(limit)
        if words := chosen.get("poskytovatel"):
            rows = rows.filter(provider__in=Provider.objects.search(words))
        if district := chosen.get("okres"):
            rows = rows.in_orps(list(district.orps.values_list("code", flat=True)))
        return rows


class VerifyManyForm(forms.Form):
    rows = forms.ModelMultipleChoiceField(
        Service.objects.none(),
        label=_("Vybrané služby"),
        error_messages={"required": _("Vyberte alespoň jednu službu.")},
    )

    def __init__(self, *args: Any, rows: QuerySet[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = rows  # type: ignore[attr-defined]
