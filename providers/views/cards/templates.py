"""Templates: their list, one with its versions and amounts, the difference of two versions."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from providers import cards
from providers.actions import cards as write
from providers.forms.cards import CostForm, TemplateEditForm, TemplateForm
from providers.forms.network import put
from providers.models import (
    CardAddressee,
    CardNorm,
    CardTemplate,
    CardVersion,
    ServiceCard,
    sets_costs,
)
from providers.models.card import day_of_evaluation
from providers.resources.cards import NormTable
from providers.views.cards.base import TONES, form_page, is_registrar, must_read, sees_all
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.workbooks.download import table_response


@require_GET
def template_list(request: AuthenticatedRequest) -> HttpResponse:
    """All cards: what holds today, what is being prepared, how many services confirmed theirs."""
    must_read(request)
    today = localdate()
    templates = list(CardTemplate.objects.readable_by(request.user).for_list())
    versions = CardVersion.objects.readable_by(request.user).filter(template__in=templates)
    now = {one.template_id: one for one in versions.in_force_on(today)}
    coming: dict[int, list[CardVersion]] = {}
    for one in versions.exclude(pk__in=[card.pk for card in now.values()]).order_by("number"):
        if one.state != CardVersion.State.ENDED and not (one.valid_to and one.valid_to < today):
            one.tone = TONES.get(one.state, "neutral")
            coming.setdefault(one.template_id, []).append(one)
    counts = _counts(request, today)
    rows = [
        {
            "template": one,
            "now": now.get(one.pk),
            "coming": coming.get(one.pk, ()),
            **counts.get(one.pk, {"confirmed": 0, "open": 0, "late": 0}),
        }
        for one in templates
    ]
    context = {
        "rows": rows,
        "may_edit": is_registrar(request),
        "waiting": CardAddressee.objects.editable_by(request.user).count(),
        "mine": ServiceCard.objects.editable_by(request.user).count(),
        "sees_counts": sees_all(request),
    }
    return render(request, "providers/card_list.html", context)


def _counts(request: AuthenticatedRequest, today: Any) -> dict[int, dict[str, int]]:
    rows = ServiceCard.objects.listed_for(request.user).order_by().values("template")
    is_open = Q(state__in=ServiceCard.OPEN)
    counted = rows.annotate(
        confirmed=Count("service", filter=Q(state=ServiceCard.State.CONFIRMED), distinct=True),
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=is_open & Q(update_by__lt=today)),
    )
    return {row.pop("template"): row for row in counted}


@require_GET
def norm_export(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """Norms that hold today, or by which ``?rok=`` is evaluated; only those one may read."""
    must_read(request)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    day = _day_of(request.GET.get("rok", ""))
    rows = CardNorm.objects.norms_on(day).readable_by(request.user)
    record(Act.EXPORT, user=request.user, subject=_("normy regionálních karet"), format=kind)
    return table_response(kind, "normy-karet", NormTable.headings(), NormTable.rows(rows, day))


def _day_of(year: str) -> date:
    """The day by which ``year`` is evaluated; today of what is no year of ours."""
    if year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= 2100:
        return day_of_evaluation(int(year))
    return localdate()


@require_http_methods(["GET", "POST"])
def template_add(request: AuthenticatedRequest) -> HttpResponse:
    if not is_registrar(request):
        raise PermissionDenied
    form = TemplateForm(request.POST or None)
    if form.is_valid():
        try:
            card = write.start_template(form.instance, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Karta je založená. Teď vyplňte její části."))
            return redirect(card)
    return form_page(
        request, form, title=_("Nová vzorová karta"), back="/registr/karty/", button=_("Založit")
    )


@require_GET
def template_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template = get_readable(CardTemplate.objects.for_list(), request.user, pk=pk)
    today = localdate()
    versions = list(
        template.versions.readable_by(request.user).select_related("resolution", "copied_from")
    )
    for one in versions:
        one.tone = TONES.get(one.state, "neutral")
        one.is_now = one.is_in_force and one.covers(today)
    costs = list(template.norms.dated().readable_by(request.user))
    for norm in costs:
        norm.today = norm.amount_on(today)
    may_edit = is_registrar(request)
    context = {
        "template": template,
        "versions": versions,
        "costs": costs,
        "may_edit": may_edit,
        "may_set_costs": sets_costs(request.user),
        "copies": [one for one in versions if one.is_in_force],
        "is_preparing": any(not one.is_in_force for one in versions),
        "services": template.services_on(today).count(),
        "year": today.year,
    }
    return render(request, "providers/card_template.html", context)


@require_http_methods(["GET", "POST"])
def template_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    template = get_editable(CardTemplate.objects, request.user, pk=pk)
    form = TemplateEditForm(request.POST or None, instance=template)
    if form.is_valid():
        write.save_template(template, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Změny karty jsou uloženy."))
        return redirect(template)
    return form_page(
        request, form, title=_("Kód a garant"), back=template.get_absolute_url(), about=template
    )


@require_POST
def version_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A draft of the next version, as a copy of the newest one in force."""
    template = get_editable(CardTemplate.objects, request.user, pk=pk)
    source = template.versions.in_force().order_by("-number").first()
    try:
        card = write.start_version(template, by=request.user, copy_of=source)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(template)
    messages.success(request, _("Koncept je založený, obsah je opsaný z poslední verze."))
    return redirect(card)


@require_http_methods(["GET", "POST"])
def cost_edit(request: AuthenticatedRequest, pk: int, norm_pk: int = 0) -> HttpResponse:
    """A new amount, or the days and words of one that is here."""
    template = get_readable(CardTemplate.objects.for_list(), request.user, pk=pk)
    if not sets_costs(request.user):
        raise PermissionDenied
    norm = CardNorm(template=template)
    if norm_pk:
        norm = get_editable(CardNorm.objects.dated(), request.user, pk=norm_pk, template=template)
    form = CostForm(request.POST or None, instance=norm)
    if form.is_valid():
        try:
            write.save_cost(norm, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Částka je uložená."))
            return redirect(template)
    title = _("Upravit částku") if norm_pk else _("Nová částka")
    hint = _(
        "Nová částka stejného kódu ukončí dosavadní den předtím. Zmrazených výpočtů se nedotkne."
    )
    return form_page(
        request, form, title=title, back=template.get_absolute_url(), about=template, hint=hint
    )


@require_GET
def comparison(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """``?od=1&do=2``: what differs between two versions, part by part."""
    template = get_readable(CardTemplate.objects.for_list(), request.user, pk=pk)
    versions = list(template.versions.readable_by(request.user).order_by("number"))
    by_number = {str(one.number): one for one in versions}
    after = by_number.get(request.GET.get("do", "")) or (versions[-1] if versions else None)
    before = by_number.get(request.GET.get("od", "")) or next(
        (one for one in reversed(versions) if after and one.number < after.number), None
    )
    context = {"template": template, "versions": versions, "before": before, "after": after}
    if before and after:
        context["parts"] = differences(before, after)
    return render(request, "providers/card_compare.html", context)


def differences(before: CardVersion, after: CardVersion) -> list[dict[str, Any]]:
    """Part by part; a norm as the words it says. Four queries."""
    found = cards.changes(before.rows(), after.rows())
    old = {norm.code: norm for norm in before.norms.all()}
    new = {norm.code: norm for norm in after.norms.all()}
    for code in dict.fromkeys([*new, *old]):
        was, now = old.get(code), new.get(code)
        said = (was.words if was else "", now.words if now else "")
        if said[0] != said[1]:
            norm = now or was
            key = cards.Key(cards.NORMS, code, norm.subject)  # type: ignore[union-attr]
            found.append(cards.Change(key, *said, label=norm.title))  # type: ignore[union-attr]
    parts = []
    for part in cards.PARTS:
        rows = [
            {
                "label": change.label or _label(change.key),
                "before": change.before,
                "after": change.after,
            }
            for change in found
            if change.part == part.number
        ]
        if rows:
            parts.append({"number": part.number, "title": part.title, "rows": rows})
    return parts


def _label(key: cards.Key) -> str:
    slot = cards.SLOT[key.slot]
    column = next(one for one in slot.columns if one.name == key.column)
    if len(slot.columns) == 1:
        return str(slot.title)
    return f"{slot.title}: {str(column.label).lower()}"
