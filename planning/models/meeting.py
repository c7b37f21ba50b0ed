"""Meetings: agenda, attendance by the triad, minutes, decisions, tasks (dossier 6.6)."""

from typing import Any, Self

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.group import Group, Member, OfGroupQuerySet
from planning.models.strategy import Measure
from sitis.accounts.models import Role
from sitis.uploads import ATTACHMENTS, check_attachment
from sitis.versions import Versioned


class MeetingQuerySet(OfGroupQuerySet):
    def readable_by(self, user: Any) -> Self:
        """Of one's own groups all, of others' those whose minutes were published."""
        found = self.filter(group__in=Group.objects.readable_by(user).values("pk"))
        if user.holds("official", "auditor"):
            return found
        own = Group.objects.editable_by(user).values("pk")
        return found.filter(Q(group__in=own) | Q(published_on__isnull=False))

    def held(self) -> Self:
        return self.exclude(state=Meeting.State.PLANNED)


class Meeting(Versioned):
    class About(models.TextChoices):
        GROUP = "group", _("jednání skupiny")
        CENTRE = "centre", _("setkání ve spádovém středisku")
        MICRO_REGION = "micro_region", _("setkání v mikroregionu")

    class State(models.TextChoices):
        PLANNED = "planned", _("svoláno")
        HELD = "held", _("konalo se")
        APPROVED = "approved", _("zápis schválen")

    group_path = "group"

    group = models.ForeignKey(
        Group, models.PROTECT, related_name="meetings", verbose_name=_("skupina")
    )
    number = models.PositiveSmallIntegerField(_("číslo"), editable=False)
    about = models.CharField(
        _("druh setkání"), max_length=12, choices=About.choices, default=About.GROUP
    )
    territory = models.CharField(_("středisko nebo mikroregion"), max_length=150, blank=True)
    starts_at = models.DateTimeField(_("začátek"))
    ends_at = models.DateTimeField(_("konec"), null=True, blank=True)
    place = models.CharField(_("místo"), max_length=200, blank=True)
    online_url = models.URLField(_("odkaz na jednání na dálku"), max_length=500, blank=True)
    minutes = models.TextField(_("zápis"), blank=True)  # rich text
    state = models.CharField(
        _("stav"), max_length=8, choices=State.choices, default=State.PLANNED, editable=False
    )
    invited_at = models.DateTimeField(_("pozvánky odeslány"), null=True, blank=True, editable=False)
    published_on = models.DateField(_("zveřejněno dne"), null=True, blank=True, editable=False)
    measures = models.ManyToManyField(
        Measure, blank=True, related_name="meetings", verbose_name=_("týká se opatření")
    )

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[measures])

    class Meta:
        verbose_name = _("setkání")
        verbose_name_plural = _("setkání")
        ordering = ["-starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="meeting_has_its_number"),
            models.CheckConstraint(
                name="meeting_does_not_end_before_it_starts",
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("Setkání nemůže skončit dřív, než začalo."),
            ),
            models.CheckConstraint(
                name="meeting_of_a_territory_names_it",
                condition=Q(about="group") | ~Q(territory=""),
                violation_error_message=_("Napište, kterého střediska nebo mikroregionu se týká."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.number}. {_('jednání')}"

    def get_absolute_url(self) -> str:
        return reverse("planning:meeting-detail", args=[self.pk])


class OfMeeting(Versioned):
    group_path = "meeting__group"

    objects = OfGroupQuerySet.as_manager()

    class Meta:
        abstract = True


class AgendaItem(OfMeeting):
    """A point of the agenda with what was said and decided."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="agenda", verbose_name=_("setkání")
    )
    order = models.PositiveSmallIntegerField(_("pořadí"))
    title = models.CharField(_("bod programu"), max_length=300)
    text = models.TextField(_("z jednání"), blank=True)
    decision = models.TextField(_("usnesení"), blank=True)
    votes_for = models.PositiveSmallIntegerField(_("pro"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("proti"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("zdrželo se"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bod programu")
        verbose_name_plural = _("body programu")
        ordering = ["meeting", "order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "order"], name="point_has_its_place")
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(OfMeeting):
    """Who was asked to come and came; name and side stay as they were on that day."""

    class Presence(models.TextChoices):
        INVITED = "invited", _("pozván(a)")
        PRESENT = "present", _("přítomen(a)")
        EXCUSED = "excused", _("omluven(a)")
        ABSENT = "absent", _("nepřítomen(a)")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendance", verbose_name=_("setkání")
    )
    member = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendance",
        verbose_name=_("člen"),
    )
    name = models.CharField(_("jméno"), max_length=150)
    organisation = models.CharField(_("organizace"), max_length=200, blank=True)
    side = models.CharField(_("strana triády"), max_length=12, choices=Member.Side.choices)
    presence = models.CharField(
        _("účast"), max_length=8, choices=Presence.choices, default=Presence.INVITED
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("účast")
        verbose_name_plural = _("účast")
        ordering = ["meeting", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                condition=Q(member__isnull=False),
                name="member_attends_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeetingTask(OfMeeting):
    class State(models.TextChoices):
        OPEN = "open", _("trvá")
        DONE = "done", _("splněno")
        DROPPED = "dropped", _("zrušeno")

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="tasks", verbose_name=_("setkání")
    )
    what = models.CharField(_("úkol"), max_length=500)
    who = models.CharField(_("kdo"), max_length=150)
    member = models.ForeignKey(
        Member, models.SET_NULL, null=True, blank=True, related_name="tasks", verbose_name=_("člen")
    )
    until = models.DateField(_("do"), null=True, blank=True)
    state = models.CharField(_("stav"), max_length=7, choices=State.choices, default=State.OPEN)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("úkol ze setkání")
        verbose_name_plural = _("úkoly ze setkání")
        ordering = ["meeting", "until", "pk"]

    def __str__(self) -> str:
        return self.what


class MeetingFileQuerySet(OfGroupQuerySet):
    def readable_by(self, user: Any) -> Self:
        """Of one's own groups all, of other meetings one reads those that may be published.

        Officials and auditors read everything (architecture, People).
        """
        read = Meeting.objects.readable_by(user).values("pk")
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self.filter(meeting__in=read)
        own = Q(meeting__group__in=Group.objects.editable_by(user).values("pk"))
        return self.filter(own | Q(is_public=True, meeting__in=read))


class MeetingFile(OfMeeting):
    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="files", verbose_name=_("setkání")
    )
    title = models.CharField(_("název"), max_length=200)
    file = models.FileField(
        _("soubor"),
        upload_to="planning/meetings/%Y/",
        validators=[FileExtensionValidator(ATTACHMENTS), check_attachment],
    )
    is_public = models.BooleanField(
        _("smí se zveřejnit"),
        default=False,
        help_text=_("Prezenční listinu s podpisy nezveřejňujte."),
    )

    objects = MeetingFileQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("příloha setkání")
        verbose_name_plural = _("přílohy setkání")
        ordering = ["meeting", "pk"]

    def __str__(self) -> str:
        return self.title
