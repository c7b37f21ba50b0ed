"""Taxonomies of the feed: kinds of services, target groups and forms, with their texts."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from catalog.answers import Asked
from catalog.hsds import ids
from providers.models import KindText, ProvisionForm, ServiceKind, TargetGroup

KINDS, GROUPS, FORMS = ids.TAXONOMIES


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """``terms``: slug -> the term as the feed gives it."""

    name: str
    title: str
    about: str
    terms: dict[str, dict[str, Any]] = field(hash=False)

    @property
    def id(self) -> str:
        return str(ids.taxonomy(self.name))

    def as_json(self, *, with_terms: bool = False) -> dict[str, Any]:
        said: dict[str, Any] = {"id": self.id, "name": self.title, "description": self.about}
        if with_terms:
            said["taxonomy_terms"] = list(self.terms.values())
        return said


@dataclass(frozen=True, slots=True)
class Terms:
    """All that the feed says by code; ``summaries``: slug of a kind -> (one sentence, more)."""

    kinds: Taxonomy
    groups: Taxonomy
    forms: Taxonomy
    summaries: dict[str, str] = field(hash=False)

    @property
    def all(self) -> tuple[Taxonomy, ...]:
        return self.kinds, self.groups, self.forms

    def find(self, key: UUID) -> tuple[Taxonomy, str] | None:
        """The taxonomy and slug of the term with this identifier."""
        for taxonomy in self.all:
            for slug, said in taxonomy.terms.items():
                if said["id"] == str(key):
                    return taxonomy, slug
        return None


@lru_cache(maxsize=2)
def terms(asked: Asked) -> Terms:
    summaries = dict(KindText.objects.filter(language="cs").values_list("kind__slug", "summary"))
    kinds = [
        (slug, name, summaries.get(slug) or _by_law(name, section), section)
        for slug, name, section in _named(ServiceKind, "section")
    ]
    groups = [(slug, name, f"Cílová skupina: {name}.", slug) for slug, name in _named(TargetGroup)]
    forms = [
        (slug, name, f"Forma poskytování: {name} (§ 33 zákona).", slug)
        for slug, name in _named(ProvisionForm)
    ]
    return Terms(
        _taxonomy(
            KINDS,
            "Druhy sociálních služeb",
            "Druhy sociálních služeb podle § 37 až 70a zákona č. 108/2006 Sb.",
            kinds,
        ),
        _taxonomy(
            GROUPS,
            "Cílové skupiny",
            "Okruhy osob, pro které jsou služby určeny, podle číselníku Ministerstva práce a "
            "sociálních věcí.",
            groups,
        ),
        _taxonomy(
            FORMS,
            "Formy poskytování",
            "Pobytová, ambulantní a terénní forma podle § 33 zákona č. 108/2006 Sb.",
            forms,
        ),
        summaries,
    )


def _named(model: Any, *columns: str) -> Any:
    return model.objects.named().order_by("name", "slug").values_list("slug", "name", *columns)


def _by_law(name: str, section: str) -> str:
    said = f"Druh sociální služby: {name}"
    return f"{said} ({section} zákona č. 108/2006 Sb.)." if section else f"{said}."


def _taxonomy(name: str, title: str, about: str, rows: list[tuple[str, ...]]) -> Taxonomy:
    key = str(ids.taxonomy(name))
    listed = {
        slug: {
            "id": str(ids.term(name, slug)),
            "name": called,
            "description": said,
            "taxonomy": title,
            "taxonomy_id": key,
            "term": code,
        }
        for slug, called, said, code in rows
    }
    return Taxonomy(name, title, about, listed)
