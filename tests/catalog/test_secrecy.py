"""Nothing that is not public is at any address for everybody: markers in every field, every address read."""

import html
import re
from collections import deque
from io import BytesIO
from urllib.parse import unquote, urljoin, urlsplit
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import get_resolver
from django.utils import translation

from providers.models import Facility, OutdatedReport
from sitis.languages import NAMES, prefix
from sitis.territory.models import Municipality
from tests.catalog.planted import NO_SECRET, NOON, SEEN, build, tables, texts
from tests.test_house_rules import addresses

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
#: Where no record is shown: signing in and out, and what lies behind it.
APART = re.compile(r"^/(sprava|prihlaseni|odhlaseni|zapomenute-heslo|pozvanka|static|zdravi)/")
LINK = re.compile(
    r"""(?:href|src|action)="([^"]+)"|<loc>([^<]+)</loc>|"(https?://127\.0\.0\.1:8000[^"]*)"|<(/[^>]*)>; rel="""
)
MOST_PAGES = 900


@pytest.fixture
def planted():
    with time_machine.travel(NOON, tick=False):
        yield build()


def body(client, address):
    """Status, headers and text of a page or file; a redirect is followed by the crawler, not here."""
    answer = client.get(address)
    content = b"".join(answer) if answer.streaming else answer.content
    if content.startswith(b"PK"):  # a workbook is a bundle of compressed files
        with ZipFile(BytesIO(content)) as bundle:
            content = b"\n".join(bundle.read(name) for name in bundle.namelist())
    head = "\n".join(f"{name}: {value}" for name, value in answer.items() if name != "ETag")
    return answer.status_code, head, content.decode("utf-8", "replace")


def readings(text):
    """The same text as a browser, a JSON reader and a reader of addresses understand it."""
    yield text
    yield html.unescape(text)
    yield unquote(text)
    if "\\u" in text:
        yield re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), text)


def seeds():
    """Every address for everybody, with every record that it may name, in all languages."""
    known = {
        "identifier": ["9100001", "9100002", "9100003", "9876501", "9876502"],
        "ico": ["99100016", "99100024", "98765017", "98765025"],
        "pk": ["1", "2", "3"],
        "year": ["2026", "2027"],
        "rok": ["2026", "2027"],
        "cislo": ["1", "2"],
        "number": ["1", "2"],  # of a part of the site's map, and of a document
        "role": ["verejnost"],
        "name": ["sluzby", "sit", "katalog", "stranky", "poskytovatele"],
        "key": [str(OutdatedReport.objects.get().key), "x"],
        "what": ["sluzby", "soucty", "zmeny"],
        "kind": ["csv", "xlsx"],
        "slug": ["x"],  # plans have a test of their own
        "druh": ["home_care"],  # and so has benchmarking
        "anchor": ["x"],
        "code": ["E"],  # a section of a report: what was typed waits there for a sign-in
    }
    for pattern, view in addresses(get_resolver().url_patterns):
        if getattr(view, "login_required", True) or APART.match(f"/{pattern.lstrip('^')}"):
            continue
        filled = [""]
        for part in re.split(r"(<[^>]+>)", pattern):
            name = part.strip("<>").split(":")[-1]
            values = known[name] if part.startswith("<") else [part]
            filled = [before + value for before in filled for value in values]
        for path in filled:
            yield f"/{path}"
            if not re.match(r"^(en|uk)/", path):
                yield from (prefix(code) + path for code in NAMES if code != "cs")
    yield from (
        "/otevrena-data/sluzby.csv?rozsah=vse", "/otevrena-data/sluzby.json?rozsah=vse",
        "/otevrena-data/sit.json?verze=2026-1", "/otevrena-data/sit.csv?verze=2026-2",
        "/otevrena-data/sit.json?den=2027-06-01", "/hsds/services?rozsah=vse&full=true",
        "/hsds/services?minimal=true", "/hsds/organizations?rozsah=vse&full_service=true",
        "/hsds/service_at_locations?rozsah=vse&full=true", "/sluzby/?rozsah=vse",
        "/sluzby/?rozsah=vse&orp=6211", "/sluzby/?rozsah=vse&obec=584649",
        "/porovnani/?s=9100001&s=9100002&s=9876501", "/vyber/?s=9100001&s=9100002&s=9876501",
    )  # fmt: skip


def is_followed(address):
    """Filters beside filters only repeat what one of them shows."""
    return not APART.match(address) and urlsplit(address).query.count("=") <= 1


def crawl(client):
    """Address -> (status, headers and text) of every page, file and picture that one can come to."""
    with translation.override("cs"):  # addresses of a page that speaks otherwise begin otherwise
        found, waiting = {}, deque(dict.fromkeys(seeds()))
    while waiting:
        address = waiting.popleft()
        if address in found or APART.match(address):
            continue
        status, head, text = body(client, address)
        found[address] = status, f"{head}\n{text}"
        assert len(found) < MOST_PAGES, sorted(found)[-50:]
        location = re.findall(r"^Location: (.+)$", head, re.MULTILINE)
        for groups in [*LINK.findall(head + text), *((place, "", "", "") for place in location)]:
            link = urljoin(address, html.unescape(next(filter(None, groups))).removeprefix(SITE))
            link = link.partition("#")[0]
            if link.startswith("/") and link not in found and is_followed(link):
                waiting.append(link)
    return found


def test_each_field_of_each_model_carries_a_marker(planted):
    """A new field or model has no row and no decision: this fails until somebody gave it both."""
    for model in tables():
        assert model._base_manager.exists(), f"{model.__name__}: build() makes no row"
    said = {where.split(" ")[0] for where in [*planted.secret.values(), *planted.seen.values()]}
    for model in tables():
        open_ = NO_SECRET.get(model.__name__, set())
        for field in texts(model):
            assert field.name in open_ or f"{model.__name__}.{field.name}" in said
    for name, fields in [*SEEN.items(), *NO_SECRET.items()]:
        model = next(one for one in tables() if one.__name__ == name)
        assert fields <= {field.name for field in texts(model)}, name


def test_no_public_address_says_what_is_not_public(client, planted):
    found = crawl(client)

    report = str(OutdatedReport.objects.get().key)  # whoever keeps it reads what was answered
    told = [
        f"{address}: {planted.secret[marker]}"
        for address, (_status, text) in found.items()
        for reading in readings(text)
        for marker in planted.secret
        if marker in reading
        and marker not in address
        and not (report in address and planted.secret[marker] == "OutdatedReport.answer")
    ]
    assert "\n".join(sorted(set(told))) == ""
    assert [address for address, (status, _text) in found.items() if status >= 500] == []

    every = "\n".join(reading for _status, text in found.values() for reading in readings(text))
    unseen = [where for marker, where in planted.seen.items() if marker not in every]
    assert ", ".join(unseen) == "", "said to be public, and nowhere: take it out of SEEN"
    for address in (
        "/sluzby/9100001/",
        "/en/sluzby/9100001/",
        "/otevrena-data/sluzby.csv",
        "/hsds/services",
    ):
        assert found[address][0] == 200, address
    for address in (
        "/sluzby/9876501/",
        "/poskytovatele/98765025/",
        "/otevrena-data/sit.csv?verze=2026-2",
    ):
        assert found[address][0] == 404, address
    assert sum(status == 200 for status, _text in found.values()) > 90


def test_where_a_hidden_place_lies_changes_no_answer(client, planted):
    """Not the map, a count, a filter by ORP or municipality, nor the order: all answers are the same."""
    place = Facility.objects.get(is_address_hidden=True, service__identifier="9100002")
    before = crawl(client)

    place.municipality = Municipality.objects.get(code="586307")
    place.latitude, place.longitude = "49.010200", "17.122500"
    place.save()
    after = crawl(client)

    assert before.keys() ^ after.keys() == set()
    assert [address for address in before if plain(before[address]) != plain(after[address])] == []


def plain(answer):
    """Without what differs from one answer to the next: tokens against forged forms."""
    status, text = answer
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return status, re.sub(r"csrftoken=[^;]*", "", text)


def test_the_markers_would_be_found(client, planted):
    """A leak is seen: once a hidden place is shown, its marker stands where it was sought."""
    marker = next(one for one, where in planted.secret.items() if where == LEAK)
    shown = Facility.objects.get(street=marker)
    shown.is_address_hidden = False
    shown.save()

    service = f"/sluzby/{shown.service.identifier}/"
    for address in (
        service,
        f"/uk{service}",
        "/otevrena-data/sluzby.csv",
        "/otevrena-data/sluzby.json",
    ):
        assert marker in body(client, address)[2], address


LEAK = "Facility.street of a hidden row"
