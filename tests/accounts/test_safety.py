"""What somebody who means harm would try at the doors."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from catalog import data_urls
from sitis.accounts.actions import invitations
from sitis.accounts.adapter import SEALED, SecondFactorAdapter
from sitis.accounts.models import Invitation, User
from sitis.accounts.models.invitation import hashed
from sitis.versions import Stale
from tests.accounts.test_entrance import code_for
from tests.factories import UserFactory, official
from tests.test_house_rules import addresses

PASSWORD = "heslo pro zkoušky"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _attempts_from_zero():
    cache.clear()


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post("/prihlaseni/", {"login": user.email, "password": password}, **extra)


def with_second_factor(client, user):
    """Turn the second factor on by its page; its secret."""
    sign_in(client, user)
    page = client.get("/ucet/druhy-faktor/zapnout/")
    secret = page.context["form"].secret
    client.post("/ucet/druhy-faktor/zapnout/", {"code": code_for(secret)})
    return secret


# -- signing in ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target", ["https://zlo.example/", "//zlo.example/", r"/\zlo.example", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_foreign_place(client, target):
    user = UserFactory()

    signed = client.post(
        "/prihlaseni/", {"login": user.email, "password": PASSWORD, "next": target}
    )
    there = client.get("/prihlaseni/", {"next": target})

    assert signed.url == "/prostor/"
    assert there.url == "/prostor/"


def test_signing_in_changes_the_key_of_the_session(client):
    client.get("/prihlaseni/?next=/prostor/")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key

    sign_in(client, UserFactory())

    assert client.session.session_key != before


def test_one_account_is_not_guessed_from_many_addresses(client):
    user = UserFactory()

    for last in range(30):
        sign_in(client, user, "špatně", REMOTE_ADDR=f"10.0.0.{last}")
    late = sign_in(client, user, REMOTE_ADDR="10.0.1.1")

    assert late.status_code == 200
    assert "příliš mnoho" in late.content.decode().lower()


def test_a_made_up_address_of_a_visitor_does_not_begin_the_count_anew(client):
    user = UserFactory()

    for last in range(10):
        sign_in(client, user, "špatně", HTTP_X_FORWARDED_FOR=f"10.0.0.{last}")

    assert sign_in(client, user, HTTP_X_FORWARDED_FOR="10.0.1.1").status_code == 200


def test_behind_a_proxy_the_address_it_wrote_counts(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    user = UserFactory()

    for last in range(10):
        sign_in(client, user, "špatně", HTTP_X_FORWARDED_FOR=f"10.0.0.{last}, 198.51.100.7")
    same = sign_in(client, user, HTTP_X_FORWARDED_FOR="10.0.1.1, 198.51.100.7")
    other = sign_in(client, user, HTTP_X_FORWARDED_FOR="10.0.1.1, 198.51.100.8")

    assert (same.status_code, other.status_code) == (200, 302)


def test_the_letter_about_a_forgotten_password_leads_to_our_site_whatever_the_request_said(
    client, settings, django_capture_on_commit_callbacks
):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://sitis.kraj.example"

    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            "/zapomenute-heslo/", {"email": UserFactory().email}, headers={"host": "zlo.example"}
        )

    letter = mail.outbox[0]
    assert "https://sitis.kraj.example/zapomenute-heslo/" in letter.body
    assert "zlo.example" not in letter.body + letter.alternatives[0][0]


def test_a_forgotten_password_does_not_go_round_the_second_factor(
    client, django_capture_on_commit_callbacks
):
    user = official("registrar")
    with_second_factor(client, user)
    client.post("/odhlaseni/")
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/zapomenute-heslo/", {"email": user.email})
    letter = next(one for one in mail.outbox if "/zapomenute-heslo/" in one.body)
    link = re.search(r"/zapomenute-heslo/\S+/", letter.body).group()
    form = client.get(link, follow=True)
    new = "Zelená lampa svítí 7"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)

    inside = client.get("/prostor/")
    half = sign_in(client, user, new)

    assert inside.status_code == 302
    assert half.url == "/prihlaseni/kod/"
    assert client.get("/sprava/").status_code == 302


# -- secrets ---------------------------------------------------------------------------------------


def test_secrets_of_the_second_factor_are_sealed_in_the_database(client):
    user = UserFactory()

    secret = with_second_factor(client, user)

    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert kept.startswith(SEALED)
    assert secret not in kept
    assert SecondFactorAdapter().decrypt(kept) == secret
    assert SecondFactorAdapter().decrypt("KEPT BEFORE") == "KEPT BEFORE"


@pytest.mark.parametrize("page", ["", "kody/", "kody/stahnout/", "kody/nove/", "zapnout/"])
def test_nobody_borrows_eyes_to_read_codes_that_open_an_account(client, people, page):
    with_second_factor(client, people["worker"])
    client.post("/odhlaseni/")
    sign_in(client, people["administrator"])
    client.post(f"/lide/{people['worker'].pk}/pohled/")

    answer = client.get(f"/ucet/druhy-faktor/{page}")

    assert answer.status_code == 403
    assert "unused_codes" not in (answer.context or {})


@pytest.mark.parametrize(
    "address",
    [
        "/sprava/accounts/user/?password__startswith=md5",
        "/sprava/accounts/user/?password__regex=x",
        "/sprava/accounts/invitation/?token_hash__startswith=a",
        "/sprava/accounts/roleholding/?user__password__startswith=md5",
        "/sprava/providers/membership/?user__password__startswith=md5",
        "/sprava/sitis/event/?user__password__startswith=md5",
    ],
)
def test_lists_cannot_be_asked_for_secrets_letter_by_letter(client, people, address):
    client.force_login(people["auditor"])

    assert client.get(address).status_code == 400


# -- invitations -----------------------------------------------------------------------------------


@pytest.fixture
def invitation(people):
    now = timezone.now()
    return Invitation.objects.create(
        email="nova@kraj.example",
        name="Nová",
        role="official",
        valid_from=now.date(),
        invited_by=people["administrator"],
        invited_at=now,
        expires_at=now + timedelta(days=1),
        token_hash=hashed("klíč"),
    )


def accept(invitation):
    return invitations.accept(invitation, password=PASSWORD, name="Nová", phone="")


def test_a_link_opens_one_account_once(invitation):
    accept(invitation)

    with pytest.raises(Stale):
        accept(invitation)
    assert User.objects.filter(email=invitation.email).count() == 1


def test_a_link_that_was_cancelled_or_renewed_meanwhile_opens_nothing(invitation):
    seen = Invitation.objects.get()
    Invitation.objects.update(token_hash=hashed("nový"))
    with pytest.raises(Stale):
        accept(seen)

    Invitation.objects.update(token_hash=hashed("klíč"), cancelled_at=timezone.now())
    with pytest.raises(Stale):
        accept(seen)
    assert not User.objects.filter(email=invitation.email).exists()


# -- every answer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/", "/prostor/", "/nic/", "/sprava/", "/sprava/nic/", "/registr/sluzby/?q=%00"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(client, people, address):
    client.force_login(people["administrator"])

    headers = client.get(address).headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    "address", ["/prostor/", "/", "/sprava/", "/ucet/moje-udaje.json", "/nic/"]
)
def test_what_one_person_sees_is_kept_by_no_cache(client, people, address):
    client.force_login(people["administrator"])

    assert client.get(address).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/registr/sluzby/?q=%00",
        "/registr/sluzby/%00/",
        "/sprava/providers/service/?q=a%00b",
        "/lide/?q=%00",
        "/pozvanka/%00/",
    ],
)
def test_an_address_with_a_null_byte_is_a_wrong_request(client, people, address):
    client.force_login(people["administrator"])

    assert client.get(address).status_code == 400


def test_every_writing_page_demands_the_token_of_its_form(people):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["administrator"])
    exempt = {
        address
        for address, view in addresses(get_resolver().url_patterns)
        if getattr(view, "csrf_exempt", False)
    }
    files = {str(one.pattern) for one in data_urls.urlpatterns}  # they answer 405 to any writing

    assert exempt - files == {"vyber/"}  # it writes the visitor's own cookie and nothing else
    assert all(
        strict.post(f"/{one}").status_code == 405
        for one in exempt
        if one in files and "<" not in one
    )
    for address in ("/lide/pozvat/?role=auditor", "/prihlaseni/", "/sprava/sitis/notice/add/"):
        assert strict.post(address, {}).status_code == 403


def test_another_method_is_not_smuggled_in(client, people):
    client.force_login(people["administrator"])
    worker = people["worker"]

    answers = [
        client.get(f"/lide/{worker.pk}/zamknout/", headers={"x-http-method-override": "POST"}),
        client.head(f"/lide/{worker.pk}/zamknout/"),
        client.options(f"/lide/{worker.pk}/zamknout/"),
        client.get(f"/lide/{worker.pk}/zamknout/?_method=POST"),
    ]

    assert [answer.status_code for answer in answers] == [405] * 4
    assert User.objects.get(pk=worker.pk).is_active
