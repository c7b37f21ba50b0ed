"""Reminders reach the desk and the mailbox, each person not too often, and none is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sitis.jobs.models import Job
from sitis.reminders.actions import dismiss, remind, settle
from sitis.reminders.models import Reminder, last_reminders
from tests.factories import UserFactory, official

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def planner(db):
    return official("planner")


@pytest.fixture
def jana(db):
    return UserFactory(name="Jana Nová", email="jana@kraj.example")


@pytest.fixture
def nudge(planner, django_capture_on_commit_callbacks):
    def go(*users, topic="planning.deliverable:1", now=NOON, **more):
        words = {"title": "Odevzdejte potřeby ORP Kyjov", "text": "Chybí 2 témata.", "by": planner}
        with django_capture_on_commit_callbacks(execute=True):
            return remind(topic, users, url="/planovani/", now=now, **words | more)

    return go


def test_a_reminder_is_logged_and_sent_by_mail(nudge, jana, planner):
    reminded = nudge(jana, due_at=datetime(2026, 10, 25, 1, 30, tzinfo=UTC))

    row, letter = Reminder.objects.get(), mail.outbox[0]
    assert (reminded.sent, reminded.held_back, reminded.locked) == ([jana], [], [])
    assert (row.user, row.by, row.sent_at, row.channel) == (jana, planner, NOON, "email")
    assert letter.to == ["jana@kraj.example"]
    assert letter.subject == "Připomínka: Odevzdejte potřeby ORP Kyjov"
    for said in ("Chybí 2 témata.", "2.30\xa0zimního času", "Úřední Osoba", "/planovani/"):
        assert said in letter.body
        assert said in letter.alternatives[0][0]
    assert letter.body.count("http://127.0.0.1:8000/planovani/") == 1


def test_one_job_sends_all_and_queries_do_not_grow(nudge, django_assert_max_num_queries):
    crowd = UserFactory.create_batch(12)

    with django_assert_max_num_queries(10):
        remind("t:1", crowd, title="A", text="", url="/", by=None, now=NOON)

    assert Job.objects.count() == 1
    assert Reminder.objects.count() == 12


def test_only_the_desk_means_no_letter(nudge, jana):
    nudge(jana, channel=Reminder.Channel.DESK)

    assert mail.outbox == []
    assert not Job.objects.exists()
    assert Reminder.objects.get().channel == "desk"


def test_the_same_topic_waits_for_the_gap(nudge, jana):
    other = UserFactory()
    nudge(jana)

    soon = nudge(jana, other, now=NOON + 19 * HOUR)
    later = nudge(jana, now=NOON + 20 * HOUR)

    assert (soon.sent, soon.held_back) == ([other], [jana])
    assert later.sent == [jana]
    assert len(mail.outbox) == 3


def test_two_officials_remind_but_the_person_hears_once(nudge, jana):
    nudge(jana)

    second = nudge(jana, by=official("planner"), now=NOON + timedelta(seconds=1))

    assert second.held_back == [jana]
    assert len(mail.outbox) == 1


def test_a_day_holds_only_so_many(nudge, jana, settings):
    settings.REMINDERS_A_DAY = 2
    said = [nudge(jana, topic=f"t:{n}", now=NOON + n * HOUR).sent for n in range(3)]

    at_midnight = nudge(jana, topic="t:9", now=datetime(2026, 11, 23, 23, tzinfo=UTC))

    assert said == [[jana], [jana], []]
    assert at_midnight.sent == [jana]


@pytest.mark.parametrize(
    "state", [{"is_active": False}, {"leaves_on": timezone.localdate(NOON) - timedelta(days=1)}]
)
def test_a_locked_account_gets_none(nudge, state):
    gone = UserFactory(**state)

    reminded = nudge(gone)

    assert (reminded.sent, reminded.locked) == ([], [gone])
    assert mail.outbox == []
    assert not Reminder.objects.exists()


def test_a_person_named_twice_is_reminded_once(nudge, jana):
    assert nudge(jana, jana).sent == [jana]
    assert len(mail.outbox) == 1


def test_a_title_of_several_lines_is_one_subject(nudge, jana):
    nudge(jana, title="Odevzdejte\r\nBcc: vsichni@kraj.example")

    assert mail.outbox[0].subject == "Připomínka: Odevzdejte Bcc: vsichni@kraj.example"


def test_the_last_reminder_of_each_topic_in_one_query(nudge, jana, django_assert_num_queries):
    nudge(jana, topic="t:1")
    nudge(jana, topic="t:1", now=NOON + 48 * HOUR)
    nudge(UserFactory(), topic="t:2")
    nudge(jana, topic="t:3")

    with django_assert_num_queries(1):
        found = last_reminders(["t:1", "t:2", "t:none"])
        people = {topic: row.user.name for topic, row in found.items()}

    assert found["t:1"].sent_at == NOON + 48 * HOUR
    assert set(people) == {"t:1", "t:2"}


# -- the desk --------------------------------------------------------------------------------------


def on_desk(user, now=NOON):
    return [row.title for row in Reminder.objects.on_desk_of(user, now)]


def test_a_desk_shows_the_newest_of_each_topic_for_some_days(nudge, jana):
    nudge(jana, title="první")
    nudge(jana, title="druhá", now=NOON + 24 * HOUR)
    nudge(jana, title="jiná", topic="t:2", now=NOON + 25 * HOUR)
    nudge(UserFactory(), title="cizí")

    assert on_desk(jana, NOON + 26 * HOUR) == ["jiná", "druhá"]
    assert on_desk(jana, NOON + timedelta(days=15, hours=1)) == ["jiná"]
    assert on_desk(jana, NOON + timedelta(days=16)) == []


def test_what_is_done_or_put_away_leaves_the_desk_and_stays_in_the_log(nudge, jana):
    nudge(jana, topic="t:1")
    nudge(jana, topic="t:2", title="druhá")
    dismiss(Reminder.objects.get(topic="t:2"), now=NOON)

    settle(["t:1"], now=NOON)

    assert on_desk(jana) == []
    assert Reminder.objects.count() == 2


def test_the_desk_draws_it_and_a_button_puts_it_away(client, nudge, jana):
    nudge(jana, now=timezone.now(), title="<b>Potřeby</b>")
    client.force_login(jana)
    row = Reminder.objects.get()
    away = reverse("reminders:reminder-dismiss", args=[row.pk])

    drawn = client.get("/prostor/").content.decode()
    answer = client.post(away)
    after = client.get("/prostor/").content.decode()

    assert "&lt;b&gt;Potřeby&lt;/b&gt;" in drawn
    assert 'href="/planovani/"' in drawn
    assert f'action="{away}"' in drawn
    assert answer.url == "/prostor/"
    assert 'id="pripominky"' not in after


def test_the_desk_asks_as_often_for_one_as_for_many(client, nudge, jana, settings):
    settings.REMINDERS_A_DAY = 50
    client.force_login(jana)
    counts = []
    for topics in (range(1), range(1, 30)):
        for n in topics:
            nudge(jana, topic=f"t:{n}", now=timezone.now(), channel="desk")
        with CaptureQueriesContext(connection) as asked:
            drawn = client.get("/prostor/").content.decode()
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert drawn.count("odlozit/") == 20


def test_nobody_puts_away_what_is_another_persons(client, nudge, jana, planner):
    nudge(jana)
    away = reverse("reminders:reminder-dismiss", args=[Reminder.objects.get().pk])

    client.force_login(planner)

    assert client.post(away).status_code == 404
    assert client.get(away).status_code == 405
    assert on_desk(jana) != []


def test_who_reads_the_log(nudge, jana, planner):
    nudge(jana)
    stranger = UserFactory()

    seen = [Reminder.objects.readable_by(who).count() for who in (jana, planner, stranger)]

    assert seen == [1, 1, 0]
