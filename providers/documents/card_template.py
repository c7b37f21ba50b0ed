"""The regional card of a kind and form: what ``/registr/karty/verze/<pk>/`` says, on two pages.

Amounts that are not public are left out: the paper goes from hand to hand.
"""

from typing import Any

from django.conf import settings
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers import cards
from providers.documents.card import norm_lines, size_of
from providers.models import CardNorm, CardVersion
from sitis import __version__, rooms
from sitis.documents.models import of_records
from sitis.paper import Imprint, Volume
from sitis.pdf import volume_html
from sitis.periods import covers


def _version(key: str) -> CardVersion:
    rows = CardVersion.objects.select_related(
        "template__kind", "template__form", "template__target_group", "resolution"
    )
    return rows.get(pk=key)


def subject(key: str) -> rooms.Subject:
    return _subject(_version(key))


def _subject(card: CardVersion) -> rooms.Subject:
    """Final once it is in force; before that each change makes another state. Never public."""
    return rooms.Subject(
        title=_("Regionální karta: %s") % card.template,
        version=_name(card),
        is_final=card.is_in_force,
        is_public=False,
        page=card.get_absolute_url(),
        file_name=_("regionální karta %(code)s verze %(number)s.pdf")
        % {"code": card.template.code, "number": card.number},
    )


def _name(card: CardVersion) -> str:
    if card.is_in_force:
        return str(card.number)
    return _("%(number)s, návrh %(state)s") % {"number": card.number, "state": card.version}


def drafts_for(user: Any) -> Q:
    """The office's; who is asked for comments has only what is asked about now."""
    found = of_records(CardVersion.objects.whole_for(user))
    for card in CardVersion.objects.readable_by(user).open_to_comments():
        found |= Q(record_key=str(card.pk), version=_name(card))
    return found


def collect(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    card = _version(key)
    about = _subject(card)
    step(_("Data: karta"), 0, 1)
    filled = cards.fill(card.rows(), {})
    before_its_end = card.history.exclude(state=CardVersion.State.ENDED)  # the end adds nothing
    moment = before_its_end.aggregate(last=Max("history_date"))["last"]
    day = card.valid_from or timezone.localdate(moment)
    volume = Volume.of(
        about.title,
        Imprint(
            number=imprint.number,
            version=about.version,
            moment=moment,
            release=__version__,
            address=imprint.verify_url,
            author=str(settings.REGION_NAME),
        ),
        [],
        resolution=str(card.resolution or ""),
        day=card.valid_from,
        state="" if card.is_in_force else str(card.get_state_display()),
    )
    dated = CardNorm.objects.dated().filter(covers(day), template=card.template_id).public()
    html = volume_html(
        volume,
        "documents/card_template.html",
        card=card,
        size=size_of(str(card.template), filled),
        norms=norm_lines([*card.norms.public(), *dated], {}, day),
        **{one.slot.name: one for one in filled},
    )
    return rooms.Paper(about.title, html, moment)


CARD = rooms.DocumentKind(
    title=gettext_lazy("regionální karta"),
    subject=subject,
    readable_by=CardVersion.objects.readable_by,
    collect=collect,
    drafts_for=drafts_for,
)
