"""Public pages of the ground floor, and what is said when something goes wrong."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from sitis import help_pages
from sitis.languages import prefix
from sitis.patterns import context as pattern_material
from sitis.richtext import for_editor, to_markdown, with_notes
from sitis.richtext.forms import typed_text


@login_not_required
def help_index(request: HttpRequest) -> HttpResponse:
    return render(request, "help/index.html", {"topics": help_pages.TOPICS.values()})


@login_not_required
def help_public(request: HttpRequest) -> HttpResponse:
    """The one page of help that speaks all languages of the catalogue."""
    return help_role(request, "verejnost")


@login_not_required
def help_role(request: HttpRequest, role: str) -> HttpResponse:
    topic = help_pages.TOPICS.get(role)
    if topic is None:
        raise Http404
    return render(request, topic.template, {"topic": topic})


def patterns(request: HttpRequest) -> HttpResponse:
    """For those who build pages: each part in all its states, with invented content."""
    return render(request, "help/patterns.html", pattern_material())


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    days = {"report_text_days": settings.REPORT_TEXT_DAYS}
    return render(request, "pages/privacy.html", days)


@require_POST
def text_preview(request: HttpRequest) -> HttpResponse:
    """Rich text that is typed or pasted, cleaned: for a page, and as Markdown. Writes nothing."""
    try:
        html = typed_text(request.POST, "text")
    except ValidationError as refusal:
        return JsonResponse({"error": " ".join(refusal.messages)}, status=413)
    shown = {"html": with_notes(html), "edit": for_editor(html, {})}
    return JsonResponse(shown | {"markdown": to_markdown(html)})


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself may not be trusted, so nothing is read from it."""
    if isinstance(exception, RequestDataTooBig):
        limit = {"limit": settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
        return HttpResponse(render_to_string("413.html", _house() | limit), status=413)
    return HttpResponse(render_to_string("400.html", _house()), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The database may be what failed, so the page asks it nothing."""
    return HttpResponse(render_to_string("500.html", _house()), status=500)


def _house() -> dict[str, Any]:
    return {
        "region_name": settings.REGION_NAME,
        "region_logo": settings.REGION_LOGO,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "home_url": prefix(get_language() or settings.LANGUAGE_CODE),
    }
