"""The page of open data and the files themselves."""

import re
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.addresses import site
from catalog.answers import (
    JSON,
    LD_JSON,
    BadQuestion,
    Missing,
    as_json,
    asked_at,
    open_data,
    stream,
)
from catalog.opendata import catalogue as descriptions
from catalog.opendata import network, schemas
from catalog.opendata.files import csv_parts, json_parts
from catalog.opendata.services import COLUMNS, OBJECT
from providers.public import PublicVersion, in_network_on, network_items, published_on
from providers.public import services as records

CSV = "text/csv; charset=utf-8; header=present"


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """For people: what there is, how to take it, how to cite it."""
    context = {
        "site": site(),
        "sets": descriptions.SETS.values(),
        "tables": (("sluzby.csv", COLUMNS), ("sit.csv", network.COLUMNS)),
        "licence": descriptions.CC_BY,
        "has_publisher": bool(settings.PUBLISHER_ICO),
    }
    return render(request, "catalog/opendata/about.html", context)


@open_data
def catalogue(request: HttpRequest) -> HttpResponse:
    return as_json(descriptions.catalogue(asked_at(request)), content_type=LD_JSON)


@open_data
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    if name not in descriptions.SETS:
        raise Missing(_("Takovou datovou sadu nemáme."))
    return as_json(descriptions.dataset(name, asked_at(request)), content_type=LD_JSON)


@open_data
def schema(request: HttpRequest, name: str) -> HttpResponse:
    found = schemas.schemas().get(name)
    if found is None:
        raise Missing(_("Takové schéma nemáme."))
    return as_json(found, content_type="application/schema+json; charset=utf-8")


@open_data
def services_csv(request: HttpRequest) -> HttpResponseBase:
    scope, day = _scope(request.GET), asked_at(request).day
    rows = _rows(scope, day)
    return _file(csv_parts(COLUMNS, records(rows, day)), CSV, "sluzby.csv", scope)


@open_data
def services_json(request: HttpRequest) -> HttpResponseBase:
    scope, day = _scope(request.GET), asked_at(request).day
    said = {
        "den": day.isoformat(),
        "rozsah": scope,
        "kraj": settings.REGION_NAME,
        "licence": descriptions.CC_BY,
        "schema": schemas.address("sluzby"),
    }
    rows = _rows(scope, day)
    return _file(json_parts(said, "sluzby", OBJECT, records(rows, day)), JSON, "sluzby.json", scope)


@open_data
def network_csv(request: HttpRequest) -> HttpResponseBase:
    version, day = _version(request)
    items = network_items(version, day) if version else ()
    name = f"sit-{version.key}.csv" if version else "sit.csv"
    return _file(csv_parts(network.COLUMNS, items), CSV, name)


@open_data
def network_json(request: HttpRequest) -> HttpResponseBase:
    version, day = _version(request)
    items = network_items(version, day) if version else ()
    said = network.of_version(version, day)
    said |= {"kraj": settings.REGION_NAME, "schema": schemas.address("sit")}
    name = f"sit-{version.key}.json" if version else "sit.json"
    return _file(json_parts(said, "polozky", network.COLUMNS, items), JSON, name)


_VERSION = re.compile(r"[0-9]{4}-[0-9]{1,4}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _version(request: HttpRequest) -> tuple[PublicVersion | None, date | None]:
    """The version asked for as a whole, or that of a day with this day. Raises BadQuestion."""
    wanted, day = request.GET.get("verze"), request.GET.get("den")
    if wanted and day:
        raise BadQuestion(_("Zadejte jen den, nebo jen verzi."))
    if wanted:
        if not _VERSION.fullmatch(wanted):
            raise BadQuestion(_("verze: zadejte rok a číslo, například 2026-1."))
        version = network.version_named(wanted)
        if version is None:
            raise Missing(_("Taková verze sítě není zveřejněna."))
        return version, None
    asked = _day(day) if day else asked_at(request).day
    return network.version_of(asked), asked


def _day(text: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadQuestion(_("den: zadejte den jako 2026-11-22."))


def _scope(query: QueryDict) -> str:
    """Services in the network, or with ``rozsah=vse`` all registered ones."""
    scope = query.get("rozsah") or "sit"
    if scope not in {"sit", "vse"}:
        raise BadQuestion(_("rozsah: zadejte sit (služby v síti kraje), nebo vse (všechny)."))
    return scope


def _rows(scope: str, day: Any) -> Any:
    rows = published_on(day) if scope == "vse" else in_network_on(day)
    return rows.order_by("identifier")


def _file(parts: Any, content_type: str, name: str, scope: str = "sit") -> HttpResponseBase:
    answer = stream(parts, content_type)
    if scope == "vse":
        name = name.replace(".", "-vse.")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
