"""Many reports that name the same quantities: what of each indicator can be known before. Pure."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import partial

from evaluation.benchmark.serial import stored
from evaluation.benchmark.types import Row
from evaluation.indicators.base import ONE, TWELVE, ZERO, Indicator, Result

#: A row of all its columns, made in half the time: a run has sixty thousand of them.
_row = partial(tuple.__new__, Row)


class Plan:
    """Indicators of one kind and form for reports that say exactly the quantities of ``names``.

    What is missing is missing in all of them, and most of the rest is one quantity over another:
    the results are those of ``Indicator.compute``, with less ado.
    """

    def __init__(self, shown: Iterable[Indicator], names: Collection[str]) -> None:
        of_a_year = {name: TWELVE if name == "months_operated" else ONE for name in names}
        self.shown = tuple(shown)
        self.steps = [
            (one, *one.plain, None if one.could_be_of(names) else one.compute(of_a_year))
            for one in self.shown
        ]

    def results(self, facts: dict[str, Decimal]) -> list[Result]:
        """One for each indicator, in their order."""
        if facts.get("months_operated", TWELVE) < TWELVE:
            return [one.compute(facts) for one in self.shown]
        found = []
        for one, top, bottom, scale, missing in self.steps:
            if missing is not None:
                found.append(missing)
            elif top and (below := facts[bottom]) > ZERO:
                above = facts[top]
                value = above / below
                found.append(Result(value if scale is ONE else value * scale, "", above, below))
            else:
                found.append(one.compute(facts))
        return found

    def rows(self, at: int, facts: dict[str, Decimal]) -> list[Row]:
        """Results of input ``at`` that no group compares, of the indicators that have a value."""
        is_whole = facts.get("months_operated", TWELVE) >= TWELVE
        found = []
        for one, top, bottom, scale, missing in self.steps:
            if missing is not None:
                continue
            is_part_year = False
            if is_whole and top and (below := facts[bottom]) > ZERO:
                value = facts[top] / below
                if scale is not ONE:
                    value *= scale
            else:
                got = one.compute(facts)
                if got.value is None:
                    continue
                value, is_part_year = got.value, got.is_part_year
            found.append(
                _row((at, one.code, stored(value), "", "", None, is_part_year, False, False))
            )
        return found
