"""Of a search that found nothing only the words that the catalogue knows itself are counted."""

import pytest

from providers.models import SearchMiss

pytestmark = pytest.mark.django_db


def counts():
    return dict(SearchMiss.objects.values_list("word", "count"))


def test_known_words_of_an_empty_search_are_counted_and_others_are_not(client, region):
    for _time in range(2):
        page = client.get("/sluzby/", {"q": "noclehárna Kyjov Novákovi 721123456", "vek": "3"})
        assert page.status_code == 200
        assert page.context["total"] == 0

    assert counts() == {"kyjov": 2}


def test_search_that_found_something_counts_nothing(client, region):
    client.get("/sluzby/", {"q": "pečovatelská"})

    assert counts() == {}
