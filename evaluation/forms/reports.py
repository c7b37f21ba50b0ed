"""Steps of a report: only what each step asks for."""

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from evaluation.models import ReportFile
from sitis.forms import DeadlineField
from sitis.uploads import ATTACHMENTS, check_attachment


class ReturnForm(forms.Form):
    """Why a report is returned, until when, and which fields it is about."""

    reason = forms.CharField(
        label=_("Co je potřeba doplnit"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Přečte si to každý, kdo výkaz u poskytovatele vyplňuje."),
    )
    until = DeadlineField(label=_("Doplnit do"))
    fields_named = forms.MultipleChoiceField(
        label=_("Pole, kterých se to týká"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nezaškrtnete-li žádné, otevře se celý výkaz."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fields_named"].choices = choices


class ExtendForm(forms.Form):
    until = DeadlineField(label=_("Prodloužit do"))
    reason = forms.CharField(
        label=_("Důvod prodloužení"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Důvod"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(forms.Form):
    """The signatory's declaration, and by what they prove who they are."""

    function = forms.CharField(
        label=_("Funkce, ve které podepisujete"),
        max_length=150,
        help_text=_("Například ředitelka, předseda správní rady."),
    )
    is_true = forms.BooleanField(
        label=_("Prohlašuji, že údaje ve výkazu jsou úplné a pravdivé"),
        error_messages={"required": _("Bez prohlášení výkaz podepsat nejde.")},
    )
    password = forms.CharField(
        label=_("Heslo"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Heslo k vašemu účtu. Místo něj stačí kód druhého faktoru."),
    )
    code = forms.CharField(
        label=_("Kód druhého faktoru"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    file = forms.FileField(
        label=_("Podepsané PDF"),
        required=False,
        validators=[check_attachment],
        help_text=_(
            "Nepovinné: stažené PDF, které jste podepsali elektronickým podpisem. Zkontrolujeme, že "
            "je to tento výkaz beze změn a že podpis zahrnuje celý soubor. Zda je podpis pravý a "
            "certifikát platný, neověřujeme: ověřte si to v prohlížeči PDF."
        ),
    )

    def __init__(self, *args: Any, has_second_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_second_factor:
            del self.fields["code"]
            password = self.fields["password"]
            password.required, password.help_text = True, _("Heslo k vašemu účtu.")
            password.error_messages["required"] = _("Napište své heslo, potvrzujete jím podpis.")


class FileForm(forms.Form):
    kind = forms.ChoiceField(label=_("Druh přílohy"), choices=ReportFile.Kind.choices)
    title = forms.CharField(label=_("Název"), max_length=200, required=False)
    file = forms.FileField(
        label=_("Soubor"),
        validators=[FileExtensionValidator(ATTACHMENTS), check_attachment],
        help_text=_("PDF, DOCX, XLSX, ODT, ODS nebo TXT do 20 MB."),
    )
