"""Pages of documents: who may see, take and order them, and what a stranger learns."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sitis.audit import Event
from sitis.documents.actions import order
from sitis.documents.models import Document
from sitis.documents.states import state_of, states_of
from sitis.jobs.models import Job
from tests.documents.test_orders import NOW


@pytest.fixture
def make(note, region, people, django_capture_on_commit_callbacks):
    def made(**state):
        for name, value in state.items():
            setattr(note, name, value)
        with django_capture_on_commit_callbacks(execute=True):
            order("note", region, by=people["planner"], now=NOW)
        return Document.objects.latest("pk")

    return made


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


READS = {"registrar", "planner", "analyst", "administrator"}


def test_only_who_reads_the_record_reads_its_document(make, people):
    document = make()

    for name, user in people.items():
        client = signed_in(user)
        wanted = 200 if name in READS else 404
        page = f"/dokumenty/{document.number}/"
        assert client.get(page).status_code == wanted, name
        assert client.get(f"{page}soubor/").status_code == wanted, name
        assert (document.number in client.get("/dokumenty/").content.decode()) == (name in READS)
    anonymous = Client().get(f"/dokumenty/{document.number}/soubor/")
    assert anonymous.headers["Location"].startswith("/prihlaseni/")


def test_a_public_document_is_for_everybody_and_has_its_own_name(make):
    document = make(is_public=True, is_final=True)

    answer = Client().get(f"/dokumenty/{document.number}/soubor/")

    assert b"".join(answer.streaming_content) == document.file.read()
    assert "zpr%C3%A1va%20o%20kraji.pdf" in answer.headers["Content-Disposition"]
    event = Event.objects.get(act="download")
    assert (event.user, event.detail["number"]) == (None, document.number)


def test_the_page_of_a_document_says_what_it_is(make, people):
    document = make()

    text = signed_in(people["planner"]).get(f"/dokumenty/{document.number}/").content.decode()

    for words in (document.sha256, document.number, str(people["planner"]), "1 strana", "Stáhnout"):
        assert words in text


def test_ordering_leads_to_the_document_and_a_second_click_too(
    note, region, people, django_capture_on_commit_callbacks
):
    client, url = signed_in(people["planner"]), f"/dokumenty/vyrobit/note/{region}/"
    with django_capture_on_commit_callbacks(execute=True):
        job = client.post(url)
    document = client.post(url)

    assert job.headers["Location"] == Job.objects.get().get_absolute_url()
    assert document.headers["Location"] == f"/dokumenty/{Document.objects.get().number}/"
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("kind", "key", "who"),
    [("note", "999999", "planner"), ("painting", "1", "planner"), ("note", None, "worker"),
     ("note", "x", "planner")],
)  # fmt: skip
def test_what_may_not_be_ordered_is_not_found(note, region, people, kind, key, who):
    answer = signed_in(people[who]).post(f"/dokumenty/vyrobit/{kind}/{key or region}/")

    assert answer.status_code == 404
    assert not Job.objects.exists()


def page_of(number, file=None):
    data = {"file": SimpleUploadedFile("x.pdf", file)} if file else None
    answer = (
        Client().post(f"/overeni/{number}/", data) if data else Client().get(f"/overeni/{number}/")
    )
    assert answer.status_code == 200
    return answer.content.decode().replace(number, "NUMBER")


def without_token(text):
    return [line for line in text.splitlines() if "csrfmiddlewaretoken" not in line]


def test_of_a_document_that_is_not_public_nothing_leaks(make):
    document, unknown = make(), "2026-777777"

    assert without_token(page_of(document.number)) == without_token(page_of(unknown))
    other = b"another file"
    assert without_token(page_of(document.number, other)) == without_token(page_of(unknown, other))
    assert document.sha256 not in page_of(document.number)
    assert document.title not in page_of(document.number, document.file.read())


def test_the_file_itself_is_recognised(make):
    document = make()
    content = document.file.read()

    assert "Soubor je pravý" in page_of(document.number, content)
    assert "neshoduje" in page_of(document.number, content + b" ")
    assert "neshoduje" in page_of("2026-777777", content)
    assert "Vyberte soubor." in Client().post(f"/overeni/{document.number}/").content.decode()


def test_a_public_document_is_described_to_everybody(make):
    document = make(is_public=True)

    text = page_of(document.number)

    for words in (document.title, document.sha256, "/sit/", "Stáhnout PDF"):
        assert words in text


def test_a_job_can_be_cancelled_by_who_ordered_it(note, region, people, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    job = order("note", region, by=people["planner"], now=NOW)
    order("note", region, by=people["analyst"], now=NOW)
    url = f"{job.get_absolute_url()}zrusit/"

    assert signed_in(people["registrar"]).post(url).status_code == 404
    assert signed_in(people["analyst"]).post(url).status_code == 403
    assert (
        "Zrušit přípravu"
        in signed_in(people["planner"]).get(job.get_absolute_url()).content.decode()
    )
    assert signed_in(people["planner"]).post(url).status_code == 302
    job.refresh_from_db()
    assert job.state == "cancelled"
    text = signed_in(people["planner"]).get(job.get_absolute_url()).content.decode()
    assert "zrušeno" in text
    assert "Zrušit přípravu" not in text


def test_states_of_many_records_cost_one_query(make, region, people, django_assert_num_queries):
    document = make()

    with django_assert_num_queries(1):
        states = states_of("note", {region: "1", "77": "1"}, people["planner"])

    assert states[region].document == document
    assert (states["77"].document, states["77"].job) == (None, None)
    assert states_of("note", {region: "2"}, people["planner"])[region].document is None


def test_a_state_says_that_a_build_runs(note, region, people, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    job = order("note", region, by=people["planner"], now=NOW)

    own, others = (state_of("note", region, people[name]) for name in ("planner", "analyst"))

    assert (own.job, own.is_own) == (job, True)
    assert (others.job, others.is_own) == (job, False)


def test_the_list_costs_the_same_for_one_and_many(make, people, django_assert_max_num_queries):
    client = signed_in(people["planner"])
    for version in ("1", "2", "3"):
        make(version=version)

    with django_assert_max_num_queries(12):
        text = client.get("/dokumenty/?druh=note").content.decode()

    assert text.count("Zpráva o kraji") >= 3
    assert (
        "Zatím tu není žádný dokument"
        in signed_in(people["worker"]).get("/dokumenty/").content.decode()
    )
