"""A length of time in words, as one says it."""

from datetime import timedelta

from django.template import Library
from django.utils.translation import gettext as _

register = Library()


@register.filter
def span(time: timedelta | None) -> str:
    """``time`` rounded to what matters: "12 s", "3 min", "2 h 5 min".

    >>> span(timedelta(seconds=12.4))
    '12\\xa0s'
    >>> span(timedelta(minutes=125, seconds=20))
    '2\\xa0h 5\\xa0min'
    """
    if time is None:
        return "–"
    seconds = round(time.total_seconds())
    if seconds < 1:
        return _("méně než 1\xa0s")
    if seconds < 90:
        return _("%s\xa0s") % seconds
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return _("%s\xa0min") % minutes
    return _("%(hours)s\xa0h %(minutes)s\xa0min") % {"hours": hours, "minutes": minutes}
