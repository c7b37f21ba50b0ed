"""Meetings that the groups of the territory held, and who came by sides of the triad."""

from collections.abc import Sequence

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, left, notice, on_day, right, said
from planning.blocks.source import Source
from planning.models import Member
from sitis import paper


def compute(source: Source, options: Options) -> Sequence[paper.Part]:
    if not source.meetings:
        day = on_day(source.day)
        return [notice(_("Do %s není zapsané žádné konané setkání.") % day)]
    sides = list(Member.Side)
    rows = []
    for meeting in source.meetings:
        about = meeting.territory or str(meeting.group)
        rows.append(
            [
                on_day(localtime(meeting.starts_at).date()),
                about,
                meeting.place or "–",
                *(said(getattr(meeting, f"came_{side}")) for side in sides),
            ]
        )
    columns = left(_("Den"), _("Skupina nebo území"), _("Místo"))
    columns += right(*(str(side.label) for side in sides))
    total = _("Setkání celkem: %s. Čísla říkají, kolik lidí z které strany přišlo.")
    caption = _("Setkání do %s") % on_day(source.day)
    return [paper.Table(caption, columns, rows, notes=[total % said(len(rows))])]


MEETINGS = BlockKind(
    "meetings",
    gettext_lazy("setkání"),
    gettext_lazy("Konaná setkání skupin území s účastí podle stran."),
    compute,
)
