"""Forms of cycles, their calendar, handing in and reminding."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.models import Cycle, HandIn, Step
from providers.forms.register import ReasonField, RegisterForm
from sitis.forms import DeadlineField, in_sensible_years
from sitis.territory.models import District
from sitis.workdays import says


class CycleForm(RegisterForm):
    class Meta:
        model = Cycle
        fields = [
            *("name", "period_from", "period_to", "regime", "is_bridging", "previous"),
            *("council_on", "assembly_on", "note"),
        ]
        help_texts = {
            "name": _("Například Plány 2028–2032."),
            "period_from": _("Období může být jakkoli dlouhé."),
            "previous": _("Z něj si území převezmou texty, priority a potřeby."),
            "council_on": _("Od těchto dnů se počítají nejzazší termíny kroků."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("period_from", "period_to", "council_on", "assembly_on"):
            self.fields[name].validators.append(in_sensible_years)
        previous = self.fields["previous"]
        previous.queryset = Cycle.objects.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        if self.instance.pk:  # the calendar and the template were chosen by it
            del self.fields["regime"]


class StepForm(RegisterForm):
    """A step of the calendar; what is handed in by it and where is set once."""

    reason = ReasonField()

    class Meta:
        model = Step
        fields = [
            *("title", "level", "deliverable", "responsible", "due_at", "anchor", "days_before"),
            *("counts_working_days", "note"),
        ]
        field_classes = {"due_at": DeadlineField}
        help_texts = {
            "anchor": _("Vyplňte, má-li se nejzazší den počítat zpět od jednání."),
            "deliverable": _("Prázdné: krok nic neodevzdává."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["level"], self.fields["deliverable"]


class DoneForm(forms.Form):
    done_on = forms.DateField(label=_("Splněno dne"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("done_on", f"{today.day}. {today.month}. {today.year}")

    def clean_done_on(self) -> date:
        day: date = self.cleaned_data["done_on"]
        if day > self.today:
            raise forms.ValidationError(_("Den splnění nemůže být v budoucnu."))
        return day


class MoveForm(forms.Form):
    """One step of a deliverable: only what that step asks for."""

    says_no_change = forms.BooleanField(
        label=_("Proti dosavadnímu stavu nic nenavrhujeme"), required=False
    )
    reason = forms.CharField(
        label=_("Co je potřeba doplnit"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Uvidí to každý, kdo plán tvoří."),
    )

    def __init__(self, *args: Any, step: str, may_say_no_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step != HandIn.Move.RETURN:
            del self.fields["reason"]
        if not may_say_no_change:
            del self.fields["says_no_change"]


class ExtendForm(forms.Form):
    """``seen`` is the version of the part that the person looked at."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    until = DeadlineField(label=_("Nový termín"))
    reason = forms.CharField(
        label=_("Důvod prodloužení"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Uvidí jej ten, kdo plán tvoří."),
    )

    def __init__(self, *args: Any, hand_in: HandIn, **kwargs: Any) -> None:
        initial = {
            "seen": hand_in.version,
            "until": hand_in.deadline,
            "reason": hand_in.extension_reason,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.hand_in = hand_in

    def clean(self) -> dict[str, Any]:
        """What another person gave meanwhile is told; what was typed stays."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") != self.hand_in.version:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = str(self.hand_in.version)
            told = _("Mezitím to změnil někdo jiný. Termín je teď %(until)s. Porovnejte a uložte.")
            about = {"until": says(self.hand_in.deadline)}
            self.add_error(None, forms.ValidationError(told, code="stale", params=about))
        return cleaned


class MatrixForm(forms.Form):
    """Narrowing of the matrix, kept in the address."""

    okres = forms.ModelChoiceField(
        label=_("Okres"),
        queryset=District.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=_("všechny"),
    )
    po_terminu = forms.BooleanField(label=_("Jen po termínu"), required=False)
