"""What stands at the foot of a need, a priority or a measure: three values side by side, and links."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from planning.models import Fate, Measure, Need, Plan
from planning.tracing.chain import Chain, Key, Row, chains, current_fates, key_of
from sitis.history import CHANGED, CREATED
from sitis.numerals import signed


def plan_of(row: Row) -> Plan:
    return row.goal.priority.plan if isinstance(row, Measure) else row.plan


def said(row: Row) -> str:
    """What a row asks, in words."""
    if isinstance(row, Need):
        return _("%(change)s (%(unit)s) od roku %(year)s") % {
            "change": signed(row.change),
            "unit": row.unit.name,
            "year": row.year,
        }
    return str(row)


def address(row: Row) -> str:
    """The page where the row is read; empty where there is none."""
    try:
        if isinstance(row, Need):
            return reverse("planning:need-detail", args=[row.pk])
        name = "measure-detail" if isinstance(row, Measure) else "priority-detail"
        return reverse(f"planning:{name}", args=[row.pk])
    except NoReverseMatch:
        pass
    try:
        return reverse("planning:strategy", args=[plan_of(row).pk])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class Word:
    """Who wrote something last, and when."""

    who: str
    when: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a higher level decided about a value."""

    by: str  # okres or region, in words
    verdict: str
    label: str
    reason: str
    word: Word | None


@dataclass(slots=True)
class Voice:
    """What one level says, and what was decided about it above."""

    level: str
    place: str
    text: str
    code: str
    url: str
    word: Word | None  # who wrote the value
    rulings: list[Ruling] = field(default_factory=list)
    is_this: bool = False


@dataclass(slots=True)
class Panel:
    """``voices`` from the ORP to the region, for each year of a need."""

    voices: list[list[Voice]] = field(default_factory=list)
    verdict: str = ""
    verdict_label: str = ""
    measures: list[tuple[str, str]] = field(default_factory=list)  # words, address
    items: list[tuple[str, str]] = field(default_factory=list)


def panel_of(row: Row, user: Any, years: Iterable[Need] = ()) -> Panel:
    """``user`` sees decisions and links that they may read.

    Of a need all its ``years`` in the plan, read here unless they were read ``for_table``.
    """
    rows: list[Row] = [*years] or [row]
    if isinstance(row, Need) and not years:
        rows = list(Need.objects.filter(plan=row.plan_id, code=row.code).for_table())
        rows.sort(key=lambda one: one.year)
    # an EXISTS keeps the rule from joining its tables into the long query of fates
    seen = Fate.objects.readable_by(user).filter(pk=OuterRef("pk"))
    ways = chains(rows, current_fates().filter(Exists(seen)))
    reached = _reached(ways.values())
    urls = readable(reached, user)
    decided = [(Fate, fate.pk) for one in ways.values() for fate in _fates(one)]
    words = written([*reached, *decided])
    panel = Panel()
    for one in ways.values():
        panel.voices.append(_voices(one, words, urls))
    finals = {one.final.verdict: one.final for one in ways.values() if one.final}
    if len(finals) == 1 and all(one.final for one in ways.values()):
        (fate,) = finals.values()
        panel.verdict, panel.verdict_label = fate.verdict, fate.get_verdict_display()
    for one in ways.values():
        for measure in one.measures:
            entry = (f"{measure} ({plan_of(measure).place_name})", urls.get(key_of(measure), ""))
            if urls.get(key_of(measure)) is not None and entry not in panel.measures:
                panel.measures.append(entry)
        for item in one.items:
            url = reverse("providers:network-item", args=[item.pk])
            entry = (
                f"{item.service.name}, {item.place_name}: {item.amount_shown} ({item.unit})",
                url,
            )
            if entry not in panel.items:
                panel.items.append(entry)
    return panel


def _voices(one: Chain, words: dict[Any, Word], urls: dict[Key, str]) -> list[Voice]:
    """From the lowest sources to the region."""
    order = [source.row for source in (*one.starts, *one.sources)]
    rows: dict[Key, Row] = {key_of(row): row for row in [*order, one.row, *one.ups]}
    voices = {key: _voice(row, words, urls) for key, row in rows.items()}
    voices[key_of(one.row)].is_this = True
    for fate in _fates(one):
        voice = voices.get(key_of(fate.input))
        if voice:
            label = fate.get_verdict_display()
            word = words.get((Fate, fate.pk))
            place = fate.plan.place_name
            voice.rulings.append(Ruling(place, fate.verdict, label, fate.reason, word))
    return list(voices.values())


def _voice(row: Row, words: dict[Any, Word], urls: dict[Key, str]) -> Voice:
    plan = plan_of(row)
    return Voice(
        level=plan.level,
        place=plan.place_name,
        text=said(row),
        code=row.code,
        url=urls.get(key_of(row), ""),
        word=words.get(key_of(row)),
    )


def _fates(one: Chain) -> list[Fate]:
    below = [under.fate for source in one.sources for under in source.sources]
    return [*below, *(source.fate for source in one.sources), *one.fates]


def _reached(ways: Iterable[Chain]) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for one in ways:
        for row in (one.row, *one.ups, *one.measures):
            rows[key_of(row)] = row
        for source in one.sources:
            for found in (source, *source.sources):
                rows[key_of(found.row)] = found.row
    return rows


def written(keys: Iterable[tuple[Any, int]]) -> dict[Any, Word]:
    """Who wrote each of rows and fates last. One query."""
    about = ("id", "history_id", "history_date", "history_user__name", "history_user__email")
    parts = {
        model: model.history.filter(id__in=pks, history_type__in=[CREATED, CHANGED])
        for model, pks in _by_model(keys).items()
    }
    rows = sorted(_joined(parts, *about), key=lambda row: (row[3], row[2]))
    return {
        (model, pk): Word(name or email or _("systém"), moment)
        for model, pk, _history, moment, name, email in rows
    }


def readable(rows: dict[Key, Row], user: Any) -> dict[Key, str]:
    """Addresses of those of ``rows`` that ``user`` may open. One query."""
    parts = {
        model: model.objects.readable_by(user).filter(Q(pk__in=pks))
        for model, pks in _by_model(rows).items()
    }
    return {key: address(rows[key]) for key in _joined(parts, "pk")}


def _by_model(keys: Iterable[tuple[Any, int]]) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for model, pk in keys:
        found.setdefault(model, []).append(pk)
    return found


def _joined(parts: dict[Any, Any], *columns: str) -> Iterator[tuple[Any, ...]]:
    """``columns`` of rows of several models, after their model, in one query."""
    models = {model.__name__: model for model in parts}
    named = [
        rows.order_by()
        .annotate(model_of=Value(model.__name__, output_field=CharField()))
        .values_list("model_of", *columns)
        for model, rows in parts.items()
    ]
    if named:
        for name, *values in named[0].union(*named[1:]):
            yield models[name], *values
