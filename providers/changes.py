"""The history of a service or a provider with everything that belongs to it."""

from typing import Any

from django.db.models import Q

from providers.models import (
    Capacity,
    Contact,
    ExtendedScope,
    Facility,
    OpeningHours,
    Provider,
    Reach,
    RegistrationEvent,
    Service,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceForm,
    ServiceTargetGroup,
    ServiceText,
)
from sitis.changes import RecordChange, Watched, changes

PARTS: tuple[Any, ...] = (
    ServiceForm,
    Capacity,
    OpeningHours,
    Reach,
    ExtendedScope,
    ServiceTargetGroup,
    ServiceAgeGroup,
    ServiceActivity,
    ServiceText,
    ServiceDocument,
    RegistrationEvent,
)
ADDRESS = frozenset(
    {
        "address_point_code",
        "street",
        "house_number",
        "orientation_number",
        "postal_code",
        "municipality",
        "municipality_code",
        "municipality_part_code",
        "district_code",
        "address_note",
        "latitude",
        "longitude",
    }
)


def service_changes(service: Service) -> list[RecordChange]:
    """Newest first. A place that was ever hidden stays hidden here too."""
    places = Facility.history.filter(service_id=service.pk)
    hidden = frozenset(places.filter(is_address_hidden=True).values_list("id", flat=True))
    place_ids = frozenset(places.values_list("id", flat=True))
    contacts = Contact.history.filter(Q(service_id=service.pk) | Q(facility_id__in=place_ids))
    at_hidden = frozenset(contacts.filter(facility_id__in=hidden).values_list("id", flat=True))
    return changes(
        [
            Watched(Service, Service.history.filter(id=service.pk)),
            Watched(Facility, places, ADDRESS, hidden),
            Watched(Contact, contacts, frozenset({"value", "note"}), at_hidden),
            *(Watched(model, model.history.filter(service_id=service.pk)) for model in PARTS),
        ]
    )


def provider_changes(provider: Provider) -> list[RecordChange]:
    """The provider with its contacts, its decisions, and which services came and went."""
    return changes(
        [
            Watched(Provider, Provider.history.filter(id=provider.pk)),
            Watched(Contact, Contact.history.filter(provider_id=provider.pk)),
            Watched(
                RegistrationEvent,
                RegistrationEvent.history.filter(provider_id=provider.pk, service_id=None),
            ),
        ]
    )
