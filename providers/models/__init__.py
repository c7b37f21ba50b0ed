from providers.models.card import CardEntry, CardTemplate, CardVersion, day_of_evaluation
from providers.models.card_norm import CardNorm, sets_costs
from providers.models.card_service import (
    CardAddressee,
    CardCell,
    CardComment,
    ServiceCard,
)
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
from providers.models.guide import (
    InterfaceLanguage,
    KindText,
    SearchMiss,
    Situation,
    Synonym,
    Translation,
)
from providers.models.network import (
    Cofinancing,
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
)
from providers.models.network_import import NetworkImport, NetworkImportLine
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
from providers.models.upkeep import OutdatedReport, Proposal, Vacancy, Verification, page_of

__all__ = [
    "AgeGroup",
    "BasicActivity",
    "Capacity",
    "CapacityUnit",
    "CardAddressee",
    "CardCell",
    "CardComment",
    "CardEntry",
    "CardNorm",
    "CardTemplate",
    "CardVersion",
    "Cofinancing",
    "Contact",
    "Difference",
    "ExtendedScope",
    "Facility",
    "ImportChange",
    "ImportRefusal",
    "InterfaceLanguage",
    "KindForm",
    "KindText",
    "LegalForm",
    "Membership",
    "NetworkCategory",
    "NetworkImport",
    "NetworkImportLine",
    "NetworkItem",
    "NetworkVersion",
    "OpeningHours",
    "OutdatedReport",
    "Proposal",
    "Provider",
    "ProvisionForm",
    "Reach",
    "RegisteringAuthority",
    "RegistrationEvent",
    "RpssImport",
    "SearchMiss",
    "Service",
    "ServiceActivity",
    "ServiceAgeGroup",
    "ServiceCard",
    "ServiceDocument",
    "ServiceForm",
    "ServiceKind",
    "ServiceTargetGroup",
    "ServiceText",
    "Situation",
    "Synonym",
    "TargetGroup",
    "Translation",
    "Vacancy",
    "Verification",
    "day_of_evaluation",
    "page_of",
    "sets_costs",
]
