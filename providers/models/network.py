"""The network of social services: dated versions, each a list of items (Act § 3 and § 95; dossier 5).

What is in the network on a day is answered from versions in force, never from a flag on a service.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers import network as ledger
from providers.models.codelist import CapacityUnit, CodeList, ProvisionForm, TargetGroup
from providers.models.provision import Valid
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, code, covers, ordered, overlaps, since
from sitis.resolutions import Resolution
from sitis.territory.models import District, Municipality, Orp
from sitis.versions import Versioned


class NetworkCategory(CodeList):
    """Into which part of the network an item belongs; regions keep their own (dossier 5.2, 5.3)."""

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("kategorie sítě")
        verbose_name_plural = _("kategorie sítě")


class NetworkVersionQuerySet(models.QuerySet["NetworkVersion"]):
    def in_force(self) -> Self:
        """Those that hold or held: valid and replaced ones. Their periods never overlap."""
        return self.filter(state__in=NetworkVersion.IN_FORCE)

    def in_force_on(self, day: date) -> Self:
        """At most one."""
        return self.in_force().filter(covers(day))

    def overlapping(self, first: date, last: date) -> Self:
        return self.filter(overlaps(first, last, "valid_from", "valid_to"))

    def before(self, day: date) -> "NetworkVersion | None":
        """The last one in force that began before ``day``."""
        return self.in_force().filter(valid_from__lt=day).order_by("-valid_from").first()

    def changes_in(self, first: date, last: date) -> list[ledger.Entry]:
        """The ledger of versions in force from ``first`` to ``last``, both counted."""
        known = self.in_force().overlapping(first - timedelta(days=1), last)
        entries = ledger.ledger(known.as_ledger())
        return [entry for entry in entries if first <= entry.day <= last]

    def as_ledger(self) -> list[ledger.Version]:
        """Versions with their items as plain values, oldest first; in two queries."""
        rows = list(self.select_related("assembly_resolution").order_by("valid_from"))
        items: dict[int, list[ledger.Item]] = {}
        for network, item in NetworkItem.objects.filter(network__in=rows).lines():
            items.setdefault(network, []).append(item)
        return [
            ledger.Version(
                row.pk,
                row.valid_from,
                row.valid_to,
                tuple(items.get(row.pk, ())),
                row.assembly_resolution_id,
            )
            for row in rows
        ]

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; others who hold a role what is published."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.in_force() if user.held_roles else self.none()

    def whole_for(self, user: Any) -> Self:
        """Versions that ``user`` sees in every state, also as they were before they were in force."""
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.none()

    def editable_by(self, user: Any) -> Self:
        """A version that was in force is locked; a correction is a new version."""
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self.exclude(state__in=NetworkVersion.IN_FORCE)
        return self.none()


class NetworkVersion(Versioned):
    """One version of the region's network on its way from preparation to being replaced."""

    class State(models.TextChoices):
        PREPARATION = "preparation", _("příprava")
        DRAFT = "draft", _("návrh")
        COMMENTS = "comments", _("připomínkování")
        SETTLEMENT = "settlement", _("vypořádání připomínek")
        COMMITTEE = "committee", _("projednáno výborem")
        COUNCIL = "council", _("schváleno radou")
        ASSEMBLY = "assembly", _("schváleno zastupitelstvem")
        VALID = "valid", _("platná")
        REPLACED = "replaced", _("nahrazená")

    class Move(models.TextChoices):
        PROPOSE = "propose", _("předložit návrh")
        OPEN_COMMENTS = "open_comments", _("otevřít připomínky")
        SETTLE = "settle", _("vypořádat připomínky")
        COMMITTEE = "committee", _("projednáno výborem")
        COUNCIL = "council", _("schváleno radou")
        ASSEMBLY = "assembly", _("schváleno zastupitelstvem")
        RETURN = "return", _("vrátit do přípravy")
        PUT_IN_FORCE = "put_in_force", _("uvést v platnost")

    IN_FORCE = (State.VALID, State.REPLACED)
    #: The whole life: move -> (states it may start from, state it ends in). A valid version becomes
    #: replaced by the one that follows it.
    MOVES = {
        Move.PROPOSE: ({State.PREPARATION}, State.DRAFT),
        Move.OPEN_COMMENTS: ({State.DRAFT}, State.COMMENTS),
        Move.SETTLE: ({State.COMMENTS}, State.SETTLEMENT),
        Move.COMMITTEE: ({State.DRAFT, State.SETTLEMENT}, State.COMMITTEE),
        Move.COUNCIL: ({State.DRAFT, State.SETTLEMENT, State.COMMITTEE}, State.COUNCIL),
        Move.ASSEMBLY: ({State.COMMITTEE, State.COUNCIL}, State.ASSEMBLY),
        Move.RETURN: (
            {
                *(State.DRAFT, State.COMMENTS, State.SETTLEMENT),
                *(State.COMMITTEE, State.COUNCIL, State.ASSEMBLY),
            },
            State.PREPARATION,
        ),
        Move.PUT_IN_FORCE: ({State.ASSEMBLY}, State.VALID),
    }
    #: Steps that stand on a resolution -> where it is kept and whose it is.
    NEEDS_RESOLUTION = {
        Move.COUNCIL: ("council_resolution", Resolution.Body.COUNCIL),
        Move.ASSEMBLY: ("assembly_resolution", Resolution.Body.ASSEMBLY),
    }
    RESOLUTION_MISSING = {
        Move.COUNCIL: _("Uveďte usnesení rady, kterým verzi schválila."),
        Move.ASSEMBLY: _("Uveďte usnesení zastupitelstva, kterým verzi schválilo."),
    }
    LOCKED = _("Platná verze sítě se nemění. Opravu zapište do nové verze.")

    year = models.PositiveSmallIntegerField(_("rok"))
    number = models.PositiveSmallIntegerField(_("číslo verze"))
    valid_from = models.DateField(_("platí od"))
    valid_to = models.DateField(_("platí do"), null=True, blank=True)
    state = models.CharField(
        _("stav"), max_length=12, choices=State.choices, default=State.PREPARATION, editable=False
    )
    council_resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"body": Resolution.Body.COUNCIL},
        verbose_name=_("usnesení rady"),
    )
    assembly_resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"body": Resolution.Body.ASSEMBLY},
        verbose_name=_("usnesení zastupitelstva"),
    )
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("vychází z verze"),
    )
    note = models.TextField(_("poznámka kraje"), blank=True)

    objects = NetworkVersionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("verze sítě")
        verbose_name_plural = _("verze sítě")
        ordering = ["-valid_from", "-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="network_version_has_its_own_number",
                violation_error_message=_("Verze s tímto číslem už v roce existuje."),
            ),
            models.CheckConstraint(
                name="network_version_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="network_in_force_stands_on_a_resolution",
                condition=~Q(state__in=("valid", "replaced"))
                | Q(assembly_resolution__isnull=False),
                violation_error_message=_("Platná síť stojí na usnesení zastupitelstva."),
            ),
            models.CheckConstraint(
                name="replaced_network_has_a_last_day",
                condition=~Q(state="replaced") | Q(valid_to__isnull=False),
                violation_error_message=_("Nahrazená síť má poslední den."),
            ),
        ]

    def __str__(self) -> str:
        return _("Síť %(year)s, verze %(number)s") % {"year": self.year, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("providers:network-detail", args=[self.year, self.number])

    def predecessor(self) -> "NetworkVersion | None":
        """What it replaces or would replace: the last one in force that began before it."""
        return NetworkVersion.objects.before(self.valid_from)

    def changes(self) -> list[ledger.Entry]:
        """What this version changes against its predecessor, and inside its own days.

        Of a version not in force what it would change.
        """
        before, rows = self.predecessor(), [self.pk]
        if before is not None:
            rows.append(before.pk)
        known = NetworkVersion.objects.filter(pk__in=rows).as_ledger()
        eve = self.valid_from - timedelta(days=1)
        cut = [
            replace(one, last=eve)
            if one.id != self.pk and (one.last is None or one.last > eve)
            else one
            for one in known
        ]
        last = self.valid_to or date.max
        return [entry for entry in ledger.ledger(cut) if self.valid_from <= entry.day <= last]

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def is_locked(self) -> bool:
        return self.state in self.IN_FORCE

    @property
    def moves(self) -> list["NetworkVersion.Move"]:
        """Steps that lead from its state, in the order of its life."""
        return [step for step, (sources, _target) in self.MOVES.items() if self.state in sources]


def place_of(orp: str | None, district: str | None) -> ledger.Place:
    if orp:
        return ledger.Place(ledger.Level.ORP, orp)
    if district:
        return ledger.Place(ledger.Level.DISTRICT, district)
    return ledger.Place(ledger.Level.REGION)


class NetworkItemQuerySet(models.QuerySet["NetworkItem"]):
    def in_force_on(self, day: date) -> Self:
        """The network of ``day``: its items valid that day of the version in force that day."""
        return self.filter(
            covers(day),
            covers(day, "network__valid_from", "network__valid_to"),
            network__state__in=NetworkVersion.IN_FORCE,
        )

    def in_force(self) -> Self:
        return self.filter(network__state__in=NetworkVersion.IN_FORCE)

    def lasting_from(self, day: date) -> Self:
        """Those that have not ended before ``day``."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def since(self, service: Service, day: date) -> date | None:
        """First day of the unbroken stay of ``service`` in the network that holds on ``day``."""
        periods = (
            self.in_force()
            .filter(service=service)
            .values_list("valid_from", "valid_to", "network__valid_from", "network__valid_to")
        )
        spans = sorted(
            (max(first or date.min, starts), min(last or date.max, ends or date.max))
            for first, last, starts, ends in periods
        )
        return ledger.stay_since(spans, day)

    def lines(self) -> Iterator[tuple[int, ledger.Item]]:
        """Key of the version and the item as a plain value; keys of rows stand for their names."""
        columns = (
            *("network", "pk", "service", "form", "target_group", "orp", "district"),
            *("category", "unit", "amount", "valid_from", "valid_to", "continues", "resolution"),
        )
        rows = self.order_by("service__name", "service__identifier", "form", "pk")
        for row in rows.values_list(*columns).iterator(chunk_size=2000):
            network, pk, service, form, group, orp, district, category, unit, *rest = row
            key = ledger.Key(service, form, group, place_of(orp, district), category, unit)
            yield network, ledger.Item(pk, key, *rest)

    def search(self, text: str) -> Self:
        """By the words of the service, its provider and its kind."""
        return self.filter(service__in=Service.objects.search(text))

    def for_table(self) -> Self:
        return self.select_related(
            *("network", "service__provider", "service__kind", "form", "target_group"),
            *("orp", "district", "category", "unit", "resolution"),
        )

    def readable_by(self, user: Any) -> Self:
        return self.filter(network__in=NetworkVersion.objects.readable_by(user))

    def editable_by(self, user: Any) -> Self:
        return self.filter(network__in=NetworkVersion.objects.editable_by(user))


class NetworkItem(Versioned, Valid):
    """A service in one form for one group and territory, with its units (dossier 5.4).

    Neither ORP nor okres means the whole region; no target group means all groups of the service.
    ``continues`` names the item of the version it was copied from.
    """

    class Financing(models.TextChoices):
        SECTION_101A = "101a", _("dotace podle § 101a")
        REGION_PROJECT = "project", _("individuální projekt kraje")
        MUNICIPALITY = "municipality", _("obec")
        NONE = "none", _("bez dotace")

    network = models.ForeignKey(
        NetworkVersion, models.CASCADE, related_name="items", verbose_name=_("verze sítě")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="network_items", verbose_name=_("služba")
    )
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    target_group = models.ForeignKey(
        TargetGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cílová skupina"),
    )
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("okres")
    )
    category = models.ForeignKey(
        NetworkCategory, models.PROTECT, related_name="+", verbose_name=_("kategorie")
    )
    unit = models.ForeignKey(
        CapacityUnit, models.PROTECT, related_name="+", verbose_name=_("jednotka")
    )
    amount = models.DecimalField(_("počet jednotek"), max_digits=10, decimal_places=2)
    financing = models.CharField(
        _("způsob financování"), max_length=12, choices=Financing.choices, blank=True
    )
    mandate_number = models.CharField(_("číslo pověření"), max_length=60, blank=True)
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usnesení ke změně"),
    )
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="continued_by",
        verbose_name=_("navazuje na položku"),
    )
    note = models.TextField(_("poznámka kraje"), blank=True)

    objects = NetworkItemQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Valid.Meta):
        verbose_name = _("položka sítě")
        verbose_name_plural = _("položky sítě")
        ordering = ["network", "service", "form", "target_group", "pk"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="network_item_has_units",
                condition=Q(amount__gt=0),
                violation_error_message=_("Počet jednotek je větší než nula."),
            ),
            models.CheckConstraint(
                name="network_item_is_for_an_orp_an_okres_or_the_region",
                condition=Q(orp__isnull=True) | Q(district__isnull=True),
                violation_error_message=_("Vyberte ORP, nebo okres; nic znamená celý kraj."),
            ),
            models.UniqueConstraint(
                "network",
                "service",
                "form",
                models.functions.Coalesce("target_group", 0),
                code("orp"),
                code("district"),
                "category",
                "unit",
                since(),
                name="network_lists_an_item_once",
                violation_error_message=_("Taková položka už v této verzi sítě je."),
            ),
            models.UniqueConstraint(
                fields=["network", "continues"],
                name="network_continues_an_item_once",
                violation_error_message=_("Na tuto položku už jiná navazuje."),
            ),
            models.CheckConstraint(
                name="network_item_does_not_continue_itself",
                condition=Q(continues__isnull=True) | ~Q(continues=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        amount = number_format(self.amount_shown)
        return f"{self.service} – {self.form}, {self.place_name}: {amount} {self.unit}"

    @property
    def amount_shown(self) -> Decimal | int:
        """Without needless decimals: 34, not 34.00."""
        return int(self.amount) if self.amount == int(self.amount) else self.amount

    @property
    def place_name(self) -> str:
        if self.orp is not None:
            return _("ORP %s") % self.orp.name
        if self.district is not None:
            return _("okres %s") % self.district.name
        return str(_("celý kraj"))

    def clean(self) -> None:
        """A version in force is locked, and an item holds on at least one day of its version."""
        if self.network_id is None:
            return
        network = self.network
        if network.is_locked:
            raise ValidationError(NetworkVersion.LOCKED, code="locked")
        late = self.valid_from and network.valid_to and self.valid_from > network.valid_to
        early = self.valid_to and self.valid_to < network.valid_from
        if late or early:
            raise ValidationError(
                {
                    "valid_from" if late else "valid_to": ValidationError(
                        _("Položka by v této verzi neplatila ani jeden den. Upravte její dny."),
                        code="outside",
                    )
                }
            )


class CofinancingQuerySet(models.QuerySet["Cofinancing"]):
    def readable_by(self, user: Any) -> Self:
        """Never published: officials and auditors only."""
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.none()

    def editable_by(self, user: Any) -> Self:
        return self.filter(item__in=NetworkItem.objects.editable_by(user))


class Cofinancing(Versioned):
    """A municipality that pays a share of an item, in per cent. Never published."""

    item = models.ForeignKey(NetworkItem, models.CASCADE, related_name="cofinancing")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("obec")
    )
    share = models.DecimalField(_("podíl v %"), max_digits=5, decimal_places=2)

    objects = CofinancingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("spolufinancování")
        verbose_name_plural = _("spolufinancování")
        ordering = ["item", "municipality"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "municipality"],
                name="municipality_pays_an_item_once",
                violation_error_message=_("Tato obec už je u položky uvedena."),
            ),
            models.CheckConstraint(
                name="cofinancing_is_a_share",
                condition=Q(share__gt=0, share__lte=100),
                violation_error_message=_("Podíl je větší než 0 a nejvýš 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.share} %"

    def clean(self) -> None:
        if self.item_id is not None and self.item.network.is_locked:
            raise ValidationError(NetworkVersion.LOCKED, code="locked")
