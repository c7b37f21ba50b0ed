"""What must hold among the values of a report (dossier 2.10). Pure: numbers in, findings out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fnmatch import fnmatchcase

from evaluation.numbers import shown
from evaluation.statistics import DEVIATION

Numbers = Mapping[str, Decimal | None]
ERROR, COMMENT, FLAG, NOTE = "error", "comment", "flag", "note"
#: Weight of what was found, heaviest first.
WEIGHTS = {ERROR: 8, COMMENT: 4, FLAG: 2, NOTE: 1}
_CENT = Decimal("0.01")
#: What an explained difference of two sums may be so that the office need not look: a hundredth.
SMALL = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    title: str
    what: str
    severity: str
    message: str
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    factor: Decimal = Decimal(1)
    tolerance: Decimal = Decimal(0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """An indicator of this report beside the usual range among similar services."""

    code: str
    name: str
    unit: str
    value: Decimal
    q1: Decimal
    q3: Decimal
    field: str  # where its comment is asked

    @property
    def is_far(self) -> bool:
        """So far outside the usual range that the office looks at it too (dossier 3.5)."""
        room = DEVIATION * (self.q3 - self.q1)
        return not self.q1 - room <= self.value <= self.q3 + room


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules may look at. A missing code is a field that does not concern the service."""

    numbers: Numbers
    comments: Collection[str] = ()  # codes that have a comment
    last: Numbers = field(default_factory=dict)  # the same codes in the last report
    network: Numbers = field(default_factory=dict)  # code of units -> units in the network
    bands: tuple[Band, ...] = ()
    files: Collection[str] = ()  # kinds of attached files
    computed: Collection[str] = ()  # sums: what they are made of is asked instead
    fund: Decimal | None = None  # working hours of one man-year in the year of the report


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold, at the fields where it can be mended or explained."""

    rule: str
    severity: str
    title: str
    message: str
    codes: tuple[str, ...]
    is_answered: bool = False  # a comment was asked and is there
    is_slight: bool = False  # once explained, nothing that the office has to look at

    @property
    def is_flag(self) -> bool:
        """Whether the office looks at it: an explanation too, unless it explains a trifle."""
        return self.severity != NOTE and not (self.is_answered and self.is_slight)

    @property
    def stops(self) -> bool:
        """Whether the report cannot be handed in until this is mended or explained."""
        return self.severity == ERROR or (self.severity == COMMENT and not self.is_answered)


def check(rules: Iterable[Rule], facts: Facts) -> list[Finding]:
    """Everything the ``rules`` find, heaviest first; those equally heavy in the order of rules."""
    found = [finding for rule in rules for finding in _CHECKS[rule.what](rule, facts)]
    return sorted(found, key=lambda one: -WEIGHTS[one.severity])


def total(codes: Iterable[str], numbers: Numbers) -> Decimal | None:
    """Sum of signed codes; None when none of them has a value."""
    known = [
        (sign, value)
        for sign, code in map(signed, codes)
        if (value := numbers.get(code)) is not None
    ]
    return sum((sign * value for sign, value in known), Decimal(0)) if known else None


def signed(code: str) -> tuple[int, str]:
    """ "-F.1.total" is (-1, "F.1.total")."""
    return (-1, code[1:]) if code.startswith("-") else (1, code.removeprefix("+"))


def gap(now: Decimal, before: Decimal) -> Decimal | None:
    """Change as a share of ``before``, −0.22 is 22 % less; None where there is nothing to share."""
    return (now - before) / abs(before) if before else None


def _found(
    rule: Rule, facts: Facts, codes: Iterable[str], *, is_slight: bool = False, **said: str
) -> Finding:
    kept = tuple(code for _sign, code in map(signed, codes) if code in facts.numbers)
    message = rule.message
    for name, value in said.items():
        message = message.replace("{" + name + "}", value)
    answered = rule.severity == COMMENT and any(code in facts.comments for code in kept)
    return Finding(rule.code, rule.severity, rule.title, message, kept, answered, is_slight)


def _equal(rule: Rule, facts: Facts) -> Iterator[Finding]:
    left, right = total(rule.left, facts.numbers), total(rule.right, facts.numbers)
    if left is None or right is None:
        return
    right *= rule.factor
    if abs(left - right) > rule.tolerance:
        yield _found(
            rule,
            facts,
            [*rule.left, *rule.right],
            is_slight=abs(left - right) <= SMALL * abs(right),
            left=shown(left),
            right=shown(right),
            difference=shown(left - right),
        )


def _at_most(rule: Rule, facts: Facts) -> Iterator[Finding]:
    left, right = total(rule.left, facts.numbers), total(rule.right, facts.numbers)
    if left is None or right is None:
        return
    right *= rule.factor
    if left > right + rule.tolerance:
        codes = [*rule.left, *rule.right]
        yield _found(rule, facts, codes, left=shown(left), right=shown(right))


def _within_fund(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Hours on the left are no more than those of the man-years on the right."""
    if facts.fund is not None:
        yield from _at_most(replace(rule, factor=facts.fund), facts)


def _needs(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """What is positive on the left needs something positive on the right."""
    left, right = total(rule.left, facts.numbers), total(rule.right, facts.numbers)
    if not any(code in facts.numbers for _sign, code in map(signed, rule.right)):
        return
    if left is not None and left > 0 and (right is None or right <= 0):
        yield _found(rule, facts, [*rule.left, *rule.right], left=shown(left))


def _outside(value: Decimal, rule: Rule) -> bool:
    below = rule.minimum is not None and value < rule.minimum
    return below or (rule.maximum is not None and value > rule.maximum)


def _range(rule: Rule, facts: Facts) -> Iterator[Finding]:
    left = total(rule.left, facts.numbers)
    if left is not None and _outside(left, rule):
        yield _found(rule, facts, rule.left, left=shown(left))


def _ratio(rule: Rule, facts: Facts) -> Iterator[Finding]:
    left, right = total(rule.left, facts.numbers), total(rule.right, facts.numbers)
    if left is None or not right:
        return
    value = left / right * rule.factor
    if _outside(value, rule):
        codes = [*rule.left, *rule.right]
        yield _found(rule, facts, codes, left=shown(value.quantize(_CENT)))


def _year_on_year(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Each field apart: above both the share and the amount a reason is asked."""
    for code, now in facts.numbers.items():
        before = facts.last.get(code)
        if now is None or before is None or code in facts.computed:
            continue
        if not _named(code, rule.left):
            continue
        share = gap(now, before)
        difference = now - before
        if abs(difference) > rule.tolerance and (share is None or abs(share) > rule.factor):
            said = shown(round(share * 100)) if share is not None else "∞"
            yield _found(rule, facts, [code], difference=shown(difference), share=said)


def _named(code: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(code, pattern) for pattern in patterns)


def _network_gap(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Wider than the factor, up to the maximum if any: past that a heavier rule speaks."""
    for _sign, code in map(signed, rule.left):
        now, agreed = facts.numbers.get(code), facts.network.get(code)
        if now is None or not agreed:
            continue
        share = gap(now, agreed)
        if share is None or (rule.maximum is not None and abs(share) > rule.maximum):
            continue
        if abs(share) > rule.factor:
            said = shown(round(share * 100))
            yield _found(rule, facts, [code], right=shown(agreed), share=said)


def _band(rule: Rule, facts: Facts) -> Iterator[Finding]:
    for band in facts.bands:
        if not band.q1 <= band.value <= band.q3:
            yield _found(
                rule,
                facts,
                [band.field],
                is_slight=not band.is_far,
                name=band.name,
                unit=band.unit,
                left=shown(band.value.quantize(_CENT)),
                minimum=shown(band.q1),
                maximum=shown(band.q3),
            )


def _attachment(rule: Rule, facts: Facts) -> Iterator[Finding]:
    """Evidence of something: who is not asked for it has nothing to prove."""
    is_asked = any(code in facts.numbers for _sign, code in map(signed, rule.right))
    if is_asked and not any(kind in facts.files for kind in rule.left):
        yield _found(rule, facts, rule.right)


_CHECKS = {
    "equal": _equal,
    "at_most": _at_most,
    "within_fund": _within_fund,
    "needs": _needs,
    "range": _range,
    "ratio_range": _ratio,
    "year_on_year": _year_on_year,
    "network_gap": _network_gap,
    "band": _band,
    "attachment": _attachment,
}
