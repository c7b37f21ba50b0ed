"""Reads the whole feed, the CSV and the JSON of one database and prints what it cost, as JSON.

Run in a process of its own: ``python -m tests.benchmarks.measure_opendata``.
"""

import json
import os
import time
import tracemalloc
from collections.abc import Callable

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

#: A usual question beside one that means harm: what the feed answers to each.
ODD = (
    "search=" + "+".join(["sluzba"] * 30),
    "search=%25_%25'%20OR%201=1",
    "page=1000000000",
    "taxonomy_term_id=" + ",".join(["00000000-0000-0000-0000-000000000000"] * 50),
    "modified_after=1990-01-01&day=MO&start_time=00:00&end_time=23:59&minimum_age=0&maximum_age=150",
)


def pages(client: Client) -> int:
    """All pages of the feed's services, a hundred on each; how many services they hold."""
    number, found = 1, 0
    while True:
        answer = client.get(f"/hsds/services?rozsah=vse&per_page=100&page={number}")
        found += answer.content.count(b'"status":')
        if b'"last_page":true' in answer.content:
            return found
        number += 1


def table(client: Client) -> int:
    """Bytes of the streamed CSV."""
    return sum(map(len, client.get("/otevrena-data/sluzby.csv?rozsah=vse")))  # type: ignore[arg-type]


def whole(client: Client) -> int:
    return sum(map(len, client.get("/otevrena-data/sluzby.json?rozsah=vse")))  # type: ignore[arg-type]


def measured(work: Callable[[Client], int], client: Client) -> dict[str, float]:
    queries = 0

    def counting(execute, *arguments):  # type: ignore[no-untyped-def]
        nonlocal queries
        queries += 1
        return execute(*arguments)

    with connection.execute_wrapper(counting):
        cpu, wall = time.process_time(), time.perf_counter()
        found = work(client)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    tracemalloc.start()
    work(client)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "found": found,
        "cpu": round(cpu, 3),
        "wall": round(wall, 3),
        "queries": queries,
        "peak_mb": round(peak / 1e6, 2),
    }


def quickest(client: Client, query: str) -> float:
    """Milliseconds of CPU of the quicker of three answers."""
    took = []
    for _time in range(3):
        start = time.process_time()
        client.get(f"/hsds/services?{query}")
        took.append(time.process_time() - start)
    return round(min(took) * 1000, 1)


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.get("/hsds/services")
    said = {work.__name__: measured(work, client) for work in (pages, table, whole)}
    usual = quickest(client, "search=pecovatelska+sluzba")
    odd = {query[:40]: quickest(client, query) for query in ODD}
    etag = client.get("/otevrena-data/sluzby.csv")["ETag"]
    start = time.process_time()
    for _time in range(20):
        assert (
            client.get("/otevrena-data/sluzby.csv", headers={"If-None-Match": etag}).status_code
            == 304
        )
    unchanged = round((time.process_time() - start) / 20 * 1000, 2)
    print(json.dumps({**said, "usual_ms": usual, "odd_ms": odd, "unchanged_ms": unchanged}))


if __name__ == "__main__":
    main()
