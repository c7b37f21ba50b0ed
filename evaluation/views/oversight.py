"""What comes of a term as a whole: filling of the network, data to take away, territorial figures."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluation.actions.figures import OCCASIONS, start_writing
from evaluation.fulfilment import Fill, fills_of, missing_of
from evaluation.resources.approved import approved_lines, write_approved
from evaluation.views.base import must_analyse
from evaluation.views.overview import address, overseen_term
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest
from sitis.workbooks.download import file_response, table_response

PAGE = 100
UNDER, OVER, ALL = "pod", "nad", "vse"


def _shown(request: AuthenticatedRequest, fills: list[Fill]) -> tuple[str, list[Fill]]:
    word = request.GET.get("co", UNDER)
    if word == ALL:
        return ALL, fills
    if word == OVER:
        return OVER, [one for one in reversed(fills) if one.is_over]
    return UNDER, [one for one in fills if one.is_under]


@require_safe
def term_fulfilment(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Units in the network against units held: the emptiest first."""
    term = overseen_term(request, pk)
    fills = fills_of(term, request.user)
    word, found = _shown(request, fills)
    context = {
        "term": term,
        "page": Paginator(found, PAGE).get_page(request.GET.get("strana")),
        "word": word,
        "counts": [
            (UNDER, _("nenaplněné"), sum(one.is_under for one in fills)),
            (OVER, _("přeplněné"), sum(one.is_over for one in fills)),
            (ALL, _("všechny"), len(fills)),
        ],
        "missing": missing_of(term, request.user),
        "query": request.GET.urlencode(),
    }
    return render(request, "evaluation/term_fulfilment.html", context)


@require_safe
def term_fulfilment_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    term = overseen_term(request, pk)
    word, found = _shown(request, fills_of(term, request.user))
    subject = _("Naplnění sítě: %s") % term
    record(Act.EXPORT, user=request.user, subject=subject, format="xlsx", query=word)
    headings = [
        *(_("Identifikátor"), _("Služba"), _("Druh"), _("Poskytovatel"), _("Jednotka")),
        *(_("V síti"), _("Skutečnost"), _("Rozdíl"), _("Naplněno %"), _("Komentář")),
    ]
    return table_response("xlsx", f"naplneni-site-{term.year}", headings, _cells(found))


def _cells(fills: list[Fill]) -> Iterator[list[Any]]:
    for one in fills:
        service = one.report.service
        yield [
            *(service.identifier, service.name, service.kind.name, service.provider.name),
            *(one.unit, one.agreed, one.held, one.difference, round(one.per_cent, 1)),
            one.comment,
        ]


@require_safe
def term_data(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """All approved reports with a dictionary of their columns; as CSV values alone, as they come."""
    term = overseen_term(request, pk)
    subject = _("Schválené výkazy: %s") % term
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    record(Act.EXPORT, user=request.user, subject=subject, format=kind)
    name = f"schvalene-vykazy-{term.year}-{term.occasion}"
    if kind == "csv":
        return table_response(kind, name, *approved_lines(term, request.user))
    return file_response(f"{name}.xlsx", lambda stream: write_approved(stream, term, request.user))


@require_POST
def term_figures(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Sums of approved reports for planning, in the background."""
    term = overseen_term(request, pk)
    must_analyse(request)
    if term.occasion not in OCCASIONS:
        messages.warning(request, _("Územní údaje vznikají jen ze skutečnosti I. a II."))
        return redirect(address(term))
    job = start_writing(term, by=request.user, url=address(term))
    return redirect("jobs:job-detail", job.pk)
