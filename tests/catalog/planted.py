"""A register in which every text is a marker: which may be seen is a table, all others may not.

A new text field or model is in no table, so its marker is sought everywhere until somebody decides.
"""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from providers import models as register
from providers.models import (
    AgeGroup,
    BasicActivity,
    Cofinancing,
    Difference,
    ExtendedScope,
    ImportChange,
    ImportRefusal,
    InterfaceLanguage,
    KindForm,
    KindText,
    LegalForm,
    OpeningHours,
    OutdatedReport,
    Proposal,
    RegisteringAuthority,
    RegistrationEvent,
    RpssImport,
    SearchMiss,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceTargetGroup,
    ServiceText,
    Situation,
    Synonym,
    Translation,
    Vacancy,
    Verification,
)
from sitis.documents.models import Document
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    MembershipFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ProviderFactory,
    ReachFactory,
    ResolutionFactory,
    ServiceFactory,
    ServiceFormFactory,
    TargetGroupFactory,
    UserFactory,
)

#: Texts of a public row that everybody may see; ``test_secrecy`` wants each of them to be seen.
SEEN = {
    "AgeGroup": {"name"},
    "BasicActivity": {"name"},
    "Capacity": {"note"},
    "CapacityUnit": {"name"},
    "CardEntry": {"text"},
    "Contact": {"value", "note"},
    "Document": {"title", "page", "sha256", "standards"},
    "Facility": {"name", "street", "house_number", "orientation_number", "postal_code", "address_note"},
    "KindText": {"summary", "text", "law"},
    "LegalForm": {"name"},
    "NetworkCategory": {"name"},
    "OpeningHours": {"note"},
    "Provider": {"name", "street", "house_number", "postal_code", "municipality_name"},
    "ProvisionForm": {"name"},
    "Service": {"name", "age_limit_note"},
    "ServiceActivity": {"optional_activity"},
    "ServiceDocument": {"title", "url"},
    "ServiceKind": {"name", "section"},
    "ServiceText": {"text"},
    "Situation": {"name"},
    "TargetGroup": {"name"},
    "Translation": {"name"},
}  # fmt: skip
#: Words and codes that are no secret and are shown nowhere, or only as a part of something.
NO_SECRET = {
    "AgeGroup": {"slug", "rpss_code"},
    "BasicActivity": {"slug", "rpss_code", "letter"},
    "CapacityUnit": {"slug", "rpss_code"},
    "Document": {"number", "kind", "record_key", "version", "release", "file_name"},
    "LegalForm": {"slug", "rpss_code"},
    "NetworkCategory": {"slug", "rpss_code"},
    "Provider": {"ico"},
    "ProvisionForm": {"slug", "rpss_code"},
    "RegisteringAuthority": {"slug", "rpss_code"},
    "Service": {"identifier"},
    "ServiceKind": {"slug", "rpss_code"},
    "Situation": {"slug", "text", "words"},
    "Synonym": {"words", "means"},
    "TargetGroup": {"slug", "rpss_code"},
    "Translation": {"slug", "text", "words"},
}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)
NOON = datetime(2026, 11, 22, 12, tzinfo=timezone.get_default_timezone())
DAY = date(2026, 11, 22)


class Planted:
    """``secret`` and ``seen``: marker -> where it stands. Letters of other alphabets meet no token."""

    def __init__(self) -> None:
        self.secret: dict[str, str] = {}
        self.seen: dict[str, str] = {}
        self._long, self._short = count(1), count(1)

    def marker(self, width: int | None) -> str:
        if width is not None and width < 5:
            return f"ǂ{next(self._short)}ǂ"
        return f"ǁ{next(self._long)}ǁ"

    def plant(self, row: Any, *, is_public: bool, agreed: frozenset[str] = frozenset()) -> None:
        """Write a marker into each text of ``row``, past all forms and without history."""
        model = type(row)
        seen = (SEEN.get(model.__name__, set()) | agreed) if is_public else set()
        for field in texts(model):
            if field.name in NO_SECRET.get(model.__name__, set()):
                continue
            marker = self.marker(field.max_length)
            where = f"{model.__name__}.{field.name}" + ("" if is_public else " of a hidden row")
            value: Any = {"x": marker} if isinstance(field, models.JSONField) else marker
            if isinstance(field, models.URLField):
                value = f"https://www.example/{marker}"
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**{field.name: value})
            except IntegrityError:
                continue  # a constraint keeps this text of this row empty
            (self.seen if field.name in seen else self.secret)[marker] = where


def texts(model: Any) -> list[Any]:
    """Fields into which somebody may write words; those of choices hold none."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, TEXTS) and not field.choices and not field.primary_key
    ]


def tables() -> list[Any]:
    return [
        model
        for model in [*apps.get_app_config("providers").get_models(), Document]
        if not hasattr(model, "history_type") and not model.__name__.startswith("Historical")
    ]


def build() -> Planted:
    """One public service with all that belongs to it, and beside it all that nobody may see."""
    planted = Planted()
    hidden = set()
    user = UserFactory(name="ǁjménoǁ", email="ǁposta@kraj.example")
    planted.secret |= {"ǁjménoǁ": "User.name", "ǁposta@": "User.email"}
    service = ServiceFactory(identifier="9100001", provider__ico="99100016")
    provider = service.provider
    provider.legal_form = LegalForm.objects.create(slug="org", name="právní forma")
    authority = RegisteringAuthority.objects.create(slug="kraj", name="kraj")
    provider.registering_authority = authority
    provider.save()
    form = ServiceFormFactory(service=service).form
    CapacityFactory(service=service)
    OpeningHours.objects.create(
        service=service, form=form, weekday=1, opens="08:00", closes="16:00"
    )
    group = TargetGroupFactory()
    ServiceTargetGroup.objects.create(service=service, target_group=group, is_primary=True)
    age = AgeGroup.objects.create(slug="dospeli", name="dospělí", age_from=27, age_to=64)
    ServiceAgeGroup.objects.create(service=service, age_group=age)
    activity = BasicActivity.objects.create(slug="hygiena", name="hygiena", letter="b")
    ServiceActivity.objects.create(service=service, activity=activity)
    ServiceActivity.objects.create(service=service, optional_activity="jiná")
    KindForm.objects.create(kind=service.kind, form=form)
    for slot in ServiceText.Slot.values:
        ServiceText.objects.create(service=service, slot=slot, text="text")
    place = FacilityFactory(service=service, latitude=Decimal("49.01"), longitude=Decimal("17.12"))
    for owner in ({"provider": provider}, {"service": service}, {"facility": place}):
        ContactFactory(**{"service": None} | owner)
        hidden.add(ContactFactory(**{"service": None, "is_public": False} | owner))
    named = ContactFactory(service=service, person="x", is_person_public=True, value="541 000 009")
    ReachFactory(service=service)
    ExtendedScope.objects.create(service=service, region_code="19")
    ServiceDocument.objects.create(service=service, type="other", url="x", is_public=True)
    hidden.add(ServiceDocument.objects.create(service=service, type="other", file="a.pdf"))
    Vacancy.objects.create(service=service, form=form, free=2, as_of=DAY)
    Verification.objects.create(service=service, verified_on=DAY)
    RegistrationEvent.objects.create(
        provider=provider, service=service, type="registration", decided_on=DAY
    )
    MembershipFactory(provider=provider, user=user)

    situation = Situation.objects.create(slug="situace", name="situace", is_featured=True)
    situation.kinds.add(service.kind)
    hidden.add(Situation.objects.create(slug="skryta", name="skrytá", is_published=False))
    for language in ("cs", "en", "uk"):
        KindText.objects.create(kind=service.kind, language=language, summary="x", text="x")
    for language in ("en", "uk"):
        InterfaceLanguage.objects.create(language=language)
        Translation.objects.create(
            table="service_kind", slug=service.kind.slug, language=language, name="kind"
        )
    Synonym.objects.create(words="pečák", means=service.kind.name)
    SearchMiss.objects.create(word="x", count=9, first_on=DAY, last_on=DAY)

    network = NetworkVersionFactory(in_force=True, number=1)
    item = NetworkItemFactory(network=network, service=service, form=form)
    Cofinancing.objects.create(item=item, municipality=place.municipality, share=Decimal("37.41"))
    planted.secret |= {"37.41": "Cofinancing.share", "37,41": "Cofinancing.share"}
    draft = NetworkVersionFactory(
        number=2, valid_from=date(2027, 1, 1), council_resolution=ResolutionFactory(body="council")
    )
    draft.council_resolution.number = "ǁusneseníǁ"
    draft.council_resolution.save()
    planted.secret |= {"ǁusneseníǁ": "resolution of a draft", "7654.32": "amount of a draft"}
    planted.secret |= {"7654,32": "amount of a draft", "7\u00a0654,32": "amount of a draft"}
    planted.secret["2026-2"] = "number of a draft"
    kept = {"kind": "network", "ordered_at": NOON, "built_at": NOON, "size": 9, "pages": 9}
    kept |= {"sha256": "x", "file": "a.pdf", "file_name": "síť.pdf", "release": "1"}
    Document.objects.create(number="1", version="2026-1", is_public=True, is_final=True, **kept)
    hidden.add(Document.objects.create(number="2", version="2026-2, návrh", **kept))
    drafted = NetworkItemFactory(network=draft, service=service, form=form, amount="7654.32")
    hidden |= {draft, drafted}
    for make in (register.NetworkImport, register.NetworkImportLine):
        if make is register.NetworkImport:
            run: Any = make.objects.create(network=draft, file_name="x")
        else:
            make.objects.create(run=run, row=1)
    rpss = RpssImport.objects.create(file_name="x", region="CZ064", state="planned")
    ImportChange.objects.create(run=rpss, what="new", table="service", row=service.pk, label="x")
    ImportRefusal.objects.create(run=rpss, path="x", reason="x")
    Difference.objects.create(
        run=rpss, provider=provider, service=service, table="service", row=service.pk,
        field="name", label="x", harm=6, state="asked", asked_at=NOON, deadline=NOON,
    )  # fmt: skip
    Proposal.objects.create(service=service, by=user, state="sent", sent_at=NOON)
    OutdatedReport.objects.create(service=service, part="other", text="x")

    hidden |= _cards(service, form, user)

    # a shelter whose place is hidden, and a service of a natural person, both public themselves
    shelter = ServiceFactory(
        identifier="9100002", kind__slug="shelter", kind__rpss_code="57", kind__name="azylové domy",
        kind__may_hide_address=True, provider=provider,
    )  # fmt: skip
    elsewhere = MunicipalityFactory(
        code="584649", name="Mikulov", postal_code="69201",
        orp=OrpFactory(code="6211", ruian_code="1432", name="Mikulov", seat_code="584649"),
        latitude=Decimal("48.8"), longitude=Decimal("16.6"),
    )  # fmt: skip
    secret_place = FacilityFactory(
        service=shelter, is_address_hidden=True, municipality=elsewhere,
        latitude=Decimal("48.876543"), longitude=Decimal("16.345678"),
    )  # fmt: skip
    for part in ("48.8765", "48,8765", "16.3456", "16,3456"):
        planted.secret[part] = "point of a hidden place"
    hidden |= {secret_place, ContactFactory(service=None, facility=secret_place)}
    NetworkItemFactory(network=network, service=shelter, form=form, orp=None)
    person = ProviderFactory(is_natural_person=True, ico="99100024", municipality_name="x")
    ServiceFactory(provider=person, identifier="9100003")
    at_home = ContactFactory(service=None, provider=person, type="address")
    hidden.add(at_home)
    Vacancy.objects.create(service=shelter, form=form, free=8642, as_of=date(2026, 9, 1))
    planted.secret["8642"] = "free places said too long ago"

    # what is not published at all
    unseen = ServiceFactory(identifier="9876501", is_published=False, provider__ico="98765017")
    unnamed = ServiceFactory(
        identifier="9876502", kind__slug="unnamed", kind__rpss_code="99", kind__is_named=False,
        provider=unseen.provider,
    )  # fmt: skip
    merged = ProviderFactory(ico="98765025", merged_into=provider)
    for row in (unseen, unnamed):
        hidden |= {row, FacilityFactory(service=row), ContactFactory(service=row)}
        planted.secret[row.identifier] = "identifier of a hidden service"
    planted.secret["98765025"] = planted.secret["98765017"] = "IČO of a hidden provider"
    hidden |= {unseen.provider, merged, unnamed.kind}

    agreed = {named: frozenset({"person"})}
    partly = {person}
    for model in tables():
        for row in model._base_manager.all():
            if row in partly:
                planted.secret |= _residence(planted, row)
                continue
            planted.plant(row, is_public=row not in hidden, agreed=agreed.get(row, frozenset()))
    ServiceDocument.objects.filter(is_public=True).update(file="")
    return planted


def _cards(service: Any, form: Any, user: Any) -> set[Any]:
    """A regional card in force and its next version; of both only one public text may be seen."""
    template = register.CardTemplate.objects.create(code="40-T", kind=service.kind, form=form)
    version = register.CardVersion.objects.create
    valid = version(
        template=template, number=1, state="valid", valid_from=date(2026, 1, 1),
        resolution=ResolutionFactory(body="council"),
    )  # fmt: skip
    coming = version(template=template, number=2, reason="x")
    hidden: set[Any] = set()
    for card in (valid, coming):
        for slot in ("public_text", "needs"):
            row = register.CardEntry.objects.create(card=card, slot=slot, code=slot, text="x")
            if card is coming or slot == "needs":
                hidden.add(row)
    register.CardNorm.objects.create(
        template=template, card=valid, subject="staff", code="x", title="x", amount=1, unit="x"
    )
    own = register.ServiceCard.objects.create(service=service, template=template, card=valid)
    register.CardCell.objects.create(service_card=own, slot="needs", code="needs", text="x")
    register.CardAddressee.objects.create(card=coming, service=service)
    register.CardComment.objects.create(card=coming, text="x", service=service, by=user)
    return hidden


def _residence(planted: Planted, person: Any) -> dict[str, str]:
    """Of a natural person only the name and IČO are public."""
    said = {}
    for name in (
        "street",
        "house_number",
        "postal_code",
        "municipality_name",
        "note",
        "founder_name",
    ):
        marker = planted.marker(5)
        said[marker] = f"Provider.{name} of a natural person"
        type(person).objects.filter(pk=person.pk).update(**{name: marker})
    return said
