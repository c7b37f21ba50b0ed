"""Cards of staff: a table goes in, sums by position come out, nothing else stays."""

import io
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions.saving import Closed
from evaluation.actions.workbook import write_values
from evaluation.checking import cells_of, opening_of
from evaluation.entry import Read, read_of
from evaluation.forms.workbook import StaffForm
from evaluation.importers.staff import FORMS, Staff, heads, read_staff
from evaluation.layout import Sheet, sheet_of
from evaluation.models import Report, Standing
from evaluation.numbers import shown
from evaluation.views.workbook import own_report
from sitis.http import AuthenticatedRequest
from sitis.workbooks import UnreadableTable, write_xlsx
from sitis.workbooks.download import XLSX

SALT, AGE = "evaluation.staff", 6 * 3600  # how long sums wait in the page for a confirmation
SHOWN = 200


@require_http_methods(["GET", "POST"])
def staff_cards(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Sums are shown beside what the report says; they travel in the page, signed, until confirmed."""
    report = own_report(request, pk)
    if "souhrn" in request.POST:
        return _write(request, report)
    sheet = sheet_of(report)
    form = StaffForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "report": report,
        "form": form,
        "why_closed": report.why_closed_at(timezone.now()),
        "has_staff": any(code.startswith("C.1.1.persons.") for code in sheet.fields),
    }
    if request.method == "POST" and form.is_valid():
        try:
            found = read_staff(form.cleaned_data["file"].read(), report, sheet)
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            context |= _shown(report, sheet, found)
    return render(request, "evaluation/staff_cards.html", context)


def _shown(report: Report, sheet: Sheet, found: Staff) -> dict[str, Any]:
    cells = cells_of(report)
    lines = []
    for code, value in found.cells.items():
        now = read_of(cells.get(code))
        if value or now.number:
            before = now.in_words() if now.standing != Standing.EMPTY else "–"
            lines.append((sheet.fields[code], before, shown(value), now.number != value))
    sums = {code: f"{value:f}" for code, value in found.cells.items()}
    told = {"report": report.pk, "cells": sums, "cards": found.accepted}
    return {
        "found": found,
        "lines": lines,
        "refused": found.refused[:SHOWN],
        "sealed": signing.dumps(told, salt=SALT, compress=True) if found.accepted else "",
    }


def _write(request: AuthenticatedRequest, report: Report) -> HttpResponse:
    again = redirect("evaluation:staff-cards", report.pk)
    try:
        told = signing.loads(request.POST["souhrn"], salt=SALT, max_age=AGE)
    except signing.BadSignature:
        messages.error(request, _("Souhrn už neplatí, nic se nezapsalo. Nahrajte soubor znovu."))
        return again
    if told["report"] != report.pk:
        messages.error(request, _("Souhrn patří jinému výkazu, nic se nezapsalo."))
        return again
    cells = cells_of(report)
    opening = opening_of(report, cells)
    values = {
        code: _read(Decimal(value), read_of(cells.get(code)).comment)
        for code, value in told["cells"].items()
        if opening.takes_value(code) or Decimal(value) or code in cells
    }
    count = told["cards"]
    note = ngettext("z %d karty pracovníků", "z %d karet pracovníků", count) % count
    try:
        write_values(report.pk, values, note=note, by=request.user, now=timezone.now())
    except Closed as refusal:
        messages.error(request, refusal.messages[0])
        return again
    messages.success(request, _("Tabulka pracovníků je zapsaná. Karty jsme neuložili."))
    return redirect("evaluation:section", report.pk, "C")


def _read(value: Decimal, comment: str) -> Read:
    return Read(Standing.VALUE if value else Standing.ZERO, value, comment=comment)


@require_safe
def staff_template(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """An empty table with two invented rows that show what is wanted."""
    report = own_report(request, pk)
    service = report.service.identifier
    form = next((word for word, slug in FORMS.items() if slug in report.forms), "")
    rows = [
        [1, "P-001", "žena", 1980, "vyšší odborné", 12, 6, service, form, "1.2.3 pečovatelská činnost",
         "pracovní smlouva", Decimal("0.75"), None, 412000, 300000],
        [2, "P-002", "muž", 1992, "střední", 3, 2, service, form, "1.1 sociální pracovníci",
         "DPČ", None, 400, 96000, 0],
    ]  # fmt: skip
    stream = io.BytesIO()
    write_xlsx(stream, list(heads().values()), rows, sheet=_("Karty pracovníků"))
    stream.seek(0)
    name = f"karty-pracovniku-vzor-{service}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
