"""A list of the network from a table: read with mercy, planned, confirmed once, written whole."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.actions import network
from providers.actions.network import lists
from providers.importers.network import NotANetworkList, plan_list
from providers.importers.network.plan import Plan
from providers.models import NetworkImport, NetworkItem
from sitis.audit import Event
from sitis.jobs.models import Job
from sitis.workbooks import UnreadableTable
from tests.factories import (
    FormFactory,
    NetworkCategoryFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ProviderFactory,
    ResolutionFactory,
    ServiceFactory,
    ServiceKindFactory,
    TargetGroupFactory,
    UnitFactory,
    official,
)
from tests.providers.network_lists import HEADS, csv_file, row_of, xlsx

pytestmark = pytest.mark.django_db
State = NetworkImport.State


@pytest.fixture
def registrar(db):
    return official("registrar")


@pytest.fixture
def version(db):
    return NetworkVersionFactory(year=2027, number=1, valid_from=date(2027, 1, 1))


@pytest.fixture
def item(version):
    return NetworkItemFactory(network=version, amount=Decimal("5.50"))


@pytest.fixture
def books(db):
    FormFactory()
    FormFactory(slug="residential", rpss_code="pob", name="pobytová")
    UnitFactory(slug="direct_care_fte", rpss_code="", name="úvazek v přímé péči")
    UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    NetworkCategoryFactory()
    OrpFactory()


def said(plan: Plan):
    return [(line.what, line.row, line.identifier) for line in plan.lines]


def received(content, version, by, name="sit.xlsx", removes_missing=False):
    upload = SimpleUploadedFile(name, content)
    return lists.receive_list(upload, network=version, removes_missing=removes_missing, by=by)


def planned(content, version, by, **more):
    run = received(content, version, by, **more)
    lists.make_list_plan(run, Job())
    return run


def written(run, by):
    lists.confirm_list(run, by=by)
    lists.apply_list(run)
    return run


# -- reading --------------------------------------------------------------------------------------


def test_new_changed_unchanged_and_missing(version, item, books):
    same, gone = NetworkItemFactory(network=version), NetworkItemFactory(network=version)
    new = ServiceFactory()
    rows = [HEADS, row_of(item, "6,25"), row_of(same), row_of(NetworkItem(
        service=new, form=item.form, amount=Decimal(2)))]  # fmt: skip

    plan = plan_list(xlsx(rows), version)

    assert said(plan) == [
        ("changed", 2, item.service.identifier),
        ("new", 4, new.identifier),
        ("missing", None, gone.service.identifier),
    ]
    assert plan.lines[0].fields == [("počet jednotek", "5,5", "6,25")]
    assert (plan.unchanged, plan.rows) == (1, 3)


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_as_offices_save_it(version, item, encoding, delimiter):
    rows = [HEADS, row_of(item, "6.25")]

    plan = plan_list(csv_file(rows, encoding=encoding, delimiter=delimiter), version)

    assert said(plan) == [("changed", 2, item.service.identifier)]


def test_titles_above_sums_below_and_any_order(version, item):
    service = item.service
    rows = [
        ["Síť sociálních služeb na rok 2027"],
        [],
        ["ID služby", "Jednotky", "Forma poskytování", "IČ", "Poznámka pro tisk"],
        ["Okres Hodonín"],
        [int(service.identifier), 7.5, "T", service.provider.ico.lstrip("0"), "x"],
        ["ID služby", "Jednotky", "Forma poskytování", "IČ", "Poznámka pro tisk"],
        ["", 7.5, "", "", ""],
        ["Celkem", 7.5, "", "", ""],
    ]

    plan = plan_list(xlsx(rows), version)

    assert said(plan) == [("changed", 5, service.identifier)]
    assert plan.ignored == ["Poznámka pro tisk"]


def test_service_is_known_by_ico_and_kind_if_it_is_the_only_one(version, item, books):
    single = item.service
    twice = ServiceFactory()
    ServiceFactory(provider=twice.provider, name="Druhá")
    heads = ["IČO", "Druh služby", "Forma", "Počet jednotek"]
    rows = [
        heads,
        [single.provider.ico, "§ 40 Pečovatelská služba", "terénní", 1],
        [twice.provider.ico, "pečovatelská služba", "terénní", 1],
        [ProviderFactory().ico, "pečovatelská služba", "terénní", 1],
    ]

    plan = plan_list(xlsx(rows), version)

    assert [line.what for line in plan.lines] == ["changed", "ambiguous", "refused"]
    assert twice.identifier in plan.lines[1].reason


def test_beds_and_staff_in_two_columns_are_two_items(version, books):
    FormFactory(slug="residential", rpss_code="pob", name="pobytová")
    service = ServiceFactory()
    heads = ["Identifikátor", "Forma", "Lůžka", "Úvazky"]

    plan = plan_list(xlsx([heads, [service.identifier, "pobytová", 30, "12,5"]]), version)

    units = {line.values["unit_id"]: line.values["amount"] for line in plan.lines}
    assert sorted(units.values()) == ["12.50", "30.00"]
    assert len(units) == 2


def test_a_column_that_is_not_there_is_not_compared(version):
    item = NetworkItemFactory(network=version, mandate_number="P-7", note="pozor")

    plan = plan_list(xlsx([HEADS, row_of(item)]), version)

    assert (plan.lines, plan.unchanged) == ([], 1)


def test_territory_category_days_and_the_rest(version, item, books):
    orp = OrpFactory()
    group = TargetGroupFactory()
    decided = ResolutionFactory(number="12/26/Z3")
    heads = [*HEADS, "Území", "Kategorie", "Od", "Do", "Č. pověření", "Číslo pověření", "Usnesení",
             "Cílová skupina", "Způsob financování"]  # fmt: skip
    more = [f"ORP {orp.name}", "základní síť", "1. 3. 2027", "30.06.2027", "", "P-9", "12/26/Z3",
            "Senioři", "obec"]  # fmt: skip
    service = ServiceFactory()
    row = row_of(NetworkItem(service=service, form=item.form, amount=Decimal(2)))

    plan = plan_list(xlsx([heads, [*row, *more]]), version)

    new = plan.lines[0]
    assert {name: new.values[name] for name in new.values if name not in {"service_id"}} == {
        "form_id": item.form_id, "target_group_id": group.pk, "orp_id": orp.pk,
        "district_id": None, "category_id": item.category_id, "unit_id": item.unit_id,
        "amount": "2.00", "valid_from": "2027-03-01", "valid_to": "2027-06-30",
        "mandate_number": "P-9", "resolution_id": decided.pk, "financing": "municipality",
        "note": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("head", "cell", "words"),
    [
        ("Identifikátor", "9999999", "v registru není"),
        ("Identifikátor", "12", "sedm číslic"),
        ("IČO", "27074358", "patří poskytovateli"),
        ("IČO", "12345678", "kontrolní číslice"),
        ("Druh", "azylové domy", "jiného druhu"),
        ("Druh", "létání", "neznáme"),
        ("Forma", "létající", "neznáme"),
        ("Forma", "terénní, ambulantní", "neznáme"),
        ("Počet jednotek", "mnoho", "není číslo"),
        ("Počet jednotek", "", "Chybí počet"),
        ("Počet jednotek", 0, "větší než nula"),
        ("Počet jednotek", -3, "větší než nula"),
        ("Počet jednotek", "1,234", "dvě desetinná"),
        ("Počet jednotek", "1" * 40, "větší než nula"),
    ],
)
def test_refused_rows_say_the_place_and_the_reason(version, item, head, cell, words):
    ServiceKindFactory(slug="shelter", rpss_code="20", name="azylové domy", section="§ 57")
    row = row_of(item, **{head: cell}) if head != "Počet jednotek" else [*row_of(item)[:-1], cell]

    plan = plan_list(xlsx([HEADS, row]), version)

    line = plan.lines[0]
    assert (line.what, line.row, line.column) == ("refused", 2, head)
    assert words in line.reason


def test_the_same_item_twice_is_told(version, item, books):
    new = NetworkItem(service=ServiceFactory(), form=item.form, amount=Decimal(1))
    rows = [HEADS, row_of(item), row_of(item, 9), row_of(new), row_of(new)]

    plan = plan_list(xlsx(rows), version)

    assert [(line.what, line.row) for line in plan.lines] == [
        ("ambiguous", 3),
        ("new", 4),
        ("refused", 5),
    ]


def test_two_items_that_the_file_cannot_tell_apart_are_ambiguous(version, item):
    NetworkItemFactory(network=version, service=item.service, orp=None)

    plan = plan_list(xlsx([HEADS, row_of(item, 9)]), version)

    assert plan.lines[0].what == "ambiguous"
    told = plan_list(xlsx([[*HEADS, "ORP"], [*row_of(item, 9), "Kyjov"]]), version)
    assert told.lines[0].item == item.pk


def test_an_own_export_read_back_changes_nothing(client, registrar, version, item):
    NetworkItemFactory(network=version, orp=None, target_group=TargetGroupFactory(), amount=34)
    client.force_login(registrar)
    for kind in ("xlsx", "csv"):
        answer = client.get(reverse("providers:network-export", args=[2027, 1, kind]))
        plan = plan_list(b"".join(answer.streaming_content), version)
        assert (plan.lines, plan.unchanged) == ([], 2)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 not a zip", b"%PDF-1.4", b"\x00\x01" * 99, b"\xd0\xcf\x11\xe0abc", b"{}"],
)
def test_hostile_files_are_refused_whole(version, content):
    with pytest.raises((UnreadableTable, NotANetworkList)):
        plan_list(content, version)


def test_missing_columns_are_named(version):
    with pytest.raises(NotANetworkList, match="Forma"):
        plan_list(xlsx([["Identifikátor", "Počet"], ["9000001", 1]]), version)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.lists(st.none() | st.text(max_size=12) | st.integers() | st.floats(), max_size=8),
        max_size=8,
    )
)
def test_wild_cells_never_break_the_plan(version, item, rows):
    plan = (
        plan_list(csv_file([HEADS, *rows], encoding="utf-8-sig"), version) if _saves(rows) else None
    )

    if plan is not None:
        for line in plan.lines:
            assert line.what in {"refused", "ambiguous", "missing", "new", "changed"}


def _saves(rows):
    try:
        csv_file([HEADS, *rows], encoding="utf-8-sig").decode()
    except UnicodeEncodeError:
        return False
    return "\0" not in str(rows) and not any("\\x00" in repr(cell) for row in rows for cell in row)


# -- plan and apply -------------------------------------------------------------------------------


def test_nothing_is_written_before_somebody_confirms(registrar, version, item):
    run = planned(xlsx([HEADS, row_of(item, 9)]), version, registrar)

    item.refresh_from_db()
    assert (run.state, item.amount) == (State.PLANNED, Decimal("5.50"))


def test_a_confirmed_plan_is_written_with_history(registrar, version, item, books):
    kept, new = NetworkItemFactory(network=version), ServiceFactory()
    valid = NetworkVersionFactory(in_force=True, number=7)
    before = NetworkItemFactory(network=valid, service=new)
    fresh = NetworkItem(service=new, form=item.form, amount=Decimal(2))

    run = planned(xlsx([HEADS, row_of(item, 9), row_of(fresh)]), version, registrar)
    written(run, registrar)

    item.refresh_from_db()
    added = version.items.get(service=new)
    assert (run.state, item.amount, item.version) == (State.APPLIED, Decimal(9), 2)
    assert (added.amount, added.continues) == (Decimal(2), before)
    assert version.items.filter(pk=kept.pk).exists()
    for row, sign in ((item, "~"), (added, "+")):
        trace = row.history.first()
        assert (trace.history_type, trace.history_user, trace.history_change_reason) == (
            sign, registrar, run.trace,
        )  # fmt: skip
    assert Event.objects.filter(act="import", user=registrar).count() == 1


def test_missing_items_go_only_if_that_was_asked_for(registrar, version, item):
    gone = NetworkItemFactory(network=version)
    follower = NetworkItemFactory(network=NetworkVersionFactory(number=9), continues=gone)

    run = planned(xlsx([HEADS, row_of(item)]), version, registrar, removes_missing=True)
    written(run, registrar)

    follower.refresh_from_db()
    assert list(version.items.all()) == [item]
    assert follower.continues is None
    assert NetworkItem.history.filter(id=gone.pk, history_type="-").get().history_user == registrar


def test_a_version_that_changed_since_the_plan_refuses_it(registrar, version, item):
    run = planned(xlsx([HEADS, row_of(item, 9)]), version, registrar)
    item.note = "mezitím"
    network.save_item(item, by=registrar)

    written(run, registrar)

    item.refresh_from_db()
    assert (run.state, item.amount) == (State.STALE, Decimal("5.50"))
    lists.plan_list_again(run, by=registrar)
    lists.make_list_plan(run, Job())
    written(run, registrar)
    item.refresh_from_db()
    assert (run.state, item.amount) == (State.APPLIED, Decimal(9))


def test_of_two_plans_for_one_version_the_second_is_stale(registrar, version, item):
    first = planned(xlsx([HEADS, row_of(item, 9)]), version, registrar)
    second = planned(xlsx([HEADS, row_of(item, 8)]), version, registrar)

    written(first, registrar)
    written(second, registrar)

    item.refresh_from_db()
    assert (first.state, second.state, item.amount) == (State.APPLIED, State.STALE, Decimal(9))


def test_the_same_file_twice_is_one_list_and_once_applied_changes_nothing(registrar, version, item):
    content = xlsx([HEADS, row_of(item, 9)])
    run = planned(content, version, registrar)

    assert received(content, version, registrar) == run
    written(run, registrar)
    again = planned(content, version, registrar)

    assert again != run
    assert (again.counts["unchanged"], again.lines.count()) == (1, 0)


def test_a_plan_is_confirmed_or_dropped_once(registrar, version, item):
    run = planned(xlsx([HEADS, row_of(item, 9)]), version, registrar)
    other = NetworkImport.objects.get(pk=run.pk)
    lists.discard_list(run)

    for act in (
        lambda: lists.discard_list(other),
        lambda: lists.confirm_list(other, by=registrar),
        lambda: lists.plan_list_again(other, by=registrar),
    ):
        with pytest.raises(lists.NotNow):
            act()
    assert (run.state, bool(run.file), run.lines.count()) == (State.DISCARDED, False, 0)


def test_a_list_for_a_version_put_in_force_meanwhile_is_refused(registrar, version, item):
    run = planned(xlsx([HEADS, row_of(item, 9)]), version, registrar)
    version.state, version.assembly_resolution = "assembly", ResolutionFactory()
    version.save()
    network.put_in_force(
        version, first_day=date(2027, 1, 1), today=date(2026, 11, 22), by=registrar
    )

    written(run, registrar)

    item.refresh_from_db()
    assert (run.state, item.amount) == (State.STALE, Decimal("5.50"))
    with pytest.raises(lists.NotNow):
        lists.plan_list_again(run, by=registrar)


def test_errors_come_back_in_the_same_workbook(registrar, version, item):
    bad = [*row_of(item)[:-1], "mnoho"]
    run = planned(xlsx([["Síť"], HEADS, row_of(item), bad]), version, registrar)

    book = openpyxl.load_workbook(io.BytesIO(lists.marked_list(run)))

    sheet = book["Síť 2027"]
    assert sheet["F4"].fill.start_color.rgb == "FFF4CCCC"
    assert "není číslo" in sheet["F4"].comment.text
    assert "není číslo" in sheet["G4"].value
    assert sheet["F3"].comment is None


def test_a_plan_of_500_rows_takes_few_queries(
    registrar, version, item, django_assert_max_num_queries
):
    services = [ServiceFactory.build(provider=item.service.provider, kind=item.service.kind)
                for _each in range(500)]  # fmt: skip
    type(item.service).objects.bulk_create(services)
    rows = [[one.provider.ico, "", "", one.identifier, "terénní", "2,5"] for one in services]
    content = xlsx([HEADS, *rows])

    with django_assert_max_num_queries(20):
        plan = plan_list(content, version)

    assert plan.counts["new"] == 500
    run = planned(content, version, registrar)
    with django_assert_max_num_queries(50):
        written(run, registrar)
    assert version.items.count() == 501


# -- through the web ------------------------------------------------------------------------------


@pytest.fixture
def office(client, registrar):
    client.force_login(registrar)
    return client


def uploaded(client, version, content, name="sit.xlsx", **more):
    address = reverse("providers:network-import-list", args=[version.year, version.number])
    return client.post(address, {"file": SimpleUploadedFile(name, content), **more}, follow=True)


def test_a_registrar_uploads_looks_confirms_and_sees_it_written(
    office, version, item, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        page = uploaded(
            office, version, xlsx([HEADS, row_of(item, 9), [*row_of(item)[:3], "9999999", "x", 1]])
        )
    run = NetworkImport.objects.get()
    if run.state == State.UPLOADED:  # no worker listens to the tests
        lists.make_list_plan(run, Job())
        Job.objects.update(state="done")
    page = office.get(run.get_absolute_url())
    assert "Zapsat do verze" in page.content.decode()
    assert ("zmenene", 1) in [(key, count) for key, _words, count in page.context["kinds"]]
    wrong = office.get(run.get_absolute_url(), {"co": "odmitnute"}).content.decode()
    assert "Síť 2027, řádek 3" in wrong
    book = office.get(reverse("providers:network-import-marked", args=[run.pk]))
    assert book.status_code == 200

    office.post(reverse("providers:network-import-confirm", args=[run.pk]))
    run.refresh_from_db()
    if run.state == State.APPLYING:
        lists.apply_list(run)
        Job.objects.update(state="done")

    page = office.get(run.get_absolute_url())
    assert "zapsáno" in page.content.decode()
    item.refresh_from_db()
    assert item.amount == 9


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"\x00\x01\x02\x03", xlsx([["x"]])[:200]]
)
def test_a_file_that_is_no_table_is_refused_at_the_door(office, version, content):
    page = uploaded(office, version, content)

    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not NetworkImport.objects.exists()


def test_a_list_goes_only_into_a_version_in_preparation(office, version, item):
    version.state = "draft"
    version.save()

    assert uploaded(office, version, xlsx([HEADS])).status_code == 403


def test_who_may_see_and_who_may_import(client, people, version, item):
    run = planned(xlsx([HEADS, row_of(item, 9)]), version, people["registrar"])
    confirm = reverse("providers:network-import-confirm", args=[run.pk])
    found = {}
    for name, user in people.items():
        client.force_login(user)
        looked = client.get(run.get_absolute_url()).status_code
        found[name] = (looked, client.post(confirm).status_code if name != "registrar" else 302)

    may_look = {"planner", "analyst", "administrator", "auditor"}
    assert found == {
        name: (200, 302) if name == "registrar" else (200, 403) if name in may_look else (404, 404)
        for name in people
    }


def test_a_waiting_plan_is_on_the_desk(office, registrar, version, item):
    run = planned(xlsx([HEADS, row_of(item, 9)]), version, registrar)

    page = office.get("/prostor/").content.decode()

    assert run.get_absolute_url() in page


def test_errors_of_a_text_file_come_back_as_a_workbook(office, registrar, version, item):
    content = csv_file([HEADS, [*row_of(item)[:-1], "mnoho"]])
    run = planned(content, version, registrar, name="sit.csv")
    address = reverse("providers:network-import-marked", args=[run.pk])

    answer = office.get(address)

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert "není číslo" in sheet["F2"].comment.text
    run.file.storage.delete(run.file.name)
    assert office.get(address).status_code == 404
