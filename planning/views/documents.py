"""What there is of a plan on paper, and where one orders it."""

from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from planning.contents import Contents
from planning.documents.annexes import Annexes
from planning.documents.plan import volume_of
from planning.documents.preview import parts_of, preview
from planning.documents.sheets import write_tables
from planning.documents.subjects import printable_by
from planning.models import Level, Plan
from planning.views.base import plan_page, printable_plan, readable_plan
from sitis import rooms
from sitis.audit import Act, record
from sitis.documents.models import Document
from sitis.documents.states import DocumentState, state_of
from sitis.http import AuthenticatedRequest
from sitis.word_document import as_docx
from sitis.workbooks.download import XLSX

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: kind, title, what is in it
PLAN_WORDS = gettext_lazy(
    "Celý plán s přílohami: potřeby, síť, stopa podnětů, zákonná kontrola, opatření."
)
FATE_WORDS = gettext_lazy("Jak okres a kraj rozhodly o každé potřebě a prioritě a proč.")


@dataclass(frozen=True, slots=True)
class Offer:
    title: str | Promise
    text: str | Promise
    state: DocumentState


@require_safe
def plan_documents(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    offers = [
        Offer(title, text, state_of(kind, str(pk), request.user))
        for kind, title, text in _kinds(plan)
        if rooms.document_kind(kind).readable_by(request.user).filter(pk=pk).exists()
    ]
    kept = (
        Document.objects.stored()
        .readable_by(request.user)
        .filter(kind__in=["plan", "action_plan", "fate"], record_key=str(pk))
    )
    is_whole = printable_by(request.user).filter(pk=pk).exists()
    sections = plan.sections.order_by("order").values("code", "title") if is_whole else []
    context = {
        "is_whole": is_whole,
        "sections": sections,
        "parts": parts_of(plan) if is_whole else [],
        "offers": offers,
        "kept": kept.order_by("-built_at")[:20],
    }
    return plan_page(request, plan, "plan-documents", "planning/plan_documents.html", **context)


@require_safe
def plan_preview(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """A section (its code) or one ORP's part (``orp-`` and its code) as PDF; nothing is kept."""
    plan = printable_plan(request, pk)
    try:
        content = preview(plan, code)
    except ObjectDoesNotExist:
        raise Http404 from None
    name = f'inline; filename="nahled-{code}.pdf"'
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = name
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
def plan_tables(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """Every table of the plan in one workbook."""
    plan = printable_plan(request, pk)
    record(Act.EXPORT, user=request.user, subject=_("Tabulky plánu: %s") % plan)
    stream = write_tables(Annexes(Contents(plan)))
    name = f"tabulky-{plan.slug}{'-' + plan.number if plan.number else ''}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


@require_safe
def plan_docx(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The words of the plan to be edited; what is valid is the document, not this."""
    plan = printable_plan(request, pk)
    record(Act.EXPORT, user=request.user, subject=_("Plán k úpravám: %s") % plan)
    volume = volume_of(plan, rooms.Imprint("", ""))
    name = f"{plan.slug}{'-' + plan.number if plan.number else ''}.docx"
    answer = HttpResponse(as_docx(volume), content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _kinds(plan: Plan) -> list[tuple[str, str | Promise, str | Promise]]:
    kind = "plan" if plan.kind == Plan.Kind.MEDIUM_TERM else "action_plan"
    found: list[tuple[str, str | Promise, str | Promise]] = [(kind, _("Plán"), PLAN_WORDS)]
    if plan.level != Level.REGION:
        found.append(("fate", _("Co se stalo s tím, co jsme poslali"), FATE_WORDS))
    return found
