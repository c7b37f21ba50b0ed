"""One document from its data to its bytes, in this process."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from sitis import rooms
from sitis.documents.models import Document
from sitis.pdf import facts_of, html_to_pdf


@dataclass(frozen=True, slots=True)
class Built:
    """``pages`` and ``standards`` are what the file says of itself: reading a long one takes memory."""

    content: bytes
    moment: datetime
    pages: int
    standards: str

    @classmethod
    def of(cls, content: bytes, moment: datetime) -> Self:
        return cls(content, moment, *facts_of(content))


class ChangedMeanwhile(Exception):
    """The record became another version while its data were read."""

    def __str__(self) -> str:
        return _("Záznam se během sestavování změnil. Zadejte dokument prosím znovu.")


def build(document: Document, step: rooms.Step) -> Built:
    """Collect, then draw. The same version and release give the same bytes."""
    kind = rooms.document_kind(document.kind)
    imprint = rooms.Imprint(document.number, settings.SITE_URL + document.verify_path())
    with translation.override("cs"):
        step(_("Sběr dat"))
        paper = kind.collect(document.record_key, imprint, step)
        if kind.subject(document.record_key).version != document.version:
            raise ChangedMeanwhile
        content = draw(paper, step)
        return Built.of(content, paper.moment)


def draw(paper: rooms.Paper, step: rooms.Step) -> bytes:
    return html_to_pdf(paper.html, moment=paper.moment, title=paper.title, note=step)
