"""``/sprava/posta/``: all mail of the demo, which leaves the machine nowhere."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest
from sitis.mail import KeptMail


def _require_demo(request: AuthenticatedRequest) -> None:
    """Letters hold links to accounts: they can be read in the demo only, and there by officials."""
    if not settings.DEMO:
        raise Http404
    if not request.user.holds(Role.OFFICIAL):
        raise PermissionDenied


@require_safe
def mail_list(request: AuthenticatedRequest) -> HttpResponse:
    _require_demo(request)
    page = Paginator(KeptMail.objects.all(), per_page=50).get_page(request.GET.get("strana"))
    return render(request, "mail/mail_list.html", {"page": page})


@require_safe
def mail_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    _require_demo(request)
    return render(request, "mail/mail_detail.html", {"mail": get_object_or_404(KeptMail, pk=pk)})


@csp(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [NONE],
        "sandbox": True,
    }
)
@require_safe
def mail_html(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The letter as a mail program draws it; no script of it runs and it loads nothing."""
    _require_demo(request)
    return HttpResponse(get_object_or_404(KeptMail, pk=pk).html)
