"""Services with what belongs to each: forms, capacities, hours, groups, texts, documents."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.utils.formats import number_format, time_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported, provider_scope
from providers.models.codelist import (
    AgeGroup,
    BasicActivity,
    CapacityUnit,
    ProvisionForm,
    ServiceKind,
    TargetGroup,
)
from providers.models.provider import Provider
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers, ordered, since
from sitis.uploads import ATTACHMENTS, check_attachment
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
        hours = OpeningHours.objects.valid_on(day).open_at(*weekdays)
        is_open = Exists(hours.filter(service=OuterRef("pk")))
        return self.filter(is_open | self._without_a_break(day))

    @staticmethod
    def _without_a_break(day: date) -> Exists:
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


class OfService(Imported):
    """A row that belongs to one service; readable and editable as the service is."""

    class Meta:
        abstract = True


class Valid(models.Model):
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            )
        ]


class ValidQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        return self.filter(covers(day))


class ServiceForm(OfService, Valid):
    """A form in which the service is provided, and whether round the clock."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="forms")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    is_continuous = models.BooleanField(_("nepřetržitě"), default=False)

    objects = ValidQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("forma služby")
        verbose_name_plural = _("formy služby")
        ordering = ["service", "form"]
        constraints = [
            *Valid.Meta.constraints,
            models.UniqueConstraint(
                "service",
                "form",
                since(),
                name="service_has_a_form_once",
                violation_error_message=_("Tuto formu už služba má."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.form}"


class Capacity(OfService, Valid):
    """The registered maximum of a service in one form, never free places (dossier 1.3)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="capacities")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    unit = models.ForeignKey(
        CapacityUnit, models.PROTECT, related_name="+", verbose_name=_("jednotka")
    )
    amount = models.DecimalField(_("počet"), max_digits=10, decimal_places=2)
    note = models.TextField(_("upřesnění"), blank=True)

    objects = ValidQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("kapacita")
        verbose_name_plural = _("kapacity")
        ordering = ["service", "form", "unit", "valid_from"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="capacity_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("Kapacita nesmí být záporná."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.unit}: {number_format(self.amount_shown)}"

    @property
    def amount_shown(self) -> Decimal | int:
        """Without needless decimals: 34, not 34.00."""
        return int(self.amount) if self.amount == int(self.amount) else self.amount


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("pondělí")
    TUESDAY = 2, _("úterý")
    WEDNESDAY = 3, _("středa")
    THURSDAY = 4, _("čtvrtek")
    FRIDAY = 5, _("pátek")
    SATURDAY = 6, _("sobota")
    SUNDAY = 7, _("neděle")


class OpeningHoursQuerySet(ValidQuerySet):
    def open_at(self, *weekdays: int) -> Self:
        """Hours for whoever comes; those by appointment and on the phone are another matter."""
        return self.filter(weekday__in=weekdays, purpose=OpeningHours.Purpose.OPEN)


class OpeningHours(OfService, Valid):
    """When a form is open on a weekday; appointments and the phone have rows of their own.

    ``closes`` of 0.00 is midnight at the day's end. A night is two rows.
    """

    class Purpose(models.TextChoices):
        OPEN = "open", _("otevřeno")
        APPOINTMENT = "appointment", _("po objednání")
        PHONE = "phone", _("na telefonu")

    service = models.ForeignKey(Service, models.CASCADE, related_name="opening_hours")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    purpose = models.CharField(
        _("účel"), max_length=12, choices=Purpose.choices, default=Purpose.OPEN
    )
    weekday = models.PositiveSmallIntegerField(_("den"), choices=Weekday.choices)
    opens = models.TimeField(_("od"))
    closes = models.TimeField(_("do"))
    note = models.CharField(_("poznámka"), max_length=300, blank=True)

    objects = OpeningHoursQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("provozní doba")
        verbose_name_plural = _("provozní doby")
        ordering = ["service", "form", "purpose", "weekday", "opens"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="hours_close_after_they_open",
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                violation_error_message=_(
                    "Konec musí být později než začátek; provoz přes půlnoc rozdělte na dva dny."
                ),
            ),
            models.CheckConstraint(
                name="hours_are_on_a_weekday",
                condition=Q(weekday__gte=1, weekday__lte=7),
                violation_error_message=_("Den v týdnu je od pondělí do neděle."),
            ),
        ]

    def __str__(self) -> str:
        span = f"{time_format(self.opens)}–{time_format(self.closes)}"
        return f"{self.get_weekday_display()} {span}"


class ServiceTargetGroup(OfService):
    service = models.ForeignKey(Service, models.CASCADE, related_name="target_groups")
    target_group = models.ForeignKey(
        TargetGroup, models.PROTECT, related_name="+", verbose_name=_("cílová skupina")
    )
    is_primary = models.BooleanField(_("převažující"), default=False)

    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("cílová skupina služby")
        verbose_name_plural = _("cílové skupiny služby")
        ordering = ["service", "-is_primary", "target_group"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "target_group"],
                name="service_has_a_target_group_once",
                violation_error_message=_("Tuto cílovou skupinu už služba má."),
            ),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(is_primary=True),
                name="service_has_one_primary_target_group",
                violation_error_message=_("Převažující cílová skupina může být jen jedna."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.target_group)


class ServiceAgeGroup(OfService):
    service = models.ForeignKey(Service, models.CASCADE, related_name="age_groups")
    age_group = models.ForeignKey(
        AgeGroup, models.PROTECT, related_name="+", verbose_name=_("věková skupina")
    )

    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("věková skupina služby")
        verbose_name_plural = _("věkové skupiny služby")
        ordering = ["service", "age_group"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "age_group"],
                name="service_has_an_age_group_once",
                violation_error_message=_("Tuto věkovou skupinu už služba má."),
            )
        ]

    def __str__(self) -> str:
        return str(self.age_group)


class ServiceActivity(OfService):
    """A basic activity (§ 35) the service gives, or an optional one in words."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="activities")
    activity = models.ForeignKey(
        BasicActivity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("základní činnost"),
    )
    optional_activity = models.CharField(_("fakultativní činnost"), max_length=300, blank=True)

    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("činnost služby")
        verbose_name_plural = _("činnosti služby")
        ordering = ["service", "activity"]
        constraints = [
            models.CheckConstraint(
                name="activity_is_basic_or_optional",
                condition=Q(activity__isnull=False, optional_activity="")
                | (Q(activity__isnull=True) & ~Q(optional_activity="")),
                violation_error_message=_("Vyberte základní činnost, nebo napište fakultativní."),
            )
        ]

    def __str__(self) -> str:
        return self.optional_activity or str(self.activity)


class ServiceText(OfService):
    """A text for the public, in plain language. No import touches it."""

    class Slot(models.TextChoices):
        FOR_WHOM = "for_whom", _("pro koho služba je")
        WHAT = "what", _("co služba dělá")
        PRICE = "price", _("kolik to stojí")
        HOW_TO_ASK = "how_to_ask", _("jak o službu požádat")
        WHEN_FULL = "when_full", _("co když je plno")

    service = models.ForeignKey(Service, models.CASCADE, related_name="texts")
    slot = models.CharField(_("část"), max_length=12, choices=Slot.choices)
    text = models.TextField(_("text"))

    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("text pro veřejnost")
        verbose_name_plural = _("texty pro veřejnost")
        ordering = ["service", "slot"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "slot"],
                name="service_has_one_text_of_each_part",
                violation_error_message=_("Tuto část už služba má."),
            )
        ]

    def __str__(self) -> str:
        return self.get_slot_display()


class ServiceDocumentQuerySet(ValidQuerySet):
    def readable_by(self, user: Any) -> Self:
        """Officials, auditors and the provider's people read all, others what is public."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        if not user.held_roles:
            return self.none()
        return self.filter(Q(is_public=True) | Q(service__provider__in=provider_scope(user)))


class ServiceDocument(OfService, Valid):
    """A document of the registration (§ 79 odst. 5 písm. d), as a link or a kept file."""

    class Type(models.TextChoices):
        DESCRIPTION = "popis_realizace", _("popis realizace")
        STAFFING = "personalni_zajisteni", _("popis personálního zajištění")
        FINANCING = "plan_financniho_zajisteni", _("plán finančního zajištění")
        OTHER = "other", _("jiný dokument")

    service = models.ForeignKey(Service, models.CASCADE, related_name="documents")
    type = models.CharField(_("druh dokumentu"), max_length=30, choices=Type.choices)
    title = models.CharField(_("název"), max_length=300, blank=True)
    url = models.URLField(_("odkaz"), max_length=1000, blank=True)
    file = models.FileField(
        _("soubor"),
        upload_to="service-documents/%Y/",
        blank=True,
        validators=[FileExtensionValidator(ATTACHMENTS), check_attachment],
    )
    is_public = models.BooleanField(_("zveřejnit"), default=False)

    objects = ServiceDocumentQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("dokument služby")
        verbose_name_plural = _("dokumenty služby")
        ordering = ["service", "type", "pk"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="document_is_a_link_or_a_file",
                condition=~(Q(url="") & Q(file="")),
                violation_error_message=_("Uveďte odkaz nebo přiložte soubor."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.get_type_display()
