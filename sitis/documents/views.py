"""Finished documents: the list, one of them, its file, its order and its verification."""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sitis import rooms
from sitis.audit import Act, record
from sitis.documents.actions import order
from sitis.documents.forms import VerifyForm
from sitis.documents.models import Bundle, Document
from sitis.http import AuthenticatedRequest, get_readable
from sitis.jobs.models import Job

BUNDLES = 5  # the newest, above the list


@require_safe
def document_list(request: AuthenticatedRequest) -> HttpResponse:
    """Built documents one may read, one's own and others', the newest first."""
    rows = Document.objects.exclude(built_at=None).readable_by(request.user)
    kinds = {name: str(kind.title) for name, kind in rooms.documents().items()}
    chosen = request.GET.get("druh", "")
    if chosen in kinds:
        rows = rows.filter(kind=chosen)
    rows = rows.select_related("by").order_by("-built_at", "-pk")
    context = {
        "page": Paginator(rows, per_page=30).get_page(request.GET.get("strana")),
        "kinds": kinds,
        "chosen": chosen if chosen in kinds else "",
        "bundles": Bundle.objects.useful().readable_by(request.user)[:BUNDLES],
    }
    return render(request, "documents/document_list.html", context)


@require_safe
@never_cache
def document_detail(request: AuthenticatedRequest, number: str) -> HttpResponse:
    rows = Document.objects.select_related("by", "job")
    document = get_readable(rows, request.user, number=number)
    job = document.job
    is_building = not document.is_stored and job is not None and not job.is_over
    context = {
        "document": document,
        "is_building": is_building,
        "may_order": document.kind in rooms.documents() and not is_building,
    }
    return render(request, "documents/document_detail.html", context)


@login_not_required
@require_safe
def document_file(request: HttpRequest, number: str) -> HttpResponseBase:
    """The file itself; to who did not sign in only what is public, of the rest nothing is said."""
    rows = Document.objects.stored().readable_by(request.user)
    document = rows.filter(number=number).first()
    if document is None:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404
    try:
        content = document.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    record(
        Act.DOWNLOAD, user=request.user, subject=str(document), number=number, kind=document.kind
    )
    return FileResponse(
        content,
        as_attachment=True,
        filename=document.file_name,
        content_type="application/pdf",
    )


@require_POST
def document_order(request: AuthenticatedRequest, kind: str, key: str) -> HttpResponse:
    """Leads to the document if there is one, else to the job that builds it."""
    try:
        found = order(kind, key, by=request.user, now=timezone.now())
    except (rooms.UnknownKind, ObjectDoesNotExist, PermissionDenied, ValueError):
        raise Http404 from None  # whether such a record exists is not for everybody to know
    if isinstance(found, Job):
        found.refresh_from_db()  # on a machine without a queue it is already built
    return redirect(found.get_absolute_url())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def verify(request: HttpRequest, number: str) -> HttpResponse:
    """Is it genuine? Only of a public document the page says anything more.

    An unknown number and a document that is not public answer alike.
    """
    form = VerifyForm()
    document = Document.objects.public().filter(number=number).first()
    context: dict[str, Any] = {
        "number": number,
        "document": document,
        "validity": document.validity() if document else "",
        "form": form,
    }
    if request.method == "POST":
        form = context["form"] = VerifyForm(request.POST, request.FILES)
        if form.is_valid():
            sha256 = sum_of(form.cleaned_data["file"])
            known = Document.objects.filter(number=number, sha256=sha256)
            context |= {"is_checked": True, "is_genuine": known.exists()}
    return render(request, "documents/verify.html", context)


def sum_of(file: Any) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()
