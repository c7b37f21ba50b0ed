"""Who stands behind a public page: half a year without a word is a task for the provider."""

import csv
import io
from datetime import date

import pytest
from django.utils.timezone import localdate

from providers.models import Verification
from sitis import rooms
from sitis.periods import months_before
from tests.factories import FacilityFactory, ServiceFactory, official

pytestmark = pytest.mark.django_db
LIST = "/registr/overeni/"
DAY = date(2026, 11, 22)


def verified(day=None, **fields):
    row = ServiceFactory(**fields)
    if day:
        Verification.objects.create(service=row, verified_on=day)
    return row


def waiting(user, day=DAY):
    return [task.detail for task in rooms.desk(user, day).tasks if task.url == LIST]


def test_six_months_to_the_day_are_fresh_and_a_day_more_is_a_task(people, provider):
    service = verified(date(2026, 5, 22), provider=provider)

    assert waiting(people["worker"]) == []
    assert waiting(people["worker"], date(2026, 11, 23)) == [
        f"{provider.name}: 1 služba čeká, až potvrdíte, že údaje platí."
    ]
    service.is_published = False
    service.save()
    assert waiting(people["worker"], date(2026, 11, 23)) == []


def test_the_months_are_a_setting(people, provider, settings):
    verified(date(2026, 5, 22), provider=provider)
    settings.VERIFY_MONTHS = 3

    assert len(waiting(people["worker"])) == 1


def test_many_services_make_one_task(people, provider):
    for _ in range(3):
        verified(provider=provider)
    verified(provider=provider, provided_to=date(2025, 1, 1))

    assert [text.split(": ")[1][:9] for text in waiting(people["worker"])] == ["3 služby "]
    assert waiting(people["stranger"]) == waiting(people["registrar"]) == []


def test_several_are_verified_with_one_button_and_only_own(client, people, provider):
    services = [verified(provider=provider) for _ in range(3)]
    foreign = verified()
    client.force_login(people["worker"])
    client.post(f"{LIST}potvrdit/", {"rows": [row.pk for row in services[:2]]})

    assert dict(Verification.objects.values_list("service", "verified_on")) == {
        row.pk: localdate() for row in services[:2]
    }
    history = Verification.history.values_list("history_user__email", flat=True)
    assert set(history) == {people["worker"].email}
    client.post(f"{LIST}potvrdit/", {"rows": [foreign.pk]})
    client.post(f"{LIST}potvrdit/", {"rows": ["x"]})
    client.post(f"{LIST}potvrdit/")
    assert Verification.objects.count() == 2


def test_one_button_on_the_page_verifies_today(client, people, provider):
    service = verified(date(2025, 1, 1), provider=provider)
    address = f"/registr/sluzby/{service.identifier}/verejne/overit/"
    client.force_login(people["registrar"])
    assert client.post(address).status_code == 403
    client.force_login(people["stranger"])
    assert client.post(address).status_code == 404

    client.force_login(people["signatory"])
    client.post(address)

    assert Verification.objects.get().verified_on == localdate()


def test_officials_see_by_provider_whom_to_remind_and_take_it_away(client, people):
    client.force_login(people["auditor"])
    today = localdate()
    late = verified(months_before(today, 7), provider__name="Bětka")
    never = verified(provider__name="Anežka")
    fresh = verified(today, provider__name="Cilka")
    FacilityFactory(service=late)

    def listed(**query):
        return list(client.get(LIST, query).context["page"])

    assert listed() == [never, late]
    assert listed(stav="nikdy") == [never]
    assert listed(stav="overene") == [fresh]
    assert listed(stav="vse", poskytovatel="betka") == [late]
    assert listed(okres="CZ0645") == [late]
    assert listed(stav="nesmysl", okres="nikde") == [never, late]
    answer = client.get(f"{LIST}export/csv/")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert [row[0] for row in rows] == ["Poskytovatel", "Anežka", "Bětka"]
    assert client.get(f"{LIST}export/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("registrar", 200), ("auditor", 200), ("worker", 200), ("coordinator", 403), ("nobody", 403)],
)
def test_who_opens_the_list(client, people, who, status):
    from tests.factories import UserFactory

    client.force_login(people.get(who) or UserFactory())

    assert client.get(LIST).status_code == status
    export = client.get(f"{LIST}export/csv/").status_code
    assert export == (200 if who in {"registrar", "auditor"} else 403)


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize("who", ["official", "worker"])
def test_lists_ask_the_same_number_of_questions(
    client, people, provider, count, who, django_assert_max_num_queries
):
    for _ in range(count):
        verified(date(2024, 1, 1), provider=provider)
    client.force_login(official("registrar") if who == "official" else people["worker"])

    with django_assert_max_num_queries(10):
        client.get(LIST)
