"""A run from approved reports: read, computed, decided about, frozen, proved."""

from datetime import date
from decimal import Decimal
from statistics import median, quantiles

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from evaluation.actions.benchmarks import (
    Changed,
    NotComputed,
    answer,
    compute_run,
    draft_run,
    edit_change,
    exclude,
    explain,
    freeze_run,
    include_again,
    proves,
    renew_changes,
    settle,
)
from evaluation.models import (
    Band,
    BenchmarkRun,
    ChangeText,
    GroupResult,
    Report,
    RunInput,
    RunKind,
    RunParameter,
    RunResult,
    RunValue,
    Snapshot,
    SnapshotRow,
    Term,
    Threshold,
)
from evaluation.runs.changes import sentences
from evaluation.statistics import rounded
from tests.evaluation.run_factories import CUTOFF, approve, approved_region, moment
from tests.evaluation.worlds import one_input, region
from tests.factories import ServiceFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return official("analyst")


def drafted(analyst, **fields):
    run = draft_run(**{"year": 2025, "cutoff": CUTOFF, "by": analyst} | fields)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    return run


def test_a_run_reads_approved_reports_and_computes_all_indicators(analyst):
    world = region(60, (2024, 2025))
    approve(world)

    run = drafted(analyst)

    assert RunInput.objects.filter(run=run).count() == 120
    assert set(RunInput.objects.filter(run=run).values_list("cell", flat=True)) > {""}
    one = next(one for one in world.inputs if one.kind == "home_care" and one.year == 2025)
    row = RunResult.objects.get(
        input__service__identifier=one.service, input__year=2025, indicator="N1"
    )
    assert row.value == pytest.approx(one.facts["costs_eligible"] / one.facts["fte_direct"])
    assert row.input.snapshot.report.service == row.input.service
    values = dict(RunValue.objects.filter(input=row.input).values_list("quantity", "number"))
    assert values == one.facts


def test_statistics_of_a_group_are_those_of_its_members(analyst):
    approved_region(66)
    run = drafted(analyst)

    checked = 0
    for group in GroupResult.objects.filter(run=run):
        values = list(
            RunResult.objects.filter(
                input__run=run, input__cell=group.cell, indicator=group.indicator, counts=True
            ).values_list("value", flat=True)
        )
        assert (group.n, group.minimum, group.maximum) == (len(values), min(values), max(values))
        assert group.median == pytest.approx(median(values), abs=Decimal("0.000002"))
        if len(values) > 1:
            q1, _q2, q3 = quantiles(values, n=4, method="inclusive")
            assert (group.q1, group.q3) == pytest.approx((q1, q3), abs=Decimal("0.000002"))
        checked += 1
    assert checked > 100


def test_a_mistake_past_three_widths_counts_only_when_explained(analyst):
    world = region(99)
    wrong = next(one for one in world.inputs if one.kind == "home_care")
    wrong.facts["costs_eligible"] *= 40
    made = approve(world)
    run = drafted(analyst, kinds=["home_care"])

    def its(code):
        return RunResult.objects.get(input__service__identifier=wrong.service, indicator=code)

    before = GroupResult.objects.get(run=run, indicator="N1", cell=its("N1").input.cell)
    assert (its("N1").flag, its("N1").counts, its("N1").rank) == ("suspect", False, None)
    assert its("P1").counts

    explain(run, made.services[wrong.service], "N1", text="Havárie objektu", by=analyst)

    after = GroupResult.objects.get(run=run, indicator="N1", cell=before.cell)
    assert after.n == before.n + 1
    assert (its("N1").flag, its("N1").counts) == ("deviation", True)
    assert its("N1").rank > 90


def test_an_exclusion_has_a_reason_and_shows_its_effect(analyst):
    made = approved_region(99)
    run = drafted(analyst)
    service = next(one for one in made.services.values() if one.kind.slug == "home_care")
    before = {row.indicator: row.n for row in GroupResult.objects.filter(run=run, kind="home_care")}

    with pytest.raises(ValidationError):
        exclude(run, service, reason="  ", by=analyst)
    row = exclude(run, service, reason="rekonstrukce", by=analyst)

    after = {row.indicator: row.n for row in GroupResult.objects.filter(run=run, kind="home_care")}
    assert all(after[code] <= before[code] for code in after)
    assert "N1: medián" in row.effect
    mine = RunInput.objects.get(run=run, service=service)
    assert (mine.is_excluded, mine.cell) == (True, "")
    assert RunResult.objects.get(input=mine, indicator="N1").value is not None
    include_again(row, by=analyst)
    again = {row.indicator: row.n for row in GroupResult.objects.filter(run=run, kind="home_care")}
    assert again == before


def test_a_frozen_run_computed_again_gives_identical_bytes(analyst):
    made = approved_region(60, (2024, 2025))
    run = drafted(analyst)
    exclude(run, made.services["9100003"], reason="rekonstrukce", by=analyst)

    freeze_run(run, by=analyst)

    assert proves(run)
    assert len(run.sha256) == 64
    run.refresh_from_db()
    assert (run.state, run.frozen_by) == ("frozen", analyst)
    for refused in (
        lambda: compute_run(run, by=analyst),
        lambda: exclude(run, made.services["9100004"], reason="x", by=analyst),
        lambda: include_again(run.exclusions.get(), by=analyst),
        lambda: explain(run, made.services["9100004"], "N1", text="x", by=analyst),
        lambda: freeze_run(run, by=analyst),
    ):
        with pytest.raises(ValidationError) as error:
            refused()
        assert error.value.code == "frozen"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda run: RunValue.objects.filter(input__run=run, quantity="fte_total").update(number=3),
        lambda run: RunResult.objects.filter(input__run=run, indicator="P1").update(value=3),
        lambda run: GroupResult.objects.filter(run=run, indicator="N1").update(level="bars", n=99),
        lambda run: RunParameter.objects.filter(run=run).update(value=1),
    ],
    ids=["input", "result", "group", "parameter"],
)
def test_a_changed_row_of_a_frozen_run_is_found(analyst, tamper):
    approved_region(30)
    run = drafted(analyst)
    freeze_run(run, by=analyst)

    tamper(run)

    assert not proves(run)


def test_what_was_changed_since_computing_is_not_frozen(analyst):
    approved_region(30)
    run = drafted(analyst)
    RunValue.objects.filter(input__run=run, quantity="fte_direct").update(number=3)

    with pytest.raises(Changed):
        freeze_run(run, by=analyst)
    assert BenchmarkRun.objects.get().state == "draft"
    assert not RunKind.objects.exists()
    with pytest.raises(NotComputed):
        freeze_run(draft_run(year=2024, cutoff=CUTOFF, by=analyst), by=analyst)


def test_a_report_approved_later_does_not_change_a_run(analyst):
    made = approved_region(30)
    run = drafted(analyst)
    freeze_run(run, by=analyst)
    old = Snapshot.objects.get(report__service__identifier="9100004")
    corrected = Snapshot.objects.create(
        report=old.report, number=2, moment=CUTOFF, approved_by=made.official, sha256="1" * 64
    )
    SnapshotRow.objects.bulk_create(
        SnapshotRow(
            snapshot=corrected, code=row.code, standing="value", source="typed",
            number=row.number * 2 if row.code == "costs_eligible" else row.number,
        )
        for row in old.rows.all()
    )  # fmt: skip

    later = drafted(analyst)

    assert proves(run)
    first, second = (
        RunResult.objects.get(input__run=one, input__service=old.report.service, indicator="N1")
        for one in (run, later)
    )
    assert second.value == pytest.approx(first.value * 2)
    assert (first.input.snapshot, second.input.snapshot) == (old, corrected)


def test_one_run_of_a_year_and_kind_is_told(analyst):
    made = approved_region(99)
    first = drafted(analyst, kinds=["home_care"])
    freeze_run(first, by=analyst)
    second = drafted(analyst)
    exclude(second, made.services["9100004"], reason="x", by=analyst)

    freeze_run(second, by=analyst)

    told = {(row.run, row.kind): row.is_shared for row in RunKind.objects.select_related("run")}
    assert told[first, "home_care"]
    assert not told[second, "home_care"]
    assert told[second, "shelter"]
    assert not Band.objects.filter(run=second, kind="home_care").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        RunKind.objects.filter(run=second, kind="home_care").update(is_shared=True)


def test_bands_are_what_is_told(analyst):
    approved_region(99)
    run = drafted(analyst)
    freeze_run(run, by=analyst)

    bands = list(Band.objects.filter(run=run))

    assert bands
    for band in bands:
        group = GroupResult.objects.get(run=run, cell=band.cell, indicator=band.indicator)
        assert group.level in ("quartiles", "bars")
        assert (band.q1, band.q3) == (rounded(group.q1), rounded(group.q3))
    service = RunInput.objects.filter(run=run).exclude(cell="").first().service
    mine = Band.objects.latest_for(service, 2026)
    assert mine.count() > 5
    assert not Band.objects.latest_for(service, 2025).exists()
    # of its own groups only, and nothing for who did not hand in
    assert {one.cell for one in mine} <= {one.cell for one in service.run_inputs.filter(run=run)}
    assert not Band.objects.latest_for(ServiceFactory(kind=service.kind), 2026).exists()


def test_who_owes_a_report_of_that_year_is_told_no_bands(analyst):
    """Dossier 3.5: a provider with an unsubmitted report sees no peer data."""
    approved_region(99)
    run = drafted(analyst)
    freeze_run(run, by=analyst)
    cell = Band.objects.filter(run=run, kind="home_care").first().cell
    service = RunInput.objects.filter(run=run, cell=cell).first().service
    other = ServiceFactory(provider=service.provider)
    owed = Report.objects.create(term=Term.objects.get(), service=other, forms=["field"])

    assert not Band.objects.latest_for(service, 2026).exists()

    owed.delete()
    assert Band.objects.latest_for(service, 2026).exists()


def test_parameters_hold_on_the_last_day_of_the_year(analyst):
    approved_region(30)
    for first, last, value in ((2020, date(2025, 12, 31), 800_000), (2026, None, 900_000)):
        Threshold.objects.create(
            meaning="norm", indicator="N1", kind="home_care", value=value,
            valid_from=date(first, 1, 1), valid_to=last,
        )  # fmt: skip

    run = drafted(analyst)

    norm = RunParameter.objects.get(run=run, meaning="norm")
    assert norm.value == 800_000
    assert "1. 1. 2020" in norm.source
    assert RunParameter.objects.get(run=run, meaning="fund").value == 2008
    pair = dict(
        RunResult.objects.filter(
            input__run=run, input__kind="home_care", indicator__in=["N1", "R1.N1"]
        )
        .order_by("input")
        .values_list("indicator", "value")[:2]
    )
    assert pair["R1.N1"] == pytest.approx((pair["N1"] / 800_000 - 1) * 100)


def test_plan_and_parts_of_a_service_with_beds_and_visits(analyst):
    world = region(20)
    facts = dict(world.inputs[0].facts)
    for name, value in world.inputs[0].facts.items():
        if name.startswith(("fte_", "costs_")):
            facts[f"{name}_p"], facts[f"{name}_at"] = value * 3 / 4, value / 4
    import random

    chance = random.Random(3)
    both = one_input(chance, 500, kind="respite_care", provider=900, form="several", facts=facts)
    whole = one_input(
        chance, 501, kind="respite_care", provider=901, form="several", facts=world.inputs[0].facts
    )
    approve(type(world)(2025, "test", (), (both, whole)))
    plan = {"costs_total": facts["costs_total"] * 2, "fte_direct": facts["fte_direct"]}
    planned = one_input(chance, 501, kind="respite_care", provider=901, form="several", facts=plan)
    approve(type(world)(2025, "test", (), (planned,)), occasion="planned")

    run = drafted(analyst)

    forms = RunInput.objects.filter(run=run).order_by("service", "form")
    assert [(row.service.identifier, row.form) for row in forms] == [
        ("9100500", "field"), ("9100500", "residential"), ("9100500", "whole"),
        ("9100501", "several"),
    ]  # fmt: skip
    codes = {
        row.indicator: (row.value, row.why_not) for row in RunResult.objects.filter(input=forms[3])
    }
    assert codes["F8"][0] == 50
    assert codes["N2"] == (None, "not_allocated")
    split = RunResult.objects.get(input=forms[1], indicator="N2")
    assert split.value == pytest.approx(facts["costs_eligible_p"] / facts["beds_average"])


def test_a_deviation_is_answered_and_settled(analyst, people):
    approved_region(40)
    run = drafted(analyst)
    freeze_run(run, by=analyst)
    result = RunResult.objects.filter(input__run=run, flag="outside").first()

    row = answer(result, text="Nový dům", by=people["worker"])
    with pytest.raises(ValidationError) as error:
        answer(result, text="Ještě jednou", by=people["worker"])
    assert error.value.code == "answered"
    with pytest.raises(ValidationError):
        settle(row, state="again", question="", by=analyst)
    row.refresh_from_db()
    settle(row, state="again", question="Od kdy?", by=analyst)
    second = answer(result, text="Od května", by=people["worker"])
    settle(second, state="accepted", by=analyst)

    assert [one.state for one in result.answers.all()] == ["again", "accepted"]
    assert second.settled_by == analyst


def test_the_command_freezes_a_run(capsys):
    approved_region(40)

    call_command("run_benchmark", "--year", "2025", "--kind", "home_care")

    run = BenchmarkRun.objects.get()
    assert (run.state, run.kinds) == ("frozen", ["home_care"])
    assert run.sha256 in capsys.readouterr().out
    assert moment(2025) < run.cutoff


def test_what_an_official_wrote_on_changes_survives_a_recalculation(analyst):
    approved_region(40, (2024, 2025))
    run = drafted(analyst)
    freeze_run(run, by=analyst)
    row = ChangeText.objects.filter(run=run, service__isnull=False).first()
    assert "Náklady na" in row.computed
    assert row.shown == row.computed

    row.edited = "Služba se přestěhovala."
    edit_change(row, by=analyst)
    ChangeText.objects.filter(pk=row.pk).update(computed="zastaralé")
    renew_changes(run, by=analyst)

    row.refresh_from_db()
    assert row.shown == "Služba se přestěhovala."
    assert "Náklady na" in row.computed
    assert row.history.count() == 3


def test_sentences_on_changes():
    before = {"N1": Decimal(700_000), "V1": Decimal("91.2"), "P1": Decimal(80)}
    now = {"N1": Decimal(735_000), "V1": Decimal("91.3"), "P1": Decimal(72)}

    assert sentences(before, now, "residential") == [
        "Náklady na úvazek v přímé péči vzrostly o 5,0\xa0% na 735\xa0000\xa0Kč.",
        "Obložnost se téměř nezměnila (91,3\xa0%).",
        "Podíl úvazků v přímé péči klesl o 8,0 procentního bodu na 72,0\xa0%.",
    ]
    assert sentences(before, now, "residential", median=True)[:2] == [
        "Medián nákladů na úvazek v přímé péči vzrostl o 5,0\xa0% na 735\xa0000\xa0Kč.",
        "Medián obložnosti se téměř nezměnil (91,3\xa0%).",
    ]
