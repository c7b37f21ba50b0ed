"""Journeys J4 and the benchmarking part of J9, step by step through the pages."""

from datetime import date

import pytest
from django.urls import reverse

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run, proves
from evaluation.models import Answer, BenchmarkRun, RunInput, RunParameter, RunResult, Threshold
from providers.models import Service
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import one_input
from tests.factories import MembershipFactory, official

pytestmark = pytest.mark.django_db


def reports():
    """Home care in four sizes: two bands are too small to stand alone, one value is wrong."""
    from random import Random

    from evaluation.benchmark import Order

    chance = Random(4)
    sizes = [*[2] * 12, *[5] * 6, *[10] * 4, *[18] * 12]
    inputs = [
        one_input(chance, at, kind="home_care", provider=at, size=size + at / 100)
        for at, size in enumerate(sizes)
    ]
    inputs[5].facts["costs_eligible"] *= 30
    return Order(2025, "test", (), tuple(inputs))


def post(client, url, **data):
    answer = client.post(url, data, follow=True)
    assert answer.status_code == 200
    return answer


def test_j4_a_benchmarking_run_and_what_follows(client, django_capture_on_commit_callbacks):
    made = approve(reports())
    analyst = official("analyst")
    norm = Threshold.objects.create(
        meaning="norm", indicator="N1", kind="home_care", value=700_000, valid_from=date(2020, 1, 1)
    )
    client.force_login(analyst)

    # 1 create the run
    data = {"year": 2025, "title": "2025, údaje k 31. 12., skutečnost I.", "occasion": "actual_1",
            "kinds": ["home_care"], "parting": "form", "years_back": 4}  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        job = post(client, reverse("evaluation:run-add"), **data)
    assert job.context["job"].title.startswith("Výpočet srovnání")
    run = BenchmarkRun.objects.get()
    assert RunInput.objects.filter(run=run).count() == 34

    # 2 sizes of groups per option; two small bands are joined
    sizes = client.get(reverse("evaluation:run-sizes", args=[run.pk]))
    cells = {
        choice["value"]: [n for _words, n, _providers in choice["cells"]]
        for choice in sizes.context["choices"]
    }
    assert cells["form"] == [34]
    assert cells["form,band"] == [12, 10, 12]
    with django_capture_on_commit_callbacks(execute=True):
        post(client, reverse("evaluation:run-compute", args=[run.pk]), parting="form,band")
    run.refresh_from_db()
    assert run.dimensions == ["form", "band"]
    assert set(RunInput.objects.filter(run=run).values_list("cell", flat=True)) == {
        "home_care|field||0-0", "home_care|field||1-2", "home_care|field||3-3",
    }  # fmt: skip

    # 3 exclude a service with a reason and see the effect
    closed = made.services["9100020"]
    url = reverse("evaluation:run-exclude", args=[run.pk, closed.identifier])
    assert any(
        one.n_after == one.n_before - 1 for _shown, one in client.get(url).context["effects"]
    )
    assert "Toto pole" in client.post(url, {"reason": ""}).content.decode()
    detail = post(client, url, reason="rekonstrukce").content.decode()
    assert "rekonstrukce" in detail
    assert "medián" in detail

    # 4 statistics, box plot, a suspected mistake
    group = reverse("evaluation:run-group", args=[run.pk]) + "?skupina=home_care%7Cfield%7C%7C0-0"
    shown = {one.code: one for _title, rows in client.get(group).context["blocks"] for one in rows}
    assert {"N1", "V2", "P1"} <= set(shown)
    assert (shown["N1"].n, shown["P1"].n) == (11, 12)
    chart = client.get(
        reverse("evaluation:run-indicator", args=[run.pk, "N1"]), {"skupina": shown["N1"].cell}
    ).content.decode()
    assert chart.count('class="chart"') == 2
    assert "podezření na chybu" in chart
    assert "Podezření na chybu" in client.get(run.get_absolute_url()).content.decode()

    # 5 freeze; each provider sees only its own name
    post(client, reverse("evaluation:run-freeze", args=[run.pk]), share="on")
    run.refresh_from_db()
    assert run.is_frozen
    deviating = (
        RunResult.objects.filter(input__run=run, flag__in=["outside", "deviation"])
        .order_by("input__service", "pk")
        .select_related("input__service")
    )
    mine = next(
        row.input.service for row in deviating if deviating.filter(input=row.input).count() > 1
    )
    worker = MembershipFactory(provider=mine.provider).user
    client.force_login(worker)
    sheet = client.get(reverse("evaluation:run-service", args=[run.pk, mine.identifier]))
    text = sheet.content.decode()
    assert mine.name in text
    assert not [one.name for one in Service.objects.exclude(pk=mine.pk) if one.name in text]

    # 6 two answers, one accepted
    asked = list(deviating.filter(input__service=mine)[:2])
    for row in asked:
        url = reverse("evaluation:result-answer", args=[run.pk, row.pk])
        assert url in text
        post(client, url, text="Služba jezdí do vzdálených obcí.")
    assert client.post(
        reverse("evaluation:answer-settle", args=[Answer.objects.first().pk]), {"state": "accepted"}
    ).status_code in (403, 404)
    client.force_login(analyst)
    first = Answer.objects.get(result=asked[0])
    post(client, reverse("evaluation:answer-settle", args=[first.pk]), state="accepted")
    assert sorted(Answer.objects.values_list("state", flat=True)) == ["accepted", "waiting"]
    printed = client.get(reverse("evaluation:run-service", args=[run.pk, mine.identifier]))
    assert "Služba jezdí do vzdálených obcí." in printed.content.decode()
    post(
        client,
        reverse("evaluation:sheet-edit", args=[run.pk, mine.identifier]),
        conclusion="recommendation", text="Sledovat náklady", next_check_on="2027-01-31", version=1,
    )  # fmt: skip
    client.force_login(worker)
    again = client.get(reverse("evaluation:run-service", args=[run.pk, mine.identifier]))
    assert "Sledovat náklady" in again.content.decode()

    # 7 a new value of the norm does not change the run
    client.force_login(analyst)
    before = list(RunResult.objects.filter(input__run=run, indicator="R1.N1").values_list("value"))
    norm.refresh_from_db()
    edited = {"meaning": "norm", "indicator": "N1", "kind": "home_care", "value": "700000",
              "valid_from": "2020-01-01", "valid_to": "2025-12-31", "version": norm.version,
              "consequence": "information"}  # fmt: skip
    post(client, reverse("evaluation:threshold-edit", args=[norm.pk]), **edited)
    new = edited | {"value": "900000", "valid_from": "2026-01-01", "valid_to": ""}
    post(client, reverse("evaluation:threshold-add"), **new)
    assert Threshold.objects.count() == 2
    listed = client.get(reverse("evaluation:threshold-list")).content.decode()
    assert "N1 Náklady" in listed
    assert "od 1. 1. 2026" in listed
    assert RunParameter.objects.get(run=run, meaning="norm").value == 700_000
    after = list(RunResult.objects.filter(input__run=run, indicator="R1.N1").values_list("value"))
    assert after == before != []
    assert proves(run)

    # 8 who did not hand in sees why, and no data
    client.force_login(MembershipFactory().user)
    refused = client.get(run.get_absolute_url()).content.decode()
    assert "Srovnání vidí jen ten, kdo sám odevzdal" in refused
    assert client.get(group).status_code == 404


def test_j9_an_old_run_does_not_change_when_norm_n1_changes():
    approve(reports())
    analyst = official("analyst")
    old = Threshold.objects.create(
        meaning="norm", indicator="N1", kind="home_care", value=650_000, valid_from=date(2025, 1, 1)
    )
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    freeze_run(run, by=analyst)
    deviations = dict(
        RunResult.objects.filter(input__run=run, indicator="R1.N1").values_list("input", "value")
    )

    Threshold.objects.filter(pk=old.pk).update(value=999_000)

    assert proves(run)
    assert deviations == dict(
        RunResult.objects.filter(input__run=run, indicator="R1.N1").values_list("input", "value")
    )
    later = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    assert RunParameter.objects.get(run=later, meaning="norm").value == 999_000
