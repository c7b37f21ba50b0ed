"""Pages where a step of a report is taken: first what it means, then it is done."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions import moves, signing
from evaluation.checking import examine
from evaluation.forms.reports import ExtendForm, ReasonForm, ReturnForm, SignForm
from evaluation.layout import sheet_of
from evaluation.models import Report, Signature
from evaluation.views.base import kept_file, must_analyse
from evaluation.views.reports import lines_of, readable_report, seen_version
from providers.forms.network import put
from sitis.attempts import may_try
from sitis.http import AuthenticatedRequest, get_readable
from sitis.workdays import says

Move = Report.Move
#: Words of the address -> the step.
STEPS = {
    "uzamknout": Move.LOCK,
    "odemknout": Move.UNLOCK,
    "predat": Move.HAND_IN,
    "vzit-zpet": Move.TAKE_BACK,
    "schvalit": Move.APPROVE,
    "vratit": Move.RETURN,
    "stornovat": Move.CANCEL,
    "obnovit": Move.RENEW,
}
PLAIN: dict[str, Any] = {
    Move.LOCK: moves.lock,
    Move.UNLOCK: moves.unlock,
    Move.HAND_IN: moves.hand_in,
    Move.TAKE_BACK: moves.take_back,
    Move.RENEW: moves.renew,
}
SAID = {
    Move.LOCK: gettext_lazy("Výkaz je uzamčený %(when)s."),
    Move.UNLOCK: gettext_lazy("Výkaz je odemčený, můžete ho měnit."),
    Move.HAND_IN: gettext_lazy("Předáno kraji %(when)s. Potvrzení najdete níže."),
    Move.TAKE_BACK: gettext_lazy("Výkaz jste vzali zpět. Nezapomeňte ho předat znovu."),
    Move.APPROVE: gettext_lazy("Výkaz je schválený %(when)s."),
    Move.RETURN: gettext_lazy("Výkaz je vrácený k doplnění."),
    Move.CANCEL: gettext_lazy("Výkaz je stornovaný."),
    Move.RENEW: gettext_lazy("Storno je zrušené."),
}
TRIES = 10  # wrong passwords in an hour


@require_http_methods(["GET", "POST"])
def step(request: AuthenticatedRequest, pk: int, word: str) -> HttpResponse:
    if word not in STEPS:
        raise Http404
    move = STEPS[word]
    report = _for_step(request, pk, move)
    form = _form(request, report, move)
    found = examine(report) if move in (Move.LOCK, Move.HAND_IN) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _do(request, report, move, form)
        except moves.NotReady as refusal:
            found = refusal.examination
        except ValidationError as refusal:
            refused = isinstance(refusal, moves.IllegalMove | moves.TooLate)
            if form is None or (refused and not isinstance(refusal, moves.Unread)):
                messages.warning(request, refusal.messages[0])
                return redirect(report)
            put(form, refusal)
            report.refresh_from_db(fields=["version"])
        else:
            messages.success(request, SAID[move] % {"when": says(timezone.now())})
            return redirect(report)
    context = {
        "report": report,
        "move": move,
        "label": str(move.label)[:1].upper() + str(move.label)[1:],
        "form": form,
        "lines": lines_of(found) if found else [],
        "stopping": len(found.stopping) if found else 0,
        "why_late": report.why_late_at(timezone.now()) if move not in Report.BY_OFFICE else "",
    }
    return render(request, "evaluation/report_step.html", context)


def _for_step(request: AuthenticatedRequest, pk: int, move: str) -> Report:
    """Raises Http404 for what one may not know of, PermissionDenied for another's step.

    Storno is the office's also of what it may not read yet.
    """
    rows = Report.objects.for_lists()
    by_office = move in Report.BY_OFFICE
    if by_office:
        report = rows.listed_for(request.user).filter(pk=pk).first()
        if report is None:
            raise Http404
    else:
        report = readable_report(request, pk)
    verb = Report.objects.settled_by if by_office else Report.objects.moved_by
    if move == Move.HAND_IN:
        verb = Report.objects.handed_in_by
    if not verb(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return report  # type: ignore[no-any-return]


def _form(request: AuthenticatedRequest, report: Report, move: str) -> Any:
    data = request.POST if request.method == "POST" else None
    if move == Move.RETURN:
        choices = [(one.code, f"{one.code} {one.label}") for one in _named(report)]
        return ReturnForm(data, choices=choices)
    return ReasonForm(data) if move == Move.CANCEL else None


def _named(report: Report) -> list[Any]:
    """Fields that can be sent back: those with something found first, then all that were filled."""
    found = examine(report)
    marked = {code for one in found.findings for code in one.codes}
    fields = [one for one in sheet_of(report).fields.values() if one.is_typed]
    return sorted(fields, key=lambda one: one.code not in marked)


def _do(request: AuthenticatedRequest, report: Report, move: str, form: Any) -> None:
    by, now = request.user, timezone.now()
    if move == Move.RETURN:
        given = form.cleaned_data
        moves.send_back(
            report,
            by=by,
            now=now,
            reason=given["reason"],
            until=given["until"],
            fields=given["fields_named"],
            seen=seen_version(request),
        )
    elif move == Move.CANCEL:
        reason = form.cleaned_data["reason"]
        moves.cancel(report, by=by, now=now, reason=reason, seen=seen_version(request))
    elif move == Move.APPROVE:
        moves.approve(report, by=by, now=now, seen=seen_version(request))
    else:
        PLAIN[move](report, by=by, now=now)


@require_http_methods(["GET", "POST"])
def extend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    report = Report.objects.for_lists().listed_for(request.user).filter(pk=pk).first()
    if report is None:
        raise Http404
    must_analyse(request)
    initial = {"until": report.deadline, "reason": report.extension_reason}
    form = ExtendForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            moves.extend(
                *(report, given["until"]),
                by=request.user,
                now=timezone.now(),
                reason=given["reason"],
            )
        except moves.IllegalMove as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect(report.term)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            said = _("Termín je prodloužený do %s.") % says(given["until"])
            messages.success(request, said)
            return redirect(report.term)
    title = _("Prodloužit termín: %s") % report.service.name
    context = {"form": form, "title": title, "back": report.term.get_absolute_url()}
    return render(request, "evaluation/plain_form.html", context)


@require_http_methods(["GET", "POST"])
def sign(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The signatory looks at the PDF, declares the function and proves who they are."""
    report = readable_report(request, pk)
    if not Report.objects.signed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    if not report.term.needs_signature or report.state != Report.State.LOCKED:
        messages.warning(request, _("Podepsat jde jen uzamčený výkaz."))
        return redirect(report)
    factor = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP)
    form = SignForm(request.POST or None, request.FILES or None, has_second_factor=factor.exists())
    if request.method == "POST" and form.is_valid():
        try:
            _sign(request, report, form.cleaned_data)
        except moves.Unread as refusal:
            put(form, refusal)
        except moves.IllegalMove as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect(report)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Výkaz je podepsaný. Teď ho předejte kraji."))
            return redirect("evaluation:report-step", pk, "predat")
    locked = signing.lock_of(report)
    context = {
        "report": report,
        "form": form,
        "paper": signing.final_pdf(report),
        "number": locked.document_number if locked else "",
        "why_late": report.why_late_at(timezone.now()),
    }
    return render(request, "evaluation/report_sign.html", context)


def _sign(request: AuthenticatedRequest, report: Report, given: dict[str, Any]) -> None:
    if not may_try(request, f"sign/{request.user.pk}", limit=TRIES):
        raise ValidationError(_("Příliš mnoho pokusů. Zkuste to za hodinu."))
    signing.refuse_unread(report, request.POST.get("dokument", ""))
    means = signing.confirm(request.user, password=given["password"], code=given.get("code", ""))
    signing.sign(
        report,
        by=request.user,
        now=timezone.now(),
        function=given["function"],
        means=means,
        file=given["file"],
        read=request.POST.get("dokument", ""),
    )


@require_safe
def signed_file(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """The externally signed PDF that was attached."""
    row = get_readable(Signature.objects.exclude(file=""), request.user, pk=pk)
    return kept_file(request, row, "podepsany-vykaz.pdf", signature=row.pk)
