"""Form fields of the house."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sitis.workdays import PRAGUE, deadline

#: Deadlines outside these years are mistakes of the hand.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DeadlineWidget(forms.MultiWidget):
    """A day and a time side by side, each with its label."""

    template_name = "django/forms/deadline.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        day = forms.DateInput(attrs={"autocomplete": "off"})
        clock = forms.TimeInput(format="%-H.%M", attrs={"autocomplete": "off", "size": 6})
        super().__init__({"day": day, "time": clock}, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["is_wrong"] = "aria-invalid" in context["widget"]["attrs"]
        return context

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return [None, None]
        here = value.astimezone(PRAGUE)
        return [here.date(), here.time()]


class DeadlineField(forms.MultiValueField):
    """A moment of Prague's clocks; the hour that they show twice means the later one."""

    widget = DeadlineWidget

    def __init__(self, **kwargs: Any) -> None:
        day = forms.DateField(
            error_messages={
                "invalid": _("Napište den jako 31. 12. 2026."),
                "incomplete": _("Doplňte i den, například 31. 12. 2026."),
            },
            validators=[in_sensible_years],
        )
        clock = forms.TimeField(
            error_messages={
                "invalid": _("Napište čas jako 14.30."),
                "incomplete": _("Doplňte i čas, například 14.30."),
            }
        )
        super().__init__((day, clock), require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> datetime | None:
        return deadline(*data_list) if data_list else None


def in_sensible_years(day: date) -> None:
    is_sensible_year(day.year)


def is_sensible_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise forms.ValidationError(
            _("Rok musí být mezi %(first)s a %(last)s. Zkontrolujte, co jste napsali."),
            params={"first": str(FIRST_YEAR), "last": str(LAST_YEAR)},
        )
