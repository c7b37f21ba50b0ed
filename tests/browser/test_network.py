"""An official at work in the network: a copy, a change, a list from a table, all pages for everybody."""

from datetime import date
from decimal import Decimal

import pytest

from providers.actions.network import lists
from providers.models import NetworkImport, NetworkVersion
from sitis.jobs.models import Job
from tests.factories import NetworkItemFactory, NetworkVersionFactory, official
from tests.providers.network_lists import HEADS, row_of, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def item(transactional_db):
    valid = NetworkVersionFactory(in_force=True, year=2020, number=1, valid_from=date(2020, 1, 1))
    return NetworkItemFactory(network=valid, amount=Decimal("5.50"), service__identifier="9000777")


@pytest.fixture
def open_page(new_context, live_server, client):
    client.force_login(official("registrar"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def opened(address, width=1280, **options):
        context = new_context(viewport={"width": width, "height": 900}, **options)
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + address)
        return page

    return opened


def test_an_official_copies_changes_and_reads_what_would_change(item, open_page):
    page = open_page("/registr/sit/", java_script_enabled=False)
    page.get_by_role("link", name="Založit novou verzi").click()
    page.get_by_label("Rok").fill("2099")
    page.get_by_label("Má platit od").fill("1. 1. 2099")
    page.get_by_role("button", name="Založit verzi").click()
    page.locator("td").get_by_role("link", name="Upravit").click()
    page.get_by_role("link", name="Upravit", exact=True).click()
    page.get_by_label("počet jednotek").fill("6,75")
    page.get_by_role("button", name="Uložit").click()
    page.get_by_role("link", name="Síť 2099, verze 1").first.click()
    page.get_by_role("link", name="Změny", exact=True).click()

    said = page.locator("table").inner_text()
    assert "navýšeno" in said
    assert "+1,25" in said
    assert NetworkVersion.objects.get(year=2099).items.get().continues == item


def test_a_list_is_uploaded_looked_at_and_confirmed(item, open_page, tmp_path):
    draft = NetworkVersionFactory(year=2099, number=1, valid_from=date(2099, 1, 1))
    listed = NetworkItemFactory(network=draft, service=item.service)
    file = tmp_path / "sit.xlsx"
    file.write_bytes(xlsx([["Síť"], HEADS, row_of(listed, 8), ["Celkem", "", "", "", "", 8]]))

    page = open_page("/registr/sit/2099/1/", java_script_enabled=False)
    page.get_by_role("link", name="Nahrát seznam z tabulky").click()
    page.get_by_label("Seznam sítě").set_input_files(file)
    page.get_by_role("button", name="Nahrát a připravit plán").click()
    _work(lists.make_list_plan)
    page.get_by_role("button", name="Zapsat do verze").click()
    _work(lambda run, job: lists.apply_list(run))

    page.get_by_role("heading", name="Co se zapsalo").wait_for()
    listed.refresh_from_db()
    assert listed.amount == 8


def _work(act):
    """What the worker would do, which no test has; the page that waits loads itself again."""
    run = NetworkImport.objects.select_related("job", "network", "by").get()
    if not run.job.is_over:
        act(run, run.job)
        Job.objects.filter(pk=run.job_id).update(state="done")


PAGES = [
    *("/registr/sit/", "/registr/sit/nova/", "/registr/sit/2020/1/", "/registr/sit/2020/1/souhrn/"),
    *("/registr/sit/2020/1/zmeny/", "/registr/sit/2020/1/nesedi/", "/registr/sit/2020/zmeny/"),
    *("/registr/sit/porovnani/?od=1.1.2019&do=1.1.2021", "/registr/sit/2099/1/"),
    *("/registr/sit/2099/1/polozky/nova/", "/registr/sit/2099/1/krok/propose/"),
    *("/registr/sit/2099/1/seznamy/", "/registr/sit/2099/1/upravit/"),
]


@pytest.mark.look
@pytest.mark.parametrize(("width", "scale"), [(1280, 1), (640, 2), (320, 1)])
def test_pages_of_the_network_serve_everybody(item, open_page, axe_violations, width, scale):
    NetworkVersionFactory(year=2099, number=1, valid_from=date(2099, 1, 1))
    page = open_page("/registr/sit/", width=width, device_scale_factor=scale)
    place = page.url.removesuffix("/registr/sit/")
    pages = [*PAGES, f"/registr/sit/polozky/{item.pk}/"]
    found = {}
    for address in pages:
        page.goto(place + address)
        found[address] = axe_violations(page), max(0, page.evaluate(TOO_WIDE))

    assert found == {address: ([], 0) for address in pages}
