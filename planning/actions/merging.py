"""Requests of several ORPs become one joint need; a higher plan's own value stands beside theirs."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from planning.actions.fates import Seen, hold, proposal_for, source_sums, write_fates
from planning.actions.rows import refuse_closed
from planning.actions.taking_over import next_code
from planning.models import Fate, Need, Plan
from planning.tracing.chain import key_of
from sitis.history import CHANGED, write_history
from sitis.numerals import signed
from sitis.versions import save_version


class Unlike(ValidationError):
    """Needs that cannot be one: another kind, form or unit."""


def refuse_unlike(needs: list[Need]) -> None:
    """Only the same kind, form and unit can be summed. Raises Unlike."""
    for name, words in (
        ("kind", _("Sloučit lze jen potřeby stejného druhu služby. Vybrané jsou: %s.")),
        ("form", _("Sloučit lze jen potřeby stejné formy. Vybrané jsou: %s.")),
        ("unit", _("Sloučit lze jen potřeby ve stejných jednotkách. Vybrané jsou v: %s.")),
    ):
        found = sorted({getattr(need, name).name for need in needs})
        if len(found) > 1:
            raise Unlike(words % ", ".join(found), code="unlike")


def proposed(needs: list[Need], into: list[Need]) -> dict[int, Decimal]:
    """By years of ``needs``, what they and present sources of the joint rows ``into`` ask together."""
    years = {need.year for need in needs}
    into = [row for row in into if row.year in years]
    sums = source_sums([row.pk for row in into])
    here = set(
        Fate.objects.filter(
            need__in=[need.pk for need in needs], target_need__in=[row.pk for row in into]
        ).values_list("need", "target_need__year")
    )
    total: dict[int, Decimal] = {}
    for row in into:  # without sources it is the okres' own request, that others join
        total[row.year] = sums.get(row.pk, row.change)
    for need in needs:
        if (need.pk, need.year) not in here:
            total[need.year] = total.get(need.year, Decimal(0)) + need.change
    return total


@transaction.atomic
def merge(
    plan: Plan,
    needs: list[Need],
    *,
    by: Any,
    into: str = "",
    changes: Mapping[int, Decimal] | None = None,
    reason: str = "",
    place: str = "",
    seen: Seen | None = None,
) -> list[Need]:
    """Make ``needs`` one joint need of ``plan``, a row for each of their years; others stay.

    ``into``: code of a need that is there already; ``changes``: own values by year, which must be
    explained where they differ from the sum, and said again where ``into`` has one already.
    Raises Closed, Overtaken, Unlike, ValidationError.
    """
    hold(plan, list(needs), seen)
    rows = list(plan.needs.filter(code=into).for_table()) if into else []
    if into and not rows:
        raise ValidationError(_("Potřeba %s v plánu není.") % into, code="gone")
    refuse_unlike([*needs, *rows])
    asked = proposed(needs, rows)
    explained = _own_values(needs, rows)
    _must_say(explained, asked, changes or {})
    wanted = {year: (changes or {}).get(year, value) for year, value in asked.items()}
    _must_explain(asked, wanted, reason)
    code = into or f"N{next_code(plan)}"
    by_year = {row.year: row for row in rows}
    merged = []
    for year, value in sorted(wanted.items()):
        sources = [need for need in needs if need.year == year]
        row = by_year.get(year) or _joint(plan, code, sources or needs, place)
        row.year, row.change = year, value
        row.proposal = proposal_for(value, row.proposal)
        save_version(row, by=by, reason=reason[:100])
        items = {item.pk for need in sources for item in need.network_items.all()}
        row.network_items.add(*items)
        merged.append(row)
    targets = {row.year: row for row in merged}
    write_fates(
        plan,
        needs,
        Fate.Verdict.MERGED,
        {key_of(need): targets[need.year] for need in needs},
        by=by,
        reason=reason.strip(),
    )
    told_before = {row.year for row in explained}
    for row in merged:
        if row.year in told_before or row.change != asked[row.year]:
            _tell_sources(row, reason, by=by)
    return merged


def _own_values(needs: list[Need], rows: list[Need]) -> list[Need]:
    """Of the joint ``rows`` that ``needs`` join those that differ from what their sources ask."""
    joined = [row for row in rows if row.year in {need.year for need in needs}]
    sums = source_sums([row.pk for row in joined])
    return [row for row in joined if sums.get(row.pk, row.change) != row.change]


def _must_say(
    explained: list[Need], asked: Mapping[int, Decimal], changes: Mapping[int, Decimal]
) -> None:
    """No explained value is written over in silence."""
    words = _(
        "Potřeba %(code)s má pro rok %(year)d vlastní hodnotu %(own)s, s vybranými požadavky "
        "součet je %(sum)s. Napište, která hodnota platí."
    )
    unsaid = {
        f"change_{row.year}": words
        % {
            "code": row.code,
            "year": row.year,
            "own": signed(row.change),
            "sum": signed(asked[row.year]),
        }
        for row in explained
        if row.year not in changes
    }
    if unsaid:
        raise ValidationError(unsaid)


def _joint(plan: Plan, code: str, sources: list[Need], place: str) -> Need:
    """A joint need that keeps what its sources agree on and names the rest."""
    first = sources[0]
    names = list(dict.fromkeys(need.plan.place_name for need in sources))
    evidence = Counter(need.evidence for need in sources).most_common(1)[0][0]
    news = all(need.proposal == Need.Proposal.NEW for need in sources)
    origin = ", ".join(f"{need.code} {need.plan.place_name}" for need in sources)
    return Need(
        plan=plan,
        code=code,
        kind=first.kind,
        form=first.form,
        unit=first.unit,
        target_group=_common(sources, "target_group"),
        municipality=_common(sources, "municipality"),
        place=(place or ", ".join(names))[:200],
        proposal=Need.Proposal.NEW if news else Need.Proposal.MORE,
        importance=min(need.importance for need in sources),
        theme=_common(sources, "theme"),
        reason="\n\n".join(f"{need.plan.place_name}: {need.reason}" for need in sources),
        evidence=evidence,
        evidence_text=(_("sloučeno z: %s") % origin)[:500],
    )


def _common(sources: list[Need], name: str) -> Any:
    values = {getattr(need, name) for need in sources}
    return values.pop() if len(values) == 1 else None


def _must_explain(asked: Mapping[int, Decimal], wanted: Mapping[int, Decimal], reason: str) -> None:
    if not reason.strip() and any(asked[year] != value for year, value in wanted.items()):
        raise ValidationError(
            _("Vaše hodnota se liší od součtu požadavků. Napište proč, ORP to uvidí."),
            code="reason",
        )


@transaction.atomic
def adjust(need: Need, change: Decimal, *, by: Any, reason: str = "") -> None:
    """The plan's own value beside, never over, that of its sources; they see it with the reason.

    Raises Closed, Stale, ValidationError.
    """
    refuse_closed(need.plan_id, Need.deliverable)
    asked = source_sums([need.pk]).get(need.pk, need.change)
    _must_explain({need.year: asked}, {need.year: change}, reason)
    need.change, need.proposal = change, proposal_for(change, need.proposal)
    save_version(need, by=by, reason=reason[:100])
    _tell_sources(need, reason, by=by)


def _tell_sources(need: Need, reason: str, *, by: Any) -> None:
    """Every source of ``need`` sees why its value is what it is."""
    fates = list(Fate.objects.filter(target_need=need))
    for fate in fates:
        fate.reason, fate.version = reason.strip(), fate.version + 1
    Fate.objects.bulk_update(fates, ["reason", "version"])
    write_history(Fate, [fate.pk for fate in fates], CHANGED, by=by, reason=reason[:100])
