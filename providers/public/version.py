"""Whether anything public changed: asked every second or two, therefore cheap."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Max
from simple_history.utils import get_history_manager_for_model

from providers.models import (
    AgeGroup,
    BasicActivity,
    Capacity,
    CapacityUnit,
    CardEntry,
    CardVersion,
    Contact,
    Facility,
    InterfaceLanguage,
    KindText,
    LegalForm,
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
    OpeningHours,
    Provider,
    ProvisionForm,
    Reach,
    Service,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceForm,
    ServiceKind,
    ServiceTargetGroup,
    ServiceText,
    Situation,
    Synonym,
    TargetGroup,
    Translation,
    Vacancy,
    Verification,
)
from sitis.resolutions import Resolution

#: Everything a public page or file is made of; each write of theirs leaves a row of history.
WATCHED: tuple[Any, ...] = (
    *(AgeGroup, BasicActivity, Capacity, CapacityUnit, Contact, Facility, InterfaceLanguage),
    *(KindText, NetworkCategory, NetworkItem, NetworkVersion, OpeningHours, Provider),
    *(ProvisionForm, Reach, Service, ServiceActivity, ServiceAgeGroup, ServiceDocument),
    *(ServiceForm, ServiceKind, ServiceTargetGroup, ServiceText, Situation, Synonym),
    *(
        CardEntry,
        CardVersion,
        LegalForm,
        Resolution,
        TargetGroup,
        Translation,
        Vacancy,
        Verification,
    ),
)
#: A transaction that took its numbers early may commit late: the newest so many are counted too.
LATE = 1000


def public_version() -> tuple[tuple[int, int], ...]:
    """Of each watched table the newest row of history, and how many of the newest ones there are."""
    with connection.cursor() as cursor:
        cursor.execute(_question(connection.vendor))
        return tuple((int(newest), int(late)) for newest, late in cursor.fetchall())


@cache
def _question(vendor: str) -> str:
    """Put together once: names of tables do not change, and the ORM takes longer than the database."""
    quote = connection.ops.quote_name
    parts = []
    for model in WATCHED:
        table = quote(get_history_manager_for_model(model).model._meta.db_table)
        newest = f"(SELECT max(history_id) FROM {table})"  # noqa: S608 - names only
        parts.append(
            f"SELECT coalesce({newest}, 0), "  # noqa: S608 - names only
            f"(SELECT count(*) FROM {table} WHERE history_id > coalesce({newest}, 0) - {LATE})"
        )
    return " UNION ALL ".join(parts)


def changed_at() -> datetime | None:
    """When the newest of the watched tables was written; None before the first write."""
    rows = [get_history_manager_for_model(model) for model in WATCHED]
    times = [row.aggregate(at=Max("history_date"))["at"] for row in rows]
    return max(filter(None, times), default=None)
