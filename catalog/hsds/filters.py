"""Which services, places and providers a question asks for, in SQL."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.hsds.directory import Directory
from catalog.hsds.questions import Question
from catalog.hsds.terms import FORMS, GROUPS, KINDS, Terms
from providers.models import (
    Facility,
    OpeningHours,
    Provider,
    Service,
    ServiceAgeGroup,
    ServiceForm,
    ServiceTargetGroup,
)
from providers.public import (
    in_network_on,
    modified_since,
    published_on,
    published_providers_on,
)
from sitis.territory.models import Municipality

EARTH = 6_371_000  # metres
METRES_IN_A_DEGREE = 111_000
SERVICE = OuterRef("pk")


def service_keys(question: Question, known: Directory, terms: Terms) -> Sequence[int]:
    """Keys of the services in the feed's order; without a filter nothing is asked."""
    if not question.is_narrowed:
        return known.services.pks if question.rozsah == "vse" else known.network
    rows = services(question, known, terms).order_by("identifier")
    return list(rows.values_list("pk", flat=True))


def services(question: Question, known: Directory, terms: Terms) -> QuerySet[Service]:
    day = known.day
    rows = published_on(day) if question.rozsah == "vse" else in_network_on(day)
    if question.search:
        rows = rows.search(question.search)
    if question.organization_id:
        rows = rows.filter(provider=known.organizations.find(question.organization_id))
    if question.modified_after:
        rows = rows.filter(modified_since(question.modified_after))
    rows = _with_terms(rows, question, terms, day)
    return _at_hours(_for_ages(rows, question), question, day)


def _with_terms(rows: Any, question: Question, terms: Terms, day: Any) -> Any:
    """Terms of one taxonomy widen, terms of another narrow; one that nobody knows finds nothing."""
    wanted: dict[str, list[str]] = {}
    for key in question.taxonomy_term_id:
        found = terms.find(key)
        name, slug = (found[0].name, found[1]) if found else ("", "")
        wanted.setdefault(name, []).append(slug)
    for taxonomy, slugs in wanted.items():
        rows = rows.filter(_having(taxonomy, day, slugs))
    if question.taxonomy_id:
        names = [one.name for one in terms.all if one.id == str(question.taxonomy_id)]
        rows = rows.filter(_having(names[0] if names else "", day, None))
    return rows


def _having(taxonomy: str, day: Any, slugs: list[str] | None) -> Any:
    if taxonomy == KINDS:
        return Q() if slugs is None else Q(kind__slug__in=slugs)
    if taxonomy == GROUPS:
        groups = ServiceTargetGroup.objects.filter(service=SERVICE, target_group__is_named=True)
        return Exists(groups if slugs is None else groups.filter(target_group__slug__in=slugs))
    if taxonomy == FORMS:
        forms = ServiceForm.objects.valid_on(day).filter(service=SERVICE, form__is_named=True)
        return Exists(forms if slugs is None else forms.filter(form__slug__in=slugs))
    return Q(pk__in=[])


def _for_ages(rows: Any, question: Question) -> Any:
    """A service's lowest and highest age are known only if each of its age groups has one."""
    ages = ServiceAgeGroup.objects.filter(service=SERVICE)
    if question.minimum_age is not None:
        lower = Q(age_group__age_from=None) | Q(age_group__age_from__lt=question.minimum_age)
        rows = rows.filter(Exists(ages), ~Exists(ages.filter(lower)))
    if question.maximum_age is not None:
        higher = Q(age_group__age_to=None) | Q(age_group__age_to__gt=question.maximum_age)
        rows = rows.filter(Exists(ages), ~Exists(ages.filter(higher)))
    return rows


def _at_hours(rows: Any, question: Question, day: Any) -> Any:
    """One and the same opening of the service fits all that is asked of it."""
    fits: dict[str, Any] = {
        "weekday": question.day,
        "opens__gte": question.start_time,
        "closes__lte": question.end_time,
    }
    fits = {name: value for name, value in fits.items() if value is not None}
    if not fits:
        return rows
    hours = OpeningHours.objects.valid_on(day).filter(service=SERVICE, **fits)
    if question.end_time is not None:
        hours = hours.exclude(closes="00:00")  # midnight at the day's end is later than any time
    found = Exists(hours)
    if question.start_time is None and question.end_time is None:
        always = ServiceForm.objects.valid_on(day).filter(service=SERVICE, is_continuous=True)
        return rows.filter(found | Exists(always))
    return rows.filter(found)


def place_keys(question: Question, known: Directory, terms: Terms) -> Sequence[int]:
    """Keys of places in the order of their services."""
    if not question.is_narrowed and question.rozsah == "vse":
        return known.places.pks
    rows = Facility.objects.open_on(known.day).showable()
    rows = rows.filter(service__in=services(question, known, terms).order_by())
    if question.postcode and question.proximity is None:
        rows = rows.filter(_serving(question.postcode))
    rows = rows.order_by("service__identifier", "name", "pk")
    if question.proximity is None:
        return list(rows.values_list("pk", flat=True))
    centre = _centre(question.postcode)
    return [] if centre is None else _near(rows, *centre, question.proximity)


def _serving(postcode: str) -> Q:
    """Places at the postcode, and those whose service comes to a municipality of it."""
    towns = Municipality.objects.filter(postal_code=postcode)
    codes = list(towns.values_list("code", "orp_id", "orp__district_id"))
    own, orps, districts = (
        (list(column) for column in zip(*codes, strict=True)) if codes else ((),) * 3
    )
    return (
        Q(postal_code=postcode)
        | Q(service__reach__municipality__in=own)
        | Q(service__reach__orp__in=orps)
        | Q(service__reach__district__in=districts)
    )


def _centre(postcode: str) -> tuple[float, float] | None:
    towns = Municipality.objects.filter(postal_code=postcode)
    points = list(towns.values_list("latitude", "longitude"))
    if not points:
        return None
    latitudes, longitudes = zip(*points, strict=True)
    return float(sum(latitudes)) / len(points), float(sum(longitudes)) / len(points)


def _near(rows: Any, latitude: float, longitude: float, metres: int) -> list[int]:
    """A square in SQL, the circle of it here."""
    high = metres / METRES_IN_A_DEGREE
    wide = high / max(cos(radians(latitude)), 0.01)
    square = rows.filter(
        latitude__range=(latitude - high, latitude + high),
        longitude__range=(longitude - wide, longitude + wide),
    )
    return [
        pk
        for pk, lat, lon in square.values_list("pk", "latitude", "longitude")
        if distance(latitude, longitude, float(lat), float(lon)) <= metres
    ]


def distance(lat: float, lon: float, lat_2: float, lon_2: float) -> float:
    """Metres along the surface between two points in degrees.

    >>> round(distance(49.1951, 16.6068, 49.0102, 17.1225) / 1000)
    43
    """
    one, two = radians(lat), radians(lat_2)
    half = sin((two - one) / 2) ** 2
    half += cos(one) * cos(two) * sin(radians(lon_2 - lon) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))


def organization_keys(question: Question, known: Directory) -> list[int]:
    rows: QuerySet[Provider] = published_providers_on(known.day)
    if question.rozsah != "vse":
        theirs = in_network_on(known.day).filter(provider=OuterRef("pk"))
        rows = rows.filter(Exists(theirs))
    if question.search:
        rows = rows.search(question.search)
    return list(rows.order_by("ico").values_list("pk", flat=True))
