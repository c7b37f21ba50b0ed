"""What a higher plan decides about inputs: accepted, merged, put aside, refused; one or many at once.

All decisions of a plan wait for its row, so two people never decide over each other unseen.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from planning.actions.rows import refuse_closed
from planning.actions.taking_over import take_over_needs, take_over_priorities
from planning.models import Fate, Measure, Need, Plan, Priority
from planning.tracing.chain import Key, Row, key_of
from planning.tracing.inputs import LEADS_ON, Input, inputs_of, name_of
from sitis.history import CHANGED, CREATED, DELETED, write_history

BATCH = 500
Verdict = Fate.Verdict
#: Versions of fates as a page saw them: key of the input -> version, 0 for no fate.
Seen = Mapping[Key, int]


class Overtaken(ValidationError):
    """Somebody decided about an input since the page was read; nothing was written."""


@transaction.atomic
def decide(
    plan: Plan,
    rows: Collection[Input],
    verdict: str,
    *,
    by: Any,
    reason: str = "",
    target: Row | None = None,
    seen: Seen | None = None,
) -> int:
    """Give all ``rows`` the same verdict; accepted without a ``target`` they are taken over as rows.

    A need that was taken over before keeps its row. Raises Closed, Overtaken, or ValidationError
    (no reason, not an input of this plan).
    """
    rows = list(rows)
    reason = reason.strip()
    if verdict == Verdict.MERGED and target is None:
        raise ValidationError(_("Vyberte, do čeho podnět vstoupil."))
    if verdict not in LEADS_ON and not reason:
        raise ValidationError(_("Napište důvod, ORP jej uvidí."), code="reason")
    hold(plan, rows, seen)
    if verdict not in LEADS_ON:
        into: dict[Key, Row | None] = {key_of(row): None for row in rows}
    elif target is not None:
        into = {key_of(row): target for row in rows}
    else:
        into = _own_rows(plan, rows)
        needs = [row for row in rows if isinstance(row, Need) and key_of(row) not in into]
        into |= take_over_needs(plan, needs, by=by)
        into |= take_over_priorities(plan, [r for r in rows if isinstance(r, Priority)], by=by)
    write_fates(plan, rows, verdict, into, by=by, reason=reason)
    return len(rows)


def _own_rows(plan: Plan, rows: list[Input]) -> dict[Key, Row | None]:
    """Needs of ``plan`` that accepted ``rows`` were already taken over as."""
    accepted = _fates(plan, rows).filter(verdict=Verdict.ACCEPTED, target_need__isnull=False)
    return {key_of(fate.input): fate.target_need for fate in accepted.select_related("target_need")}


def link(
    target: Priority | Measure, rows: Collection[Input], *, by: Any, seen: Seen | None = None
) -> int:
    """Name ``rows`` as sources of a priority or measure; they are accepted by it."""
    plan = target.goal.priority.plan if isinstance(target, Measure) else target.plan
    return decide(plan, rows, Verdict.ACCEPTED, by=by, target=target, seen=seen)


@transaction.atomic
def undo(plan: Plan, rows: Collection[Input], *, by: Any, seen: Seen | None = None) -> int:
    """Take decisions about ``rows`` back. Rows that were only taken over and nobody touched go too."""
    rows = list(rows)
    hold(plan, rows, seen)
    fates = list(_fates(plan, rows))
    sums = _sums(fates)
    pks = [fate.pk for fate in fates]
    write_history(Fate, pks, DELETED, by=by)
    Fate.objects.filter(pk__in=pks)._raw_delete(Fate.objects.db)
    _tidy(plan, fates, sums, by=by)
    return len(fates)


# -- what all decisions share ----------------------------------------------------------------------


def hold(plan: Plan, rows: list[Input], seen: Seen | None = None) -> None:
    """Lock the plan, and refuse what it may not decide about now.

    Raises Closed, Overtaken, ValidationError.
    """
    if not rows:
        raise ValidationError(_("Vyberte aspoň jeden podnět."), code="empty")
    for model in (Need, Priority):
        pks = {row.pk for row in rows if isinstance(row, model)}
        if not pks:
            continue
        refuse_closed(plan.pk, model.deliverable)
        known = set(inputs_of(model, plan).filter(pk__in=pks).values_list("pk", flat=True))
        if known != pks:
            raise ValidationError(
                _("Některé podněty už k plánu nepatří, třeba je ORP vzalo zpět. Vyberte znovu."),
                code="foreign",
            )
    if seen is None:
        return
    now = {key_of(fate.input): fate for fate in _fates(plan, rows)}
    late = [row for row in rows if _version(now, row) != seen.get(key_of(row), 0)]
    if late:
        names = ", ".join(f"{row.code} ({row.plan.place_name})" for row in late[:5])
        raise Overtaken(
            _("O těchto podnětech mezitím rozhodl někdo jiný: %s. Podívejte se a rozhodněte znovu.")
            % names,
            code="overtaken",
        )


def _version(fates: Mapping[Key, Fate], row: Input) -> int:
    fate = fates.get(key_of(row))
    return fate.version if fate else 0


def _fates(plan: Plan, rows: Iterable[Input]) -> Any:
    pks: dict[Any, list[int]] = {Need: [], Priority: []}
    for row in rows:
        pks[type(row)].append(row.pk)
    asked = Q(need__in=pks[Need]) | Q(priority__in=pks[Priority])
    return Fate.objects.filter(asked, plan=plan).select_related("need", "priority")


def write_fates(
    plan: Plan,
    rows: Iterable[Input],
    verdict: str,
    into: Mapping[Key, Row | None],
    *,
    by: Any,
    reason: str,
) -> None:
    """One fate for each of ``rows``, new or changed, in bulk."""
    rows = list(rows)
    old = {key_of(fate.input): fate for fate in _fates(plan, rows)}
    before = [_copy(fate) for fate in old.values()]
    sums = _sums(before)
    made, changed = [], []
    for row in rows:
        fate = old.get(key_of(row)) or Fate(plan=plan, **{name_of(type(row)): row})
        target = into[key_of(row)]
        fate.verdict, fate.reason = verdict, reason
        fate.target_need = target if isinstance(target, Need) else None
        fate.target_priority = target if isinstance(target, Priority) else None
        fate.target_measure = target if isinstance(target, Measure) else None
        (changed if fate.pk else made).append(fate)
    Fate.objects.bulk_create(made, batch_size=BATCH)
    write_history(Fate, [fate.pk for fate in made], CREATED, by=by, reason=reason[:100])
    for fate in changed:
        fate.version += 1
    fields = ["version", "verdict", "reason"]
    targets = ["target_need", "target_priority", "target_measure"]
    Fate.objects.bulk_update(changed, [*fields, *targets], batch_size=BATCH)
    write_history(Fate, [fate.pk for fate in changed], CHANGED, by=by, reason=reason[:100])
    _tidy(plan, before, sums, by=by)


def _copy(fate: Fate) -> Fate:
    """A fate as it stood, for looking after what it led to."""
    return Fate(
        pk=fate.pk,
        target_need_id=fate.target_need_id,
        target_priority_id=fate.target_priority_id,
    )


# -- rows that lost a source -----------------------------------------------------------------------


def _sums(fates: Iterable[Fate]) -> dict[int, Decimal]:
    """What sources of the needs that ``fates`` lead to ask together, by the key of the need."""
    return source_sums({fate.target_need_id for fate in fates if fate.target_need_id})


def source_sums(needs: Collection[int]) -> dict[int, Decimal]:
    """What the sources of ``needs`` ask together; who has none is not there. One query."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    if needs:
        rows = Fate.objects.filter(target_need__in=needs, need__isnull=False)
        for pk, change in rows.values_list("target_need", "need__change"):
            sums[pk] += change
    return dict(sums)


def proposal_for(change: Decimal, before: str = "") -> str:
    """The word that agrees with the sign of ``change``."""
    if change > 0:
        return Need.Proposal.NEW if before == Need.Proposal.NEW else Need.Proposal.MORE
    return Need.Proposal.LESS if change < 0 else Need.Proposal.KEEP


def _tidy(plan: Plan, before: list[Fate], sums: Mapping[int, Decimal], *, by: Any) -> None:
    """Rows that lost a source: one that was their sum follows it, one that nobody touched goes."""
    needs = Need.objects.filter(plan=plan, pk__in=sums)
    left = source_sums(list(sums))
    changed, idle = [], []
    for need in needs:
        if need.pk not in left:
            idle.append(need.pk)
        elif need.change == sums[need.pk] != left[need.pk]:
            need.change = left[need.pk]
            need.proposal = proposal_for(need.change, need.proposal)
            need.version += 1
            changed.append(need)
    Need.objects.bulk_update(changed, ["change", "proposal", "version"], batch_size=BATCH)
    write_history(Need, [need.pk for need in changed], CHANGED, by=by)
    untouched = Need.objects.filter(pk__in=idle, version=1, sources=None, fates=None, measures=None)
    _remove(Need, list(untouched.values_list("pk", flat=True)), by=by)
    taken = {fate.target_priority_id for fate in before if fate.target_priority_id}
    alone = Priority.objects.filter(pk__in=taken, plan=plan, version=1, sources=None)
    alone = alone.filter(fates=None, goals=None)
    _remove(Priority, list(alone.values_list("pk", flat=True)), by=by)


def _remove(model: Any, pks: list[int], *, by: Any) -> None:
    """Rows that nothing leads to; their history stays, so no number is given again."""
    if not pks:
        return
    write_history(model, pks, DELETED, by=by)
    for one in model._meta.many_to_many:
        through = one.remote_field.through.objects
        through.filter(**{f"{one.m2m_field_name()}__in": pks})._raw_delete(through.db)
    model.objects.filter(pk__in=pks)._raw_delete(model.objects.db)


# -- order -------------------------------------------------------------------------------------------


def requirements(plan: Plan) -> list[str]:
    """Codes of needs that ask for a change, in their order; those without a place come last."""
    rows = plan.needs.exclude(proposal=Need.Proposal.KEEP)
    rows = rows.order_by(F("rank").asc(nulls_last=True), "kind__name", "form__name", "pk")
    return list(dict.fromkeys(rows.values_list("code", flat=True)))


@transaction.atomic
def rank(plan: Plan, codes: list[str], *, by: Any, seen: list[str] | None = None) -> None:
    """Order requirements as ``codes`` go, from one without gaps; the others follow as they stood.

    ``seen``: the order that the page showed. Raises Closed, Overtaken.
    """
    refuse_closed(plan.pk, Need.deliverable)
    now = requirements(plan)
    if seen is not None and seen != now:
        raise Overtaken(
            _("Pořadí mezitím někdo změnil. Vaše čísla zůstala vyplněná, porovnejte je a uložte."),
            code="overtaken",
        )
    wanted = [code for code in dict.fromkeys(codes) if code in set(now)]
    order = {code: at for at, code in enumerate(dict.fromkeys([*wanted, *now]), start=1)}
    changed = []
    for need in plan.needs.all():
        place = order.get(need.code)
        if need.rank != place:
            need.rank, need.version = place, need.version + 1
            changed.append(need)
    Need.objects.bulk_update(changed, ["rank", "version"], batch_size=BATCH)
    write_history(Need, [need.pk for need in changed], CHANGED, by=by, reason=_("pořadí"))
