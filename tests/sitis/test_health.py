"""/zdravi/ tells a monitor and a person whether the installation can work."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from sitis.jobs.models import Job

ASK = """
import django, json
django.setup()
from django.test import Client
page = Client(SERVER_NAME="localhost").get("/zdravi/", headers={"accept": ACCEPT})
print(json.dumps([page.status_code, page.content.decode()]))
"""


@pytest.mark.django_db
def test_everybody_may_ask_and_nothing_is_secret(client, settings):
    settings.SECURE_SSL_REDIRECT = True  # a probe inside the network speaks plain HTTP

    answer = client.get("/zdravi/")

    body = answer.json()
    assert answer.status_code == 200
    assert body["status"] == "ok"
    assert [check["name"] for check in body["checks"]] == ["database", "queue", "disk"]
    for secret in (settings.SECRET_KEY, str(settings.DATA_DIR), "sqlite", "postgres"):
        assert secret not in answer.content.decode()


@pytest.mark.django_db
def test_a_browser_gets_a_page(client):
    answer = client.get("/zdravi/", headers={"accept": "text/html,*/*"})

    assert answer.status_code == 200
    assert "Systém je v pořádku" in answer.content.decode()


@pytest.mark.django_db
def test_a_job_that_waits_too_long_is_a_fault(client):
    Job.objects.create(task="tests.nothing", queued_at=timezone.now() - timedelta(minutes=31))

    answer = client.get("/zdravi/")

    assert answer.status_code == 503
    assert [check["good"] for check in answer.json()["checks"]] == [True, False, True]


@pytest.mark.django_db
def test_a_full_disk_is_a_fault(client, settings):
    settings.HEALTH_FREE_DISK_MB = 10**12

    assert client.get("/zdravi/").status_code == 503


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_dead_database_is_said_and_not_a_traceback(accept, tmp_path):
    nobody_listens = "postgres://nobody@127.0.0.1:1/none"
    place = {"SITIS_MODE": "demo", "SITIS_DATA": str(tmp_path), "DATABASE_URL": nobody_listens}
    env = os.environ | place | {"DJANGO_SETTINGS_MODULE": "sitis.settings"}
    static = {"STATIC_ROOT": str(tmp_path)}
    (tmp_path / "staticfiles.json").write_text(
        json.dumps({"version": "1.1", "paths": {"css/health.css": "css/health.css"}})
    )

    asked = subprocess.run(
        [sys.executable, "-c", ASK.replace("ACCEPT", repr(accept))],
        env=env | static,
        capture_output=True,
        text=True,
    )

    status, body = json.loads(asked.stdout.splitlines()[-1])
    assert status == 503
    assert "neodpovídá" in body
    assert "nobody" not in body
