"""The gate: what everybody may see of the register. The catalogue uses nothing else.

``published_on(day)`` and ``in_network_on(day)`` say which services, the records say which fields.
"""

from providers.public.places import PlaceOnMap, places_on
from providers.public.records import (
    Item,
    PublicAge,
    PublicCapacity,
    PublicContact,
    PublicDocument,
    PublicForm,
    PublicGroup,
    PublicHours,
    PublicKind,
    PublicPlace,
    PublicProvider,
    PublicReach,
    PublicService,
    PublicUnits,
    PublicVacancy,
)
from providers.public.search import (
    Named,
    PublicMunicipality,
    PublicSituation,
    Reference,
    SearchRow,
    reference,
    search_rows,
)
from providers.public.services import (
    find_document,
    find_provider,
    find_service,
    in_network_on,
    providers,
    published_on,
    published_providers_on,
    services,
)
from providers.public.version import public_version

__all__ = [
    "Item",
    "Named",
    "PlaceOnMap",
    "PublicAge",
    "PublicCapacity",
    "PublicContact",
    "PublicDocument",
    "PublicForm",
    "PublicGroup",
    "PublicHours",
    "PublicKind",
    "PublicMunicipality",
    "PublicPlace",
    "PublicProvider",
    "PublicReach",
    "PublicService",
    "PublicSituation",
    "PublicUnits",
    "PublicVacancy",
    "Reference",
    "SearchRow",
    "find_document",
    "find_provider",
    "find_service",
    "in_network_on",
    "places_on",
    "providers",
    "public_version",
    "published_on",
    "published_providers_on",
    "reference",
    "search_rows",
    "services",
]
