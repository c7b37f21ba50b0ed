"""The signatory signs the final PDF: function, name, moment, SHA-256 and by what they proved it."""

import hashlib
import io
from datetime import datetime
from typing import Any

import pikepdf
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.actions.letters import settle_letters
from evaluation.actions.moves import IllegalMove, Unread, must_be_in_time, take_step
from evaluation.actions.saving import locked_report
from evaluation.models import Report, Signature, Submission
from sitis.documents.models import Document

Move, Means = Report.Move, Signature.Means


class NotBuilt(ValidationError):
    """The PDF to be signed is not ready yet."""


def lock_of(report: Report) -> Submission | None:
    """The step that made the PDF which is signed now."""
    return report.submissions.filter(kind=Move.LOCK).order_by("-number").first()


def final_pdf(report: Report) -> Document | None:
    """The stored PDF of the locked report; None while it is being built."""
    locked = lock_of(report)
    if locked is None:
        return None
    return Document.objects.stored().filter(number=locked.document_number).first()


def confirm(user: Any, *, password: str = "", code: str = "") -> str:
    """By what the person proved who they are. Raises ValidationError."""
    totp = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if code.strip():
        if totp is None or not totp.wrap().validate_code(code.strip().replace(" ", "")):
            raise ValidationError({"code": _("Kód nesouhlasí nebo už neplatí.")}, code="code")
        return str(Means.SECOND_FACTOR)
    if not password or not user.check_password(password):
        raise ValidationError({"password": _("Heslo nesouhlasí.")}, code="password")
    return str(Means.PASSWORD)


def refuse_unread(report: Report, number: str) -> None:
    """Raises Unread when the PDF to be signed is another one than ``number``."""
    paper = final_pdf(report)
    if paper is None or str(paper.number) != number:
        raise Unread(_("Výkaz se mezitím změnil. Přečtěte si nové PDF, podepisuje se to."))


@transaction.atomic
def sign(
    report: Report,
    *,
    by: Any,
    now: datetime,
    function: str,
    means: str,
    file: Any = None,
    read: str = "",
) -> Signature:
    """Sign what was locked. ``read``: number of the PDF that the signatory had before them.

    Raises PermissionDenied, NotBuilt, Unread, TooLate, IllegalMove, ValidationError.
    """
    if not Report.objects.signed_by(by).filter(pk=report.pk).exists():
        raise PermissionDenied
    if not function.strip():
        raise ValidationError({"function": _("Uveďte funkci, ve které podepisujete.")})
    current = locked_report(report.pk)
    must_be_in_time(current, now)
    if current.state not in Report.MOVES[Move.SIGN][0]:
        raise IllegalMove(_("Podepsat jde jen uzamčený výkaz."))
    paper, locked = final_pdf(current), lock_of(current)
    if paper is None or locked is None:
        raise NotBuilt(_("PDF k podpisu se ještě připravuje. Zkuste to za chvíli."))
    if read:
        refuse_unread(current, read)
    content = file.read() if file else b""
    if file:
        check_signed(content, _bytes_of(paper))
        file.seek(0)
    take_step(current, Move.SIGN, by=by, now=now, note=function.strip())
    signature = Signature(
        report=current,
        submission=locked,
        name=by.name,
        function=function.strip()[:150],
        by=by,
        moment=now,
        document_number=paper.number,
        sha256=paper.sha256,
        means=means,
        file_sha256=hashlib.sha256(content).hexdigest() if content else "",
    )
    if file:
        signature.file.save("podepsany-vykaz.pdf", file, save=False)
    signature.save()
    settle_letters(current, now=now)
    report.refresh_from_db()
    return signature


def _bytes_of(paper: Document) -> bytes:
    with paper.file.open("rb") as opened:
        content: bytes = opened.read()
    return content


def check_signed(content: bytes, original: bytes) -> None:
    """That ``content`` is our PDF with an electronic signature added behind it.

    A signature is appended to a file, so the original bytes stand at its beginning; the signed
    range must hold them all. Whether the certificate is trusted is not judged here.
    Raises ValidationError.
    """
    if not content.startswith(original):
        raise ValidationError(
            {"file": _("Tohle není náš výkaz s podpisem. Podepište stažené PDF beze změn.")},
            code="other",
        )
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            ranges = [_range(field) for field in _signatures(pdf)]
    except pikepdf.PdfError:
        raise ValidationError({"file": _("Soubor není čitelné PDF.")}, code="broken") from None
    if not any(_covers(one, len(original), len(content)) for one in ranges):
        raise ValidationError(
            {"file": _("V souboru není elektronický podpis celého výkazu.")}, code="unsigned"
        )


def _signatures(pdf: pikepdf.Pdf) -> list[Any]:
    form = pdf.Root.get("/AcroForm")
    fields = list(form.get("/Fields", [])) if form is not None else []
    return [
        field.V
        for field in fields
        if field.get("/FT") == pikepdf.Name.Sig and field.get("/V") is not None
    ]


def _range(value: Any) -> list[int]:
    return [int(one) for one in value.get("/ByteRange", [])]


def _covers(one: list[int], original: int, whole: int) -> bool:
    """From the first byte to the last, but for the signature itself, which stands behind ours."""
    if len(one) != 4:
        return False
    start, first, second, rest = one
    return start == 0 and first >= original and second + rest == whole
