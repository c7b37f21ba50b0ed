"""Evaluation and cards with a browser: a section by keyboard, with and without script; all pages by axe."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from evaluation.actions import moves
from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run
from evaluation.actions.saving import save_section
from evaluation.models import Report, RunInput, RunKind
from tests.evaluation.factories import in_network, opened, typed
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import (
    FacilityFactory,
    HoldingFactory,
    MembershipFactory,
    MunicipalityFactory,
    NetworkVersionFactory,
    ProviderFactory,
    official,
)
from tests.providers import card_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1280, 320
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Set to a folder to keep photographs of the pages.
PHOTOS = os.environ.get("PHOTOS")


@pytest.fixture
def open_page(new_context, live_server, client):
    contexts = {}

    def opened_page(address, user=None, **options):
        key = (user and user.pk, *options.items())
        if key not in contexts:
            contexts[key] = new_context(viewport={"width": WIDE, "height": 900}, **options)
            if user is not None:
                client.force_login(user)
                cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
                contexts[key].add_cookies([cookie | {"url": live_server.url}])
        page = contexts[key].new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(f"{said.text} {said.location}"))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    return opened_page


@pytest.fixture
def reports(transactional_db):
    """Two reports of a charity in an open term: one to be filled in, one handed in."""
    cache.clear()
    provider = ProviderFactory(name="Charita Kyjov")
    network = NetworkVersionFactory(in_force=True, year=timezone.localdate().year)
    now = timezone.now()
    services = [
        in_network(provider, network=network, name=name)
        for name in ("Pečovatelská služba Kyjov", "Pečovatelská služba Vracov")
    ]
    term = opened(
        year=now.year, opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=30),
        data_day=now.date(), now=now,
    )  # fmt: skip
    rows = {row.service_id: row for row in Report.objects.for_lists().filter(term=term)}
    first, second = (rows[service.pk] for service in services)
    worker = MembershipFactory(provider=provider, user__name="Tomáš Pracovník").user
    units = typed(E_units=("5,1", "Od května chybí kolegyně."))
    save_section(second, "E", units, by=worker, now=now)
    moves.hand_in(second, by=worker, now=now)
    return first, second, worker


def section(report, code="E"):
    return reverse("evaluation:section", args=[report.pk, code])


def test_a_section_is_watched_while_it_is_typed_by_keyboard(open_page, reports):
    report, _second, worker = reports
    page = open_page(section(report), worker)
    field = page.get_by_label("Jednotky služby", exact=False).first
    told = page.locator("[data-key='E-units'] .entry__told")

    field.focus()
    page.keyboard.type("pět")
    expect(told).to_contain_text("Napište číslo")
    page.keyboard.press("Control+a")
    page.keyboard.type("5,1")
    expect(told).to_contain_text("Napište do komentáře proč")
    expect(page.locator("[data-saved]")).to_contain_text("Rozepsané hodnoty uchovány")
    comment = page.locator("[data-key='E-units'] .entry__comment textarea")
    expect(comment).to_be_visible()
    comment.focus()
    page.keyboard.type("Dvě pracovnice odešly.")
    page.get_by_role("button", name="Uložit oddíl").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("je uložený")).to_be_visible()
    expect(page.get_by_label("Jednotky služby", exact=False).first).to_have_value("5,1")
    assert page.complaints == []
    report.refresh_from_db()
    assert report.cells.get(code="E.units").comment == "Dvě pracovnice odešly."


#: How far the focused field reaches under the bar with buttons that stays in view.
UNDER_THE_BAR = """() => {
  const bar = document.querySelector(".actions--stay").getBoundingClientRect();
  const field = document.activeElement.getBoundingClientRect();
  return document.activeElement.closest(".actions--stay") ? 0 : field.bottom - bar.top;
}"""


def test_the_bar_that_stays_hides_no_field_in_focus(open_page, reports):
    _report, _second, worker = reports
    now = timezone.now()
    times = {"opens_at": now - timedelta(days=3), "closes_at": now + timedelta(days=30)}
    term = opened(occasion="actual_1", year=now.year, data_day=now.date(), now=now, **times)
    page = open_page(section(term.reports.first(), "F"), worker)
    page.locator(".entry__input--number").first.focus()
    reach = []

    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.entry__input--number')"):
            reach.append(page.evaluate(UNDER_THE_BAR))

    assert len(reach) > 20
    assert [one for one in reach if one > 0] == []


def test_a_section_is_filled_in_without_javascript(open_page, reports):
    report, _second, worker = reports
    page = open_page(section(report), worker, java_script_enabled=False)

    page.get_by_label("Jednotky služby", exact=False).first.fill("1e999")
    page.get_by_role("button", name="Uložit oddíl").click()
    problem = page.get_by_role("link", name="Napište číslo celé, číslicemi.")
    expect(problem).to_be_visible()
    problem.click()
    field = page.get_by_label("Jednotky služby", exact=False).first
    expect(field).to_have_value("1e999")
    field.fill("6,5")
    page.get_by_role("button", name="Uložit oddíl").click()

    expect(page.get_by_text("je uložený")).to_be_visible()
    page.goto(page.url.replace("/oddil/E/", "/krok/predat/"))
    page.get_by_role("button", name="Předat kraji").click()
    expect(page.get_by_text("Potvrzení najdete níže")).to_be_visible()


@pytest.fixture
def world(reports):
    """A frozen run, a card in force, a home with its own copy; people of each role -> addresses."""
    report, second, worker = reports
    analyst = official("analyst", "registrar")
    approve(region(66))
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst, title="Srovnání 2025")
    compute_run(run, by=analyst)
    run.refresh_from_db()
    freeze_run(run, by=analyst)
    own = RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").first()
    reporter = MembershipFactory(provider=own.provider).user
    town = MunicipalityFactory()
    FacilityFactory(service=own.service, municipality=town)
    coordinator = HoldingFactory(role="orp_coordinator", orp=town.orp).user
    term = opened(
        year=report.term.year, occasion="actual_1", opens_at=report.term.opens_at,
        closes_at=report.term.closes_at, data_day=report.term.data_day, now=timezone.now(),
    )  # fmt: skip
    yearly = Report.objects.get(term=term, service=report.service)
    card = card_rows.valid()
    draft = card_rows.version(3, "draft")
    home = card_rows.home(provider=report.service.provider, name="Domov Kyjov")
    filled = card_rows.service_card(card, home)
    assert RunKind.objects.shared().exists()

    def of(name, *args, query=""):
        return reverse(name, args=args) + query

    cell = f"?skupina={own.cell}"
    return {
        worker: [
            of("evaluation:home"), of("evaluation:report-detail", report.pk),
            section(report, "C"), section(yearly, "F"), of("evaluation:report-check", report.pk),
            of("evaluation:staff-cards", report.pk), of("evaluation:report-workbook", report.pk),
            of("evaluation:report-step", report.pk, "predat"),
            of("providers:service-card", filled.pk), of("providers:service-card-part", filled.pk, 7),
        ],
        reporter: [
            of("evaluation:run-detail", run.pk), of("evaluation:run-group", run.pk, query=cell),
            of("evaluation:run-indicator", run.pk, "N1", query=cell),
            of("evaluation:run-service", run.pk, own.service.identifier),
        ],
        analyst: [
            of("evaluation:term-detail", report.term.pk), of("evaluation:term-check", report.term.pk),
            of("evaluation:term-fulfilment", report.term.pk),
            of("evaluation:report-judge", second.pk), of("evaluation:run-detail", run.pk),
            of("evaluation:run-papers", run.pk), of("evaluation:run-changes", run.pk),
            of("evaluation:run-result", run.pk, own.results.first().pk),
            of("providers:card-list"),
            of("providers:card-version", card.pk), of("providers:card-part", draft.pk, 7),
            of("providers:service-card-list"),
        ],
        coordinator: [of("evaluation:territory"), of("evaluation:run-detail", run.pk)],
        None: ["/srovnani/2025/", "/srovnani/2025/home_care/", f"/sluzby/{home.identifier}/"],
    }  # fmt: skip


@pytest.mark.look
def test_pages_fit_wide_and_on_a_phone_and_by_axe(open_page, world, axe_violations):
    found = {}
    for number, (user, addresses) in enumerate(world.items()):
        for address in addresses:
            page = open_page(address, user)
            told = [*page.complaints]  # before axe, whose own script the policy refuses
            told += axe_violations(page)
            _keep(page, number, address, WIDE)
            if over := page.evaluate(TOO_WIDE):
                told.append(f"wider than {WIDE} by {over}")
            page.set_viewport_size({"width": PHONE, "height": 700})
            if over := page.evaluate(TOO_WIDE):
                told.append(f"wider than {PHONE} by {over}")
            _keep(page, number, address, PHONE)
            if told:
                found[number, address] = told
            page.close()

    assert found == {}


def _keep(page, number, address, width):
    if PHOTOS:
        name = address.strip("/").split("?")[0].replace("/", "-") or "uvod"
        path = Path(PHOTOS) / f"{number}-{name}-{width}.png"
        page.screenshot(path=str(path), full_page=True)
