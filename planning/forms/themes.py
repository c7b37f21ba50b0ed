"""Forms of the vocabulary, of priorities of other plans and of lists that are uploaded."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from planning.forms.strategy import ThemesField
from planning.models import Cycle, EarlierPriority, Theme
from providers.forms.register import RegisterForm
from sitis.territory.models import Orp


class ThemeForm(RegisterForm):
    class Meta:
        model = Theme
        fields = ["name", "kind", "audience", "description", "keywords", "valid_from", "valid_to"]


class EarlierForm(RegisterForm):
    themes = ThemesField()

    class Meta:
        model = EarlierPriority
        fields = ["cycle", "orp", "plan_name", "years", "title", "rank", "themes"]

    def __init__(self, *args: Any, user: Any, orps: set[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.readable_by(user)
        if orps is not None:
            self.fields["orp"].queryset = Orp.objects.filter(pk__in=orps)
            self.fields["orp"].required = True


class TableForm(forms.Form):
    """A table to upload; what is in it is judged by its reader."""

    file = forms.FileField(
        label=_("Soubor s tabulkou"),
        help_text=_("XLSX nebo CSV, nejvýš 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_WORKBOOK:
            raise ValidationError(
                _("Soubor je větší než %(limit)s MB. Rozdělte jej na více souborů."),
                code="large",
                params={"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2},
            )
        return file


class EarlierListForm(TableForm):
    cycle = forms.ModelChoiceField(label=_("Srovnat s cyklem"), queryset=Cycle.objects.none())
    field_order = ["cycle", "file"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.readable_by(user)  # type: ignore[attr-defined]
