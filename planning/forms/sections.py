"""The text of one section: typed over the version that its author began from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.actions.sections import Meeting, meet, text_of_version
from planning.models import Section
from sitis.richtext.forms import RichTextField


class SectionForm(forms.ModelForm):
    """Another person's save meanwhile is no error to lose a text by: both are put together.

    ``meeting`` is what then needs to be looked at before saving.
    """

    text = RichTextField(label=_("Text oddílu"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    #: Stamp of the draft that the text continues; a browser must not fill in that of another page.
    draft = forms.CharField(widget=forms.HiddenInput(attrs={"autocomplete": "off"}), required=False)

    class Meta:
        model = Section
        fields = ("text", "is_ready")
        labels = {"is_ready": _("Oddíl je hotový")}

    def __init__(self, *args: Any, kinds: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting: Meeting | None = None
        self.initial.setdefault("version", self.instance.version)
        field = self.fields["text"]
        field.kinds = kinds or {}
        field.former = self.base or ""

    @property
    def seen(self) -> int | None:
        """The version that the text was begun from."""
        if not self.is_bound:
            return self.initial["version"]
        try:
            return int(self.data.get(self.add_prefix("version"), ""))
        except ValueError:
            return None

    @property
    def base(self) -> str | None:
        return text_of_version(self.instance, self.seen)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.seen != self.instance.version and "text" in cleaned:
            self._put_together(cleaned["text"])
        return cleaned

    def _put_together(self, mine: str) -> None:
        met = meet(self.instance, self.base or "", mine)
        if not met.theirs:  # only the mark was changed
            return
        self.meeting = met
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(self.instance.version)
        self.data[self.add_prefix("text")] = self.meeting.html
        self.data[f"{self.add_prefix('text')}_format"] = "html"
        said = _("Oddíl mezitím uložil(a) %(who)s. Vaše změny i ty druhé jsou v textu níže.")
        if self.meeting.conflicts:
            said = _(
                "Oddíl mezitím uložil(a) %(who)s a některé odstavce jste změnili oba. V textu níže"
                " zůstalo vaše znění; porovnejte je a uložte znovu."
            )
        self.add_error(
            None, forms.ValidationError(said, code="stale", params={"who": self.meeting.who})
        )
