"""Tables of the network as files: items, changes, totals, comparisons, misfits."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from providers.models.ledger_words import EntryRow, GroupRow
from providers.models.misfits import ADVICE, Misfit


class ItemTable:
    """Columns of a network list as regions keep it; an import reads the same table back.

    ``with_internal`` adds what is not for the provider's people or other roles.
    """

    def __init__(self, *, with_internal: bool) -> None:
        self.with_internal = with_internal

    def headings(self) -> list[str]:
        internal = [_("Způsob financování"), _("Číslo pověření"), _("Usnesení"), _("Poznámka")]
        return [
            *("IČO", _("Poskytovatel"), _("Druh služby"), _("Identifikátor"), _("Název služby")),
            *(_("Forma"), _("Cílová skupina"), _("ORP"), _("Okres"), _("Kategorie")),
            *(_("Jednotka"), _("Počet jednotek"), _("Platí od"), _("Platí do")),
            *(internal if self.with_internal else []),
        ]

    def rows(self, items: Any) -> Iterator[list[Any]]:
        for item in items.iterator(chunk_size=1000):
            service = item.service
            row = [
                *(service.provider.ico, service.provider.name, service.kind.name),
                *(service.identifier, service.name, item.form.name),
                item.target_group.name if item.target_group else "",
                item.orp.name if item.orp else "",
                item.district.name if item.district else "",
                *(item.category.name, item.unit.name, item.amount),
                *(item.valid_from, item.valid_to),
            ]
            if self.with_internal:
                resolution = str(item.resolution) if item.resolution else ""
                row += [item.get_financing_display(), item.mandate_number, resolution, item.note]
            yield row


class EntryTable:
    @staticmethod
    def headings() -> list[str]:
        return [
            *(_("Od"), _("Změna"), _("Identifikátor"), _("Služba"), _("Poskytovatel"), _("Druh")),
            *(_("Forma"), _("Cílová skupina"), _("Území"), _("Kategorie"), _("Jednotka")),
            *(_("Rozdíl"), _("Před"), _("Po"), _("Usnesení"), _("Souvisí s")),
        ]

    @staticmethod
    def rows(entries: Iterable[EntryRow]) -> Iterator[list[Any]]:
        for entry in entries:
            service = entry.service
            yield [
                *(entry.day, entry.word, service.identifier, service.name, service.provider),
                *(entry.kind, entry.form, entry.target_group, entry.place, entry.category),
                *(entry.unit, entry.delta, entry.before, entry.after),
                *(str(entry.resolution or ""), entry.other),
            ]


class GroupTable:
    """Totals and comparisons by kind, form and territory."""

    @staticmethod
    def totals_headings() -> list[str]:
        return [_("Druh"), _("Území"), _("Forma"), _("Jednotka"), _("Počet jednotek"), _("Služeb")]

    @staticmethod
    def totals(rows: Iterable[GroupRow]) -> Iterator[list[Any]]:
        for row in rows:
            yield [row.kind, row.place, row.form, row.unit, row.after, row.services]

    @staticmethod
    def compared_headings(before: str, after: str) -> list[str]:
        return [
            *(_("Druh"), _("Území"), _("Forma"), _("Jednotka"), before, after, _("Rozdíl")),
            *(_("Služeb: %s") % before, _("Služeb: %s") % after),
        ]

    @staticmethod
    def compared(rows: Iterable[GroupRow]) -> Iterator[list[Any]]:
        for row in rows:
            yield [
                *(row.kind, row.place, row.form, row.unit, row.before, row.after, row.delta),
                *(row.services_before, row.services),
            ]


class MisfitTable:
    @staticmethod
    def headings() -> list[str]:
        return [
            *(_("Co nesedí"), _("Co s tím"), _("Identifikátor"), _("Služba"), _("Poskytovatel")),
            *(_("Forma"), _("Území"), _("Jednotka"), _("V síti"), _("Registrovaná lůžka")),
            *(_("Platí od"), _("Platí do"), _("Konec služby")),
        ]

    @staticmethod
    def rows(items: Any) -> Iterator[list[Any]]:
        for item in items.iterator(chunk_size=1000):
            what, service = Misfit(item.misfit), item.service
            yield [
                *(str(what.label), str(ADVICE[what]), service.identifier, service.name),
                *(service.provider.name, item.form.name, item.place_name, item.unit.name),
                *(item.amount, item.registered, item.valid_from, item.valid_to),
                service.provided_to,
            ]
