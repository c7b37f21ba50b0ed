"""``/sluzby/`` as a person uses it: words, filters with their numbers, the nearest, nothing found."""

import re
from datetime import time, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlencode

import pytest
from django.utils.timezone import localdate
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog import source
from catalog.asked import CHOICES, SWITCHES
from catalog.index import NotReady
from providers.models import InterfaceLanguage, SearchMiss, Translation
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db
PARAMETERS = ["q", *CHOICES, *SWITCHES, "vek", "rozsah", "den", "strana"]


def names(page):
    """Services of the list in their order."""
    found = re.findall(r'class="hit__name"[^>]*><a[^>]*>(.*?)</a>', page.content.decode())
    return [unescape(name) for name in found]


def text(page):
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)))


def options(page):
    """(parameter, value) → number beside it; of chosen and not chosen values."""
    html = page.content.decode()
    pattern = (
        r'<input type="(?:checkbox|radio)" name="(\w+)" value="([^"]*)"( checked)?>'
        r'<span>[^<]*</span><span class="facet__count">([^<]+)</span>'
    )
    return {(name, value): int(count) for name, value, _checked, count in re.findall(pattern, html)}


@pytest.fixture
def filled(region):
    today = localdate()
    care = region.service("Péče U řeky", phone="541000001")
    region.vacancy(care, 3, today)
    region.opens(care, 6, time(8), time(12))
    region.service("Péče Vracov", town="586765", groups=())
    home = region.service("Domov Klid", "home_for_seniors", ("residential",), "584649", ("6211",))
    home.forms.update(is_continuous=True)
    advice = region.service(
        "Poradna", "social_counselling", ("ambulatory", "field"), "584649", ("6211",), groups=("6",)
    )
    region.ages(advice, 0, 18)
    region.service("Azyl mimo síť", "shelter", ("residential",), groups=("6",), in_network=False)
    return region


@pytest.mark.parametrize(
    "words",
    ["pecovatelske sluzby", "Pečovatelskou službu", "pečovatelsaká", "péče u řeky", "reky"],
)
def test_words_find_a_service_as_people_type_them(client, filled, words):
    page = client.get("/sluzby/", {"q": words})

    assert "Péče U řeky" in names(page)
    assert f'value="{words}"' in page.content.decode()


def test_the_page_says_how_it_understood_the_words(client, filled):
    filled.situation()
    page = client.get("/sluzby/", {"q": "pečovatelsaká kyjov xqzw"})

    assert "Hledáme „pečovatelská“ místo „pečovatelsaká“." in text(page)
    assert "„Kyjov“ jsme vzali jako obec." in text(page)
    assert "v katalogu je nikdo nepoužívá: „xqzw“" in text(page)
    link = re.search(r'href="([^"]+)">Řadit od nejbližší', page.content.decode())[1]
    assert dict(parse_qsl(unescape(link)[1:])) == {"q": "pečovatelsaká xqzw", "obec": "586307"}

    page = client.get("/sluzby/", {"q": "maminka nemuze byt sama doma"})
    assert "Vypadá to na situaci „Maminka nemůže být sama doma“." in text(page)
    assert set(names(page)) == {"Péče U řeky", "Péče Vracov"}


def test_each_value_says_how_many_it_would_leave(client, filled):
    start = {"rozsah": "vse"}
    counted = options(client.get("/sluzby/", start))

    assert {name for name, _value in counted} >= {*CHOICES, *SWITCHES} - {"obec", "situace"}
    for (name, value), count in counted.items():
        query = start | {name: value}
        page = client.get("/sluzby/", {key: one for key, one in query.items() if one})
        assert len(names(page)) == count, (name, value)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Péče U řeky", "Péče Vracov", "Domov Klid", "Poradna"}),
        ("rozsah=vse&druh=shelter", {"Azyl mimo síť"}),
        ("druh=home_care&druh=home_for_seniors", {"Péče U řeky", "Péče Vracov", "Domov Klid"}),
        ("oblast=counselling", {"Poradna"}),
        ("skupina=6", {"Poradna", "Péče Vracov"}),
        ("forma=residential", {"Domov Klid"}),
        ("okres=CZ0644", {"Domov Klid", "Poradna"}),
        ("orp=6210", {"Péče U řeky", "Péče Vracov"}),
        ("vek=30", {"Péče U řeky", "Péče Vracov", "Domov Klid"}),
        ("vikend=1", {"Péče U řeky", "Domov Klid"}),
        ("nepretrzite=1", {"Domov Klid"}),
        ("bezplatne=1", {"Poradna"}),
        ("volno=1", {"Péče U řeky"}),
        ("druh=home_care&volno=1&orp=6210", {"Péče U řeky"}),
    ],
)
def test_every_filter_leaves_what_it_says(client, filled, query, found):
    page = client.get(f"/sluzby/?{query}")

    assert set(names(page)) == found


def test_a_town_finds_what_comes_to_it_and_what_is_near_the_nearest_first(client, filled):
    filled.service("Domov Vracov", "home_for_seniors", ("residential",), "586765", ())

    page = client.get("/sluzby/?obec=586307")

    assert names(page)[-1] == "Domov Vracov"
    assert "7,5 km od obce Kyjov" in text(page)
    assert "přímo v obci Kyjov" in text(page)
    assert "dojíždí do obce Kyjov" in text(page)
    assert "Domov Klid" not in names(page)
    assert names(client.get("/sluzby/", {"obec": "kyjov"})) == names(page)


def test_a_name_of_more_towns_asks_which(client, filled):
    for code, where in (("594001", "okres Brno-venkov"), ("594002", "okres Blansko")):
        MunicipalityFactory(code=code, name="Březina", distinction=where, orp=filled.orps["6210"])

    page = client.get("/sluzby/", {"obec": "brezina"})

    assert "Obcí toho jména je víc" in text(page)
    assert '<a href="?obec=594002">Březina (okres Blansko)</a>' in page.content.decode()


def test_chosen_filters_can_be_taken_away_one_by_one(client, filled):
    page = client.get("/sluzby/?q=péče&druh=home_care&vikend=1&rozsah=vse")

    tags = re.findall(r'<li><a href="([^"]+)">(?:(?!</li>).)*Zrušit filtr', page.content.decode())
    left = [dict(parse_qsl(unescape(tag)[1:])) for tag in tags]
    assert left == [
        {"q": "péče", "vikend": "1", "rozsah": "vse"},
        {"q": "péče", "druh": "home_care", "rozsah": "vse"},
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=poradna", "Našli jsme 1 službu."),
        ("druh=home_care", "Našli jsme 2 služby."),
        ("rozsah=vse", "Našli jsme 5 služeb."),
        ("druh=shelter", "Nenašli jsme žádnou službu."),
    ],
)
def test_the_number_is_said_in_czech_to_those_who_listen_too(client, filled, query, said):
    html = client.get(f"/sluzby/?{query}").content.decode()

    status = re.search(r'role="status" aria-live="polite">(.*?)</p>', html)[1]
    assert said in unescape(status)


def test_pages_are_turned_and_a_page_that_is_not_there_is_said(client, region):
    for number in range(45):
        region.service(f"Péče {number:02}")

    seen = [name for page in (1, 2, 3) for name in names(client.get(f"/sluzby/?strana={page}"))]

    assert seen == [f"Péče {number:02}" for number in range(45)]
    page = client.get("/sluzby/?orp=6210&strana=2")
    assert "?orp=6210&amp;strana=3" in page.content.decode()
    for wrong in ("4", "0", "-1", "1000000000", "9" * 40, "x", "²", "1.5"):
        page = client.get("/sluzby/", {"strana": wrong})
        assert page.status_code == 200
        assert names(page)[0] == "Péče 00"
        assert f"strana={wrong}"[:50] in text(page)


@pytest.mark.parametrize(
    "wrong",
    [
        "druh=xyz", "skupina=999", "forma=", "okres=1", "orp=kyjov", "obec=000000", "vek=-1",
        "vek=999", "den=zítra", "den=2026-02-30", "den=0001-01-01", "den=9999-01-01", "volno=2",
        "rozsah=vsechno", "situace=neni", "oblast=x", "utm_source=x",
    ],
)  # fmt: skip
def test_what_means_nothing_is_left_out_and_named(client, filled, wrong):
    page = client.get(f"/sluzby/?{wrong}")

    assert len(names(page)) == 4
    said = "Něčemu v adrese stránky nerozumíme" in text(page)
    assert said == (not wrong.endswith("="))
    assert (wrong in text(page)) == said


def test_a_long_question_is_cut_and_that_is_said(client, filled):
    page = client.get("/sluzby/", {"q": "péče " * 2000})

    assert page.status_code == 200
    assert "Dotaz byl dlouhý" in text(page)
    assert len(page.context["q"]) <= 200


def test_another_day_shows_what_held_then_and_says_so(client, filled):
    yesterday = localdate() - timedelta(days=1)
    ended = filled.service("Skončila včera", provided_to=yesterday)

    page = client.get("/sluzby/", {"den": yesterday.isoformat(), "q": "skončila"})

    assert names(page) == [ended.name]
    assert "Díváte se do minulosti" in text(page)
    assert '<meta name="robots" content="noindex, follow">' in page.content.decode()
    assert names(client.get("/sluzby/?q=skončila")) == []
    tomorrow = (localdate() + timedelta(days=1)).isoformat()
    assert "Díváte se dopředu" in text(client.get("/sluzby/", {"den": tomorrow}))
    assert "Díváte se" not in text(client.get("/sluzby/", {"den": localdate().isoformat()}))


def test_an_empty_answer_leads_on_and_counts_only_known_words(client, filled):
    filled.situation()

    page = client.get("/sluzby/", {"q": "řeky novákovi", "druh": "shelter"})

    assert names(page) == []
    ways = re.findall(r'<li><a href="([^"]+)">(Hledat [^<]+)</a> \((\d+)\)', page.content.decode())
    assert ("?q=%C5%99eky+nov%C3%A1kovi", "Hledat bez omezení „azylové domy“", "1") in ways
    assert "Maminka nemůže být sama doma" in text(page)
    assert "sociální odbor" in text(page)
    assert [(row.word, row.count) for row in SearchMiss.objects.all()] == [("řeky", 1)]
    client.get("/sluzby/", {"q": "řeky"})
    assert SearchMiss.objects.get().count == 1


def test_services_outside_the_network_are_one_click_away(client, filled):
    page = client.get("/sluzby/?druh=shelter")
    assert ("Hledat i mezi službami mimo krajskou síť") in text(page)

    page = client.get("/sluzby/?druh=shelter&rozsah=vse")
    assert names(page) == ["Azyl mimo síť"]
    assert "mimo krajskou síť" in text(page)


def test_a_situation_stands_above_its_services(client, filled):
    filled.situation()

    page = client.get("/sluzby/?situace=maminka")

    assert set(names(page)) == {"Péče U řeky", "Péče Vracov"}
    html = page.content.decode()
    assert "<h1>Maminka nemůže být sama doma</h1>" in html
    assert html.index("Zavolejte pečovatelskou službu.") < html.index('class="hits"')


def test_a_card_says_who_where_and_how_to_call(client, filled):
    page = client.get("/sluzby/?volno=1")
    html = page.content.decode()

    assert 'href="tel:+420541000001"' in html
    assert "541\u00a0000\u00a0001" in html
    for said in ("Pečovatelská služba", "přijedou za vámi", "3 volná místa"):
        assert said in text(page)
    assert re.search(r'href="/poskytovatele/\d{8}/"', html)


def test_other_languages_name_kinds_in_their_words(client, filled):
    Translation.objects.create(
        table="service_kind", slug="home_care", language="en", name="home care"
    )
    InterfaceLanguage.objects.create(language="en", is_approved=True)

    page = client.get("/en/sluzby/?q=home+care")

    assert set(names(page)) == {"Péče U řeky", "Péče Vracov"}
    html = page.content.decode()
    assert "Home care" in html
    assert re.search(r'<h2 class="hit__name"[^>]* lang="cs"><a href="/en/sluzby/', html)


def test_search_engines_know_one_address_of_a_list_and_no_deep_ones(client, filled, settings):
    settings.SITE_URL = "https://sluzby.example"

    def head(query):
        html = client.get(f"/sluzby/?{query}").content.decode()
        canonical = re.search(r'rel="canonical" href="([^"]+)"', html)[1]
        return unescape(canonical), "noindex" in html

    assert head("") == ("https://sluzby.example/sluzby/", False)
    assert head("skupina=24&druh=home_care&neznamy=1") == (
        "https://sluzby.example/sluzby/?druh=home_care&skupina=24",
        False,
    )
    assert head("skupina=24&druh=home_care&orp=6210")[1]
    assert head("q=péče")[1]


@pytest.mark.parametrize("count", [1, 60])
def test_a_page_asks_the_database_a_few_times_whatever_it_lists(
    client, region, count, django_assert_max_num_queries
):
    for number in range(count):
        region.service(f"Péče {number}")
    query = "/sluzby/?q=pecovatelska+pece+kyjov&orp=6210&skupina=24&obec=586307"
    assert names(client.get(query))

    with django_assert_max_num_queries(4):
        client.get(query)


class NeverReady:
    def of(self, day):
        raise NotReady


def test_while_the_index_is_not_ready_the_page_says_so(client, region, monkeypatch):
    monkeypatch.setattr(source, "keeper", NeverReady())

    today, other = client.get("/sluzby/?q=a"), client.get("/sluzby/?den=2024-05-01")

    assert (today.status_code, today["Retry-After"]) == (503, "5")
    assert "Vyhledávání se právě spouští" in text(today)
    assert other.status_code == 200
    assert "Připravujeme, jak to vypadalo dne 1. 5. 2024." in text(other)
    assert 'href="/sluzby/?den=2024-05-01"' in other.content.decode()


WILD = st.one_of(
    st.text(max_size=80),
    st.integers().map(str),
    st.sampled_from(
        [
            "' OR 1=1 --", "{{ 7*7 }}", "{% debug %}", "<script>alert(1)</script>", "../../etc",
            "586307", "6210", "home_care", "24", "1", "vse", "2025-05-05", "%", "\u202e", "a" * 5000,
        ]
    ),
)  # fmt: skip


@given(
    pairs=st.lists(
        st.tuples(st.one_of(st.sampled_from(PARAMETERS), st.text(max_size=10)), WILD), max_size=8
    )
)
@example(pairs=[("q", "péče\n\t kyjov")] * 3)
@example(pairs=[("obec", "586307"), ("obec", "586765")] * 5)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_nothing_in_the_address_breaks_the_page(client, filled, pairs):
    page = client.get(f"/sluzby/?{urlencode(pairs, errors='replace')}")

    assert page.status_code in {200, 400}
    html = page.content.decode()
    assert "<script>alert" not in html
    if page.status_code == 200:
        assert ">49<" not in html
        assert html.count("<h1") == 1
