"""The text of a plan: its contents with completeness, one section, and the whole to read."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import linebreaks
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.actions.rows import Closed, why_closed
from planning.actions.sections import (
    OtherDraft,
    draft_as_html,
    draft_of,
    drop_draft,
    keep_draft,
    meet,
    save_section,
    text_of_version,
)
from planning.blocks import LABELS, Blocks, choices
from planning.checklist import items
from planning.contents import Contents
from planning.forms.sections import SectionForm
from planning.models import Plan, Section, SectionDraft
from planning.outline import Entry, entries, outline
from planning.views.base import plan_page, readable_plan
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.paper import fitted
from sitis.richtext import MOST, from_markdown, to_markdown
from sitis.richtext.forms import HTML, MARKDOWN, RichTextWidget, Typed, typed_text
from sitis.versions import Stale

NUMBER = re.compile(r"\d{1,9}", re.ASCII)
#: What the list can be narrowed to: word in the address, label, rule.
NARROWED: dict[str, Any] = {
    "": (gettext_lazy("Všechny"), lambda _one: True),
    "nehotove": (gettext_lazy("Nehotové"), lambda one: not one.is_ready),
    "chybi": (gettext_lazy("Povinné a nehotové"), lambda one: one.is_missing),
    "rozepsane": (gettext_lazy("S neuloženým textem"), lambda one: bool(one.drafts)),
}


@require_safe
def section_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    parts = outline(plan, request.user)
    found = list(entries(parts))
    chosen = request.GET.get("stav", "")
    rule = NARROWED.get(chosen, NARROWED[""])[1]
    return plan_page(
        request,
        plan,
        "section-list",
        "planning/section_list.html",
        parts=[
            (part, rows) for part in parts if (rows := [one for one in part.entries if rule(one)])
        ],
        total=len(found),
        ready=sum(one.is_ready for one in found),
        words=sum(one.words for one in found),
        missing=sum(one.is_missing for one in found),
        chosen=chosen,
        narrowed=[
            (word, label, sum(1 for one in found if test(one)))
            for word, (label, test) in NARROWED.items()
        ],
    )


@require_safe
def section_read(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The whole text to read, with contents on top."""
    plan = readable_plan(request, pk)
    rows = Section.objects.readable_by(request.user).of(plan).order_by("order")
    blocks = Blocks(Contents(plan))
    sections = [(row, fitted(blocks.html(row, prefix=f"{row.code}-"), 3)) for row in rows]
    return plan_page(request, plan, "section-list", "planning/section_read.html", sections=sections)


@require_http_methods(["GET", "POST"])
def section_detail(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """One section: the editor for who may write, else the text."""
    plan = readable_plan(request, pk)
    own = Section.objects.editable_by(request.user).filter(pk=OuterRef("pk"))
    rows = Section.objects.of(plan).annotate(may_write=Exists(own))
    section = get_readable(rows, request.user, code=code)
    section.plan = plan
    if not section.may_write:
        return _closed(request, section)
    draft = draft_of(section, request.user)
    if request.method == "POST":
        try:
            form, saved = _save(request, section)
        except Closed:  # meanwhile
            return section_detail(request, pk, code)
        if saved:
            messages.success(request, _("Oddíl „%s“ je uložený.") % section.title)
            return redirect("planning:section-detail", plan.pk, code)
        if draft and draft.stamp == request.POST.get("draft"):
            draft = None  # its text is in the form
    elif draft and "pokracovat" in request.GET:
        form, draft = _continued(section, draft), None
    else:
        form = SectionForm(instance=section, kinds=LABELS)
    shown = _shown(section) if "nahled" in request.POST else ""
    widget = form.fields["text"].widget
    widget.choices = choices(plan)
    widget.attrs["data-preview"] = reverse("planning:section-preview", args=[pk, code])
    return _page(request, section, form=form, draft=draft, shown=shown)


def _shown(section: Section, text: str | None = None) -> str:
    return Blocks(Contents(section.plan)).html(section, text)


def _save(request: AuthenticatedRequest, section: Section) -> tuple[SectionForm, bool]:
    """The bound form, and whether it was written. A preview only reads what was typed.

    Raises Closed.
    """
    form = SectionForm(request.POST, instance=section, kinds=LABELS)
    if not form.is_valid() or "nahled" in request.POST:
        return form, False
    try:
        save_section(form.instance, by=request.user, stamp=request.POST.get("draft", ""))
    except Closed:
        raise
    except ValidationError as refusal:
        put(form, refusal)
    except Stale:
        fresh = Section.objects.get(pk=section.pk)
        form = SectionForm(request.POST, instance=fresh, kinds=LABELS)
        form.is_valid()
    else:
        return form, True
    return form, False


def _closed(request: AuthenticatedRequest, section: Section) -> HttpResponse:
    """The text to read, with what one did not save; what was typed while it was closed is kept so.

    Raises PermissionDenied to who sends a text and does not make the plan.
    """
    refused, typed = [], ""
    if request.method == "POST":
        _must_make(request, section.plan)
        refused, typed = _set_aside(request, section)
    blocks, draft = Blocks(Contents(section.plan)), draft_of(section, request.user)
    page = _page(
        request,
        section,
        shown=blocks.html(section),
        draft=draft,
        unsaved=_drawn(blocks, section, draft.text, "neulozeny-") if draft else "",
        refused=refused,
        typed=_drawn(blocks, section, typed, "poslany-"),
    )
    page.status_code = 403 if refused else 200
    return page


def _must_make(request: AuthenticatedRequest, plan: Plan) -> None:
    """Raises PermissionDenied to who may not write the plan even while it is open."""
    if not Plan.objects.own_of(request.user).contains(plan):
        raise PermissionDenied


def _set_aside(request: AuthenticatedRequest, section: Section) -> tuple[list[str], str]:
    """Keep a text that came too late as a draft. Why it is not saved, and what could not be kept."""
    told = [_why_closed(section), _("Oddíl proto není uložený.")]
    widget: Any = RichTextWidget()
    typed = widget.format_value(widget.value_from_datadict(request.POST, request.FILES, "text"))
    if typed.split() == to_markdown(section.text).split():  # only the mark was changed
        return told, ""
    try:
        _keep(request, section, typed)
    except ValidationError as refusal:
        copy = _("Co jste teď napsali, je jen na této stránce. Zkopírujte si ho prosím.")
        return [*told, *refusal.messages, copy], typed
    return [*told, _kept_aside()], ""


def _why_closed(section: Section) -> str:
    refusal = why_closed(section.plan, section.handed_in_with)
    return refusal.messages[0] if refusal else ""


def _kept_aside() -> str:
    return _(
        "Co jste napsali, necháváme u oddílu jako váš neuložený text. Pokud se oddíl znovu otevře,"
        " budete v něm moci pokračovat."
    )


def _drawn(blocks: Blocks, section: Section, typed: str, prefix: str) -> str:
    """What was typed, as a page shows it; the words only of what is too long for a text."""
    if len(typed) > MOST:
        return linebreaks(typed, autoescape=True)
    return blocks.html(section, from_markdown(typed), prefix)


def _continued(section: Section, draft: SectionDraft) -> SectionForm:
    """The form with the text of a draft, put together with what was saved since."""
    initial: dict[str, Any] = {"draft": draft.stamp}
    if draft.base_version == section.version:
        initial["text"] = typed = Typed(draft.text)
        typed.sent_as = MARKDOWN
        return SectionForm(instance=section, initial=initial, kinds=LABELS)
    base = text_of_version(section, draft.base_version) or ""
    met = meet(section, base, draft_as_html(draft, base))
    initial["text"] = met.html
    form = SectionForm(instance=section, initial=initial, kinds=LABELS)
    form.meeting = met
    return form


def _page(request: AuthenticatedRequest, section: Section, **context: Any) -> HttpResponse:
    plan = section.plan
    parts = outline(plan, request.user)
    found = list(entries(parts))
    here = next(at for at, one in enumerate(found) if one.code == section.code)
    by_code = {one.code: one for one in items()}
    return plan_page(
        request,
        plan,
        "section-list",
        "planning/section_detail.html",
        section=section,
        entry=found[here],
        parts=parts,
        before=found[here - 1] if here else None,
        after=found[here + 1] if here + 1 < len(found) else None,
        items=[
            (by_code[code], plan.cycle.regime in by_code[code].regimes)
            for code in section.items
            if code in by_code
        ],
        others=_others(found[here]),
        **context,
    )


def _others(entry: Entry) -> list[Any]:
    return [one for one in entry.drafts if not one.is_own]


@require_POST
def section_draft(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """Keep what is typed, or let it go (``zahodit``)."""
    plan = readable_plan(request, pk)
    section = get_readable(Section.objects.of(plan), request.user, code=code)
    section.plan = plan
    if "zahodit" in request.POST:
        if drop_draft(section, by=request.user, stamp=request.POST.get("draft", "")):
            messages.success(request, _("Neuložený text je zahozený."))
        else:
            said = _("Neuložený text se mezitím v jiném okně změnil, proto jsme ho nechali být.")
            messages.warning(request, said)
        return redirect("planning:section-detail", pk, code)
    _must_make(request, plan)
    try:
        draft = _keep(request, section, _typed_markdown(request))
    except OtherDraft as refusal:
        told = _(
            "Text v tomto okně proto průběžně neukládáme. Až ho uložíte tlačítkem Uložit,"
            " ten druhý vám nabídneme."
        )
        return JsonResponse({"error": f"{refusal.messages[0]} {told}"}, status=409)
    except ValidationError as refusal:
        return JsonResponse({"error": " ".join(refusal.messages)}, status=413)
    saved = date_format(timezone.localtime(draft.saved_at), "G.i")
    answer = {"saved": saved, "draft": draft.stamp}
    if closed := _why_closed(section):
        return JsonResponse(answer | {"error": f"{closed} {_kept_aside()}"}, status=403)
    return JsonResponse(answer)


def _keep(request: AuthenticatedRequest, section: Section, text: str) -> SectionDraft:
    """``text`` as the draft that the form continues. Raises OtherDraft, ValidationError."""
    version = request.POST.get("version", "")
    return keep_draft(
        section,
        text=text,
        version=int(version) if NUMBER.fullmatch(version) else section.version,
        by=request.user,
        moment=timezone.now(),
        stamp=request.POST.get("draft", ""),
    )


def _typed_markdown(request: AuthenticatedRequest) -> str:
    """A draft is kept as Markdown, whichever way it was typed. Raises ValidationError if too long."""
    if request.POST.get("text_format") == HTML:
        return to_markdown(typed_text(request.POST, "text"))
    return request.POST.get("text", "")


@require_POST
def section_preview(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """What is typed or pasted, cleaned: as a page shows it, and as Markdown. Writes nothing."""
    plan = readable_plan(request, pk)
    section = get_editable(Section.objects.of(plan), request.user, code=code)
    section.plan = plan
    try:
        html = typed_text(request.POST, "text", section.text)
    except ValidationError as refusal:
        return JsonResponse({"error": " ".join(refusal.messages)}, status=413)
    drawn = Blocks(Contents(plan))
    shown = {"html": drawn.html(section, html), "edit": drawn.editable(section, html)}
    return JsonResponse(shown | {"markdown": to_markdown(html)})
