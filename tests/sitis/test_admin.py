"""What every page of /sprava/ promises, shown on the outage notice."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from sitis.accounts.models import User
from sitis.audit import Act, record
from sitis.collation import czech_key
from sitis.notices import Notice
from tests.factories import official

pytestmark = pytest.mark.django_db

TYPED = {
    "text": "V sobotu budou stránky mimo provoz.",
    "shown_from_0": "1. 3. 2026",
    "shown_from_1": "8:00",
    "shown_to_0": "",
    "shown_to_1": "",
}


@pytest.fixture
def notice():
    return Notice.objects.create(text="Odstávka", shown_from=datetime(2026, 3, 1, 7, tzinfo=UTC))


def change(notice):
    return reverse("admin:sitis_notice_change", args=[notice.pk])


def test_a_change_keeps_author_and_reason(client, people, notice):
    client.force_login(people["administrator"])

    answer = client.post(
        change(notice), {**TYPED, "version": 1, "change_reason": "upřesněn termín"}
    )

    assert answer.status_code == 302
    newest = notice.history.first()
    assert (newest.text, newest.version) == (TYPED["text"], 2)
    assert newest.history_user == people["administrator"]
    assert newest.history_change_reason == "upřesněn termín"


def test_the_second_of_two_sees_what_the_first_changed_and_keeps_what_they_typed(client, notice):
    first, second = official("administrator"), official("administrator")
    User.objects.filter(pk=first.pk).update(name="Anna První")
    client.force_login(first)
    client.post(change(notice), {**TYPED, "version": 1})
    client.force_login(second)

    answer = client.post(
        change(notice), {**TYPED, "text": "Odstávka", "shown_to_0": "2. 3. 2026",
                         "shown_to_1": "8:00", "version": 1}
    )  # fmt: skip

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Anna První" in page
    assert f"Nově je zde: {TYPED['text']}" in page
    assert 'value="2. 3. 2026"' in page  # typed by the second, kept
    assert 'name="version" value="2"' in page
    notice.refresh_from_db()
    assert (notice.text, notice.shown_to, notice.version) == (TYPED["text"], None, 2)


def test_a_broken_rule_is_told_on_the_page(client, people, notice):
    client.force_login(people["administrator"])

    answer = client.post(
        change(notice), {**TYPED, "shown_to_0": "1. 2. 2026", "shown_to_1": "8:00", "version": 1}
    )

    assert answer.status_code == 200
    assert "Oznámení musí končit později, než začíná." in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "list_status", "change_status"),
    [
        ("administrator", 200, 302),
        ("registrar", 200, 403),
        ("planner", 200, 403),
        ("analyst", 200, 403),
        ("auditor", 200, 403),
    ],
)
def test_officials_read_and_only_administrators_change(
    client, people, notice, who, list_status, change_status
):
    client.force_login(people[who])

    listed = client.get(reverse("admin:sitis_notice_changelist"))
    shown = client.get(change(notice))
    changed = client.post(change(notice), {**TYPED, "version": 1})
    deleted = client.post(reverse("admin:sitis_notice_delete", args=[notice.pk]), {"post": "yes"})

    assert (listed.status_code, shown.status_code) == (list_status, 200)
    assert changed.status_code == change_status
    assert deleted.status_code == 403


def test_an_old_state_is_shown_and_never_written_back(client, people, notice):
    client.force_login(people["administrator"])
    client.post(change(notice), {**TYPED, "version": 1})
    old = reverse("admin:sitis_notice_simple_history", args=[notice.pk, notice.history.last().pk])

    shown = client.get(old)
    written = client.post(old, {**TYPED, "version": 1})

    assert (shown.status_code, written.status_code) == (200, 403)
    assert notice.history.count() == 2


@pytest.mark.parametrize(
    ("who", "status"), [("administrator", 200), ("auditor", 200), ("registrar", 403)]
)
def test_the_trail_is_read_by_auditors_and_administrators(client, people, who, status):
    event = record(Act.EXPORT, user=people["registrar"], subject="seznam služeb")
    client.force_login(people[who])

    listed = client.get(reverse("admin:sitis_event_changelist"))
    shown = client.get(reverse("admin:sitis_event_change", args=[event.pk]))
    changed = client.post(reverse("admin:sitis_event_change", args=[event.pk]), {"subject": "x"})

    assert (listed.status_code, shown.status_code, changed.status_code) == (status, status, 403)


def test_kinds_of_record_stand_by_the_czech_alphabet(client, people):
    client.force_login(people["administrator"])

    groups = client.get("/sprava/").context["app_list"]

    names = [str(one["name"]) for one in groups]
    assert names == sorted(names, key=lambda name: czech_key(name.capitalize()))
    kinds = [
        one["name"] for one in next(g for g in groups if g["app_label"] == "planning")["models"]
    ]
    assert kinds == sorted(kinds, key=czech_key) != sorted(kinds)
