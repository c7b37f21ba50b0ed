"""When a service was last written, by the history of all that its public record is made of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, Q
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
    """Key of a service -> when it or anything of it was last written."""
    wanted = list(services)
    owners = dict(Service.objects.filter(pk__in=wanted).values_list("pk", "provider_id"))
    found: dict[int, datetime] = {}
    for model, column, key in _sources():
        keys = wanted if key == "pk" else list(set(owners.values()))
        rows = model.filter(**{f"{column}__in": keys}).order_by()
        newest = dict(rows.values_list(column).annotate(at=Max("history_date")))
        for pk in wanted:
            at = newest.get(pk if key == "pk" else owners.get(pk))
            if at and (pk not in found or at > found[pk]):
                found[pk] = at
    return found


def _sources() -> Iterable[tuple[Any, str, str]]:
    """History, the column that names the owner, and which key of a service that is."""
    yield get_history_manager_for_model(Service), "id", "pk"
    for model in OF_SERVICE:
        yield get_history_manager_for_model(model), "service_id", "pk"
    yield get_history_manager_for_model(Contact), "facility__service_id", "pk"
    yield get_history_manager_for_model(Provider), "id", "provider_id"
    yield get_history_manager_for_model(Contact), "provider_id", "provider_id"
