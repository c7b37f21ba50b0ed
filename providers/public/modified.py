"""When a service was last written, by the history of all that its public record is made of."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q
from simple_history.utils import get_history_manager_for_model

from providers.models import (
    Capacity,
    Contact,
    Facility,
    NetworkItem,
    NetworkVersion,
    OpeningHours,
    Provider,
    Reach,
    Service,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceForm,
    ServiceTargetGroup,
    ServiceText,
    Vacancy,
    Verification,
)

#: Tables whose rows name the service they belong to.
OF_SERVICE: tuple[Any, ...] = (
    *(Capacity, Contact, Facility, OpeningHours, Reach, ServiceActivity, ServiceAgeGroup),
    *(ServiceDocument, ServiceForm, ServiceTargetGroup, ServiceText, Vacancy, Verification),
)


def modified_since(moment: datetime) -> Q:
    """Services of which anything was written at ``moment`` or later, or of whose provider.

    Of the network only what is in force counts: a version in preparation tells nobody anything.
    """
    versions = NetworkVersion.history.filter(
        history_date__gte=moment, state__in=NetworkVersion.IN_FORCE
    )
    items = NetworkItem.objects.in_force().filter(network__in=versions.values("id"))
    found = Q(pk__in=items.values("service"))
    for model, column, key in _sources():
        rows = model.filter(history_date__gte=moment).exclude(**{column: None})
        found |= Q(**{f"{key}__in": rows.values(column)})
    return found


def modified_at(services: Iterable[int]) -> dict[int, datetime]:
    """Key of a service -> when it or anything of it was last written; one query."""
    keys = ",".join(str(int(key)) for key in services)
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_question().format(keys=keys))
        return {pk: _moment(at) for pk, at in cursor.fetchall()}


@cache
def _question() -> str:
    """SQL with a hole for keys; put together once, for models do not change."""
    quote = connection.ops.quote_name
    service, facility = quote(Service._meta.db_table), quote(Facility._meta.db_table)

    def history(model: Any) -> str:
        return quote(get_history_manager_for_model(model).model._meta.db_table)

    newest = "SELECT w.id, max(h.history_date) AS at FROM wanted w JOIN {} h ON {} GROUP BY w.id"
    parts = [newest.format(history(Service), "h.id = w.id")]
    parts += [newest.format(history(model), "h.service_id = w.id") for model in OF_SERVICE]
    parts += [
        newest.format(history(Provider), "h.id = w.provider_id"),
        newest.format(history(Contact), "h.provider_id = w.provider_id"),
        newest.format(
            f"{facility} f ON f.service_id = w.id JOIN {history(Contact)}", "h.facility_id = f.id"
        ),
    ]
    return (
        f"WITH wanted AS (SELECT id, provider_id FROM {service} WHERE id IN ({{keys}})) "  # noqa: S608 - names only
        f"SELECT id, max(at) FROM ({' UNION ALL '.join(parts)}) found GROUP BY id"
    )


def _moment(at: Any) -> datetime:
    """SQLite keeps UTC without saying so, as text."""
    if isinstance(at, str):
        return datetime.fromisoformat(at).replace(tzinfo=UTC)
    return at  # type: ignore[no-any-return]


def _sources() -> Iterable[tuple[Any, str, str]]:
    """History, the column that names the owner, and which key of a service that is."""
    yield get_history_manager_for_model(Service), "id", "pk"
    for model in OF_SERVICE:
        yield get_history_manager_for_model(model), "service_id", "pk"
    yield get_history_manager_for_model(Contact), "facility__service_id", "pk"
    yield get_history_manager_for_model(Provider), "id", "provider_id"
    yield get_history_manager_for_model(Contact), "provider_id", "provider_id"
