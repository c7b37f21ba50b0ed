"""Searches that found nothing: counted by known words only, shown from five, forgotten below."""

from datetime import date, timedelta

import pytest
from celery import current_app
from django.conf import settings
from django.urls import reverse
from kombu.exceptions import OperationalError

from providers.actions.searches import KEPT, WORDS, count_search, forget_rare
from providers.models import SearchMiss
from sitis import tell

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
LIST = "/registr/hledani/"


def counts():
    return dict(SearchMiss.objects.values_list("word", "count"))


def test_each_word_is_counted_once_a_search():
    count_search(["hospic", "Hospic", "kyjov"], on=DAY)
    count_search(["hospic"], on=DAY + timedelta(days=3))

    assert counts() == {"hospic": 2, "kyjov": 1}
    miss = SearchMiss.objects.get(word="hospic")
    assert (miss.first_on, miss.last_on) == (DAY, DAY + timedelta(days=3))


@pytest.mark.parametrize(
    "word", ["", "721 000 000", "jan.novak@x.cz", "dva slova", "a" * 61, "rč805", "<b>", None, 7]
)
def test_what_is_no_word_is_not_kept(word):
    assert count_search([word, "péče"], on=DAY) == 1
    assert counts() == {"péče": 1}


def test_a_flood_of_words_is_cut():
    letters = "abcdefghijklmnopqrstuvwxyz"

    assert count_search(list(letters), on=DAY) == WORDS < len(letters)


@pytest.mark.parametrize(
    ("count", "age", "stays"), [(4, 91, False), (4, 90, True), (5, 400, True), (1, 89, True)]
)
def test_rare_words_are_forgotten(count, age, stays):
    SearchMiss.objects.create(
        word="hospic", count=count, first_on=DAY - timedelta(days=age), last_on=DAY
    )

    assert forget_rare(DAY) == (0 if stays else 1)
    assert SearchMiss.objects.exists() is stays
    assert KEPT.days == 90


def test_catalogue_hands_words_over_by_name():
    tell.tell("providers.count_search", ["hospic"])

    assert counts() == {"hospic": 1}


def test_silent_broker_stops_no_search(monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(current_app.tasks["providers.count_search"], "apply_async", refuse)

    tell.tell("providers.count_search", ["hospic"])

    assert "providers.count_search is dropped" in caplog.text
    assert counts() == {}


def test_schedule_names_a_task_that_exists():
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert "providers.forget_rare_searches" in named
    assert named <= set(current_app.tasks)


@pytest.fixture
def searched():
    for word, count in (("hospic", 12), ("paliativa", 5), ("tajne", 4)):
        SearchMiss.objects.create(word=word, count=count, first_on=DAY, last_on=DAY)


@pytest.mark.parametrize("who", ["planner", "auditor"])
def test_planners_see_words_from_five_up(client, people, searched, who):
    client.force_login(people[who])

    page = client.get(LIST)
    table = client.get(reverse("providers:search-export", args=["csv"]))

    assert [miss.word for miss in page.context["page"]] == ["hospic", "paliativa"]
    rows = b"".join(table.streaming_content).decode()
    assert "hospic" in rows
    assert "tajne" not in rows + page.content.decode()
    assert LIST in client.get("/registr/").content.decode()
    assert client.get(reverse("providers:search-export", args=["pdf"])).status_code == 404


@pytest.mark.parametrize("who", ["registrar", "analyst", "administrator", "coordinator", "worker"])
def test_others_do_not(client, people, searched, who):
    client.force_login(people[who])

    assert client.get(LIST).status_code == 403
    assert client.get(reverse("providers:search-export", args=["csv"])).status_code == 403
    assert LIST not in client.get("/registr/").content.decode()


def test_empty_list_says_so(client, people):
    client.force_login(people["planner"])

    html = client.get(LIST).content.decode()

    assert "Zatím tu nic není." in html
    assert "export" not in html.partition("<main")[2]
