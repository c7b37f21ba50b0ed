"""The network through time: changes by a version and in a year, two days side by side, misfits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from providers import network as ledger
from providers.forms.network import CompareForm
from providers.models import NetworkVersion
from providers.models.ledger_words import Words, words_for
from providers.models.misfits import ADVICE, Misfit, misfits_on
from providers.resources.network import EntryTable, GroupTable, MisfitTable
from providers.views.network.base import PER_PAGE, day_within, must_read, readable, sees_all
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest
from sitis.workbooks.download import table_response

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _export(
    request: AuthenticatedRequest, kind: str, subject: str, name: str, headings: Any, rows: Any
) -> HttpResponseBase:
    if kind not in {"xlsx", "csv"}:
        raise Http404
    record(Act.EXPORT, user=request.user, subject=subject, format=kind)
    return table_response(kind, name, headings, rows)


@require_GET
def version_ledger(
    request: AuthenticatedRequest, year: int, number: int, kind: str = ""
) -> HttpResponseBase:
    """What the version changes against the network before it, and changes inside it."""
    version = readable(request, year, number)
    entries = version.changes()
    subject = _("%s: změny") % version
    if kind:
        rows = EntryTable.rows(words_for(entries).entries(entries))
        name = f"sit-{year}-{number}-zmeny"
        return _export(request, kind, subject, name, EntryTable.headings(), rows)
    context = {
        "version": version,
        "before": version.predecessor(),
        "sees_all": sees_all(request),
        **_ledger(request, entries),
    }
    return render(request, "providers/network_ledger.html", context)


@require_GET
def year_ledger(request: AuthenticatedRequest, year: int, kind: str = "") -> HttpResponseBase:
    """Changes that took effect in the year, of versions in force."""
    must_read(request)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    entries = NetworkVersion.objects.changes_in(date(year, 1, 1), date(year, 12, 31))
    if kind:
        rows = EntryTable.rows(words_for(entries).entries(entries))
        subject = _("síť: změny roku %d") % year
        return _export(request, kind, subject, f"sit-{year}-zmeny", EntryTable.headings(), rows)
    context = {"year": year, **_ledger(request, entries)}
    return render(request, "providers/network_ledger.html", context)


def _ledger(request: AuthenticatedRequest, entries: Sequence[ledger.Entry]) -> dict[str, Any]:
    """Counts by what happened, and one page of the chosen kind of change in words."""
    counts = {what: sum(1 for entry in entries if entry.what is what) for what in ledger.What}
    chosen = request.GET.get("co", "")
    if chosen in list(ledger.What):
        entries = [entry for entry in entries if entry.what == chosen]
    page = Paginator(entries, PER_PAGE).get_page(request.GET.get("strana"))
    shown = list(page.object_list)
    return {
        "counts": [(what.value, WORDS[what](), count) for what, count in counts.items()],
        "all": sum(counts.values()),
        "chosen": chosen,
        "page": page,
        "rows": words_for(shown).entries(shown),
    }


WORDS = {
    ledger.What.ADDED: lambda: _("přidáno"),
    ledger.What.REMOVED: lambda: _("odebráno"),
    ledger.What.RAISED: lambda: _("navýšeno"),
    ledger.What.LOWERED: lambda: _("sníženo"),
}


@require_GET
def comparison(request: AuthenticatedRequest, kind: str = "") -> HttpResponseBase:
    """Any two days or versions by kind, form and territory."""
    must_read(request)
    form = CompareForm(request.GET or None, user=request.user, today=localdate())
    sides = form.sides()
    before, after = (_table(side) for side in sides)
    words = Words({key.service for table in (before, after) for key in table})
    compared = ledger.compare(before, after, words.kind_of)
    if form.is_bound and form.cleaned_data.get("jen_zmeny"):
        compared = [row for row in compared if row.delta]
    rows = words.compared(compared)
    named = [_named(side) for side in sides]
    if kind:
        subject = _("síť: porovnání %(before)s a %(after)s") % dict(
            zip(("before", "after"), named, strict=True)
        )
        headings = GroupTable.compared_headings(*named)
        return _export(request, kind, subject, "sit-porovnani", headings, GroupTable.compared(rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "form": form,
        "before": named[0],
        "after": named[1],
        "page": page,
        "query": request.GET.urlencode(),
    }
    return render(request, "providers/network_compare.html", context)


def _table(side: date | NetworkVersion) -> ledger.Table:
    if isinstance(side, NetworkVersion):
        only = NetworkVersion.objects.filter(pk=side.pk).as_ledger()
        return ledger.table_of(only, side.valid_from)
    return ledger.table_of(NetworkVersion.objects.in_force_on(side).as_ledger(), side)


def _named(side: date | NetworkVersion) -> str:
    return str(side) if isinstance(side, NetworkVersion) else date_format(side, "j. n. Y")


@require_GET
def version_misfits(
    request: AuthenticatedRequest, year: int, number: int, kind: str = ""
) -> HttpResponseBase:
    """Units in the network beside what is registered; per row what does not fit and what to do."""
    version = readable(request, year, number)
    if not sees_all(request):
        raise PermissionDenied
    day = day_within(version, localdate())
    found = misfits_on(version.items.for_table(), version, day)
    counts = dict.fromkeys(Misfit.values, 0)
    for value in found.order_by().values_list("misfit", flat=True):
        counts[value] += 1
    chosen = request.GET.get("co", "")
    if chosen in Misfit.values:
        found = found.filter(misfit=chosen)
    if kind:
        subject = _("%s: co nesedí") % version
        name = f"sit-{year}-{number}-nesedi"
        return _export(
            request, kind, subject, name, MisfitTable.headings(), MisfitTable.rows(found)
        )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("strana"))
    for item in page:
        item.words, item.advice = Misfit(item.misfit).label, ADVICE[Misfit(item.misfit)]
    context = {
        "version": version,
        "day": day,
        "page": page,
        "chosen": chosen if chosen in Misfit.values else "",
        "all": sum(counts.values()),
        "counts": [
            (one.value, one.label, counts[one.value]) for one in Misfit if counts[one.value]
        ],
    }
    return render(request, "providers/network_misfits.html", context)
