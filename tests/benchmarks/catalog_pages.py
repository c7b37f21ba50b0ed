"""Pages of the catalogue against the same pages drawn from constants, in one process.

CPU is that of the thread that answers; the index is kept by a thread of its own, as in a web process.
"""

import gc
import gzip
import json
import re
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path
from django.utils.timezone import localdate

from catalog import source
from catalog.index import Question
from catalog.source import build, catalog_of
from catalog.views import search, service
from sitis.urls import urlpatterns as all_of_sitis

ROUNDS = 40
#: Names of files as they are in the house, whether or not anybody collected them.
PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
LISTS = {
    "narrow": "/sluzby/?q=pečovatelská+služba+kyjov&skupina=24&forma=field",
    "broad": "/sluzby/?q=sociální+služby+pomoc&oblast=care&oblast=prevention&forma=field"
    "&forma=residential&forma=ambulatory",
    "usual": "/sluzby/?q=domov+senioři+péče&skupina=24&forma=residential",
    "no words": "/sluzby/?skupina=24&forma=field",
    "a town": "/sluzby/?q=domov+pro+seniory&obec=586307&volno=1",
    "all": "/sluzby/?rozsah=vse",
    "empty": "/sluzby/?q=noclehárna+bzučák+kyjov&forma=field&orp=6210&vek=7",
}

#: Template → what it was last drawn from; while ``constant`` holds anything, it is drawn from that.
kept: dict[str, dict[str, Any]] = {}
constant: list[str] = []


def keeping(
    request: HttpRequest, template: str, context: dict[str, Any], **more: Any
) -> HttpResponse:
    kept[template] = context
    return render(request, template, context, **more)


search.render = service.render = keeping


@login_not_required
def list_page(request: HttpRequest) -> HttpResponse:
    if constant:
        return render(request, "catalog/search.html", kept["catalog/search.html"])
    return search.search(request)


@login_not_required
def service_page(request: HttpRequest, identifier: str) -> HttpResponse:
    if constant:
        return render(request, "catalog/service.html", kept["catalog/service.html"])
    return service.service(request, identifier)


urlpatterns = [
    *i18n_patterns(
        path("sluzby/", list_page),
        path("sluzby/<str:identifier>/", service_page),
        prefix_default_language=False,
    ),
    *all_of_sitis,
]


def measure(client: Client, url: str) -> dict[str, Any]:
    """Milliseconds of the fastest of several answers, the real page and the constant one in turn."""
    constant.clear()
    answer = client.get(url)
    assert answer.status_code == 200, url
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
        queries = len(asked)
    took: dict[str, list[float]] = {"real": [], "constant": [], "cpu": [], "constant_cpu": []}
    for _ in range(ROUNDS):
        for name, cpu in (("real", "cpu"), ("constant", "constant_cpu")):
            constant[:] = [name] if name == "constant" else []
            gc.collect()
            wall, begun = time.perf_counter(), time.thread_time()
            page = client.get(url)
            took[cpu].append(time.thread_time() - begun)
            took[name].append(time.perf_counter() - wall)
            assert page.content == answer.content, (url, name)
    constant.clear()
    return {
        "queries": queries,
        "kilobytes": round(transferred(answer) / 1000, 1),
        **{name: round(min(values) * 1000, 2) for name, values in took.items()},
    }


def transferred(page: HttpResponse) -> int:
    """Bytes of the page with its styles and scripts, each compressed; fonts apart."""
    parts = [page.content]
    html = page.content.decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"#]+\.(?:css|js|svg))', html):
        parts.append(Path(str(finders.find(address.removeprefix("/static/")))).read_bytes())
    return sum(len(gzip.compress(part)) for part in dict.fromkeys(parts))


def main() -> None:
    today = localdate()
    built = []
    for _ in range(2):
        gc.collect()
        begun = time.process_time()
        build(today)
        built.append(time.process_time() - begun)
    source.serve()
    catalog = catalog_of(today)
    found: dict[str, Any] = {
        "services": len(catalog),
        "database": connection.vendor,
        "build_cpu": round(min(built), 3),
        "pages": {},
    }
    gc.freeze()
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], STORAGES=storages):
        client = Client()
        for name, url in LISTS.items():
            found["pages"][name] = measure(client, url)
        hit = catalog.answer(Question(text="pečovatelská služba", kinds=("home_care",))).hits[0]
        found["pages"]["detail"] = measure(client, f"/sluzby/{hit.identifier}/")
    print(json.dumps(found, ensure_ascii=False))
