from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    """The file that somebody holds; it is only summed, never kept."""

    file = forms.FileField(
        label=_("Soubor PDF"),
        help_text=_("Soubor si neuložíme, jen porovnáme jeho otisk."),
        error_messages={"required": _("Vyberte soubor."), "empty": _("Soubor je prázdný.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_ATTACHMENT:
            text = _("Soubor je větší než %(limit)s MB.")
            params = {"limit": settings.UPLOAD_LIMIT_ATTACHMENT // 1024**2}
            raise ValidationError(text, params=params)
        return file
