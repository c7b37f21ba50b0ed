"""Rich text in a form: typed as Markdown, or sent as HTML; what comes out is always stored HTML."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from sitis.richtext import MOST, blocks, clean, for_editor, from_markdown, to_markdown

MARKDOWN, HTML = "markdown", "html"
#: Word dresses a text so that cleaning leaves a fraction of it.
MOST_HTML = 4 * MOST
_TAG = re.compile(r"<[^<>]*>")


class Typed(str):
    """What a person sent, and in which of the two formats."""

    __slots__ = ("sent_as",)
    sent_as: str


class RichTextWidget(forms.Textarea):
    """A text area with the Markdown of the text and a help that unfolds.

    With scripts a visual editor takes its place and sends HTML.
    """

    template_name = "django/forms/rich_text.html"

    #: Kinds of live blocks that may be set in: slug → what people call it.
    kinds: Mapping[str, Any] = {}
    #: Blocks with their options, as they are offered: Markdown → what people call it.
    choices: Sequence[tuple[str, Any]] = ()
    #: The text as it was: ids of its paragraphs go to the editor too.
    former: str = ""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 16, "class": "rich-text__area"} | (attrs or {}))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed | None:
        text = data.get(name)
        if text is None:
            return None
        typed = Typed(text)
        typed.sent_as = HTML if data.get(f"{name}_format") == HTML else MARKDOWN
        return typed

    def format_value(self, value: Any) -> str:
        if isinstance(value, Typed) and value.sent_as == MARKDOWN:
            return str(value)
        if value and len(value) > MOST_HTML:  # reading it takes a minute; its words stay
            return _TAG.sub(" ", str(value))
        return to_markdown(clean(str(value))) if value else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["kinds"] = list(self.kinds.items())
        given = [(f"{{{{{kind}}}}}", label) for kind, label in self.kinds.items()]
        context["widget"]["choices"] = self.choices or given
        context["widget"]["edited"] = self.edited(value)
        return context

    def edited(self, value: Any) -> str | None:
        """What the visual editor begins with; None leaves a text too long to the text area."""
        if not value:
            return ""
        if isinstance(value, Typed) and value.sent_as == MARKDOWN:
            if len(value) > MOST:
                return None
            html = from_markdown(value, self.former)
        elif len(value) > MOST_HTML:
            return None
        else:
            html = clean(str(value))
        return for_editor(html, self.kinds) if len(html) <= MOST else None


class RichTextField(forms.CharField):
    """``former`` is the text as it was: its paragraphs keep their ids. A form's initial value is it.

    ``kinds`` are the live blocks that may be set in, slug → label.
    """

    widget = RichTextWidget

    def __init__(self, *, kinds: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(**{"strip": False} | kwargs)
        self.former = ""
        self.kinds = kinds or {}

    @property
    def kinds(self) -> Mapping[str, Any]:
        return self.widget.kinds

    @kinds.setter
    def kinds(self, kinds: Mapping[str, Any]) -> None:
        self.widget.kinds = kinds

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        self.former = self.former or form.get_initial_for_field(self, field_name) or ""
        self.widget.former = self.former
        return super().get_bound_field(form, field_name)

    def to_python(self, value: Any) -> str:
        if not value:
            return ""
        is_html = getattr(value, "sent_as", MARKDOWN) == HTML
        if len(value) > (MOST_HTML if is_html else MOST):  # not worth the time of reading it
            raise _too_long(len(value))
        html = clean(value) if is_html else from_markdown(value, self.former)
        if len(html) > MOST:
            raise _too_long(len(html))
        return html

    def validate(self, value: str) -> None:
        super().validate(value)
        unknown = {block.kind for block in blocks(value)} - set(self.kinds)
        if unknown:
            known = ", ".join(self.kinds) or _("žádný")
            raise ValidationError(
                _("Živý blok {{%(kind)s}} neznáme. Do tohoto textu lze vložit: %(known)s."),
                code="unknown_block",
                params={"kind": min(unknown), "known": known},
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or "")
        except ValidationError:
            return True


def typed_text(data: Mapping[str, Any], name: str, former: str = "") -> str:
    """Stored HTML of what was sent as ``name``, for a preview. Raises ValidationError if too long."""
    widget: Any = RichTextWidget()
    field = RichTextField(required=False)
    field.former = former
    return field.to_python(widget.value_from_datadict(data, {}, name))


def _too_long(length: int) -> ValidationError:
    return ValidationError(
        _(
            "Text má i se značkami %(long)s znaků, uložit lze nejvýše %(most)s."
            " Zkraťte ho nebo ho rozdělte do více částí; napsané zůstává v poli."
        ),
        code="too_long",
        params={"long": _count(length), "most": _count(MOST)},
    )


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)
