"""The territory of the region, as load_territory brings it from fixtures/."""

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum

from sitis.fixtures import FIXTURES
from sitis.ico import ico_is_right
from sitis.territory import actions
from sitis.territory.models import (
    Boundary,
    District,
    IndicatorValue,
    Municipality,
    MunicipalityPart,
    Orp,
    Population,
    Region,
)
from tests.territory.conftest import TABLES


def everything():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def test_counts(loaded):
    counts = [table.objects.count() for table in (Region, District, Orp, Municipality)]

    assert counts == [1, 7, 21, 673]


def test_region_has_both_codes(loaded):
    region = Region.objects.get()

    assert (region.code, region.ruian_code, region.name) == ("CZ064", "116", "Jihomoravský kraj")


def test_orps_of_each_okres(loaded):
    orps = dict(District.objects.annotate(n=Count("orps")).values_list("code", "n"))

    assert orps == {f"CZ064{n}": count for n, count in zip("1234567", (2, 1, 7, 3, 3, 3, 2))}  # noqa: B905


def test_municipalities_of_each_okres(loaded):
    found = District.objects.annotate(n=Count("orps__municipalities")).order_by("code")

    assert [district.n for district in found] == [116, 1, 187, 63, 82, 80, 144]


def test_seat_of_each_orp_lies_in_it(loaded):
    seats = {orp.code: orp.seat_code for orp in Orp.objects.all()}

    placed = Municipality.objects.filter(code__in=seats.values()).values_list("orp_id", "code")

    assert dict(placed) == seats


def test_names_are_not_keys(loaded):
    found = Municipality.objects.filter(name="Březina").order_by("code")

    assert [str(place) for place in found] == [
        "Březina (ORP Šlapanice)",
        "Březina (ORP Tišnov)",
        "Březina (vojenský újezd, ORP Vyškov)",
    ]


def test_no_two_municipalities_look_the_same(loaded):
    assert max(Counter(str(place) for place in Municipality.objects.all()).values()) == 1


def test_military_district_has_neither_ico_nor_people(loaded):
    military = Municipality.objects.get(code="592935")

    people = military.populations.aggregate(people=Sum("count"))["people"]

    assert (military.kind, military.ico, people) == ("vojenský újezd", "", 0)


def test_every_other_ico_has_its_check_digit(loaded):
    wrong = [
        place.code for place in Municipality.objects.exclude(ico="") if not ico_is_right(place.ico)
    ]

    assert wrong == []
    assert list(Municipality.objects.filter(ico="").values_list("code", flat=True)) == ["592935"]


def test_brno_has_its_city_districts(loaded):
    districts = MunicipalityPart.objects.exclude(city_district_code="")

    assert set(districts.values_list("municipality_id", flat=True)) == {"582786"}
    assert districts.values("city_district_code").distinct().count() == 29


@pytest.mark.parametrize(
    ("day", "people"),
    [
        (date(2019, 12, 31), 1_191_989),
        (date(2020, 12, 31), 1_195_327),
        (date(2021, 3, 26), 1_197_651),
    ],
)
def test_ages_add_up_to_the_total_of_each_orp(loaded, day, people):
    ages, totals = defaultdict(int), {}
    for row in Population.objects.filter(day=day, sex="", orp__isnull=False):
        if (row.age_from, row.age_to) == (0, None):
            totals[row.orp_id] = row.count
        else:
            ages[row.orp_id] += row.count

    assert ages == totals
    assert sum(totals.values()) == people


def test_men_and_women_of_the_census_add_up(loaded):
    census = Population.objects.filter(day=date(2021, 3, 26), age_from=0, age_to=None)

    by_sex = dict(census.values_list("sex").annotate(Sum("count")).order_by())

    assert by_sex["men"] + by_sex["women"] == by_sex[""] == 1_197_651


@pytest.mark.parametrize(
    ("day", "age_from", "age_to"),
    [
        (date(2020, 12, 31), 0, None),
        (date(2020, 12, 31), 65, None),
        (date(2023, 12, 31), 15, 64),
        (date(2023, 12, 31), 65, None),
    ],
)
def test_municipalities_add_up_to_their_orp(loaded, day, age_from, age_to):
    rows = Population.objects.filter(day=day, age_from=age_from, age_to=age_to, sex="")

    parts = rows.values_list("municipality__orp").annotate(n=Sum("count")).order_by()

    assert dict(parts.filter(orp=None)) == dict(
        rows.filter(orp__isnull=False).values_list("orp", "count")
    )


def test_care_allowance_is_known_for_the_region(loaded):
    value = IndicatorValue.objects.get(indicator="pnp_celkem", period="2018")

    assert (value.place, value.value, value.source) == (
        Region.objects.get(),
        Decimal(43360),
        "MPSV, příjemci příspěvku na péči 2018",
    )


def test_exclusion_index_is_known_for_every_municipality(loaded):
    values = IndicatorValue.objects.filter(indicator="index_socialniho_vylouceni")

    assert values.values("municipality").distinct().count() == values.count() == 673
    assert values.filter(value__gt=30).count() == 0


def test_every_figure_names_its_source(loaded):
    for table in (Boundary, Population, IndicatorValue):
        assert table.objects.filter(source="").count() == 0


def inside(point, polygon):
    """Whether ``point`` lies in one ring of coordinates (even–odd rule)."""
    x, y = point
    within = False
    for (x1, y1), (x2, y2) in pairwise(polygon):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            within = not within
    return within


def covers(geometry, point):
    shapes = geometry["coordinates"]
    shapes = [shapes] if geometry["type"] == "Polygon" else shapes
    return any(
        inside(point, outer) and not any(inside(point, hole) for hole in holes)
        for outer, *holes in shapes
    )


#: Points that the source puts at most 300 m outside the simplified outline (fixtures/README.md).
JUST_OUTSIDE = ["549738", "583031", "583227", "586676", "593958"]


def test_each_point_lies_in_its_own_outline(loaded):
    outlines = dict(Boundary.objects.filter(level="municipality").values_list("code", "geometry"))

    outside = [
        place.code
        for place in Municipality.objects.order_by("code")
        if not covers(outlines[place.code], (float(place.longitude), float(place.latitude)))
    ]

    assert outside == JUST_OUTSIDE


def test_each_level_has_all_its_outlines(loaded):
    for level, table in (("district", District), ("orp", Orp), ("municipality", Municipality)):
        drawn = Boundary.objects.filter(level=level).values_list("code", flat=True)
        assert set(drawn) == set(table.objects.values_list("pk", flat=True))


def test_outlines_stay_within_the_region(loaded):
    west, south, east, north = 15.5, 48.6, 17.7, 49.7

    for outline in Boundary.objects.all():
        points = _points(outline.geometry["coordinates"])
        assert all(west < x < east and south < y < north for x, y in points), outline


def _points(nested):
    if isinstance(nested[0], (int, float)):
        return [tuple(nested)]
    return [point for inner in nested for point in _points(inner)]


def test_second_load_changes_nothing(loaded):
    before = everything()

    tables = actions.load_territory(FIXTURES / "territory", region="CZ064")

    assert [(table.created, table.changed, table.extra) for table in tables] == [(0, 0, 0)] * 9
    assert everything() == before


def test_changed_fact_is_corrected_and_nothing_else(loaded):
    before = everything()
    Municipality.objects.filter(code="582786").update(postal_code="00000", search="")
    Population.objects.filter(orp="6203", age_from=65).update(count=1)

    tables = {
        table.label: table
        for table in actions.load_territory(FIXTURES / "territory", region="CZ064")
    }

    assert (tables["obce"].changed, tables["obyvatelstvo"].changed) == (1, 4)
    assert everything() == before


def test_row_beyond_the_files_stays_and_is_counted(loaded):
    newer = Population.objects.create(
        orp_id="6203", day=date(2025, 12, 31), age_from=0, count=400_000, source="ČSÚ"
    )
    said = StringIO()

    call_command("load_territory", stdout=said)

    assert (
        "obyvatelstvo: nových 0, změněných 0, beze změny 5068, v databázi navíc 1"
        in said.getvalue()
    )
    assert Population.objects.filter(pk=newer.pk).exists()


def test_tables_are_plain():
    """Codes are text with their zeros, no row is wider than its header, nothing is said twice."""
    for path in FIXTURES.glob("*/*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert {len(row) for row in rows} == {len(header)}, path
        assert len({tuple(row) for row in rows}) == len(rows), path


@pytest.mark.django_db
def test_commands_run_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    territory, codelists = StringIO(), StringIO()

    call_command("load_territory", stdout=territory)
    call_command("load_codelists", stdout=codelists)

    assert "obce: nových" in territory.getvalue()
    assert "druhy služeb: nových 34" in codelists.getvalue()


def test_no_line_of_the_loaders_points_outside_the_project():
    root = FIXTURES.parent
    loaders = [
        *(root / "sitis/territory").rglob("*.py"),
        root / "sitis/fixtures.py",
        root / "providers/actions/load_codelists.py",
        *FIXTURES.rglob("*.md"),
    ]

    assert [path for path in loaders if "shared" in path.read_text(encoding="utf-8")] == []
