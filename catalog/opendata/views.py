"""The page of open data and the files themselves."""

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
    as_json,
    asked_at,
    open_data,
    problem,
    stream,
)
from catalog.opendata import catalogue as descriptions
from catalog.opendata import schemas
from catalog.opendata.files import csv_parts, json_parts
from catalog.opendata.services import COLUMNS, OBJECT
from providers.public import in_network_on, published_on
from providers.public import services as records

CSV = "text/csv; charset=utf-8; header=present"


@login_not_required
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """For people: what there is, how to take it, how to cite it."""
    context = {
        "site": site(),
        "sets": descriptions.SETS.values(),
        "columns": COLUMNS,
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
        return problem(404, _("Takovou datovou sadu nemáme."))
    return as_json(descriptions.dataset(name, asked_at(request)), content_type=LD_JSON)


@open_data
def schema(request: HttpRequest, name: str) -> HttpResponse:
    found = schemas.schemas().get(name)
    if found is None:
        return problem(404, _("Takové schéma nemáme."))
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
