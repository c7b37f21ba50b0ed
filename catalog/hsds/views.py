"""Answers of the feed: lists by pages of at most 100, single objects with everything that is theirs."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from catalog.addresses import site
from catalog.answers import Missing, as_json, asked_at, open_data
from catalog.hsds import filters, objects
from catalog.hsds.description import described
from catalog.hsds.directory import Directory, Ids, directory
from catalog.hsds.pages import cut, paged
from catalog.hsds.questions import Question, asked
from catalog.hsds.terms import Taxonomy, Terms, terms
from providers.models import Facility, Provider
from providers.public import (
    PublicPlace,
    PublicProvider,
    PublicService,
    in_network_on,
    modified_at,
    providers,
    published_on,
    published_providers_on,
    services_by_key,
)
from providers.public import services as records

PROFILE = "https://docs.openreferraluk.org/"
NOT_HERE = _("Takový identifikátor v katalogu není.")


@open_data
def about(request: HttpRequest) -> HttpResponse:
    """What this feed is (``GET /`` of the standard)."""
    openapi_url = f"{site()}/hsds/openapi.json"
    return as_json({"version": "HSDS-UK-3.0", "profile": PROFILE, "openapi_url": openapi_url})


@open_data
def openapi(request: HttpRequest) -> HttpResponse:
    return as_json(described(f"{site()}/hsds"))


@open_data
def services(request: HttpRequest) -> HttpResponseBase:
    question, known, code = _begin(request, "services")
    keys = filters.service_keys(question, known, code)
    found = services_by_key(cut(keys, question), known.day)
    if question.minimal:
        contents: Any = (_only(said, "id", "last_modified") for said in _said(found, code, False))
    else:
        contents = _said(found, code, question.full)
    return paged(request, question, len(keys), contents)


@open_data
def service(request: HttpRequest, key: str) -> HttpResponse:
    known, code = _known(request)
    record = _service(known, known.services, key)
    if record is None:
        raise Missing(NOT_HERE)
    return as_json(next(_said([record], code, True)))


@open_data
def organizations(request: HttpRequest) -> HttpResponse:
    question, known, code = _begin(request, "organizations")
    keys = filters.organization_keys(question, known)
    page = list(cut(keys, question))
    rows = published_providers_on(known.day).filter(pk__in=page).order_by("ico")
    contents = [
        _organization(record, known, code, question.rozsah, question.full_service)
        if question.full or question.full_service
        else objects.organization(record)
        for record in providers(rows)
    ]
    return paged(request, question, len(keys), contents)


@open_data
def organization(request: HttpRequest, key: str) -> HttpResponse:
    known, code = _known(request)
    uuid = _uuid(key)
    pk = known.organizations.find(uuid) if uuid else None
    rows: Any = Provider.objects.none()
    if pk is not None:
        rows = published_providers_on(known.day).filter(pk=pk)
    record = next(providers(rows), None)
    if record is None or record.uuid != uuid:
        raise Missing(NOT_HERE)
    return as_json(_organization(record, known, code, "vse", full=False))


@open_data
def service_at_locations(request: HttpRequest) -> HttpResponse:
    question, known, code = _begin(request, "service_at_locations")
    keys = filters.place_keys(question, known, code)
    pairs = _with_service(cut(keys, question), known)
    say = objects.service_at_location_full if question.full else objects.service_at_location
    contents = (say(record, place, code) for record, place in pairs)
    return paged(request, question, len(keys), contents)


@open_data
def service_at_location(request: HttpRequest, key: str) -> HttpResponse:
    known, code = _known(request)
    uuid = _uuid(key)
    pk = known.places.find(uuid) if uuid else None
    pairs = _with_service([pk] if pk is not None else [], known)
    for record, place in pairs:
        said = objects.service_at_location_full(record, place, code)
        if said["id"] == str(uuid):
            return as_json(said)
    raise Missing(NOT_HERE)


@open_data
def taxonomies(request: HttpRequest) -> HttpResponse:
    question, every = asked(request.GET, "taxonomies"), terms(asked_at(request)).all
    contents = [one.as_json() for one in cut(every, question)]
    return paged(request, question, len(every), contents)


@open_data
def taxonomy(request: HttpRequest, key: str) -> HttpResponse:
    uuid = _uuid(key)
    found = [one for one in terms(asked_at(request)).all if one.id == str(uuid)]
    if not found:
        raise Missing(NOT_HERE)
    return as_json(found[0].as_json(with_terms=True))


@open_data
def taxonomy_terms(request: HttpRequest) -> HttpResponse:
    question = asked(request.GET, "taxonomy_terms")
    wanted = question.taxonomy_id
    every = [
        said
        for one in terms(asked_at(request)).all
        if wanted is None or one.id == str(wanted)
        for said in one.terms.values()
    ]
    return paged(request, question, len(every), cut(every, question))


@open_data
def taxonomy_term(request: HttpRequest, key: str) -> HttpResponse:
    uuid = _uuid(key)
    found: tuple[Taxonomy, str] | None = terms(asked_at(request)).find(uuid) if uuid else None
    if not found:
        raise Missing(NOT_HERE)
    return as_json(found[0].terms[found[1]])


def _begin(request: HttpRequest, name: str) -> tuple[Question, Directory, Terms]:
    return asked(request.GET, name), *_known(request)


def _known(request: HttpRequest) -> tuple[Directory, Terms]:
    return directory(asked_at(request)), terms(asked_at(request))


def _said(found: Sequence[PublicService], code: Terms, full: bool) -> Iterator[dict[str, Any]]:
    """Objects with the moment of their last change; its sixteen queries are asked once for all."""
    changed = modified_at(record.pk for record in found)
    say = objects.service_full if full else objects.service
    for record in found:
        said = say(record, code)
        if record.pk in changed:
            said["last_modified"] = objects.instant(changed[record.pk])
        yield said


def _service(known: Directory, ids: Ids, key: str) -> PublicService | None:
    uuid = _uuid(key)
    pk = ids.find(uuid) if uuid else None
    found = services_by_key([pk] if pk is not None else [], known.day)
    return found[0] if found and found[0].uuid == uuid else None


def _with_service(
    keys: Sequence[int], known: Directory
) -> Iterator[tuple[PublicService, PublicPlace]]:
    """Places of the page, each with its service, in the order of ``keys``."""
    shown = Facility.objects.open_on(known.day).showable().filter(pk__in=list(keys))
    where = {
        pk: (service, uuid) for pk, service, uuid in shown.values_list("pk", "service", "uuid")
    }
    found = services_by_key(sorted({service for service, _uuid in where.values()}), known.day)
    by_key = {record.pk: record for record in found}
    for pk in keys:
        service, uuid = where.get(pk, (None, None))
        record = by_key.get(service) if service else None
        for place in record.places if record else ():
            if place.uuid == uuid:
                yield record, place


def _organization(
    record: PublicProvider, known: Directory, code: Terms, scope: str, full: bool
) -> dict[str, Any]:
    """With its services: those in the network, or all registered ones."""
    rows = published_on(known.day) if scope == "vse" else in_network_on(known.day)
    theirs = rows.filter(provider__ico=record.ico).order_by("identifier")
    said = objects.organization_with_identifier(record)
    said["services"] = [
        {name: value for name, value in one.items() if name != "organization"}
        for one in _said(list(records(theirs, known.day)), code, full)
    ]
    return said


def _only(said: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names if name in said}


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
