"""A bundle of documents: how far it is, and its ZIP."""

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sitis.audit import Act, record
from sitis.documents.models import Bundle
from sitis.http import AuthenticatedRequest, get_readable
from sitis.jobs.models import Job


@require_safe
@never_cache
def bundle_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """While it is being built the page asks again by itself, without a script."""
    bundle = get_readable(Bundle.objects.select_related("by", "job"), request.user, pk=pk)
    context = {
        "bundle": bundle,
        "done": bundle.items.done().count(),
        "total": bundle.items.count(),
        "failed": bundle.items.failed(),
        "sees_job": Job.objects.readable_by(request.user).filter(pk=bundle.job_id).exists(),
        "may_cancel": Job.objects.cancellable_by(request.user).filter(pk=bundle.job_id).exists(),
    }
    response = render(request, "documents/bundle_detail.html", context)
    if bundle.is_under_way:
        waited = timezone.now() - bundle.ordered_at
        response["Refresh"] = "2" if waited.total_seconds() < 20 else "5"
    return response


@require_safe
def bundle_file(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    bundle = get_readable(Bundle.objects.stored(), request.user, pk=pk)
    try:
        content = bundle.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    record(Act.DOWNLOAD, user=request.user, subject=str(bundle), kind=bundle.kind, bundle=bundle.pk)
    return FileResponse(
        content, as_attachment=True, filename=bundle.file_name, content_type="application/zip"
    )
