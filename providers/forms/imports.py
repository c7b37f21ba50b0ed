"""Upload of the national register's file and its confirmation."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from providers.importers.run import ALL

HEAD = 4096
BOM = b"\xef\xbb\xbf"


class ImportUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Soubor národního registru"),
        help_text=_("Soubor rpss.json z otevřených dat ministerstva."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )
    region = forms.ChoiceField(label=_("Které služby se převezmou"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [  # type: ignore[attr-defined]
            (settings.REGION_CODE, settings.REGION_NAME),
            (ALL, _("celá republika")),
        ]

    def clean_file(self) -> UploadedFile:
        """A look at the beginning: the rest is read by the job."""
        file: UploadedFile = self.cleaned_data["file"]
        head = file.read(HEAD).removeprefix(BOM).lstrip()
        file.seek(0)
        if b"\0" in head or not head.startswith(b"{"):
            raise ValidationError(
                _("Toto není soubor JSON národního registru. Nahrajte rpss.json, nezabalený."),
                code="not_json",
            )
        return file


class ConfirmImportForm(forms.Form):
    """``warning`` is why a person should think twice; then they must say that they did."""

    force = forms.BooleanField(
        label=_("Přesto zapsat. Počet záznamů jsem ověřil(a)."), required=False
    )

    def __init__(self, *args: Any, warning: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if warning:
            self.fields["force"].required = True
        else:
            del self.fields["force"]
