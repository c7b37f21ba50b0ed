"""One version of the network as a printed document: totals, items, changes."""

import hashlib
from datetime import datetime, time
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers import network as ledger
from providers.models import NetworkItem, NetworkVersion, Service
from providers.models.ledger_words import Words
from sitis import __version__, rooms
from sitis.documents.models import of_records
from sitis.paper import Chapter, Column, Imprint, Table, Text, Volume
from sitis.pdf import volume_html


def subject(key: str) -> rooms.Subject:
    """Public once the version is in force; of a draft each change makes another state."""
    version = NetworkVersion.objects.get(pk=key)
    name = f"{version.year}-{version.number}"
    page = version.get_absolute_url()
    if version.is_locked:
        page = reverse("catalog:network-version", args=[version.year, version.number])
    return rooms.Subject(
        title=_title(version),
        version=name if version.is_locked else _("%(name)s, návrh %(state)s") % {
            "name": name, "state": _state(version)
        },
        is_final=version.is_locked,
        is_public=version.is_locked,
        page=page,
        file_name=_("síť sociálních služeb %s.pdf") % name,
        validity=_validity(version),
    )  # fmt: skip


def collect(key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    version = NetworkVersion.objects.select_related(
        "council_resolution", "assembly_resolution"
    ).get(pk=key)
    about, moment = subject(key), _moment(version)
    shown = _shown(version)
    step(_("Data: souhrn"), 0, 3)
    totals = _totals(version, shown)
    step(_("Data: položky"), 1, 3)
    items = _items(version, shown)
    step(_("Data: změny"), 2, 3)
    changes = _changes(version, shown)
    printed = Imprint(
        number=imprint.number,
        version=about.version,
        moment=moment,
        release=__version__,
        address=imprint.verify_url,
        author=str(settings.REGION_NAME),
    )
    resolutions = [
        str(one) for one in (version.council_resolution, version.assembly_resolution) if one
    ]
    volume = Volume.of(
        about.title,
        printed,
        [
            Chapter(_("O této verzi"), [Text(_about(version, resolutions))]),
            Chapter(_("Souhrn"), [totals]),
            Chapter(_("Služby v síti"), [items]),
            Chapter(_("Změny proti předchozí verzi"), [changes]),
        ],
        resolution="\n".join(f"{one[:1].upper()}{one[1:]}" for one in resolutions),
        day=version.valid_from,
        state="" if version.is_locked else version.get_state_display(),
    )
    return rooms.Paper(about.title, volume_html(volume), moment)


def _validity(version: NetworkVersion) -> str:
    if not version.is_locked:
        return ""
    days = {"first": date_format(version.valid_from)}
    if version.valid_to is None:
        return _("Tato verze platí od %(first)s.") % days
    days["last"] = date_format(version.valid_to)
    return _("Tato verze platí od %(first)s do %(last)s.") % days


def _title(version: NetworkVersion) -> str:
    return _("Síť sociálních služeb %(year)s, verze %(number)s") % {
        "year": version.year,
        "number": version.number,
    }


def _state(version: NetworkVersion) -> str:
    """A short sum of everything that is printed and may change before the version is in force."""
    found = version.items.aggregate(
        *(Count("pk"), Sum("pk"), Sum("version"), Sum("service__version")),
        *(Sum("service__provider__version"),),
    )
    before = version.predecessor()
    parts = [version.version, *found.values(), before and (before.pk, before.version)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def _moment(version: NetworkVersion) -> datetime:
    """Of a version in force the beginning of its first day, else when it was last changed."""
    start = timezone.make_aware(datetime.combine(version.valid_from, time()))
    if version.is_locked:
        return start
    records = version.history.all(), NetworkItem.history.filter(network_id=version.pk)
    moments = [rows.aggregate(last=Max("history_date"))["last"] for rows in records]
    return max((moment for moment in moments if moment), default=start)


def _shown(version: NetworkVersion) -> set[int]:
    """Services that may be named: in a public document those that the catalogue shows."""
    rows = Service.objects.filter(network_items__network=version)
    before = version.predecessor()
    if before is not None:
        rows = Service.objects.filter(network_items__network__in=[version, before])
    if version.is_locked:
        rows = rows.published()
    return set(rows.order_by().values_list("pk", flat=True))


def _totals(version: NetworkVersion, shown: set[int]) -> Table:
    known = NetworkVersion.objects.filter(pk=version.pk).as_ledger()
    table = ledger.table_of(known, version.valid_from)
    table = {key: amount for key, amount in table.items() if key.service in shown}
    words = Words(key.service for key in table)
    return Table(
        _("Počty v síti ke dni %s podle druhu, území a formy") % date_format(version.valid_from),
        [
            *(Column(_("Druh služby")), Column(_("Území")), Column(_("Forma"))),
            *(Column(_("Jednotka")), Column(_("Počet"), "right"), Column(_("Služeb"), "right")),
        ],
        [
            [row.kind, row.place, row.form, row.unit, _number(row.after), row.services]
            for row in words.totals(ledger.totals(table, words.kind_of))
        ],
    )


def _items(version: NetworkVersion, shown: set[int]) -> Table:
    rows = version.items.for_table().order_by(
        *("service__kind__name", "service__name", "service__identifier", "form__slug", "pk")
    )
    return Table(
        _("Služby v síti"),
        [
            *(Column(_("Služba")), Column(_("Identifikátor")), Column(_("Poskytovatel"))),
            *(Column(_("Druh")), Column(_("Forma")), Column(_("Cílová skupina"))),
            *(Column(_("Území")), Column(_("Kategorie")), Column(_("Jednotka"))),
            Column(_("Počet"), "right"),
        ],
        [
            [
                *(item.service.name, item.service.identifier, item.service.provider.name),
                *(item.service.kind.name, item.form.name),
                item.target_group.name if item.target_group else _("všechny"),
                *(item.place_name, item.category.name, item.unit.name, _number(item.amount)),
            ]
            for item in rows.iterator(chunk_size=2000)
            if item.service_id in shown
        ],
        wide=True,
    )


def _changes(version: NetworkVersion, shown: set[int]) -> Table:
    entries = [entry for entry in version.changes() if entry.key.service in shown]
    words = Words(entry.key.service for entry in entries)
    return Table(
        _("Co se verzí mění"),
        [
            *(Column(_("Služba")), Column(_("Poskytovatel")), Column(_("Od")), Column(_("Změna"))),
            *(Column(_("Forma a území")), Column(_("Jednotka"))),
            *(Column(_("Dříve"), "right"), Column(_("Nově"), "right"), Column(_("Usnesení"))),
        ],
        [
            [
                *(row.service.name, row.service.provider, date_format(row.day), row.word),
                *(f"{row.form}, {row.place}", row.unit, _number(row.before), _number(row.after)),
                str(row.resolution or ""),
            ]
            for row in words.entries(entries)
        ],
        wide=True,
    )


def _about(version: NetworkVersion, resolutions: list[str]) -> str:
    """Without the last day: the next version sets it, and this document must stay as it is."""
    holds = _("Verze platí od %s.") if version.is_locked else _("Verze má platit od %s.")
    parts = [
        holds % date_format(version.valid_from),
        *(_("Usnesení: %s.") % one for one in resolutions),
    ]
    before = version.predecessor()
    if before is not None:
        parts.append(_("Předchozí verze: %s.") % before)
    return "".join(f"<p>{escape(part)}</p>" for part in parts)


def _number(value: Decimal) -> str:
    return number_format(int(value) if value == int(value) else value, force_grouping=True)


NETWORK = rooms.DocumentKind(
    title=gettext_lazy("síť služeb"),
    subject=subject,
    readable_by=NetworkVersion.objects.readable_by,
    collect=collect,
    drafts_for=lambda user: of_records(NetworkVersion.objects.whole_for(user)),
)
