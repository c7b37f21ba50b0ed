"""One form writes one need for several years: shared columns, and a row of inputs for each year."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from planning.actions.needs import Wish
from planning.models import Need, Plan, Theme
from providers.forms.register import RegisterForm
from providers.models import CapacityUnit, KindForm, NetworkItem
from providers.network import usual_unit
from sitis.territory.models import Municipality

Proposal = Need.Proposal
WITHOUT = [("", _("bez požadavku")), *Proposal.choices]


def municipalities_of(plan: Plan) -> Any:
    """Municipalities where the plan may place a row."""
    if plan.orp_id:
        return Municipality.objects.filter(orp=plan.orp_id)
    if plan.district_id:
        return Municipality.objects.filter(orp__district=plan.district_id)
    return Municipality.objects.all()


def network_items_of(plan: Plan, kind: int | None, form: int | None) -> Any:
    """Items in force that such a row may speak of: of the place, its okres and the region."""
    items = NetworkItem.objects.in_force_on(plan.data_day).filter(service__kind=kind, form=form)
    district = plan.orp.district_id if plan.orp else plan.district_id
    if district:
        inside = Q(orp=plan.orp_id) if plan.orp_id else Q(orp__district=district)
        items = items.filter(inside | Q(district=district) | Q(orp=None, district=None))
    return items.for_table()


class ThemeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Theme) -> str:
        return f"{obj.name} ({obj.get_kind_display()})"


class NeedForm(RegisterForm):
    """``years`` are the pairs of fields drawn as rows of one table."""

    field_order = ["version", "seen"]
    theme = ThemeChoice(label=_("Téma"), queryset=Theme.objects.none(), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Need
        fields = [
            *("kind", "form", "target_group", "unit", "importance", "municipality", "place"),
            *("reason", "evidence", "evidence_text", "municipalities_say", "theme"),
            "network_items",
        ]
        widgets = {"network_items": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.rows = {row.year: row for row in self._written()}
        self.years_asked = sorted({*plan.years, *self.rows})
        fields = self.fields
        fields["unit"].required = False
        fields["unit"].empty_label = _("obvyklá pro druh a formu")
        fields["unit"].help_text = _("Lůžka u pobytové formy, jinak úvazky v přímé péči.")
        fields["target_group"].empty_label = _("všechny skupiny")
        fields["municipality"].queryset = municipalities_of(plan)
        fields["municipality"].empty_label = _("celé území")
        fields["place"].help_text = _("Například severní část ORP nebo mikroregion.")
        fields["reason"].help_text = _("Proč je to potřeba a co se stane, když se to nezmění.")
        fields["evidence_text"].help_text = _(
            "Odkud to víte: která otázka dotazníku, které jednání, která tabulka."
        )
        # one that ended since stays with the need that has it
        own = Theme.objects.filter(pk=self.instance.theme_id)
        fields["theme"].queryset = (Theme.objects.valid_on(plan.data_day) | own).distinct()
        fields["network_items"].required = False
        self._offer_network()
        self._add_years()
        if not self.is_bound:
            fresh = ",".join(f"{y}:{r.version}" for y, r in self.rows.items())
            self.initial.setdefault("seen", fresh)

    def _written(self) -> Any:
        if not self.instance.pk:
            return []
        return Need.objects.filter(plan=self.instance.plan_id, code=self.instance.code)

    def _offer_network(self) -> None:
        kind, form = self.asked("kind"), self.asked("form")
        items = network_items_of(self.plan, kind, form)
        field = self.fields["network_items"]
        field.queryset = items
        if kind and form and items:  # read once, here
            field.choices = [(item.pk, field.label_from_instance(item)) for item in items]
        else:
            del self.fields["network_items"]

    def asked(self, name: str) -> int | None:
        """The kind or the form as typed, else as it stands."""
        if self.is_bound:
            typed = self.data.get(self.add_prefix(name), "")
        else:
            typed = self.initial.get(name) or getattr(self.instance, f"{name}_id")
        return int(typed) if str(typed or "").isdecimal() and len(str(typed)) < 10 else None

    def _add_years(self) -> None:
        for year in self.years_asked:
            row = self.rows.get(year)
            about = {"year": year}
            self.fields[f"proposal_{year}"] = forms.ChoiceField(
                label=_("Návrh na rok %(year)s") % about,
                choices=WITHOUT,
                required=False,
                initial=row.proposal if row else "",
            )
            self.fields[f"change_{year}"] = forms.DecimalField(
                label=_("Změna v roce %(year)s") % about,
                max_digits=9,
                decimal_places=2,
                required=False,
                localize=True,
                initial=_shown(row.change) if row and row.change else None,
            )

    @property
    def year_fields(self) -> list[tuple[int, Any, Any]]:
        return [
            (year, self[f"proposal_{year}"], self[f"change_{year}"]) for year in self.years_asked
        ]

    @property
    def main_fields(self) -> list[Any]:
        names = ("kind", "form", "target_group", "municipality", "place", "unit", "importance")
        return [self[name] for name in names]

    @property
    def reason_fields(self) -> list[Any]:
        names = [*("reason", "evidence", "evidence_text", "municipalities_say", "theme")]
        return [self[name] for name in [*names, "network_items"] if name in self.fields]

    # -- what was typed ----------------------------------------------------------------------------

    def clean_unit(self) -> CapacityUnit | None:
        """The usual one for the form and the kind, unless another was chosen."""
        unit: CapacityUnit | None = self.cleaned_data.get("unit")
        kind, form = self.cleaned_data.get("kind"), self.cleaned_data.get("form")
        if unit is not None or kind is None or form is None:
            return unit
        found = CapacityUnit.objects.filter(slug=usual_unit(form.slug, kind.slug)).first()
        if found is None:
            raise ValidationError(_("Vyberte jednotku."), code="required")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, form = cleaned.get("kind"), cleaned.get("form")
        if kind and form and not KindForm.objects.filter(kind=kind, form=form).exists():
            known = KindForm.objects.filter(kind=kind).select_related("form")
            forms_known = ", ".join(sorted({str(one.form) for one in known}))
            if forms_known:
                told = _("Zákon u druhu „%(kind)s“ zná jen formy: %(forms)s.")
                about = {"kind": kind, "forms": forms_known}
                self.add_error("form", ValidationError(told, code="form", params=about))
        self.wishes = {year: self._wish(year) for year in self.years_asked}
        if not any(self.wishes.values()) and not self.errors:
            first = f"proposal_{self.years_asked[0]}"
            self.add_error(first, _("Vyberte návrh aspoň u jednoho roku."))
        self._compare_versions()
        return cleaned

    def _wish(self, year: int) -> Wish | None:
        name = f"change_{year}"
        proposal, change = self.cleaned_data.get(f"proposal_{year}"), self.cleaned_data.get(name)
        if name in self.errors:
            return None
        if not proposal:
            if change:
                told = _("Vyberte, co s rokem %(year)s: je u něj změna %(change)s.")
                about = {"year": year, "change": _shown(change)}
                self.add_error(f"proposal_{year}", ValidationError(told, "proposal", about))
            return None
        if proposal == Proposal.KEEP:
            if change:
                told = _("Zachování nic nemění. Smažte změnu, nebo vyberte navýšení či snížení.")
                self.add_error(name, ValidationError(told, code="keep"))
            return Wish(proposal, Decimal(0))
        if not change:
            told = _("Napište, o kolik jednotek se má kapacita v roce %(year)s změnit.")
            self.add_error(name, ValidationError(told, "change", {"year": year}))
            return None
        if proposal == Proposal.LESS:
            return Wish(proposal, -abs(change))
        if change < 0:
            told = _("Navýšení a nová služba mají kladné číslo. Chcete snížit? Vyberte snížení.")
            self.add_error(name, ValidationError(told, code="sign"))
        return Wish(proposal, change)

    def _compare_versions(self) -> None:
        """Another person may have changed a year that this one is writing too."""
        if not self.instance.pk:
            return
        now = {str(year): row for year, row in self.rows.items()}
        pairs = (part.split(":") for part in self.cleaned_data.get("seen", "").split(","))
        seen = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
        for year in {*now, *seen} - {str(self.instance.year)}:
            row, name = now.get(year), f"proposal_{year}"
            if seen.get(year) == (str(row.version) if row else None) or name not in self.fields:
                continue
            value = f"{row.get_proposal_display()} {_shown(row.change)}" if row else _("prázdné")
            told = _("Rok %(year)s mezitím změnil někdo jiný. Nově je zde: %(value)s.")
            about = {"year": year, "value": value}
            self.add_error(name, ValidationError(told, "stale", about))
        self.data = self.data.copy()
        fresh = ",".join(f"{year}:{row.version}" for year, row in now.items())
        self.data[self.add_prefix("seen")] = fresh


def _shown(amount: Decimal) -> str:
    """Without needless zeros, with a comma."""
    whole = amount == amount.to_integral_value()
    return number_format(int(amount) if whole else amount.normalize())
