from providers.models.codelist import (
    AgeGroup,
    BasicActivity,
    CapacityUnit,
    KindForm,
    LegalForm,
    ProvisionForm,
    RegisteringAuthority,
    ServiceKind,
    TargetGroup,
)
from providers.models.contact import Contact
from providers.models.description import (
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceTargetGroup,
    ServiceText,
)
from providers.models.facility import Facility
from providers.models.provider import Membership, Provider
from providers.models.provision import (
    Capacity,
    OpeningHours,
    ServiceForm,
)
from providers.models.registration import RegistrationEvent
from providers.models.rpss import Difference, ImportChange, ImportRefusal, RpssImport
from providers.models.scope import ExtendedScope, Reach
from providers.models.service import Service

__all__ = [
    "AgeGroup",
    "BasicActivity",
    "Capacity",
    "CapacityUnit",
    "Contact",
    "Difference",
    "ExtendedScope",
    "Facility",
    "ImportChange",
    "ImportRefusal",
    "KindForm",
    "LegalForm",
    "Membership",
    "OpeningHours",
    "Provider",
    "ProvisionForm",
    "Reach",
    "RegisteringAuthority",
    "RegistrationEvent",
    "RpssImport",
    "Service",
    "ServiceActivity",
    "ServiceAgeGroup",
    "ServiceDocument",
    "ServiceForm",
    "ServiceKind",
    "ServiceTargetGroup",
    "ServiceText",
    "TargetGroup",
]
