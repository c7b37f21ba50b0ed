"""Messages are written down first; an outage of the mail server loses none."""

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from sitis import mail
from sitis.audit import Act, Event
from sitis.jobs.models import Job
from sitis.mail import KeptMail, OutgoingMail
from sitis.tasks import send_waiting_mail

pytestmark = pytest.mark.django_db


class OutOfOrder(EmailBackend):
    """A mail server that refuses connections."""

    def send_messages(self, messages):
        raise ConnectionRefusedError("mail server is out")


OUT = f"{__name__}.OutOfOrder"


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    def go(**context):
        with django_capture_on_commit_callbacks(execute=True):
            mail.send("password_reset", to="jana@kraj.example", link="/zapomenute-heslo/x/")

    return go


def test_a_message_goes_as_text_and_html_and_leaves_no_copy(send):
    send()

    letter = django_mail.outbox[0]
    html, kind = letter.alternatives[0]
    assert (letter.to, letter.subject) == (["jana@kraj.example"], "Nové heslo do SITIS")
    assert "http://127.0.0.1:8000/zapomenute-heslo/x/" in letter.body
    assert 'href="http://127.0.0.1:8000/zapomenute-heslo/x/"' in html
    assert kind == "text/html"
    assert not OutgoingMail.objects.exists()  # a link to an account is not kept
    assert list(Event.objects.values_list("act", "subject", "detail")) == [
        (Act.MAIL, "Nové heslo do SITIS", {"to": "jana@kraj.example"})
    ]


def test_an_outage_keeps_the_message_and_it_goes_later_once(send, settings):
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, OUT
    send()
    waiting = OutgoingMail.objects.get()
    failed = Job.objects.get()
    settings.EMAIL_BACKEND = working
    send_waiting_mail()  # tried a moment ago: not yet
    too_early = len(django_mail.outbox)
    OutgoingMail.objects.update(tried_at=timezone.now() - 2 * mail.PAUSE)

    send_waiting_mail()
    send_waiting_mail()

    assert failed.state == Job.State.FAILED
    assert waiting.to == "jana@kraj.example"
    assert too_early == 0
    assert [letter.subject for letter in django_mail.outbox] == ["Nové heslo do SITIS"]
    assert not OutgoingMail.objects.exists()


def test_while_the_server_is_out_all_wait(send, settings):
    settings.EMAIL_BACKEND = OUT
    send(), send()
    OutgoingMail.objects.update(tried_at=None)

    send_waiting_mail()

    assert OutgoingMail.objects.count() == 2
    assert OutgoingMail.objects.filter(tried_at=None).count() == 1  # it stopped at the first


def test_names_are_escaped_in_html_only(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        mail.send("account_changed", to="a@b.example", what="<script>&", when=timezone.now())

    letter = django_mail.outbox[0]
    assert "<script>&" in letter.body
    assert "<script>" not in letter.alternatives[0][0]


# -- the demo's mailbox ----------------------------------------------------------------------------


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "sitis.mail.KeptMailBackend"


@pytest.mark.usefixtures("demo")
def test_in_the_demo_every_message_is_kept_and_read_by_officials(client, people, send):
    send()
    kept = KeptMail.objects.get()
    client.force_login(people["registrar"])

    listed = client.get("/sprava/posta/").content.decode()
    shown = client.get(f"/sprava/posta/{kept.pk}/").content.decode()
    drawn = client.get(f"/sprava/posta/{kept.pk}/html/")

    assert django_mail.outbox == []
    assert "jana@kraj.example" in listed
    assert "http://127.0.0.1:8000/zapomenute-heslo/x/" in shown
    assert drawn.content.decode() == kept.html
    policy = drawn["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("who", ["worker", "signatory", "coordinator", "district"])
def test_others_do_not_read_the_demos_mail(client, people, send, who):
    send()
    client.force_login(people[who])

    pk = KeptMail.objects.get().pk
    addresses = ["/sprava/posta/", f"/sprava/posta/{pk}/", f"/sprava/posta/{pk}/html/"]
    assert [client.get(address).status_code for address in addresses] == [403] * 3


def test_outside_the_demo_there_is_no_mailbox(client, people):
    KeptMail.objects.create(to="a@b.example", subject="x", text="x", html="x")
    client.force_login(people["administrator"])

    pk = KeptMail.objects.get().pk
    addresses = ["/sprava/posta/", f"/sprava/posta/{pk}/", f"/sprava/posta/{pk}/html/"]
    assert [client.get(address).status_code for address in addresses] == [404] * 3
