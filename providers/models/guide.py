"""What officials keep for those who look for help: life situations, synonyms, plain texts.

Czech stands in the rows themselves; other languages in ``Translation`` and ``KindText``, unofficial
until somebody approves them.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Case, OuterRef, Subquery, When
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.codelist import (
    AgeGroup,
    BasicActivity,
    CapacityUnit,
    ProvisionForm,
    ServiceKind,
    TargetGroup,
)
from sitis.accounts.models import Permission, Role
from sitis.versions import Versioned
from sitis.words import SmallTable


class Language(models.TextChoices):
    CZECH = "cs", _("čeština")
    ENGLISH = "en", _("angličtina")
    UKRAINIAN = "uk", _("ukrajinština")


FOREIGN = [choice for choice in Language.choices if choice[0] != Language.CZECH]


class SituationQuerySet(SmallTable):
    searched = ("name", "words", "slug")

    def published(self) -> Self:
        return self.filter(is_published=True)


class Situation(Versioned):
    """A life situation as a person says it; leads to kinds, target groups and words."""

    slug = models.SlugField(_("klíč v adrese"), max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(_("pořadí"), default=100)
    is_featured = models.BooleanField(_("na úvodní stránce"), default=False)
    is_published = models.BooleanField(_("zveřejnit"), default=True)
    name = models.CharField(_("situace"), max_length=120, db_collation="czech")
    text = models.TextField(_("co obvykle pomůže"), blank=True)
    kinds = models.ManyToManyField(
        ServiceKind, related_name="situations", blank=True, verbose_name=_("druhy služeb")
    )
    target_groups = models.ManyToManyField(
        TargetGroup, related_name="situations", blank=True, verbose_name=_("cílové skupiny")
    )
    words = models.TextField(
        _("slova"), blank=True, help_text=_("Další slova a slovní spojení, oddělená středníkem.")
    )

    objects = SituationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[kinds, target_groups])

    class Meta:
        verbose_name = _("životní situace")
        verbose_name_plural = _("životní situace")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class SynonymQuerySet(SmallTable):
    searched = ("words", "means")


class Synonym(Versioned):
    """What people type, and the words of the register that it means."""

    words = models.CharField(_("co lidé píší"), max_length=120)
    means = models.CharField(_("co to znamená"), max_length=200)
    language = models.CharField(
        _("jazyk"), max_length=2, choices=Language.choices, default=Language.CZECH
    )

    objects = SynonymQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("synonymum")
        verbose_name_plural = _("synonyma")
        ordering = ["language", "words"]
        constraints = [
            models.UniqueConstraint(
                fields=["language", "words"],
                name="synonym_is_kept_once",
                violation_error_message=_("Toto synonymum už je zapsáno."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} → {self.means}"


class KindTextQuerySet(SmallTable):
    searched = ("kind__name", "summary")


class KindText(Versioned):
    """A kind of service in plain language: what it is, how it goes, what the law says."""

    kind = models.ForeignKey(
        ServiceKind, models.CASCADE, related_name="texts", verbose_name=_("druh služby")
    )
    language = models.CharField(
        _("jazyk"), max_length=2, choices=Language.choices, default=Language.CZECH
    )
    summary = models.CharField(_("jednou větou"), max_length=200)
    text = models.TextField(_("podrobněji"))
    law = models.TextField(_("co říká zákon"), blank=True)
    is_approved = models.BooleanField(
        _("schváleno"), default=False, help_text=_("Do schválení je text označen za neoficiální.")
    )

    objects = KindTextQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text o druhu služby")
        verbose_name_plural = _("texty o druzích služeb")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language"],
                name="kind_has_one_text_in_a_language",
                violation_error_message=_("V tomto jazyce už text o druhu služby je."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_language_display()})"


class TranslationQuerySet(SmallTable):
    searched = ("slug", "name", "text")

    def with_original(self) -> Self:
        """``original`` is the Czech name of what is translated."""
        names = {
            Translation.Table.SERVICE_KIND: ServiceKind,
            Translation.Table.TARGET_GROUP: TargetGroup,
            Translation.Table.AGE_GROUP: AgeGroup,
            Translation.Table.PROVISION_FORM: ProvisionForm,
            Translation.Table.CAPACITY_UNIT: CapacityUnit,
            Translation.Table.BASIC_ACTIVITY: BasicActivity,
            Translation.Table.SITUATION: Situation,
        }
        by_table = [
            When(
                table=table,
                then=Subquery(model.objects.filter(slug=OuterRef("slug")).values("name")[:1]),
            )
            for table, model in names.items()
        ]
        return self.annotate(original=Case(*by_table, output_field=models.TextField()))


class Translation(Versioned):
    """The name of a code-list item or a situation in another language, by its key."""

    class Table(models.TextChoices):
        SERVICE_KIND = "service_kind", _("druh služby")
        TARGET_GROUP = "target_group", _("cílová skupina")
        AGE_GROUP = "age_group", _("věková skupina")
        PROVISION_FORM = "provision_form", _("forma poskytování")
        CAPACITY_UNIT = "capacity_unit", _("jednotka kapacity")
        BASIC_ACTIVITY = "basic_activity", _("základní činnost")
        SITUATION = "situation", _("životní situace")

    table = models.CharField(_("číselník"), max_length=20, choices=Table.choices)
    slug = models.SlugField(_("klíč položky"), max_length=60)
    language = models.CharField(_("jazyk"), max_length=2, choices=FOREIGN)
    name = models.CharField(_("název"), max_length=300)
    text = models.TextField(_("text"), blank=True)
    words = models.TextField(_("slova"), blank=True)
    is_approved = models.BooleanField(
        _("schváleno"),
        default=False,
        help_text=_("Do schválení je překlad označen za neoficiální."),
    )

    objects = TranslationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("překlad")
        verbose_name_plural = _("překlady")
        ordering = ["table", "slug", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "slug", "language"],
                name="item_has_one_translation_in_a_language",
                violation_error_message=_("V tomto jazyce už překlad položky je."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_language_display()})"


class InterfaceLanguage(Versioned):
    """A language of the public pages; their translation is unofficial until approved."""

    language = models.CharField(_("jazyk"), max_length=2, choices=FOREIGN, unique=True)
    is_approved = models.BooleanField(_("překlad stránek je schválen"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("jazyk veřejných stránek")
        verbose_name_plural = _("jazyky veřejných stránek")
        ordering = ["language"]

    def __str__(self) -> str:
        return self.get_language_display()


class SearchMissQuerySet(models.QuerySet["SearchMiss"]):
    @staticmethod
    def opened_to(user: Any) -> bool:
        """Whether these counts concern the person at all: whoever plans the region, and auditors."""
        return user.holds(Role.AUDITOR) or user.holds(Role.OFFICIAL, permission=Permission.PLANNER)

    def readable_by(self, user: Any) -> Self:
        if not self.opened_to(user):
            return self.none()
        return self.filter(count__gte=SearchMiss.SHOWN_FROM)


class SearchMiss(models.Model):
    """How often a known word stood in a search that found nothing. Nobody's own words are kept."""

    #: Fewer searches than this are shown to nobody.
    SHOWN_FROM = 5

    word = models.CharField(_("slovo"), max_length=60, unique=True)
    count = models.PositiveIntegerField(_("kolikrát"), default=0)
    first_on = models.DateField(_("poprvé"))
    last_on = models.DateField(_("naposledy"))

    objects = SearchMissQuerySet.as_manager()

    class Meta:
        verbose_name = _("hledání bez výsledku")
        verbose_name_plural = _("hledání bez výsledku")
        ordering = ["-count", "word"]

    def __str__(self) -> str:
        return self.word
