"""What an evaluation sheet says, read for one audience. Nothing is drawn here.

The stored document is read as the provider of the service reads it (``as_provider``): it is handed
to the provider, so it holds nothing that the provider may not know, whoever orders it.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.layout import sheet_of
from evaluation.models import (
    BenchmarkRun,
    ChangeText,
    Exclusion,
    Meaning,
    RunInput,
    RunParameter,
    RunResult,
    Sheet,
    Snapshot,
    SnapshotRow,
    Standing,
    Threshold,
)
from evaluation.runs.handing import Handing, handing_of
from evaluation.runs.seen import Audience, OwnResult, confidential_norms, shared_kinds
from evaluation.runs.service import DRAWN, blocks, results
from evaluation.runs.timeline import timeline
from evaluation.runs.words import cell_words, kind_names
from providers.models import CardNorm, NetworkItem, ServiceCard
from sitis.paper import Figure

SPECIFICS = "B.specifics"
QUALITY = ("H.inspection", "H.inspection_result", "H.complaints", "H.supervision", "H.training")
COOPERATION = ("H.planning", "H.planning_where", "H.partners")

#: Forms of cards that a compared form is made of.
PARTS_OF = {
    "outpatient": ("ambulatory", "field"),
    "several": ("residential", "ambulatory", "field"),
    "whole": (),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A row of the approved report with the words of its question."""

    row: SnapshotRow
    label: str
    unit: str
    is_choice: bool = False


@dataclass
class FormPart:
    """The service in one compared form."""

    input: RunInput
    words: str
    size: tuple[int, int] | None
    blocks: list[tuple[Any, list[OwnResult]]]
    figures: list[Figure]
    norms: list[CardNorm]
    parameters: list[RunParameter]
    years: list[int]
    #: code -> year -> value and the snapshot it came from
    history: dict[str, dict[int, tuple[Decimal | None, int | None]]]

    @property
    def results(self) -> dict[str, OwnResult]:
        return {one.row.indicator: one for _title, rows in self.blocks for one in rows}


@dataclass
class SheetContent:
    sheet: Sheet
    run: BenchmarkRun
    who: Audience
    parts: list[FormPart]
    snapshot: Snapshot | None
    handing: Handing | None
    said: dict[str, Said]
    cards: list[ServiceCard]
    network: list[NetworkItem]
    exclusion: Exclusion | None
    changes: str

    @property
    def service(self) -> Any:
        return self.sheet.service


def as_provider(run: BenchmarkRun, provider: int) -> Audience:
    """The audience of a provider that gave its data, however many others a person works for."""
    own = RunInput.objects.of_year(run).filter(provider=provider).order_by()
    kinds = set(own.values_list("kind", flat=True)) & shared_kinds(run)
    return Audience(own=frozenset([provider]), kinds=frozenset(kinds))


def content_of(sheet: Sheet, who: Audience) -> SheetContent:
    run, service = sheet.run, sheet.service
    inputs = list(
        RunInput.objects.of_year(run).filter(service=service).order_by("form").select_related(
            "snapshot__report__term__form_version", "snapshot__report__service__kind"
        )
    )  # fmt: skip
    snapshot = next((one.snapshot for one in inputs if one.snapshot), None)
    cards = ServiceCard.objects.confirmed_on(run.last_day).filter(service=service)
    network = NetworkItem.objects.in_force_on(run.last_day).filter(service=service)
    return SheetContent(
        sheet=sheet,
        run=run,
        who=who,
        parts=[_part(run, who, one, kind_names()) for one in inputs],
        snapshot=snapshot,
        handing=handing_of(snapshot) if snapshot else None,
        said=_said(snapshot),
        cards=list(cards.for_list().order_by("template", "pk")),
        network=list(network.for_table().order_by("form", "pk")),
        exclusion=Exclusion.objects.filter(run=run, service=service).first(),
        changes=_changes(run, service),
    )


def _changes(run: BenchmarkRun, service: Any) -> str:
    row = ChangeText.objects.filter(run=run, service=service).first()
    return row.shown if row else ""


def _said(snapshot: Snapshot | None) -> dict[str, Said]:
    if snapshot is None:
        return {}
    fields = sheet_of(snapshot.report).fields
    rows = snapshot.rows.filter(code__in=[SPECIFICS, *QUALITY, *COOPERATION])
    return {
        row.code: Said(
            row,
            fields[row.code].label if row.code in fields else row.code,
            row.unit,
            row.code in fields and fields[row.code].kind == "boolean",
        )
        for row in rows.exclude(standing=Standing.EMPTY)
    }


def _part(run: BenchmarkRun, who: Audience, one: RunInput, kinds: dict[str, str]) -> FormPart:
    years, history = _history(run, one)
    norms = _norms(run, who, one)
    return FormPart(
        input=one,
        words=cell_words(one.cell, kinds) if one.cell else "",
        size=_size(run, who, one),
        blocks=blocks(results(run, who, one)),
        figures=timeline(run, who, one, DRAWN),
        norms=norms,
        parameters=_parameters(run, who, one, {norm.indicator for norm in norms}),
        years=years,
        history=history,
    )


def _norms(run: BenchmarkRun, who: Audience, one: RunInput) -> list[CardNorm]:
    """Of the region's card in force on the last day of the year; for others the public ones."""
    found: list[CardNorm] = []
    for form in PARTS_OF.get(one.form, (one.form,)):
        rows = CardNorm.objects.evaluating(run.year).for_service(one.service, form)
        rows = rows.select_related("template", "card").order_by("subject", "position", "code")
        found += rows if who.whole else rows.public()
    return found


def _size(run: BenchmarkRun, who: Audience, one: RunInput) -> tuple[int, int] | None:
    """Services and providers of the group, where the group may be spoken of."""
    if not one.cell or one.kind not in who.kinds:
        return None
    rows = RunInput.objects.of_year(run).filter(cell=one.cell).order_by()
    return (
        rows.values("service").distinct().count(),
        rows.values("provider").distinct().count(),
    )


def _parameters(
    run: BenchmarkRun, who: Audience, one: RunInput, of_card: set[str]
) -> list[RunParameter]:
    """Limits of the region that concern the service, the narrowest of each meaning and indicator.

    A norm that the card says already is left to the card, unless a threshold says it too.
    """
    rows = RunParameter.objects.filter(
        run=run, kind__in=["", one.kind], form__in=["", one.form]
    ).order_by("meaning", "indicator", "kind", "form")
    found = {(row.meaning, row.indicator): row for row in rows.exclude(indicator="")}
    said = Threshold.objects.valid_on(run.last_day).filter(meaning=Meaning.NORM)
    left_out = of_card - set(said.values_list("indicator", flat=True))
    if not who.whole:
        left_out |= {code for kind, code in confidential_norms(run) if kind == one.kind}
    return [
        row
        for row in found.values()
        if row.meaning != Meaning.NORM or row.indicator not in left_out
    ]


def _history(run: BenchmarkRun, one: RunInput) -> tuple[list[int], dict[str, Any]]:
    rows = RunResult.objects.filter(
        input__run=run, input__service=one.service_id, input__form=one.form
    ).exclude(indicator__startswith="R1.")
    found: dict[str, dict[int, tuple[Decimal | None, int | None]]] = defaultdict(dict)
    columns = ("indicator", "input__year", "value", "input__snapshot")
    for code, year, value, snapshot in rows.order_by("pk").values_list(*columns):
        found[code][year] = (value, snapshot)
    return sorted({year for by_year in found.values() for year in by_year}), dict(found)
