"""The territory as officials find it in /sprava/."""

import pytest
from django.urls import reverse

from sitis.territory.models import (
    Municipality,
    Population,
    TerritorialFigure,
)
from tests.factories import (
    OrpFactory,
    ServiceKindFactory,
    UserFactory,
    official,
)

FACTS = [
    *("region", "district", "orp", "municipality", "municipalitypart"),
    *("boundary", "population", "indicator", "indicatorvalue"),
]


@pytest.fixture
def office(client, db):
    client.force_login(official("registrar"))
    return client


def found(office, model, query):
    page = office.get(reverse(f"admin:territory_{model}_changelist"), {"q": query})
    return [str(row) for row in page.context["cl"].result_list]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("brezina", "Březina (ORP Šlapanice)"),
        ("ŽIDLOCHOVICE", "Židlochovice"),
        ("slavkov u brna", "Slavkov u Brna"),
        ("582786", "Brno"),
        ("brno", "Brno"),
        ("61200", "Brno"),
        ("67961 roubanina", "Roubanina"),
        ("00488259", "Otmarov"),
        ("drnovice vyskov", "Drnovice (ORP Vyškov)"),
    ],
)
def test_municipality_is_found_first(loaded, words, first):
    assert str(Municipality.objects.search(words)[0]) == first


def test_orp_finds_all_its_municipalities_after_the_one_of_that_name(loaded):
    names = [str(place) for place in Municipality.objects.search("kurim")]

    assert names[:3] == ["Kuřim", "Kuřimská Nová Ves", "Kuřimské Jestřabí"]
    assert set(Municipality.objects.filter(orp__name="Kuřim").values_list("name", flat=True)) <= {
        *names
    }


def test_three_brezina_are_told_apart_in_the_list_and_in_autocomplete(loaded, office):
    asked = {
        "term": "brezina",
        "app_label": "providers",
        "model_name": "facility",
        "field_name": "municipality",
    }

    offered = office.get(reverse("admin:autocomplete"), asked).json()["results"]

    three = [
        "Březina (ORP Šlapanice)",
        "Březina (ORP Tišnov)",
        "Březina (vojenský újezd, ORP Vyškov)",
    ]
    assert found(office, "municipality", "březina")[:3] == three
    assert [row["text"] for row in offered[:3]] == three


def test_nothing_found_is_an_empty_list(loaded, office):
    assert found(office, "municipality", "neznámá ves") == []


@pytest.mark.parametrize(
    ("model", "query", "count"),
    [("district", "brno", 2), ("orp", "6203", 1), ("municipalitypart", "kninicky", 1)],
)
def test_small_tables_are_searched_without_diacritics(loaded, office, model, query, count):
    assert len(found(office, model, query)) == count


def test_population_is_found_by_place_day_and_age(loaded, office):
    page = office.get(
        reverse("admin:territory_population_changelist"),
        {"q": "kyjov", "level": "orp", "day": "2020-12-31", "age": "65-"},
    )

    (row,) = page.context["cl"].result_list
    assert (row.orp.name, row.age, row.count) == ("Kyjov", "65 a více let", 11707)


@pytest.mark.parametrize("query", [{"day": "včera"}, {"age": "x"}, {"level": "x"}, {"age": "65-'"}])
def test_unknown_filters_are_no_error(loaded, office, query):
    page = office.get(reverse("admin:territory_population_changelist"), query)

    assert page.status_code == 200
    assert page.context["cl"].result_count == Population.objects.count()


@pytest.mark.parametrize("model", FACTS)
def test_facts_are_only_looked_at(loaded, client, model):
    client.force_login(official("administrator", "registrar"))
    row = reverse(f"admin:territory_{model}_changelist")

    assert client.get(row).status_code == 200
    assert client.get(f"{row}add/").status_code == 403


def test_page_of_a_municipality_shows_parts_people_and_indicators(loaded, office):
    page = office.get(reverse("admin:territory_municipality_change", args=["583251"]))

    shown = page.content.decode()
    assert "66434" in shown
    assert "Index sociálního vyloučení" in shown
    assert 'name="_save"' not in shown


@pytest.mark.parametrize(
    ("model", "most"),
    [("municipality", 14), ("municipalitypart", 14), ("population", 14), ("indicatorvalue", 14)],
)
def test_lists_ask_once_for_all_rows(loaded, office, django_assert_max_num_queries, model, most):
    with django_assert_max_num_queries(most):
        office.get(reverse(f"admin:territory_{model}_changelist"))


def test_page_of_the_largest_municipality_asks_once_for_all_rows(
    loaded, office, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        office.get(reverse("admin:territory_municipality_change", args=["582786"]))


# -- figures ---------------------------------------------------------------------------------------


@pytest.fixture
def figures(db):
    """One figure of an ORP typed, one of another, one that reports wrote."""
    kyjov, brno = OrpFactory(), OrpFactory(code="6203", ruian_code="1317", name="Brno")
    common = {"year": 2025, "kind": "home_care", "measure": "clients"}
    return {
        "own": TerritorialFigure.objects.create(orp=kyjov, value=412, origin="typed", **common),
        "other": TerritorialFigure.objects.create(orp=brno, value=980, origin="typed", **common),
        "reports": TerritorialFigure.objects.create(
            orp=kyjov, value=415, sample=6, origin="reports", **common
        ),
    }


@pytest.mark.parametrize(
    ("who", "edits"),
    [
        ("planner", {"own", "other"}),
        ("analyst", {"own", "other"}),
        ("administrator", {"own", "other"}),
        ("registrar", set()),
        ("coordinator", {"own"}),
        ("district", set()),
        ("worker", set()),
        ("signatory", set()),
        ("auditor", set()),
    ],
)
def test_everybody_reads_figures_and_some_edit(people, figures, who, edits):
    rows = TerritorialFigure.objects

    assert rows.readable_by(people[who]).count() == 3
    assert {name for name, row in figures.items() if row in rows.editable_by(people[who])} == edits


def test_who_holds_nothing_reads_no_figure(figures):
    nobody = UserFactory()

    assert not TerritorialFigure.objects.readable_by(nobody).exists()
    assert not TerritorialFigure.objects.editable_by(nobody).exists()


def typed(**fields):
    return {
        "orp": "6210",
        "year": "2026",
        "kind": "home_care",
        "measure": "waiting",
        "detail": "",
        "value": "17",
        "sample": "",
        "note": "",
        **fields,
    }


def test_analyst_types_a_figure_with_a_trace(client, people):
    ServiceKindFactory()
    client.force_login(people["analyst"])

    answer = client.post(reverse("admin:territory_territorialfigure_add"), typed())

    assert answer.status_code == 302
    figure = TerritorialFigure.objects.get()
    assert (figure.orp_id, figure.kind, figure.value, figure.origin) == (
        "6210",
        "home_care",
        17,
        "typed",
    )
    assert figure.history.get().history_user == people["analyst"]


@pytest.mark.parametrize(
    "wrong", [{"kind": "neznamy"}, {"kind": ""}, {"value": "-1"}, {"value": "mnoho"}, {"orp": ""}]
)
def test_wrong_figure_is_refused_at_the_field(client, people, wrong):
    ServiceKindFactory()
    client.force_login(people["analyst"])

    page = client.post(reverse("admin:territory_territorialfigure_add"), typed(**wrong))

    assert page.status_code == 200
    assert page.context["errors"]
    assert not TerritorialFigure.objects.exists()


def test_figures_that_reports_wrote_are_not_typed_over(client, people, figures):
    client.force_login(people["analyst"])
    page = reverse("admin:territory_territorialfigure_change", args=[figures["reports"].pk])

    assert client.get(page).status_code == 200
    assert client.post(page, typed(version="1")).status_code == 403


@pytest.mark.parametrize("who", ["registrar", "auditor"])
def test_others_look_at_figures_only(client, people, figures, who):
    client.force_login(people[who])
    listed = reverse("admin:territory_territorialfigure_changelist")

    assert client.get(listed).status_code == 200
    assert client.get(f"{listed}add/").status_code == 403


def test_figures_are_listed_with_the_name_of_the_kind(client, people, figures):
    ServiceKindFactory()
    client.force_login(people["planner"])

    page = client.get(
        reverse("admin:territory_territorialfigure_changelist"), {"kind": "home_care"}
    )

    assert page.content.decode().count("pečovatelská služba") >= 3


@pytest.mark.parametrize("count", [1, 12])
def test_figures_ask_once_for_all_rows(client, people, count, django_assert_max_num_queries):
    for number in range(count):
        TerritorialFigure.objects.create(
            orp=OrpFactory(), year=2000 + number, kind="home_care", value=1, origin="typed"
        )
    client.force_login(people["planner"])

    with django_assert_max_num_queries(11):
        client.get(reverse("admin:territory_territorialfigure_changelist"))
