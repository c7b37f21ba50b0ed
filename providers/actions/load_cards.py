"""Sample cards from ``fixtures/cards/``: each founds a template with a draft that the region may go on with.

A card that is here already, ours or the region's own, is left as it is. Nothing of a draft is in force, so
no sample value holds for anybody until the region approves a version.
"""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers import cards
from providers.actions.loading import REASON, Loaded, read_day
from providers.models import (
    CardEntry,
    CardNorm,
    CardTemplate,
    CardVersion,
    ProvisionForm,
    ServiceKind,
)
from sitis.fixtures import BrokenTable, read_table
from sitis.history import CREATED, write_history

#: What a sample number is called wherever it is shown.
SAMPLE = gettext_lazy("ukázková hodnota")
Lines = dict[str, list[dict[str, str]]]


@transaction.atomic
def load_cards(folder: Path) -> list[Loaded]:
    """Found what is missing, in a fixed number of queries. Raises BrokenTable, then writes nothing."""
    loaded = Loaded(label=str(CardTemplate._meta.verbose_name_plural))
    try:
        founded = _found(list(read_table(folder / "templates.csv")), loaded)
        _write(CardEntry, _entries(founded, _by_card(folder / "entries.csv")))
        _write(CardNorm, _norms(founded, _by_card(folder / "norms.csv")))
    except IntegrityError as error:
        raise BrokenTable(f"dva řádky mají stejný klíč ({error})") from error
    except (KeyError, ValueError, InvalidOperation) as error:
        raise BrokenTable(f"nečitelný řádek: {error!r}") from error
    return [loaded]


def _found(lines: list[dict[str, str]], loaded: Loaded) -> dict[str, CardVersion]:
    """Code -> the draft, of those that were not here."""
    kinds = dict(ServiceKind.objects.values_list("slug", "pk"))
    forms = dict(ProvisionForm.objects.values_list("slug", "pk"))
    here = CardTemplate.objects.all()
    codes = set(here.values_list("code", flat=True))
    pairs = set(here.filter(target_group=None).values_list("kind", "form"))
    made = []
    for line in lines:
        kind, form = kinds[line["kind"]], forms[line["form"]]
        if line["code"] in codes or (kind, form) in pairs:
            loaded.unchanged += 1
        else:
            made.append(CardTemplate(code=line["code"], kind_id=kind, form_id=form))
    _write(CardTemplate, made)
    reason = _("Vzor k úpravě")
    drafts = [CardVersion(template=one, number=1, is_sample=True, reason=reason) for one in made]
    _write(CardVersion, drafts)
    loaded.created = len(made)
    return {draft.template.code: draft for draft in drafts}


def _by_card(path: Path) -> Lines:
    found: Lines = {}
    for line in read_table(path):
        found.setdefault(line.pop("card"), []).append(line)
    return found


def _entries(founded: dict[str, CardVersion], lines: Lines) -> list[CardEntry]:
    made = []
    for code, card in founded.items():
        for position, line in enumerate(lines[code], start=1):
            slot = cards.SLOT[line["slot"]]
            made.append(CardEntry(card=card, position=100 * slot.part + position, **line))
    return made


def _norms(founded: dict[str, CardVersion], lines: Lines) -> list[CardNorm]:
    made = []
    for code, card in founded.items():
        for position, line in enumerate(lines[code], start=1):
            has_days = line["subject"] == cards.COST
            made.append(
                CardNorm(
                    template_id=card.template_id,
                    card=None if has_days else card,
                    position=position,
                    source=str(SAMPLE),
                    **_read(line),
                )
            )
    return made


def _read(line: dict[str, str]) -> dict[str, Any]:
    numbers = ("amount", "per_amount", "indexation")
    values: dict[str, Any] = dict(line)
    for name in numbers:
        values[name] = Decimal(line[name]) if line[name] else None
    values["valid_from"] = read_day(line["valid_from"])
    values["is_public"] = line["is_public"] == "1"
    return values


def _write(model: Any, rows: list[Any]) -> None:
    model.objects.bulk_create(rows, batch_size=500)
    write_history(model, [row.pk for row in rows], CREATED, reason=REASON)
