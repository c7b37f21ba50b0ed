"""Where people live: region, okresy, ORPs, municipalities, their population and figures.

Names are not keys (JMK has three municipalities Březina): rows are known by their codes.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import permutations
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.periods import code
from sitis.versions import Versioned
from sitis.words import SmallTable, fold, matching, search_text, words


class PlaceQuerySet(SmallTable):
    searched = ("name", "code")


class Region(models.Model):
    """A region (kraj), by its NUTS 3 code; RÚIAN code is the one the national register uses."""

    code = models.CharField(_("kód NUTS 3"), max_length=5, primary_key=True)
    ruian_code = models.CharField(_("kód RÚIAN"), max_length=4, unique=True)
    name = models.CharField(_("název"), max_length=100, db_collation="czech")

    class Meta:
        verbose_name = _("kraj")
        verbose_name_plural = _("kraje")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """An okres, by its LAU 1 code."""

    code = models.CharField(_("kód LAU 1"), max_length=6, primary_key=True)
    ruian_code = models.CharField(_("kód RÚIAN"), max_length=4, unique=True)
    csu_code = models.CharField(_("kód ČSÚ"), max_length=5, blank=True)
    name = models.CharField(_("název"), max_length=100, db_collation="czech")
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="districts", verbose_name=_("kraj")
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("okres")
        verbose_name_plural = _("okresy")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Orp(models.Model):
    """The district of a municipality with extended powers, by its ČSÚ code (list 65)."""

    code = models.CharField(_("kód ČSÚ"), max_length=4, primary_key=True)
    ruian_code = models.CharField(_("kód RÚIAN"), max_length=4, unique=True)
    name = models.CharField(_("název"), max_length=100, db_collation="czech")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="orps", verbose_name=_("okres")
    )
    seat_code = models.CharField(_("kód obce, kde sídlí úřad"), max_length=6)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ORP")
        verbose_name_plural = _("ORP")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def search(self, text: str) -> Self:
        """By name, code, postal code, ORP or okres; those that bear the name come first."""
        name = f" ={' '.join(words(fold(text)))}"
        rank = Case(
            When(search__endswith=f"{name} ", then=0),
            When(search__contains=name, then=1),
            default=2,
        )
        return matching(self, text).order_by(rank, "name", "code")


def municipality_search(name: str, *texts: str) -> str:
    """The search column: all words, and at its end the whole name behind "=", for the order."""
    return f"{search_text(name, *texts)}={' '.join(words(fold(name)))} "


class Municipality(models.Model):
    """A municipality, by the six digits that RÚIAN and ČSÚ share."""

    code = models.CharField(_("kód obce"), max_length=6, primary_key=True)
    name = models.CharField(_("název"), max_length=100, db_collation="czech")
    kind = models.CharField(_("typ"), max_length=40)
    ico = models.CharField(_("IČO"), max_length=8, blank=True)
    postal_code = models.CharField(_("hlavní PSČ"), max_length=5, blank=True)
    orp = models.ForeignKey(
        Orp, models.PROTECT, related_name="municipalities", verbose_name=_("ORP")
    )
    office_code = models.CharField(_("kód ČSÚ pověřené obce"), max_length=5, blank=True)
    office_ruian_code = models.CharField(_("kód RÚIAN pověřené obce"), max_length=4, blank=True)
    office_name = models.CharField(_("pověřená obec"), max_length=100, blank=True)
    latitude = models.DecimalField(_("zeměpisná šířka"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("zeměpisná délka"), max_digits=9, decimal_places=6)
    distinction = models.CharField(
        _("rozlišení"),
        max_length=100,
        blank=True,
        help_text=_("Jen u obcí, jejichž jméno není v kraji jediné."),
    )
    search = models.TextField(editable=False)  # municipality_search(…)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("obec")
        verbose_name_plural = _("obce")
        ordering = ["name", "code"]

    def __str__(self) -> str:
        return f"{self.name} ({self.distinction})" if self.distinction else self.name


class PartQuerySet(SmallTable):
    searched = ("name", "code", "postal_code", "municipality__name", "municipality__code")


class MunicipalityPart(models.Model):
    """A part of a municipality with its postal code; in Brno with the city district."""

    code = models.CharField(_("kód části obce"), max_length=6)
    name = models.CharField(_("název"), max_length=100, db_collation="czech")
    postal_code = models.CharField(_("PSČ"), max_length=5)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="parts", verbose_name=_("obec")
    )
    city_district_code = models.CharField(_("kód městské části"), max_length=6, blank=True)
    city_district_name = models.CharField(_("městská část"), max_length=100, blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("část obce")
        verbose_name_plural = _("části obcí")
        ordering = ["name", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "postal_code", "city_district_code"],
                name="part_is_listed_once_per_postal_code",
            )
        ]

    def __str__(self) -> str:
        return self.name


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    def neighbours(self, level: str) -> dict[str, tuple[str, ...]]:
        """Code → codes of places of ``level`` that share at least two points of their outlines."""
        return touching(dict(self.filter(level=level).values_list("code", "geometry")))


def touching(outlines: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """Code → codes of places whose outlines share at least two points. Keys: code → geometry."""
    holders: dict[tuple[float, float], set[str]] = defaultdict(set)
    for place, geometry in outlines.items():
        for point in _points(geometry["coordinates"]):
            holders[point].add(place)
    pairs = Counter(pair for codes in holders.values() for pair in permutations(sorted(codes), 2))
    found: dict[str, list[str]] = defaultdict(list)
    for (one, other), points in sorted(pairs.items()):
        if points > 1:  # a single point is a corner where three meet
            found[one].append(other)
    return {place: tuple(beside) for place, beside in found.items()}


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    """Points of a GeoJSON geometry, however deep its rings are."""
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _points(part)


class Boundary(models.Model):
    """A simplified outline in WGS84, as a GeoJSON geometry."""

    class Level(models.TextChoices):
        DISTRICT = "district", _("okres")
        ORP = "orp", _("ORP")
        MUNICIPALITY = "municipality", _("obec")

    level = models.CharField(_("úroveň"), max_length=12, choices=Level.choices)
    code = models.CharField(_("kód"), max_length=6)
    geometry = models.JSONField(_("geometrie"))
    source = models.CharField(_("zdroj"), max_length=200)

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        verbose_name = _("hranice")
        verbose_name_plural = _("hranice")
        ordering = ["level", "code"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="one_boundary_of_each_place")
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.code}"


class OfPlaceQuerySet(models.QuerySet):
    def search(self, text: str) -> Self:
        """Rows about the ORPs and municipalities that ``text`` finds."""
        return self.filter(
            Q(orp__in=Orp.objects.search(text).order_by())
            | Q(municipality__in=Municipality.objects.search(text).order_by())
        )


class OfPlace(models.Model):
    """A row about one region, one ORP or one municipality."""

    region = models.ForeignKey(
        Region,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("kraj"),
    )
    orp = models.ForeignKey(
        Orp, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("ORP")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("obec"),
    )

    objects = OfPlaceQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_of_one_place",
                condition=(
                    Q(region__isnull=False, orp__isnull=True, municipality__isnull=True)
                    | Q(region__isnull=True, orp__isnull=False, municipality__isnull=True)
                    | Q(region__isnull=True, orp__isnull=True, municipality__isnull=False)
                ),
                violation_error_message=_("Uveďte právě jedno: kraj, ORP, nebo obec."),
            )
        ]

    @property
    def place(self) -> Region | Orp | Municipality | None:
        return self.region or self.orp or self.municipality


class Population(OfPlace):
    """How many people of an age lived in a place on a day (ČSÚ)."""

    class Sex(models.TextChoices):
        ALL = "", _("celkem")
        MEN = "men", _("muži")
        WOMEN = "women", _("ženy")

    day = models.DateField(_("ke dni"))
    age_from = models.PositiveSmallIntegerField(_("věk od"))
    age_to = models.PositiveSmallIntegerField(_("věk do"), null=True, blank=True)
    sex = models.CharField(_("pohlaví"), max_length=5, choices=Sex.choices, blank=True)
    count = models.PositiveIntegerField(_("počet obyvatel"))
    source = models.CharField(_("zdroj"), max_length=200)

    class Meta(OfPlace.Meta):
        verbose_name = _("obyvatelstvo")
        verbose_name_plural = _("obyvatelstvo")
        ordering = ["day", "age_from"]
        constraints = [
            *OfPlace.Meta.constraints,
            models.UniqueConstraint(
                code("region"),
                code("orp"),
                code("municipality"),
                "day",
                "age_from",
                Coalesce("age_to", 999),
                "sex",
                name="population_is_counted_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.day:%d.%m.%Y}: {self.count}"

    @property
    def age(self) -> str:
        """The ages in words: "0–14 let", "65 a více let", "všechny věky"."""
        if self.age_to is not None:
            return _("%(first)d–%(last)d let") % {"first": self.age_from, "last": self.age_to}
        return _("%d a více let") % self.age_from if self.age_from else str(_("všechny věky"))


class Indicator(models.Model):
    """What is measured about places, with its unit."""

    code = models.SlugField(_("kód"), max_length=60, primary_key=True)
    name = models.CharField(_("název"), max_length=200)
    unit = models.CharField(_("jednotka"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("ukazatel území")
        verbose_name_plural = _("ukazatele území")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(OfPlace):
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="values", verbose_name=_("ukazatel")
    )
    period = models.CharField(_("období"), max_length=30)
    value = models.DecimalField(_("hodnota"), max_digits=14, decimal_places=4)
    source = models.CharField(_("zdroj"), max_length=200)

    class Meta(OfPlace.Meta):
        verbose_name = _("hodnota ukazatele")
        verbose_name_plural = _("hodnoty ukazatelů")
        ordering = ["indicator", "period"]
        constraints = [
            *OfPlace.Meta.constraints,
            models.UniqueConstraint(
                "indicator",
                code("region"),
                code("orp"),
                code("municipality"),
                "period",
                name="indicator_has_one_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}, {self.indicator} {self.period}: {self.value}"


def writes_figures(user: Any) -> bool:
    """Whether ``user`` is an official who keeps the figures of every ORP."""
    from sitis.accounts.models import Permission, Role

    writers = (Permission.PLANNER, Permission.ANALYST, Permission.ADMINISTRATOR)
    return any(user.holds(Role.OFFICIAL, permission=one) for one in writers)


class FigureQuerySet(models.QuerySet["TerritorialFigure"]):
    def readable_by(self, user: Any) -> Self:
        """Figures of territories are open to everybody who holds a role."""
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        """Officials all, a coordinator the own ORP's; what reports wrote is changed by reports."""
        from sitis.accounts.models import Role

        figures = self.exclude(origin=TerritorialFigure.Origin.REPORTS)
        if writes_figures(user):
            return figures
        return figures.filter(orp__in=user.held_for(Role.ORP_COORDINATOR))


class TerritorialFigure(Versioned):
    """Clients, refused, waiting, costs or sources of one kind of service in one ORP and year.

    Typed or imported by people; later approved reports write safe aggregates (n of five and more).
    ``kind`` is the slug of a kind: the ground floor knows no register.
    """

    class Measure(models.TextChoices):
        CLIENTS = "clients", _("klienti")
        REFUSED = "refused", _("odmítnutí zájemci")
        WAITING = "waiting", _("čekající zájemci")
        COSTS = "costs", _("náklady")
        SOURCE = "source", _("zdroj financování")

    class Origin(models.TextChoices):
        TYPED = "typed", _("zapsáno")
        IMPORTED = "imported", _("z tabulky")
        REPORTS = "reports", _("ze schválených výkazů")

    orp = models.ForeignKey(Orp, models.PROTECT, related_name="figures", verbose_name=_("ORP"))
    year = models.PositiveSmallIntegerField(_("rok"))
    kind = models.SlugField(_("druh služby"), max_length=40)
    measure = models.CharField(_("veličina"), max_length=10, choices=Measure.choices)
    detail = models.CharField(_("upřesnění"), max_length=100, blank=True)  # which source of money
    value = models.DecimalField(_("hodnota"), max_digits=16, decimal_places=2)
    sample = models.PositiveIntegerField(_("počet výkazů"), null=True, blank=True)
    origin = models.CharField(_("původ"), max_length=10, choices=Origin.choices)
    note = models.CharField(_("poznámka"), max_length=300, blank=True)

    objects = FigureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("územní údaj")
        verbose_name_plural = _("územní údaje")
        ordering = ["orp", "year", "kind", "measure", "detail"]
        constraints = [
            models.UniqueConstraint(
                fields=["orp", "year", "kind", "measure", "detail", "origin"],
                name="figure_has_one_value",
            ),
            models.CheckConstraint(
                name="figure_is_not_negative",
                condition=Q(value__gte=0),
                violation_error_message=_("Hodnota nesmí být záporná."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.orp} {self.year} {self.kind} {self.measure}"
