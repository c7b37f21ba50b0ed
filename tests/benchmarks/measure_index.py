"""How long the index is built and how long it answers, in CPU time of this process.

``python -m tests.benchmarks.measure_index [SERVICES …]``, by default 10,000 and 67,000.
"""

import gc
import os
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sitis.settings")

from catalog.index import Index, Question
from tests.benchmarks.index_entries import FREQUENT, WORDS, entries, reference

REPEATED = 200


def questions() -> dict[str, Question]:
    frequent = " ".join(FREQUENT[3:6])
    return {
        "empty": Question(),
        "broad: three words, two filters": Question(
            text="sociální služby pomoc",
            forms=("field", "ambulatory"),
            branches=("care", "prevention"),
        ),
        "usual: three words, two filters": Question(
            text=frequent, forms=("field",), branches=("care",)
        ),
        "narrow: three words, two filters": Question(
            text=f"{WORDS[9_000]} služba Kyjov", kinds=("home_care",), weekend=True
        ),
        "municipality": Question(text="domov pro seniory", municipalities=("586307",)),
        "all registered, page 300": Question(everything=True, page=300),
        "a typo": Question(text="pečovatelsaká služba v Kyjově"),
        "nothing known": Question(text="qwrtzp xyzyx"),
    }


def cpu(work: Callable[[], Any], times: int = 1) -> float:
    gc.collect()
    begin = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begin) / times


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10_000, 67_000]
    of, asked = reference(), questions()
    figures: dict[str, list[float]] = {name: [] for name in asked}
    for size in sizes:
        made = entries(size, of)
        for name in ("first", "second"):
            print(
                f"{size:>7,} services built the {name} time: {cpu(partial(Index, made, of)):.2f} s"
            )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        index = Index(made, of)
        for name, question in asked.items():
            ask = partial(index.answer, question)
            first = cpu(ask) * 1_000
            figures[name].append(cpu(ask, REPEATED) * 1_000)
            total = index.answer(question).total
            print(
                f"        {name}: {figures[name][-1]:.2f} ms, first {first:.2f} ms, {total} found"
            )
        print(f"        peak {before / 1024:.0f} MB with the entries")
    if len(sizes) > 1:
        for name, (one, *_rest, last) in figures.items():
            print(f"{name}: × {last / one:.2f}")


if __name__ == "__main__":
    main()
