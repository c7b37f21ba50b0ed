"""What the catalogue's index is built from: plain rows in bulk, a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FloatField
from django.db.models.functions import Cast

from providers.models import (
    BasicActivity,
    Facility,
    NetworkItem,
    OpeningHours,
    ProvisionForm,
    Reach,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceForm,
    ServiceKind,
    ServiceTargetGroup,
    ServiceText,
    Situation,
    Synonym,
    TargetGroup,
    Translation,
    Vacancy,
)
from providers.public.cards import search_words
from providers.public.services import VACANCY_HOLDS, published_on
from sitis.territory.models import District, Municipality, Orp

SATURDAY = 6
#: As plain numbers: making decimals of them takes longer than reading them.
DEGREES = {name: Cast(name, FloatField()) for name in ("latitude", "longitude")}
WHOLE_REGION = "*"


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One published service as the index reads it.

    ``serves`` holds codes of okresy (LAU 1), ORPs (4 digits) and municipalities (6 digits), or
    ``WHOLE_REGION``; empty when nobody said. ``places``: municipality code or None, latitude, longitude.
    """

    pk: int
    identifier: str
    name: str
    provider: str
    ico: str
    kind: str
    branch: str
    is_free: bool
    groups: tuple[str, ...]
    forms: tuple[str, ...]
    places: tuple[tuple[str | None, float | None, float | None], ...]
    place_names: tuple[str, ...]
    serves: tuple[str, ...]
    ages: tuple[tuple[int | None, int | None], ...]
    is_weekend: bool
    is_continuous: bool
    has_vacancy: bool
    in_network: bool
    activities: tuple[str, ...]
    texts: tuple[str, ...]


def search_rows(day: date) -> Iterator[SearchRow]:
    """All services that everybody may see on ``day``, in no order; twelve queries."""
    services = published_on(day)
    own = list(
        services.order_by().values_list(
            *("pk", "identifier", "name", "provider__name", "provider__ico"),
            *("kind__slug", "kind__branch", "kind__payment"),
        )
    )
    of = {row[0] for row in own}
    groups = _by_service(ServiceTargetGroup.objects, of, "target_group__slug")
    ages = _by_service(ServiceAgeGroup.objects, of, "age_group__age_from", "age_group__age_to")
    forms = _by_service(ServiceForm.objects.valid_on(day), of, "form__slug", "is_continuous")
    places = _by_service(
        Facility.objects.open_on(day).showable(),
        of,
        *("municipality_id", DEGREES["latitude"], DEGREES["longitude"], "name"),
    )
    reach = _by_service(Reach.objects.valid_on(day), of, "district_id", "orp_id", "municipality_id")
    network = _by_service(NetworkItem.objects.in_force_on(day), of, "district_id", "orp_id")
    weekend = _by_service(
        OpeningHours.objects.valid_on(day).open_at(SATURDAY, SATURDAY + 1), of, "weekday"
    )
    vacancies = _by_service(
        Vacancy.objects.filter(as_of__lte=day, as_of__gte=day - VACANCY_HOLDS, free__gt=0),
        of,
        "form__slug",
    )
    activities = _by_service(ServiceActivity.objects, of, "activity__slug", "optional_activity")
    texts = _by_service(ServiceText.objects, of, "text")
    for pk, identifier, name, provider, ico, kind, branch, payment in own:
        theirs = forms.get(pk, ())
        always = any(is_continuous for _form, is_continuous in theirs)
        items = network.get(pk, ())
        yield SearchRow(
            pk,
            identifier,
            name,
            provider,
            ico,
            kind,
            branch,
            payment == ServiceKind.Payment.FREE,
            tuple(slug for (slug,) in groups.get(pk, ())),
            tuple(dict.fromkeys(slug for slug, _always in theirs)),
            tuple(place[:3] for place in places.get(pk, ())),
            tuple(named for *_point, named in places.get(pk, ())),
            _serves(reach.get(pk, ()), items),
            tuple(ages.get(pk, ())),
            always or pk in weekend,
            always,
            pk in vacancies,
            bool(items),
            tuple(slug or other for slug, other in activities.get(pk, ())),
            tuple(text for (text,) in texts.get(pk, ())),
        )


def _by_service(rows: Any, known: set[int], *columns: Any) -> dict[int, list[tuple[Any, ...]]]:
    """Rows of the ``known`` services; the whole table is read, for nearly all of it is needed."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    listed = rows.order_by().values_list("service_id", *columns)
    for row in listed.iterator(chunk_size=5000):
        if row[0] in known:
            found[row[0]].append(row[1:])
    return dict(found)


def _serves(reach: Iterable[tuple[Any, ...]], items: Iterable[tuple[Any, ...]]) -> tuple[str, ...]:
    """What the provider said; else what the network gave it money for."""
    said = {code for row in reach for code in row if code}
    if not said:
        said = {district or orp or WHOLE_REGION for district, orp in items}
    return tuple(sorted(said))


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that a filter or a word may name; ``names`` in cs, en and uk where known."""

    slug: str
    names: dict[str, str]
    words: str = ""  # in all languages, apart by semicolons
    parent: str = ""  # branch of a kind, okres of an ORP
    about: tuple[str, ...] = ()  # section of a kind, …


@dataclass(frozen=True, slots=True)
class PublicSituation:
    slug: str
    names: dict[str, str]
    texts: dict[str, str]
    words: str
    kinds: tuple[str, ...]
    groups: tuple[str, ...]
    is_featured: bool
    position: int


@dataclass(frozen=True, slots=True)
class PublicMunicipality:
    code: str
    name: str  # with its distinction where the name is not the only one
    plain_name: str
    orp: str
    district: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything the index and the filters name."""

    kinds: tuple[Named, ...]
    groups: tuple[Named, ...]
    forms: tuple[Named, ...]
    activities: tuple[Named, ...]
    districts: tuple[Named, ...]
    orps: tuple[Named, ...]
    municipalities: tuple[PublicMunicipality, ...]
    situations: tuple[PublicSituation, ...]
    synonyms: tuple[tuple[str, str, str], ...]  # words, means, language


def reference(day: date) -> Reference:
    """About a dozen queries, whatever the number of services.

    Words of regional cards count from the first day of the version that says them.
    """
    translated: dict[tuple[str, str], dict[str, tuple[str, str, str]]] = defaultdict(dict)
    rows = Translation.objects.values_list("table", "slug", "language", "name", "text", "words")
    for table, slug, language, *said in rows:
        translated[table, slug][language] = tuple(said)  # type: ignore[assignment]

    def names(table: str, slug: str, czech: str) -> dict[str, str]:
        return {"cs": czech, **{k: v[0] for k, v in translated[table, slug].items() if v[0]}}

    def listed(table: str, model: Any, *columns: str) -> tuple[Named, ...]:
        found = model.objects.named().values_list("slug", "name", *columns)
        return tuple(
            Named(slug, names(table, slug, name), parent=rest[0] if rest else "", about=tuple(rest))
            for slug, name, *rest in found
        )

    situations = Situation.objects.published().prefetch_related("kinds", "target_groups")
    return Reference(
        kinds=listed("service_kind", ServiceKind, "branch", "section", "payment"),
        groups=listed("target_group", TargetGroup, "area"),
        forms=listed("provision_form", ProvisionForm),
        activities=listed("basic_activity", BasicActivity),
        districts=tuple(
            Named(code, {"cs": name}) for code, name in District.objects.values_list("code", "name")
        ),
        orps=tuple(
            Named(code, {"cs": name}, parent=district)
            for code, name, district in Orp.objects.values_list("code", "name", "district_id")
        ),
        municipalities=tuple(
            PublicMunicipality(
                place.code,
                str(place),
                place.name,
                place.orp_id,
                place.orp.district_id,
                float(place.latitude),
                float(place.longitude),
            )
            for place in Municipality.objects.select_related("orp")
        ),
        situations=tuple(_situation(row, translated["situation", row.slug]) for row in situations),
        synonyms=(
            *Synonym.objects.values_list("words", "means", "language"),
            *search_words(day),
        ),
    )


def _situation(row: Situation, translated: dict[str, tuple[str, str, str]]) -> PublicSituation:
    return PublicSituation(
        row.slug,
        {"cs": row.name, **{k: v[0] for k, v in translated.items() if v[0]}},
        {"cs": row.text, **{k: v[1] for k, v in translated.items() if v[1]}},
        "; ".join(filter(None, [row.words, *(said[2] for said in translated.values())])),
        tuple(kind.slug for kind in row.kinds.all()),
        tuple(group.slug for group in row.target_groups.all()),
        row.is_featured,
        row.position,
    )
