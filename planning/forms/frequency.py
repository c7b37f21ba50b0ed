"""Forms about themes: narrowing the frequency table, making a priority, hypotheses."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.models import Audience, Hypothesis, HypothesisAnswer, Priority, Theme
from sitis.territory.models import District
from sitis.versions import VersionedForm


class FrequencyForm(forms.Form):
    okres = forms.ModelChoiceField(
        label=_("Okres"), required=False, queryset=District.objects, empty_label=_("celý kraj")
    )
    druh = forms.ChoiceField(
        label=_("Druh"), required=False, choices=[("", _("všechny")), *Theme.Kind.choices]
    )
    skupina = forms.ChoiceField(
        label=_("Skupina"), required=False, choices=[("", _("všechny")), *Audience.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = District.objects.filter(orps__isnull=False).distinct()
        self.fields["okres"].queryset = here  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Any:
        """What was chosen; nothing where the address is nonsense."""
        self.is_valid()
        return self.cleaned_data.get(name) or None


class SynthesisForm(forms.ModelForm):
    """A priority of the higher plan about the chosen themes."""

    class Meta:
        model = Priority
        fields = ["title", "kind", "audience", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}


class HypothesisForm(VersionedForm):
    class Meta:
        model = Hypothesis
        fields = ["theme", "statement", "due_on"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "statement": _(
                "Věta, kterou lze potvrdit nebo vyvrátit, například „Pečujícím chybí…“."
            ),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        themes = Theme.objects.valid_on(today)
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]
        if self.instance.pk and self.instance.answers.exists():  # answers say yes to these words
            self.fields["theme"].queryset = Theme.objects.filter(pk=self.instance.theme_id)  # type: ignore[attr-defined]
            for name in ("theme", "statement"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("ORP už odpovídají, proto se nemění.")


class AnswerForm(VersionedForm):
    class Meta:
        model = HypothesisAnswer
        fields = ["verdict", "reason"]
        widgets = {"verdict": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = HypothesisAnswer.Verdict.choices  # type: ignore[attr-defined]


class CloseHypothesisForm(VersionedForm):
    conclusion = forms.CharField(label=_("Závěr"), widget=forms.Textarea(attrs={"rows": 4}))

    class Meta:
        model = Hypothesis
        fields = ["conclusion"]
