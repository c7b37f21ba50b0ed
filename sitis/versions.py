"""Two people, one record: the second sees what the first changed and keeps what they typed."""

from datetime import date
from typing import Any

from django import forms
from django.db import models, transaction
from django.db.models import F
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from sitis.richtext import to_markdown
from sitis.richtext.forms import HTML, RichTextField
from sitis.richtext.plain import plain


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
        self.initial.setdefault("version", self.instance.version)  # drawn again, it keeps its own

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
            self._meet(change)

    def _meet(self, change: Any) -> None:
        if change.field in self.fields:
            self._renew(change.field, change.old, change.new)

    def _renew(self, name: str, old: Any, new: Any) -> None:
        """Tell what is there now; where nothing else was typed over ``old``, put it in too."""
        field, place = self.fields[name], self.add_prefix(name)
        was_read, ours = name in self.cleaned_data, self.cleaned_data.get(name)
        if isinstance(field, forms.ModelMultipleChoiceField):
            old, new = (self._linked(name, rows) for rows in (old, new))
            if was_read and {one.pk for one in ours or ()} == {one.pk for one in old}:
                self.data.setlist(place, [str(field.prepare_value(one)) for one in new])
            shown = ", ".join(field.label_from_instance(one) for one in new)
        else:
            if was_read and _is_same(field, ours, old):
                self.data[place] = _typed(field, new)
                if isinstance(field, RichTextField):
                    self.data[f"{place}_format"] = HTML
            shown = _shown(field, new)
        self._tell_now(name, shown)

    def _tell_now(self, name: str, shown: str) -> None:
        self.add_error(
            name,
            forms.ValidationError(
                _("Nově je zde: %(value)s."),
                code="stale",
                params={"value": shown.removesuffix(".") or _("prázdné")},
            ),
        )

    def _linked(self, name: str, rows: list[dict[str, Any]]) -> list[Any]:
        """Records that a many-to-many field held, from the rows of its history."""
        other = self.instance._meta.get_field(name).m2m_reverse_field_name()
        return list(self.fields[name].queryset.filter(pk__in=[row[other] for row in rows]))


def _is_same(field: forms.Field, ours: Any, old: Any) -> bool:
    """Whether the typed value is the one that history keeps: of a record it keeps the key."""
    if isinstance(field, forms.ModelChoiceField):
        return (ours.pk if ours else None) == old
    if isinstance(field, RichTextField):  # ids of paragraphs may be new ones
        return to_markdown(ours or "") == to_markdown(old or "")
    return ours == old or [ours, old] in (["", None], [None, ""])


def _record(field: forms.ModelChoiceField, key: Any) -> Any:
    """One that is no longer offered is told too."""
    return field.queryset.model._default_manager.filter(pk=key).first()


def _typed(field: forms.Field, value: Any) -> str:
    """``value`` as a person would type it into the form."""
    if isinstance(field, forms.ModelChoiceField):
        value = field.prepare_value(_record(field, value))
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _shown(field: forms.Field, value: Any) -> str:
    """``value`` of history in the words of the form."""
    if value is None or value == "":
        return ""
    if isinstance(field, forms.ModelChoiceField):
        found = _record(field, value)
        return field.label_from_instance(found) if found else ""
    if isinstance(field, RichTextField):
        return plain(value)
    if isinstance(field, forms.BooleanField):
        return str(_("ano") if value else _("ne"))
    if isinstance(field, forms.ChoiceField):
        words = {str(key): label for key, label in flatten_choices(field.choices)}
        return str(words.get(str(value), value))
    return str(localize(value))


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
