"""Forms of groups, their members and meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.importers.members import read_members
from planning.models import (
    AgendaItem,
    Attendance,
    Cycle,
    Group,
    Level,
    Measure,
    Meeting,
    MeetingFile,
    MeetingTask,
    Member,
    Plan,
)
from providers.forms.register import RegisterForm
from sitis.accounts.models import Permission, Role
from sitis.forms import DeadlineField
from sitis.richtext.forms import RichTextField
from sitis.territory.models import District, Orp


class GroupForm(RegisterForm):
    """The place is chosen among those for which the person plans."""

    place = forms.ChoiceField(label=_("Území"))

    class Meta:
        model = Group
        fields = ["name", "kind", "audience", "purpose", "valid_from", "valid_to"]

    field_order = ["name", "place"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[str, Any, Any]] = {}
        labels = []
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            self.places["region"] = (Level.REGION, None, None)
            labels.append(("region", _("kraj")))
        for orp in Orp.objects.filter(pk__in=user.held_for(Role.ORP_COORDINATOR)):
            self.places[f"orp-{orp.pk}"] = (Level.ORP, orp, None)
            labels.append((f"orp-{orp.pk}", _("ORP %s") % orp))
        for district in District.objects.filter(pk__in=user.held_for(Role.DISTRICT_MEMBER)):
            self.places[f"district-{district.pk}"] = (Level.DISTRICT, None, district)
            labels.append((f"district-{district.pk}", _("okres %s") % district))
        self.fields["place"].choices = labels  # type: ignore[attr-defined]
        for key, place in self.places.items():
            if self.instance.pk and place == (
                self.instance.level,
                self.instance.orp,
                self.instance.district,
            ):
                self.initial["place"] = key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if place := self.places.get(cleaned.get("place", "")):
            self.instance.level, self.instance.orp, self.instance.district = place
        return cleaned


class MemberForm(RegisterForm):
    class Meta:
        model = Member
        fields = [
            *("name", "organisation", "side", "post", "email", "phone", "is_name_public"),
            *("valid_from", "valid_to"),
        ]


class LinesField(forms.CharField):
    """Members as lines; the cleaned value is the list of them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return read_members(super().to_python(value))


class MembersForm(forms.Form):
    day = forms.DateField(label=_("Členem od"))
    lines = LinesField(
        label=_("Členové"),
        help_text=_(
            "Na každý řádek jeden člověk: jméno; organizace; strana (zadavatel, poskytovatel,"
            " uživatel, odborník); e-mail. Lze vložit i sloupce z tabulky."
        ),
    )


def measures_of(meeting: Meeting) -> Any:
    """Measures that the meeting can speak of: of newest plans of its place, and those chosen."""
    group = meeting.group
    plans = Plan.objects.newest().filter(level=group.level, orp=group.orp_id)
    plans = plans.filter(district=group.district_id).exclude(cycle__state=Cycle.State.CLOSED)
    rows = Measure.objects.filter(goal__priority__plan__in=plans.values("pk"))
    if meeting.pk:
        rows |= Measure.objects.filter(pk__in=meeting.measures.values("pk"))
    return rows.select_related("goal__priority").order_by(
        "-goal__priority__plan__cycle__period_from", "goal__priority__number", "goal__number",
        "number",
    )  # fmt: skip


class MeetingForm(RegisterForm):
    starts_at = DeadlineField(label=_("Začátek"))
    ends_at = DeadlineField(label=_("Konec"), required=False)
    online_url = forms.URLField(
        label=_("Odkaz na jednání na dálku"), max_length=500, required=False, assume_scheme="https"
    )

    class Meta:
        model = Meeting
        fields = ["about", "territory", "starts_at", "ends_at", "place", "online_url", "measures"]
        widgets = {"measures": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = measures_of(self.instance)
        self.fields["measures"].queryset = offered  # type: ignore[attr-defined]
        self.fields["measures"].required = False
        self.fields["measures"].help_text = _("Vyberte ta, o kterých se jednalo nebo bude jednat.")
        if not offered:
            del self.fields["measures"]


class MinutesForm(RegisterForm):
    minutes = RichTextField(label=_("Zápis"), required=False)

    class Meta:
        model = Meeting
        fields = ["minutes"]


class PointForm(RegisterForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "text", "decision", "votes_for", "votes_against", "abstained"]


class TaskForm(RegisterForm):
    class Meta:
        model = MeetingTask
        fields = ["what", "who", "until", "state"]


class FileForm(RegisterForm):
    class Meta:
        model = MeetingFile
        fields = ["title", "file", "is_public"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("PDF, DOCX, XLSX, ODT, ODS nebo TXT do 20 MB.")


class AttendanceForm(forms.Form):
    """One choice for each person on the list or in the group, and guests as lines.

    ``late``: members of the day who came to the group after the meeting was called.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    guests = LinesField(
        label=_("Hosté, kteří přišli navíc"),
        required=False,
        help_text=_("Na každý řádek jeden: jméno; organizace; strana."),
    )

    def __init__(
        self, *args: Any, rows: list[Attendance], late: list[Member], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {f"row-{row.pk}": row for row in rows}
        for name, row in self.rows.items():
            self.fields[name] = forms.ChoiceField(
                label=_who(row), choices=Attendance.Presence.choices, initial=row.presence
            )
        unasked = [("", _("není na seznamu")), *Attendance.Presence.choices]
        for member in late:
            self.fields[f"member-{member.pk}"] = forms.ChoiceField(
                label=_who(member), choices=unasked, required=False
            )
        self.order_fields([name for name in self.fields if name != "guests"])
        fresh = ",".join(f"{name}:{row.version}" for name, row in self.rows.items())
        self.initial["seen"] = fresh
        if self.is_bound:
            self._meet_others(fresh)

    def _meet_others(self, fresh: str) -> None:
        """Rows that another person wrote since this one looked; those not typed on are renewed."""
        self.data = self.data.copy()
        pairs = (part.rpartition(":") for part in self.data.get("seen", "").split(","))
        seen = {name: version for name, _colon, version in pairs}
        self.changed_by_others = [
            name for name, row in self.rows.items() if seen.get(name) != str(row.version)
        ]
        for name in self.changed_by_others:
            self.data.setdefault(name, self.rows[name].presence)
        self.data["seen"] = fresh

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.changed_by_others:
            told = _("Mezitím zapsal někdo jiný. Nově je zde: %(value)s.")
            about = {"value": self.rows[name].get_presence_display()}
            self.add_error(name, forms.ValidationError(told, "stale", about))
        return cleaned

    @property
    def presence(self) -> dict[int, str]:
        return self._said("row-")

    @property
    def joined(self) -> dict[int, str]:
        """Key of a member who was not on the list → what is said of them."""
        return {pk: said for pk, said in self._said("member-").items() if said}

    def _said(self, stem: str) -> dict[int, str]:
        given = self.cleaned_data.items()
        return {int(name.removeprefix(stem)): v for name, v in given if name.startswith(stem)}


def _who(one: Attendance | Member) -> str:
    about = ", ".join(filter(None, [one.organisation, str(one.get_side_display())]))
    return f"{one.name} ({about})"


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Důvod"), max_length=300, widget=forms.Textarea)


class GroupFilter(forms.Form):
    uroven = forms.ChoiceField(
        label=_("Úroveň"), required=False, choices=[("", _("všechny")), *Level.choices]
    )
    hledat = forms.CharField(label=_("Hledat podle názvu nebo území"), required=False)
