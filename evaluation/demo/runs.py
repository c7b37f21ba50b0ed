"""Two finished runs: numbers of the region, an exclusion, answers, conclusions. All of it samples."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from evaluation.actions.benchmarks import (
    answer,
    compute_run,
    conclude,
    draft_run,
    edit_change,
    exclude,
    explain,
    freeze_run,
    save_threshold,
    settle,
)
from evaluation.demo.times import cutoff_of, frozen_on
from evaluation.demo.world import World
from evaluation.models import (
    Answer,
    BenchmarkRun,
    ChangeText,
    Exclusion,
    Explanation,
    GroupResult,
    Meaning,
    RunInput,
    RunResult,
    Sheet,
    Threshold,
)
from evaluation.models.result import Flag
from evaluation.secrecy import QUARTILES, Decision
from providers.models import Service
from sitis.workdays import deadline, working_day_on_or_after

SAMPLE = "ukázková hodnota, ne předpis"
LEAST, MOST, RELATED = Meaning.LEAST, Meaning.MOST, Meaning.RELATED
#: Meaning, indicator, kind, form, value, consequence.
THRESHOLDS = (
    (LEAST, "V1", "home_for_seniors", "residential", "92", "sanction"),
    (LEAST, "V1", "special_regime_home", "residential", "92", "sanction"),
    (LEAST, "V1", "home_for_disabled", "residential", "90", "sanction"),
    (LEAST, "V1", "shelter", "residential", "75", "explanation"),
    (LEAST, "V1", "respite_care", "residential", "70", "explanation"),
    (LEAST, "P7", "home_care", "field", "95", "explanation"),
    (LEAST, "V2", "home_care", "field", "850", "explanation"),
    (MOST, "P6", "", "", "22", "information"),
    (RELATED, "", "home_for_seniors", "residential", "310000", "explanation"),
    (RELATED, "", "special_regime_home", "residential", "320000", "explanation"),
    (RELATED, "", "home_care", "field", "330000", "explanation"),
    (RELATED, "", "social_counselling", "", "260000", "information"),
)
WHY_OUT = (
    "Rekonstrukce: půl roku byla jen polovina kapacity v provozu, s ostatními se nedá srovnat.",
    "Služba se v roce přeměnila na komunitní, náklady přeměny nejsou běžný provoz.",
)
WHY_RIGHT = "Ověřeno na místě: služba má neobvyklé podmínky, hodnota je správná."
#: Beginning of an indicator's code -> why a value is above the usual range, and why below; the first
#: that fits is taken.
ANSWERS: tuple[tuple[str, str, str], ...] = (
    ("N7", "Část pracovníků je na dlouhodobé nemocenské a náhrada je placená dvakrát.",
           "Část práce pro nás zajišťují dodavatelé, jejich faktury nejsou osobními náklady."),
    ("N8", "Dům je památkově chráněný, energie a údržba nás stojí víc než jiné.",
           "Účetnictví a správu budov pro nás vede zřizovatel a nic si neúčtuje."),
    ("N9", "Dům je památkově chráněný, energie a údržba nás stojí víc než jiné.",
           "Prostory nám bezplatně půjčuje město."),
    ("N10", "Část pracovníků je na dlouhodobé nemocenské a náhrada je placená dvakrát.",
            "Přijali jsme nové kolegy, kteří v oboru začínají."),
    ("N", "V roce jsme doplnili tým podle karty a služba stojí víc než dřív.",
          "Prostory nám bezplatně půjčuje město, náklady proto máme nižší."),
    ("P8", "Ve stejném roce odešly do důchodu tři kolegyně.",
           "Tým je stálý, v roce skoro nikdo neodešel."),
    ("P", "V roce jsme zaváděli nový provoz a zaškolovali nové kolegy.",
          "Dvě místa byla část roku neobsazená, výběrové řízení běželo od jara."),
    ("V", "Lidé k nám přicházejí po celý rok a opakovaně, tým je proto vytížený.",
          "Část roku jsme kvůli opravám prostor pracovali s méně lidmi."),
    ("K", "Přicházejí k nám lidé s vyšší závislostí než jinam.",
          "Lidé k nám přicházejí brzy, často ještě s nižším stupněm závislosti."),
    ("F7", "Doplatek dotace přišel až v prosinci, utratíme ho letos.",
           "Ztrátu pokryl zřizovatel až po uzávěrce roku."),
    ("F8", "Kapacita se během roku zvýšila a plán jsme už neupravili.",
           "Jedno z plánovaných míst jsme do konce roku neobsadili."),
    ("F", "Jiný zdroj peněz v roce skončil, podíl tohoto proto vzrostl.",
          "Získali jsme peníze i z jiného zdroje, podíl tohoto proto klesl."),
)  # fmt: skip
QUESTION = "Doložte prosím, jak velkou část rozdílu to vysvětluje a jak to bude letos."
EDITED = "Výsledky druhu nejvíc ovlivnilo zvýšení platových tarifů od ledna a nové ceny energií."
CONCLUSIONS = (
    (Sheet.Conclusion.IN_NORM, ""),
    (Sheet.Conclusion.IN_NORM, ""),
    (Sheet.Conclusion.IN_NORM, "Hodnoty odpovídají kartě i podobným službám."),
    (Sheet.Conclusion.RECOMMENDATION, "Doporučujeme sladit rozpis služeb s dobou, kdy lidé péči žádají."),
    (Sheet.Conclusion.MEASURE, "Do konce pololetí předložte plán, jak snížit související náklady."),
    (Sheet.Conclusion.REDUCE, "Kapacita je třetí rok využitá málo, navrhujeme jednat o jejím snížení."),
)  # fmt: skip
SHEETS = 30


def set_thresholds(world: World) -> None:
    since = date(world.season.years[0], 1, 1)
    for meaning, indicator, kind, form, value, consequence in THRESHOLDS:
        row = Threshold(
            meaning=meaning,
            indicator=indicator,
            kind=kind,
            form=form,
            value=Decimal(value),
            valid_from=since,
            legal_source=SAMPLE,
            consequence=consequence,
        )
        save_threshold(row, by=world.analyst)
    _dated(world.season.started, Threshold.history.all())


def set_run(world: World, year: int) -> BenchmarkRun:
    """Draft, compute, decide, freeze and share, as the analyst would; then what it led to."""
    by, moment = world.analyst, frozen_on(year)
    run = draft_run(
        year=year,
        cutoff=cutoff_of(year),
        by=by,
        note="Ukázka s vymyšlenými údaji. Normy karet a prahové hodnoty jsou ukázkové.",
    )
    # what the labels of bars are drawn from: the same seed, the same labels
    run.secret = sha256(f"{world.order.seed}/run/{year}".encode()).digest()
    BenchmarkRun.objects.filter(pk=run.pk).update(secret=run.secret)
    compute_run(run, by=by)
    _decide(world, run)
    run.refresh_from_db()
    freeze_run(run, by=by, moment=moment)  # runs of a day to come stand before one another too
    last = year == world.season.runs[-1]
    _answers(world, run, is_last=last)
    _sheets(world, run, is_last=last)
    _edit(run, by)
    _then(run, moment)
    return run


def _decide(world: World, run: BenchmarkRun) -> None:
    """One service is left out, one suspected mistake turned out right."""
    inputs = (
        RunInput.objects.of_year(run).exclude(cell="").exclude(provider__in=world.own_providers)
    )
    keys = list(inputs.order_by("service__identifier").values_list("service", flat=True).distinct())
    chance = world.random("decide", run.year)
    if len(keys) > 20:
        service = Service.objects.get(pk=chance.choice(keys))
        exclude(run, service, reason=WHY_OUT[run.year % len(WHY_OUT)], by=world.analyst)
    suspects = RunResult.objects.filter(
        input__run=run, input__year=run.year, flag=Flag.SUSPECT, input__is_excluded=False
    )
    first = suspects.order_by("input__service__identifier", "indicator").first()
    if first is not None and run.year == world.season.runs[-1]:
        explain(run, first.input.service, first.indicator, text=WHY_RIGHT, by=world.analyst)


def _answers(world: World, run: BenchmarkRun, *, is_last: bool) -> None:
    """Of those who stand out most some have answered; the own provider was asked again.

    They answer to what they were told, that is where the usual range of their group is shown to them;
    in a region so small that none is, to what the office sees.
    """
    groups = GroupResult.objects.filter(run=run)
    medians = {(row.cell, row.indicator): row.median for row in groups}
    ranges = {
        (row.cell, row.indicator) for row in groups if Decision(row.level).allows(QUARTILES)
    } or medians.keys()
    outside = RunResult.objects.filter(
        input__run=run, input__year=run.year, flag__in=[Flag.DEVIATION, Flag.SUSPECT, Flag.OUTSIDE]
    ).select_related("input")
    order = ("input__service__identifier", "input__form", "indicator")
    told = [row for row in outside.order_by(*order) if (row.input.cell, row.indicator) in ranges]
    own = [row for row in told if row.input.provider_id in world.own_providers][:3]
    others = [
        row
        for row in told
        if row.flag != Flag.OUTSIDE and row.input.provider_id not in world.own_providers
    ]
    chance = world.random("answers", run.year)
    chosen = chance.sample(others, min(14, len(others)))
    states = [Answer.State.ACCEPTED, Answer.State.ACCEPTED, Answer.State.WAITING]
    for at, result in enumerate([*own, *chosen]):
        by = world.workers[result.input.provider_id]
        is_above = (result.value or 0) > medians[result.input.cell, result.indicator]
        row = answer(result, text=reason_for(result.indicator, is_above=is_above), by=by)
        if at == 0 and own and is_last:
            settle(row, state=Answer.State.AGAIN, question=QUESTION, by=world.analyst)
        elif not is_last or states[at % 3] == Answer.State.ACCEPTED:
            settle(row, state=Answer.State.ACCEPTED, by=world.analyst)


def reason_for(indicator: str, *, is_above: bool) -> str:
    """
    >>> reason_for("K2", is_above=True)
    'Přicházejí k nám lidé s vyšší závislostí než jinam.'
    """
    above, below = next(said for start, *said in ANSWERS if indicator.startswith(start))
    return above if is_above else below


def _sheets(world: World, run: BenchmarkRun, *, is_last: bool) -> None:
    keys = RunInput.objects.of_year(run).order_by("service").values_list("service", flat=True)
    own = Service.objects.filter(provider__in=world.own_providers).values_list("pk", flat=True)
    chosen = sorted(set(keys))
    chance = world.random("sheets", run.year)
    picked = chance.sample(chosen, min(SHEETS if is_last else 2 * SHEETS, len(chosen)))
    mine = sorted(set(own) & set(chosen))[:3]
    last_day = frozen_on(run.year).date()
    for at, service in enumerate([*mine, *(pk for pk in picked if pk not in mine)]):
        conclusion, text = CONCLUSIONS[at % len(CONCLUSIONS)]
        ahead = 365 if conclusion == Sheet.Conclusion.IN_NORM else 180
        sheet = Sheet.objects.get(run=run, service=service)
        sheet.conclusion, sheet.text = conclusion, text
        sheet.next_check_on = working_day_on_or_after(last_day + timedelta(days=ahead))
        conclude(sheet, by=world.analyst)


def _edit(run: BenchmarkRun, by: Any) -> None:
    texts = ChangeText.objects.filter(run=run).exclude(computed="").order_by("-kind", "service")
    first = texts.first()
    if first is not None:
        first.edited = f"{first.computed}\n{EDITED}"
        edit_change(first, by=by)


def _then(run: BenchmarkRun, moment: datetime) -> None:
    """Everything of a run as it was done then, not today."""
    later = deadline(working_day_on_or_after(moment.date() + timedelta(days=9)), time(10, 20))
    BenchmarkRun.objects.filter(pk=run.pk).update(
        computed_at=moment - timedelta(days=2), frozen_at=moment
    )
    Exclusion.objects.filter(run=run).update(at=moment - timedelta(days=1))
    Explanation.objects.filter(run=run).update(at=moment - timedelta(days=1))
    answers = Answer.objects.filter(result__input__run=run)
    answers.update(moment=later)
    answers.exclude(settled_by=None).update(settled_at=later + timedelta(days=6))
    _dated(moment, BenchmarkRun.history.filter(id=run.pk))
    _dated(moment, ChangeText.history.filter(run_id=run.pk))
    _dated(later, Answer.history.filter(id__in=answers.values("pk")))
    _dated(later + timedelta(days=7), Sheet.history.filter(run_id=run.pk))
    BenchmarkRun.history.filter(id=run.pk).exclude(frozen_at=None).update(frozen_at=moment)
    run.refresh_from_db()


def _dated(moment: datetime, rows: Any) -> None:
    rows.update(history_date=moment)
