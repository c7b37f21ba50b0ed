"""Whom a service is for, what it does and says of itself: groups, activities, texts, documents."""

from typing import Any, Self

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import provider_scope
from providers.models.codelist import AgeGroup, BasicActivity, TargetGroup
from providers.models.provision import OfService, Valid, ValidQuerySet
from providers.models.service import Service
from sitis.accounts.models import Role
from sitis.uploads import ATTACHMENTS, check_attachment


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
