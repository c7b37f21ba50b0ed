"""A group is started, its meeting held and published; who leads it alone sees contacts."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from planning.models import AgendaItem, Attendance, Group, Meeting, MeetingFile, MeetingTask, Member
from sitis.audit import Event
from sitis.mail import OutgoingMail
from tests.factories import HoldingFactory, OrpFactory
from tests.planning.factories import GroupFactory, MeasureFactory, MeetingFactory, MemberFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"
SIDES = ["zadavatel", "poskytovatel", "uživatel", "odborník"]
TWELVE = "\n".join(
    f"Osoba Smyšlená{n}; Organizace {n}; {SIDES[n % 4]}; osoba{n}@example.cz" for n in range(12)
)


def door(name, *args):
    return reverse(f"planning:{name}", args=args)


def page(client, row):
    return client.get(row.get_absolute_url()).content.decode()


@pytest.fixture
def neighbour(people):
    return HoldingFactory(
        role="orp_coordinator", orp=OrpFactory(code="9999", ruian_code="9999", name="Jinde")
    ).user


def seen(meeting):
    """Versions of the list as the form of attendance holds them."""
    rows = meeting.attendance.order_by("name", "pk")
    return ",".join(f"row-{row.pk}:{row.version}" for row in rows)


def started(client, people):
    client.force_login(people["coordinator"])
    [orp] = people["coordinator"].held_for("orp_coordinator")
    data = {"name": "Senioři", "place": f"orp-{orp}", "kind": "working"}
    client.post(door("group-add"), data | {"audience": "seniors", "valid_from": "1. 9. 2026"})
    return Group.objects.get()


def test_journey_of_a_coordinator(client, people, neighbour):
    group = started(client, people)
    assert "Tato strana zatím ve skupině chybí." in page(client, group)
    client.post(door("member-add", group.pk), {"day": "1. 9. 2026", "lines": TWELVE})
    assert group.members.count() == Member.history.count() == 12
    start = {"starts_at_day": "14. 10. 2026", "starts_at_time": "9.00", "about": "group"}
    client.post(door("meeting-add", group.pk), start | {"place": "Radnice"})
    meeting = Meeting.objects.get()
    assert (meeting.number, meeting.attendance.count()) == (1, 12)
    assert "Poslat pozvánky e-mailem" in page(client, meeting)
    client.post(door("meeting-move", meeting.pk, "pozvat"), {"invited": ""})
    again = client.post(door("meeting-move", meeting.pk, "pozvat"), {"invited": ""}, follow=True)
    assert OutgoingMail.objects.count() == 12
    assert "Podruhé jsme nic neposlali." in again.content.decode()
    assert "Poslat pozvánky znovu" in page(client, meeting)
    meeting.refresh_from_db()
    asked = {"invited": meeting.invited_at.isoformat()}
    assert f'name="invited" value="{asked["invited"]}"' in page(client, meeting)
    client.post(door("meeting-move", meeting.pk, "pozvat"), asked)
    assert OutgoingMail.objects.count() == 24

    client.post(door("point-add", meeting.pk), {"title": "Pečovatelská služba", "text": "Chybí."})
    assert AgendaItem.objects.get().order == 1
    rows = list(meeting.attendance.order_by("pk"))
    came = {f"row-{row.pk}": "present" if n < 9 else "excused" for n, row in enumerate(rows)}
    came["seen"] = seen(meeting)
    client.post(door("attendance-edit", meeting.pk), came | {"guests": "Host; Obec; host"})
    assert meeting.attendance.filter(presence="present").count() == 10
    for what in ("Dotazník", "Výpočet", "Pozvat"):
        client.post(
            door("meeting-task-add", meeting.pk), {"what": what, "who": "X", "state": "open"}
        )
    assert MeetingTask.objects.count() == 3
    assert "přítomno 3 z 3" in page(client, meeting)

    client.post(door("meeting-move", meeting.pk, "konalo-se"))
    client.post(
        door("minutes-edit", meeting.pk), {"minutes": "Jednalo se **dlouho**.", "version": 2}
    )
    client.post(door("meeting-move", meeting.pk, "schvalit"))
    client.force_login(neighbour)
    assert client.get(meeting.get_absolute_url()).status_code == 404
    client.force_login(people["coordinator"])
    client.post(door("meeting-move", meeting.pk, "zverejnit"))

    client.force_login(neighbour)
    for row in (meeting, group):
        text = page(client, row)
        assert "Organizace 3" in text
        assert "Smyšlená" not in text
        assert "@example.cz" not in text
    assert "<strong>dlouho</strong>" in page(client, meeting)
    assert client.get(door("member-edit", rows[0].member_id)).status_code in (403, 404)


def test_published_minutes_are_corrected_only_after_taking_them_back(client, people):
    group = started(client, people)
    meeting = MeetingFactory(
        group=group, state="approved", published_on="2026-10-20", minutes="<p>A</p>"
    )
    url = door("minutes-edit", meeting.pk)
    answer = client.post(url, {"minutes": "Jinak", "version": 1})
    assert "vezměte schválení nejdřív zpět" in answer.content.decode()
    client.post(door("meeting-take-back", meeting.pk), {"reason": ""})
    meeting.refresh_from_db()
    assert meeting.published_on is not None
    client.post(door("meeting-take-back", meeting.pk), {"reason": "Chyba v datu."})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.published_on) == ("held", None)
    assert meeting.history.first().history_change_reason == "Chyba v datu."
    client.post(url, {"minutes": "Jinak", "version": 2})
    meeting.refresh_from_db()
    assert "Jinak" in meeting.minutes


def test_wrong_lines_are_told_and_nothing_is_lost(client, people):
    group = started(client, people)
    lines = "Jana Dobrá; Obec; zadavatel\nPetr; Obec; kdosi\nEva; Obec; uživatel; bez-zavinace"
    text = client.post(
        door("member-add", group.pk), {"day": "1. 9. 2026", "lines": lines}
    ).content.decode()
    assert "Řádek 2" in text
    assert "Řádek 3" in text
    assert "Jana Dobrá" in text
    assert not Member.objects.exists()


def test_team_of_an_okres_records_a_vote(client, people):
    [district] = people["district"].held_for("district_member")
    group = GroupFactory(level="district", orp=None, district_id=district, kind="team", name="Tým")
    meeting = MeetingFactory(group=group)
    client.force_login(people["district"])
    vote = {"title": "Pořadí", "decision": "Schvaluje.", "votes_for": 7, "votes_against": 1}
    client.post(door("point-add", meeting.pk), vote | {"abstained": 2})
    assert "pro 7, proti 1, zdrželo se 2" in page(client, meeting)
    client.force_login(people["coordinator"])
    assert client.post(door("point-add", meeting.pk), vote).status_code == 404


def test_queries_do_not_grow_with_rows(client, people, django_assert_max_num_queries):
    group = started(client, people)
    meeting = MeetingFactory(group=group)
    for n in range(30):
        one = MemberFactory(group=group, name=f"Člen {n}")
        Attendance.objects.create(meeting=meeting, member=one, name=one.name, side=one.side)
        MeetingFactory(group=GroupFactory(name=f"Skupina {n}", orp=group.orp))
    for url in (
        *(door("group-list"), group.get_absolute_url(), door("meeting-list")),
        *(meeting.get_absolute_url(), door("attendance-edit", meeting.pk)),
    ):
        with django_assert_max_num_queries(25):
            assert client.get(url).status_code == 200


def test_a_file_is_read_by_others_only_when_it_may_be_published(client, people, neighbour):
    meeting = MeetingFactory(group=started(client, people))
    for title, public in (("Listina", ""), ("Prezentace", "on")):
        file = SimpleUploadedFile("a.pdf", PDF)
        data = {"title": title, "file": file, "is_public": public}
        client.post(door("meeting-file-add", meeting.pk), data)
    sheet, slides = MeetingFile.objects.order_by("pk")
    assert b"".join(client.get(door("meeting-file", sheet.pk)).streaming_content) == PDF
    client.force_login(neighbour)
    assert client.get(door("meeting-file", slides.pk)).status_code == 404
    Meeting.objects.update(state="approved", published_on="2026-10-20")
    assert client.get(door("meeting-file", slides.pk)).status_code == 200
    assert client.get(door("meeting-file", sheet.pk)).status_code == 404
    assert Event.objects.filter(act="download").count() == 2
    text = page(client, meeting)
    assert "Prezentace" in text
    assert "Listina" not in text
    client.force_login(people["auditor"])
    assert client.get(door("meeting-file", sheet.pk)).status_code == 200


def test_a_meeting_of_tomorrow_has_not_been_held(client, people):
    tomorrow = timezone.now() + timedelta(days=1)
    meeting = MeetingFactory(group=started(client, people), starts_at=tomorrow)
    assert door("meeting-move", meeting.pk, "pozvat") in page(client, meeting)
    assert door("meeting-move", meeting.pk, "konalo-se") not in page(client, meeting)

    for step, says in (
        ("konalo-se", "Setkání ještě nezačalo."),
        ("pozvat", "Nikdo z pozvaných nemá e-mail, nic jsme neposlali."),
    ):
        said = client.post(door("meeting-move", meeting.pk, step), follow=True).content.decode()
        assert says in said

    assert Meeting.objects.get().state == "planned"
    assert Meeting.objects.get().invited_at is None


def test_nobody_is_invited_to_what_is_over(client, people):
    meeting = MeetingFactory(group=started(client, people), state="held")
    member = MemberFactory(group=meeting.group, email="clen@example.cz")
    Attendance.objects.create(meeting=meeting, member=member, name="Člen", side="user")

    said = client.post(door("meeting-move", meeting.pk, "pozvat"), follow=True).content.decode()

    assert "Setkání se už konalo, pozvánky se neposílají." in said
    assert not OutgoingMail.objects.exists()


def test_only_what_is_not_approved_is_removed_and_published_once(client, people):
    meeting = MeetingFactory(group=started(client, people))
    point = AgendaItem.objects.create(meeting=meeting, order=1, title="Omyl", text="A")
    Meeting.objects.update(state="approved", published_on="2026-10-20")
    client.post(door("point-remove", point.pk))
    client.post(door("meeting-move", meeting.pk, "zverejnit"))
    assert str(Meeting.objects.get().published_on) == "2026-10-20"
    assert AgendaItem.objects.exists()
    Meeting.objects.update(state="held", published_on=None)
    assert client.get(door("point-remove", point.pk)).status_code == 200
    assert AgendaItem.objects.exists()
    client.post(door("point-remove", point.pk))
    assert not AgendaItem.objects.exists()
    assert AgendaItem.history.filter(history_type="-").get().history_user == people["coordinator"]


def test_minutes_that_another_wrote_meanwhile_are_told_as_plain_text(client, people):
    meeting = MeetingFactory(group=started(client, people))
    url = door("minutes-edit", meeting.pk)
    client.post(url, {"minutes": "Přišlo **pět** lidí.", "version": 1})
    client.post(url, {"minutes": "Přišlo **šest** lidí.\n\nDva se omluvili.", "version": 2})

    told = client.post(url, {"minutes": "Přišlo *sedm* lidí.", "version": 2}).context["form"]
    untouched = client.post(url, {"minutes": "Přišlo **pět** lidí.", "version": 2}).context["form"]

    assert told.errors["minutes"] == ["Nově je zde: Přišlo šest lidí.\nDva se omluvili."]
    assert "Přišlo *sedm* lidí." in str(told["minutes"])
    assert "Přišlo **šest** lidí.\n\nDva se omluvili." in str(untouched["minutes"])


def test_two_who_write_attendance_lose_nothing(client, people):
    group = started(client, people)
    meeting = MeetingFactory(group=group)
    jana, petr = (
        Attendance.objects.create(meeting=meeting, name=name, side="user")
        for name in ("Jana", "Petr")
    )
    url, before = door("attendance-edit", meeting.pk), seen(meeting)
    first = {f"row-{jana.pk}": "present", f"row-{petr.pk}": "invited", "seen": before}
    client.post(url, first | {"guests": "Host; Obec; host"})

    second = {f"row-{jana.pk}": "excused", f"row-{petr.pk}": "present", "seen": before}
    shown = client.post(url, second | {"guests": "Host; Obec; host"}).content.decode()

    assert "Nově je zde: přítomen(a)" in shown
    assert "Host; Obec; host" in shown
    said = dict(meeting.attendance.values_list("name", "presence"))
    assert said == {"Jana": "present", "Petr": "invited", "Host": "present"}
    host = meeting.attendance.get(name="Host")
    client.post(url, second | {f"row-{host.pk}": "present", "seen": seen(meeting)})
    said = dict(meeting.attendance.values_list("name", "presence"))
    assert said == {"Jana": "excused", "Petr": "present", "Host": "present"}


def test_who_joined_after_the_call_is_written_down_too(client, people):
    group = started(client, people)
    meeting = MeetingFactory(group=group)
    late = MemberFactory(group=group, name="Nová Členka")
    left = MemberFactory(group=group, name="Bývalý Člen", valid_to="2026-01-31")
    url = door("attendance-edit", meeting.pk)

    shown = client.get(url).content.decode()
    client.post(url, {f"member-{late.pk}": "present", f"member-{left.pk}": "present"})

    assert "Nová Členka" in shown
    assert "Bývalý Člen" not in shown
    assert [row.member for row in meeting.attendance.all()] == [late]


def test_a_meeting_names_the_measures_it_spoke_of(client, people):
    group = started(client, people)
    mine = MeasureFactory(goal__priority__plan__orp=group.orp)
    elsewhere = OrpFactory(code="9999", ruian_code="9999", name="Jinde")
    other = MeasureFactory(goal__priority__plan__orp=elsewhere)
    start = {"starts_at_day": "14. 10. 2026", "starts_at_time": "9.00", "about": "group"}
    url = door("meeting-add", group.pk)

    refused = client.post(url, start | {"measures": [other.pk]})
    assert (refused.status_code, Meeting.objects.count()) == (200, 0)
    client.post(url, start | {"measures": [mine.pk]})

    meeting = Meeting.objects.get()
    assert mine.title in page(client, meeting)
    assert str(meeting) in client.get(door("measure-detail", mine.pk)).content.decode()
    client.post(door("meeting-edit", meeting.pk), start | {"version": meeting.version})
    assert not meeting.measures.exists()


def test_own_groups_stand_first_and_own_meetings_alone(client, people):
    group = started(client, people)
    MeetingFactory(group=group)
    far = OrpFactory(code="1111", ruian_code="1111", name="Aa")
    MeetingFactory(
        group=GroupFactory(name="Cizí", orp=far), state="approved", published_on="2026-10-20"
    )

    listed = client.get(door("group-list")).content.decode()
    assert listed.index(group.name) < listed.index("Cizí")
    assert "Cizí" in client.get(door("meeting-list")).content.decode()
    assert "Cizí" not in client.get(door("meeting-list") + "?kdy=nase").content.decode()


def test_a_meeting_that_will_not_be_held_is_cancelled(client, people):
    """It stood among those called for ever; what was held stays."""
    client.force_login(people["coordinator"])
    (orp,) = people["coordinator"].held_for("orp_coordinator")
    group = GroupFactory(level="orp", orp_id=orp)
    called, held = MeetingFactory(group=group), MeetingFactory(group=group, state="held")
    assert "Zrušit setkání" in page(client, called)
    assert "Zrušit setkání" not in page(client, held)

    answer = client.post(door("meeting-move", called.pk, "zrusit"))
    client.post(door("meeting-move", held.pk, "zrusit"))

    assert answer.url == group.get_absolute_url()
    assert list(Meeting.objects.all()) == [held]
    assert Meeting.history.filter(id=called.pk).latest().history_type == "-"
