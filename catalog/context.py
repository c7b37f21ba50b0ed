"""What templates know of the language that a public page speaks."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation as languages
from django.utils.functional import SimpleLazyObject

from providers.models import InterfaceLanguage


def translation(request: HttpRequest) -> dict[str, Any]:
    """``is_unofficial``: the region has not approved this language yet. Asked only where drawn."""
    return {"is_unofficial": SimpleLazyObject(lambda: is_unofficial(languages.get_language()))}


def is_unofficial(language: str | None) -> bool:
    if language in (None, settings.LANGUAGE_CODE):
        return False
    return not InterfaceLanguage.objects.filter(language=language, is_approved=True).exists()
