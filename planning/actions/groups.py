"""Groups are started and changed; members come one by one or many at once, and leave."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from planning.models import Group, Member
from sitis.history import CREATED, write_history
from sitis.versions import save_version


@transaction.atomic
def save_of_group(row: Group | Member, *, by: Any, reason: str = "") -> None:
    """Write a group or a member. Raises ValidationError, or Stale if the race is lost."""
    save_version(row, by=by, reason=reason)


@transaction.atomic
def add_members(group: Group, members: Collection[Member], *, day: date, by: Any) -> int:
    """Many members from ``day`` on; who is in the group already by name and side is left as is."""
    Group.objects.select_for_update().get(pk=group.pk)
    there = {(one.name.casefold(), one.organisation) for one in group.members.all()}
    new = [one for one in members if (one.name.casefold(), one.organisation) not in there]
    for member in new:
        member.group, member.valid_from = group, day
    made = Member.objects.bulk_create(new)
    write_history(Member, [one.pk for one in made], CREATED, by=by)
    return len(made)
