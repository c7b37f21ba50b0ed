"""A report that is being completed: the provider sees what it writes, all others what was handed in."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.actions import files, moves
from evaluation.actions.saving import save_section
from evaluation.actions.signing import sign
from evaluation.checking import cells_for
from evaluation.models import Cell, Report, ReportFile, Signature
from sitis.audit import Event
from sitis.documents.actions import keep
from sitis.documents.build import Built
from sitis.documents.models import Document
from tests.evaluation.factories import AFTER, DURING, in_network, opened, typed
from tests.planning.test_documents import one_page

pytestmark = pytest.mark.django_db

HANDED_IN, RETURNED, WRITTEN = DURING + timedelta(1), DURING + timedelta(2), DURING + timedelta(3)


@pytest.fixture
def report(provider, people):
    """Handed in with 6.5 units, returned, and 5.25 typed since."""
    in_network(provider)
    term = opened(by=people["analyst"])
    report = Report.objects.for_lists().get(term=term)
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)
    moves.hand_in(report, by=people["worker"], now=HANDED_IN)
    moves.send_back(
        report, by=people["analyst"], now=RETURNED, reason="Doložte.", until=AFTER + timedelta(9)
    )
    report.refresh_from_db()
    changed = typed(E_units=("5,25", "Odešla kolegyně."))
    save_section(report, "E", changed, by=people["worker"], now=WRITTEN)
    return report


def pages(client, report, user):
    client.force_login(user)
    return {
        name: client.get(reverse(f"evaluation:{name}", args=[report.pk, *args])).content.decode()
        for name, args in (
            ("report-detail", []), ("section", ["E"]), ("report-check", []), ("report-judge", []),
        )
    }  # fmt: skip


def test_the_office_sees_what_was_handed_in(client, report, people):
    seen = pages(client, report, people["analyst"])

    for name, text in seen.items():
        assert "Vidíte hodnoty, jak je předal" in text, name
        assert "5,25" not in text, name
        assert "Odešla kolegyně" not in text, name
    assert "6,5" in seen["section"]
    assert "6,5" in seen["report-judge"]
    assert cells_for(report, people["analyst"])["E.units"].number == 6.5


def test_the_provider_sees_what_it_writes(client, report, people):
    seen = pages(client, report, people["worker"])

    assert "5,25" in seen["section"]
    assert "Vidíte hodnoty, jak je předal" not in seen["section"]
    assert cells_for(report, people["worker"])["E.units"].number == 5.25


def test_rows_written_meanwhile_are_the_provider_s(report, people):
    def seen(user):
        return set(Cell.objects.readable_by(user).values_list("code", flat=True))

    assert "E.units" not in seen(people["analyst"])
    assert "E.capacity.network" in seen(people["analyst"])
    assert "E.units" in seen(people["worker"])


def test_a_file_added_meanwhile_is_the_provider_s(report, people):
    content = SimpleUploadedFile("evidence.pdf", one_page())
    row = files.attach(
        report, content, kind="other", title="Evidence", by=people["worker"], now=WRITTEN
    )

    assert row in ReportFile.objects.readable_by(people["worker"])
    assert row not in ReportFile.objects.readable_by(people["analyst"])


def test_a_signature_made_meanwhile_is_the_provider_s(client, report, people):
    """The signed PDF holds values that were not handed in."""
    row = Signature.objects.create(
        report=report, submission=report.submissions.last(), name="Jan Smyšlený",
        function="ředitel", by=people["signatory"], moment=WRITTEN, means="password",
        file=ContentFile(one_page(), "a.pdf"),
    )  # fmt: skip
    url = reverse("evaluation:signed-file", args=[row.pk])

    seen = {}
    for name in ("signatory", "analyst"):
        page = pages(client, report, people[name])["report-detail"]
        seen[name] = (client.get(url).status_code, url in page)

    assert seen == {"signatory": (200, True), "analyst": (404, False)}


def test_who_took_a_file_is_written_down(client, report, people):
    content = SimpleUploadedFile("evidence.pdf", one_page())
    row = files.attach(
        report, content, kind="other", title="Evidence", by=people["worker"], now=WRITTEN
    )
    url = reverse("evaluation:report-file", args=[row.pk])
    client.force_login(people["worker"])

    taken = client.get(url)
    row.file.storage.delete(row.file.name)
    gone = client.get(url)

    assert taken.headers["Content-Disposition"] == 'attachment; filename="evidence.pdf"'
    assert gone.status_code == 404
    (event,) = Event.objects.filter(act="download")
    assert (event.user, event.subject) == (people["worker"], "Evidence")
    assert event.detail == {"report": report.pk, "file": row.pk}


def test_handed_in_again_everybody_sees_the_new_values(client, report, people):
    moves.hand_in(report, by=people["worker"], now=WRITTEN + timedelta(1))
    report.refresh_from_db()

    assert "5,25" in pages(client, report, people["analyst"])["section"]
    assert "E.units" in Cell.objects.readable_by(people["analyst"]).values_list("code", flat=True)


def test_a_pdf_locked_after_the_return_is_the_provider_s(client, report, people):
    done = moves.lock(report, by=people["worker"], now=WRITTEN)
    moves.unlock(report, by=people["worker"], now=WRITTEN)
    paper = Document.objects.get(number=done.document_number)
    report.refresh_from_db()
    assert report.state == "returned"

    statuses = {}
    for name in ("worker", "analyst"):
        client.force_login(people[name])
        url = reverse("documents:document-detail", args=[paper.number])
        statuses[name] = client.get(url).status_code

    assert statuses == {"worker": 200, "analyst": 404}


def test_of_locked_pdfs_the_office_has_the_one_that_was_handed_in(client, provider, people):
    """The first was unlocked, though signed: its values were never the office's."""
    in_network(provider)
    report = Report.objects.for_lists().get(term=opened(needs_signature=True))
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)
    locks = []
    for moment in (HANDED_IN, RETURNED):
        done = moves.lock(report, by=people["worker"], now=moment)
        paper = Document.objects.get(number=done.document_number)
        keep(paper, Built.of(one_page(), moment), now=moment)
        report.refresh_from_db()
        sign(report, by=people["signatory"], now=moment, function="ředitel", means="password")
        locks.append(paper.number)
        if moment == HANDED_IN:
            moves.unlock(report, by=people["worker"], now=moment)
            report.refresh_from_db()
    moves.hand_in(report, by=people["signatory"], now=RETURNED)

    files, linked, signatures = {}, {}, {}
    for name in ("worker", "analyst", "auditor"):
        page = pages(client, report, people[name])["report-detail"]
        urls = [reverse("documents:document-file", args=[number]) for number in locks]
        files[name] = [client.get(url).status_code for url in urls]
        linked[name] = [f"/dokumenty/{number}/" in page for number in locks]
        signatures[name] = Signature.objects.readable_by(people[name]).count()

    own, others = [200, 200], [404, 200]
    assert files == {"worker": own, "analyst": others, "auditor": others}
    assert linked["worker"] == [True, True]
    assert linked["analyst"] == linked["auditor"] == [False, True]
    assert signatures == {"worker": 2, "analyst": 1, "auditor": 1}
