"""Pages of benchmarking for each role: what stands on them and what does not."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evaluation.actions.benchmarks import (
    NotComputed,
    compute_run,
    draft_run,
    freeze_run,
    proves,
    start_computing,
)
from evaluation.models import (
    BenchmarkRun,
    GroupResult,
    Report,
    RunInput,
    RunResult,
    Threshold,
)
from evaluation.runs.seen import audience, groups, spots
from evaluation.statistics import rounded
from providers.models import Provider, Service
from sitis.jobs.models import Job
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import (
    FacilityFactory,
    HoldingFactory,
    MembershipFactory,
    OrpFactory,
    ServiceKindFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return official("analyst")


@pytest.fixture
def run(analyst):
    """A frozen and shared run of 110 services."""
    approve(region(110, (2024, 2025)))
    made = draft_run(year=2025, cutoff=CUTOFF, by=analyst, title="Srovnání 2025")
    compute_run(made, by=analyst)
    made.refresh_from_db()
    freeze_run(made, by=analyst)
    return made


@pytest.fixture
def own(run):
    """An input of a service with one peer group that has bars."""
    return RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").first()


@pytest.fixture
def worker(own):
    return MembershipFactory(provider=own.provider).user


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"evaluation:{name}", args=args), query)


def foreign_names(own):
    rows = Service.objects.exclude(provider=own.provider).values_list("name", "identifier")
    others = Provider.objects.exclude(pk=own.provider_id).values_list("name", flat=True)
    return [*others, *(name for name, _id in rows), *(key for _name, key in rows)]


def test_who_gave_data_is_told_how_many_other_providers_there_are(client, run, own, worker):
    """On those hangs what may be told; how many services they have is the office's."""
    group = GroupResult.objects.get(run=run, cell=own.cell, indicator="N1")
    for user, word, n in (
        (worker, "Jiných poskytovatelů", group.providers - 1),
        (official(), "Služeb", group.n),
    ):
        shown = page(client, user, "run-group", run.pk, skupina=own.cell).content.decode()
        assert f'<td class="number" data-label="{word}">{n}</td>' in shown
        shown = page(client, user, "run-indicator", run.pk, "N1", skupina=own.cell)
        assert f"{word.lower()}: {n}</p>" in shown.content.decode()


def test_a_provider_sees_itself_by_name_and_nobody_else(client, run, own, worker):
    pages = [
        page(client, worker, "run-detail", run.pk),
        page(client, worker, "run-group", run.pk, skupina=own.cell),
        page(client, worker, "run-indicator", run.pk, "N1", skupina=own.cell),
        page(client, worker, "run-service", run.pk, own.service.identifier),
    ]

    assert [one.status_code for one in pages] == [200] * 4
    text = "".join(one.content.decode() for one in pages)
    assert own.service.name in text
    assert [name for name in foreign_names(own) if name in text] == []
    assert "Služba 0" in pages[2].content.decode()
    assert "<svg" in pages[2].content.decode()
    assert "Vážený průměr" not in text


def test_another_service_is_not_found(client, run, own, worker):
    other = RunInput.objects.of_year(run).exclude(provider=own.provider).first()
    its = RunResult.objects.filter(input=other).first()

    assert page(client, worker, "run-service", run.pk, other.service.identifier).status_code == 404
    client.force_login(worker)
    url = reverse("evaluation:result-answer", args=[run.pk, its.pk])
    assert client.post(url, {"text": "x"}).status_code == 404
    foreign = RunInput.objects.of_year(run).exclude(kind__in=RunInput.objects.filter(
        provider=own.provider).values("kind")).first()  # fmt: skip
    assert page(client, worker, "run-group", run.pk, skupina=foreign.cell).status_code == 404


def test_an_official_sees_everything(client, run, own):
    found = page(client, official(), "run-indicator", run.pk, "N1", skupina=own.cell)
    group = page(client, official(), "run-group", run.pk, skupina=own.cell)

    text = found.content.decode()
    members = RunInput.objects.of_year(run).filter(cell=own.cell)
    assert all(one.service.name in text for one in members)
    assert "Vážený průměr" in group.content.decode()


def test_who_did_not_hand_in_sees_why_and_no_data(client, run):
    stranger = MembershipFactory().user

    found = page(client, stranger, "run-detail", run.pk)

    assert "Srovnání vidí jen ten, kdo sám odevzdal" in found.content.decode()
    assert "Skupiny" not in found.content.decode()
    cell = GroupResult.objects.filter(run=run).first().cell
    assert page(client, stranger, "run-group", run.pk, skupina=cell).status_code == 404
    assert page(client, stranger, "run-indicator", run.pk, "N1", skupina=cell).status_code == 404


def test_who_still_owes_a_report_of_the_year_sees_no_others(client, run, own, worker):
    Report.objects.filter(service=own.service, term__year=2025).update(state="in_work")

    for name, more in (("run-group", ()), ("run-indicator", ("N1",))):
        assert page(client, worker, name, run.pk, *more, skupina=own.cell).status_code == 404


def test_a_rank_is_told_only_beside_the_bars(client, run, own, worker):
    def ranks():
        found = page(client, worker, "run-indicator", run.pk, "N1", skupina=own.cell)
        return {one.rank is None for one in found.context["own"]}

    assert ranks() == {False}
    GroupResult.objects.filter(run=run, cell=own.cell).update(level="quartiles")
    assert ranks() == {True}


def test_a_quadrant_tells_no_more_than_bars(run, own, worker):
    who = audience(run, worker)
    with_bars = [one for one in groups(run, who, cell=own.cell) if one.allows("bars")]
    across, upward = with_bars[:2]
    others = RunResult.objects.filter(input__cell=own.cell, indicator=across.code, is_bar=True)
    hidden = others.exclude(input__provider=own.provider).first()

    before = spots(run, who, across, upward)
    RunResult.objects.filter(pk=hidden.pk).update(is_bar=False)
    alone = spots(run, who, across, upward)  # the other indicator would show who it is
    RunResult.objects.filter(input=hidden.input, indicator=upward.code).update(is_bar=False)
    found = spots(run, who, across, upward)

    exact = spots(run, audience(run, official()), across, upward)
    assert alone == []
    assert len(found) == len(before) - 1 == len(exact) - 1
    assert {one.x for one in before} == {rounded(one.x) for one in exact}
    assert {one.y for one in before} == {rounded(one.y) for one in exact}
    assert {one.x for one in before} != {one.x for one in exact}
    assert {one.y for one in before} != {one.y for one in exact}
    mine = Service.objects.filter(provider=own.provider).values_list("name", flat=True)
    assert {text for one in found for text in (one.name, one.listed) if text} <= set(mine)


def test_a_coordinator_sees_capacity_by_name_and_money_as_aggregates(client, run, own):
    orp = OrpFactory()
    FacilityFactory(service=own.service, municipality__orp=orp)
    coordinator = HoldingFactory(role="orp_coordinator", orp=orp).user

    detail = page(client, coordinator, "run-detail", run.pk)
    costs = page(client, coordinator, "run-indicator", run.pk, "N1", skupina=own.cell)

    assert own.service.name in detail.content.decode()
    assert [row.service for row in detail.context["capacities"]] == [own.service]
    assert costs.status_code == 200
    assert own.service.name not in costs.content.decode()
    assert "Služba 0" not in costs.content.decode()
    assert (
        page(client, coordinator, "run-service", run.pk, own.service.identifier).status_code == 404
    )


def test_a_coordinator_who_also_reports_sees_no_bars(client, run, own, worker):
    """Users and man-years by name would say whose bar is whose, and then whose costs."""
    group = {"skupina": own.cell}
    before = [page(client, worker, "run-indicator", run.pk, code, **group) for code in ("P4", "N6")]
    orp = OrpFactory()
    other = RunInput.objects.of_year(run).filter(cell=own.cell).exclude(provider=own.provider)
    FacilityFactory(service=other.first().service, municipality__orp=orp)
    HoldingFactory(user=worker, role="orp_coordinator", orp=orp)

    after = [page(client, worker, "run-indicator", run.pk, code, **group) for code in ("P4", "N6")]
    together = page(client, worker, "run-group", run.pk, **group)

    assert all("Služba 0" in one.content.decode() for one in before)
    for one in after:
        assert "Služba 0" not in one.content.decode()
        assert own.service.name in one.content.decode()
        assert "jako koordinátor ORP znáte" in one.content.decode()
    assert together.context["figure"] is None
    assert own.service.name in page(client, worker, "run-detail", run.pk).content.decode()


def test_the_public_sees_aggregates_only(client, run, own):
    index, year = client.get("/srovnani/"), client.get("/srovnani/2025/")

    assert "2025" in index.content.decode()
    text = year.content.decode()
    assert "Medián" in text
    names = [*foreign_names(own), own.service.name, own.provider.name]
    assert [name for name in names if name in text] == []
    assert client.get("/srovnani/2019/").status_code == 404


def test_a_draft_and_what_was_not_shared_is_the_office_s(client, analyst, run, own, worker):
    draft = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(draft, by=analyst)
    assert page(client, worker, "run-detail", draft.pk).status_code == 404
    draft.refresh_from_db()
    freeze_run(draft, by=analyst)

    assert page(client, worker, "run-detail", draft.pk).status_code == 404
    assert page(client, official(), "run-detail", draft.pk).status_code == 200


def test_an_export_holds_what_the_person_sees(client, run, own, worker):
    import io

    import openpyxl

    answer = page(client, worker, "run-export", run.pk)

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    assert not {"Odchylky", "Vyřazené služby", "Parametry"} & set(book.sheetnames)
    services = {row[2] for row in list(book["Hodnoty služeb"].values)[1:]}
    assert services == {one.identifier for one in own.provider.services.all()}
    heads, *rows = book["Statistiky"].values
    assert "Průměr" not in heads
    told = [row[heads.index("Medián")] for row in rows]
    assert [value for value in told if value is not None]
    for value in told:
        assert value is None or len(str(value).replace(".", "").replace("-", "").strip("0")) <= 3


def test_pages_of_a_run_ask_few_questions(client, run, own, worker, django_assert_max_num_queries):
    for user in (worker, official("analyst")):
        for name, args, query, most in (
            ("run-detail", [run.pk], {}, 45),
            ("run-group", [run.pk], {"skupina": own.cell}, 45),
            ("run-indicator", [run.pk, "N1"], {"skupina": own.cell}, 45),
            ("run-service", [run.pk, own.service.identifier], {}, 60),  # a whole evaluation sheet
        ):
            with django_assert_max_num_queries(most):
                assert page(client, user, name, *args, **query).status_code == 200


def test_a_run_is_computed_in_the_background_once(
    client, analyst, django_capture_on_commit_callbacks
):
    approve(region(11))
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    url = reverse("evaluation:run-compute", args=[run.pk])
    client.force_login(analyst)
    other = official("analyst")

    with django_capture_on_commit_callbacks() as messages:
        first = client.post(url, {"parting": "form"})
        second = client.post(url, {"parting": "form,band"})
        client.force_login(other)
        third = client.post(url)

    job = Job.objects.get()
    assert {answer["Location"] for answer in (first, second, third)} == {job.get_absolute_url()}
    assert len(messages) == 1
    run.refresh_from_db()
    assert run.dimensions == ["form"]
    assert client.get(job.get_absolute_url()).status_code == 200
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Srovnání se právě počítá" in page
    assert reverse("evaluation:run-freeze", args=[run.pk]) not in page
    with pytest.raises(NotComputed, match="právě počítá"):
        freeze_run(run, by=analyst)

    for send in messages:
        send()

    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "Porovnávaných služeb: 11.")
    assert len(job.steps) == 3
    assert RunInput.objects.of_year(run).count() == 11
    with django_capture_on_commit_callbacks() as messages:
        assert client.post(url)["Location"] != job.get_absolute_url()
    assert (len(messages), Job.objects.count()) == (1, 2)


def test_a_run_may_part_services_by_their_kind_only(
    client, analyst, django_capture_on_commit_callbacks
):
    approve(region(66))
    client.force_login(analyst)
    data = {"year": 2025, "occasion": "actual_1", "kinds": ["home_care"], "parting": "",
            "years_back": 0}  # fmt: skip

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("evaluation:run-add"), data)

    run = BenchmarkRun.objects.get()
    cells = RunInput.objects.of_year(run).order_by().values_list("cell", flat=True).distinct()
    assert list(cells) == ["home_care|||"]
    assert "skupiny podle: jen druh služby" in " ".join(
        client.get(run.get_absolute_url()).content.decode().split()
    )
    freeze_run(run, by=analyst)
    assert proves(run)


def test_a_frozen_run_is_not_computed_again(client, analyst, run):
    client.force_login(analyst)

    assert client.post(reverse("evaluation:run-compute", args=[run.pk])).status_code == 403
    with pytest.raises(ValidationError):
        start_computing(run, by=analyst, now=CUTOFF)
    assert not Job.objects.exists()


def test_norms_and_limits_are_named_in_czech(client, analyst):
    since = date(2021, 1, 1)
    Threshold.objects.create(
        meaning="minimum", indicator="V1", kind="home_for_seniors", form="residential", value=92,
        valid_from=since, consequence="sanction",
    )  # fmt: skip
    Threshold.objects.create(meaning="fund", value=2000, valid_from=since)
    ServiceKindFactory(slug="home_for_seniors", name="domovy pro seniory")

    text = page(client, analyst, "threshold-list").content.decode()

    for said in (
        "V1 Obložnost",
        "domovy pro seniory, pobytová",
        "92 %",
        "sankce",
        "všechny služby",
    ):
        assert said in text
    assert "residential" not in text
