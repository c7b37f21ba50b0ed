"""The public part of regional cards: nothing before the first valid day of a version, nothing else of it.

A service is told by its own group's card where the region has one for it.
"""

from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q

from providers.models import CardEntry, CardVersion, ServiceForm, ServiceTargetGroup
from providers.public.records import Item, PublicCardText
from sitis.json_rows import JsonRows

TEXT, SITUATIONS, WORDS = "public_text", "public_situations", "public_words"


def card_texts(day: date) -> JsonRows:
    """Of a service's query: the text of each of its forms, a group's own card first."""
    service = OuterRef(OuterRef("pk"))
    forms = ServiceForm.objects.valid_on(day).filter(service=service)
    groups = ServiceTargetGroup.objects.filter(service=service, is_primary=True)
    rows = CardEntry.objects.filter(
        Q(card__template__target_group=None)
        | Q(card__template__target_group__in=groups.values("target_group")),
        slot=TEXT,
        card__in=CardVersion.objects.in_force_on(day),
        card__template__kind=OuterRef("kind"),
        card__template__form__in=forms.values("form"),
    )
    return JsonRows(
        rows.order_by(
            "card__template__form__slug", F("card__template__target_group").desc(nulls_last=True)
        ),
        *("card__template__form__slug", "card__template__form__name", "text", "card__valid_from"),
    )


def read_texts(rows: list[list[Any]]) -> tuple[PublicCardText, ...]:
    """One text a form: the first that came."""
    found: dict[str, PublicCardText] = {}
    for slug, name, text, since in rows:
        found.setdefault(slug, PublicCardText(Item(slug, name), text, date.fromisoformat(since)))
    return tuple(found.values())


def search_words(day: date) -> tuple[tuple[str, str, str], ...]:
    """Words and situations of cards in force -> the name of the kind; for the search. One query."""
    rows = CardEntry.objects.filter(
        slot__in=(SITUATIONS, WORDS),
        card__in=CardVersion.objects.in_force_on(day),
        card__template__kind__is_named=True,
    )
    found = rows.order_by("pk").values_list("text", "card__template__kind__name")
    return tuple(
        (phrase, kind, "cs")
        for text, kind in found
        for phrase in (part.strip() for part in text.replace(";", ",").split(","))
        if phrase
    )
