"""Structured data of a record inside its page."""

from django.template import Library
from django.utils.safestring import SafeString

from catalog.structured import microdata, of_provider, of_service
from providers.public import PublicProvider, PublicService

register = Library()


@register.simple_tag
def structured(record: PublicService | PublicProvider) -> SafeString:
    of = of_service if isinstance(record, PublicService) else of_provider
    return microdata(of(record))  # type: ignore[operator]
