"""Writing of life situations, synonyms, plain texts and translations from ``fixtures/catalog/``."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from providers.actions.loading import (
    Loaded,
    given_to,
    read_value,
    write,
    write_linked,
)
from providers.models import (
    InterfaceLanguage,
    KindText,
    ServiceKind,
    Situation,
    Synonym,
    TargetGroup,
    Translation,
)
from providers.models.guide import FOREIGN
from sitis.fixtures import BrokenTable, read_table
from sitis.versions import Versioned

Values = dict[str, Any]


@transaction.atomic
def load_guide(folder: Path) -> list[Loaded]:
    """Bring what helps people search in line with the files, after the code lists.

    Raises BrokenTable, then writes nothing.
    """
    try:
        lines = list(read_table(folder / "situations.csv"))
        translations = [*read_table(folder / "translations.csv"), *_other_languages(lines)]
        return [
            _load(KindText, ("kind_id", "language"), _kind_texts(folder / "kind_texts.csv")),
            _load(Situation, ("slug",), _situations(lines), write_linked),
            _load(Synonym, ("language", "words"), _plain(Synonym, folder / "synonyms.csv")),
            _load(Translation, ("table", "slug", "language"), translations),
            _load(InterfaceLanguage, ("language",), [{"language": code} for code, _ in FOREIGN]),
        ]
    except IntegrityError as error:
        raise BrokenTable(f"dva řádky mají stejný klíč ({error})") from error
    except (KeyError, ValueError) as error:
        raise BrokenTable(f"nečitelný řádek: {error!r}") from error


def _load(
    model: type[Versioned],
    key: tuple[str, ...],
    lines: Iterable[Values],
    how: Callable[..., Loaded] = write,
) -> Loaded:
    """A row is known by the key we gave it, else by its key now: an official may have changed it."""
    given = given_to(model)
    rows = list(model._default_manager.all())
    known = {tuple(getattr(row, name) for name in key): row for row in rows}
    known |= {tuple(given[row.pk][name] for name in key): row for row in rows if row.pk in given}
    pairs = [(known.get(tuple(line[name] for name in key)) or model(), line) for line in lines]
    return how(model, pairs, given)


def _plain(model: type[Versioned], path: Path) -> Iterable[Values]:
    for line in read_table(path):
        yield {name: read_value(model, name, text) for name, text in line.items()}


def _kind_texts(path: Path) -> Iterable[Values]:
    kinds = _keys(ServiceKind, "slug")
    for line in read_table(path):
        kind = kinds[line.pop("kind")]
        yield {"kind_id": kind, **line}


def _situations(lines: Iterable[dict[str, str]]) -> Iterable[Values]:
    kinds, groups = _keys(ServiceKind, "slug"), _keys(TargetGroup, "rpss_code")
    for line in lines:
        own = ("slug", "position", "is_featured", "name", "text", "words")
        yield {name: read_value(Situation, name, line[name]) for name in own} | {
            "kinds": frozenset(kinds[slug] for slug in _parts(line["kinds"])),
            "target_groups": frozenset(groups[code] for code in _parts(line["target_groups"])),
        }


def _other_languages(lines: Iterable[dict[str, str]]) -> Iterable[Values]:
    """Translations of situations stand in the columns beside the Czech ones."""
    for line in lines:
        for code, _name in FOREIGN:
            if line[f"name_{code}"]:
                texts = {name: line[f"{name}_{code}"] for name in ("name", "text", "words")}
                key = {"table": Translation.Table.SITUATION, "slug": line["slug"]}
                yield {**key, "language": code, **texts}


def _keys(model: type[Versioned], name: str) -> dict[str, int]:
    """What our tables call an item -> its primary key, also where an official renamed it."""
    now = model._default_manager.values_list(name, "pk")
    given = ((values[name], pk) for pk, values in given_to(model).items())
    return dict([*now, *given])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
