"""``/sluzby/<identifikator>/``: is it for me, and how do I get it."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from providers.public import find_document, find_service


@require_safe
@login_not_required
def service(request: HttpRequest, identifier: str) -> HttpResponse:
    found = find_service(identifier, localdate())
    if found is None:
        raise Http404
    return render(request, "catalog/service.html", {"service": found})


@require_safe
@login_not_required
def document(request: HttpRequest, identifier: str, pk: int) -> FileResponse:
    """A kept file of the registration that is public. A lost file is as good as none: 404."""
    kept = find_document(identifier, pk, localdate())
    if kept is None:
        raise Http404
    try:
        return FileResponse(kept.open("rb"), as_attachment=True, filename=kept.name.split("/")[-1])
    except FileNotFoundError as lost:
        raise Http404 from lost
