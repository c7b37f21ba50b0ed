"""A version of the network is started, goes through its states, comes into force, is replaced."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from providers.models import Cofinancing, NetworkItem, NetworkVersion
from sitis.history import CHANGED, CREATED, write_history
from sitis.resolutions import Resolution
from sitis.versions import save_version

DAY = timedelta(days=1)
BATCH = 500
LOCK = 0x53495420  # "SIT ": one version comes into force at a time

State, Move = NetworkVersion.State, NetworkVersion.Move

#: What a copied item takes over.
_COPIED = (
    *("service_id", "form_id", "target_group_id", "orp_id", "district_id", "category_id"),
    *("unit_id", "amount", "financing", "mandate_number", "note", "valid_from", "valid_to"),
)


class IllegalMove(ValidationError):
    """The version is not in a state from which this step leads, also because another was faster."""


@transaction.atomic
def start_version(
    *,
    year: int,
    valid_from: date,
    by: Any,
    valid_to: date | None = None,
    copy_of: NetworkVersion | None = None,
    note: str = "",
    reason: str = "",
) -> NetworkVersion:
    """A new version in preparation, empty or a copy. Raises ValidationError.

    Items whose own last day is before ``valid_from`` stay behind; the others name the item they
    continue and keep everything but the resolution, which spoke of an older change.
    """
    version = NetworkVersion(
        year=year,
        number=_next_number(year),
        valid_from=valid_from,
        valid_to=valid_to,
        copied_from=copy_of,
        note=note,
    )
    save_version(version, by=by, reason=reason)
    if copy_of is not None:
        _copy_items(copy_of, version, by=by, reason=reason)
    return version


def _next_number(year: int) -> int:
    last = NetworkVersion.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _copy_items(source: NetworkVersion, version: NetworkVersion, *, by: Any, reason: str) -> None:
    kept = list(source.items.lasting_from(version.valid_from).order_by("pk"))
    copies = [
        NetworkItem(
            network=version,
            continues=item,
            **{name: getattr(item, name) for name in _COPIED},
        )
        for item in kept
    ]
    NetworkItem.objects.bulk_create(copies, batch_size=BATCH)
    write_history(NetworkItem, [copy.pk for copy in copies], CREATED, by=by, reason=reason)
    into = {item.pk: copy for item, copy in zip(kept, copies, strict=True)}
    shares = [
        Cofinancing(item=into[row.item_id], municipality_id=row.municipality_id, share=row.share)
        for row in Cofinancing.objects.filter(item__network=source).order_by("pk")
        if row.item_id in into
    ]
    Cofinancing.objects.bulk_create(shares, batch_size=BATCH)
    write_history(Cofinancing, [row.pk for row in shares], CREATED, by=by, reason=reason)


def save_version_of_network(version: NetworkVersion, *, by: Any, reason: str = "") -> None:
    """Write the days, resolutions or note of a version not in force. Raises ValidationError, Stale."""
    refuse_locked(version.pk)
    save_version(version, by=by, reason=reason)


def refuse_locked(version_pk: int) -> None:
    """Hold the version's row till the end of the transaction. Raises ValidationError if in force."""
    rows = NetworkVersion.objects.select_for_update().filter(pk=version_pk)
    state = rows.values_list("state", flat=True).first()
    if state in NetworkVersion.IN_FORCE:
        raise ValidationError(NetworkVersion.LOCKED, code="locked")


@transaction.atomic
def move(
    version: NetworkVersion,
    step: str,
    *,
    by: Any,
    resolution: Resolution | None = None,
    note: str = "",
) -> None:
    """Take one ``step`` of ``NetworkVersion.MOVES`` and keep it in the history.

    Coming into force is a step of its own, ``put_in_force``. Raises IllegalMove, or
    ValidationError where the step stands on a resolution that is missing or another body's. A ``resolution``
    not saved yet is kept with the step.
    """
    if step == Move.PUT_IN_FORCE:
        raise IllegalMove(_("Uvedení v platnost potřebuje den, od kterého síť platí."))
    sources, target = NetworkVersion.MOVES[step]
    rows = NetworkVersion.objects.filter(pk=version.pk, state__in=sources)
    if not rows.exists():
        raise IllegalMove(_("Tento krok už u verze nejde udělat. Načtěte stránku znovu."))
    changed: dict[str, Any] = {"state": target, "version": F("version") + 1}
    if step in NetworkVersion.NEEDS_RESOLUTION:
        column, body = NetworkVersion.NEEDS_RESOLUTION[step]
        resolution = resolution or getattr(version, column)
        if resolution is None or resolution.body != body:
            raise ValidationError({"resolution": NetworkVersion.RESOLUTION_MISSING[step]})
        if resolution.pk is None:
            save_version(resolution, by=by)
        changed[column] = resolution
    if step == Move.RETURN:  # what was approved is not what will be changed
        changed |= {"council_resolution": None, "assembly_resolution": None}
    if not rows.update(**changed):  # check and change in one
        raise IllegalMove(_("Tento krok už u verze nejde udělat. Načtěte stránku znovu."))
    _remember(version, step, by=by, note=note)


def _remember(version: NetworkVersion, step: str, *, by: Any, note: str) -> None:
    version.refresh_from_db()
    said = f"{Move(step).label}: {note}" if note else str(Move(step).label)
    write_history(NetworkVersion, [version.pk], CHANGED, by=by, reason=said[:100])


@transaction.atomic
def put_in_force(
    version: NetworkVersion, *, first_day: date, by: Any, today: date, note: str = ""
) -> None:
    """From ``first_day`` on the network is this version; the one before ends the day before.

    Versions of later days stay: this one then ends the day before the first of them. Raises
    IllegalMove, or ValidationError where another version begins on the very day.
    """
    _one_at_a_time()
    in_force = NetworkVersion.objects.in_force()
    same = in_force.filter(valid_from=first_day).first()
    if same is not None:
        raise ValidationError(
            {
                "first_day": _(
                    "Od %(day)s už platí %(version)s. Zadejte pozdější den; "
                    "platná verze se nemění, oprava platí až po ní."
                )
                % {"day": date_format(first_day), "version": same}
            }
        )
    following = in_force.filter(valid_from__gt=first_day).order_by("valid_from").first()
    ends = [version.valid_to] if version.valid_to else []
    if following is not None:
        ends.append(following.valid_from - DAY)
    last_day = min(ends, default=None)
    if last_day is not None and last_day < first_day:
        raise ValidationError(
            {
                "first_day": _("Verze podle sebe končí %(day)s. Zadejte dřívější den.")
                % {"day": date_format(last_day)}
            }
        )
    _end_before(first_day, today=today, by=by)
    over = following is not None and last_day is not None and last_day < today
    sources, target = NetworkVersion.MOVES[Move.PUT_IN_FORCE]
    rows = NetworkVersion.objects.filter(pk=version.pk, state__in=sources)
    if not rows.update(
        state=State.REPLACED if over else target,
        valid_from=first_day,
        valid_to=last_day,
        version=F("version") + 1,
    ):
        raise IllegalMove(_("V platnost jde uvést jen verze schválená zastupitelstvem."))
    _remember(version, Move.PUT_IN_FORCE, by=by, note=note)


def _end_before(first_day: date, *, today: date, by: Any) -> None:
    """The version that covers ``first_day`` ends the day before, and is replaced if that is past."""
    before = NetworkVersion.objects.in_force_on(first_day).first()
    if before is None:
        return
    state = State.REPLACED if first_day <= today else before.state
    NetworkVersion.objects.filter(pk=before.pk).update(
        valid_to=first_day - DAY, state=state, version=F("version") + 1
    )
    reason = _("Nahrazuje ji další verze sítě.")
    write_history(NetworkVersion, [before.pk], CHANGED, by=by, reason=reason)


def retire(day: date) -> int:
    """Versions whose last day has passed and that another one followed become replaced.

    Run every night; what holds on a day never depends on it. Returns how many.
    """
    rows = NetworkVersion.objects.filter(state=State.VALID, valid_to__lt=day)
    latest = NetworkVersion.objects.in_force().filter(valid_from__lte=day)
    newest = latest.aggregate(first=Max("valid_from"))["first"]
    past = list(rows.filter(valid_from__lt=newest).values_list("pk", flat=True)) if newest else []
    with transaction.atomic():
        NetworkVersion.objects.filter(pk__in=past, state=State.VALID).update(
            state=State.REPLACED, version=F("version") + 1
        )
        write_history(NetworkVersion, past, CHANGED, reason=_("Nahradila ji další verze sítě."))
    return len(past)


def _one_at_a_time() -> None:
    """A second one waits and then sees the first; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
