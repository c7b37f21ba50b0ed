"""What writing into the register does, and what it refuses."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from providers.actions.merge import merge_providers, plan_merge
from providers.actions.register import (
    change_capacity,
    check_shares,
    end_service,
    publish,
    register_service,
    save_provider,
    save_service,
    set_reach,
)
from providers.models import Capacity, Provider, Reach, RegistrationEvent, Service
from sitis.versions import Stale
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrpFactory,
    ProviderFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
END = date(2026, 3, 31)


@pytest.fixture
def by():
    return UserFactory()


def test_ending_a_service_ends_what_is_valid_and_nothing_else(by):
    service = ServiceFactory()
    rows = {
        "beds": CapacityFactory(service=service),
        "form": ServiceFormFactory(service=service),
        "reach": ReachFactory(service=service),
    }
    place = FacilityFactory(service=service)
    old = CapacityFactory(service=service, valid_to=date(2022, 6, 30))
    later = CapacityFactory(service=service, valid_to=date(2027, 12, 31))
    never = CapacityFactory(service=service, valid_from=date(2026, 4, 1))
    elsewhere = CapacityFactory()

    end_service(service, last_day=END, by=by, reason="Konec projektu")

    place.refresh_from_db()
    for row in [*rows.values(), old, later, elsewhere]:
        row.refresh_from_db()
    assert {name: row.valid_to for name, row in rows.items()} == dict.fromkeys(rows, END)
    assert (place.provided_to, later.valid_to) == (END, END)
    assert (old.valid_to, elsewhere.valid_to) == (date(2022, 6, 30), None)
    assert not Capacity.objects.filter(pk=never.pk).exists()
    newest = rows["beds"].history.latest()
    assert (newest.history_user, newest.history_change_reason) == (by, "Konec projektu")
    assert newest.version == rows["beds"].version == 2


def test_what_ended_with_a_service_follows_when_its_last_day_moves(by):
    service = ServiceFactory()
    beds = CapacityFactory(service=service)
    old = CapacityFactory(service=service, valid_to=date(2022, 6, 30))
    end_service(service, last_day=END, by=by)

    service.provided_to = None
    save_service(service, by=by)

    beds.refresh_from_db()
    old.refresh_from_db()
    assert (beds.valid_to, old.valid_to) == (None, date(2022, 6, 30))


@pytest.mark.parametrize("closing", ["cancelled", "lapsed"])
def test_cancelling_keeps_the_decision(by, closing):
    service = ServiceFactory()
    event = RegistrationEvent(
        type="cancellation", decided_on=date(2026, 2, 1), reference_no="JMK 1"
    )

    end_service(service, last_day=END, closing=closing, event=event, by=by)

    kept = service.registration_events.get()
    assert (kept.reference_no, kept.provider, service.closing) == (
        "JMK 1",
        service.provider,
        closing,
    )


def test_a_service_does_not_end_before_it_starts(by):
    service = ServiceFactory(provided_from=date(2026, 4, 1))

    with pytest.raises(ValidationError, match="Služba nemůže skončit dřív, než začala"):
        end_service(service, last_day=END, by=by)


def test_registering_needs_seven_digits(by):
    service = ServiceFactory.build(
        provider=ProviderFactory(), kind=ServiceKindFactory(), identifier="123456"
    )

    with pytest.raises(ValidationError, match="Identifikátor služby má sedm číslic"):
        register_service(service, by=by)

    assert not Service.objects.exists()


def test_registering_keeps_author_reason_and_decision(by):
    service = ServiceFactory.build(provider=ProviderFactory(), kind=ServiceKindFactory())
    event = RegistrationEvent(type="registration", decided_on=date(2020, 1, 1))

    register_service(service, by=by, reason="Nová registrace", event=event)

    first = service.history.get()
    assert (first.history_user, first.history_change_reason) == (by, "Nová registrace")
    assert service.registration_events.get() == event
    assert Service.objects.search("pecovatelske").get() == service


def test_capacity_changes_from_a_day(by):
    beds = CapacityFactory(amount=10)

    new = change_capacity(beds, amount=Decimal(12), first_day=date(2026, 4, 1), by=by)

    service = beds.service
    assert list(service.capacities.valid_on(END).values_list("amount", flat=True)) == [10]
    assert service.capacities.valid_on(date(2026, 4, 1)).get() == new
    assert (new.amount, new.valid_to) == (12, None)


@pytest.mark.parametrize("first_day", [date(2020, 1, 1), date(2019, 1, 1), date(2026, 1, 1)])
def test_capacity_changes_only_while_it_holds(by, first_day):
    beds = CapacityFactory(valid_to=date(2025, 12, 31))

    with pytest.raises(ValidationError, match="Změna musí začít"):
        change_capacity(beds, amount=Decimal(12), first_day=first_day, by=by)


def test_capacity_is_not_negative(by):
    with pytest.raises(ValidationError, match="Kapacita nesmí být záporná"):
        change_capacity(CapacityFactory(), amount=Decimal(-1), first_day=date(2026, 4, 1), by=by)


def reach(share, *, first=None, last=None):
    return Reach(share=None if share is None else Decimal(share), valid_from=first, valid_to=last)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [reach(None), reach(None)],
        [reach(60), reach(40)],
        [reach("33.33"), reach("33.33"), reach("33.34")],
        [
            reach(100, last=END),
            reach(70, first=date(2026, 4, 1)),
            reach(30, first=date(2026, 4, 1)),
        ],
        [reach(None, last=END), reach(100, first=date(2026, 4, 1))],
    ],
)
def test_shares_make_a_whole_on_each_day(rows):
    assert check_shares(rows) is None


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([reach(60), reach(39)], "dohromady 99 %, mají dát 100 %"),
        ([reach("60.5"), reach(40)], "dohromady 100,5 %"),
        ([reach(60), reach(None)], "u všech území služby, nebo u žádného"),
        ([reach(60), reach(40, last=END)], r"dohromady 60 % \(od 1. 4. 2026\)"),
        ([reach(100), reach(50, first=date(2026, 4, 1))], r"dohromady 150 % \(od 1. 4. 2026\)"),
    ],
)
def test_shares_that_are_no_whole_are_refused(rows, said):
    with pytest.raises(ValidationError) as refusal:
        check_shares(rows)

    assert re.search(said, refusal.value.messages[0].replace("\xa0", " "))


def test_reach_of_99_per_cent_writes_nothing(by):
    service = ServiceFactory()
    rows = [
        Reach(orp=OrpFactory(), share=Decimal(60)),
        Reach(municipality=MunicipalityFactory(), share=Decimal(39)),
    ]

    with pytest.raises(ValidationError, match="99 %"):
        set_reach(service, rows, by=by)

    assert not service.reach.exists()


def test_reach_is_written_and_ended(by):
    service = ServiceFactory()
    old = ReachFactory(service=service)
    new = Reach(municipality=MunicipalityFactory(), valid_from=date(2026, 4, 1))

    set_reach(service, [new], ended=[old], last_day=END, by=by)

    assert list(service.reach.valid_on(END)) == [old]
    assert list(service.reach.valid_on(date(2026, 4, 1))) == [new]


def test_a_kind_nobody_named_stays_unpublished(by):
    service = ServiceFactory(kind=ServiceKindFactory(slug="x", rpss_code="99", is_named=False))

    with pytest.raises(ValidationError, match="pojmenujte druh"):
        publish(service, True, by=by)


def test_a_renamed_provider_is_found_by_its_services_words(by):
    service = ServiceFactory()
    service.provider.name = "Žirafa"

    save_provider(service.provider, by=by)

    assert Service.objects.search("zirafa").get() == service


def test_the_second_of_two_writers_is_told(by):
    ours = ServiceFactory()
    theirs = Service.objects.get(pk=ours.pk)
    theirs.name = "Novější"
    save_service(theirs, by=by)

    ours.name = "Starší"
    with pytest.raises(Stale):
        save_service(ours, by=by)

    assert Service.objects.get().name == "Novější"


# -- merging --------------------------------------------------------------------------------------


def test_merging_moves_everything_and_leaves_a_trace(by):
    winner, loser = ProviderFactory(name="Žirafa"), ProviderFactory(name="ŽIRAFA", ico="")
    service, bystander = ServiceFactory(provider=loser), ServiceFactory()
    contact = ContactFactory(service=None, provider=loser)
    held = MembershipFactory(provider=loser)
    earlier = ProviderFactory(merged_into=loser)

    merge_providers(loser, winner, by=by, reason="Dvakrát týž")

    for row in (service, contact, held, loser, earlier, bystander):
        row.refresh_from_db()
    assert {service.provider, contact.provider, held.provider} == {winner}
    assert (loser.merged_into, earlier.merged_into, loser.name) == (winner, winner, "ŽIRAFA")
    assert bystander.provider not in {winner, loser}
    assert list(Provider.objects.current().order_by("pk")) == [winner, bystander.provider]
    moved = service.history.latest()
    assert (moved.history_user, moved.history_change_reason) == (by, "Dvakrát týž")
    assert Service.objects.search("zirafa").get() == service


def test_merging_tells_conflicts_first():
    winner = ProviderFactory(name="Charita Kyjov", street="")
    loser = ProviderFactory(name="Charita K.", ico="", street="Nová")
    ServiceFactory.create_batch(2, provider=loser)

    plan = plan_merge(loser, winner)

    assert [(one.label, one.kept, one.lost) for one in plan.conflicts] == [
        ("název", "Charita Kyjov", "Charita K."),
        ("ulice sídla", "", "Nová"),
    ]
    assert plan.moved == (("sociální služby", 2),)


def test_what_was_merged_is_not_merged_again(by):
    winner = ProviderFactory()
    loser = ProviderFactory(merged_into=winner)

    with pytest.raises(ValidationError, match="už je sloučen"):
        merge_providers(loser, winner, by=by)
    with pytest.raises(ValidationError, match="sebou samým"):
        merge_providers(winner, winner, by=by)
