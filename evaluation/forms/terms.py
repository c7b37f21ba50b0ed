"""Setting up a collection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.models import FormVersion, Term
from providers.forms.register import RegisterForm
from providers.models import ServiceKind
from sitis.forms import DeadlineField


class TermForm(RegisterForm):
    """All of a term in preparation; once it has reports, its times, notes and rules of return."""

    kinds = forms.MultipleChoiceField(
        label=_("Druhy služeb"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nezaškrtnete-li nic, zahrnou se všechny druhy v síti."),
    )

    class Meta:
        model = Term
        fields = [
            *("year", "occasion", "form_version", "data_day", "opens_at", "closes_at"),
            *("needs_signature", "locks_unnamed", "note", "kinds"),
        ]
        field_classes = {"opens_at": DeadlineField, "closes_at": DeadlineField}
        help_texts = {
            "closes_at": _("Den i čas. Připadne-li na víkend, posuňte ho sami."),
            "note": _("Uvidí je poskytovatelé u výkazu a v dopise o otevření."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ServiceKind.objects.order_by("section", "name").values_list("slug", "name")
        self.fields["kinds"].choices = list(kinds)
        self.fields["form_version"].queryset = FormVersion.objects.published()  # type: ignore[attr-defined]
        if self.instance.pk and self.instance.is_locked:
            for name in ("year", "occasion", "form_version", "data_day", "kinds"):
                del self.fields[name]
