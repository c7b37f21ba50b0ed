"""Tables of regional cards as files: norms that hold on a day, cards of services."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _


class NormTable:
    @staticmethod
    def headings() -> list[str]:
        return [
            *(_("Karta"), _("Druh služby"), _("Forma"), _("Cílová skupina"), _("Verze")),
            *(_("Druh normy"), _("Kód"), _("Název"), _("Mez"), _("Hodnota"), _("Jednotka")),
            *(_("Na kolik"), _("Čeho"), _("Kvalifikace"), _("Indikátor")),
            *(_("Platí od"), _("Platí do"), _("Indexace v %"), _("Ke dni"), _("Veřejná")),
            _("Zdroj hodnoty"),
        ]

    @staticmethod
    def rows(norms: Any, day: date) -> Iterator[list[Any]]:
        related = ("template__kind", "template__form", "template__target_group", "card")
        for norm in norms.select_related(*related).iterator(chunk_size=1000):
            template, card = norm.template, norm.card
            yield [
                *(template.code, template.kind.name, template.form.name),
                template.target_group.name if template.target_group else "",
                card.number if card else "",
                *(norm.get_subject_display(), norm.code, norm.title, norm.get_bound_display()),
                *(norm.amount, norm.unit, norm.per_amount, norm.per_unit),
                *(norm.qualification, norm.indicator),
                norm.valid_from or (card.valid_from if card else None),
                norm.valid_to or (card.valid_to if card else None),
                *(norm.indexation, norm.amount_on(day)),
                *(_("ano") if norm.is_public else _("ne"), norm.source),
            ]


class ServiceCardTable:
    @staticmethod
    def headings() -> list[str]:
        return [
            *(_("Identifikátor"), _("Služba"), _("Poskytovatel"), _("Karta"), _("Verze")),
            *(_("Stav"), _("Aktualizovat do"), _("Potvrzeno"), _("Platí od"), _("Platí do")),
            _("Odchylek od vzoru"),
        ]

    @staticmethod
    def rows(rows: Any) -> Iterator[list[Any]]:
        for one in rows.iterator(chunk_size=1000):
            yield [
                *(one.service.identifier, one.service.name, one.service.provider.name),
                *(one.template.code, one.card.number, one.get_state_display(), one.update_by),
                *(one.confirmed_at, one.valid_from, one.valid_to, one.own),
            ]
