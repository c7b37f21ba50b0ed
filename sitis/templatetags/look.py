"""Parts of pages that a template puts together from words and addresses."""

from typing import Any

from django import forms
from django.core.paginator import Page
from django.forms import BoundField
from django.forms.widgets import Input
from django.template import Library
from django.template.loader import render_to_string
from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from sitis import richtext
from sitis.numerals import signed
from sitis.richtext.forms import RichTextWidget
from sitis.workdays import says

register = Library()

_TONES = {"success": "success", "warning": "warning", "error": "error"}


@register.inclusion_tag("_breadcrumbs.html")
def breadcrumbs(*parts: Any, in_czech: bool = False) -> dict[str, Any]:
    """``{% breadcrumbs "Registr" "/registr/" service.name %}``: title and address in turn, last the title of this page.

    ``in_czech``: that title is Czech though the page is not.
    """
    pairs = [(title, url) for title, url in zip(parts[:-1:2], parts[1::2], strict=True)]
    return {"trail": [*pairs, (parts[-1], "")], "in_czech": in_czech}


@register.simple_block_tag
def table_frame(content: str, label: str) -> str:
    """A wide table scrolls in a frame of its own that the keyboard reaches; ``label`` names it."""
    return render_to_string("_table.html", {"content": content, "label": label})


@register.simple_tag
def word_diff(before: str, after: str) -> SafeString:
    """Both texts in one, with what went and what came marked."""
    return mark_safe(richtext.word_diff(before, after))  # escaped there


@register.filter
def page_numbers(page: Page) -> Any:
    """Numbers to offer: the ends, the neighbours and an ellipsis between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def tone(tags: str) -> str:
    """The colour of a message from Django's tags of it."""
    return next((_TONES[tag] for tag in tags.split() if tag in _TONES), "primary")


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is dressed: "input", "select", "checkbox", or "plain" for all other widgets."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, RichTextWidget):
        return "plain"
    if isinstance(widget, forms.Textarea | Input) and not isinstance(widget, forms.FileInput):
        return "input"
    if isinstance(widget, forms.Select) and not isinstance(widget, forms.SelectMultiple):
        return "select"
    return "plain"


register.filter("moment", says)
register.filter("signed", signed)


@register.filter
def megabytes(size: int) -> str:
    """Bytes as "10 MB" or "2,5 MB"."""
    number = formats.number_format(round(size / 1024**2, 1), decimal_pos=1)
    return number.removesuffix(",0") + "\xa0MB"
