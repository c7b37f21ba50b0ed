"""Names of code lists in the language of the page; what has none there stays Czech.

    tongue = Tongue.of_page()
    service = tongue.service(find_service(identifier, day))

Names of services and providers and the providers' texts are Czech on every page: ``lang="cs"``.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from providers.public import Names, PublicCard, PublicService, names_in

#: Table of the translations -> which list of a service holds its items.
LISTS = {
    "age_group": "ages",
    "basic_activity": "activities",
    "provision_form": "forms",
    "target_group": "groups",
}


@dataclass(frozen=True, slots=True)
class Tongue:
    language: str
    names: Names = field(default_factory=dict)

    @classmethod
    def of_page(cls) -> "Tongue":
        """One query on pages in other languages, none on Czech ones."""
        language = get_language() or settings.LANGUAGE_CODE
        return cls(language, names_in(language))

    @property
    def is_czech(self) -> bool:
        return self.language == settings.LANGUAGE_CODE

    def name(self, table: str, slug: str, czech: str) -> str:
        """
        >>> Tongue("en").name("service_kind", "home_care", "pečovatelská služba")
        'pečovatelská služba'
        """
        found = self.names.get((table, slug))
        return found.name if found else czech

    def is_unofficial(self, table: str, slug: str) -> bool:
        """Whether the item is shown under a name that nobody has approved."""
        found = self.names.get((table, slug))
        return found is not None and not found.is_approved

    def item(self, table: str, item: Any) -> Any:
        """``item`` (anything with ``slug`` and ``name``) under its name in this language."""
        return replace(item, name=self.name(table, item.slug, item.name))

    def card(self, card: PublicCard) -> PublicCard:
        if not self.names:
            return card
        form = "provision_form"
        return replace(
            card,
            kind=self.item("service_kind", card.kind),
            forms=tuple(self.item(form, one) for one in card.forms),
            vacancies=tuple(replace(row, form=self.item(form, row.form)) for row in card.vacancies),
        )

    def service(self, service: PublicService) -> PublicService:
        if not self.names:
            return service
        form, unit = "provision_form", "capacity_unit"
        lists = {
            where: tuple(self.item(table, one) for one in getattr(service, where))
            for table, where in LISTS.items()
        }
        return replace(
            service,
            kind=self.item("service_kind", service.kind),
            capacities=tuple(
                replace(row, form=self.item(form, row.form), unit=self.item(unit, row.unit))
                for row in service.capacities
            ),
            hours=tuple(replace(row, form=self.item(form, row.form)) for row in service.hours),
            vacancies=tuple(
                replace(row, form=self.item(form, row.form)) for row in service.vacancies
            ),
            network=tuple(
                replace(
                    row,
                    form=self.item(form, row.form),
                    group=row.group and self.item("target_group", row.group),
                    unit=self.item(unit, row.unit),
                )
                for row in service.network
            ),
            **lists,
        )
