"""Groups with members of all sides, meetings that were held, and some to come."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from planning.demo.steady import clean
from planning.demo.texts.groups import (
    GROUP_OF_DISTRICT,
    GROUPS_OF_ORP,
    GROUPS_OF_REGION,
    PLACES,
    SEATS,
    write_meeting,
)
from planning.demo.timeline import morning
from planning.demo.world import World
from planning.models import (
    AgendaItem,
    Attendance,
    Group,
    Level,
    Measure,
    Meeting,
    MeetingTask,
    Member,
    Plan,
)
from providers.demo.names import person
from sitis.history import write_links_history
from sitis.workdays import working_day_on_or_after

Presence, State = Attendance.Presence, Meeting.State
PRESENCE = {Presence.PRESENT: 14, Presence.EXCUSED: 4, Presence.ABSENT: 1}
#: Meetings before the finished plans, in months before their first year.
BEFORE = (13, 11, 8)
#: Days from the day of the demo to a recent meeting, or to one to come.
AROUND = {"steering": (-200, -48, 9), "working": (-75, 16), "team": (-180, -12, 20)}
AROUND["coordination"] = (-120, -20, 11)


def set_groups(world: World) -> None:
    since = date(world.cycles.finished.first - 3, 1, 15)
    pen = world.pen(since)
    groups = list(_groups(world, since))
    pen.make(Group, groups)
    members = {at: _members(world, group, at, since) for at, group in enumerate(groups)}
    pen.make(Member, [row for rows in members.values() for row in rows])
    _meetings(world, groups, members)


def _groups(world: World, since: date) -> Iterator[Group]:
    for orp in world.orps:
        for kind, audience, name in GROUPS_OF_ORP[: 5 if world.size.is_whole else 2]:
            yield Group(
                level=Level.ORP, orp=orp, kind=kind, audience=audience, valid_from=since,
                name=name.format(name=orp.name), purpose=_purpose(kind),
            )  # fmt: skip
    for district in world.districts:
        kind, audience, name = GROUP_OF_DISTRICT
        yield Group(
            level=Level.DISTRICT, district=district, kind=kind, audience=audience,
            name=name.format(district=district.name), valid_from=since, purpose=_purpose(kind),
        )  # fmt: skip
    for kind, audience, name in GROUPS_OF_REGION:
        yield Group(
            level=Level.REGION, kind=kind, audience=audience, name=name, valid_from=since,
            purpose=_purpose(kind),
        )  # fmt: skip


def _purpose(kind: str) -> str:
    return {
        "steering": "Rozhoduje o prioritách plánu a dohlíží na jeho plnění. Smyšlená skupina ukázky.",
        "team": "Spojuje potřeby správních obvodů okresu. Smyšlená skupina ukázky.",
        "coordination": "Řídí přípravu plánu kraje. Smyšlená skupina ukázky.",
    }.get(kind, "Hledá potřeby a navrhuje opatření. Smyšlená skupina ukázky.")


def _members(world: World, group: Group, at: int, since: date) -> list[Member]:
    random = world.random("members", at)
    seats = list(SEATS) if group.kind != "working" else list(SEATS[::2])
    return [
        Member(
            group=group,
            name=" ".join(person(random)),
            organisation=f"{organisation} (smyšlené)",
            side=side,
            post=Member.Post.CHAIR if order == 0 else Member.Post.MEMBER,
            email=f"clen{at}-{order}@skupina.example",
            is_name_public=random.random() < 0.5,
            valid_from=since,
        )
        for order, (side, organisation) in enumerate(seats)
    ]


def _days(world: World, group: Group, at: int) -> list[date]:
    random = world.random("days", at)
    first = date(world.cycles.finished.first, 1, 1)
    months = BEFORE if group.kind != "working" else BEFORE[1:2]
    held = [first - timedelta(days=30 * count + random.randint(0, 9)) for count in months]
    around = [world.day + timedelta(days=ahead + at % 4) for ahead in AROUND[group.kind]]
    if not world.size.is_whole:
        held, around = held[:1], around[-2:]
    days = sorted({working_day_on_or_after(day) for day in [*held, *around]})
    return [day for day in days if day >= group.valid_from]


def _meetings(world: World, groups: Sequence[Group], members: dict[int, list[Member]]) -> None:
    meetings, parts = [], []
    for at, group in enumerate(groups):
        for number, day in enumerate(_days(world, group, at), start=1):
            random = world.random("meeting", at, number)
            meeting, text = _meeting(world, group, number, day, random)
            meetings.append(meeting)
            parts.append((meeting, text, members[at], random))
    pen = world.pen(world.day)
    pen.make(Meeting, meetings)
    pen.make(AgendaItem, [row for part in parts for row in _agenda(*part)])
    pen.make(Attendance, [row for part in parts for row in _attendance(*part)])
    pen.make(MeetingTask, [row for part in parts for row in _tasks(world, *part)])


def _meeting(
    world: World, group: Group, number: int, day: date, random: Random
) -> tuple[Meeting, Any]:
    slots = world.places[group.orp_id].slots() if group.orp_id else {}
    text = write_meeting(group.audience, slots, random)
    starts = morning(day, random.choice((9, 10, 13, 14)))
    age = (world.day - day).days
    state = State.PLANNED if age <= 0 else State.APPROVED if age > 40 else State.HELD
    in_centre = group.kind == "steering" and number == 2
    place = random.choice(PLACES)
    return (
        Meeting(
            group=group,
            number=number,
            about=Meeting.About.CENTRE if in_centre else Meeting.About.GROUP,
            territory="spádové středisko města" if in_centre else "",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            place=f"{place} (smyšlené místo)",
            minutes=clean(text.minutes, group.pk, number) if state != State.PLANNED else "",
            state=state,
            published_on=day + timedelta(days=14) if state == State.APPROVED else None,
        ),
        text,
    )


def _agenda(
    meeting: Meeting, text: Any, members: list[Member], random: Random
) -> Iterator[AgendaItem]:
    decisions = dict(zip((1, 2), text.decisions, strict=False))
    for order, title in enumerate(text.agenda):
        decided = decisions.get(order) if meeting.state != State.PLANNED else None
        votes: dict[str, int] = {}
        if decided:
            against, abstained = random.choice(((0, 0), (0, 1), (1, 0), (0, 2), (1, 1)))
            present = max(3, len(members) - random.randint(0, 3))
            votes = {
                "votes_for": present - against - abstained,
                "votes_against": against,
                "abstained": abstained,
            }
        yield AgendaItem(
            meeting=meeting, order=order + 1, title=title, decision=decided or "", **votes
        )


def _attendance(
    meeting: Meeting, _text: Any, members: list[Member], random: Random
) -> Iterator[Attendance]:
    for member in members:
        presence = Presence.INVITED
        if meeting.state != State.PLANNED:
            [presence] = random.choices(list(PRESENCE), list(PRESENCE.values()))
        yield Attendance(
            meeting=meeting,
            member=member,
            name=member.name,
            organisation=member.organisation,
            side=member.side,
            presence=presence,
        )


def _tasks(
    world: World, meeting: Meeting, text: Any, members: list[Member], random: Random
) -> Iterator[MeetingTask]:
    if meeting.state == State.PLANNED:
        return
    for what in text.tasks[: random.randint(1, 3)]:
        member = random.choice(members)
        until = meeting.starts_at.date() + timedelta(days=random.choice((14, 21, 30)))
        is_done = until < world.day - timedelta(days=10)
        yield MeetingTask(
            meeting=meeting,
            what=what,
            who=member.name,
            member=member,
            until=until,
            state=MeetingTask.State.DONE if is_done else MeetingTask.State.OPEN,
        )


def link_measures(world: World, plans: Sequence[Plan]) -> None:
    """Meetings of steering groups were about some measures of their plan."""
    measures: dict[str | None, list[int]] = defaultdict(list)
    rows = Measure.objects.filter(goal__priority__plan__in=plans).order_by("pk")
    for orp, pk in rows.values_list("goal__priority__plan__orp", "pk"):
        measures[orp].append(pk)
    held = Meeting.objects.held().filter(group__kind__in=["steering", "coordination"])
    through: Any = Meeting.measures.through
    links, touched = [], []
    for pk, orp in held.order_by("pk").values_list("pk", "group__orp"):
        known = measures[orp]
        random = world.random("about", orp, len(links))
        touched.append(pk)
        links += [
            through(meeting_id=pk, measure_id=one)
            for one in random.sample(known, min(2, len(known)))
        ]
    through.objects.bulk_create(links, batch_size=500)
    write_links_history(Meeting, touched)
