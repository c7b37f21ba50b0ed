"""What changed since last year, in Czech sentences counted from the values of a run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.indicators import find
from evaluation.models import (
    BenchmarkRun,
    ComparedForm,
    GroupResult,
    RunInput,
    RunKind,
    RunResult,
)
from evaluation.runs.edition import said
from evaluation.runs.words import part_words
from evaluation.secrecy import MEDIAN, Decision
from evaluation.statistics import rounded

#: Less is the same: per cent, of shares points.
NOTICED, NOTICED_POINTS = Decimal(1), Decimal("0.5")

Values = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Phrase:
    """``name`` as a subject of its gender, ``of`` it as a median is of it."""

    name: Any
    of: Any
    gender: str = "m"
    unit: str = "Kč"

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


#: What a reader wants to know first, in this order.
PHRASES = {
    "N1": Phrase(
        gettext_lazy("náklady na úvazek v přímé péči"),
        gettext_lazy("nákladů na úvazek v přímé péči"),
        "plural",
    ),
    "N2": Phrase(gettext_lazy("náklady na lůžko"), gettext_lazy("nákladů na lůžko"), "plural"),
    "V1": Phrase(gettext_lazy("obložnost"), gettext_lazy("obložnosti"), "f", "%"),
    "V2": Phrase(
        gettext_lazy("počet hodin přímé péče na úvazek"),
        gettext_lazy("počtu hodin přímé péče na úvazek"),
        unit="h",
    ),
    "P1": Phrase(
        gettext_lazy("podíl úvazků v přímé péči"),
        gettext_lazy("podílu úvazků v přímé péči"),
        unit="%",
    ),
    "P7": Phrase(
        gettext_lazy("naplněnost úvazků vůči síti"),
        gettext_lazy("naplněnosti úvazků vůči síti"),
        "f",
        "%",
    ),
    "F2": Phrase(
        gettext_lazy("podíl dotace podle § 101a na výnosech"),
        gettext_lazy("podílu dotace podle § 101a na výnosech"),
        unit="%",
    ),
    "F7": Phrase(
        gettext_lazy("krytí nákladů výnosy"), gettext_lazy("krytí nákladů výnosy"), "n", "%"
    ),
}
MOVED = {
    "m": (gettext_lazy("vzrostl"), gettext_lazy("klesl"), gettext_lazy("se téměř nezměnil")),
    "f": (gettext_lazy("vzrostla"), gettext_lazy("klesla"), gettext_lazy("se téměř nezměnila")),
    "n": (gettext_lazy("vzrostlo"), gettext_lazy("kleslo"), gettext_lazy("se téměř nezměnilo")),
    "plural": (
        *(gettext_lazy("vzrostly"), gettext_lazy("klesly")),
        gettext_lazy("se téměř nezměnily"),
    ),
}


def direction(phrase: Phrase, before: Decimal, now: Decimal) -> int:
    """1 up, −1 down, 0 too little to speak of."""
    change = now - before if phrase.is_share else (now - before) / abs(before) * 100
    if abs(change) < (NOTICED_POINTS if phrase.is_share else NOTICED):
        return 0
    return 1 if change > 0 else -1


def sentences(before: Values, now: Values, form: str = "", *, median: bool = False) -> list[str]:
    """One for each indicator that is known in both years; ``median``: of a group, as it is told."""
    found = []
    for code, phrase in PHRASES.items():
        if code not in before or code not in now or not before[code]:
            continue
        subject = _("medián %s") % phrase.of if median else str(phrase.name)
        up, down, same = MOVED["m" if median else phrase.gender]
        value = said(now[code], find(code, form).digits)
        where = direction(phrase, before[code], now[code])
        words = {
            "subject": subject[:1].upper() + subject[1:],
            "moved": {1: up, -1: down, 0: same}[where],
            "value": f"{value}\xa0{phrase.unit}",
            "change": _change(phrase, before[code], now[code]),
        }
        text = _("%(subject)s %(moved)s o %(change)s na %(value)s.")
        found.append((text if where else _("%(subject)s %(moved)s (%(value)s).")) % words)
    return found


def _change(phrase: Phrase, before: Decimal, now: Decimal) -> str:
    if phrase.is_share:
        return _("%s procentního bodu") % said(abs(now - before), 1)
    return f"{said(abs((now - before) / before * 100), 1)}\xa0%"


def of_services(run: BenchmarkRun) -> dict[int, str]:
    """Service -> its sentences; only those known in the run's year and the year before."""
    rows = RunResult.objects.filter(
        input__run=run, input__year__in=[run.year - 1, run.year], indicator__in=PHRASES
    ).exclude(value=None)
    known: dict[tuple[int, str], dict[int, dict[str, Decimal]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    columns = ("input__service", "input__form", "input__year", "indicator", "value")
    for service, form, year, code, value in rows.order_by("input").values_list(*columns):
        known[service, form][year][code] = value
    found: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
    forms = dict(ComparedForm.choices)
    for (service, form), years in known.items():
        if lines := sentences(years[run.year - 1], years[run.year], form):
            found[service].append((_("Forma %s") % forms[form], lines))
    return {service: _parted(parts) for service, parts in found.items()}


def of_kinds(run: BenchmarkRun) -> dict[str, str]:
    """Kind -> sentences on medians of its groups that were told in both years; "" is the region."""
    found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for kind, cell, form, last, values in in_both_years(run):
        lines = sentences(last, values, form.split("+")[0] or "several", median=True)
        if lines:
            found[kind].append((part_words(cell) or _("Všechny služby druhu"), lines))
    texts = {kind: _parted(parts) for kind, parts in found.items()}
    return {"": of_region(run)} | texts if texts else texts


def _parted(parts: list[tuple[str, list[str]]]) -> str:
    """Sentences a line each; of more parts each under its own heading."""
    if len(parts) == 1:
        return "\n".join(parts[0][1])
    return "\n".join(
        line for title, lines in parts for line in (f"{title[:1].upper()}{title[1:]}:", *lines)
    )


def of_region(run: BenchmarkRun) -> str:
    """How many groups went up and down; only kinds that are told, or all of a draft."""
    lines = []
    kinds = set(RunKind.objects.shared().filter(run=run).values_list("kind", flat=True))
    rows = [row for row in in_both_years(run) if not kinds or row[0] in kinds]
    for code, phrase in PHRASES.items():
        moves = [
            direction(phrase, last[code], values[code])
            for _kind, _cell, _form, last, values in rows
            if last.get(code) and code in values
        ]
        if moves:
            ways = ((1, _("vzrostl u %s")), (-1, _("klesl u %s")), (0, _("téměř se nezměnil u %s")))
            said_of = [words % moves.count(way) for way, words in ways if way in moves]
            text = _("Medián %(of)s: ze skupin známých v obou letech (%(all)s) %(moves)s.")
            lines.append(text % {"of": phrase.of, "all": len(moves), "moves": ", ".join(said_of)})
    return "\n".join([*_services(run, kinds), *lines])


def _services(run: BenchmarkRun, kinds: set[str]) -> Iterable[str]:
    """How many services are compared, where last year's run told the same kinds."""
    shared = RunKind.objects.shared().filter(year=run.year - 1).select_related("run")
    earlier = {row.kind: row.run for row in shared}
    both = {kind for kind in earlier if not kinds or kind in kinds}
    now = _count(run, both)
    before = sum(_count(one, {k for k in both if earlier[k] == one}) for one in {*earlier.values()})
    if now and before:
        words = {"now": now, "before": before, "year": run.year - 1}
        text = _("Porovnávaných služeb: %(now)s, za rok %(year)s jich bylo %(before)s.")
        if now == before:
            text = _("Porovnávaných služeb: %(now)s, stejně jako za rok %(year)s.")
        yield text % words


def _count(run: BenchmarkRun, kinds: set[str]) -> int:
    rows = RunInput.objects.of_year(run).filter(kind__in=kinds).exclude(cell="")
    return rows.order_by().values("service").distinct().count()


Both = tuple[str, str, str, dict[str, Decimal], dict[str, Decimal]]


def in_both_years(run: BenchmarkRun) -> list[Both]:
    """Kind, group, its forms, medians last year and now; only what may be told in both."""
    shared = RunKind.objects.shared().filter(year=run.year - 1)
    earlier = {row.kind: row.run_id for row in shared}
    now, before = _medians([run.pk]), _medians(set(earlier.values()))
    found = []
    for (_pk, kind, cell, form), values in sorted(now.items()):
        last = before.get((earlier.get(kind, 0), kind, cell, form))
        if last:
            found.append((kind, cell, form, last, values))
    return found


def _medians(runs: object) -> dict[tuple[int, str, str, str], dict[str, Decimal]]:
    """Only what may be told: the sentences are printed for everybody."""
    rows = GroupResult.objects.filter(run__in=runs, indicator__in=PHRASES)
    found: dict[tuple[int, str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        if Decision(row.level).allows(MEDIAN):
            found[row.run_id, row.kind, row.cell, row.form][row.indicator] = rounded(row.median)
    return found
