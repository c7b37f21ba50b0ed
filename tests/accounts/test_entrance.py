"""Signing in and out, a forgotten password, the second factor."""

import base64
import hmac
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from sitis.accounts.models import Rules, User
from sitis.audit import Act, Event
from tests.factories import UserFactory, official

PASSWORD = "heslo pro zkoušky"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _attempts_from_zero():
    cache.clear()


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post("/prihlaseni/", {"login": user.email, "password": password}, **extra)


def events():
    return list(Event.objects.order_by("pk").values_list("act", "user", "subject"))


def code_for(secret):
    """What an authenticator shows now for ``secret`` (RFC 6238, six digits, 30 seconds)."""
    moment = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def test_work_places_send_to_the_sign_in_and_back(client):
    user = UserFactory()

    sent = client.get("/prostor/")
    back = client.post(
        "/prihlaseni/", {"login": user.email, "password": PASSWORD, "next": "/ucet/"}
    )

    assert (sent.status_code, sent.url) == (302, "/prihlaseni/?next=/prostor/")
    assert (back.status_code, back.url) == (302, "/ucet/")


def test_sign_in_failed_sign_in_and_sign_out_are_written_down(client):
    user = UserFactory()

    wrong = sign_in(client, user, "něco jiného")
    right = sign_in(client, user)
    out = client.post("/odhlaseni/")

    assert (wrong.status_code, right.url, out.url) == (200, "/prostor/", "/")
    assert events() == [
        (Act.SIGN_IN_FAILED, None, user.email),
        (Act.SIGN_IN, user.pk, ""),
        (Act.SIGN_OUT, user.pk, ""),
    ]


def test_after_ten_failures_an_address_waits_even_with_the_right_password(client):
    user = UserFactory()

    for _attempt in range(10):
        sign_in(client, user, "špatně")
    eleventh = sign_in(client, user)
    elsewhere = sign_in(client, user, REMOTE_ADDR="10.0.0.7")

    assert eleventh.status_code == 200
    assert "příliš mnoho" in eleventh.content.decode().lower()
    assert elsewhere.url == "/prostor/"


def test_nobody_signs_up(client):
    page = client.get("/prihlaseni/registrace/")
    client.post(
        "/prihlaseni/registrace/",
        {"email": "kdosi@jinde.example", "password1": PASSWORD, "password2": PASSWORD},
    )

    assert "Účet vzniká pozvánkou" in page.content.decode()
    assert User.objects.count() == 0


def test_the_administration_signs_in_by_the_same_door(client):
    outside = client.get("/sprava/", follow=True)
    client.force_login(UserFactory())

    assert outside.redirect_chain[-1] == ("/prihlaseni/?next=%2Fsprava%2F", 302)
    assert client.get("/sprava/", follow=True).status_code == 403


def test_a_forgotten_password_is_set_anew_by_a_link(client, django_capture_on_commit_callbacks):
    user = UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        asked = client.post("/zapomenute-heslo/", {"email": user.email}, follow=True)
    link = re.search(r"/zapomenute-heslo/\S+/", mail.outbox[0].body).group()
    form = client.get(link, follow=True)
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(
            form.request["PATH_INFO"],
            {"password1": "Zelená lampa svítí 7", "password2": "Zelená lampa svítí 7"},
            follow=True,
        )
    used = client.get(link, follow=True)

    assert "Podívejte se do pošty" in asked.content.decode()
    assert mail.outbox[0].to == [user.email]
    assert mail.outbox[0].alternatives[0][1] == "text/html"
    assert "Heslo je nastaveno" in done.content.decode()
    assert "Odkaz už neplatí" in used.content.decode()
    assert sign_in(client, user, "Zelená lampa svítí 7").url == "/prostor/"
    assert "Změna ve vašem účtu v SITIS" in [letter.subject for letter in mail.outbox]


def test_a_stranger_who_forgot_learns_nothing_and_gets_nothing(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/zapomenute-heslo/", {"email": "kdosi@jinde.example"}, follow=True)

    assert "Podívejte se do pošty" in answer.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize("closed", [{"is_active": False}, {"leaves_on": "2020-01-01"}])
def test_a_locked_account_lets_nobody_in_and_ends_what_runs(client, closed):
    user = UserFactory()
    sign_in(client, user)
    inside = client.get("/prostor/")
    User.objects.filter(pk=user.pk).update(**closed)

    thrown_out = client.get("/prostor/")
    again = sign_in(client, user)

    assert (inside.status_code, thrown_out.status_code) == (200, 302)
    assert again.url == "/prihlaseni/zamceno/"
    assert "Účet je zamčený" in client.get(again.url).content.decode()
    assert client.get("/prostor/").status_code == 302


def test_the_second_factor_is_turned_on_and_then_asked_for(client):
    user = UserFactory()
    sign_in(client, user)

    page = client.get("/ucet/druhy-faktor/zapnout/")
    secret = page.context["form"].secret
    wrong = client.post("/ucet/druhy-faktor/zapnout/", {"code": "000000"})
    on = client.post("/ucet/druhy-faktor/zapnout/", {"code": code_for(secret)}, follow=True)
    codes = client.get("/ucet/druhy-faktor/kody/").context["unused_codes"]
    client.post("/odhlaseni/")
    half = sign_in(client, user)
    kept_out = client.get("/prostor/")
    whole = client.post("/prihlaseni/kod/", {"code": codes[0]})

    assert 'src="data:image/svg+xml' in page.content.decode()
    assert wrong.status_code == 200
    assert "Záložní kódy" in on.content.decode()
    assert len(codes) == 10
    assert half.url == "/prihlaseni/kod/"
    assert kept_out.status_code == 302
    assert whole.url == "/prostor/"
    assert client.get("/prostor/").status_code == 200


def test_an_official_without_a_second_factor_goes_nowhere_once_it_is_demanded(client):
    user, coordinator = official("registrar"), UserFactory()
    Rules.objects.create(pk=1, needs_second_factor=True)
    sign_in(client, user)

    places = ["/prostor/", "/ucet/", "/sprava/", "/registr/lide/"]
    answers = {place: client.get(place).url for place in places}
    page = client.get("/ucet/druhy-faktor/zapnout/")
    client.post("/ucet/druhy-faktor/zapnout/", {"code": code_for(page.context["form"].secret)})

    assert set(answers.values()) == {"/ucet/druhy-faktor/zapnout/"}
    assert page.status_code == 200
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get("/prostor/").status_code == 200
    client.force_login(coordinator)
    assert client.get("/prostor/").status_code == 200  # the rule is for officials


def test_only_an_administrator_demands_the_second_factor(client, people):
    Rules.objects.create(pk=1)
    address = reverse("admin:accounts_rules_change", args=[1])
    answers = {}
    for who in ("registrar", "auditor", "administrator"):
        client.force_login(people[who])
        answer = client.post(address, {"needs_second_factor": "on", "version": "1"})
        answers[who] = answer.status_code

    assert answers == {"registrar": 403, "auditor": 403, "administrator": 302}
    rules = Rules.objects.get()
    assert rules.needs_second_factor
    assert rules.history.first().history_user == people["administrator"]


def test_what_is_refused_is_written_down(client, people):
    client.force_login(people["worker"])
    Event.objects.all().delete()

    client.get("/lide/")

    assert events() == [(Act.REFUSED, people["worker"].pk, "/lide/")]
