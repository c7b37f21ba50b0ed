"""Filters of printed documents."""

from django.template import Library
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from sitis import paper

register = Library()


@register.filter
def tied(text: str) -> SafeString:
    """One-letter words, dates and numbers do not part at the end of a line."""
    return mark_safe(paper.tied(conditional_escape(text)))
