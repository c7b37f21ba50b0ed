"""Regional cards: what holds on a day, who may read and write, how versions and comments go."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from providers.actions import cards as write
from providers.models import (
    CardAddressee,
    CardCell,
    CardComment,
    CardEntry,
    CardNorm,
    CardTemplate,
    CardVersion,
    ServiceCard,
)
from sitis.resolutions import Resolution
from sitis.versions import Stale
from tests.factories import OrpFactory, ResolutionFactory, TargetGroupFactory, official
from tests.providers.card_rows import cost, home, service_card, template, valid, version

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


def amounts(day):
    return {norm.code: norm.amount for norm in CardNorm.objects.norms_on(day)}


# -- what holds on a day -------------------------------------------------------------------------------


def test_norms_of_a_day_are_those_of_the_version_in_force_and_amounts_of_that_day():
    old = version(1, "ended", date(2024, 1, 1), date(2024, 12, 31))
    old.norms.update(amount=Decimal("6.0"))
    valid()
    version(3, "draft").norms.update(amount=Decimal("9.9"))
    cost(template(), amount="600000", first=date(2024, 1, 1), valid_to=date(2025, 6, 30))
    cost(template(), amount="650000", first=date(2025, 7, 1))

    assert amounts(date(2023, 12, 31)) == {}
    assert amounts(date(2024, 12, 31)) == {"direct": Decimal(6), "N2": Decimal(600000)}
    assert amounts(date(2025, 1, 1)) == {"direct": Decimal("6.5"), "N2": Decimal(600000)}
    assert amounts(date(2025, 7, 1)) == {"direct": Decimal("6.5"), "N2": Decimal(650000)}


def test_a_year_is_evaluated_by_its_last_day():
    version(1, "ended", date(2024, 1, 1), date(2026, 12, 30)).norms.update(amount=6)
    valid(first=date(2026, 12, 31))

    assert CardNorm.objects.evaluating(2026).get().amount == Decimal("6.5")
    assert CardVersion.objects.evaluating(2025).get().number == 1


def test_an_amount_grows_once_a_year_since_its_first_day():
    norm = cost(template(), amount="1000", first=date(2024, 5, 1), indexation=Decimal(3))

    assert [norm.amount_on(date(year, 1, 1)) for year in (2023, 2024, 2025, 2026)] == [
        Decimal(1000), Decimal(1000), Decimal("1030.00"), Decimal("1060.90"),
    ]  # fmt: skip
    assert norm.words_on(date(2026, 1, 1)) == "1\xa0060,9 Kč"


def test_a_group_has_its_own_card_where_the_region_wrote_one():
    general, service = valid(), home()
    group = TargetGroupFactory()
    service.target_groups.create(target_group=group, is_primary=True)
    other = home()
    special = CardTemplate.objects.create(
        code="49-P-D", kind=general.template.kind, form=general.template.form, target_group=group
    )
    valid(of=special).norms.update(amount=8)

    def direct(one):
        return CardNorm.objects.evaluating(2026).for_service(one, "residential").get().amount

    assert (direct(service), direct(other)) == (Decimal(8), Decimal("6.5"))
    assert list(special.services_on(DAY)) == [service]
    assert list(general.template.services_on(DAY)) == [other]


def test_a_new_amount_ends_the_one_before_and_two_never_hold_at_once():
    by = official("analyst")
    before = cost(template())
    write.save_cost(
        CardNorm(template=template(), code="N2", title="Náklady", amount=1, unit="Kč",
                 valid_from=date(2027, 1, 1)),
        by=by,
    )  # fmt: skip
    before.refresh_from_db()
    assert before.valid_to == date(2026, 12, 31)

    before.valid_to = None
    with pytest.raises(ValidationError, match="už platí částka"):
        write.save_cost(before, by=by)


def test_the_database_holds_what_forms_explain():
    card = version()
    with pytest.raises(IntegrityError), transaction.atomic():
        CardNorm.objects.filter(card=card).update(amount=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        CardVersion.objects.filter(pk=card.pk).update(state="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        version(2)  # one in preparation at a time


# -- the life of a version -----------------------------------------------------------------------------


def test_a_copy_says_the_same_with_the_same_codes():
    source = valid()
    card = write.start_version(template(), by=official("registrar"), copy_of=source)

    assert (card.number, card.state, card.copied_from) == (3, "draft", source)
    assert {(row.slot, row.code, row.text) for row in card.entries.all()} == {
        (row.slot, row.code, row.text) for row in source.entries.all()
    }
    assert card.norms.get().words == source.norms.get().words
    assert CardEntry.history.filter(card_id=card.pk).count() == card.entries.count()
    with pytest.raises(ValidationError, match="rozpracovanou verzi 3"):
        write.start_version(template(), by=official("registrar"), copy_of=source)


@pytest.mark.parametrize("state", ["approved", "valid", "ended"])
def test_what_was_approved_is_never_written_again(state):
    card = version(1, state, date(2025, 1, 1), date(2025, 12, 31))

    with pytest.raises(ValidationError, match="se nemění"):
        write.save_part(card, 4, [], seen=card.version, by=official("registrar"))
    assert card.entries.filter(slot="needs").exists()


def test_of_two_who_write_one_part_the_second_is_told():
    card, by = version(), official("registrar")
    seen = card.version
    write.save_part(card, 2, [], seen=seen, by=by)

    with pytest.raises(Stale):
        write.save_part(CardVersion.objects.get(), 2, [], seen=seen, by=by)


@pytest.mark.parametrize(
    ("step", "state"),
    [("approve", "valid"), ("open_comments", "comments"), ("return", "draft"), ("force", "draft")],
)
def test_a_step_leads_only_from_its_states(step, state):
    card, by = version(1, state, date(2025, 1, 1) if state == "valid" else None), official()
    steps = {
        "approve": lambda: write.approve(
            card, resolution=ResolutionFactory(body=Resolution.Body.COUNCIL), by=by
        ),
        "open_comments": lambda: write.open_comments(card, until=DAY, day=DAY, by=by),
        "return": lambda: write.return_to_draft(card, by=by),
        "force": lambda: write.put_in_force(
            card, first_day=date(2027, 1, 1), update_by=date(2027, 2, 1), today=DAY, by=by
        ),
    }

    with pytest.raises(write.IllegalMove):
        steps[step]()
    assert CardVersion.objects.get().state == state


def test_a_version_never_begins_before_one_that_stands():
    valid(first=date(2026, 1, 1))
    card = version(3, "approved")

    with pytest.raises(ValidationError, match="už platí verze 2"):
        write.put_in_force(
            card, first_day=date(2026, 1, 1), update_by=date(2026, 9, 1), today=DAY, by=official()
        )


def test_the_version_before_ends_the_day_before_the_next_one_begins():
    before = valid(first=date(2026, 1, 1))
    card = version(3, "approved")

    write.put_in_force(
        card, first_day=date(2026, 7, 1), update_by=date(2026, 9, 1), today=DAY, by=official()
    )

    before.refresh_from_db()
    assert before.valid_to == date(2026, 6, 30)


def test_a_version_with_a_comment_not_settled_is_not_approved():
    card, by = version(state="comments"), official("registrar")
    said = write.comment(card, part=4, text="Doplňte potřebu.", by=by)

    with pytest.raises(ValidationError, match="Nevypořádaných připomínek: 1"):
        write.approve(card, resolution=ResolutionFactory(), by=by)
    write.settle(said, settlement="accepted", answer="", by=by)
    write.approve(card, resolution=ResolutionFactory(), by=by)
    assert card.state == "approved"


def test_a_night_ends_versions_whose_days_are_over():
    card = version(1, "valid", date(2025, 1, 1), date(2025, 12, 31))

    assert [write.retire(date(2025, 12, 31)), write.retire(date(2026, 1, 1))] == [0, 1]
    card.refresh_from_db()
    assert card.state == "ended"


def test_a_night_opens_cards_of_services_that_are_new():
    card = valid()
    one = home()

    assert [write.open_missing(DAY), write.open_missing(DAY)] == [1, 0]
    assert ServiceCard.objects.get(service=one).update_by == date(2026, 7, 31)
    assert card.service_cards.count() == 1


# -- comments ------------------------------------------------------------------------------------------


def test_each_service_and_orp_is_asked_once_and_again_after_a_return():
    home()
    OrpFactory()
    card, by = version(), official("registrar")
    assert write.open_comments(card, until=DAY, day=DAY, by=by) == 2
    write.say_nothing(card.addressees.get(service=None), by=by)
    write.return_to_draft(card, by=by)

    assert write.open_comments(card, until=DAY, day=DAY, by=by) == 2
    assert CardAddressee.objects.waiting().count() == 2


def test_a_refused_comment_has_a_reason():
    card, by = version(state="comments"), official("registrar")
    said = write.comment(card, part=4, text="Doplňte potřebu.", by=by)

    with pytest.raises(ValidationError, match="Napište, proč"):
        write.settle(said, settlement="rejected", answer=" ", by=by)
    write.settle(said, settlement="accepted", answer="", by=by)
    assert (said.settled_by, bool(said.settled_at)) == (by, True)


def test_nobody_comments_on_what_no_longer_asks():
    with pytest.raises(ValidationError, match="už připomínky nesbírá"):
        write.comment(version(), part=0, text="Pozdě.", by=official())


# -- who may read and write ----------------------------------------------------------------------------

ALL = {"registrar", "planner", "analyst", "administrator", "coordinator", "district", "worker",
       "signatory", "stranger", "auditor"}  # fmt: skip
OFFICE = {"registrar", "planner", "analyst", "administrator", "auditor"}


def who(people, verb, row):
    return {name for name, user in people.items() if verb(user).contains(row)}


@pytest.mark.parametrize(
    ("state", "readers", "editors"),
    [
        ("draft", OFFICE, {"registrar"}),
        ("comments", ALL, {"registrar"}),
        ("approved", OFFICE, set()),
        ("valid", ALL, set()),
    ],
)
def test_who_may_read_and_edit_a_version(people, state, readers, editors):
    card = version(1, state, date(2025, 1, 1) if state == "valid" else None)

    for rows, row in (
        (CardVersion.objects, card),
        (CardEntry.objects, card.entries.first()),
        (CardNorm.objects, card.norms.get()),
    ):
        assert who(people, rows.readable_by, row) == readers
        assert who(people, rows.editable_by, row) == editors


def test_an_amount_that_is_not_public_is_for_officials_and_auditors(people):
    valid()
    secret, public = cost(template(), code="N9", is_public=False), cost(template())

    assert who(people, CardNorm.objects.readable_by, secret) == OFFICE
    assert who(people, CardNorm.objects.readable_by, public) == ALL
    assert who(people, CardNorm.objects.editable_by, secret) == {"registrar", "analyst"}


@pytest.mark.parametrize(
    ("state", "readers", "editors", "signs"),
    [
        ("to_fill", {"worker", "signatory"}, {"worker", "signatory"}, {"signatory"}),
        ("in_work", {"worker", "signatory"}, {"worker", "signatory"}, {"signatory"}),
        ("ready", {"worker", "signatory"}, {"worker", "signatory"}, {"signatory"}),
        ("confirmed", ALL, set(), set()),
        ("replaced", ALL, set(), set()),
    ],
)
def test_who_may_read_fill_and_confirm_a_card(people, provider, state, readers, editors, signs):
    held = {"valid_from": DAY, "confirmed_at": timezone.now()}
    mine = service_card(
        valid(),
        home(provider=provider),
        state,
        **(held if state in {"confirmed", "replaced"} else {}),
    )
    cell = CardCell.objects.create(
        service_card=mine, slot="ages", code="1", column="text", text="A"
    )

    assert who(people, ServiceCard.objects.readable_by, mine) == readers
    assert who(people, CardCell.objects.readable_by, cell) == readers
    assert who(people, ServiceCard.objects.editable_by, mine) == editors
    assert who(people, ServiceCard.objects.confirmed_by, mine) == signs
    assert who(people, ServiceCard.objects.listed_for, mine) == readers | OFFICE


def test_who_may_read_and_settle_a_comment(people, provider):
    card = version(state="comments")
    said = CardComment.objects.create(
        card=card, text="A", by=people["worker"], service=home(provider=provider)
    )

    assert who(people, CardComment.objects.readable_by, said) == OFFICE | {"worker", "signatory"}
    assert who(people, CardComment.objects.editable_by, said) == {"registrar"}
    said.settlement = "accepted"
    said.save()
    assert who(people, CardComment.objects.readable_by, said) == ALL


def test_who_answers_for_an_orp(people):
    row = CardAddressee.objects.create(card=version(state="comments"), orp=OrpFactory())

    assert who(people, CardAddressee.objects.editable_by, row) == {"coordinator"}
