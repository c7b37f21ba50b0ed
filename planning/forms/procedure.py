"""Forms of the procedure: a fact with its document, a comment and its settlement, an exception."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.models import Comment, Exemption, ProcedureFact
from providers.forms.register import RegisterForm


class FactForm(RegisterForm):
    class Meta:
        model = ProcedureFact
        fields = ["kind", "day", "until", "note", "url", "file"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["file"].help_text = _("PDF, DOCX, XLSX, ODT, ODS nebo TXT do 20 MB.")
        self.fields["note"].help_text = _("Například kde se jednalo a kolik přišlo lidí.")

    def clean_day(self) -> date:
        """The check counts what happened, not what is only meant to."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(
                _("Tento den teprve přijde. Krok zapište, až se stane."), code="future"
            )
        return day


class CommentForm(RegisterForm):
    class Meta:
        model = Comment
        fields = ["author_type", "author_name", "received_on", "about", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].help_text = _("Například „opatření P2.C1.O3“ nebo „kapitola Síť“.")
        self.fields["text"].help_text = _("Nepište sem jména ani údaje o zdraví.")


class SettlementForm(RegisterForm):
    class Meta:
        model = Comment
        fields = ["verdict", "answer", "settled_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = not isinstance(field, forms.IntegerField)
        self.fields["answer"].help_text = _("Zveřejní se v tabulce vypořádání.")


class ExemptionForm(RegisterForm):
    class Meta:
        model = Exemption
        fields = ["reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _(
            "Vytiskne se v příloze plánu u této položky. Napište, proč položka chybí a čím je nahrazena."
        )
