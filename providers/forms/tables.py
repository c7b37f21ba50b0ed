"""Sending a table in: the file and the reason, then a confirmed preview."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from import_export.forms import ConfirmImportForm, ImportForm


class TableImportForm(ImportForm):
    import_file = forms.FileField(
        label=_("Tabulka"),
        help_text=_(
            "Sešit XLSX, nebo CSV v UTF-8 či Windows-1250. Sloupce poznáme podle názvů; "
            "sloupec, který v tabulce není, zůstane beze změny."
        ),
        error_messages={"empty": _("Soubor je prázdný.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    reason = forms.CharField(
        label=_("Důvod změny"),
        max_length=300,
        required=False,
        help_text=_("Nepovinné. Zapíše se do historie každého změněného záznamu."),
    )

    field_order = ["resource", "import_file", "reason", "format"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("resource", "format"):  # there is one of each, nothing to choose
            self.fields[name].required = False
            self.fields[name].widget = forms.HiddenInput()
        self.initial["format"] = "0"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {**cleaned, "format": "0", "resource": "0"}

    def clean_import_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["import_file"]
        if file.size and file.size > settings.UPLOAD_LIMIT_WORKBOOK:
            raise forms.ValidationError(
                _("Soubor je větší než %(limit)s MB. Rozdělte jej na více souborů."),
                code="large",
                params={"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2},
            )
        return file

    @property
    def media(self) -> forms.Media:
        """No script guesses a format that is told by content."""
        return forms.Media()


class TableConfirmForm(ConfirmImportForm):
    """``digest`` stands for what was previewed: nothing else is written."""

    reason = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    digest = forms.CharField(widget=forms.HiddenInput)
