"""Taking the last import back whole, as long as nothing builds on it.

What the import made is known from the reason in the history, what it changed from its plan.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from providers.actions.differences import provider_of_key
from providers.actions.rpss import NotNow
from providers.importers.run import one_at_a_time
from providers.importers.tables import (
    BATCH,
    CODE_LISTS,
    TABLES,
    CodeBook,
    Table,
    place,
    refresh_search,
    typed,
)
from providers.models import Difference, Facility, ImportChange, Provider, RpssImport, Service
from providers.models.rpss import TRACE
from sitis.audit import Act, record
from sitis.history import CHANGED, CREATED, DELETED, write_history
from sitis.jobs.models import start
from sitis.territory.models import Municipality
from sitis.words import search_text

State = RpssImport.State
SHOWN = 20  # reasons named at most

#: Every table an import writes, parents first.
WRITTEN: tuple[Any, ...] = tuple(
    dict.fromkeys([*CODE_LISTS.values(), *(table.model for table in TABLES.values())])
)


def is_last(run: RpssImport) -> bool:
    return RpssImport.objects.applied().first() == run


def built_on(run: RpssImport) -> list[str]:
    """Sentences about what people made of the rows of ``run`` since. Empty if nothing."""
    return list(islice(_reasons(run), SHOWN))


def ask_to_take_back(run: RpssImport, *, by: Any) -> None:
    """Start the work. Raises NotNow if the import is not the last one or something builds on it."""
    _check(run)
    title = _("Vzetí importu zpět")
    run.job = start(
        "providers.take_back_import", run.pk, by=by, title=title, url=run.get_absolute_url()
    )
    run.save(update_fields=["job"])


@transaction.atomic
def take_back(run: RpssImport, *, by: Any) -> None:
    """Put every row back as it was before ``run``. Raises NotNow. Safe to run twice."""
    one_at_a_time()
    run = RpssImport.objects.select_for_update().get(pk=run.pk)
    if run.state == State.TAKEN_BACK:
        return
    _check(run)
    trace = {"by": by, "reason": _("%s vzato zpět") % run.trace, "at": timezone.now()}
    _put_differences_back(run, trace)
    for table in TABLES.values():
        _put_rows_back(table, run, trace)
    for model in reversed(WRITTEN):
        _delete(model, _made(model, run), trace)
    run.state, run.taken_back_at = State.TAKEN_BACK, trace["at"]
    run.save(update_fields=["state", "taken_back_at"])
    record(Act.IMPORT, user=by, subject=str(run), state=run.state)


def _check(run: RpssImport) -> None:
    if not is_last(run):
        raise NotNow(_("Zpět lze vzít jen poslední zapsaný import."))
    if reasons := built_on(run):
        raise NotNow(" ".join(reasons))


# -- what stands on it -------------------------------------------------------------------------------


def _made(model: Any, run: RpssImport) -> QuerySet[Any]:
    """Keys of the rows of ``model`` that ``run`` created."""
    made = model.history.filter(history_change_reason=run.trace, history_type=CREATED)
    return made.order_by().values("id")


def _reasons(run: RpssImport) -> Iterator[str]:
    for model in WRITTEN:
        yield from _later_changes(model, run)
        yield from _references(model, run)
    settled = Difference.objects.filter(run=run).exclude(
        state__in=[Difference.State.OPEN, Difference.State.GONE]
    )
    for difference in settled[:SHOWN]:
        yield _("O rozdílu „%s“ se už jedná nebo je rozhodnuto.") % difference


def _later_changes(model: Any, run: RpssImport) -> Iterator[str]:
    own = model.history.filter(history_change_reason=run.trace)
    last = own.filter(id=OuterRef("id")).order_by().values("id").annotate(last=Max("history_id"))
    later = model.history.filter(
        id__in=own.values("id"), history_id__gt=Subquery(last.values("last"))
    ).exclude(history_change_reason__startswith=TRACE)
    for past in later.select_related("history_user").order_by("-history_id")[:SHOWN]:
        yield _("%(what)s (%(row)s): mezitím změnil(a) %(who)s.") % {
            "what": str(model._meta.verbose_name).capitalize(),
            "row": past.instance,
            "who": past.history_user or _("systém"),
        }


def _references(model: Any, run: RpssImport) -> Iterator[str]:
    """Rows of people that point at rows the import made."""
    for relation in model._meta.get_fields(include_hidden=True):
        other = relation.related_model
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        if other is Difference or hasattr(other, "history_type"):
            continue
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": _made(model, run)})
        if other in WRITTEN:
            own = other.history.filter(history_change_reason=run.trace)
            rows = rows.exclude(pk__in=own.order_by().values("id"))
        if (first := rows.first()) is not None:
            yield _("Na řádcích importu stojí: %(what)s (%(row)s).") % {
                "what": other._meta.verbose_name,
                "row": first,
            }


# -- putting back ------------------------------------------------------------------------------------


def _put_differences_back(run: RpssImport, trace: dict[str, Any]) -> None:
    """Those the import raised go, those it renewed or closed are as they were."""
    made = list(_made(Difference, run).values_list("id", flat=True))
    touched = Difference.history.filter(history_change_reason=run.trace).exclude(id__in=made)
    changed = []
    for pk in touched.order_by().values_list("id", flat=True).distinct():
        past = Difference.history.filter(id=pk)
        first = past.filter(history_change_reason=run.trace).order_by("history_id").first()
        before = past.filter(history_id__lt=first.history_id).order_by("-history_id").first()
        row = before.instance
        row.version = Difference.objects.values_list("version", flat=True).get(pk=pk) + 1
        changed.append(row)
    _delete(Difference, made, trace)
    names = [field.name for field in Difference._meta.concrete_fields if field.name != "id"]
    Difference.objects.bulk_update(changed, names, batch_size=BATCH)
    write_history(Difference, [row.pk for row in changed], CHANGED, **trace)


def _put_rows_back(table: Table, run: RpssImport, trace: dict[str, Any]) -> None:
    found = run.changes.filter(table=table.name).exclude(row=None).order_by("pk")
    pks = sorted(set(found.values_list("row", flat=True)))
    municipalities = set(Municipality.objects.values_list("pk", flat=True))
    book = CodeBook()
    for begin in range(0, len(pks), BATCH):
        piece = pks[begin : begin + BATCH]
        rows = table.model._default_manager.in_bulk(piece)
        gone = [pk for pk in piece if pk not in rows]
        loud: set[int] = set()
        for change in found.filter(row__in=piece):
            row = rows.get(change.row)
            if row is not None:
                if _put_back(table, row, change, book):
                    loud.add(row.pk)
                _derive(row, change, municipalities)
        for pk in loud:
            rows[pk].version += 1
        names = [f.name for f in table.model._meta.concrete_fields if not f.primary_key]
        table.model._default_manager.bulk_update(rows.values(), names, batch_size=100)
        write_history(table.model, loud, CHANGED, **trace)
        _make_again(table, run, gone, trace)
    if table.name == "provider":
        refresh_search(pks)


def _put_back(table: Table, row: Any, change: ImportChange, book: CodeBook) -> bool:
    """The values before the import; whether any of them shows."""
    for name, value in change.before.items():
        if name != "point":
            setattr(row, name, value)
    fields = {} if change.what == ImportChange.What.DIFFERS else change.fields
    if change.what == ImportChange.What.MISSING:
        fields = {"missing_since": [None, None]}
    for name, (before, _after) in fields.items():
        if name in CODE_LISTS:
            setattr(row, f"{name}_id", book.pk(name, before))
        elif name == "provider":
            row.provider = provider_of_key(before)
        else:
            setattr(row, name, typed(table.model, name, before))
    return bool(fields)


def _derive(row: Any, change: ImportChange, municipalities: set[str]) -> None:
    if isinstance(row, Service | Provider):
        if isinstance(row, Provider):
            row.search = search_text(row.name, row.ico)
        else:
            row.clean()
    elif isinstance(row, Facility):
        place(row, set(), municipalities)
        if point := change.before.get("point"):
            row.latitude, row.longitude = (Decimal(part) for part in point)


def _make_again(table: Table, run: RpssImport, pks: list[int], trace: dict[str, Any]) -> None:
    """Rows the import deleted, from their last history."""
    if not pks:
        return
    memory = dict(run.changes.filter(table=table.name, row__in=pks).values_list("row", "before"))
    last = table.model.history.filter(  # type: ignore[attr-defined]
        id__in=pks, history_type=DELETED, history_change_reason=run.trace
    )
    rows = []
    for past in last:
        row = past.instance
        row.imported = memory[row.pk].get("imported", {})
        row.version += 1
        rows.append(row)
    table.model._default_manager.bulk_create(rows, batch_size=BATCH)
    write_history(table.model, [row.pk for row in rows], CREATED, **trace)


def _delete(model: type[models.Model], keys: Any, trace: dict[str, Any]) -> None:
    pks = list(keys.values_list("id", flat=True)) if isinstance(keys, QuerySet) else keys
    write_history(model, pks, DELETED, **trace)
    for begin in range(0, len(pks), BATCH):
        rows = model._default_manager.filter(pk__in=pks[begin : begin + BATCH])
        rows._raw_delete(rows.db)  # without signals: they would write history once more
