"""What became of what an ORP or an okres sent up, for its coordinator to print and take along."""

from dataclasses import replace
from itertools import groupby

from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.contents import Contents
from planning.documents import subjects, tables
from planning.documents.annexes import Annexes
from planning.models import Level, Plan
from sitis import rooms
from sitis.paper import Chapter, Imprint, Text, Volume
from sitis.pdf import volume_html


def _plan(key: str) -> Plan:
    rows = Plan.objects.for_lists().select_related("council_resolution", "assembly_resolution")
    plan: Plan = rows.exclude(level=Level.REGION).get(pk=key)
    return plan


def subject(key: str) -> rooms.Subject:
    """Never final: the levels above go on deciding after a plan of an ORP was approved."""
    plan = _plan(key)
    said = subjects.subject_of(plan, title=_title(plan))
    return rooms.Subject(
        title=said.title,
        version=_version(plan),
        is_final=False,
        is_public=False,
        page=plan.get_absolute_url() + "osudy/",
        file_name=said.file_name,
    )


def _title(plan: Plan) -> str:
    return _("Co se stalo s tím, co jsme poslali: %s") % plan.place_name


def collect(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    volume = volume_of(_plan(key), imprint, step)
    return rooms.Paper(volume.title, volume_html(volume), volume.imprint.moment)


def volume_of(plan: Plan, imprint: rooms.Imprint, step: rooms.Step) -> Volume:
    step(_("Data: podněty a jejich osudy"), 0, 1)
    rows = Annexes(Contents(plan)).sent
    about = _("Potřeby a priority z plánu „%s“, o nichž rozhodují okres a kraj.") % plan.title
    chapters = [
        Chapter(
            _("Souhrn"),
            [
                Text(format_html("<p>{}</p>", about)),
                tables.verdicts(_("Jak podněty dopadly"), rows),
            ],
        )
    ]
    for label, several in groupby(
        sorted(rows, key=lambda row: row.verdict), lambda row: row.verdict_label
    ):
        table = tables.trace(
            _("Podněty s výsledkem „%s“") % label, several, with_okres=plan.level == Level.ORP
        )
        chapters.append(Chapter(label.capitalize(), [table]))
    return Volume.of(
        _title(plan),
        _imprint_of(plan, imprint),
        chapters,
        subtitle=plan.title,
        period=str(plan.year or plan.cycle.years_label),
        day=localdate(subjects.decided_at(plan)),
        facts=subjects.facts_of(plan),
    )


def _version(plan: Plan) -> str:
    return _("stav %s") % subjects.state_sum(plan)


def _imprint_of(plan: Plan, given: rooms.Imprint) -> Imprint:
    """Of this state of the decisions, which go on after the plan itself was approved."""
    known = subjects.imprint_of(plan, given)
    return replace(known, version=_version(plan), moment=subjects.decided_at(plan))


FATE = rooms.DocumentKind(
    title=gettext_lazy("osud podnětů"),
    subject=subject,
    readable_by=lambda user: Plan.objects.whole_for(user).exclude(level=Level.REGION),
    collect=collect,
)
