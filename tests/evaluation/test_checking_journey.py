"""Journey J3 of the dossier, step by step, through the pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.actions.terms import open_term
from evaluation.models import Report, Snapshot
from sitis.reminders.models import Reminder
from tests.evaluation.factories import TermFactory, in_network
from tests.evaluation.test_journeys import at, desk, fields  # noqa: F401 - desk is a fixture
from tests.factories import (
    DistrictFactory,
    FacilityFactory,
    MembershipFactory,
    MunicipalityFactory,
    NetworkVersionFactory,
    OrpFactory,
    ProviderFactory,
    official,
)
from tests.planning.counting import sheet_rows

pytestmark = pytest.mark.django_db


def named(name):
    found = official("analyst")
    found.name = name
    found.save()
    return found


@pytest.fixture
def world(time_machine):
    """Eight services of four providers in two okresy; a year ago each reported too."""
    analyst = named("Anna Kontrolní")
    network = NetworkVersionFactory(in_force=True, year=2025, valid_from=date(2025, 1, 1))
    second = OrpFactory(
        code="6220", ruian_code="1601", name="Znojmo", seat_code="593711",
        district=DistrictFactory(code="CZ0647", ruian_code="3713", name="Znojmo"),
    )  # fmt: skip
    towns = [MunicipalityFactory(), MunicipalityFactory(code="593711", name="Znojmo", orp=second)]
    providers = [ProviderFactory(name=f"Charita {number}") for number in range(4)]
    workers = [MembershipFactory(provider=one).user for one in providers]
    services = []
    for number in range(8):
        service = in_network(
            providers[number % 4], network=network, amount="6.50", name=f"Pečovatelky {number}"
        )
        FacilityFactory(service=service, municipality=towns[number % 2])
        services.append(service)
    last = TermFactory(
        year=2024, state="closed", opens_at=at(1, 7, 8, year=2024),
        closes_at=at(31, 8, 23, 59, year=2024), data_day=date(2024, 6, 30),
    )  # fmt: skip
    for service in services:
        old = Report.objects.create(
            term=last, service=service, state="approved", forms=["field"],
            handed_in_at=at(1, 8, 8, year=2024), approved_at=at(1, 9, 8, year=2024),
        )  # fmt: skip
        old.cells.create(code="E.units", standing="value", number=Decimal("6.20"))
    time_machine.move_to(at(1, 7, 8), tick=False)
    term = TermFactory(opens_at=at(1, 7, 8), closes_at=at(31, 8, 23, 59))
    open_term(term, by=analyst, now=at(1, 7, 8))
    Reminder.objects.all().delete()  # the letters about the opening
    return {"term": term, "services": services, "workers": workers, "analyst": analyst}


def counts(page):
    return {one.word: one.count for one in page.context["counts"]}


def test_j3_checking_and_returning(desk, world, django_capture_on_commit_callbacks):  # noqa: F811
    term, workers = world["term"], world["workers"]
    reports = {one.service.name: one for one in term.reports.select_related("service")}
    keyboard = desk(workers[0]).at(at(10, 7, 9))
    for number in range(5):  # five hand in, of the others two are begun
        keyboard.person = workers[number % 4]
        keyboard.at(at(10, 7, 9))
        report = reports[f"Pečovatelky {number}"]
        units = ("5,10", "Dvě odešly.") if number == 0 else "6,5"
        keyboard.post("section", report.pk, "E", **fields(E_units=units))
        keyboard.post("report-step", report.pk, "predat")
    for number in (5, 6):
        keyboard.person = workers[number % 4]
        keyboard.at(at(11, 7, 9))
        keyboard.post("section", reports[f"Pečovatelky {number}"].pk, "E", **fields(E_units="6"))

    # 1. the dashboard counts; by okres and kind it is narrowed and the address says so
    office = desk(world["analyst"]).at(at(20, 8, 9))
    page = office.get("term-check", term.pk)
    assert page.context["total"] == 8
    assert counts(page) == {
        "predano": 5, "ceka": 5, "rozpracovano": 2, "nezacato": 1, "po-terminu": 0,
    }  # fmt: skip
    hodonin = page.context["parts"][0]
    assert (hodonin.name, hodonin.total, hodonin.counts) == ("Hodonín", 4, (3, 0, 1, 0, 0))
    narrowed = office.get("term-check", term.pk, query=f"?okres={hodonin.key}&stav=predano")
    names = [report.service.name for _line, report, _last, _may in narrowed.context["rows"]]
    assert names == ["Pečovatelky 0", "Pečovatelky 2", "Pečovatelky 4"]  # the heaviest first

    waiting = reverse("evaluation:term-check", args=[term.pk]) + "?stav=ceka"
    assert f'href="{waiting}"' in office.client.get("/prostor/").content.decode()

    # 2. all who did not hand in are reminded; the log holds whom and when; again they are spared
    kept = "stav=&radit="
    told = office.post("term-check-remind", term.pk, vse="1", vyber=kept).content.decode()
    assert "Odeslány" in told or "Odesláno" in told
    assert set(Reminder.objects.values_list("user", flat=True)) == {
        workers[1].pk, workers[2].pk, workers[3].pk,
    }  # fmt: skip
    log = office.get("term-reminders", term.pk).content.decode()
    assert all(str(one) in log for one in workers[1:])
    assert "20.\xa08.\xa02025" in log
    again = office.post("term-check-remind", term.pk, vse="1", vyber=kept).content.decode()
    assert "Nedávno už dostali připomínku" in again
    assert Reminder.objects.count() == 3

    # 3. a report: its values, last year beside, flags
    report = reports["Pečovatelky 0"]
    page = office.get("report-judge", report.pk, query="?z=stav%3Dpredano")
    text = page.content.decode()
    assert page.context["flag_count"] == 1  # against the network, once
    row = next(
        row
        for _chapter, rows, _marked in page.context["sections"]
        for row in rows
        if row["asked"].code == "E.units"
    )
    assert (row["value"], row["past"], row["change"]) == ("5,1", ["6,2"], "−18\xa0%")
    assert "Dvě odešly." in text

    # 4. two fields are marked and a reason written; back on the same list; the rest stays locked
    until = {"until_day": "25. 8. 2025", "until_time": "16.00"}
    listed = office.post(
        "report-judge", report.pk, krok="vratit", vyber="stav=predano", reason="Doložte počet.",
        fields_named=["E.units", "C.left"], **until,
    )  # fmt: skip
    assert listed.redirect_chain[-1][0].endswith(
        f"/hodnoceni/sbery/{term.pk}/kontrola/?stav=predano"
    )
    report.refresh_from_db()
    assert (report.state, report.returned_fields) == ("returned", ["C.left", "E.units"])
    keyboard.person = workers[0]
    section = keyboard.at(at(21, 8, 9)).get("section", report.pk, "E").content.decode()
    assert "Doložte počet." in section
    assert 'name="v-E.units"' in section
    keyboard.post("section", report.pk, "C", **fields(C_hired="9", C_left="2"))
    assert not report.cells.filter(code="C.hired", number=9).exists()
    assert report.cells.get(code="C.left").number == 2

    # 5. the provider answers and hands in; one official approves, the other is told
    keyboard.post("section", report.pk, "E", **fields(E_units=("5,2", "Doloženo smlouvami.")))
    keyboard.post("report-step", report.pk, "predat")
    second = named("Druhý Pozdní")
    late = desk(second).at(at(22, 8, 9))
    opened = late.get("report-judge", report.pk)
    assert opened.context["may_settle"]
    office.at(at(22, 8, 10)).post("report-judge", report.pk, krok="schvalit")
    refused = late.at(at(22, 8, 11)).post("report-judge", report.pk, krok="schvalit")
    assert "už je schválený: Anna Kontrolní" in refused.content.decode()
    assert Snapshot.objects.filter(report=report).count() == 1

    # … those in which nothing was found are approved at once, the flagged one is left
    with django_capture_on_commit_callbacks(execute=True):
        office.at(at(23, 8, 9)).post("term-check-approve", term.pk, vse="1", vyber="stav=ceka")
    assert term.reports.filter(state="approved").count() == 5

    # 6. all approved as XLSX with a sheet that explains its columns
    answer = office.client.get(reverse("evaluation:term-data", args=[term.pk]))
    content = b"".join(answer)
    rows = sheet_rows([content])
    assert len(rows) == 1 + 5
    units = rows[0].index("E.units")
    assert sorted(float(row[units]) for row in rows[1:]) == [5.2, 6.5, 6.5, 6.5, 6.5]
    words = {row[0]: row for row in sheet_rows([content], 1)}
    assert set(rows[0]) <= words.keys()
    assert words["E.units"][3] == "úvazek v přímé péči"
    plain = office.client.get(reverse("evaluation:term-data", args=[term.pk]) + "?format=csv")
    assert plain.streaming
    lines = b"".join(plain).decode("utf-8-sig").splitlines()
    assert (lines[0].split(";"), len(lines)) == ([*rows[0]], 6)
    comments = sheet_rows([content], 2)
    assert ("E.units", "Doloženo smlouvami.") in [(row[2], row[4]) for row in comments]
