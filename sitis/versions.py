"""Two people, one record: the second sees what the first changed and keeps what they typed."""

from datetime import date
from typing import Any

from django import forms
from django.db import models, transaction
from django.db.models import F
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _


class Stale(Exception):
    """Another person saved the record between reading and writing; nothing was written."""


class Versioned(models.Model):
    version = models.PositiveIntegerField(_("verze záznamu"), default=1, editable=False)

    class Meta:
        abstract = True


class VersionedForm(forms.ModelForm):
    """Writes over nothing that another person saved while this one was typing."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen = self.cleaned_data.get("version")
        if self.instance.pk and seen != self.instance.version:
            self._tell_what_changed(seen)
        return cleaned

    def _tell_what_changed(self, seen: int | None) -> None:
        """What was typed stays; a field this person left alone is renewed."""
        rows = self.instance.history.order_by("-history_date", "-history_id")
        newest, before = rows.first(), rows.filter(version=seen).first() or rows.last()
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.instance.version)
        if newest is None:  # the row came without history, nothing can be compared
            self.add_error(None, _("Záznam mezitím někdo změnil. Zkontrolujte jej a uložte znovu."))
            return
        who = newest.history_user or _("systém")
        self.add_error(
            None,
            forms.ValidationError(
                _("Záznam mezitím změnil(a) %(who)s. Porovnejte údaje a uložte znovu."),
                code="stale",
                params={"who": who},
            ),
        )
        for change in newest.diff_against(before, excluded_fields=["version"]).changes:
            if change.field not in self.fields:
                continue
            name, field = self.add_prefix(change.field), self.fields[change.field]
            ours, old, new = self.cleaned_data.get(change.field), change.old, change.new
            if isinstance(field, forms.ModelMultipleChoiceField):
                ours = list(ours if ours is not None else ())
                old, new = (self._linked(change.field, rows) for rows in (old, new))
                if sorted(one.pk for one in ours) == sorted(one.pk for one in old):
                    self.data.setlist(name, [str(one.pk) for one in new])
                shown = ", ".join(str(one) for one in new)
            else:
                if ours == old:
                    self.data[name] = _typed(new)
                shown = localize(new)
            self.add_error(
                change.field,
                forms.ValidationError(
                    _("Nově je zde: %(value)s."),
                    code="stale",
                    params={"value": shown or _("prázdné")},
                ),
            )

    def _linked(self, name: str, rows: list[dict[str, Any]]) -> list[Any]:
        """Records that a many-to-many field held, from the rows of its history."""
        other = self.instance._meta.get_field(name).m2m_reverse_field_name()
        return list(self.fields[name].queryset.filter(pk__in=[row[other] for row in rows]))


def _typed(value: Any) -> str:
    """``value`` as a person would type it into the form."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


@transaction.atomic
def save_version(record: Versioned, *, by: Any, reason: str = "") -> None:
    """Write ``record`` as its next version. Raises ValidationError, or Stale if the race is lost."""
    record.full_clean()
    rows = type(record)._default_manager.filter(pk=record.pk, version=record.version)
    if record.pk:
        if not rows.update(version=F("version") + 1):  # check and change in one
            raise Stale
        record.version += 1
    record._history_user = by
    record._change_reason = reason or None
    record.save()
