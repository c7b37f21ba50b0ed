"""Journeys J1 and J2 of the dossier, step by step, through the pages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse

from evaluation.actions.terms import open_term
from evaluation.checking import examine
from evaluation.models import Report, Snapshot
from evaluation.models import Submission as Step
from sitis.documents.actions import keep
from sitis.documents.build import Built
from sitis.documents.models import Document
from sitis.reminders.models import Reminder
from tests.evaluation.factories import (
    TermFactory,
    in_network,
    published_form,
)
from tests.factories import MembershipFactory, NetworkVersionFactory, ProviderFactory
from tests.planning.test_documents import one_page

pytestmark = pytest.mark.django_db


def at(day, month, hour, minute=0, year=2025):
    """A moment by the clocks in Prague, in summer two hours and in winter one before UTC."""
    summer = 4 <= month <= 10
    return datetime(year, month, day, hour - (2 if summer else 1), minute, tzinfo=UTC)


class Desk:
    """Somebody at the keyboard: pages by name, the clock as it is told."""

    def __init__(self, client, time_machine, person):
        self.client, self.clock, self.person = client, time_machine, person

    def at(self, moment):
        self.clock.move_to(moment, tick=False)
        self.client.force_login(self.person)
        return self

    def get(self, name, *args, query=""):
        return self.client.get(reverse(f"evaluation:{name}", args=args) + query, follow=True)

    def post(self, name, *args, **data):
        return self.client.post(reverse(f"evaluation:{name}", args=args), data, follow=True)


@pytest.fixture
def desk(client, time_machine):
    return lambda person: Desk(client, time_machine, person)


def fields(**values):
    """Inputs of a page: ``fields(E_units="5,1")``; a pair adds the comment."""
    found = {}
    for name, value in values.items():
        code = name.replace("_", ".")
        value, comment = value if isinstance(value, tuple) else (value, "")
        found |= {f"v-{code}": value, f"k-{code}": comment}
    return found


@pytest.fixture
def network():
    return NetworkVersionFactory(in_force=True, year=2025, valid_from=date(2025, 1, 1))


def stopping(report):
    """What the check holds against handing in."""
    row = Report.objects.for_lists().get(pk=report.pk)
    return [one.message for one in examine(row).stopping]


def built(report):
    """The PDF of the newest step, as a worker would have made it."""
    number = report.submissions.exclude(document_number="").latest("pk").document_number
    row = Document.objects.get(number=number)
    return keep(
        row,
        Built.of(one_page(), report.handed_in_at or row.ordered_at),
        now=row.ordered_at,
    )


def test_j1_half_year_report_of_units(desk, people, network, time_machine):
    """J1: opened, entered, refused without a comment, handed in, taken back, handed in again."""
    charity = ProviderFactory(name="Charita Údolí")
    worker = MembershipFactory(provider=charity).user
    care = in_network(charity, network=network, name="Pečovatelská služba Údolí")
    for kind in ("personal_assistance", "outreach_programme"):
        in_network(
            charity, network=network, kind__slug=kind, kind__rpss_code=kind[:2], kind__name=kind
        )
    last = TermFactory(year=2024, state="open", opens_at=at(1, 7, 8, year=2024),
                       closes_at=at(31, 8, 23, 59, year=2024), data_day=date(2024, 6, 30))  # fmt: skip
    old = Report.objects.create(
        term=last, service=care, state="handed_in", forms=["field"],
        handed_in_at=at(1, 8, 8, year=2024),
    )  # fmt: skip
    old.cells.create(code="E.units", standing="value", number=Decimal("6.20"))

    # 1. the official opens the term; every service gets its report and its people a letter
    time_machine.move_to(at(1, 7, 8), tick=False)
    term = TermFactory(opens_at=at(1, 7, 8), closes_at=at(31, 8, 23, 59))
    assert open_term(term, by=people["analyst"], now=at(1, 7, 8)) == 3
    assert set(term.reports.values_list("state", flat=True)) == {"to_enter"}
    assert [one.title for one in Reminder.objects.filter(user=worker)] == [
        "Vyplňte a předejte: Pololetní výkaz 2025"
    ]

    # 2. the worker's list shows three reports with days left
    provider = desk(worker).at(at(10, 7, 9))
    page = provider.get("home").content.decode()
    assert page.count("zbývá") == 3

    # 3. unit, network and last year stand at the field
    report = term.reports.get(service=care)
    page = provider.get("section", report.pk, "E").content.decode()
    assert "úvazek v přímé péči" in page
    assert "síť 6,5" in page
    assert "2024: 6,2" in page

    # 4. −22 % against the network asks a comment
    # 5. saved and closed, the list says that it is not handed in
    page = provider.post("section", report.pk, "E", **fields(E_units="5.10"))
    assert "Proti síti (6,5) je to o −22\xa0%" in page.content.decode().replace(" %", "\xa0%")
    assert "Rozpracováno – neodevzdáno" in provider.get("home").content.decode()

    # 6. handing in without the comment is refused with a link to the field
    refused = provider.post("report-step", report.pk, "predat").content.decode()
    report.refresh_from_db()
    assert report.state == "in_work"
    assert f"{reverse('evaluation:section', args=[report.pk, 'E'])}#pole-E-units" in refused

    # 7. with the comment it is handed in: state, moment, receipt, closed form
    provider.post("section", report.pk, "E", **fields(E_units=("5.10", "Dvě pracovnice odešly.")))
    handed = provider.post("report-step", report.pk, "predat")
    report.refresh_from_db()
    first = report.submissions.get(kind="hand_in")
    assert (report.state, report.handed_in_at) == ("handed_in", at(10, 7, 9))
    assert Document.objects.get(number=first.document_number).kind == "receipt"
    assert "Předáno (ke schválení krajem)" in handed.content.decode()
    assert "vstup-E-units" not in provider.get("section", report.pk, "E").content.decode()

    # 8. taken back, corrected, handed in again; history holds every step, both receipts stay
    provider.at(at(20, 8, 10)).post("report-step", report.pk, "vzit-zpet")
    provider.post("section", report.pk, "E", **fields(E_units=("5.30", "Jedna pracovnice odešla.")))
    provider.post("report-step", report.pk, "predat")
    assert [(one.kind, one.by) for one in report.submissions.all()] == [
        ("hand_in", worker), ("take_back", worker), ("hand_in", worker),
    ]  # fmt: skip
    assert Document.objects.filter(kind="receipt").count() == 2
    assert report.cells.get(code="E.units").number == Decimal("5.3")

    # 9. after the deadline taking back is not offered, and not done
    late = provider.at(at(1, 9, 8))
    assert "krok/vzit-zpet" not in late.get("report-detail", report.pk).content.decode()
    late.post("report-step", report.pk, "vzit-zpet")
    report.refresh_from_db()
    assert report.state == "handed_in"
    assert mail.outbox == []  # letters wait for their job


COSTS = fields(
    F_1_1_total="600 000",
    F_2_6_1_total="20 000",
    F_2_2_total="10 000",
    F_2_8_total="18 000",
)
STAFF = fields(
    C_1_1_persons_AT="1", C_1_1_fte_AT="1", C_1_1_costs_AT="500000",
    C_2_1_persons_AT="1", C_2_1_fte_AT="0,25", C_2_1_costs_AT="100000",
)  # fmt: skip


def test_j2_settlement_with_signature(desk, people, network, provider, time_machine):
    """J2: filled, checked, locked, signed, handed in two minutes before the end, approved, corrected."""
    worker, signatory, analyst = people["worker"], people["signatory"], people["analyst"]
    service = in_network(provider, network=network, amount="1.00")
    other = in_network(provider, network=network, amount="1.00")
    form = published_form()
    adjusted = TermFactory(occasion="adjusted", form_version=form, closes_at=at(31, 10, 16),
                           opens_at=at(1, 10, 8), data_day=date(2025, 9, 30))  # fmt: skip
    term = TermFactory(
        occasion="actual_1", form_version=form, needs_signature=True, data_day=date(2025, 12, 31),
        opens_at=at(4, 1, 8, year=2026), closes_at=at(6, 2, 16, year=2026),
    )  # fmt: skip
    open_term(adjusted, by=analyst, now=at(1, 10, 8))

    # 1. the settlement opens; the adjusted budget is locked
    opening = at(4, 1, 8, year=2026)
    time_machine.move_to(opening, tick=False)
    open_term(term, by=analyst, now=opening)
    report, second = term.reports.get(service=service), term.reports.get(service=other)
    keyboard = desk(worker).at(at(20, 1, 9, year=2026))
    locked = adjusted.reports.get(service=service)
    assert "Termín minul 31." in keyboard.get("section", locked.pk, "F").content.decode()

    # 2. costs, revenues by municipality, staff, units; sums are made by the system
    keyboard.post("section", report.pk, "F", **COSTS)
    towns = {"G_municipality_1_name": "Kyjov", "G_municipality_1_amount": "100000",
             "G_municipality_2_name": "Vracov", "G_municipality_2_amount": "36000",
             "G_municipality_3_name": "Svatobořice", "G_municipality_3_amount": "0"}  # fmt: skip
    keyboard.post("section", report.pk, "G", **fields(G_s101a_region="500000", **towns))
    keyboard.post("section", report.pk, "C", **STAFF)
    keyboard.post("section", report.pk, "E", **fields(E_units="1", E_hours_direct_T="1200"))
    ticks = {"v-B.group.24": "1", "k-B.group.24": ""}
    keyboard.post("section", report.pk, "B", **ticks)
    people_of_service = fields(D_users_total_T="40", D_age_8_women="40", D_group_24="40")
    keyboard.post("section", report.pk, "D", **people_of_service)
    sums = {c.code: c.number for c in report.cells.filter(code__in=["F.sum.total", "G.sum"])}
    assert sums == {"F.sum.total": 648_000, "G.sum": 636_000}

    # 4. the check lists: sources are not costs (−12 000 Kč), item 2.8 without a comment
    check = keyboard.get("report-check", report.pk).content.decode()
    assert "rozdíl −12\xa0000" in check
    assert "F" in check
    assert "jiné náklady: celkem: napište do komentáře" in check
    keyboard.post("report-step", report.pk, "uzamknout")
    report.refresh_from_db()
    assert report.state == "in_work"

    # 5. mended and locked; the worker cannot sign, the signatory finds a task
    gifts = fields(G_gifts="12 000", G_own_interest="0")
    keyboard.post("section", report.pk, "G", **gifts)
    keyboard.post("section", report.pk, "F", **fields(F_2_8_total=("18 000", "Poplatky bance.")))
    keyboard.post("section", report.pk, "E", **fields(
        E_hours_direct_T=("1200", "Přehled péče dodáme poštou."), E_units="1"))  # fmt: skip
    keyboard.post("report-step", report.pk, "uzamknout")
    report.refresh_from_db()
    assert (report.state, stopping(report)) == ("locked", [])
    assert keyboard.get("report-sign", report.pk).status_code == 403
    keyboard.post("report-step", report.pk, "predat")
    report.refresh_from_db()
    assert report.state == "locked"
    signing = desk(signatory).at(at(6, 2, 15, 50, year=2026))
    assert "Podepište výkaz" in signing.client.get("/prostor/").content.decode()

    # 6. opens the PDF, declares the function, signs with the password, hands in at 15.58
    paper = built(report)
    declared = {"function": "ředitelka", "is_true": "on", "dokument": paper.number}
    wrong = signing.post("report-sign", report.pk, password="jiné", **declared)
    assert "Heslo nesouhlasí" in wrong.content.decode()
    signing.post("report-sign", report.pk, password="heslo pro zkoušky", **declared)
    report.refresh_from_db()
    signature = report.signatures.get()
    assert (report.state, signature.name, signature.function, signature.means) == (
        "signed", signatory.name, "ředitelka", "password",
    )  # fmt: skip
    assert signature.sha256 == paper.sha256
    signing.at(at(6, 2, 15, 58, year=2026)).post("report-step", report.pk, "predat")
    report.refresh_from_db()
    assert (report.state, report.handed_in_at) == ("handed_in", at(6, 2, 15, 58, year=2026))
    assert report.is_late_at(at(7, 2, 8, year=2026)) is False

    # 7. a minute after the end another one is refused; three more days with a reason, and it works
    keyboard.at(at(6, 2, 16, 1, year=2026))
    typed = keyboard.post("section", second.pk, "E", **fields(E_units="0,9")).content.decode()
    assert "Termín minul 6.\xa02.\xa02026 16.00. O prodloužení požádejte krajský úřad." in typed
    assert second.drafts.get().typed == {"E.units": ["0,9", False, ""]}
    office = desk(analyst).at(at(6, 2, 16, 5, year=2026))
    office.post("report-extend", second.pk, until_day="9. 2. 2026", until_time="16.00",
                reason="Výpadek internetu.")  # fmt: skip
    second.refresh_from_db()
    assert (second.extended_to, second.extension_reason) == (
        at(9, 2, 16, year=2026), "Výpadek internetu.",
    )  # fmt: skip
    keyboard.at(at(7, 2, 9, year=2026))
    offered = keyboard.get("section", second.pk, "E").content.decode()
    assert "Máte tu neuložené hodnoty" in offered
    assert (
        'value="0,9"'
        in keyboard.get("section", second.pk, "E", query="?pokracovat=1").content.decode()
    )
    keyboard.post("section", second.pk, "E", **fields(E_units="0,9"))
    assert second.cells.get(code="E.units").number == Decimal("0.9")
    assert not second.drafts.exists()

    # 8. the official approves: a frozen copy with number, sum and day
    office.at(at(10, 2, 9, year=2026)).post("report-step", report.pk, "schvalit")
    snapshot = Snapshot.objects.get(report=report)
    page = office.get("snapshot-detail", snapshot.pk).content.decode()
    assert (snapshot.number, snapshot.approved_by, snapshot.moment) == (
        1, analyst, at(10, 2, 9, year=2026),
    )  # fmt: skip
    assert snapshot.sha256 in page
    assert snapshot.rows.get(code="F.sum.total").number == 648_000

    # 9. the last term is filled from the third; one change, both are to be seen
    final = TermFactory(occasion="actual_2", form_version=form, data_day=date(2025, 12, 31),
                        opens_at=at(1, 7, 8, year=2026), closes_at=at(31, 7, 16, year=2026))  # fmt: skip
    time_machine.move_to(at(1, 7, 8, year=2026), tick=False)
    open_term(final, by=analyst, now=at(1, 7, 8, year=2026))
    corrected = final.reports.get(service=service)
    copied = corrected.cells.get(code="F.1.1.total")
    assert (copied.number, copied.source, copied.source_note) == (
        600_000, "last", "Skutečnost I. 2025",
    )  # fmt: skip
    keyboard.at(at(10, 7, 9, year=2026))
    keyboard.post("section", corrected.pk, "F", **fields(F_1_1_total="597 000"))
    keyboard.post("section", corrected.pk, "C", **fields(C_1_1_costs_AT="497000"))
    keyboard.post("section", corrected.pk, "G", **fields(
        G_sum=("", "Vratka z minulého roku.")))  # fmt: skip
    keyboard.post("report-step", corrected.pk, "predat")
    corrected.refresh_from_db()
    assert (corrected.state, stopping(corrected)) == ("handed_in", [])
    office.at(at(20, 7, 9, year=2026)).post("report-step", corrected.pk, "schvalit")
    second_copy = Snapshot.objects.get(report=corrected)
    page = office.get("snapshot-detail", second_copy.pk)
    changed = [(row or older).code for row, _label, older in page.context["changes"]]
    assert "F.1.1.total" in changed
    assert "F.2.2.total" not in changed
    assert Snapshot.objects.filter(report__service=service).count() == 2
    assert Step.objects.filter(report=report).count() == 4
