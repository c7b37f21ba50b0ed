"""The card of a service on two pages: what ``/registr/karty/sluzby/<pk>/`` says, without its history.

Amounts that are not public are left out: the paper goes from hand to hand.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers import cards
from providers.models import CardNorm, ServiceCard
from providers.models.card_norm import shown
from sitis import __version__, rooms
from sitis.documents.models import of_records
from sitis.paper import Imprint, Volume
from sitis.pdf import volume_html

#: Letters of the first page that fit in the usual size and in the smaller one; the pages are two
#: as long as these parts do not run over the first.
FIRST_PAGE = (1, 2, 3, 4, 5, 6, 10)
USUAL, MUCH = 2150, 2600


def _card(key: str) -> ServiceCard:
    return ServiceCard.objects.for_list().select_related("card__resolution").get(pk=key)


def subject(key: str) -> rooms.Subject:
    return _subject(_card(key))


def _subject(mine: ServiceCard) -> rooms.Subject:
    """Final once confirmed; of a draft each change makes another state. Never public."""
    name = _("%(number)s/%(card)s") % {"number": mine.card.number, "card": mine.pk}
    return rooms.Subject(
        title=_("Karta služby: %s") % mine.service.name,
        version=name if not mine.is_open else _("%(name)s, návrh %(state)s") % {
            "name": name, "state": mine.version
        },
        is_final=not mine.is_open,
        is_public=False,
        page=mine.get_absolute_url(),
        file_name=_("karta služby %(identifier)s %(code)s.pdf") % {
            "identifier": mine.service.identifier, "code": mine.template.code
        },
    )  # fmt: skip


def collect(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    mine = _card(key)
    about = _subject(mine)
    step(_("Data: karta"), 0, 1)
    filled = cards.fill(mine.card.rows(), mine.own())
    moment = mine.confirmed_at or mine.history.aggregate(last=Max("history_date"))["last"]
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
        resolution=str(mine.card.resolution or ""),
        day=mine.valid_from,
        state=str(_("rozpracováno")) if mine.is_open else "",
    )
    said = {one.slot.name: one for one in filled}
    html = volume_html(
        volume,
        "documents/service_card.html",
        mine=mine,
        size=size_of(mine.service.name, filled),
        norms=_norms(mine),
        **{name: said[name] for name in said},
    )
    return rooms.Paper(about.title, html, moment)


def size_of(name: str, filled: list[cards.FilledSlot]) -> str:
    letters = 2 * max(0, len(name) - 60) + sum(
        len(cell.text)
        for one in filled
        if one.slot.part in FIRST_PAGE
        for row in one.kept
        for cell in row.cells
    )
    return "small" if letters > MUCH else "less" if letters > USUAL else "usual"


def _norms(mine: ServiceCard) -> list[dict[str, Any]]:
    """Norms of the version and amounts of its first day, each with the service's own number."""
    numbers = {cell.code: cell.number for cell in mine.cells.all() if cell.slot == cards.NORMS}
    day = mine.valid_from or timezone.localdate(mine.confirmed_at)
    dated = CardNorm.objects.norms_on(day).dated().filter(template=mine.template_id)
    return norm_lines([*mine.card.norms.public(), *dated.public()], numbers, day)


def norm_lines(rows: list[CardNorm], numbers: Mapping[str, Any], day: date) -> list[dict[str, Any]]:
    """In the order of the card, as of ``day``; ``numbers`` are a service's own by codes of norms."""
    rows.sort(key=lambda norm: (cards.PART_OF[norm.subject], norm.position, norm.code))
    return [
        {
            "subject": f"{cards.PART_OF[norm.subject]}",
            "title": norm.title,
            "words": norm.words_on(day),
            "own": _number(numbers.get(norm.code)),
            "note": "; ".join(
                filter(
                    None,
                    (norm.qualification, _since(norm), norm.indexed_words(day), norm.source),
                )
            ),
        }
        for norm in rows
    ]  # fmt: skip


def _since(norm: CardNorm) -> str:
    return _("od %s") % date_format(norm.valid_from) if norm.valid_from else ""


def _number(value: Any) -> str:
    return number_format(shown(value), force_grouping=True) if value is not None else ""


SERVICE_CARD = rooms.DocumentKind(
    title=gettext_lazy("karta služby"),
    subject=subject,
    readable_by=ServiceCard.objects.readable_by,
    collect=collect,
    drafts_for=lambda user: of_records(ServiceCard.objects.staffed_by(user)),
)
