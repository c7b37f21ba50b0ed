"""A step that stands on a resolution: a kept one is chosen, or a new one named."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sitis.resolutions import Resolution


class ResolutionStepForm(forms.Form):
    """One step of a record's way to approval; without ``body`` it asks for a note only.

    ``orp`` is the town whose body resolves; None stands for the region.
    """

    resolution = forms.ModelChoiceField(
        label=_("Usnesení"),
        queryset=Resolution.objects.none(),
        required=False,
        empty_label=_("nové, vyplním níže"),
    )
    number = forms.CharField(label=_("Číslo nového usnesení"), max_length=40, required=False)
    adopted_on = forms.DateField(label=_("Přijato dne"), required=False)
    url = forms.URLField(label=_("Odkaz"), max_length=500, required=False, assume_scheme="https")
    note = forms.CharField(
        label=_("Poznámka ke kroku"),
        max_length=80,
        required=False,
        help_text=_("Zapíše se do historie vedle vašeho jména."),
    )

    def __init__(self, *args: Any, body: str | None, orp: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.body, self.orp = body, orp
        if body is not None:
            kept = Resolution.objects.filter(body=body, orp=orp).select_related("orp")
            self.fields["resolution"].queryset = kept  # type: ignore[attr-defined]
        else:
            for name in ("resolution", "number", "adopted_on", "url"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.body is None or cleaned.get("resolution") or self.errors:
            return cleaned
        number, adopted_on = cleaned.get("number"), cleaned.get("adopted_on")
        if not number and not adopted_on:
            self.add_error("resolution", _("Vyberte usnesení, nebo vyplňte číslo a den nového."))
        elif not number:
            self.add_error("number", _("Doplňte číslo usnesení."))
        elif not adopted_on:
            self.add_error("adopted_on", _("Doplňte den, kdy bylo usnesení přijato."))
        return cleaned

    def chosen(self) -> Resolution | None:
        """The resolution named; a new one is not saved yet."""
        if self.body is None:
            return None
        data = self.cleaned_data
        return data["resolution"] or Resolution(
            body=self.body,
            orp=self.orp,
            number=data["number"],
            adopted_on=data["adopted_on"],
            url=data["url"],
        )
