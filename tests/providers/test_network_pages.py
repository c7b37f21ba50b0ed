"""The network at /registr/sit/ and /sprava/, as officials, auditors and others see it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from providers.models import NetworkItem, NetworkVersion
from sitis.audit import Event
from sitis.resolutions import Resolution
from sitis.workbooks import read_table
from tests.factories import (
    CapacityFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ResolutionFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
    UnitFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


@pytest.fixture
def valid(db):
    return NetworkVersionFactory(in_force=True, year=2020, number=1, valid_from=date(2020, 1, 1))


@pytest.fixture
def draft(valid):
    return NetworkVersionFactory(year=2099, number=1, valid_from=date(2099, 1, 1))


@pytest.fixture
def item(valid):
    return NetworkItemFactory(network=valid, amount=Decimal("5.50"), note="tajná poznámka",
                              mandate_number="P-777")  # fmt: skip


def address(name, version, *more):
    return reverse(f"providers:network-{name}", args=[version.year, version.number, *more])


def fits(item):
    """Everything in the register that the item needs."""
    ServiceFormFactory(service=item.service, form=item.form)
    FacilityFactory(service=item.service)
    return item


# -- who reads what -------------------------------------------------------------------------------


def test_officials_and_auditors_see_all_others_what_is_in_force(client, people, valid, draft):
    found = {}
    for name, user in people.items():
        client.force_login(user)
        listed = client.get(reverse("providers:network-list")).context["versions"]
        opened = [client.get(version.get_absolute_url()).status_code for version in (valid, draft)]
        found[name] = ({version.year for version in listed}, opened)

    insiders = {"registrar", "planner", "analyst", "administrator", "auditor"}
    assert found == {
        name: ({2020, 2099}, [200, 200]) if name in insiders else ({2020}, [200, 404])
        for name in people
    }


def test_every_page_by_role(client, people, valid, draft, item):
    other = NetworkItemFactory(network=draft, service=item.service)
    pages = {
        "list": reverse("providers:network-list"),
        "start": reverse("providers:network-start"),
        "compare": reverse("providers:network-compare"),
        "year": reverse("providers:network-year", args=[2020]),
        "totals": address("totals", valid),
        "ledger": address("ledger", valid),
        "misfits": address("misfits", valid),
        "edit": address("edit", draft),
        "edit valid": address("edit", valid),
        "move": address("move", draft, "propose"),
        "add": address("item-add", draft),
        "add valid": address("item-add", valid),
        "item": reverse("providers:network-item", args=[item.pk]),
        "edit item": reverse("providers:network-item-edit", args=[other.pk]),
        "end item": reverse("providers:network-item-end", args=[other.pk]),
        "remove item": reverse("providers:network-item-remove", args=[other.pk]),
        "edit locked": reverse("providers:network-item-edit", args=[item.pk]),
        "lists": address("import-list", draft),
    }
    expected = {
        "registrar": {name: 403 if "valid" in name or "locked" in name else 200 for name in pages},
        "auditor": dict.fromkeys(pages, 200) | dict.fromkeys(
            ["start", "edit", "edit valid", "move", "add", "add valid", "edit item", "end item",
             "remove item", "edit locked"], 403),
        "worker": dict.fromkeys(pages, 200) | {"start": 403, "misfits": 403}
        | dict.fromkeys(["edit valid", "add valid", "edit locked"], 403)
        | dict.fromkeys(["edit", "move", "add", "edit item", "end item", "remove item", "lists"],
                        404),
    }  # fmt: skip
    for role, codes in expected.items():
        client.force_login(people[role])
        assert {name: client.get(url).status_code for name, url in pages.items()} == codes, role


def test_notes_mandates_and_cofinancing_are_for_the_region(client, people, valid, item):
    item.cofinancing.create(municipality=MunicipalityFactory(name="Platící"), share=12)
    page = reverse("providers:network-item", args=[item.pk])
    export = address("export", valid, "csv")
    seen = {}
    for name in ("auditor", "worker", "coordinator"):
        client.force_login(people[name])
        text = client.get(page).content.decode()
        table = b"".join(client.get(export).streaming_content).decode()
        seen[name] = [word in text + table for word in ("tajná", "P-777", "Platící")]

    assert seen == {
        "auditor": [True, True, True],
        "worker": [False] * 3,
        "coordinator": [False] * 3,
    }


# -- one version ----------------------------------------------------------------------------------


def test_items_are_narrowed_summed_and_exported_as_narrowed(client, registrar, valid, item):
    home = ServiceKindFactory(slug="home_for_seniors", rpss_code="13", name="domovy pro seniory")
    beds = UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    residential = FormFactory(slug="residential", rpss_code="pob", name="pobytová")
    house = NetworkItemFactory(
        network=valid, service=ServiceFactory(kind=home, name="Domov Žďár"), unit=beds,
        form=residential, orp=OrpFactory(code="6205", ruian_code="9", name="Hustopeče"), amount=34,
    )  # fmt: skip
    narrowings = {
        "q": "zdar", "druh": "home_for_seniors", "forma": "residential", "orp": "6205",
        "jednotka": "beds",
    }  # fmt: skip

    for name, value in narrowings.items():
        page = client.get(valid.get_absolute_url(), {name: value})
        assert list(page.context["page"]) == [house], name
        assert [(row["amount"], row["services"]) for row in page.context["sums"]] == [(34, 1)]
    whole = client.get(valid.get_absolute_url(), {"kategorie": "basic", "okres": "CZ0645"})
    assert set(whole.context["page"]) == {house, item}
    answer = client.get(address("export", valid, "xlsx"), {"q": "zdar"})
    table = read_table(b"".join(answer.streaming_content))
    assert [line.cells[3] for line in table.lines] == [house.service.identifier]
    assert Event.objects.filter(act="export", user=registrar).count() == 1


def test_unknown_parameters_are_told_and_left_out(client, registrar, valid, item):
    page = client.get(valid.get_absolute_url(), {"druh": "nic", "orp": "' OR 1=1", "strana": "-9"})

    assert page.status_code == 200
    assert set(page.context["filter"].form.errors) == {"druh", "orp"}
    assert list(page.context["page"]) == [item]


@pytest.mark.parametrize("count", [1, 60])
def test_queries_do_not_grow_with_items(
    client, registrar, valid, draft, count, django_assert_max_num_queries
):
    first = NetworkItemFactory(network=valid)
    services = ServiceFactory.create_batch(count, provider=first.service.provider)
    NetworkItem.objects.bulk_create(
        NetworkItem(network=valid, service=one, form=first.form, category=first.category,
                    unit=first.unit, amount=1)
        for one in services
    )  # fmt: skip
    pages = [
        (reverse("providers:network-list"), 14),
        (valid.get_absolute_url(), 22),
        (address("totals", valid), 22),
        (address("ledger", valid), 26),
        (address("misfits", valid), 16),
        (reverse("providers:network-compare") + "?od=1.1.2019&do=1.1.2021", 26),
        (reverse("providers:network-year", args=[2020]), 24),
        (address("export", valid, "csv"), 14),
    ]
    for page, most in pages:
        with django_assert_max_num_queries(most):
            answer = client.get(page)
            if answer.streaming:
                b"".join(answer.streaming_content)
        assert answer.status_code == 200


def test_totals_by_kind_territory_and_form(client, registrar, valid, item):
    NetworkItemFactory(network=valid, amount=Decimal("2.25"))
    NetworkItemFactory(network=valid, orp=None, amount=1)

    page = client.get(address("totals", valid))

    rows = [(row.place, row.after, row.services) for row in page.context["page"]]
    assert rows == [("ORP Kyjov", Decimal("7.75"), 2), ("celý kraj", Decimal(1), 1)]


# -- from a start to force ------------------------------------------------------------------------


def test_a_version_goes_from_a_copy_into_force_through_the_web(client, registrar, valid, item):
    today = timezone.localdate()
    answer = client.post(
        reverse("providers:network-start"),
        {"copy_of": valid.pk, "year": today.year, "valid_from": f"{today:%-d. %-m. %Y}"},
    )
    version = NetworkVersion.objects.exclude(pk=valid.pk).get()
    assert answer.url == version.get_absolute_url()
    copy = version.items.get()
    client.post(
        reverse("providers:network-item-edit", args=[copy.pk]),
        {"form": copy.form_id, "category": copy.category_id, "orp": copy.orp_id, "amount": "6,75",
         "unit": copy.unit_id, "version": copy.version, "reason": "navýšení"},
    )  # fmt: skip
    for step, data in (
        ("propose", {}),
        ("committee", {"note": "bez výhrad"}),
        ("council", {"number": "100/26/R1", "adopted_on": "1. 12. 2025"}),
        ("assembly", {"number": "200/26/Z1", "adopted_on": "11. 12. 2025"}),
    ):
        answer = client.post(address("move", version, step), data)
        assert answer.status_code == 302, (step, answer.context and answer.context["form"].errors)
    assert version.get_absolute_url() in client.get("/prostor/").content.decode()

    client.post(address("force", version), {"first_day": f"{today:%-d. %-m. %Y}"})

    version.refresh_from_db()
    valid.refresh_from_db()
    assert (version.state, valid.state) == ("valid", "replaced")
    assert NetworkItem.objects.in_force_on(today).get().amount == Decimal("6.75")
    ledger = client.get(address("ledger", version)).content.decode()
    assert "navýšeno" in ledger
    assert "200/26/Z1" in ledger
    assert Resolution.objects.filter(body="council", number="100/26/R1").exists()
    assert client.get(address("edit", version)).status_code == 403


def test_approval_without_a_resolution_is_told_at_the_field(client, registrar, draft):
    NetworkVersion.objects.filter(pk=draft.pk).update(state="committee")

    for data, field in (({}, "resolution"), ({"number": "1"}, "adopted_on"),
                        ({"adopted_on": "1. 1. 2026"}, "number")):  # fmt: skip
        page = client.post(address("move", draft, "assembly"), data)
        assert set(page.context["form"].errors) == {field}
    draft.refresh_from_db()
    assert draft.state == "committee"


@pytest.mark.parametrize("step", ["put_in_force", "nic", "assembly"])
def test_a_step_that_does_not_lead_from_here_changes_nothing(client, registrar, draft, step):
    answer = client.post(address("move", draft, step), {})

    draft.refresh_from_db()
    assert answer.status_code == (302 if step == "assembly" else 404)
    assert draft.state == "preparation"


def test_putting_in_force_on_a_taken_day_is_told(client, registrar, valid, draft):
    NetworkVersion.objects.filter(pk=draft.pk).update(
        state="assembly", assembly_resolution=ResolutionFactory()
    )

    page = client.post(address("force", draft), {"first_day": "1. 1. 2020"})

    assert "už platí" in page.context["form"].errors["first_day"][0]


# -- items ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "kind", "unit"),
    [
        ("field", "home_care", "direct_care_fte"),
        ("residential", "home_for_seniors", "beds"),
        ("ambulatory", "night_shelter", "beds"),
    ],
)
def test_a_new_item_takes_the_usual_unit(client, registrar, draft, item, form, kind, unit):
    UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    service = ServiceFactory(kind=ServiceKindFactory(slug=kind, rpss_code=f"x{kind}"[:20]))
    row = FormFactory(slug=form, rpss_code=form[:3])

    answer = client.post(
        address("item-add", draft),
        {"identifier": service.identifier, "form": row.pk, "category": item.category_id,
         "amount": "4,5"},
    )  # fmt: skip

    assert answer.status_code == 302
    new = draft.items.get()
    assert (new.unit.slug, new.amount, new.service) == (unit, Decimal("4.5"), service)
    assert new.history.get().history_user == registrar


def test_mistakes_in_an_item_are_told_and_typed_values_kept(client, registrar, draft, item):
    page = client.post(
        address("item-add", draft),
        {"identifier": "1234567", "form": item.form_id, "category": item.category_id,
         "amount": "0", "note": "co jsem napsal", "valid_from": "5. 5. 2027"},
    )  # fmt: skip

    errors = page.context["form"].errors
    assert {"identifier", "amount"} <= set(errors)
    assert "co jsem napsal" in page.content.decode()
    assert not draft.items.exists()


def test_the_same_item_twice_is_told(client, registrar, draft):
    item = NetworkItemFactory(network=draft)

    page = client.post(
        address("item-add", draft),
        {"identifier": item.service.identifier, "form": item.form_id, "orp": item.orp_id,
         "category": item.category_id, "unit": item.unit_id, "amount": "1"},
    )  # fmt: skip

    assert page.status_code == 200
    assert "už v této verzi sítě je" in page.content.decode()


def test_the_form_shows_units_with_a_comma_and_takes_them_back(client, registrar, draft):
    item = NetworkItemFactory(network=draft, amount=Decimal("5.50"))

    page = client.get(reverse("providers:network-item-edit", args=[item.pk])).content.decode()

    assert re.search(r'<input type="text" name="amount" value="5,50?"', page)


def test_an_item_ends_and_is_removed(client, registrar, draft):
    item = NetworkItemFactory(network=draft)
    end = reverse("providers:network-item-end", args=[item.pk])

    early = client.post(end, {"last_day": "1. 1. 2098"})
    client.post(end, {"last_day": "30. 6. 2099"})

    item.refresh_from_db()
    assert "last_day" in early.context["form"].errors
    assert item.valid_to == date(2099, 6, 30)
    client.post(reverse("providers:network-item-remove", args=[item.pk]))
    assert not draft.items.exists()


def test_the_second_of_two_people_sees_what_the_first_changed(client, registrar, draft):
    item = NetworkItemFactory(network=draft)
    page = reverse("providers:network-item-edit", args=[item.pk])
    typed = {"form": item.form_id, "orp": item.orp_id, "category": item.category_id,
             "unit": item.unit_id, "amount": "8", "version": item.version}  # fmt: skip
    client.post(page, typed)

    second = client.post(page, typed | {"amount": "9"})

    item.refresh_from_db()
    assert item.amount == 8
    assert "mezitím změnil" in second.content.decode()


# -- time and fit ---------------------------------------------------------------------------------


def test_two_days_and_a_version_side_by_side(client, registrar, valid, draft, item):
    NetworkItemFactory(network=draft, service=item.service, amount=7)
    compare = reverse("providers:network-compare")

    days = client.get(compare, {"od": "1. 1. 2019", "do": "1. 1. 2021"})
    versions = client.get(compare, {"verze_od": valid.pk, "verze_do": draft.pk, "jen_zmeny": "on"})
    wrong = client.get(compare, {"od": "nikdy", "verze_do": "999"})
    file = client.get(
        reverse("providers:network-compare-export", args=["csv"]),
        {"verze_od": valid.pk, "verze_do": draft.pk},
    )

    assert [(row.before, row.after) for row in days.context["page"]] == [(0, Decimal("5.50"))]
    assert [row.delta for row in versions.context["page"]] == [Decimal("1.50")]
    assert set(wrong.context["form"].errors) == {"od", "verze_do"}
    assert "ORP Kyjov" in b"".join(file.streaming_content).decode()


def test_who_may_not_read_drafts_cannot_compare_them(client, people, valid, draft):
    client.force_login(people["worker"])

    page = client.get(reverse("providers:network-compare"), {"verze_od": draft.pk})

    assert "verze_od" in page.context["form"].errors


def _misfits(client, version):
    page = client.get(address("misfits", version))
    return {item.pk: item.misfit for item in page.context["page"]}


def test_what_does_not_fit_the_register_is_listed_with_what_to_do(client, registrar, valid):
    beds = UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    today = timezone.localdate()
    fine = fits(NetworkItemFactory(network=valid))
    no_form = NetworkItemFactory(network=valid)
    FacilityFactory(service=no_form.service)
    ended = fits(NetworkItemFactory(network=valid, service__provided_to=date(2024, 1, 1)))
    ending = fits(NetworkItemFactory(network=valid, service__provided_to=date(2090, 1, 1)))
    cut = fits(
        NetworkItemFactory(
            network=valid, service__provided_to=date(2090, 1, 1), valid_to=date(2090, 1, 1)
        )
    )
    missing = fits(NetworkItemFactory(network=valid, service__missing_since=today))
    coming = fits(NetworkItemFactory(network=valid, service__provided_from=date(2095, 1, 1)))
    hidden = fits(NetworkItemFactory(network=valid, service__is_published=False))
    over = fits(NetworkItemFactory(network=valid, unit=beds, amount=20))
    beside = NetworkItemFactory(network=valid, unit=beds, amount=11, service=over.service, orp=None)
    CapacityFactory(service=over.service, unit=beds, amount=30)
    enough = fits(NetworkItemFactory(network=valid, unit=beds, amount=30))
    CapacityFactory(service=enough.service, unit=beds, amount=30)
    none = fits(NetworkItemFactory(network=valid, unit=beds, amount=1))

    assert _misfits(client, valid) == {
        ended.pk: "not_registered",
        missing.pk: "missing",
        ending.pk: "after_end",
        coming.pk: "before_start",
        no_form.pk: "no_form",
        none.pk: "no_beds",
        over.pk: "over_beds",
        beside.pk: "over_beds",
        hidden.pk: "not_published",
    }
    assert not {fine.pk, cut.pk, enough.pk} & set(_misfits(client, valid))
    page = client.get(address("misfits", valid), {"co": "over_beds"})
    assert {(item.in_network, item.registered) for item in page.context["page"]} == {(31, 30)}
    assert "Snižte lůžka" in page.content.decode()
    file = client.get(address("misfits-export", valid, "csv"))
    assert len(b"".join(file.streaming_content).decode().splitlines()) == 10


def test_a_service_says_since_when_it_is_in_the_network(client, registrar, valid, item):
    page = client.get(reverse("providers:service-detail", args=[item.service.identifier]))
    before = client.get(
        reverse("providers:service-detail", args=[item.service.identifier]), {"den": "1. 1. 2019"}
    )

    assert "Nepřetržitě od 1.\xa01.\xa02020" in page.content.decode().replace(
        "1. 1. 2020", "1.\xa01.\xa02020"
    )
    assert "5,5" in page.content.decode()
    assert "v síti není" in before.content.decode()


# -- /sprava/ -------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["networkversion", "networkitem", "networkcategory",
                                   "cofinancing", "networkimport", "networkimportline"])  # fmt: skip
def test_records_are_found_opened_and_exported_in_the_office(client, registrar, draft, model):
    item = NetworkItemFactory(network=draft)
    item.cofinancing.create(municipality=MunicipalityFactory(), share=5)
    listed = client.get(reverse(f"admin:providers_{model}_changelist"))
    file = client.get(reverse(f"admin:providers_{model}_export_as", args=["csv"]))

    assert (listed.status_code, file.status_code) == (200, 200)
    for row in listed.context["cl"].result_list:
        page = reverse(f"admin:providers_{model}_change", args=[row.pk])
        assert client.get(page).status_code == 200


def test_locked_rows_are_only_looked_at_in_the_office(client, registrar, valid, item):
    pages = [
        reverse("admin:providers_networkitem_change", args=[item.pk]),
        reverse("admin:providers_networkversion_change", args=[valid.pk]),
    ]
    for page in pages:
        assert client.get(page).status_code == 200
        assert client.post(page, {"amount": "99"}).status_code == 403
    item.refresh_from_db()
    assert item.amount == Decimal("5.50")


def test_states_do_not_change_by_a_form_of_the_office(client, registrar, draft):
    page = reverse("admin:providers_networkversion_change", args=[draft.pk])

    client.post(
        page, {"state": "valid", "valid_from": "2099-02-01", "version": 1, "note": "poznámka"}
    )

    draft.refresh_from_db()
    assert (draft.state, draft.note) == ("preparation", "poznámka")
    assert draft.history.first().history_user == registrar


def test_resolutions_are_kept_by_the_administrator(client):
    client.force_login(official("administrator"))
    add = reverse("admin:sitis_resolution_add")

    client.post(add, {"body": "council", "number": "5/26", "adopted_on": "2026-01-05", "url": "",
                      "version": 1})  # fmt: skip

    assert Resolution.objects.get().history.get().history_user is not None
    client.force_login(official("registrar"))
    assert client.get(add).status_code == 403
