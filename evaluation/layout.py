"""A form version as plain values, and the part of it that concerns one service at one occasion.

A published version never changes, so what was read once is kept by the sum of its content.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from evaluation.models import (
    FormField,
    FormQuantity,
    FormRule,
    FormSection,
    FormVersion,
    Report,
)
from evaluation.rules import Rule, signed, total

RESIDENTIAL = "residential"
Kind = FormField.Kind


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form."""

    code: str
    section: str
    label: str
    unit: str
    kind: str
    decimals: int
    choices: tuple[str, ...]
    help: str
    group: str
    row: str
    column: str
    kinds: frozenset[str]
    forms: frozenset[str]
    is_split: bool
    occasions: frozenset[str]
    is_required: bool
    is_read_only: bool
    comment_when_positive: bool
    minimum: Decimal | None
    maximum: Decimal | None
    sum_of: tuple[str, ...]
    prefill: str
    order: int

    @property
    def is_number(self) -> bool:
        return self.kind in (Kind.DECIMAL, Kind.INTEGER)

    @property
    def is_computed(self) -> bool:
        return bool(self.sum_of)

    @property
    def is_typed(self) -> bool:
        """Whether a person may write into it."""
        return not self.sum_of and not self.is_read_only


@dataclass(frozen=True, slots=True)
class Chapter:
    code: str
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class Quantity:
    code: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]
    form: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a rule concerns."""

    kinds: frozenset[str]
    forms: frozenset[str]
    occasions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Form:
    """A whole version."""

    code: str
    fingerprint: str
    chapters: tuple[Chapter, ...]
    fields: tuple[Asked, ...]
    rules: tuple[tuple[Concern, Rule], ...]
    quantities: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one service is asked at one occasion; fields by code in the order of the form."""

    chapters: tuple[Chapter, ...]
    fields: Mapping[str, Asked]
    rules: tuple[Rule, ...]
    quantities: tuple[Quantity, ...]
    sums: tuple[Asked, ...]  # each after those it is made of
    numeric: tuple[str, ...]  # codes of numbers and ticks
    forms: frozenset[str]

    def of_section(self, code: str) -> list[Asked]:
        return [one for one in self.fields.values() if one.section == code]

    def chapter(self, code: str) -> Chapter | None:
        return next((one for one in self.chapters if one.code == code), None)


def form_of(version: FormVersion) -> Form:
    if not version.fingerprint:
        return read_form(version)
    kept = _KEPT.get(version.fingerprint)
    if kept is None:
        _KEPT[version.fingerprint] = kept = read_form(version)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
    return kept


MOST_KEPT = 8
_KEPT: dict[str, Form] = {}


def read_form(version: FormVersion) -> Form:
    """The version from the database, in four queries."""
    chapters = FormSection.objects.filter(version=version).order_by("order")
    sections = {row.pk: row.code for row in chapters}
    rules = FormRule.objects.filter(version=version).order_by("order")
    fields = FormField.objects.filter(version=version).order_by("order")
    quantities = FormQuantity.objects.filter(version=version).order_by("pk")
    return Form(
        version.code,
        version.fingerprint,
        tuple(Chapter(row.code, row.title, row.help) for row in chapters),
        tuple(_asked(row, sections[row.section_id]) for row in fields),
        tuple((_concern(row), _rule(row)) for row in rules),
        tuple(Quantity(r.code, tuple(r.plus), tuple(r.minus), r.form) for r in quantities),
    )


def _asked(row: FormField, section: str) -> Asked:
    return Asked(
        code=row.code,
        section=section,
        label=row.label,
        unit=row.unit,
        kind=row.kind,
        decimals=row.decimals,
        choices=tuple(row.choices),
        help=row.help,
        group=row.group,
        row=row.row,
        column=row.column,
        kinds=frozenset(row.kinds),
        forms=frozenset(row.forms),
        is_split=row.is_split,
        occasions=frozenset(row.occasions),
        is_required=row.is_required,
        is_read_only=row.is_read_only,
        comment_when_positive=row.comment_when_positive,
        minimum=row.minimum,
        maximum=row.maximum,
        sum_of=tuple(row.sum_of),
        prefill=row.prefill,
        order=row.order,
    )


def _concern(row: FormRule) -> Concern:
    return Concern(frozenset(row.kinds), frozenset(row.forms), frozenset(row.occasions))


def _rule(row: FormRule) -> Rule:
    return Rule(
        code=row.code,
        title=row.title,
        what=row.what,
        severity=row.severity,
        message=row.message,
        left=tuple(row.left),
        right=tuple(row.right),
        factor=row.factor,
        tolerance=row.tolerance,
        minimum=row.minimum,
        maximum=row.maximum,
    )


def _concerns(one: Any, kind: str, forms: frozenset[str], occasion: str) -> bool:
    return (
        (not one.kinds or kind in one.kinds)
        and (not one.forms or bool(one.forms & forms))
        and (not one.occasions or occasion in one.occasions)
    )


def sheet_for(form: Form, kind: str, forms: Iterable[str], occasion: str) -> Sheet:
    """The part of ``form`` that a service of ``kind`` in ``forms`` fills in."""
    held = frozenset(forms)
    if not form.fingerprint:
        return _sheet(form, kind, held, occasion)
    return _kept_sheet(form.fingerprint, kind, held, occasion)


def sheet_of(report: Report) -> Sheet:
    """For a report that came with its term, form version, service and kind."""
    form = form_of(report.term.form_version)
    return sheet_for(form, report.service.kind.slug, report.forms, report.term.occasion)


@lru_cache(maxsize=256)
def _kept_sheet(fingerprint: str, kind: str, forms: frozenset[str], occasion: str) -> Sheet:
    return _sheet(_KEPT[fingerprint], kind, forms, occasion)


def _sheet(form: Form, kind: str, forms: frozenset[str], occasion: str) -> Sheet:
    splits = RESIDENTIAL in forms and len(forms) > 1
    fields = {
        one.code: one
        for one in form.fields
        if _concerns(one, kind, forms, occasion) and (splits or not one.is_split)
    }
    rules = tuple(rule for whom, rule in form.rules if _concerns(whom, kind, forms, occasion))
    met = {one.section for one in fields.values()}
    return Sheet(
        tuple(one for one in form.chapters if one.code in met),
        fields,
        rules,
        form.quantities,
        _in_order(fields),
        tuple(code for code, one in fields.items() if one.is_number or one.kind == Kind.BOOLEAN),
        forms,
    )


def _in_order(fields: Mapping[str, Asked]) -> tuple[Asked, ...]:
    """Computed fields, each after those it is made of. Raises ValueError for a sum of itself."""
    done: dict[str, Asked] = {}
    open_: set[str] = set()

    def visit(one: Asked) -> None:
        if one.code in done:
            return
        if one.code in open_:
            raise ValueError(f"{one.code} is a sum of itself")
        open_.add(one.code)
        for part in one.sum_of:
            other = fields.get(signed(part)[1])
            if other is not None and other.is_computed:
                visit(other)
        done[one.code] = one

    for one in fields.values():
        if one.is_computed:
            visit(one)
    return tuple(done.values())


def made_of(sheet: Sheet, codes: Iterable[str]) -> frozenset[str]:
    """``codes`` and, of sums among them, the fields that they are made of."""
    found: set[str] = set()
    left = list(codes)
    while left:
        code = left.pop()
        if code in sheet.fields and code not in found:
            found.add(code)
            left += [signed(part)[1] for part in sheet.fields[code].sum_of]
    return frozenset(found)


def compute(sheet: Sheet, numbers: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
    """All numbers with the sums made anew from their parts; nothing given in is a sum's own."""
    found = dict(numbers)
    for one in sheet.sums:
        if one.sum_of[0] == "%":
            found[one.code] = _per_cent(one, found)
        else:
            found[one.code] = total(one.sum_of, found)
    return found


def _per_cent(one: Asked, numbers: Mapping[str, Decimal | None]) -> Decimal | None:
    part, whole = (numbers.get(code) for code in one.sum_of[1:3])
    if part is None or not whole:
        return None
    return round(part / whole * 100, one.decimals)
