"""Reports of outdated data: anybody sends one, the provider or the region answers, nobody else reads."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from providers.models import OutdatedReport
from providers.tasks import blank_old_reports
from sitis import rooms
from sitis.jobs.models import Job
from tests.factories import MembershipFactory, ServiceFactory, official

pytestmark = pytest.mark.django_db
SECRET = "Telefon zvedá paní Tajemná"


@pytest.fixture(autouse=True)
def _no_attempts():
    cache.clear()


@pytest.fixture
def service(provider):
    return ServiceFactory(provider=provider, identifier="9000777")


@pytest.fixture
def report(service):
    return OutdatedReport.objects.create(service=service, part="hours", text=SECRET)


def add(service):
    return f"/sluzby/{service.identifier}/neaktualni/"


def detail(report):
    return reverse("providers:report-detail", args=[report.pk])


def answer(client, report, state="mended", text="Opravili jsme to.", **more):
    report.refresh_from_db()
    sent = {"state": state, "answer": text, "version": report.version} | more
    return client.post(detail(report), sent)


# -- the public ------------------------------------------------------------------------------------


def test_anybody_reports_without_signing_in_and_gets_a_number_and_an_address(client, service):
    page = client.get(add(service))
    assert "zdraví" in page.content.decode()

    sent = client.post(add(service), {"part": "hours", "text": SECRET}, follow=True)

    report = OutdatedReport.objects.get()
    assert (report.service, report.part, report.state, report.text) == (
        *(service, "hours", "new"),
        SECRET,
    )
    assert sent.request["PATH_INFO"] == f"/hlaseni/{report.key}/"
    assert report.number in sent.content.decode()
    assert SECRET not in sent.content.decode()
    assert sent.headers["X-Robots-Tag"] == page.headers["X-Robots-Tag"] == "noindex"
    assert report.history.get().history_user is None


@pytest.mark.parametrize("language", ["en", "uk"])
def test_other_languages_stand_under_their_prefix(client, service, language):
    sent = client.post(f"/{language}{add(service)}", {"part": "price"})

    assert sent.url == f"/{language}/hlaseni/{OutdatedReport.objects.get().key}/"


def test_only_published_services_may_be_reported(client, service):
    service.is_published = False
    service.save()

    assert client.get(add(service)).status_code == 404
    assert client.post(add(service), {"part": "price"}).status_code == 404
    assert client.get("/sluzby/0000000/neaktualni/").status_code == 404
    assert client.get("/hlaseni/6b0a3c0e-0000-4000-8000-000000000000/").status_code == 404
    assert not OutdatedReport.objects.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Vyberte, čeho se to týká."),
        ({"part": "nesmysl"}, "část"),
        ({"part": "other"}, "Napište prosím, co nesouhlasí."),
        ({"part": "price", "text": "á" * 1001}, "1000"),
        ({"part": "price", "web": "https://spam.example"}, "Pole nechte prázdné"),
    ],
)
def test_what_makes_no_sense_is_told_and_not_kept(client, service, sent, sentence):
    page = client.post(add(service), sent)

    assert page.status_code == 200
    if sentence != "část":
        assert sentence in page.content.decode().replace("\xa0", "")
    assert page.context["form"].errors
    assert not OutdatedReport.objects.exists()


def test_one_network_sends_only_so_many_an_hour_and_keeps_what_it_wrote(client, service, settings):
    settings.REPORTS_PER_HOUR = 2
    codes = [client.post(add(service), {"part": "price"}).status_code for _ in range(2)]
    over = client.post(add(service), {"part": "price", "text": "a pořád neplatí"})
    elsewhere = client.post(add(service), {"part": "price"}, REMOTE_ADDR="192.0.2.7")

    assert codes == [302, 302]
    assert over.status_code == 429
    assert "a pořád neplatí" in over.content.decode()
    assert elsewhere.status_code == 302
    assert OutdatedReport.objects.count() == 3


def test_a_household_of_ipv6_counts_as_one_network(client, service, settings):
    settings.REPORTS_PER_HOUR = 1
    first = client.post(add(service), {"part": "price"}, REMOTE_ADDR="2001:db8::1")
    again = client.post(add(service), {"part": "price"}, REMOTE_ADDR="2001:db8::2")

    assert (first.status_code, again.status_code) == (302, 429)


# -- the provider and the region -------------------------------------------------------------------


def test_the_providers_people_are_told_without_the_text(
    client, service, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(add(service), {"part": "hours", "text": SECRET})

    told = {people["worker"].email, people["signatory"].email}
    assert {letter.to[0] for letter in mail.outbox} == told
    assert all(SECRET not in letter.body for letter in mail.outbox)
    link = "/registr/hlaseni/"
    for who in ("worker", "registrar"):
        assert link in [task.url for task in rooms.desk(people[who], timezone.localdate()).tasks]
    assert link not in [
        task.url for task in rooms.desk(people["stranger"], timezone.localdate()).tasks
    ]


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [
        ("registrar", 200, 302),
        ("worker", 200, 302),
        ("signatory", 200, 302),
        ("planner", 200, 403),
        ("auditor", 200, 403),
        ("stranger", 404, 404),
        ("coordinator", 404, 404),
        ("nobody_at_all", 302, 302),
    ],
)
def test_who_reads_and_who_answers(client, people, report, who, read, write):
    if who in people:
        client.force_login(people[who])

    assert client.get(detail(report)).status_code == read
    assert answer(client, report).status_code == write
    report.refresh_from_db()
    is_answered = who in {"registrar", "worker", "signatory"}
    assert (report.state == "mended") == is_answered


@pytest.mark.parametrize(
    ("who", "side"), [("registrar", "krajský úřad"), ("worker", "poskytovatel služby")]
)
def test_whoever_reported_reads_state_and_answer_at_their_address(
    client, people, report, who, side
):
    client.force_login(people[who])
    answer(client, report, "checking", "")
    client.logout()
    assert "ověřuje se" in client.get(f"/hlaseni/{report.key}/").content.decode()

    client.force_login(people[who])
    answer(client, report, "unfounded", "Doba platí.")
    client.logout()
    page = client.get(f"/hlaseni/{report.key}/").content.decode()

    assert "údaje jsou v pořádku" in page
    assert "Doba platí." in page
    assert side in page
    assert SECRET not in page
    states = list(report.history.order_by("history_id").values_list("state", "history_user__email"))
    assert states[1:] == [("checking", people[who].email), ("unfounded", people[who].email)]


def test_a_settled_report_needs_an_answer_and_a_second_answerer_sees_the_first(
    client, people, report
):
    client.force_login(people["worker"])
    page = answer(client, report, "mended", "")
    assert "Napište krátce, jak to dopadlo." in page.content.decode()
    answer(client, report, "mended", "Opraveno.")

    client.force_login(people["registrar"])
    late = answer(client, report, "unfounded", "Platí.", version="1")

    assert late.status_code == 200
    assert "Opraveno." in late.content.decode()
    report.refresh_from_db()
    assert (report.state, report.answer, report.answered_for) == ("mended", "Opraveno.", "provider")


def test_the_list_shows_own_reports_open_and_oldest_first(client, people, report):
    other = OutdatedReport.objects.create(service=ServiceFactory(), part="price")
    settled = OutdatedReport.objects.create(service=report.service, part="price", state="mended")

    def listed(who, **query):
        client.force_login(people[who])
        return list(client.get("/registr/hlaseni/", query).context["page"])

    assert listed("worker") == [report]
    assert listed("stranger") == []
    assert listed("registrar") == [report, other]
    assert listed("registrar", stav="mended") == [settled]
    assert listed("registrar", stav="vse", cast="hours") == [report]
    assert listed("registrar", stav="nesmysl", okres="nikde") == [report, other]


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_same_number_of_questions(client, count, django_assert_max_num_queries):
    for _ in range(count):
        OutdatedReport.objects.create(service=ServiceFactory(), part="price")
    client.force_login(official("registrar"))

    with django_assert_max_num_queries(9):
        client.get("/registr/hlaseni/")


# -- what is not needed goes ---------------------------------------------------------------------


def test_after_a_year_the_text_of_a_settled_report_goes_from_history_too(service, report):
    now = timezone.now()

    def settled(days, **fields):
        made = OutdatedReport(service=service, part="hours", text=SECRET, state="mended", **fields)
        made.answered_at = now - timedelta(days=days)
        made.save()
        return made

    old, young = settled(370), settled(360)
    report.created_at = now - timedelta(days=900)
    report.save()

    blank_old_reports()

    kept = dict(OutdatedReport.objects.values_list("pk", "text"))
    assert kept == {old.pk: "", young.pk: SECRET, report.pk: SECRET}
    assert set(old.history.values_list("text", flat=True)) == {""}
    assert old.history.first().history_change_reason
    assert not Job.objects.exists()


def test_the_privacy_page_says_how_long(client, settings):
    settings.REPORT_TEXT_DAYS = 123

    assert "123 dní" in client.get("/osobni-udaje/").content.decode()


def test_a_colleague_of_another_provider_cannot_answer(client, report):
    client.force_login(MembershipFactory().user)

    assert answer(client, report).status_code == 404
