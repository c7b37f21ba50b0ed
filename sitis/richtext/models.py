"""A field of a model that holds rich text."""

from typing import Any

from django import forms
from django.db import models

from sitis.richtext.forms import RichTextField


class RichText(models.TextField):
    """Stored HTML of rich text; forms offer it as Markdown or in the editor."""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        return super().formfield(**{"form_class": RichTextField, "widget": None} | kwargs)
