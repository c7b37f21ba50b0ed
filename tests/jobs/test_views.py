"""How far the work is, told to the one who asked for it and to the administrator."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sitis.jobs.models import Job
from tests.factories import UserFactory


def running_job(title="Načtení registru", **fields):
    now = timezone.now()
    fields |= {"task": "tests.nothing", "title": title, "state": "running"}
    return Job.objects.create(started_at=now, heard_at=now, **fields)


def test_a_running_job_shows_progress_and_asks_again_without_a_script(client, people):
    job = running_job(by=people["registrar"], done=30, total=120, message="Čtu služby")
    for seconds in (50, 70):
        times = {"started_at": job.started_at - timedelta(seconds=seconds)}
        Job.objects.create(task=job.task, state="done", finished_at=job.started_at, **times)
    client.force_login(people["registrar"])

    page = client.get(reverse("jobs:job-detail", args=[job.pk]))

    text = page.content.decode()
    assert 2 <= int(page["Refresh"]) <= 5
    for words in ("Načtení registru", "běží", "30 z 120", "Čtu služby", "Můžete odejít"):
        assert words in text
    assert "Obvykle to trvá 60\xa0s" in text


def test_a_first_document_of_its_kind_says_what_to_expect(client, people):
    job = running_job(by=people["registrar"], kind="plan")
    Job.objects.filter(pk=job.pk).update(task="sitis.build_document")
    client.force_login(people["registrar"])

    page = client.get(reverse("jobs:job-detail", args=[job.pk])).content.decode()

    assert "velký plán za několik minut" in page


def test_a_finished_job_stands_still_and_leads_to_its_result(client, people):
    job = running_job(by=people["registrar"], url="/registr/importy/1/")
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())
    client.force_login(people["registrar"])

    page = client.get(reverse("jobs:job-detail", args=[job.pk]))

    assert "Refresh" not in page
    assert 'href="/registr/importy/1/"' in page.content.decode()


def test_work_that_cannot_be_stopped_half_way_is_not_cancelled(client, people):
    job = running_job(by=people["registrar"])
    client.force_login(people["registrar"])

    refused = client.post(f"{job.get_absolute_url()}zrusit/")

    job.refresh_from_db()
    assert (refused.status_code, job.state) == (403, "running")
    assert "zrusit" not in client.get(job.get_absolute_url()).content.decode()


def test_cancelling_what_is_done_changes_nothing(client, people):
    job = running_job(by=people["registrar"], is_cancellable=True)
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())
    client.force_login(people["registrar"])

    said = client.post(f"{job.get_absolute_url()}zrusit/", follow=True)

    assert "Úloha už skončila, není co zrušit." in said.content.decode()
    assert Job.objects.get(pk=job.pk).state == "done"


def test_a_failed_job_says_why(client, people):
    job = running_job(by=people["registrar"])
    Job.objects.filter(pk=job.pk).update(state="failed", message="Soubor je useknutý.")
    client.force_login(people["registrar"])

    page = client.get(reverse("jobs:job-detail", args=[job.pk]))

    assert "Soubor je useknutý." in page.content.decode()
    assert "nic nezapsalo" in page.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("registrar", 200), ("administrator", 200), ("auditor", 200), ("planner", 404), (None, 302)],
)
def test_who_may_see_the_job_of_the_registrar(client, people, who, status):
    job = running_job(by=people["registrar"])
    if who:
        client.force_login(people[who])

    assert client.get(reverse("jobs:job-detail", args=[job.pk])).status_code == status


def test_an_administrator_sees_the_age_of_the_queue_and_others_only_their_jobs(client, people):
    now = timezone.now()
    running_job(by=people["planner"], title="Cizí úloha")
    Job.objects.create(task="tests.nothing", queued_at=now - timedelta(minutes=7, seconds=5))
    seen = {}
    for who in ("administrator", "registrar"):
        client.force_login(people[who])
        seen[who] = client.get(reverse("jobs:job-list")).content.decode()

    assert "Nejstarší čeká 7\xa0min" in seen["administrator"]
    assert "Cizí úloha" in seen["administrator"]
    assert "Nejstarší čeká" not in seen["registrar"]
    assert "Zatím tu nejsou žádné úlohy" in seen["registrar"]


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_asks_as_often_for_one_job_as_for_five(
    client, people, count, django_assert_max_num_queries
):
    for number in range(count):
        running_job(by=UserFactory(), title=f"Úloha {number}")
    client.force_login(people["administrator"])

    with django_assert_max_num_queries(12):
        page = client.get(reverse("jobs:job-list"))

    assert len(page.context["page"].object_list) == count


def test_in_sprava_jobs_are_only_looked_at(client, people):
    job = running_job(by=people["registrar"])
    client.force_login(people["administrator"])

    assert client.get("/sprava/jobs/job/").status_code == 200
    assert client.get(f"/sprava/jobs/job/{job.pk}/change/").status_code == 200
    assert client.get("/sprava/jobs/job/add/").status_code == 403
    assert client.post(f"/sprava/jobs/job/{job.pk}/delete/").status_code == 403
