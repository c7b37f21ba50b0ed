"""One service in a run: its indicators beside its group, with norms and answers."""

from collections import defaultdict
from typing import Any

from evaluation.indicators import BLOCKS
from evaluation.models import Answer, BenchmarkRun, RunInput
from evaluation.runs.seen import Audience, OwnResult, groups, named_results, stand

#: Whose way through the years is drawn.
DRAWN = ("N1", "N2", "V1", "V2", "P1")


def results(run: BenchmarkRun, who: Audience, one: RunInput) -> list[OwnResult]:
    """All indicators of an input beside its group, with norms and answers."""
    seen = {group.code: group for group in groups(run, who, cell=one.cell)} if one.cell else {}
    rows = list(named_results(run, who, input=one).order_by("pk"))
    norms = {row.indicator.removeprefix("R1."): row for row in rows if row.indicator[:3] == "R1."}
    answers = defaultdict(list)
    for row in Answer.objects.filter(result__input=one).select_related("by", "settled_by"):
        answers[row.result_id].append(row)
    found = []
    for row in rows:
        if row.indicator.startswith("R1."):
            continue
        result = stand(row, seen.get(row.indicator), whole=who.whole)
        result.norm = norms[row.indicator].value if row.indicator in norms else None
        result.answers = answers[row.pk]
        found.append(result)
    return found


def blocks(found: list[OwnResult]) -> list[tuple[Any, list[OwnResult]]]:
    by_code = {one.row.indicator: one for one in found}
    blocks = []
    for title, block in BLOCKS:
        codes = dict.fromkeys(one.code for one in block)
        if rows := [by_code[code] for code in codes if code in by_code]:
            blocks.append((title, rows))
    return blocks
