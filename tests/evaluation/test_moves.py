"""The life of a report: who may take which step when; of two at once one wins."""

import re
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from evaluation.actions import moves, signing
from evaluation.actions.moves import IllegalMove, NotReady, TooLate
from evaluation.actions.saving import Closed, save_section
from evaluation.actions.terms import close_term, remind_reports
from evaluation.checking import cells_of, opening_of
from evaluation.content import cells_at, sum_of
from evaluation.documents.report import _signed
from evaluation.forms.reports import SignForm
from evaluation.models import Report, Snapshot, SnapshotRow
from evaluation.models.snapshot import Frozen
from evaluation.overview import lines_of
from sitis.documents.actions import keep
from sitis.documents.build import Built
from sitis.documents.models import Document
from sitis.reminders.models import Reminder
from tests.evaluation.factories import (
    AFTER,
    CLOSES,
    DURING,
    ReportFactory,
    in_network,
    opened,
    typed,
)
from tests.planning.test_documents import one_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(provider, people):
    """Half-year units are filled in and fit the network."""
    in_network(provider)
    term = opened(by=people["analyst"])
    report = Report.objects.for_lists().get(term=term)
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)
    return report


def handed(report, people, now=DURING):
    moves.hand_in(report, by=people["worker"], now=now)
    report.refresh_from_db()
    return report


@pytest.mark.parametrize(
    ("state", "readers", "editors"),
    [
        ("to_enter", "signatory worker auditor", "signatory worker"),
        ("in_work", "signatory worker auditor", "signatory worker"),
        ("locked", "signatory worker auditor", ""),
        ("signed", "signatory worker auditor", ""),
        ("handed_in", "signatory worker auditor registrar planner analyst administrator", ""),
        ("returned", "signatory worker auditor registrar planner analyst administrator",
         "signatory worker"),
        ("approved", "signatory worker auditor registrar planner analyst administrator", ""),
        ("cancelled", "signatory worker auditor", ""),
    ],
)  # fmt: skip
def test_who_may_read_and_edit(people, provider, state, readers, editors):
    report = ReportFactory(
        state=state, service__provider=provider, handed_in_at=DURING, return_reason="Doplňte",
        return_until=AFTER, cancel_reason="omyl",
    )  # fmt: skip

    def who(verb):
        return {name for name, user in people.items() if verb(user).contains(report)}

    assert who(Report.objects.readable_by) == set(readers.split())
    assert who(Report.objects.editable_by) == set(editors.split())
    assert who(Report.objects.settled_by) == {"analyst"}
    assert who(Report.objects.listed_for) == {
        "registrar", "planner", "analyst", "administrator", "worker", "signatory", "auditor",
    }  # fmt: skip


def test_an_auditor_sees_the_years_given(people, provider):
    report = ReportFactory(service__provider=provider)
    people["auditor"].holdings.update(year_from=2023, year_to=2024)

    assert not Report.objects.readable_by(people["auditor"]).exists()
    people["auditor"].holdings.update(year_to=2025)
    assert Report.objects.readable_by(people["auditor"]).get() == report


def test_handing_in_keeps_who_when_and_the_sum_of_values(report, people):
    done = moves.hand_in(report, by=people["worker"], now=DURING)

    paper = Document.objects.get(number=done.document_number)
    cells = {row.code: row for row in cells_at(done.report, DURING)}
    assert (done.number, done.kind, done.by, done.moment) == (
        1,
        "hand_in",
        people["worker"],
        DURING,
    )
    assert (paper.kind, paper.record_key) == ("receipt", str(done.pk))
    assert done.sha256 == sum_of(cells.values())
    assert cells["E.units"].number == Decimal("6.5")


def test_what_is_handed_in_is_reminded_of_no_more(client, report, people, time_machine):
    time_machine.move_to(DURING, tick=False)
    client.force_login(people["worker"])
    asked = Report.objects.filter(pk=report.pk)
    assert remind_reports(asked, by=people["analyst"], now=DURING, text="Prosíme.").reports == 1
    assert "Prosíme." in client.get("/prostor/").content.decode()

    handed(report, people)

    assert "Prosíme." not in client.get("/prostor/").content.decode()


def test_what_is_missing_stops_the_hand_in(provider, people):
    in_network(provider)
    report = Report.objects.get(term=opened())

    with pytest.raises(NotReady) as refused:
        moves.hand_in(report, by=people["worker"], now=DURING)

    assert [one.codes for one in refused.value.examination.stopping] == [("E.units",)]
    assert not report.submissions.exists()


def test_a_deadline_that_passed_between_opening_and_sending(report, people):
    late = CLOSES + timedelta(minutes=1)
    with pytest.raises(TooLate):
        moves.lock(report, by=people["worker"], now=late)
    with pytest.raises(TooLate) as refused:
        moves.hand_in(report, by=people["worker"], now=late)
    moves.hand_in(report, by=people["worker"], now=CLOSES)

    assert "Termín minul" in refused.value.messages[0]
    report.refresh_from_db()
    assert (report.state, report.is_late_at(AFTER)) == ("handed_in", False)


def test_it_is_taken_back_until_the_deadline_only(client, report, people, time_machine):
    handed(report, people)
    door = reverse("evaluation:report-step", args=[report.pk, "vzit-zpet"])
    time_machine.move_to(CLOSES + timedelta(minutes=1), tick=False)
    client.force_login(people["worker"])

    late = client.post(door, follow=True).content.decode()

    assert "výkaz už nejde vzít zpět. Požádejte kraj, ať ho vrátí." in late
    assert Report.objects.get(pk=report.pk).state == "handed_in"
    time_machine.move_to(CLOSES, tick=False)
    client.post(door)
    assert Report.objects.get(pk=report.pk).state == "in_work"


@pytest.mark.parametrize(
    ("there", "back"), [(moves.hand_in, moves.take_back), (moves.lock, moves.unlock)]
)
def test_a_returned_report_taken_back_is_still_a_returned_one(report, people, there, back):
    handed(report, people)
    until = AFTER + timedelta(days=5)
    moves.send_back(
        report, by=people["analyst"], now=AFTER, reason="Ověřte.", until=until, fields=["E.units"]
    )

    there(report, by=people["worker"], now=AFTER)
    back(report, by=people["worker"], now=AFTER)

    report = Report.objects.for_lists().get(pk=report.pk)
    assert (report.state, report.return_reason) == ("returned", "Ověřte.")
    opening = opening_of(report, cells_of(report))
    assert [opening.takes_value(code) for code in ("E.units", "C.left")] == [True, False]


@pytest.mark.parametrize("moved", ["take_back", "send_back"])
def test_what_came_in_time_and_does_not_come_again_is_late(people, report, moved):
    """The dashboard of the office counts it too: who took it back at the last moment owes it."""
    handed(report, people)
    if moved == "take_back":
        moves.take_back(report, by=people["worker"], now=DURING)
    else:
        until = CLOSES + timedelta(days=5)
        moves.send_back(
            report, by=people["analyst"], now=DURING, reason="Ověřte.", until=until
        )  # fmt: skip
    report.refresh_from_db()
    later = report.deadline + timedelta(minutes=1)

    (line,) = lines_of(report.term, people["analyst"], later)

    assert report.is_late_at(report.deadline) is False
    assert report.is_late_at(later) is line.is_late is True


def test_what_could_not_be_handed_in_again_is_not_taken_back(people, report):
    """The office closed the collection before its deadline."""
    handed(report, people)
    close_term(report.term, by=people["analyst"])

    with pytest.raises(TooLate) as refused:
        moves.take_back(report, by=people["worker"], now=DURING)

    report.refresh_from_db()
    assert "Kraj sběr uzavřel" in refused.value.messages[0]
    assert report.state == "handed_in"


def test_an_extension_lets_it_in_and_the_report_is_late(report, people):
    until = AFTER + timedelta(days=2)
    moves.extend(report, until, by=people["analyst"], now=AFTER, reason="Nemoc účetní.")
    moves.hand_in(report, by=people["worker"], now=AFTER)

    report.refresh_from_db()
    assert (report.state, report.is_late_at(AFTER)) == ("handed_in", True)
    assert [*Report.objects.late()] == [report]


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [
        (DURING - timedelta(days=1), "Důvod", "until"),
        (CLOSES - timedelta(days=1), "Důvod", "until"),
        (AFTER, " ", "reason"),
    ],
)
def test_an_extension_needs_a_later_day_and_a_reason(report, people, until, reason, field):
    with pytest.raises(ValidationError) as refused:
        moves.extend(report, until, by=people["analyst"], now=DURING, reason=reason)

    assert [*refused.value.message_dict] == [field]


def test_what_was_handed_in_needs_no_more_time(report, people):
    handed(report, people)
    with pytest.raises(IllegalMove):
        moves.extend(
            report, AFTER + timedelta(days=2), by=people["analyst"], now=DURING, reason="Nemoc."
        )


def test_a_returned_report_opens_only_the_named_fields(report, people):
    handed(report, people)
    moves.send_back(
        report, by=people["analyst"], now=AFTER, reason="Ověřte jednotky.",
        until=AFTER + timedelta(days=5), fields=["E.units"],
    )  # fmt: skip
    report = Report.objects.for_lists().get(pk=report.pk)
    later = AFTER + timedelta(hours=1)
    assert not Report.objects.overdue_at(later).exists()
    assert Report.objects.overdue_at(AFTER + timedelta(days=6)).get() == report
    both = typed(E_units="6,4")
    save_section(report, "E", both, by=people["worker"], now=later)
    save_section(report, "C", typed(C_left="3"), by=people["worker"], now=later)

    assert report.cells.get(code="E.units").number == Decimal("6.4")
    assert not report.cells.filter(code="C.left").exists()
    moves.hand_in(report, by=people["worker"], now=later)
    report.refresh_from_db()
    assert (report.state, report.is_late_at(later)) == ("handed_in", False)


def test_returning_needs_reason_day_and_known_fields(report, people):
    handed(report, people)

    def refusal(**given):
        given = {"reason": "Doplňte", "until": AFTER, "fields": []} | given
        with pytest.raises(ValidationError) as refused:
            moves.send_back(report, by=people["analyst"], now=DURING, **given)
        return [*refused.value.message_dict]

    assert refusal(reason=" ") == ["reason"]
    assert refusal(until=DURING) == ["until"]
    assert refusal(fields=["X.nic"]) == ["fields"]


def test_approval_freezes_typed_rows(report, people):
    handed(report, people)
    snapshot = moves.approve(report, by=people["analyst"], now=AFTER)

    rows = {row.code: row for row in snapshot.rows.all()}
    units = rows["E.units"]
    assert (units.number, units.unit, units.source, units.standing) == (
        Decimal("6.5"), "úvazek v přímé péči", "typed", "value",
    )  # fmt: skip
    assert rows["A.service.identifier"].text == report.service.identifier
    assert snapshot.sha256 == sum_of(rows.values()) == sum_of(report.cells.all())
    for change in (units.save, units.delete, SnapshotRow.objects.all().delete,
                   lambda: Snapshot.objects.update(number=2)):  # fmt: skip
        with pytest.raises(Frozen):
            change()


def test_of_two_approving_at_once_one_wins(report, people):
    handed(report, people)
    first, second = Report.objects.get(pk=report.pk), Report.objects.get(pk=report.pk)
    moves.approve(first, by=people["analyst"], now=AFTER)

    with pytest.raises(IllegalMove), transaction.atomic():
        moves.approve(second, by=people["analyst"], now=AFTER)

    assert Snapshot.objects.filter(report=report).count() == 1


def test_a_correction_after_approval_is_a_further_snapshot(client, report, people):
    """What was emptied is among the changes too."""
    save_section(report, "C", typed(C_hired="4"), by=people["worker"], now=DURING)
    handed(report, people)
    first = moves.approve(report, by=people["analyst"], now=AFTER)
    until = AFTER + timedelta(days=5)
    moves.send_back(report, by=people["analyst"], now=AFTER, reason="Oprava.", until=until)
    report = Report.objects.for_lists().get(pk=report.pk)
    save_section(report, "E", typed(E_units="6,6"), by=people["worker"], now=AFTER)
    save_section(report, "C", typed(C_hired=""), by=people["worker"], now=AFTER)
    moves.hand_in(report, by=people["worker"], now=AFTER)
    second = moves.approve(report, by=people["analyst"], now=AFTER + timedelta(days=1))

    assert [row.rows.get(code="E.units").number for row in (first, second)] == [
        Decimal("6.5"), Decimal("6.6"),
    ]  # fmt: skip
    assert [*Snapshot.objects.newest()] == [second]
    client.force_login(people["analyst"])
    page = client.get(second.get_absolute_url())
    changes = {(row or old).code: (row, old) for row, _label, old in page.context["changes"]}
    assert changes.keys() == {"E.units", "C.hired"}
    assert changes["C.hired"][0] is None


def test_cancelled_and_renewed(report, people):
    moves.cancel(report, by=people["analyst"], now=DURING, reason="Služba skončila.")
    with pytest.raises(Closed):
        save_section(report, "E", typed(E_units="1"), by=people["worker"], now=DURING)
    moves.renew(report, by=people["analyst"], now=DURING)

    report.refresh_from_db()
    assert (report.state, report.cancel_reason) == ("in_work", "")


# -- signing --------------------------------------------------------------------------------------


@pytest.fixture
def locked(provider, people):
    """Locked in a term that is signed, with its PDF built."""
    in_network(provider)
    term = opened(needs_signature=True)
    report = Report.objects.for_lists().get(term=term)
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)
    done = moves.lock(report, by=people["worker"], now=DURING)
    paper = Document.objects.get(number=done.document_number)
    keep(paper, Built.of(one_page(), DURING), now=DURING)
    report.refresh_from_db()
    return report


def shown_paper(report):
    return {"dokument": signing.final_pdf(report).number}


def put_name(report, by, **given):
    given = {"function": "ředitel", "means": "password", "now": DURING} | given
    return signing.sign(report, by=by, **given)


def test_only_the_signatory_signs_what_is_locked(locked, people):
    for name in ("worker", "analyst", "stranger", "auditor"):
        with pytest.raises(PermissionDenied):
            put_name(locked, people[name])
    signature = put_name(locked, people["signatory"])

    paper = signing.final_pdf(locked)
    assert (locked.state, signature.sha256, signature.document_number) == (
        "signed", paper.sha256, paper.number,
    )  # fmt: skip
    with pytest.raises(IllegalMove):
        put_name(locked, people["signatory"])


def test_unlocking_ends_the_signature(locked, people):
    put_name(locked, people["signatory"])
    moves.unlock(locked, by=people["worker"], now=DURING)
    locked.refresh_from_db()

    with pytest.raises(IllegalMove):
        moves.hand_in(locked, by=people["worker"], now=DURING)

    assert (locked.state, locked.signatures.count()) == ("in_work", 1)


def test_password_or_second_factor(people):
    with pytest.raises(ValidationError) as refused:
        signing.confirm(people["signatory"], password="jiné")
    with pytest.raises(ValidationError) as no_factor:
        signing.confirm(people["signatory"], code="123456")

    assert [*refused.value.message_dict, *no_factor.value.message_dict] == ["password", "code"]
    assert signing.confirm(people["signatory"], password="heslo pro zkoušky") == "password"


def test_signing_with_a_second_factor(client, locked, people, time_machine):
    """The page takes a code in place of the password, once, and prints by what it was confirmed."""
    time_machine.move_to(DURING, tick=False)
    factor = TOTP.activate(people["signatory"], "JBSWY3DPEHPK3PXP").instance
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", int(time.time()) // 30))
    client.force_login(people["signatory"])
    url = reverse("evaluation:report-sign", args=[locked.pk])
    sent = {"function": "ředitelka", "is_true": "on"} | shown_paper(locked)

    wrong = client.post(url, sent | {"code": "000000" if code != "000000" else "111111"})
    done = client.post(url, sent | {"code": f"{code[:3]} {code[3:]}"})

    assert "Kód nesouhlasí nebo už neplatí." in wrong.content.decode()
    assert done.url == reverse("evaluation:report-step", args=[locked.pk, "predat"])
    signature = locked.signatures.get()
    assert (signature.means, signature.get_means_display()) == ("second_factor", "druhým faktorem")
    locked.refresh_from_db()
    moves.hand_in(locked, by=people["signatory"], now=DURING)
    facts = [row for part in _signed(locked.submissions.last()) for row in part.rows]
    assert (str(facts[-1][1])) == "druhým faktorem"
    assert factor.user == people["signatory"]
    with pytest.raises(ValidationError):
        signing.confirm(people["signatory"], code=code)  # used once


def test_the_page_says_what_is_not_checked_of_an_attached_signature(client, locked, people):
    signature = put_name(locked, people["signatory"])
    signature.file.save("podepsano.pdf", ContentFile(one_page()))
    client.force_login(people["signatory"])

    detail = client.get(locked.get_absolute_url()).content.decode()

    assert "SITIS neověřuje" in detail
    assert "Zda je podpis pravý a certifikát platný, neověřujeme" in str(
        SignForm(has_second_factor=False)
    )


def test_a_password_is_called_optional_only_beside_a_second_factor(
    client, people, locked, time_machine
):
    time_machine.move_to(DURING, tick=False)
    client.force_login(people["signatory"])
    url = reverse("evaluation:report-sign", args=[locked.pk])

    page = client.get(url).content.decode()
    sent = {"function": "ředitelka", "is_true": "on"} | shown_paper(locked)
    refused = client.post(url, sent).content.decode()

    assert page.count("(nepovinné)") == 1  # the signed PDF
    assert "Napište své heslo, potvrzujete jím podpis." in refused
    assert str(SignForm(has_second_factor=True)).count("(nepovinné)") == 3


def test_only_the_paper_that_was_read_is_signed(client, locked, people, time_machine):
    """A worker unlocks, changes and locks again while the signatory has the first PDF open."""
    time_machine.move_to(DURING, tick=False)
    client.force_login(people["signatory"])
    url = reverse("evaluation:report-sign", args=[locked.pk])
    first = signing.final_pdf(locked)
    assert f'name="dokument" value="{first.number}"' in client.get(url).content.decode()
    moves.unlock(locked, by=people["worker"], now=DURING)
    save_section(locked, "E", typed(E_units="6,8"), by=people["worker"], now=DURING)
    done = moves.lock(locked, by=people["worker"], now=DURING)
    keep(
        Document.objects.get(number=done.document_number), Built.of(one_page(), DURING), now=DURING
    )
    sent = {"function": "ředitelka", "is_true": "on", "password": "heslo pro zkoušky"}

    for given in ({"dokument": first.number}, {}):
        refused = client.post(url, sent | given).content.decode()
        assert "Výkaz se mezitím změnil. Přečtěte si nové PDF" in refused
        assert "ředitelka" in refused
        assert f'name="dokument" value="{done.document_number}"' in refused
    with pytest.raises(moves.Unread):
        put_name(locked, people["signatory"], read=first.number)
    assert not locked.signatures.exists()

    client.post(url, sent | {"dokument": done.document_number})
    assert locked.signatures.get().document_number == done.document_number


def test_a_signed_report_is_handed_in_by_the_signatory(client, locked, people, time_machine):
    time_machine.move_to(DURING, tick=False)
    put_name(locked, people["signatory"])
    url = reverse("evaluation:report-step", args=[locked.pk, "predat"])

    with pytest.raises(PermissionDenied):
        moves.hand_in(locked, by=people["worker"], now=DURING)
    client.force_login(people["worker"])
    assert url not in client.get(locked.get_absolute_url()).content.decode()
    assert client.post(url).status_code == 403
    client.force_login(people["signatory"])
    assert url in client.get(locked.get_absolute_url()).content.decode()
    client.post(url)

    locked.refresh_from_db()
    assert locked.state == "handed_in"


# -- what the office decides on was read ---------------------------------------------------------


def step(report, word):
    return reverse("evaluation:report-step", args=[report.pk, word])


def judging(report):
    return reverse("evaluation:report-judge", args=[report.pk])


def test_what_was_handed_in_anew_is_not_approved_unread(client, report, people):
    read = handed(report, people).version
    moves.take_back(report, by=people["worker"], now=DURING)
    save_section(report, "E", typed(E_units="6,8"), by=people["worker"], now=DURING)
    handed(report, people)
    client.force_login(people["analyst"])
    assert f'name="verze" value="{report.version}"' in client.get(judging(report)).content.decode()

    told = client.post(judging(report), {"krok": "schvalit", "verze": read}).content.decode()
    assert "mezitím poskytovatel předal znovu" in told
    client.post(step(report, "schvalit"), {"verze": read})
    sent = {
        "reason": "Proč tak málo?",
        "until_day": "10. 1. 2030",
        "until_time": "12.00",
        "verze": read,
    }
    for url in (step(report, "vratit"), judging(report)):
        kept = client.post(url, sent | {"krok": "vratit"}).content.decode()
        assert "Proč tak málo?" in kept
        assert f'name="verze" value="{report.version}"' in kept
    kept = client.post(step(report, "stornovat"), {"reason": "Skončila.", "verze": read})
    assert "Skončila." in kept.content.decode()
    report.refresh_from_db()
    assert report.state == "handed_in"

    client.post(judging(report), {"krok": "schvalit", "verze": report.version})
    report.refresh_from_db()
    assert report.state == "approved"


def test_who_returns_learns_that_it_was_approved_meanwhile(client, report, people):
    read = handed(report, people).version
    moves.approve(report, by=people["analyst"], now=DURING)
    client.force_login(people["analyst"])
    sent = {
        "krok": "vratit",
        "reason": "Doložte.",
        "until_day": "10. 1. 2030",
        "until_time": "12.00",
    }

    told = client.post(judging(report), sent | {"verze": read}).content.decode()
    assert "už je schválený" in told
    assert "Doložte." in told
    report.refresh_from_db()
    assert report.state == "approved"

    client.post(judging(report), sent | {"verze": report.version})  # knowing it, one may
    report.refresh_from_db()
    assert report.state == "returned"


def test_what_is_closed_offers_no_filling_in(client, people, report):
    client.force_login(people["worker"])
    handed(report, people)

    page = client.get(report.get_absolute_url()).content.decode()

    assert "Nahrát karty pracovníků" not in page
    assert "Vyplnit v sešitu" not in page


def test_an_attached_file_must_be_our_pdf_with_a_signature(locked, people):
    ours = signing._bytes_of(signing.final_pdf(locked))

    def refusal(content):
        with pytest.raises(ValidationError) as refused:
            signing.check_signed(content, ours)
        return refused.value.messages[0]

    assert refusal(one_page()[:-3] + b"xyz") == (
        "Tohle není náš výkaz s podpisem. Podepište stažené PDF beze změn."
    )
    assert refusal(ours) == "V souboru není elektronický podpis celého výkazu."
    signing.check_signed(with_signature(ours), ours)
    part = re.sub(rb"/ByteRange \[0 \d{10}", b"/ByteRange [0 0000000100", with_signature(ours))
    assert refusal(part) == "V souboru není elektronický podpis celého výkazu."


def with_signature(content):
    """An update appended to ``content`` with a signature field over everything but itself."""
    start = content.rindex(b"startxref") + len(b"startxref")
    xref = int(content[start:].split()[0])
    body = bytearray(content)
    offsets = {}

    def add(number, text):
        offsets[number] = len(body)
        body.extend(b"%d 0 obj\n%s\nendobj\n" % (number, text))

    root = int(content[content.rindex(b"/Root") + 5 :].split()[0])
    size = int(content[content.rindex(b"/Size") + 5 :].split()[0])
    pages = content[content.index(b"/Pages") + 6 :].split()[0]
    value, field = size, size + 1
    body.extend(b"\n")
    add(
        root,
        b"<< /Type /Catalog /Pages %s 0 R /AcroForm << /Fields [%d 0 R] >> >>" % (pages, field),
    )
    add(field, b"<< /FT /Sig /T (Podpis) /V %d 0 R >>" % value)
    hole = b"<00000000>"
    at = len(body)
    head = b"<< /Type /Sig /ByteRange [0 %010d %010d %010d] /Contents "
    shape = len(head % (0, 0, 0)) + len(b"%d 0 obj\n" % value)
    first = at + shape
    tail = b" >>"
    # the table follows the object; its length does not depend on the numbers inside
    table = b"xref\n"
    offsets[value] = at
    rows = b"".join(
        b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in sorted(offsets.items())
    )
    end = first + len(hole) + len(tail) + len(b"\nendobj\n")
    trailer = b"trailer << /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        size + 2, root, xref, end,
    )  # fmt: skip
    whole = end + len(table) + len(rows) + len(trailer)
    second = first + len(hole)
    add(value, head % (first, second, whole - second) + hole + tail)
    return bytes(body) + table + rows + trailer


# -- letters ---------------------------------------------------------------------------------------


def letters():
    rows = Reminder.objects.exclude(title__startswith="Vyplňte").order_by("pk")
    return [(row.title.partition(":")[0], row.user, row.dismissed_at) for row in rows]


def test_who_is_asked_to_complete_a_report_gets_a_letter(report, people):
    """Both people of the provider, with the reason and the fields; a second one on the same day too."""
    until = AFTER + timedelta(days=5)
    for hour in (1, 2):
        moment = AFTER + timedelta(hours=hour)
        if hour == 2:
            moves.hand_in(report, by=people["worker"], now=moment)
        else:
            handed(report, people)
        moves.send_back(
            report, by=people["analyst"], now=moment, until=until,
            reason="Ověřte jednotky.", fields=["E.units"],
        )  # fmt: skip

    told = Reminder.objects.filter(title__startswith="Doplňte výkaz")
    first, last = (told.filter(sent_at=AFTER + timedelta(hours=hour)) for hour in (1, 2))
    both = {people["worker"], people["signatory"]}
    assert {row.user for row in first} == {row.user for row in last} == both
    assert all(row.dismissed_at for row in first)  # it was completed
    assert not any(row.dismissed_at for row in last)
    (letter, _other) = last
    assert "Ověřte jednotky.\n\n– Jednotky služby" in letter.text
    assert (letter.url, letter.due_at) == (report.get_absolute_url(), until)


def test_the_signatory_gets_a_letter_about_a_locked_report(provider, people):
    in_network(provider)
    report = Report.objects.get(term=opened(needs_signature=True))
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)

    moves.lock(report, by=people["worker"], now=DURING)
    (asked,) = letters()
    moves.unlock(report, by=people["worker"], now=DURING)

    assert asked == ("Podepište výkaz", people["signatory"], None)
    assert letters() == [("Podepište výkaz", people["signatory"], DURING)]


def test_what_is_returned_of_a_closed_collection_waits_on_the_desk(
    client, people, report, time_machine
):
    handed(report, people)
    close_term(report.term, by=people["analyst"])
    moves.send_back(
        report, by=people["analyst"], now=AFTER, reason="Ověřte.", until=AFTER + timedelta(days=5)
    )  # fmt: skip
    time_machine.move_to(AFTER + timedelta(hours=1), tick=False)
    client.force_login(people["worker"])

    desk = client.get("/prostor/").content.decode()
    home = client.get(reverse("evaluation:home")).content.decode()

    assert f"Doplňte výkaz: {report.service.name}" in desk
    assert report.get_absolute_url() in home
