"""The import: what it plans, writes, leaves alone and asks about."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.actions.register import change_capacity
from providers.importers.differences import harm_of
from providers.importers.outlets import ChangeLine, ProblemLine, What
from providers.importers.tables import TABLES
from providers.models import (
    Capacity,
    Contact,
    Difference,
    ExtendedScope,
    Facility,
    OpeningHours,
    Provider,
    Reach,
    RpssImport,
    Service,
    ServiceForm,
    ServiceKind,
    ServiceTargetGroup,
    ServiceText,
)
from providers.rpss import WholeFileRefused
from sitis.versions import save_version
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    ProviderFactory,
    ReachFactory,
    RegionFactory,
    ServiceFactory,
    ServiceKindFactory,
    TargetGroupFactory,
    UnitFactory,
    UserFactory,
)
from tests.providers.rpss_files import (
    DAY,
    address,
    applied,
    facility,
    form,
    hours,
    planned,
    provider,
    record,
)
from tests.providers.test_rpss import KEYS, WILD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _code_lists(db):
    ServiceKindFactory()
    FormFactory()
    FormFactory(slug="ambulatory", rpss_code="amb", name="ambulantní")
    UnitFactory()
    TargetGroupFactory()
    MunicipalityFactory()


def lines(*records, **options):
    return planned(*records, **options)[1]


def everything():
    """Every row of the register and of its history, as text."""
    tables = {table.model for table in TABLES.values()} | {Difference}
    return {
        (model.__name__, repr(sorted(model.objects.values().iterator(), key=lambda row: row["id"])))
        for model in tables
    } | {
        (
            model.__name__,
            "history",
            model.history.count(),
            str(model.history.values_list("pk", "version")),
        )
        for model in tables
    }


# -- the first import ------------------------------------------------------------------------------


def test_first_import_writes_the_service_with_everything_that_belongs_to_it():
    applied(
        record(
            formy=[form(casoveRozsahy=[hours("so")])],
            rozsirenePusobnostiVKraji=["Kraj/124"],
            doplnkoveUdaje={"realizacePoskytovani": [{"priloha": {"url": "https://a.example/1"}}]},
        )
    )

    service = Service.objects.get()
    assert (service.identifier, service.name, service.kind.slug) == (
        "9000001",
        "Středisko Kyjov",
        "home_care",
    )
    assert (service.provided_from, service.provided_to) == (date(2014, 3, 1), None)
    assert service.is_published
    assert service.provider.name == "Charita Kyjov"
    assert Capacity.objects.get().amount == Decimal(10)
    place = Facility.objects.get()
    assert place.municipality_id == "586307"
    assert place.orientation_number == "3a"
    assert OpeningHours.objects.get().weekday == 6
    assert ExtendedScope.objects.get().region_code == "124"
    assert not service.documents.get().is_public
    assert {contact.value for contact in Contact.objects.all()} == {
        "518 111 222",
        "info@charita.example",
    }
    assert Service.objects.search("charita kyjov pecovatelska").count() == 1


def test_a_place_ends_by_itself_and_a_hidden_one_names_not_even_its_municipality():
    bare = address(None, ulice=None, cisloDomovni=None, cisloOrientacni=None, psc=None)
    ended = facility("Ukončené", poskytujeDo="2020-06-30")
    applied(record(zarizeni=[ended, facility("Tajné", utajenaAdresa=True, adresa=bare)]))

    assert Service.objects.get().provided_to is None
    assert Facility.objects.get(name="Ukončené").provided_to == date(2020, 6, 30)
    assert Facility.objects.get(name="Tajné").municipality_code == ""


def test_a_plan_writes_nothing():
    before = everything()

    outcome, plan = planned(record(), record("9000002", datumPoskytovaniOd="nikdy"))

    assert everything() == before
    assert outcome.counts["refused"] == 1
    assert [(line.what, line.table) for line in plan if isinstance(line, ChangeLine)] == [
        (What.NEW, "provider"),
        (What.NEW, "service"),
    ]
    assert [line.path for line in plan if isinstance(line, ProblemLine)] == [
        "polozky[1].datumPoskytovaniOd"
    ]


def test_every_row_has_its_history_with_author_reason_and_day():
    registrar = UserFactory()
    run = applied(record(), by=registrar)

    for table in TABLES.values():
        for row in table.model.objects.all():
            past = row.history.get()
            assert (past.history_type, past.history_user, past.history_change_reason) == (
                "+",
                registrar,
                f"Import národního registru č. {run.pk}",
            )


def test_the_same_file_twice_changes_nothing():
    records = [record(), record("9000002", zarizeni=[facility(utajenaAdresa=True)])]
    applied(*records)
    before = everything()

    run = applied(*records)

    assert everything() == before
    assert run.counts == {"unchanged": 2, "refused": 0}
    assert not run.changes.exists()


def test_the_same_content_in_another_order_changes_nothing_either():
    applied(record(formy=[form(), form("amb")]), record("9000002"))
    before = {row for row in everything() if "history" in row}

    applied(record("9000002"), record(formy=[form("amb"), form()]))

    assert {row for row in everything() if "history" in row} == before


def test_refused_records_are_left_out_and_the_rest_is_written():
    run = applied(record(), record("9000002", formy=[form(amount=-1)]))

    assert [service.identifier for service in Service.objects.all()] == ["9000001"]
    assert run.refusals.get().path == "polozky[1].formy[0].kapacity[0].pocet"


def test_a_second_record_of_one_identifier_is_refused():
    run = applied(record(), record(datumPoskytovaniDo="2020-01-01"))

    assert Service.objects.get().provided_to is None
    assert run.refusals.get().path == "polozky[1].identifikator"


def test_a_number_of_the_open_data_belongs_to_one_service():
    run = applied(record(), record("9000002", portalId=9000001))

    assert Service.objects.count() == 1
    assert {found.path for found in run.refusals.all()} & {
        "polozky[0].portalId",
        "polozky[1].portalId",
    }


# -- whose services ----------------------------------------------------------------------------------

ELSEWHERE = {"zarizeni": [facility(adresa=address(kraj={"id": "Kraj/124"}, obec={"id": "Obec/1"}))]}


def test_only_services_of_the_region_are_kept():
    RegionFactory()
    scope = {"rozsirenePusobnostiVKraji": [{"kraj": {"id": "Kraj/116"}}]}
    records = [record(), record("9000002", **ELSEWHERE), record("9000003", **ELSEWHERE, **scope)]

    run = applied(*records, region="CZ064")

    assert set(Service.objects.values_list("identifier", flat=True)) == {"9000001", "9000003"}
    assert (run.records, run.kept) == (3, 2)


def test_a_service_placed_nowhere_is_told_of_if_its_provider_is_ours():
    RegionFactory()
    hidden = facility(utajenaAdresa=True, adresa=None)
    applied(record(), region="CZ064")
    nowhere = [
        record("9000002", zarizeni=[hidden]),
        record("9000003", zarizeni=[hidden], poskytovatel=provider("Cizí", "99550024")),
        record("9000004", zarizeni=[hidden], poskytovatel=provider("Bez IČO", None)),
        record("9000005", **ELSEWHERE),
    ]

    run = applied(record(), *nowhere, region="CZ064")

    assert Service.objects.count() == 1
    told = run.refusals.get()
    assert (told.identifier, told.path, told.is_flag) == ("9000002", "polozky[1].zarizeni", True)
    assert "neuvádí žádný kraj" in told.reason
    ServiceFactory(identifier="9000002")
    assert not applied(record(), *nowhere, region="CZ064").refusals.filter(is_flag=True).exists()


def test_all_keeps_everything():
    applied(record(), record("9000002", **ELSEWHERE))

    assert Service.objects.count() == 2
    assert Facility.objects.filter(municipality=None).count() == 1


def test_a_service_that_left_the_region_is_followed():
    RegionFactory()
    applied(record(), region="CZ064")

    applied(record(**ELSEWHERE), region="CZ064")

    assert {place.region_code for place in Facility.objects.filter(provided_to=None)} == {"124"}


# -- what must not be stored -------------------------------------------------------------------------


def test_no_person_and_no_hidden_place_is_in_the_database(tmp_path):
    secret = address(19555555, ulice={"nazev": "Tajná"}, cisloDomovni=777)
    applied(record(zarizeni=[facility("Azylový dům", utajenaAdresa=True, adresa=secret)]))

    dump = tmp_path / "dump.json"
    call_command("dumpdata", "providers", output=dump)

    text = dump.read_text(encoding="utf-8")
    assert "Azylov" in text
    for word in ("Statut", "Vedouc", "Vendula", "Tajn", "19555555", "777"):
        assert word not in text


def test_a_place_that_became_hidden_loses_its_address_and_point():
    applied(record())
    Facility.objects.update(latitude=Decimal("49.01"), longitude=Decimal("17.12"))

    applied(record(zarizeni=[facility(utajenaAdresa=True)]))

    place = Facility.objects.get()
    assert place.is_address_hidden
    assert (place.street, place.address_point_code, place.municipality) == ("", "", None)
    assert (place.latitude, place.longitude) == (None, None)


# -- changes field by field --------------------------------------------------------------------------


def test_a_changed_field_is_written_with_its_history():
    applied(record())

    applied(record(formy=[form(amount=12)]))

    new, old = Capacity.objects.order_by("-pk")
    assert (new.amount, new.version, new.history.get().history_type) == (Decimal(12), 1, "+")
    newest, first = old.history.order_by("-history_id")
    assert [change.field for change in newest.diff_against(first).changes] == ["valid_to"]
    assert newest.version == old.version == 2


def test_what_held_on_the_day_before_is_still_answered():
    applied(record())

    changed = record(formy=[form(amount=12, nepretrzitePoskytovani=True)])
    applied(changed)

    service = Service.objects.get()
    before, now, later = DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)
    amounts = [service.capacities.valid_on(day).get().amount for day in (before, now, later)]
    always = [service.forms.valid_on(day).get().is_continuous for day in (before, now, later)]
    assert amounts == [10, 12, 12]
    assert always == [False, True, True]
    Service.objects.update(fingerprint="stale")
    run = applied(changed)
    assert {change.what for change in run.changes.all()} == {What.REMEMBERED}
    assert Service.objects.get().version == service.version
    assert Capacity.objects.count() == 2


def test_what_changes_on_its_first_day_is_changed_in_place():
    applied(record())
    applied(record(formy=[form(amount=12)]))

    applied(record(formy=[form(amount=13)]))

    assert [(row.amount, row.valid_from) for row in Capacity.objects.order_by("pk")] == [
        (10, None),
        (13, DAY),
    ]


def test_a_capacity_of_a_service_that_has_not_begun_is_changed_in_place():
    applied(record(datumPoskytovaniOd="2027-01-01"))

    applied(record(datumPoskytovaniOd="2027-01-01", formy=[form(amount=12)]))

    assert Capacity.objects.get().amount == 12


def test_what_takes_the_place_of_a_corrected_row_keeps_the_correction_and_its_questions():
    applied(record())
    correct(Capacity.objects.get(), note="z rozhodnutí")
    noted = record(formy=[form()])
    noted["formy"][0]["kapacity"][0]["popis"] = "jejich"
    applied(noted)
    both = record(formy=[form(amount=12)])
    both["formy"][0]["kapacity"][0]["popis"] = "jejich"

    applied(both)

    now = Capacity.objects.get(valid_to=None)
    assert (now.amount, now.note) == (12, "z rozhodnutí")
    assert (Difference.objects.get().row, Difference.objects.get().field) == (now.pk, "note")


def test_a_capacity_an_official_changed_from_a_day_is_what_the_source_is_compared_with():
    applied(record())
    change_capacity(
        Capacity.objects.get(), amount=Decimal(8), first_day=date(2026, 11, 1), by=UserFactory()
    )

    applied(record(formy=[form(amount=12)]))

    assert [row.amount for row in Capacity.objects.order_by("pk")] == [10, 8]
    assert Difference.objects.get().row == Capacity.objects.get(valid_to=None).pk


def test_a_row_that_was_typed_and_then_comes_from_the_source_is_one_row():
    service = ServiceFactory(identifier="9000001")
    group = TargetGroupFactory()
    ServiceTargetGroup.objects.create(service=service, target_group=group, is_primary=True)
    for since in (None, DAY):
        ServiceForm.objects.create(service=service, form=FormFactory(), valid_from=since)
    ExtendedScope.objects.create(service=service, region_code="124")
    groups = [{"cilovaSkupina": {"id": f"CilovaSkupinaOsoby/{group.rpss_code}"}}]

    applied(record(ciloveSkupiny=groups, rozsirenePusobnostiVKraji=["Kraj/124"]))

    assert ServiceTargetGroup.objects.get().is_primary
    assert ServiceTargetGroup.objects.get().source_key
    assert ServiceForm.objects.count() == 2
    assert ExtendedScope.objects.get().imported == {"region_code": "124"}


def test_the_plan_says_before_and_after():
    applied(record())

    changed = [
        (line.what, line.table, line.fields)
        for line in lines(record(formy=[form(amount=12)], datumPoskytovaniDo="2026-12-31"))
        if line.what != What.REMEMBERED
    ]

    assert changed == [
        (What.CHANGED, "service", {"provided_to": [None, "2026-12-31"]}),
        (What.CHANGED, "capacity", {"amount": ["10", "12"]}),
    ]


def test_a_form_that_left_the_source_ends_and_a_contact_is_deleted():
    applied(record(formy=[form(), form("amb")]))

    applied(record(telefony=[]))

    left = ServiceForm.objects.get(form__rpss_code="amb")
    assert left.valid_to == date(2026, 11, 19)
    assert not Contact.objects.filter(service__isnull=False).exists()
    assert Contact.history.filter(history_type="-").count() == 1


def test_a_form_that_comes_back_is_a_new_row_from_that_day():
    applied(record(formy=[form(), form("amb")]))
    applied(record())

    applied(record(formy=[form(), form("amb")]))

    rows = ServiceForm.objects.filter(form__rpss_code="amb").order_by("pk")
    assert [(row.valid_from, row.valid_to) for row in rows] == [
        (None, date(2026, 11, 19)),
        (DAY, None),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"poskytujeDo": "2026-10-31"},
        {"nazev": "Nové jméno"},
        {"adresa": address(19000009)},
    ],
)
def test_a_changed_facility_is_known_again(change):
    applied(record())
    uuid = Facility.objects.get().uuid

    applied(record(zarizeni=[facility() | change]))

    assert Facility.objects.get().uuid == uuid


def test_provider_is_shared_and_its_first_mention_decides():
    records = [record(), record("9000002", poskytovatel=provider("Charita Kyjov, z. s."))]

    run = applied(*records)

    assert Provider.objects.get().name == "Charita Kyjov"
    assert run.refusals.get().is_flag
    before = everything()
    applied(*records)
    assert everything() == before


def test_a_renamed_provider_is_found_by_the_new_name():
    applied(record(), record("9000002"))

    applied(*(record(i, poskytovatel=provider("Diakonie Kyjov")) for i in ("9000001", "9000002")))

    assert Service.objects.search("diakonie").count() == 2
    assert not Service.objects.search("charita").exists()


def test_a_provider_that_was_typed_is_met_by_its_ico():
    typed = ProviderFactory(ico=provider()["ico"], name="Charita Kyjov")

    applied(record())

    assert Service.objects.get().provider == typed


def test_services_of_a_merged_provider_stay_where_they_were_put():
    applied(record())
    kept = ProviderFactory()
    Provider.objects.exclude(pk=kept.pk).update(merged_into=kept)
    Service.objects.update(provider=kept)

    applied(record(formy=[form(amount=3)]), record("9000002"))

    assert set(Service.objects.values_list("provider", flat=True)) == {kept.pk}
    assert not Difference.objects.exists()


def test_a_wrong_ico_is_kept_flagged_and_does_not_make_a_second_provider_once_mended():
    wrong = record(poskytovatel=provider(ico="12345678"))
    applied(wrong)
    owner = Provider.objects.get()
    assert (owner.ico, owner.is_ico_flagged) == ("12345678", True)
    owner.ico = ProviderFactory.build().ico
    save_version(owner, by=None)

    applied(wrong | {"datumPoskytovaniDo": "2026-12-31"})

    assert Provider.objects.count() == 1


def test_an_unknown_code_is_kept_and_an_unknown_kind_stays_unpublished():
    run = applied(
        record(
            druhSocialniSluzby={"id": "DruhSocialniSluzby/99"},
            ciloveSkupiny=[{"cilovaSkupina": {"id": "CilovaSkupinaOsoby/30"}}],
        )
    )

    kind = ServiceKind.objects.get(rpss_code="99")
    assert not kind.is_named
    assert kind.history.count() == 1
    assert not Service.objects.get().is_published
    assert ServiceTargetGroup.objects.get().target_group.rpss_code == "30"
    assert {found.path for found in run.refusals.filter(is_flag=True)} == {
        "polozky[0].druhSocialniSluzby",
        "polozky[0].ciloveSkupiny",
    }


# -- what people here did --------------------------------------------------------------------------


def correct(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    save_version(row, by=UserFactory())


def test_a_corrected_field_is_not_overwritten_but_asked_about_once():
    applied(record())
    correct(Capacity.objects.get(), amount=Decimal(8))

    applied(record(formy=[form(amount=12)]))
    applied(record(formy=[form(amount=12)], datumPoskytovaniDo="2026-12-31"))

    assert Capacity.objects.get().amount == Decimal(8)
    difference = Difference.objects.get()
    assert (difference.table, difference.field, difference.ours, difference.theirs) == (
        "capacity",
        "amount",
        "8",
        "12",
    )
    assert difference.harm == Difference.Harm.CAPACITY
    assert difference.history.count() == 1


def test_a_corrected_field_that_the_source_left_alone_is_no_difference():
    applied(record())
    correct(Capacity.objects.get(), amount=Decimal(8))

    applied(record(datumPoskytovaniDo="2026-12-31"))

    assert Capacity.objects.get().amount == Decimal(8)
    assert not Difference.objects.exists()


def test_a_difference_is_renewed_when_the_source_changes_again():
    applied(record())
    correct(Capacity.objects.get(), amount=Decimal(8))
    applied(record(formy=[form(amount=12)]))

    applied(record(formy=[form(amount=13)]))

    assert Difference.objects.get().theirs == "13"
    assert Difference.objects.get().history.count() == 2


@pytest.mark.parametrize("who", ["source", "we"])
def test_a_difference_goes_when_both_agree(who):
    applied(record())
    correct(Capacity.objects.get(), amount=Decimal(8))
    applied(record(formy=[form(amount=12)]))

    if who == "we":
        correct(Capacity.objects.get(), amount=Decimal(12))
        applied(record(formy=[form(amount=12)]))
    else:
        applied(record(formy=[form(amount=8)]))

    assert Difference.objects.get().state == Difference.State.GONE


def test_a_row_that_left_the_source_but_was_changed_here_is_asked_about():
    applied(record(formy=[form(), form("amb")]))
    correct(Capacity.objects.get(form__rpss_code="amb"), note="podle rozhodnutí kraje")

    applied(record())
    applied(record(datumPoskytovaniDo="2026-12-31"))

    assert Capacity.objects.get(form__rpss_code="amb").valid_to is None
    difference = Difference.objects.get()
    assert (difference.table, difference.field) == ("capacity", "")
    applied(record(formy=[form(), form("amb")]))
    difference.refresh_from_db()
    assert difference.state == Difference.State.GONE
    assert Capacity.objects.count() == 2


def test_a_contact_with_a_publish_flag_of_ours_is_not_deleted():
    applied(record())
    correct(Contact.objects.get(service__isnull=False), is_public=False)

    applied(record(telefony=[]))

    assert not Contact.objects.get(service__isnull=False).is_public
    assert Difference.objects.get().table == "contact"


def test_typed_rows_texts_reach_and_flags_are_never_touched():
    applied(record())
    service = Service.objects.get()
    CapacityFactory(service=service, form=FormFactory(slug="ambulatory"), valid_from=None)
    FacilityFactory(service=service)
    ContactFactory(service=service)
    ReachFactory(service=service)
    ServiceText.objects.create(service=service, slot="what", text="Pomáháme doma.")
    correct(service, is_published=False, note="naše")
    typed = [
        list(model.objects.filter(**kept).values())
        for model, kept in [
            (Capacity, {"source_key": ""}),
            (Facility, {"source_key": ""}),
            (Contact, {"source_key": ""}),
            (Reach, {}),
            (ServiceText, {}),
        ]
    ]

    applied(record(formy=[], zarizeni=[], telefony=[], datumPoskytovaniDo="2026-12-31"))

    after = [
        list(model.objects.filter(pk__in=[row["id"] for row in rows]).values())
        for model, rows in zip(
            [Capacity, Facility, Contact, Reach, ServiceText], typed, strict=True
        )
    ]
    assert after == typed
    service.refresh_from_db()
    assert (service.is_published, service.note) == (False, "naše")


def test_a_typed_service_meets_its_record_and_nothing_is_overwritten():
    typed = ServiceFactory(identifier="9000001", name="Naše jméno", provided_from=date(2015, 1, 1))

    applied(record())

    typed.refresh_from_db()
    assert (typed.name, typed.provided_from) == ("Naše jméno", date(2015, 1, 1))
    assert typed.portal_id == 9000001
    assert set(Difference.objects.values_list("field", flat=True)) == {
        "name",
        "provided_from",
        "provider",
    }


def test_an_end_before_our_start_is_asked_about():
    applied(record())
    correct(Service.objects.get(), provided_from=date(2020, 1, 1))

    applied(record(datumPoskytovaniDo="2019-12-31"))

    assert Service.objects.get().provided_to is None
    assert Difference.objects.get().harm == Difference.Harm.ENDED


# -- missing in the source ---------------------------------------------------------------------------


def test_a_service_the_file_lacks_is_marked_and_asked_about_once():
    applied(record(), record("9000002"))

    applied(record())
    run = applied(record())

    gone = Service.objects.get(identifier="9000002")
    assert gone.missing_since == DAY
    assert gone.history.count() == 2
    difference = Difference.objects.get()
    assert (difference.harm, difference.service) == (Difference.Harm.GONE, gone)
    assert "missing_services" not in run.counts


def test_a_service_that_came_back_is_missing_no_more():
    applied(record(), record("9000002"))
    applied(record())

    applied(record(), record("9000002"))

    assert not Service.objects.exclude(missing_since=None).exists()
    assert Difference.objects.get().state == Difference.State.GONE


def test_a_refused_record_does_not_make_its_service_missing():
    applied(record(), record("9000002"))

    applied(record(), record("9000002", datumPoskytovaniOd="nikdy"))

    assert not Service.objects.exclude(missing_since=None).exists()


def test_typed_services_and_those_of_other_regions_are_not_missing():
    RegionFactory()
    ServiceFactory()
    applied(record("9000002", **ELSEWHERE))
    applied(record(), region="CZ064")

    applied(record("9000003"), region="CZ064")

    assert [row.identifier for row in Service.objects.exclude(missing_since=None)] == ["9000001"]


# -- the number of records ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "is_refused"), [(95, False), (94, True), (105, False), (106, True)]
)
def test_more_than_five_per_cent_off_is_refused(count, is_refused):
    RpssImport.objects.create(
        region="all", state="applied", records=100, kept=100, applied_at=timezone.now()
    )
    records = [record(str(9000001 + number)) for number in range(count)]

    if is_refused:
        with pytest.raises(WholeFileRefused):
            applied(*records, forced=False)
        assert not Service.objects.exists()
        applied(*records, forced=True)
    else:
        applied(*records, forced=False)

    assert Service.objects.count() == count


@pytest.mark.parametrize(
    ("records", "kept", "is_refused"), [(4, 2, False), (4, 4, True), (40, 2, True)]
)
def test_both_the_whole_file_and_the_services_of_the_region_are_counted(records, kept, is_refused):
    RegionFactory()
    RpssImport.objects.create(
        region="CZ064", state="applied", records=records, kept=kept, applied_at=timezone.now()
    )
    file = [record(), record("9000002"), record("9000003", **ELSEWHERE)]
    file.append(record("9000004", **ELSEWHERE))

    if is_refused:
        with pytest.raises(WholeFileRefused):
            applied(*file, region="CZ064", forced=False)
    else:
        applied(*file, region="CZ064", forced=False)

    assert Service.objects.count() == (0 if is_refused else 2)


def test_the_last_import_of_another_region_does_not_count():
    RpssImport.objects.create(
        region="CZ064", state="applied", records=100, kept=100, applied_at=timezone.now()
    )

    applied(record(), forced=False)

    assert Service.objects.count() == 1


def test_harms_are_sorted():
    order = [
        ("service", ""),
        ("service", "provided_to"),
        ("capacity", "amount"),
        ("facility", "street"),
        ("service", "kind"),
        ("contact", "note"),
    ]

    assert [harm_of(*where) for where in order] == [1, 2, 3, 4, 5, 6]


# -- queries -----------------------------------------------------------------------------------------


def queries_of(count, django_assert_max_num_queries, **changed):
    with django_assert_max_num_queries(10_000) as seen:
        applied(
            *(
                record(
                    str(9000001 + number), poskytovatel=provider(f"Charita {number}", ""), **changed
                )
                for number in range(count)
            )
        )
    return len(seen)


def test_queries_grow_by_batches_not_rows(django_assert_max_num_queries):
    queries_of(1, django_assert_max_num_queries)  # unknown codes are written once

    few = queries_of(3, django_assert_max_num_queries)
    many = queries_of(40, django_assert_max_num_queries)
    few_changed = queries_of(3, django_assert_max_num_queries, formy=[form(amount=5)])
    many_changed = queries_of(40, django_assert_max_num_queries, formy=[form(amount=6)])

    assert many == few
    assert abs(many_changed - few_changed) <= 12  # those missing are told


# -- wild files --------------------------------------------------------------------------------------


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), WILD, max_size=3), min_size=1, max_size=3))
def test_no_file_however_wild_breaks_the_database(found):
    records = [record(str(9000001 + place)) | fields for place, fields in enumerate(found)]

    with transaction.atomic():
        run = applied(*records, record("9000009"))
        assert Service.objects.filter(identifier="9000009").exists()
        assert run.records == len(records) + 1
        transaction.set_rollback(True)


def test_codes_and_identifiers_that_look_alike():
    groups = [{"id": f"CilovaSkupinaOsoby/{code}"} for code in ("ab", "AB", "č", "ř", "a_b")]
    scope = ["Kraj/123456", "Kraj/116"]
    odd = record("\u0000\ud800")

    run = applied(record(ciloveSkupiny=groups, rozsirenePusobnostiVKraji=scope), odd, odd)

    assert ServiceTargetGroup.objects.count() == 5
    assert ExtendedScope.objects.get().region_code == "116"
    assert run.counts["refused"] == 2
