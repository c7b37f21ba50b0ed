"""The receipt of a hand-in as a real PDF: who, what, when, the signature, values, sums."""

import io
import os
from pathlib import Path

import pypdf
import pytest

from evaluation.actions import moves, signing
from evaluation.actions.saving import save_section
from evaluation.models import Report
from sitis.documents.actions import keep
from sitis.documents.build import Built, build
from sitis.documents.models import Document
from tests.evaluation.factories import AFTER, DURING, in_network, opened, typed
from tests.planning.test_documents import one_page

pytestmark = pytest.mark.django_db


def ordered(done):
    return Document.objects.get(number=done.document_number)


@pytest.fixture
def handed_in(provider, people):
    """Filled in, locked, signed on its PDF and handed in; then somebody changes a value."""
    in_network(provider, name="Pečovatelská služba Údolí")
    term = opened(needs_signature=True, by=people["analyst"])
    report = Report.objects.for_lists().get(term=term)
    units = typed(E_units=("5,25", "Od května chybí kolegyně na rodičovské dovolené."))
    save_section(report, "E", units, by=people["worker"], now=DURING)
    locked = moves.lock(report, by=people["worker"], now=DURING)
    keep(ordered(locked), Built.of(one_page(), DURING), now=DURING)
    report.refresh_from_db()
    signing.sign(report, by=people["signatory"], now=DURING, function="ředitelka", means="password")
    done = moves.hand_in(report, by=people["signatory"], now=DURING)
    report.cells.filter(code="E.units").update(number=99)
    return done


def test_a_receipt_says_who_handed_in_what_and_when(handed_in):
    row = ordered(handed_in)

    content = build(row, lambda *_said: None).content

    if folder := os.environ.get("SHOW_PDF"):  # to look at the pages
        Path(folder, "receipt.pdf").write_bytes(content)
    pdf = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    signature = handed_in.report.signatures.get()
    signed = Document.objects.get(number=signature.document_number)
    for said in (
        row.number, "Potvrzení o předání", "Pečovatelská služba Údolí", "10. 7. 2025 10.00",
        "ředitelka", signature.name, "heslem", "5,25", "Od května chybí",
    ):  # fmt: skip
        assert said.replace("\xa0", " ") in text.replace("\xa0", " "), said
    letters = text.replace(" ", "").replace("\xad", "")
    assert handed_in.sha256 in letters
    assert signed.sha256 in letters
    assert "99" not in [word for word in text.split() if word.isdecimal()]
    assert (row.is_final, handed_in.moment < AFTER) == (True, True)
