"""The invented region: plausible, whole, the same each time, and of nobody real."""

import json
import re
from collections import Counter
from datetime import date
from io import StringIO
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Sum
from jsonschema import Draft202012Validator

from evaluation.models import FormVersion
from planning.models import Theme
from providers.demo.invent import Calendar, invent, region_year
from providers.demo.kinds import FORMS, KINDS
from providers.demo.map import load_map
from providers.demo.names import ENDINGS, STEMS
from providers.demo.texts import PLAIN
from providers.importers.run import apply_import
from providers.models import (
    Capacity,
    Cofinancing,
    Contact,
    Difference,
    Facility,
    KindForm,
    Membership,
    NetworkImport,
    NetworkItem,
    NetworkVersion,
    OpeningHours,
    OutdatedReport,
    Proposal,
    Provider,
    Reach,
    RpssImport,
    Service,
    ServiceActivity,
    ServiceKind,
    ServiceText,
    Vacancy,
    Verification,
)
from providers.models.codelist import CodeList
from providers.models.misfits import misfits_on
from sitis.accounts.models import User
from sitis.ico import ico_is_right
from sitis.periods import months_before
from sitis.resolutions import Resolution
from sitis.territory.models import Municipality
from sitis.words import fold
from tests.factories import ProviderFactory

DAY = date(2026, 11, 22)
SCHEMA = json.loads(Path(__file__).with_name("rpss_schema.json").read_text(encoding="utf-8"))
LATER = date(2026, 12, 20)


@pytest.fixture(scope="module")
def land(django_db_setup, django_db_blocker):
    """Territory and code lists, once for this file; everything is removed at the end."""
    with django_db_blocker.unblock():
        call_command("load_territory", stdout=StringIO())
        call_command("load_codelists", stdout=StringIO())
        FormVersion.objects.update(is_published=False)  # so that no reports are invented
        Theme.objects.all().delete()  # and no plans
        yield load_map(settings.REGION_CODE)
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def region(land, django_db_blocker):
    with django_db_blocker.unblock():
        return make()


@pytest.fixture(scope="module")
def file(land, django_db_blocker, tmp_path_factory):
    """The file of the same order, and what it holds."""
    with django_db_blocker.unblock():
        return write(tmp_path_factory.mktemp("rpss") / "rpss.json")


@pytest.fixture(scope="module")
def items(file):
    return json.loads(file.read_text(encoding="utf-8"))["polozky"]


@pytest.fixture
def rows(region, db):
    return region


def make(**options):
    said = StringIO()
    call_command("demo_region", day=DAY, stdout=said, **options)
    return said.getvalue()


def write(path, day=DAY, **options):
    call_command("demo_region", day=day, rpss=path, stdout=StringIO(), **options)
    return path


def empty_register():
    """Planning goes too, with its themes: nothing is planned in what is made then."""
    for model in apps.get_app_config("planning").get_models(include_auto_created=True):
        model._base_manager.all()._raw_delete(using="default")
    for model in apps.get_app_config("providers").get_models(include_auto_created=True):
        if not issubclass(model, CodeList | KindForm):
            model._base_manager.all()._raw_delete(using="default")
    Resolution.objects.all()._raw_delete(using="default")


def made_up(land, services=450, day=DAY, seed=1):
    return list(invent(seed, services, Calendar(region_year(day), day, 5), land))


# -- proportions ------------------------------------------------------------------------------


def test_about_160_providers_have_450_services_of_all_kinds(rows):
    assert 140 <= Provider.objects.count() <= 180
    assert 450 <= Service.objects.count() <= 455
    assert Service.objects.values("kind").distinct().count() == 34


def test_kinds_are_in_plausible_proportions(rows):
    many = Counter(Service.objects.values_list("kind__slug", flat=True))

    assert {slug for slug, _n in many.most_common(3)} == {
        "home_care",
        "home_for_seniors",
        "social_counselling",
    }
    assert many["in_hospital_services"] <= 3


def test_profiles_name_every_kind_with_the_forms_and_units_of_the_law(rows):
    lawful = {}
    for row in KindForm.objects.select_related("kind", "form", "usual_unit"):
        lawful.setdefault(row.kind.slug, {})[row.form.slug] = row.usual_unit
    codes = dict(ServiceKind.objects.values_list("slug", "rpss_code"))

    assert {slug: str(kind.rpss) for slug, kind in KINDS.items()} == codes
    assert PLAIN.keys() == KINDS.keys()
    for slug, kind in KINDS.items():
        for letter in {letter for letters, _weight in kind.forms for letter in letters}:
            assert FORMS[letter][1] in lawful[slug], (slug, letter)


def test_most_services_run_some_ended_some_are_to_come(rows):
    status = Counter(Service.objects.with_status_on(DAY).values_list("status", flat=True))

    assert status["active"] > 350
    for rarer in ("ended", "cancelled", "lapsed", "planned", "missing_in_source"):
        assert 0 < status[rarer] < 80, (rarer, status)


def test_ten_times_as_many_begin_with_the_same_ones(land, django_db_blocker):
    with django_db_blocker.unblock():
        small, large = made_up(land, 45), made_up(land, 450)

    assert large[:45] == small


# -- nobody real ------------------------------------------------------------------------------


def test_providers_have_invented_numbers_with_right_check_digits(rows):
    for ico in Provider.objects.values_list("ico", flat=True):
        assert ico_is_right(ico)
        assert int(ico) >= 99_000_000


def test_services_are_numbered_from_nine_million(rows):
    assert Service.objects.order_by("identifier").first().identifier >= "9000000"


def test_every_provider_bears_a_made_up_word(rows):
    words = {stem + ending for stem in STEMS for ending in ENDINGS}
    places = {fold(name) for name in Municipality.objects.values_list("name", flat=True)}

    assert not {fold(word) for word in words} & places
    for name in Provider.objects.values_list("name", flat=True):
        assert any(word in name for word in words), name
    assert Provider.objects.values("name").distinct().count() == Provider.objects.count()


def test_contacts_lead_to_nobody(rows):
    for kind, value in Contact.objects.exclude(type="address").values_list("type", "value"):
        if kind in {"mail", "web"}:
            assert re.search(r"\.example$", value), value
        else:
            digits = re.sub(r"^(\+|00)420", "", re.sub(r"[^\d+]", "", value))
            assert digits.startswith("000"), value


def test_places_are_real_municipalities_and_address_points_are_not(rows):
    here = Facility.objects.exclude(municipality_code="").filter(region_code="116")

    assert not here.filter(municipality=None).exists()
    codes = Facility.objects.exclude(address_point_code="")
    assert not codes.filter(address_point_code__lt="990000000").exists()


# -- whole ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model",
    [
        *(Provider, Service, Facility, Capacity, OpeningHours, Contact, Reach, ServiceActivity),
        *(NetworkVersion, Resolution),
    ],
)
def test_rows_hold_every_rule(rows, model):
    for row in model.objects.order_by("pk")[::9]:
        row.full_clean()


@pytest.mark.parametrize(
    "model",
    [Service, Capacity, Reach, ServiceText, Difference, Membership, NetworkItem, Resolution],
)
def test_every_row_has_its_history(rows, model):
    with_history = model.history.values("id").distinct().count()

    assert with_history == model.objects.count()


def test_hours_know_weekends_nights_phones_and_appointments(rows):
    hours = OpeningHours.objects
    assert hours.filter(weekday=6, purpose="open").exists()
    assert hours.filter(closes="00:00").exists()
    assert hours.filter(purpose="phone").exists()
    assert hours.filter(purpose="appointment").exists()
    homes = Service.objects.filter(kind__slug="home_for_seniors")
    assert not homes.exclude(forms__is_continuous=True).exists()


def test_reach_is_of_field_services_at_all_levels_and_shares_make_100(rows):
    for level in ("municipality", "orp", "district"):
        assert Reach.objects.exclude(**{level: None}).exists()
    assert not Reach.objects.exclude(service__forms__form__slug="field").exists()
    shared = Reach.objects.exclude(share=None).values("service").annotate(sum=Sum("share"))
    assert len(shared) > 5
    assert {row["sum"] for row in shared} == {100}


def test_some_places_are_hidden_and_say_nothing(rows):
    hidden = Facility.objects.filter(is_address_hidden=True)

    assert set(hidden.values_list("service__kind__may_hide_address", flat=True)) == {True}
    assert not hidden.exclude(latitude=None, street="", municipality=None).exists()


def test_capacities_changed_in_the_past(rows):
    past = Capacity.objects.filter(valid_to__lt=DAY)

    assert past.count() > 20
    for row in past[:20]:
        now = Capacity.objects.filter(service=row.service, form=row.form, unit=row.unit)
        assert now.filter(valid_from__gt=row.valid_to).exists()


def test_public_texts_are_there_for_most_not_all(rows):
    with_texts = Service.objects.filter(texts__isnull=False).distinct().count()

    assert 200 < with_texts < 400


def test_differences_wait_for_officials_and_for_the_demo_provider(rows):
    worker = User.objects.get(email="pracovnik@poskytovatel.example")
    states = set(Difference.objects.values_list("state", flat=True))

    assert {"open", "asked", "answered", "kept"} <= states
    asked = Difference.objects.asked_of(worker).get()
    assert asked.deadline.date() > DAY
    assert asked.ours != asked.theirs
    assert Membership.objects.filter(provider=asked.provider).count() == 2


# -- the same each time -----------------------------------------------------------------------


def test_half_of_the_pages_are_verified_and_a_third_say_free_places(rows):
    services = Service.objects.to_verify(DAY)
    fresh = services.filter(verification__verified_on__gte=months_before(DAY, 6)).count()
    said = services.filter(vacancies__isnull=False).distinct().count()

    assert 0.42 < fresh / services.count() < 0.58
    assert services.filter(verification=None).exists()
    assert 0.24 < said / services.count() < 0.42
    assert not Vacancy.objects.filter(as_of__gt=DAY).exists()


def test_proposals_and_reports_stand_in_every_state(rows):
    worker = User.objects.get(email="pracovnik@poskytovatel.example")
    waiting = Proposal.objects.filter(state="sent")

    assert waiting.small().count() >= 2
    assert waiting.large().exists()
    assert Proposal.objects.filter(state="returned").exclude(reason="").count() == 1
    assert set(Proposal.objects.values_list("by", flat=True)) == {worker.pk}
    assert Proposal.objects.staffed_by(worker).count() == Proposal.objects.count()
    states = set(OutdatedReport.objects.values_list("state", flat=True))
    assert states == set(OutdatedReport.State.values)
    assert OutdatedReport.objects.open().staffed_by(worker).exists()


def test_a_second_run_changes_nothing(rows):
    before = Service.history.count()

    assert "nic se nezměnilo" in make()
    assert Service.history.count() == before


def test_another_size_is_refused(rows):
    with pytest.raises(CommandError, match="jiné velikosti"):
        make(services=90)


def test_real_data_are_not_touched(land, db):
    empty_register()
    ProviderFactory(ico="00380504")

    with pytest.raises(CommandError, match="prázdné databáze"):
        make()


def test_without_territory_it_says_what_to_run(db, settings):
    settings.REGION_CODE = "CZ080"

    with pytest.raises(CommandError, match="load_territory"):
        make()


def everything():
    """All rows of the register in their natural order, without keys, times and versions."""
    tables = {
        Provider: (),
        Service: ("provider__ico", "kind__slug"),
        Facility: ("service__identifier",),
        Capacity: ("service__identifier", "form__slug", "unit__slug"),
        OpeningHours: ("service__identifier", "form__slug"),
        Contact: ("service__identifier", "provider__ico"),
        Reach: ("service__identifier",),
        ServiceText: ("service__identifier",),
        Difference: ("provider__ico", "service__identifier"),
        NetworkVersion: ("assembly_resolution__number", "assembly_resolution__adopted_on"),
        NetworkItem: (
            *("network__year", "network__number", "service__identifier", "form__slug"),
            *("unit__slug", "target_group__slug", "continues__service__identifier"),
        ),
        Cofinancing: ("item__service__identifier", "item__network__year", "municipality"),
        Verification: ("service__identifier",),
        Vacancy: ("service__identifier", "form__slug"),
        Proposal: ("service__identifier", "by__email"),
        OutdatedReport: ("service__identifier",),
    }
    left_out = {"id", "run", "row", "provider", "service", "form", "unit", "kind", "facility"}
    left_out |= {"network", "continues", "target_group", "category", "copied_from", "item"}
    left_out |= {"council_resolution", "assembly_resolution"}
    left_out |= {"asked_at", "answered_at", "settled_at", "settled_by", "by"}
    left_out |= {"content", "base"}  # they name contacts by their keys
    return {
        model: sorted(
            map(
                str,
                model.objects.values_list(
                    *more,
                    *(f.name for f in model._meta.concrete_fields if f.name not in left_out),
                ),
            )
        )
        for model, more in tables.items()
    }


def test_same_order_same_rows(land, db):
    found = []
    for _time in range(2):
        with transaction.atomic():
            empty_register()
            make(services=60)
            found.append(everything())
            transaction.set_rollback(True)

    assert found[0] == found[1]
    assert all(found[0].values())


# -- the network ------------------------------------------------------------------------------


def test_each_year_has_its_network_one_a_correction_and_the_next_is_prepared(rows):
    versions = NetworkVersion.objects.order_by("valid_from")

    assert [(one.year, one.number, one.state) for one in versions] == [
        *((year, 1, "replaced") for year in range(2022, 2027)),
        (2026, 2, "valid"),
        (2027, 1, "preparation"),
    ]
    in_force = versions.in_force()
    assert all("SMYŠLENO" in one.assembly_resolution.number for one in in_force)
    assert all(one.changes() for one in in_force)


def test_most_running_services_are_in_the_network_some_are_not(rows):
    running = Service.objects.running_on(DAY)
    inside = running.filter(network_items__in=NetworkItem.objects.in_force_on(DAY)).distinct()

    assert 0.7 < inside.count() / running.count() < 0.95
    beds = NetworkItem.objects.in_force_on(DAY).filter(form__slug="residential")
    assert set(beds.values_list("unit__slug", flat=True)) == {"beds"}
    continued = NetworkItem.objects.in_force_on(DAY).filter(continues__isnull=False)
    assert continued.count() > 300


def test_a_few_items_do_not_fit_and_a_list_waits(rows):
    version = NetworkVersion.objects.in_force_on(DAY).get()
    found = Counter(item.misfit for item in misfits_on(version.items.all(), version, DAY))

    assert found["over_beds"] == 3
    assert found["no_form"] == 3
    assert 0 < sum(found.values()) < 40
    waiting = NetworkImport.objects.get()
    assert (waiting.state, waiting.counts["refused"]) == ("planned", 2)


# -- the file ---------------------------------------------------------------------------------


def test_file_has_the_shape_of_the_national_register(items):
    errors = Draft202012Validator(SCHEMA).iter_errors({"polozky": items})

    assert [f"{list(error.path)}: {error.message}" for error in errors] == []


def test_file_is_the_same_for_the_same_order_and_lives_on_by_days(file, tmp_path, land, db):
    again = write(tmp_path / "again.json")
    later = write(tmp_path / "later.json", day=LATER)

    assert again.read_bytes() == file.read_bytes()
    first, second = (
        {item["identifikator"]: item for item in json.loads(path.read_text())["polozky"]}
        for path in (file, later)
    )
    changed = [key for key in first.keys() & second.keys() if first[key] != second[key]]
    assert 5 < len(changed) < 60


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 11, 22), 2026), (date(2027, 2, 28), 2026), (date(2027, 3, 2), 2027)],
)
def test_a_region_lives_from_march_to_march(day, year):
    assert region_year(day) == date(year, 1, 1)


def test_a_handful_of_services_will_do(land, db):
    empty_register()

    assert "3 služ" in make(services=3)
    assert Service.objects.count() == 3


def test_file_holds_the_traps_of_the_real_one(items):
    places = list(chain.from_iterable(item["zarizeni"] for item in items))
    named = [place for place in places if place["adresa"]]
    without_code = [p for p in named if p["adresa"]["kodAdresnihoMista"] is None]

    assert 0.02 < len(without_code) / len(named) < 0.06
    assert any(place["utajenaAdresa"] and place["adresa"] is None for place in places)
    assert any("  " in place["nazev"] or place["nazev"].endswith(" ") for place in places)
    assert any(len(item["zarizeni"]) > len({str(p) for p in item["zarizeni"]}) for item in items)
    over = [item for item in items if (item["datumPoskytovaniDo"] or "9") < str(DAY)]
    assert any(place["poskytujeDo"] is None for item in over for place in item["zarizeni"])
    assert any(item["datumPoskytovaniOd"] > str(DAY) for item in items)
    assert any(web["web"].startswith("www.") for item in items for web in item["weby"])
    with_scope = [item for item in items if item["rozsirenePusobnostiVKraji"]]
    assert 0.15 < len(with_scope) / len(items) < 0.4
    shapes = {re.sub(r"\d", "9", t["telefon"]) for item in items for t in item["telefony"]}
    assert len(shapes) > 4


def test_file_holds_services_of_other_regions(items):
    def regions(item):
        scope = item["rozsirenePusobnostiVKraji"] or []
        places = [place["adresa"] for place in item["zarizeni"] if place["adresa"]]
        return {entry["kraj"]["id"] for entry in [*scope, *places]}

    elsewhere = [item for item in items if "Kraj/116" not in regions(item)]
    assert len(elsewhere) == 12


def test_file_has_about_fifteen_kilobytes_a_service(file, items):
    assert 13_000 < file.stat().st_size / len(items) < 17_000


def test_file_of_the_same_order_changes_nothing(rows, file):
    before = {model: model.objects.count() for model in (Service, Facility, Contact, Capacity)}
    run = RpssImport.objects.create(file_name="znovu.json", region="CZ064", state="planned")

    with file.open("rb") as stream:
        outcome = apply_import(run, stream, day=DAY, at=run.created_at)

    assert outcome.counts == {"unchanged": 450, "refused": 0}
    assert before == {model: model.objects.count() for model in before}


def test_file_cannot_be_written_where_nothing_may(land, db, tmp_path):
    with pytest.raises(CommandError, match="nelze zapsat"):
        write(tmp_path / "nowhere" / "rpss.json", services=3)


@pytest.mark.parametrize(
    "typed",
    ["--services=0", "--services=mnoho", "--years=99", "--day=22.11.2026", "--day=1999-01-01"],
)
def test_wrong_use_is_told(typed):
    with pytest.raises(CommandError, match="zadejte"):
        call_command("demo_region", typed)
