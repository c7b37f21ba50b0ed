"""What a provider changed on its page, no import of the national register undoes by itself."""

from datetime import date

import pytest

from providers.actions import differences, upkeep
from providers.models import Contact, Difference, OpeningHours, Proposal, Service, page_of
from providers.pages import CONTACTS, HOURS, cells
from tests.factories import (
    FormFactory,
    MembershipFactory,
    MunicipalityFactory,
    ServiceKindFactory,
    UnitFactory,
    official,
)
from tests.providers.rpss_files import DAY, applied, form, hours, planned, record

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NEXT = date(2026, 12, 1)  # of the next import


@pytest.fixture(autouse=True)
def _ground(db):
    MunicipalityFactory()
    ServiceKindFactory()
    FormFactory()
    UnitFactory()


def source(*spans, phone="518 111 222", **fields):
    """A record with opening hours ``spans`` and one phone."""
    rows = [hours(day, opens, closes) for day, opens, closes in spans]
    phones = [{"telefon": phone, "poznamka": None}] if phone else []
    return record(formy=[form(casoveRozsahy=rows)], telefony=phones, **fields)


MONDAY, TUESDAY = ("pon", "08:00", "16:00"), ("ut", "08:00", "16:00")


def accepted(change, day=TODAY):
    """A proposal of the provider's worker that ``change`` made of the page, accepted on ``day``."""
    service = Service.objects.get()
    base, page = page_of(service, day), page_of(service, day)
    change(page)
    worker = MembershipFactory(provider=service.provider).user
    proposal = upkeep.save_draft(service, None, page, base, by=worker)
    upkeep.send(proposal, by=worker)
    upkeep.accept(proposal, by=official("registrar"), day=day)
    return proposal


def closes_later(page):
    page[HOURS][0]["closes"] = "17:00"


def said(part, day=NEXT):
    """Cells of the public page on ``day``."""
    found = cells(page_of(Service.objects.get(), day))
    return {key[1:]: value for key, value in found.items() if key[0] == part}


def phones(day=NEXT):
    return sorted(
        row["value"] for row in page_of(Service.objects.get(), day)[CONTACTS] if row["is_public"]
    )


def test_the_same_hours_of_the_source_bring_nothing_back():
    applied(source(MONDAY))
    accepted(closes_later)

    applied(source(MONDAY, datumPoskytovaniDo="2030-12-31"), day=NEXT)

    assert said(HOURS) == {("field", "open", 1): (("08:00", "17:00", ""),)}
    assert not Difference.objects.exists()
    assert said(HOURS, DAY) == {("field", "open", 1): (("08:00", "16:00", ""),)}


def test_hours_that_the_source_changes_are_asked_about_and_the_provider_stays():
    applied(source(MONDAY, TUESDAY))
    accepted(closes_later)  # both days stood on one line
    kept = said(HOURS)

    applied(source(("pon", "07:00", "12:00")), day=NEXT)

    assert said(HOURS) == kept
    asked = Difference.objects.open().get()
    assert (asked.field, asked.theirs["opens"]) == ("valid_to", "07:00")

    differences.take_over(asked, by=official("registrar"), day=NEXT)
    assert said(HOURS)["field", "open", 1] == (("07:00", "12:00", ""), ("08:00", "17:00", ""))


def test_a_day_of_the_source_that_the_provider_left_as_it_was_stays_too():
    applied(source(MONDAY, TUESDAY))
    accepted(lambda page: page[HOURS].append({**page[HOURS][0], "days": [6]}))
    kept = said(HOURS)

    applied(source(MONDAY, ("ut", "10:00", "12:00")), day=NEXT)

    assert said(HOURS) == kept
    assert sorted(Difference.objects.open().values_list("field", flat=True)) == ["", "valid_to"]


def test_hours_taken_away_do_not_come_back():
    applied(source(MONDAY, TUESDAY))
    accepted(lambda page: page[HOURS].clear())

    applied(source(MONDAY, TUESDAY, datumPoskytovaniDo="2030-12-31"), day=NEXT)

    assert said(HOURS) == {}
    assert not Difference.objects.exists()


def test_what_the_source_learns_later_is_one_row_with_what_the_provider_typed():
    applied(source(MONDAY))
    accepted(closes_later)

    applied(source(("pon", "08:00", "17:00"), phone="518 111 222"), day=NEXT)

    assert said(HOURS) == {("field", "open", 1): (("08:00", "17:00", ""),)}
    assert not Difference.objects.open().exists()
    assert OpeningHours.objects.valid_on(NEXT).get().source_key


def test_hours_put_back_as_the_source_has_them_are_its_own_again():
    applied(source(MONDAY))
    accepted(closes_later)
    accepted(lambda page: page[HOURS][0].update(closes="16:00"), day=date(2026, 11, 25))

    row = OpeningHours.objects.valid_on(NEXT).get()
    assert row.source_key
    assert OpeningHours.objects.exclude(source_key="").get() == row


def test_hours_imported_and_changed_on_one_day_keep_the_memory():
    applied(source(MONDAY), day=TODAY)
    applied(source(MONDAY, TUESDAY), day=TODAY)
    accepted(lambda page: page[HOURS][0].update(days=[1]))

    applied(source(MONDAY, TUESDAY, datumPoskytovaniDo="2030-12-31"), day=NEXT)

    assert set(said(HOURS)) == set(said(HOURS, TODAY)) == {("field", "open", 1)}
    assert not Difference.objects.exists()


def test_a_changed_phone_stays_and_a_new_one_of_the_source_waits_unpublished():
    applied(source(MONDAY))
    accepted(lambda page: page[CONTACTS][0].update(value="518 999 999"))

    applied(source(MONDAY, phone="518 111 222", datumPoskytovaniDo="2030-12-31"), day=NEXT)
    assert phones() == ["518 999 999"]
    assert not Difference.objects.exists()

    applied(source(MONDAY, phone="518 333 333"), day=NEXT)
    assert phones() == ["518 999 999"]
    asked = Difference.objects.open().get(field="is_public")
    assert asked.theirs == {"type": "phone", "value": "518 333 333"}
    applied(source(MONDAY, phone="518 333 333", datumPoskytovaniDo="2031-12-31"), day=NEXT)
    assert Difference.objects.open().filter(field="is_public").count() == 1

    differences.take_over(asked, by=official("registrar"), day=NEXT)
    assert phones() == ["518 333 333", "518 999 999"]


def test_a_phone_taken_away_is_kept_unpublished_and_does_not_come_back():
    applied(source(MONDAY))
    accepted(lambda page: page[CONTACTS].clear())

    applied(source(MONDAY, datumPoskytovaniDo="2030-12-31"), day=NEXT)

    assert phones() == []
    contact = Contact.objects.filter(service__isnull=False).get()
    assert (contact.value, contact.is_public) == ("518 111 222", False)
    assert not Difference.objects.exists()


def test_a_waiting_row_that_leaves_the_source_again_asks_nobody():
    applied(source(MONDAY))
    accepted(lambda page: page[CONTACTS][0].update(value="518 999 999"))
    applied(source(MONDAY, phone="518 333 333"), day=NEXT)
    assert Difference.objects.open().filter(field="is_public").exists()

    applied(source(MONDAY, phone=None), day=NEXT)

    assert phones() == ["518 999 999"]
    assert not Difference.objects.open().filter(field="is_public").exists()


def test_a_part_that_no_proposal_touched_is_taken_over_as_ever():
    applied(source(MONDAY))
    accepted(closes_later)

    applied(source(MONDAY, phone="518 333 333"), day=NEXT)

    assert phones() == ["518 333 333"]


def test_a_draft_keeps_nothing_yet():
    applied(source(MONDAY))
    service = Service.objects.get()
    page = page_of(service, TODAY)
    closes_later(page)
    worker = MembershipFactory(provider=service.provider).user
    upkeep.save_draft(service, None, page, page_of(service, TODAY), by=worker)

    applied(source(("pon", "09:00", "15:00")), day=NEXT)

    assert said(HOURS) == {("field", "open", 1): (("09:00", "15:00", ""),)}
    assert Proposal.objects.get().state == "draft"


def test_the_plan_says_beforehand_what_will_be_asked(client):
    applied(source(MONDAY))
    accepted(lambda page: page[CONTACTS][0].update(value="518 999 999"))

    _outcome, lines = planned(source(MONDAY, phone="518 333 333"))

    told = {(line.what, *line.fields) for line in lines if line.table == "contact"}
    assert ("differs", "is_public") in told
    applied(source(MONDAY, phone="518 333 333"), day=NEXT)
    client.force_login(official("registrar"))
    asked = Difference.objects.open().get(field="is_public")
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "národní registr uvádí navíc" in page
    assert "telefon, 518 333 333" in page


def test_an_import_with_waiting_rows_can_be_taken_back():
    from providers.actions.take_back import take_back

    applied(source(MONDAY))
    accepted(lambda page: page[CONTACTS][0].update(value="518 999 999"))
    run = applied(source(("pon", "09:00", "15:00"), phone="518 333 333"), day=NEXT)
    before = phones()

    take_back(run, by=official("registrar"))

    assert phones() == before == ["518 999 999"]
    assert not Difference.objects.exists()
    assert Contact.objects.filter(value="518 333 333").count() == 0
