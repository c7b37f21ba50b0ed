"""Forms by which an okres or the region looks through inputs and decides about them."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.models import Fate, Level, Measure, Need, Plan, Theme
from providers.models import ServiceKind
from sitis.numerals import signed
from sitis.territory.models import Orp

UNDECIDED = "bez"


class InputFilterForm(forms.Form):
    """Narrows inputs; the address keeps what was chosen."""

    osud = forms.ChoiceField(
        label=_("Osud"),
        required=False,
        choices=[("", _("všechny")), (UNDECIDED, _("bez rozhodnutí")), *Fate.Verdict.choices],
    )
    druh = forms.ModelChoiceField(
        label=_("Druh služby"),
        required=False,
        queryset=ServiceKind.objects,
        empty_label=_("všechny"),
    )
    orp = forms.ModelChoiceField(
        label=_("ORP"), required=False, queryset=Orp.objects, empty_label=_("všechny")
    )
    tema = forms.ModelChoiceField(
        label=_("Téma"), required=False, queryset=Theme.objects, empty_label=_("všechna")
    )

    def __init__(self, *args: Any, plan: Plan, of_needs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plan.level == Level.DISTRICT:
            orps = Orp.objects.filter(district=plan.district_id)
            self.fields["orp"].queryset = orps  # type: ignore[attr-defined]
        if not of_needs:
            del self.fields["druh"]

    def narrow(self, rows: Any, undecided: Any, mine: Any) -> Any:
        """``undecided`` and ``mine``: conditions for waiting rows and for a verdict of the plan."""
        chosen = self.cleaned_data if self.is_valid() else {}
        if chosen.get("osud") == UNDECIDED:
            rows = rows.filter(undecided)
        elif chosen.get("osud"):
            rows = rows.filter(mine(chosen["osud"]))
        if chosen.get("druh"):
            rows = rows.filter(kind=chosen["druh"])
        if chosen.get("orp"):
            rows = rows.filter(plan__orp=chosen["orp"])
        if chosen.get("tema"):
            name = "theme" if rows.model is Need else "themes"
            rows = rows.filter(**{name: chosen["tema"]})
        return rows


class DecideForm(forms.Form):
    """The reason, and what an accepted input goes into."""

    target = forms.ChoiceField(label=_("Kam přijaté patří"), required=False)
    reason = forms.CharField(
        label=_("Odůvodnění"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Povinné u zásobníku a nepřijetí. ORP jej uvidí."),
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {
            f"{type(row).__name__.lower()}-{row.pk}": row
            for row in (*_priorities(plan), *_measures(plan))
        }
        named = [(key, str(row)) for key, row in self.rows.items()]
        self.fields["target"].choices = [("", _("vlastní řádek plánu")), *named]  # type: ignore[attr-defined]

    @property
    def row(self) -> Any:
        """The chosen priority or measure; None for a row of its own."""
        return self.rows.get(self.cleaned_data.get("target", ""))


def _priorities(plan: Plan) -> Any:
    return plan.priorities.order_by("number")


def _measures(plan: Plan) -> Any:
    rows = Measure.objects.of(plan).select_related("goal__priority")
    return rows.order_by("goal__priority__number", "goal__number", "number")


class MergeForm(forms.Form):
    """One joint need: into which row, with what own values by year, and why."""

    into = forms.ChoiceField(
        label=_("Společná potřeba"),
        required=False,
        help_text=_("Nová, nebo některá, kterou už v plánu máte."),
    )
    place = forms.CharField(
        label=_("Místo"),
        required=False,
        max_length=200,
        help_text=_("Prázdné znamená jména ORP, které žádají."),
    )

    def __init__(
        self,
        *args: Any,
        plan: Plan,
        needs: Collection[Need],
        sums: dict[int, Decimal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        first = next(iter(needs))
        like = plan.needs.filter(kind=first.kind_id, form=first.form_id, unit=first.unit_id)
        there = {need.code: need for need in like.for_table().order_by("-year")}
        named = [
            (code, f"{code}, {need.place or need.municipality or ''}")
            for code, need in there.items()
        ]
        self.fields["into"].choices = [("", _("nová potřeba")), *named]  # type: ignore[attr-defined]
        for year, total in sorted(sums.items()):
            self.fields[f"change_{year}"] = forms.DecimalField(
                label=_("Hodnota pro rok %(year)s (%(unit)s)") % {"year": year, "unit": first.unit},
                required=False,
                max_digits=9,
                decimal_places=2,
                localize=True,
                help_text=_("Vybrané žádají dohromady %s. Prázdné znamená součet.") % signed(total),
            )
        self.fields["reason"] = forms.CharField(
            label=_("Odůvodnění"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Povinné, liší-li se hodnota od součtu. ORP jej uvidí."),
        )

    @property
    def changes(self) -> dict[int, Decimal]:
        return {
            int(name.removeprefix("change_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("change_") and value is not None
        }


class AdjustForm(forms.Form):
    """The plan's own value beside what its sources ask."""

    change = forms.DecimalField(
        label=_("Vlastní hodnota"), max_digits=9, decimal_places=2, localize=True
    )
    reason = forms.CharField(
        label=_("Odůvodnění"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Povinné, liší-li se od toho, co žádají ORP. Uvidí je s vaším jménem a dnem."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
