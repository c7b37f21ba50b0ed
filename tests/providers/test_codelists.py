"""Code lists, as load_codelists brings them from fixtures/ and officials change them."""

import csv
import shutil
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from providers.actions import load_codelists as codelists
from providers.management.commands import load_codelists as command
from providers.models import (
    AgeGroup,
    BasicActivity,
    CapacityUnit,
    KindForm,
    LegalForm,
    NetworkCategory,
    ProvisionForm,
    RegisteringAuthority,
    ServiceKind,
    TargetGroup,
)
from sitis.fixtures import FIXTURES, BrokenTable
from sitis.versions import save_version
from tests.factories import ServiceFactory, official

TABLES = [*codelists.TABLES, KindForm]

#: § -> MPSV's code, key, branch and forms by law (small letters: only as an addition), in force now.
LAW = """
37 1 social_counselling counselling AT
39 3 personal_assistance care T
40 4 home_care care AT
41 5 emergency_care care T
42 6 guide_and_reading care AT
43 7 supported_living care T
44 8 respite_care care APT
45 9 day_service_centre care A
46 10 day_care_centre care A
47 11 week_care_centre care P
48 12 home_for_disabled care P
49 13 home_for_seniors care P
50 14 special_regime_home care P
51 15 sheltered_housing care P
52 16 in_hospital_services care P
54 17 early_intervention prevention Ta
55 18 telephone_crisis_help prevention T
56 19 interpreting prevention Ta
57 20 shelter prevention P
58 21 halfway_house prevention P
59 22 contact_centre prevention At
60 23 crisis_help prevention APT
60a 34 intervention_centre prevention APT
61 24 low_threshold_day_centre prevention At
62 25 low_threshold_youth prevention At
63 26 night_shelter prevention A
64 27 aftercare prevention AP
65 28 activation_families prevention Ta
66 29 activation_seniors_disabled prevention At
67 30 therapy_workshop prevention A
68 31 therapeutic_community prevention P
69 32 outreach_programme prevention T
70 33 social_rehabilitation prevention APT
70a 35 mental_health_centre prevention AT
"""
LETTERS = {"residential": "P", "ambulatory": "A", "field": "T"}


@pytest.fixture
def loaded(db):
    codelists.load_codelists(FIXTURES / "codelists")


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(FIXTURES / "codelists", tmp_path / "codelists"))


def edit(folder, file, slug, **values):
    """Change one line of a table, as whoever keeps the fixtures would."""
    path = folder / file
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    next(row for row in rows if row["slug"] == slug).update(values)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def everything():
    return {
        table: [list(rows.order_by("pk").values()) for rows in (table.objects, table.history)]
        for table in TABLES
    }


def test_counts(loaded):
    assert {table: table.objects.count() for table in TABLES} == {
        ServiceKind: 34,
        ProvisionForm: 3,
        CapacityUnit: 8,
        TargetGroup: 28,
        AgeGroup: 10,
        BasicActivity: 15,
        LegalForm: 149,
        RegisteringAuthority: 15,
        NetworkCategory: 1,
        KindForm: 55,
    }


def test_kinds_are_those_of_the_act(loaded):
    now = date(2026, 11, 22)
    found = []
    for kind in ServiceKind.objects.all():
        forms = [
            (form.is_side, LETTERS[form.form.slug])
            for form in kind.kind_forms.select_related("form")
            if form.valid_to is None or form.valid_to >= now
        ]
        letters = "".join(letter.lower() if side else letter for side, letter in sorted(forms))
        section = kind.section.removeprefix("§ ")
        found.append(" ".join([section, kind.rpss_code, kind.slug, kind.branch, letters]))

    assert sorted(found) == sorted(LAW.strip().splitlines())


def test_only_three_kinds_may_hide_their_place(loaded):
    hidden = ServiceKind.objects.filter(may_hide_address=True).order_by("slug")

    assert [kind.slug for kind in hidden] == ["crisis_help", "intervention_centre", "shelter"]


@pytest.mark.parametrize(
    ("day", "missing"),
    [
        (date(2024, 12, 31), {"mental_health_centre"}),
        (date(2025, 1, 1), set()),
        (date(2028, 12, 31), set()),
        (date(2029, 1, 1), {"in_hospital_services"}),
    ],
)
def test_kinds_are_dated(loaded, day, missing):
    valid = ServiceKind.objects.valid_on(day).values_list("slug", flat=True)

    assert set(ServiceKind.objects.values_list("slug", flat=True)) - set(valid) == missing


def test_every_kind_says_who_pays_and_in_what_it_is_counted(loaded):
    assert ServiceKind.objects.filter(payment="").count() == 0
    assert KindForm.objects.filter(usual_unit=None).count() == 0
    assert set(
        KindForm.objects.filter(form__slug="residential").values_list("usual_unit__slug", flat=True)
    ) == {"beds"}


def test_target_groups_are_not_invented_and_each_has_an_area(loaded):
    codes = {int(code) for code in TargetGroup.objects.values_list("rpss_code", flat=True)}

    assert codes == {*range(1, 28), 30}
    assert TargetGroup.objects.filter(area="").count() == 0


def test_ages_are_covered_once_and_one_group_has_no_limit(loaded):
    groups = AgeGroup.objects.exclude(age_from=None).order_by("age_from")

    ends = [(group.age_from, group.age_to) for group in groups]

    assert [first for first, _last in ends] == [0, *(last + 1 for _first, last in ends[:-1])]
    assert ends[-1] == (81, None)
    assert AgeGroup.objects.get(age_from=None).name == "bez omezení věku"


def test_activities_go_from_a_to_o(loaded):
    letters = "".join(BasicActivity.objects.values_list("letter", flat=True))

    assert letters == "abcdefghijklmno"


def test_regional_units_have_no_code_of_the_ministry(loaded):
    units = CapacityUnit.objects.filter(is_regional=True)

    assert set(units.values_list("slug", "rpss_code")) == {
        ("direct_care_fte", ""),
        ("instant_capacity", ""),
        ("bed_day", ""),
    }


def test_every_region_has_its_authority(loaded):
    with (FIXTURES / "territory" / "regions.csv").open(encoding="utf-8", newline="") as file:
        codes = {row["ruian_code"] for row in csv.DictReader(file)}

    known = RegisteringAuthority.objects.exclude(region_code="")

    assert len(codes) == 14
    assert set(known.values_list("region_code", flat=True)) == codes
    assert known.get(region_code="116").name == "Krajský úřad Jihomoravského kraje"


def test_names_are_no_longer_than_their_columns(loaded):
    """SQLite does not look; PostgreSQL would refuse."""
    for table in codelists.TABLES:
        for row in table.objects.all():
            row.clean_fields()


def test_second_load_changes_nothing(loaded):
    before = everything()

    tables = codelists.load_codelists(FIXTURES / "codelists")

    assert [(table.created, table.changed, table.kept) for table in tables] == [(0, 0, [])] * 10
    assert everything() == before


def test_history_says_that_the_loader_wrote(loaded):
    first = ServiceKind.objects.get(slug="shelter").history.get()

    assert (first.history_change_reason, first.history_user) == ("load_codelists", None)


def test_changed_table_changes_the_item_and_its_history(loaded, copy):
    edit(copy, "service_kinds.csv", "shelter", name="azylové bydlení", valid_to="2030-12-31")

    tables = codelists.load_codelists(copy)

    kind = ServiceKind.objects.get(slug="shelter")
    assert (kind.name, kind.valid_to, kind.version) == ("azylové bydlení", date(2030, 12, 31), 2)
    assert [row.history_change_reason for row in kind.history.all()] == ["load_codelists"] * 2
    assert sum(table.changed for table in tables) == 1


def test_name_that_an_official_changed_stays(loaded, copy):
    kind = ServiceKind.objects.get(slug="shelter")
    kind.name = "azylové domy v kraji"
    save_version(kind, by=official("registrar"))
    edit(copy, "service_kinds.csv", "shelter", name="azylové bydlení", valid_to="2030-12-31")

    first, second = codelists.load_codelists(copy)[0], codelists.load_codelists(copy)[0]

    kind.refresh_from_db()
    assert (kind.name, kind.valid_to) == ("azylové domy v kraji", date(2030, 12, 31))
    assert first.kept == second.kept == ["azylové domy v kraji: název"]
    assert second.changed == 0


def test_item_whose_slug_an_official_changed_is_not_made_twice(loaded):
    unit = CapacityUnit.objects.get(slug="bed_day")
    unit.slug = "luzkoden"
    save_version(unit, by=official("registrar"))
    form = ProvisionForm.objects.get(slug="field")
    form.slug = "terenni"
    save_version(form, by=official("registrar"))

    tables = codelists.load_codelists(FIXTURES / "codelists")

    assert [(table.created, table.changed) for table in tables] == [(0, 0)] * 10
    assert CapacityUnit.objects.filter(slug="bed_day").count() == 0


def test_unknown_kind_that_an_import_left_is_named(db):
    unnamed = ServiceKind.objects.create(slug="rpss-20", rpss_code="20", name="20", is_named=False)

    codelists.load_codelists(FIXTURES / "codelists")

    unnamed.refresh_from_db()
    assert (unnamed.slug, unnamed.name, unnamed.is_named) == ("shelter", "azylové domy", True)
    assert unnamed.kind_forms.count() == 1


def test_kind_that_an_official_named_first_stays_theirs(db):
    kind = ServiceKind(slug="azyl", rpss_code="20", name="azylák")
    save_version(kind, by=official("registrar"))

    kinds, *_others = codelists.load_codelists(FIXTURES / "codelists")

    kind.refresh_from_db()
    assert (kind.slug, kind.name, kind.branch) == ("azyl", "azylák", "")
    assert "azylák: název" in kinds.kept
    assert [str(form.form) for form in kind.kind_forms.all()] == ["pobytová"]


def test_code_that_another_item_took_writes_nothing(loaded, copy):
    before = everything()
    edit(copy, "capacity_units.csv", "bed_day", rpss_code="luzka", name="jinak")

    with pytest.raises(BrokenTable, match="už má jiná položka"):
        codelists.load_codelists(copy)

    assert everything() == before


def test_broken_table_is_refused_with_a_sentence(db, copy, monkeypatch):
    edit(copy, "service_kinds.csv", "shelter", valid_to="31. 12. 2030")
    monkeypatch.setattr(command, "FIXTURES", copy.parent)

    with pytest.raises(CommandError, match="nic se nezapsalo: nečitelný řádek"):
        call_command("load_codelists", stdout=StringIO())

    assert ServiceKind.objects.count() == 0


# -- in /sprava/ -----------------------------------------------------------------------------------


@pytest.fixture
def office(client, db):
    client.force_login(official("registrar"))
    return client


def test_every_code_list_can_be_found_and_searched(loaded, office):
    for table in TABLES:
        listed = reverse(f"admin:providers_{table._meta.model_name}_changelist")
        assert office.get(listed).status_code == 200, table
    kinds = office.get(reverse("admin:providers_servicekind_changelist"), {"q": "azylove"})
    assert [kind.slug for kind in kinds.context["cl"].result_list] == ["shelter"]


def test_unknown_code_is_named_in_the_office(loaded, office):
    unknown = TargetGroup.objects.create(slug="28", rpss_code="28", name="28", is_named=False)
    page = reverse("admin:providers_targetgroup_change", args=[unknown.pk])
    typed = {
        "slug": "28",
        "rpss_code": "28",
        "name": "nová skupina",
        "is_named": "on",
        "area": "family",
        "valid_from": "",
        "valid_to": "",
        "version": "1",
        "change_reason": "dopis ministerstva",
    }

    answer = office.post(page, typed)

    assert answer.status_code == 302
    unknown.refresh_from_db()
    assert (unknown.name, unknown.is_named, unknown.version) == ("nová skupina", True, 2)
    assert unknown.history.first().history_change_reason == "dopis ministerstva"


def test_key_of_a_named_item_is_not_changed_in_the_office(loaded, office):
    kind = ServiceKind.objects.get(slug="shelter")

    page = office.get(reverse("admin:providers_servicekind_change", args=[kind.pk]))

    assert "slug" in page.context["adminform"].readonly_fields
    assert 'name="name"' in page.content.decode()


@pytest.mark.parametrize("who", ["planner", "auditor"])
def test_others_only_look_at_code_lists(loaded, client, people, who):
    client.force_login(people[who])
    page = reverse("admin:providers_servicekind_change", args=[ServiceKind.objects.first().pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == 403


def test_form_of_a_kind_that_ends_before_it_starts_is_refused(loaded):
    form = KindForm.objects.first()
    form.valid_from, form.valid_to = date(2026, 2, 1), date(2026, 1, 31)

    with pytest.raises(ValidationError, match="Poslední den nesmí být dřív než první"):
        form.full_clean()


def test_age_group_has_its_ends_in_order(loaded):
    with pytest.raises(ValidationError, match="Věk do nesmí být nižší"):
        AgeGroup(slug="x", name="x", age_from=10, age_to=9).full_clean()


def test_naming_a_kind_in_the_office_publishes_the_services_that_waited(loaded, office):
    unknown = ServiceKind.objects.create(slug="36", rpss_code="36", name="36", is_named=False)
    waiting = ServiceFactory(kind=unknown, is_published=False, fingerprint="x")
    typed = {
        "slug": "new_kind",
        "rpss_code": "36",
        "name": "nový druh",
        "is_named": "on",
        "version": "1",
        "kind_forms-TOTAL_FORMS": "0",
        "kind_forms-INITIAL_FORMS": "0",
    }

    answer = office.post(
        reverse("admin:providers_servicekind_change", args=[unknown.pk]), typed, follow=True
    )

    waiting.refresh_from_db()
    assert waiting.is_published
    assert "Zveřejněna 1 služba" in answer.content.decode()


def test_kind_named_by_a_newer_table_publishes_the_services_that_waited(db):
    unknown = ServiceKind.objects.create(slug="20", rpss_code="20", name="20", is_named=False)
    waiting = ServiceFactory(kind=unknown, is_published=False, fingerprint="x")

    codelists.load_codelists(FIXTURES / "codelists")

    waiting.refresh_from_db()
    assert (waiting.is_published, waiting.kind.name) == (True, "azylové domy")
