"""Pages of the register: who gets in, what a day shows, what is said when a rule is broken."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.urls import reverse

from providers.models import Provider, RegistrationEvent, Service
from providers.models.provision import Weekday
from sitis.audit import Act, Event
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    OrpFactory,
    ProviderFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
    UserFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


def page(client, name, *args, **query):
    return client.get(reverse(f"providers:{name}", args=args), query)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def service():
    row = ServiceFactory(name="Domov Žďár", identifier="9000777")
    ServiceFormFactory(service=row)
    CapacityFactory(service=row)
    FacilityFactory(service=row)
    ReachFactory(service=row)
    ContactFactory(service=row)
    return row


READ = ["registrar", "planner", "coordinator", "district", "worker", "stranger", "auditor"]


@pytest.mark.parametrize("who", READ)
def test_everybody_with_a_role_reads_the_register(client, people, who, service):
    client.force_login(people[who])

    answers = [
        page(client, "register"),
        page(client, "service-list"),
        page(client, "service-detail", service.identifier),
        page(client, "provider-list"),
        page(client, "provider-detail", service.provider_id),
    ]

    assert [answer.status_code for answer in answers] == [200] * 5


def test_who_holds_nothing_reads_nothing(client, service):
    client.force_login(UserFactory())

    codes = {
        name: page(client, name, *args).status_code
        for name, args in {
            "register": [],
            "service-list": [],
            "service-detail": [service.identifier],
        }.items()
    }

    assert codes == {"register": 403, "service-list": 403, "service-detail": 404}


@pytest.mark.parametrize("who", ["planner", "coordinator", "worker", "auditor", "administrator"])
def test_only_a_registrar_changes(client, people, who, service):
    client.force_login(people[who])

    codes = {
        page(client, "service-edit", service.identifier).status_code,
        page(client, "service-end", service.identifier).status_code,
        page(client, "service-parts", service.identifier, "kapacity").status_code,
        page(client, "provider-edit", service.provider_id).status_code,
        page(client, "provider-merge", service.provider_id).status_code,
        page(client, "service-add").status_code,
        page(client, "provider-add").status_code,
    }

    assert codes == {403}


# -- finding ---------------------------------------------------------------------------------------


def found(client, **query):
    answer = page(client, "service-list", **query)
    assert answer.status_code == 200
    return {row.identifier for row in answer.context["page"]}


def test_filters_narrow_the_list(client, registrar):
    kyjov = ServiceFactory(identifier="9000001", name="Pečovatelská služba Kyjov")
    FacilityFactory(service=kyjov)
    ServiceFormFactory(service=kyjov)
    other = ServiceFactory(
        identifier="9000002",
        name="Azylový dům",
        kind=ServiceKindFactory(slug="shelter", rpss_code="57", name="azylové domy"),
        provided_to=date(2021, 5, 5),
        is_published=False,
    )

    assert found(client) == {"9000001", "9000002"}
    assert found(client, q="pecovatelske KYJOV") == {"9000001"}
    assert found(client, druh="shelter") == {"9000002"}
    assert found(client, forma="field") == {"9000001"}
    assert found(client, orp="6210") == {"9000001"}
    assert found(client, okres="CZ0645") == {"9000001"}
    assert found(client, obec="586307") == {"9000001"}
    assert found(client, obec="kyjov") == {"9000001"}
    assert found(client, poskytovatel=other.provider.ico) == {"9000002"}
    assert found(client, stav="ended") == {"9000002"}
    assert found(client, stav="ended", den="2021-05-05") == set()
    assert found(client, zverejneno="false") == {"9000002"}


def test_services_open_at_weekends_and_at_all_times_are_found(client, registrar):
    def service(identifier, weekday=None, **fields):
        row = ServiceFormFactory(
            service__identifier=identifier, is_continuous=fields.pop("is_continuous", False)
        ).service
        if weekday:
            row.opening_hours.create(
                form=FormFactory(), weekday=weekday, opens=time(8), closes=time(16), **fields
            )

    service("9000001", Weekday.FRIDAY)
    service("9000002", Weekday.SATURDAY)
    service("9000003", Weekday.SUNDAY, purpose="phone")
    service("9000004", Weekday.SUNDAY, valid_to=date(2022, 12, 31))
    service("9000005", is_continuous=True)

    assert found(client, vikend="1") == {"9000002", "9000005"}
    assert found(client, vikend="1", den="2022-12-31") == {"9000002", "9000004", "9000005"}
    assert found(client, vikend="1", den="2023-01-01") == {"9000002", "9000005"}
    assert found(client, nepretrzite="1") == {"9000005"}


def test_a_service_is_found_where_it_reaches_but_not_where_it_hides(client, registrar):
    orp, municipality = OrpFactory(), MunicipalityFactory()
    ReachFactory(service__identifier="9000001", orp=None, municipality=municipality)
    ReachFactory(service__identifier="9000002", orp=orp)
    ReachFactory(service__identifier="9000003", orp=None, district=orp.district)
    FacilityFactory(service__identifier="9000004", is_address_hidden=True)

    by_place = [
        found(client, **place)
        for place in ({"obec": "kyjov"}, {"orp": orp.code}, {"okres": orp.district.code})
    ]

    assert by_place == [{"9000001", "9000002", "9000003"}] * 3


def test_a_published_service_whose_kind_became_unknown_is_not_published(client, registrar):
    ServiceFactory(kind=ServiceKindFactory(slug="x", rpss_code="99", is_named=False))

    assert not found(client, zverejneno="true")
    assert len(found(client, zverejneno="false")) == 1


@pytest.mark.parametrize(
    "query",
    [
        {"druh": "neznámý"},
        {"den": "zítra"},
        {"stav": "x"},
        {"razeni": "heslo"},
        {"strana": "9999"},
        {"q": "x" * 5000},
    ],
)
def test_nonsense_in_the_address_is_no_error(client, registrar, service, query):
    assert page(client, "service-list", **query).status_code == 200


def test_lists_ask_the_same_number_of_queries_for_many_rows(
    client, registrar, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(client, "service-list", q="pečovatelská", stav="active")
        with CaptureQueriesContext(connection) as also:
            page(client, "provider-list")
        return len(asked), len(also)

    FacilityFactory()
    few = count()
    for _ in range(12):
        FacilityFactory()

    assert count() == few
    assert max(few) <= 20


# -- a day ------------------------------------------------------------------------------------------


def test_a_past_day_shows_what_held_then(client, registrar, service):
    CapacityFactory(
        service=service, amount=77, valid_from=date(2021, 1, 1), valid_to=date(2021, 12, 31)
    )

    then = text(page(client, "service-detail", service.identifier, den="31. 12. 2021"))
    now = text(page(client, "service-detail", service.identifier))

    assert 'class="number">77</td>' in then
    assert 'class="number">77</td>' not in now


def test_a_hidden_address_is_shown_to_nobody(client, registrar, service):
    FacilityFactory(
        service=service, name="Dům", is_address_hidden=True, street="Tajná", house_number="66"
    )

    pages = text(page(client, "service-detail", service.identifier)) + text(
        page(client, "service-list")
    )

    assert "utajená adresa" in pages
    assert "Tajná" not in pages


def test_what_is_not_public_is_for_officials_and_own_people(client, people, provider):
    service = ServiceFactory(provider=provider, note="Tajná poznámka")
    ContactFactory(service=service, value="neverejny@example.cz", type="mail", is_public=False)

    def sees(who):
        client.force_login(people[who])
        shown = text(page(client, "service-detail", service.identifier))
        return "Tajná poznámka" in shown, "neverejny@example.cz" in shown

    assert [sees(who) for who in ("registrar", "auditor", "worker")] == [(True, True)] * 3
    assert [sees(who) for who in ("stranger", "coordinator")] == [(False, False)] * 2


# -- changing -----------------------------------------------------------------------------------------


def edited(service, **changed):
    return {
        "version": service.version,
        "name": service.name,
        "kind": service.kind_id,
        "provided_from": "1. 1. 2020",
        "is_published": "on",
        "reason": "",
        **changed,
    }


def test_a_correction_is_written_with_author_and_reason_and_shown(client, registrar, service):
    answer = client.post(
        reverse("providers:service-edit", args=[service.identifier]),
        edited(service, name="Domov Žirafa 🦒", reason="Přejmenován"),
    )

    assert answer.status_code == 302
    shown = text(page(client, "service-changes", service.identifier))
    assert all(
        word in shown
        for word in ("Domov Žďár", "Domov Žirafa 🦒", "Přejmenován", registrar.name, "název")
    )


def test_the_second_of_two_officials_keeps_what_they_typed(client, registrar, service):
    url = reverse("providers:service-edit", args=[service.identifier])
    client.post(url, edited(service, name="První"))

    answer = client.post(url, edited(service, name="Druhý"))

    shown = text(answer)
    assert answer.status_code == 200
    assert "mezitím změnil" in shown
    assert "Nově je zde: První" in shown
    assert 'value="Druhý"' in shown
    assert Service.objects.get().name == "První"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "x" * 10_000}, "nejvýše 300"),
        ({"name": "a\0b"}, "Nulové znaky nejsou povoleny"),
        ({"name": ""}, "třeba vyplnit"),
        ({"provided_from": "31. 2. 2020"}, "platné datum"),
        ({"kind": "999999"}, "Vyberte platnou možnost"),
    ],
)
def test_what_cannot_be_is_said_at_the_field(client, registrar, service, changed, said):
    answer = client.post(
        reverse("providers:service-edit", args=[service.identifier]), edited(service, **changed)
    )

    assert answer.status_code == 200
    assert any(said in str(errors) for errors in answer.context["form"].errors.values())
    assert Service.objects.get().version == 1


SCRIPT = "<script>alert(1)</script>"


def test_scripts_typed_anywhere_are_only_text(client, registrar, service):
    service.age_limit_note = service.note = SCRIPT
    service.name = SCRIPT
    service.save()
    service.contacts.update(value=SCRIPT, note=SCRIPT, person=SCRIPT)
    service.facilities.update(name=SCRIPT, street=SCRIPT, address_note=SCRIPT)
    service.capacities.update(note=SCRIPT)
    Provider.objects.update(name=SCRIPT, note=SCRIPT, street=SCRIPT)
    service.texts.create(slot="what", text=SCRIPT)

    pages = [
        page(client, "service-list"),
        page(client, "service-detail", service.identifier),
        page(client, "service-edit", service.identifier),
        page(client, "service-parts", service.identifier, "kontakty"),
        page(client, "service-changes", service.identifier),
        page(client, "provider-detail", service.provider_id),
        page(client, "provider-list"),
        client.get(reverse("admin:providers_service_changelist")),
        client.get(reverse("admin:providers_service_change", args=[service.pk])),
        client.get(reverse("admin:providers_contact_changelist")),
    ]

    assert all("&lt;script&gt;" in text(answer) for answer in pages)
    assert not any(SCRIPT in text(answer) for answer in pages)


def test_a_new_service_needs_its_rules(client, registrar):
    provider, kind = ProviderFactory(), ServiceKindFactory()
    typed = {
        "identifier": "123456",
        "ico": provider.ico,
        "name": "Nová",
        "kind": kind.pk,
        "provided_from": "1. 1. 2026",
        "decided_on": "2. 12. 2025",
    }
    url = reverse("providers:service-add")

    refused = client.post(url, typed)
    unknown = client.post(url, {**typed, "identifier": "9000005", "ico": "00000001"})
    done = client.post(url, {**typed, "identifier": "9000005"})

    assert "Identifikátor služby má sedm číslic." in refused.context["form"].errors["identifier"]
    assert "v registru není" in str(unknown.context["form"].errors["ico"])
    assert done.status_code == 302
    assert RegistrationEvent.objects.get().service.identifier == "9000005"


def test_ending_says_what_ends_and_ends_it(client, registrar, service):
    url = reverse("providers:service-end", args=[service.identifier])
    early = client.post(url, {"last_day": "31. 12. 2019"})

    done = client.post(
        url, {"last_day": "31. 3. 2026", "closing": "cancelled", "decided_on": "1. 2. 2026"}
    )

    assert "poskytována až od" in str(early.context["form"].errors["last_day"])
    assert done.status_code == 302
    assert service.capacities.get().valid_to == date(2026, 3, 31)
    assert RegistrationEvent.objects.get().type == "cancellation"


def test_hiding_and_publishing(client, registrar, service):
    url = reverse("providers:service-publish", args=[service.identifier])

    client.post(url, {"zverejnit": "0"})

    service.refresh_from_db()
    assert not service.is_published


def test_capacity_from_a_day(client, registrar, service):
    beds = service.capacities.get()
    url = reverse("providers:capacity-change", args=[service.identifier, beds.pk])

    negative = client.post(url, {"amount": "-1", "first_day": "1. 4. 2026"})
    early = client.post(url, {"amount": "12", "first_day": "1. 4. 2010"})
    done = client.post(url, {"amount": "12,5", "first_day": "1. 4. 2026"})

    assert "Kapacita nesmí být záporná." in negative.context["form"].errors["amount"]
    assert "Změna musí začít" in str(early.context["form"].errors["first_day"])
    assert done.status_code == 302
    assert service.capacities.valid_on(date(2026, 4, 1)).get().amount == Decimal("12.5")


# -- parts -----------------------------------------------------------------------------------------


def rows(prefix, initial, *forms):
    data = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    for place, form in enumerate(forms):
        data |= {f"{prefix}-{place}-{name}": value for name, value in form.items()}
    return data


def test_every_page_of_parts_opens(client, registrar, service):
    from providers.forms.register import PARTS

    codes = {
        slug: page(client, "service-parts", service.identifier, slug).status_code for slug in PARTS
    }

    assert codes == dict.fromkeys(PARTS, 200)


def test_a_negative_capacity_and_a_wrong_period_are_said_at_their_fields(
    client, registrar, service
):
    beds = service.capacities.get()
    row = {
        "id": beds.pk,
        "version": beds.version,
        "form": beds.form_id,
        "unit": beds.unit_id,
        "amount": "-1",
        "valid_from": "1. 1. 2020",
    }
    url = reverse("providers:service-parts", args=[service.identifier, "kapacity"])

    negative = client.post(url, rows("capacities", 1, row))
    backwards = client.post(
        url, rows("capacities", 1, {**row, "amount": "5", "valid_to": "1. 1. 2019"})
    )

    assert negative.context["formset"].errors == [{"amount": ["Kapacita nesmí být záporná."]}]
    assert backwards.context["formset"].errors == [
        {"valid_to": ["Poslední den nesmí být dřív než první."]}
    ]


def test_reach_of_99_per_cent_is_refused_and_of_100_written(client, registrar, service):
    service.reach.all().delete()
    orp, town = OrpFactory(), MunicipalityFactory()
    url = reverse("providers:service-parts", args=[service.identifier, "pusobnost"])

    refused = client.post(
        url,
        rows("reach", 0, {"orp": orp.pk, "share": "60"}, {"municipality": town.pk, "share": "39"}),
    )
    done = client.post(
        url,
        rows(
            "reach", 0, {"orp": orp.pk, "share": "60"}, {"municipality": town.pk, "share": "40,00"}
        ),
    )

    assert "Podíly dávají dohromady 99 %, mají dát 100 %." in text(refused).replace("\xa0", " ")
    assert done.status_code == 302
    assert service.reach.count() == 2


def test_two_officials_in_one_row(client, registrar, service):
    contact = service.contacts.get()
    row = {"id": contact.pk, "version": 1, "type": "phone", "value": "+420 1", "is_public": "on"}
    url = reverse("providers:service-parts", args=[service.identifier, "kontakty"])
    client.post(url, rows("contacts", 1, row))

    answer = client.post(url, rows("contacts", 1, {**row, "value": "+420 2"}))

    assert "mezitím změnil" in text(answer)
    contact.refresh_from_db()
    assert (contact.value, contact.history.first().history_user) == ("+420 1", registrar)


def test_a_wrong_contact_is_taken_away_and_remembered(client, registrar, service):
    contact = service.contacts.get()
    row = {"id": contact.pk, "version": 1, "type": "phone", "value": "x", "DELETE": "on"}

    client.post(
        reverse("providers:service-parts", args=[service.identifier, "kontakty"]),
        {**rows("contacts", 1, row), "reason": "Neplatný"},
    )

    assert not service.contacts.exists()
    assert "odstranění" in text(page(client, "service-changes", service.identifier))


# -- documents ----------------------------------------------------------------------------------------


def test_an_attachment_is_judged_by_its_content(client, registrar, service, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("providers:service-parts", args=[service.identifier, "dokumenty"])

    def sent(name, content):
        file = SimpleUploadedFile(name, content)
        form = {"type": "other", "title": "Příloha", "file": file}
        answer = client.post(url, rows("documents", 0, form))
        return answer.context["formset"].errors[0] if answer.status_code == 200 else "written"

    said = "Obsah souboru neodpovídá"
    assert said in str(sent("a.pdf", b"<script>"))
    assert said in str(sent("a.docx", b"PK\x03\x04rubbish"))
    assert said in str(sent("a.txt", b"a\0b"))
    assert "file" in sent("a.exe", b"MZ")
    settings.UPLOAD_LIMIT_ATTACHMENT = 3
    assert "file" in sent("a.pdf", b"%PDF-1.7")
    settings.UPLOAD_LIMIT_ATTACHMENT = 10_000
    assert sent("a.pdf", b"%PDF-1.7") == "written"


def test_a_file_is_given_only_to_its_readers_and_that_is_logged(client, people, provider):
    from django.core.files.base import ContentFile

    service = ServiceFactory(provider=provider)
    document = service.documents.create(
        type="other", file=ContentFile(b"%PDF-1.7 <script>", name="popis.pdf")
    )

    def code(who):
        client.force_login(people[who])
        return page(client, "document-download", document.pk).status_code

    codes = {
        who: code(who) for who in ("registrar", "auditor", "worker", "stranger", "coordinator")
    }

    assert codes == {
        "registrar": 200,
        "auditor": 200,
        "worker": 200,
        "stranger": 404,
        "coordinator": 404,
    }
    assert Event.objects.filter(act=Act.DOWNLOAD).count() == 3


# -- merging ---------------------------------------------------------------------------------------


def test_merging_is_told_first_and_leads_to_the_one_that_stays(client, registrar):
    winner, loser = ProviderFactory(name="Zůstane"), ProviderFactory(name="Dvojník")
    ServiceFactory(provider=loser)
    url = reverse("providers:provider-merge", args=[loser.pk])

    told = client.post(url, {"ico": winner.ico})
    assert "Sloučení nelze vzít zpět" in text(told)
    assert not Provider.objects.exclude(merged_into=None).exists()

    client.post(url, {"ico": winner.ico, "confirm": "1", "reason": "Týž"})

    led = client.get(reverse("providers:provider-detail", args=[loser.pk]))
    assert led.url == reverse("providers:provider-detail", args=[winner.pk])
    assert "Dvojník" in text(page(client, "provider-detail", winner.pk))


def test_merging_with_nobody_or_itself_is_refused(client, registrar):
    loser = ProviderFactory()
    url = reverse("providers:provider-merge", args=[loser.pk])

    assert "v registru není" in str(client.post(url, {"ico": "1"}).context["form"].errors)
    assert "sebou samým" in str(client.post(url, {"ico": loser.ico}).context["form"].errors)


# -- who changed what --------------------------------------------------------------------------------


def test_changes_cost_the_same_queries_whatever_their_number(
    client, registrar, service, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count():
        with CaptureQueriesContext(connection) as asked:
            page(client, "service-changes", service.identifier)
        return len(asked)

    few = count()
    for amount in range(20):
        CapacityFactory(service=service, amount=amount)
        FacilityFactory(service=service)

    assert count() == few


def test_changes_do_not_betray_a_hidden_address(client, registrar, service):
    place = FacilityFactory(service=service, name="Dům", street="Tajná", is_address_hidden=True)
    place.is_address_hidden = False
    place.save()

    assert "Tajná" not in text(page(client, "service-changes", service.identifier))


@pytest.mark.parametrize("who", ["worker", "coordinator", "district"])
def test_changes_are_for_officials_and_auditors(client, people, who, service):
    client.force_login(people[who])

    assert page(client, "service-changes", service.identifier).status_code == 403
    assert page(client, "provider-changes", service.provider_id).status_code == 403
