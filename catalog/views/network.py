"""``/sit/``: the network of services as the assembly approved it, version by version."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.say import territory
from catalog.tongue import Tongue
from providers.public import (
    Item,
    PublicChange,
    PublicNetworkItem,
    PublicTotal,
    PublicVersion,
    network_changes,
    network_items,
    network_totals,
    network_versions,
    published_on,
)
from sitis.documents.models import Document
from sitis.workbooks.download import table_response

PER_PAGE = 100
SERVICES, TOTALS, CHANGES = "sluzby", "soucty", "zmeny"


@login_not_required
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    known = network_versions()
    current = in_force(known, localdate())
    context: dict[str, Any] = {"versions": known, "current": current}
    if current:
        context["sums"] = _sums(network_totals(current, localdate()))
    return render(request, "catalog/network_list.html", context)


@login_not_required
@require_safe
def year(request: HttpRequest, rok: int) -> HttpResponse:
    """The version in force today if it is of that year, else the last one in force in that year."""
    known, today = network_versions(), localdate()
    current = in_force(known, today)
    if current is not None and (current.year == rok or rok == today.year):
        return _page(request, current, known)
    last = next((one for one in known if _held_in(one, rok)), None)
    if last is None:
        raise Http404
    return _page(request, last, known)


@login_not_required
@require_safe
def version(request: HttpRequest, rok: int, cislo: int) -> HttpResponse:
    known = network_versions()
    return _page(request, _find(known, rok, cislo), known)


@login_not_required
@require_safe
def download(request: HttpRequest, rok: int, cislo: int, what: str, kind: str) -> HttpResponseBase:
    """Items, totals or changes of a version as XLSX or CSV; Czech, as the assembly approved them."""
    if what not in FILES or kind not in {"xlsx", "csv"}:
        raise Http404
    shown = _find(network_versions(), rok, cislo)
    headings, rows = FILES[what]
    return table_response(
        kind, f"sit-{shown.key}-{what}", [str(one) for one in headings()], rows(shown)
    )


def in_force(known: Sequence[PublicVersion], day: date) -> PublicVersion | None:
    return next(
        (
            one
            for one in known
            if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)
        ),
        None,
    )


def _held_in(one: PublicVersion, rok: int) -> bool:
    return one.valid_from.year <= rok and (one.valid_to is None or one.valid_to.year >= rok)


def _find(known: Sequence[PublicVersion], rok: int, cislo: int) -> PublicVersion:
    found = next((one for one in known if (one.year, one.number) == (rok, cislo)), None)
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, shown: PublicVersion, known: Sequence[PublicVersion]
) -> HttpResponse:
    today, tongue = localdate(), Tongue.of_page()
    view = request.GET.get("pohled", "")
    view = view if view in {TOTALS, CHANGES} else SERVICES
    here = reverse("catalog:network-version", args=[shown.year, shown.number])
    totals = network_totals(shown, shown.day(today))
    before = next((one for one in known if one.valid_from < shown.valid_from), None)
    context: dict[str, Any] = {
        "version": shown,
        "before": before,
        "is_now": in_force([shown], today) is not None,
        "begins": shown.valid_from > today,
        "canonical_url": request.build_absolute_uri(here),
        "here": here,
        "view": view,
        "views": [
            (SERVICES, _("Služby"), here),
            (TOTALS, _("Součty"), f"{here}?pohled={TOTALS}"),
            (CHANGES, _("Změny proti minulé verzi"), f"{here}?pohled={CHANGES}"),
        ],
        "sums": _sums(totals),
        "day": shown.day(today),
        "resolutions": [one for one in (shown.council, shown.assembly) if one],
        "document": Document.objects.public().filter(kind="network", version=shown.key).first(),
        "files": [
            ("polozky", _("Seznam služeb")),
            ("soucty", _("Součty")),
            ("zmeny", _("Změny proti minulé verzi")),
        ],
    }
    if view == SERVICES:
        context |= _services(request, shown, tongue, today)
    elif view == TOTALS:
        context |= _totals(totals, tongue)
    else:
        context |= _changes(request, shown, tongue)
    return render(request, "catalog/network_version.html", context)


def _services(
    request: HttpRequest, shown: PublicVersion, tongue: Tongue, today: date
) -> dict[str, Any]:
    items = list(network_items(shown, shown.day(today)))
    kinds = {item.kind.slug: item.kind.name for item in items}
    chosen = request.GET.get("druh", "")
    if chosen in kinds:
        items = [item for item in items if item.kind.slug == chosen]
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("strana"))
    linked = set(
        published_on(today)
        .filter(identifier__in={item.identifier for item in page})
        .order_by()
        .values_list("identifier", flat=True)
    )
    return {
        "page": page,
        "kinds": [
            (slug, tongue.name("service_kind", slug, name), slug == chosen)
            for slug, name in kinds.items()
        ],
        "rows": [
            {
                "item": item,
                "kind": tongue.item("service_kind", item.kind).name,
                "form": tongue.item("provision_form", item.form).name,
                "group": tongue.item("target_group", item.group).name if item.group else "",
                "unit": unit(item.unit, tongue),
                "territory": territory(item.territory),
                "url": _address(item.identifier) if item.identifier in linked else "",
            }
            for item in page
        ],
    }


def _address(identifier: str) -> str:
    return reverse("catalog:service", args=[identifier])


def unit(item: Item, tongue: Tongue) -> str:
    """What is counted, in the short words of a table."""
    short = {"beds": _("lůžka"), "direct_care_fte": _("úvazky v přímé péči")}
    return short.get(item.slug) or tongue.item("capacity_unit", item).name


def _sums(totals: Sequence[PublicTotal]) -> list[tuple[str, Any]]:
    """Units of the whole network, one number for each unit."""
    tongue = Tongue.of_page()
    found: dict[str, Any] = {}
    names = {}
    for total in totals:
        found[total.unit.slug] = found.get(total.unit.slug, 0) + total.amount
        names[total.unit.slug] = unit(total.unit, tongue)
    return [(names[slug], amount) for slug, amount in sorted(found.items())]


def _totals(totals: Sequence[PublicTotal], tongue: Tongue) -> dict[str, Any]:
    """A block for each kind: its sums by form, and under them the rows by territory."""
    blocks = []
    for kind, rows in groupby(totals, lambda total: total.kind):
        listed = list(rows)
        sums: dict[tuple[str, str], Any] = {}
        for total in listed:
            key = (
                tongue.item("provision_form", total.form).name,
                unit(total.unit, tongue),
            )
            sums[key] = sums.get(key, 0) + total.amount
        blocks.append(
            {
                "name": tongue.item("service_kind", kind).name,
                "sums": [(*key, amount) for key, amount in sums.items()],
                "rows": [
                    {
                        "territory": territory(total.territory),
                        "form": tongue.item("provision_form", total.form).name,
                        "unit": unit(total.unit, tongue),
                        "amount": total.amount,
                        "services": total.services,
                    }
                    for total in listed
                ],
            }
        )
    return {"blocks": blocks}


def _changes(request: HttpRequest, shown: PublicVersion, tongue: Tongue) -> dict[str, Any]:
    changes = network_changes(shown)
    words = _words()
    counts = [(name, sum(one.what == what for one in changes)) for what, name in words.items()]
    page = Paginator(changes, PER_PAGE).get_page(request.GET.get("strana"))
    return {
        "page": page,
        "counts": counts,
        "rows": [
            {
                "change": change,
                "what": words[change.what],
                "form": tongue.item("provision_form", change.form).name,
                "unit": unit(change.unit, tongue),
                "territory": territory(change.territory),
            }
            for change in page
        ],
    }


def _words() -> dict[str, str]:
    return {
        "added": _("přibylo"),
        "raised": _("navýšeno"),
        "lowered": _("sníženo"),
        "removed": _("skončilo"),
    }


def _item_rows(shown: PublicVersion) -> Iterator[list[Any]]:
    return (_item_row(item) for item in network_items(shown))


def _item_row(item: PublicNetworkItem) -> list[Any]:
    return [
        *(item.ico, item.provider, item.kind.name, item.identifier, item.service),
        *(item.form.name, item.group.name if item.group else "", territory(item.territory)),
        *(item.category.name, item.unit.name, item.amount, item.valid_from, item.valid_to),
    ]


def _total_rows(shown: PublicVersion) -> Iterator[list[Any]]:
    for total in network_totals(shown, shown.day(localdate())):
        place = territory(total.territory)
        yield [total.kind.name, total.form.name, place, total.unit.name, *_counted(total)]


def _counted(total: PublicTotal) -> tuple[Any, int]:
    return total.amount, total.services


def _change_rows(shown: PublicVersion) -> Iterator[list[Any]]:
    return (_change_row(change) for change in network_changes(shown))


def _change_row(change: PublicChange) -> list[Any]:
    return [
        *(change.day, _words()[change.what], change.identifier, change.service, change.provider),
        *(change.form.name, change.group.name if change.group else ""),
        *(territory(change.territory), change.unit.name),
        *(change.before, change.after, change.delta, change.resolution),
    ]


#: What may be downloaded: headings and rows of each file.
FILES: dict[str, tuple[Any, Any]] = {
    "polozky": (
        lambda: [
            *("IČO", _("Poskytovatel"), _("Druh služby"), _("Identifikátor"), _("Služba")),
            *(_("Forma"), _("Cílová skupina"), _("Území"), _("Kategorie"), _("Jednotka")),
            *(_("Počet"), _("Od"), _("Do")),
        ],
        _item_rows,
    ),
    "soucty": (
        lambda: [
            *(_("Druh služby"), _("Forma"), _("Území"), _("Jednotka"), _("Počet"), _("Služeb")),
        ],
        _total_rows,
    ),
    "zmeny": (
        lambda: [
            *(_("Den"), _("Změna"), _("Identifikátor"), _("Služba"), _("Poskytovatel")),
            *(_("Forma"), _("Cílová skupina"), _("Území"), _("Jednotka")),
            *(_("Před"), _("Po"), _("Rozdíl"), _("Usnesení")),
        ],
        _change_rows,
    ),
}
