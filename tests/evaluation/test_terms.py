"""Terms: opening prefills, what comes from where, letters, locks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from evaluation.actions import moves
from evaluation.actions import terms as acts
from evaluation.actions.moves import IllegalMove
from evaluation.actions.saving import Closed, save_section
from evaluation.models import Cell, Report, Term
from evaluation.prefill.known import Known
from evaluation.tasks import remind_due
from providers.models import OpeningHours, ServiceTargetGroup
from sitis.reminders.models import Reminder
from tests.evaluation.factories import (
    AFTER,
    CLOSES,
    DURING,
    OPENED,
    TermFactory,
    in_network,
    opened,
    typed,
)
from tests.factories import (
    CapacityFactory,
    NetworkVersionFactory,
    ProviderFactory,
    TargetGroupFactory,
    UnitFactory,
    official,
)
from tests.planning.counting import Queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def network():
    return NetworkVersionFactory(in_force=True, year=2025, valid_from=date(2025, 1, 1))


def test_every_service_in_the_network_on_the_day_gets_its_report(provider, network, people):
    here = in_network(provider, network=network)
    gone = in_network(provider, network=network, provided_to=date(2025, 3, 31))
    other = in_network(provider, network=network, kind__slug="shelter", kind__rpss_code="21",
                       kind__name="azylové domy", form="residential", unit="beds")  # fmt: skip
    term = opened(kinds=["home_care"], by=people["analyst"])

    assert [*term.reports.values_list("service", flat=True)] == [here.pk]
    assert {gone.pk, other.pk}.isdisjoint(term.reports.values_list("service", flat=True))
    assert term.state == "open"
    with pytest.raises(IllegalMove):
        acts.open_term(term, by=people["analyst"], now=OPENED)


def test_each_number_says_where_it_comes_from(provider, network):
    service = in_network(provider, network=network, amount="6.50")
    clients = UnitFactory(slug="clients")
    CapacityFactory(service=service, amount=Decimal(34), unit=clients)
    ServiceTargetGroup.objects.create(service=service, target_group=TargetGroupFactory())
    form = service.forms.get().form
    for weekday in (1, 2, 3, 4, 5):
        OpeningHours.objects.create(
            service=service, form=form, weekday=weekday, opens="08:00", closes="16:00"
        )
    report = Report.objects.get(term=opened(occasion="actual_1"))

    cells = {cell.code: cell for cell in report.cells.all()}
    told = {
        code: (cells[code].number, cells[code].source, cells[code].source_note)
        for code in ("E.capacity.registered.T", "E.capacity.network", "B.group.24", "E.week.T",
                     "E.days.T", "A.service.months")
    }  # fmt: skip
    register, of_network = "registr ke dni 30.\xa06.\xa02025", "síť ke dni 30.\xa06.\xa02025"
    assert told == {
        "E.capacity.registered.T": (34, "register", register),
        "E.capacity.network": (Decimal("6.5"), "network", of_network),
        "B.group.24": (1, "register", register),
        "E.week.T": (40, "register", register),
        "E.days.T": (261, "register", register),
        "A.service.months": (12, "register", register),
    }
    assert cells["A.provider.name"].text == provider.name
    assert cells["C.1.fte_plan.AT"].number == Decimal("6.5")
    assert cells["E.week.T"].history.get().history_change_reason == "předvyplněno"


def test_the_last_report_fills_what_lasts(provider, network, people):
    in_network(provider, network=network)
    first = Report.objects.for_lists().get(
        term=opened(year=2024, occasion="actual_1", closes_at=CLOSES, data_day=date(2025, 1, 31))
    )
    text = typed(B_specifics="Odlehlé obce", B_T_km="1200")
    save_section(first, "B", text, by=people["worker"], now=DURING)
    save_section(first, "C", typed(C_1_1_fte_AT="2"), by=people["worker"], now=DURING)
    Report.objects.update(state="handed_in", handed_in_at=DURING)
    second = Report.objects.get(
        term=opened(occasion="actual_1", opens_at=AFTER, closes_at=AFTER + timedelta(days=9))
    )

    cells = {cell.code: cell for cell in second.cells.all()}
    specifics = cells["B.specifics"]
    assert (specifics.text, specifics.source, specifics.source_note) == (
        "Odlehlé obce", "last", "Skutečnost I. 2024",
    )  # fmt: skip
    assert cells["C.1.1.fte_last.AT"].number == 2
    assert "B.T.km" not in cells  # each year its own
    assert "C.1.1.fte.AT" not in cells


def test_prefilling_costs_the_same_questions_for_one_and_for_ten(network):
    term = TermFactory(occasion="actual_1")

    def asked(count):
        services = [in_network(ProviderFactory(), network=network) for _ in range(count)]
        with Queries() as queries:
            Known(term, services)
        return len(queries)

    assert asked(1) == asked(10)


def test_opening_tells_each_person_once(provider, people, network):
    for _ in range(3):
        in_network(provider, network=network)
    opened(by=people["analyst"])

    rows = Reminder.objects.order_by("user")
    assert {row.user for row in rows} == {people["worker"], people["signatory"]}
    assert rows.count() == 2
    assert {row.url for row in rows} == {"/hodnoceni/"}


def test_a_term_made_ahead_is_told_on_its_day(provider, people, network, time_machine):
    in_network(provider, network=network)
    early = OPENED - timedelta(days=5)
    term = opened(by=people["analyst"], now=early)
    report = Report.objects.for_lists().get(term=term)
    told = Reminder.objects.count()
    with pytest.raises(Closed) as refused:
        save_section(report, "E", typed(E_units="1"), by=people["worker"], now=early)
    time_machine.move_to(OPENED + timedelta(hours=1))
    remind_due()

    assert told == 0
    assert refused.value.messages[0].startswith("Sběr se otevře 1.")
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize(
    ("ahead", "sent"), [(14, 2), (13, 0), (7, 2), (3, 2), (1, 2), (0, 2), (-1, 2), (-2, 0)]
)
def test_reminders_come_on_their_days(provider, people, network, ahead, sent):
    in_network(provider, network=network)
    opened(by=people["analyst"])
    Reminder.objects.all().delete()
    morning = datetime(2025, 8, 31, 5, tzinfo=UTC) - timedelta(days=ahead)

    assert acts.remind_due(now=morning).sent == sent


def test_who_got_more_time_is_reminded_by_it(provider, people, network):
    in_network(provider, network=network)
    term = opened(by=people["analyst"])
    Reminder.objects.all().delete()
    later = term.closes_at + timedelta(days=20)
    term.reports.update(extended_to=later, extension_reason="Nemoc účetní.")
    morning = datetime(2025, 8, 31, 5, tzinfo=UTC)

    assert acts.remind_due(now=morning).sent == 0
    assert acts.remind_due(now=morning + timedelta(days=13)).sent == 2  # a week before


def test_a_letter_on_several_services_leaves_the_desk_with_the_last_of_them(
    provider, people, network
):
    for _number in range(2):
        in_network(provider, network=network)
    in_network(ProviderFactory(), network=network)
    term = opened(by=people["analyst"])
    first, second = term.reports.filter(service__provider=provider)
    asked = Reminder.objects.filter(user=people["worker"], dismissed_at=None)
    assert asked.count() == 1

    for report, left in ((first, 1), (second, 0)):
        save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)
        moves.hand_in(report, by=people["worker"], now=DURING)
        assert asked.count() == left


def test_who_handed_in_is_not_reminded(provider, people, network):
    in_network(provider, network=network)
    term = opened(by=people["analyst"])
    Reminder.objects.all().delete()
    term.reports.update(state="handed_in", handed_in_at=DURING)

    assert acts.remind_reports(term.reports.all(), by=people["analyst"], now=DURING).sent == 0


def test_an_open_term_keeps_what_its_reports_stand_on(provider, people, network):
    in_network(provider, network=network)
    term = opened(by=people["analyst"])
    term.year = 2024
    with pytest.raises(ValidationError):
        acts.save_term(term, by=people["analyst"])
    term.refresh_from_db()
    term.closes_at = AFTER
    acts.save_term(term, by=people["analyst"])

    assert Term.objects.get().closes_at == AFTER


def test_a_closed_term_takes_only_who_got_more_time(provider, people, network):
    in_network(provider, network=network)
    term = opened(by=people["analyst"])
    acts.close_term(term, by=people["analyst"])
    report = Report.objects.for_lists().get(term=term)

    assert report.why_closed_at(DURING) == (
        "Kraj sběr uzavřel. O prodloužení požádejte krajský úřad."
    )
    report.extended_to = AFTER
    assert report.why_closed_at(DURING) == ""
    acts.reopen_term(term, by=people["analyst"])
    assert Report.objects.for_lists().get().why_closed_at(DURING) == ""


def test_services_that_came_later_can_be_added(provider, people, network):
    in_network(provider, network=network)
    term = opened(by=people["analyst"])
    late = in_network(provider, network=network)

    made = acts.add_reports(term, acts.services_of(term), by=official("analyst"), now=DURING)

    assert made == 1
    assert Cell.objects.filter(report__service=late).exists()
