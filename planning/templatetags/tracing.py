"""What panels of planning ask for the person who reads the page."""

from typing import Any

from django.template import Library

from planning.tracing import ways_to
from planning.tracing.network import Stop, Way, measures_of

register = Library()


@register.simple_tag(takes_context=True)
def what_led_to(context: Any, record: Any) -> dict[str, list[Way] | list[Stop]]:
    """What of the plans stands behind an item of the network or a service and the reader may see:
    measures, and ways from who asked to what the region does."""
    ways = ways_to(record, context["request"].user)
    return {"measures": measures_of(ways), "ways": [way for way in ways if way.first]}
