"""The pages of help: one for those who look for a service, one for each role."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Topic:
    slug: str
    title: str | Promise
    summary: str | Promise

    @property
    def template(self) -> str:
        return f"help/{self.slug}.html"


TOPICS = {
    topic.slug: topic
    for topic in (
        Topic(
            "verejnost",
            _("Jak hledat"),
            _(
                "Jak najít službu, co znamená síť kraje a volné místo a co dělat, když údaj neplatí."
            ),
        ),
        Topic(
            "urednik",
            _("Krajský úředník"),
            _(
                "Vede registr a síť služeb, plánování, výkazy a srovnání služeb, vydává tabulky a "
                "dokumenty."
            ),
        ),
        Topic(
            "spravce",
            _("Správce systému na kraji"),
            _("Zve lidi, rozděluje oprávnění, oznamuje odstávky a hlídá práci na pozadí."),
        ),
        Topic(
            "poskytovatel",
            _("Poskytovatel sociálních služeb"),
            _(
                "Pracovník a statutární zástupce: vyplňuje, podepisuje a předává výkazy a karty "
                "služeb, odpovídá na dotazy kraje."
            ),
        ),
        Topic(
            "koordinator",
            _("Koordinátor ORP"),
            _("Píše plán svého ORP, vede skupiny a setkání, čte registr a jak služby pracují."),
        ),
        Topic(
            "okresni-tym",
            _("Člen okresního týmu"),
            _("Slučuje a řadí požadavky ORP svého okresu do okresního souhrnu."),
        ),
        Topic(
            "auditor",
            _("Auditor"),
            _("Čte vše, co smí, včetně historie změn. Nic nemění."),
        ),
    )
}
