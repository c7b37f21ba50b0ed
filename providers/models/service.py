"""Services and the questions about them; what belongs to one stands in the modules beside."""

from datetime import date
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported, provider_scope
from providers.models.codelist import ServiceKind
from providers.models.provider import Provider
from sitis.accounts.models import Permission, Role
from sitis.periods import covers, ordered
from sitis.words import matching, search_text


class Status(models.TextChoices):
    """Where a service stands on a day; derived, stored nowhere (dossier 3.4)."""

    PLANNED = "planned", _("zahájí poskytování")
    ACTIVE = "active", _("poskytována")
    NO_PLACE = "no_place", _("bez místa poskytování")
    ENDED = "ended", _("ukončena")
    CANCELLED = "cancelled", _("registrace zrušena")
    LAPSED = "lapsed", _("registrace zanikla")
    MISSING = "missing_in_source", _("chybí v národním registru")


class ServiceQuerySet(models.QuerySet["Service"]):
    def running_on(self, day: date) -> Self:
        """Provided on ``day``; the first and the last day count."""
        return self.filter(covers(day, "provided_from", "provided_to"))

    def search(self, text: str) -> Self:
        """Every word of ``text``, in any of its forms, is among the words of the service."""
        return matching(self, text)

    def with_status_on(self, day: date) -> Self:
        """Adds ``status``, derived by the rules of the dossier, chapter 3.4.

        An official's entry (cancelled, lapsed) counts from the day after the last one.
        """
        return self.annotate(status=self._status_on(day))

    def in_status_on(self, day: date, status: str) -> Self:
        """Those in one status, without working it out once more for each row that is read."""
        return self.alias(status_then=self._status_on(day)).filter(status_then=status)

    @staticmethod
    def _status_on(day: date) -> Case:
        from providers.models.facility import Facility
        from providers.models.provision import ServiceForm

        place = Facility.objects.filter(
            covers(day, "provided_from", "provided_to"), service=OuterRef("pk")
        )
        in_field = ServiceForm.objects.filter(
            covers(day), service=OuterRef("pk"), form__slug="field"
        )
        over = Q(provided_to__lt=day)
        return Case(
            When(over & ~Q(closing=""), then=F("closing")),
            When(over, then=Value(Status.ENDED)),
            When(provided_from__gt=day, then=Value(Status.PLANNED)),
            When(missing_since__lte=day, then=Value(Status.MISSING)),
            When(Exists(place) | Exists(in_field), then=Value(Status.ACTIVE)),
            default=Value(Status.NO_PLACE),
            output_field=CharField(),
        )

    def published(self) -> Self:
        """What the public may see: flagged so, and of a kind that somebody named."""
        return self.filter(is_published=True, kind__is_named=True)

    def round_the_clock_on(self, day: date) -> Self:
        """Those with a form that is provided without a break."""
        return self.filter(self._without_a_break(day))

    def open_on(self, day: date, *weekdays: int) -> Self:
        """Those open on one of ``weekdays`` by the hours that hold on ``day``, or at all times."""
        from providers.models.provision import OpeningHours

        hours = OpeningHours.objects.valid_on(day).open_at(*weekdays)
        is_open = Exists(hours.filter(service=OuterRef("pk")))
        return self.filter(is_open | self._without_a_break(day))

    @staticmethod
    def _without_a_break(day: date) -> Exists:
        from providers.models.provision import ServiceForm

        forms = ServiceForm.objects.valid_on(day).filter(is_continuous=True)
        return Exists(forms.filter(service=OuterRef("pk")))

    def in_orps(self, codes: Any) -> Self:
        """Services with a facility in one of the ORPs, or reaching it or a part of it.

        A hidden place answers no question where it is.
        """
        from providers.models.facility import Facility
        from providers.models.scope import Reach

        places = Facility.objects.showable()
        place = places.filter(service=OuterRef("pk"), municipality__orp__in=codes)
        reach = Reach.objects.filter(
            Q(orp__in=codes) | Q(municipality__orp__in=codes) | Q(district__orps__in=codes),
            service=OuterRef("pk"),
        )
        return self.filter(Exists(place) | Exists(reach))

    def in_municipalities(self, codes: Any) -> Self:
        """Services with a facility in one of the municipalities, or reaching it as a whole."""
        from providers.models.facility import Facility
        from providers.models.scope import Reach

        places = Facility.objects.showable()
        place = places.filter(service=OuterRef("pk"), municipality__in=codes)
        reach = Reach.objects.filter(
            Q(municipality__in=codes)
            | Q(orp__municipalities__in=codes)
            | Q(district__orps__municipalities__in=codes),
            service=OuterRef("pk"),
        )
        return self.filter(Exists(place) | Exists(reach))

    def of_region(self, region: str) -> Self:
        """With a place or an extended scope in the region of RÚIAN code ``region``, or nowhere."""
        from providers.models.facility import Facility
        from providers.models.scope import ExtendedScope

        places = Facility.objects.filter(service=OuterRef("pk")).exclude(region_code="")
        scope = ExtendedScope.objects.filter(service=OuterRef("pk"), region_code=region)
        here = Exists(places.filter(region_code=region)) | Exists(scope)
        return self.filter(here | ~Exists(places))

    def for_cards(self) -> Self:
        return self.select_related("provider", "kind")

    def readable_by(self, user: Any) -> Self:
        """The register is open to everybody who signs in and holds a role."""
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self
        return self.none()

    def staffed_by(self, user: Any) -> Self:
        """Services whose public page ``user`` keeps for the provider."""
        return self.filter(provider__in=provider_scope(user))

    def overseen_by(self, user: Any) -> Self:
        """Services whose proposals, verifications and reports ``user`` may read."""
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.staffed_by(user)

    def to_verify(self, day: date) -> Self:
        """What the public is told of on ``day``, so that somebody must stand behind it."""
        return self.running_on(day).published()

    def unverified_since(self, day: date) -> Self:
        """Not verified on ``day`` or later."""
        return self.filter(Q(verification=None) | Q(verification__verified_on__lt=day))


class Service(Imported):
    """One registered social service (Act No. 108/2006 Sb., § 85). It ends, it is never deleted."""

    class Closing(models.TextChoices):
        CANCELLED = "cancelled", _("registrace zrušena (§ 82 odst. 3)")
        LAPSED = "lapsed", _("registrace zanikla (§ 82 odst. 5 a 6)")

    class NursingCare(models.TextChoices):
        OWN_STAFF = "own_staff", _("vlastními pracovníky")
        HEALTH_PROVIDER = "health_provider", _("poskytovatelem zdravotních služeb")
        NONE = "none", _("neposkytuje se")

    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="services", verbose_name=_("poskytovatel")
    )
    identifier = models.CharField(
        _("identifikátor služby"),
        max_length=7,
        unique=True,
        validators=[
            RegexValidator(r"^[0-9]{7}$", _("Identifikátor služby má sedm číslic."), "identifier")
        ],
        error_messages={"unique": _("Služba s tímto identifikátorem už v registru je.")},
    )
    portal_id = models.BigIntegerField(
        _("číslo v otevřených datech"), null=True, blank=True, unique=True, editable=False
    )
    kind = models.ForeignKey(
        ServiceKind, models.PROTECT, related_name="services", verbose_name=_("druh služby")
    )
    name = models.CharField(_("název"), max_length=300, db_collation="czech")
    is_community_type = models.BooleanField(_("služba komunitního charakteru"), default=False)
    is_social_health_service = models.BooleanField(_("sociálně-zdravotní služba"), default=False)
    nursing_care_mode = models.CharField(
        _("ošetřovatelská péče"), max_length=20, choices=NursingCare.choices, blank=True
    )
    age_limit_note = models.TextField(_("věková hranice"), blank=True)
    provided_from = models.DateField(_("poskytována od"))
    provided_to = models.DateField(_("poskytována do"), null=True, blank=True)
    closing = models.CharField(
        _("způsob ukončení"), max_length=10, choices=Closing.choices, blank=True
    )
    missing_since = models.DateField(
        _("chybí v národním registru od"), null=True, blank=True, editable=False
    )
    is_published = models.BooleanField(
        _("zveřejnit v katalogu"),
        default=True,
        help_text=_("Služba neznámého druhu se nezveřejní, dokud druh někdo nepojmenuje."),
    )
    note = models.TextField(_("poznámka kraje"), blank=True)
    search = models.TextField(editable=False, default="")
    #: Fingerprint of the whole record last imported: the same file twice is seen at once.
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)

    objects = ServiceQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search", "fingerprint", "imported"])

    class Meta:
        verbose_name = _("sociální služba")
        verbose_name_plural = _("sociální služby")
        ordering = ["name", "identifier"]
        # A list takes its first page in the Czech order without sorting all rows.
        indexes = [models.Index(fields=["name", "identifier"], name="service_in_czech_order")]
        constraints = [
            models.CheckConstraint(
                name="service_does_not_end_before_it_starts",
                condition=ordered("provided_from", "provided_to"),
                violation_error_message=_("Služba nemůže skončit dřív, než začala."),
            ),
            models.CheckConstraint(
                name="service_identifier_has_seven_digits",
                condition=Q(identifier__regex=r"^[0-9]{7}$"),
                violation_error_message=_("Identifikátor služby má sedm číslic."),
            ),
            models.CheckConstraint(
                name="service_closed_by_decision_has_a_last_day",
                condition=Q(closing="") | Q(provided_to__isnull=False),
                violation_error_message=_("Ke zrušení nebo zániku registrace uveďte poslední den."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.identifier})"

    @property
    def status_word(self) -> str:
        """In Czech; only for rows that come ``with_status_on`` a day."""
        return str(Status(self.status).label)  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.provider_id and self.kind_id:
            self.search = service_search_text(self)


def service_search_text(service: Service) -> str:
    """Words a service is found by: its name, identifier and kind, its provider's name and IČO."""
    provider = service.provider
    return search_text(
        service.name, service.identifier, service.kind.name, provider.name, provider.ico
    )
