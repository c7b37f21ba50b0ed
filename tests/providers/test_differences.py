"""Differences: the queue, who may settle them, and what each way of settling writes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from providers.actions import differences as actions
from providers.actions.codelists import name_code
from providers.models import (
    Capacity,
    Difference,
    Facility,
    Provider,
    Service,
    ServiceForm,
    ServiceKind,
)
from sitis import rooms
from sitis.versions import Stale, save_version
from tests.factories import (
    FormFactory,
    MembershipFactory,
    MunicipalityFactory,
    ServiceKindFactory,
    UnitFactory,
    official,
)
from tests.providers.rpss_files import address, applied, facility, form, provider, record

pytestmark = pytest.mark.django_db
QUEUE = "/registr/rozdily/"
DAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _ground(db):
    MunicipalityFactory()
    ServiceKindFactory()
    FormFactory()
    FormFactory(slug="ambulatory", rpss_code="amb", name="ambulantní")
    UnitFactory()


@pytest.fixture
def registrar(client):
    user = official("registrar")
    client.force_login(user)
    return user


def corrected(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    save_version(row, by=official("registrar"))


@pytest.fixture
def difference(registrar):
    """Ours says 8, the national register 12."""
    applied(record())
    corrected(Capacity.objects.get(), amount=Decimal(8))
    applied(record(formy=[form(amount=12)]))
    return Difference.objects.get()


def url(name, difference):
    return reverse(f"providers:difference-{name}", args=[difference.pk])


# -- settling ----------------------------------------------------------------------------------------


def test_taking_over_writes_theirs_with_history(client, registrar, difference):
    client.post(url("take", difference))

    capacity, settled = Capacity.objects.get(valid_to=None), Difference.objects.get()
    assert capacity.amount == Decimal(12)
    assert capacity.valid_from == timezone.localdate()
    assert Capacity.objects.get(valid_to=timezone.localdate() - timedelta(days=1)).amount == 8
    assert capacity.history.first().history_user == registrar
    assert (settled.state, settled.settled_by) == ("taken", registrar)
    applied(record(formy=[form(amount=13)]), day=timezone.localdate())
    assert Capacity.objects.get(valid_to=None).amount == Decimal(13)


def test_keeping_needs_a_reason_and_is_not_asked_again(client, registrar, difference):
    page = client.post(url("keep", difference), {"keep-reason": ""})
    assert page.context["keep_form"].errors

    client.post(url("keep", difference), {"keep-reason": "podle rozhodnutí"})

    difference.refresh_from_db()
    assert (difference.state, difference.reason) == ("kept", "podle rozhodnutí")
    applied(record(formy=[form(amount=12)], datumPoskytovaniDo="2026-12-31"))
    assert Difference.objects.count() == 1
    applied(record(formy=[form(amount=14)]))
    assert Difference.objects.open().get().theirs == "14"


def test_provider_is_asked_by_mail_and_desk_and_answers(client, registrar, difference):
    worker = MembershipFactory(provider=difference.provider).user
    stranger = MembershipFactory().user
    client.post(url("ask", difference), {"ask-question": "Kolik?", "ask-day": "31. 12. 2030"})

    difference.refresh_from_db()
    assert difference.state == "asked"
    local = timezone.localtime(difference.deadline)
    assert (local.date(), local.hour) == (date(2030, 12, 31), 23)
    tasks = rooms.desk(worker, DAY).tasks
    assert [task.deadline for task in tasks if task.url == difference.get_absolute_url()] == [
        difference.deadline
    ]
    assert not [t for t in rooms.desk(stranger, DAY).tasks if "ptá" in t.title]

    client.force_login(worker)
    assert "Kolik?" in client.get(difference.get_absolute_url()).content.decode()
    client.post(url("answer", difference), {"text": "Dvanáct <b>lůžek</b>."})

    difference.refresh_from_db()
    assert (difference.state, difference.answered_by) == ("answered", worker)
    client.force_login(registrar)
    page = client.get(difference.get_absolute_url()).content.decode()
    assert "Dvanáct &lt;b&gt;" in page
    assert [t.detail for t in rooms.desk(registrar, DAY).tasks if "odpověděli" in t.title]


@pytest.mark.django_db(transaction=True)
def test_letters_go_to_everybody_of_that_provider_alone(registrar, difference):
    addresses = {
        MembershipFactory(provider=difference.provider, role=role).user.email
        for role in ("provider_worker", "provider_signatory")
    }
    MembershipFactory(provider=difference.provider, valid_to=date(2021, 1, 1))
    MembershipFactory(provider=difference.provider, user__leaves_on=date(2021, 1, 1))
    MembershipFactory(provider=difference.provider, user__is_active=False)
    MembershipFactory()
    mail.outbox.clear()

    deadline = timezone.now() + timedelta(days=3)
    actions.ask(difference, question="Kolik lůžek?", deadline=deadline, by=registrar)

    assert {letter.to[0] for letter in mail.outbox} == addresses
    assert "Kolik lůžek?" in mail.outbox[0].body
    assert difference.get_absolute_url() in mail.outbox[0].body


def test_a_question_cannot_be_due_yesterday(client, registrar, difference):
    yesterday = timezone.localdate() - timedelta(days=1)
    page = client.post(url("ask", difference), {"ask-question": "?", "ask-day": str(yesterday)})

    assert page.context["ask_form"].errors["day"]
    difference.refresh_from_db()
    assert difference.state == "open"


def test_of_two_officials_one_wins_and_the_other_is_told(client, registrar, difference):
    actions.keep(Difference.objects.get(), reason="tak", by=official("registrar"))

    page = client.post(url("take", difference), follow=True)

    assert Capacity.objects.get().amount == Decimal(8)
    assert "Rozdíl už vyřešil" in page.content.decode()


def test_a_race_lost_by_a_moment_writes_nothing(registrar, difference):
    same = Difference.objects.get()
    actions.keep(same, reason="tak", by=registrar)

    with pytest.raises(Stale):
        actions.take_over(difference, by=registrar, day=DAY)

    assert Capacity.objects.get().amount == Decimal(8)


def test_what_breaks_a_rule_is_said_and_not_written(client, registrar):
    applied(record())
    corrected(Service.objects.get(), provided_from=date(2020, 1, 1))
    applied(record(datumPoskytovaniDo="2019-12-31"))
    difference = Difference.objects.get()

    page = client.post(url("take", difference), follow=True)

    assert "nemůže skončit dřív" in page.content.decode()
    difference.refresh_from_db()
    assert difference.is_open


# -- rows and services that went -----------------------------------------------------------------------


@pytest.fixture
def gone(registrar):
    applied(record(), record("9000002"))
    applied(record())
    return Difference.objects.get()


def test_taking_over_a_gone_service_ends_it_with_what_is_its(client, registrar, gone):
    client.post(url("take", gone))

    service = Service.objects.get(identifier="9000002")
    assert service.provided_to == date(2026, 11, 19)
    assert service.capacities.get().valid_to == date(2026, 11, 19)


def test_a_gone_service_is_told_in_words(client, registrar, gone):
    queue, page = (
        client.get(address).content.decode() for address in (QUEUE, gone.get_absolute_url())
    )

    for words in ("celá služba", "vede se", "už se nevede"):
        assert words in queue
        assert words in page


def test_a_kept_service_runs_on_and_is_not_asked_about_again(client, registrar, gone):
    client.post(url("keep", gone), {"keep-reason": "víme, že běží"})

    service = Service.objects.get(identifier="9000002")
    assert service.missing_since is None
    applied(record())
    assert Difference.objects.count() == 1


@pytest.mark.parametrize("way", ["take", "keep"])
def test_a_row_that_left_the_source(client, registrar, way):
    applied(record(formy=[form(), form("amb")]))
    corrected(Capacity.objects.get(form__rpss_code="amb"), note="naše")
    applied(record())

    client.post(url(way, Difference.objects.get()), {"keep-reason": "platí"})

    left = Capacity.objects.get(form__rpss_code="amb")
    assert (left.valid_to is None) == (way == "keep")
    assert ServiceForm.objects.get(form__rpss_code="amb").valid_to == date(2026, 11, 19)


def test_taking_over_an_address_forgets_the_old_point(client, registrar):
    applied(record())
    corrected(
        Facility.objects.get(),
        address_point_code="111",
        latitude=Decimal("49.1"),
        longitude=Decimal("17.1"),
    )
    applied(record(zarizeni=[facility(adresa=address(222))]))

    client.post(url("take", Difference.objects.get()))

    place = Facility.objects.get()
    assert (place.address_point_code, place.latitude) == ("222", None)


def test_taking_over_a_name_finds_services_by_it(client, registrar):
    applied(record())
    corrected(Provider.objects.get(), name="Naše jméno")
    applied(record(poskytovatel=provider("Diakonie")))

    client.post(url("take", Difference.objects.get()))

    assert Service.objects.search("diakonie").count() == 1


def test_a_capacity_ended_here_is_asked_about_not_changed(registrar):
    applied(record())
    corrected(Capacity.objects.get(), valid_to=date(2026, 10, 31))

    applied(record(formy=[form(amount=12)]))

    assert Capacity.objects.get().amount == Decimal(10)
    assert Difference.objects.get().field == "amount"


# -- several at once -----------------------------------------------------------------------------------


def test_several_are_settled_at_once(client, registrar):
    numbers = [f"900000{number}" for number in range(1, 4)]
    applied(*(record(number) for number in numbers))
    for capacity in Capacity.objects.all():
        corrected(capacity, amount=Decimal(8))
    applied(*(record(number, formy=[form(amount=12)]) for number in numbers))
    first, second, third = Difference.objects.order_by("pk")

    client.post(QUEUE + "hromadne/", {"rows": [first.pk, second.pk], "way": "keep"})
    assert Difference.objects.open().count() == 3  # no reason given
    client.post(QUEUE + "hromadne/", {"rows": [first.pk, second.pk], "way": "take"})

    assert set(Difference.objects.filter(state="taken")) == {first, second}
    today = Capacity.objects.valid_on(timezone.localdate())
    assert sorted(today.values_list("amount", flat=True)) == [8, 12, 12]
    assert Difference.objects.open().get() == third


# -- the queue -----------------------------------------------------------------------------------------


def test_the_queue_is_sorted_by_harm_and_filtered(client, registrar, django_assert_max_num_queries):
    applied(record(), record("9000002"))
    corrected(Capacity.objects.get(service__identifier="9000001"), amount=Decimal(8))
    corrected(Facility.objects.get(service__identifier="9000001"), street="Naše")
    moved = facility(adresa=address(ulice={"nazev": "Jejich"}))
    applied(record(formy=[form(amount=12)], zarizeni=[moved]))

    with django_assert_max_num_queries(25):
        page = client.get(QUEUE)

    harms = [line["difference"].harm for line in page.context["lines"]]
    assert harms == [1, 3, 4]
    only = client.get(QUEUE, {"zavaznost": "4"}).context["lines"]
    assert [(line["ours"], line["theirs"]) for line in only] == [("Naše", "Jejich")]
    assert len(client.get(QUEUE, {"okres": "CZ0645"}).context["lines"]) == 3
    assert not client.get(QUEUE, {"stav": "kept"}).context["lines"]
    assert len(client.get(QUEUE, {"stav": "nesmysl", "okres": "x"}).context["lines"]) == 3


def test_who_may_see_and_settle(client, people, provider):
    applied(record())
    Service.objects.update(provider=provider)
    corrected(Capacity.objects.get(), amount=Decimal(8))
    applied(record(formy=[form(amount=12)]))
    difference = Difference.objects.get()

    def answers():
        found = {}
        for name, user in people.items():
            client.force_login(user)
            found[name] = [
                client.get(difference.get_absolute_url()).status_code,
                client.post(url("keep", difference), {}).status_code,
                client.post(url("answer", difference), {"text": ""}).status_code,
            ]
        return found

    before = answers()
    assert before["registrar"] == [200, 200, 403]
    for name in ("planner", "analyst", "administrator", "auditor"):
        assert before[name] == [200, 403, 403]
    for name in ("coordinator", "district", "worker", "signatory", "stranger"):
        assert before[name] == [404, 404, 404], name

    registrar = people["registrar"]
    actions.ask(difference, question="?", deadline=timezone.now(), by=registrar)
    after = answers()
    assert after["worker"] == after["signatory"] == [200, 403, 200]
    assert after["stranger"] == after["coordinator"] == [404, 404, 404]


def test_lists_of_those_who_may_not(client, people):
    seen = {}
    for name, user in people.items():
        client.force_login(user)
        seen[name] = client.get(QUEUE).status_code

    assert {name for name, status in seen.items() if status == 403} == {"coordinator", "district"}


# -- codes nobody knew ---------------------------------------------------------------------------------


def test_naming_a_kind_publishes_what_waited_for_it(registrar):
    unknown = {"druhSocialniSluzby": {"id": "DruhSocialniSluzby/99"}}
    applied(record(**unknown), record("9000002", **unknown), record("9000003"))
    kept_back = Service.objects.get(identifier="9000002")
    corrected(kept_back, is_published=True)
    corrected(kept_back, is_published=False)
    kind = ServiceKind.objects.get(rpss_code="99")
    kind.name = "nová služba"

    assert name_code(kind, by=registrar) == 1

    shown = {service.identifier: service for service in Service.objects.all()}
    assert [shown[number].is_published for number in sorted(shown)] == [True, False, True]
    newest = shown["9000001"].history.first()
    assert (newest.history_user, newest.version) == (registrar, 2)
    assert Service.objects.search("nova sluzba").filter(identifier="9000001").exists()
