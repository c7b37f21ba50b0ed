"""A table of people to invite, as offices write it: read, checked row by row, then invited whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from sitis.accounts.forms.invitations import refuse_twice
from sitis.accounts.models import Permission, Role, User
from sitis.accounts.scopes import PROVIDER_ROLES, SCOPED, RoleTerms, find_scope
from sitis.words import fold
from sitis.workbooks import Table, UnreadableTable, same_header
from sitis.workbooks.values import day, ico, text

#: Our name of a column -> its head in the table.
COLUMNS = {
    "name": "jméno",
    "email": "e-mail",
    "role": "role",
    "scope": "ORP, okres nebo IČO",
    "permissions": "oprávnění",
    "valid_from": "od",
    "valid_to": "do",
}
LIMIT = 500


@dataclass(frozen=True, slots=True)
class Invited:
    """One row: what is to be sent, or the sentences that say why not."""

    number: int
    name: str
    email: str
    terms: RoleTerms | None
    problems: tuple[str, ...] = ()


def rows_of(table: Table) -> list[dict[str, Any]]:
    """Cells by our names of columns, as plain values that a session can keep.

    Raises UnreadableTable where a column is missing or people are too many.
    """
    places = {same_header(head): place for place, head in enumerate(table.headers) if head}
    missing = [head for head in COLUMNS.values() if same_header(head) not in places]
    if missing:
        raise UnreadableTable(
            _("V tabulce chybí sloupec: %(heads)s. Použijte prosím vzor.")
            % {"heads": ", ".join(missing)}
        )
    if not table.lines:
        raise UnreadableTable(_("V tabulce není žádná osoba."))
    if len(table.lines) > LIMIT:
        raise UnreadableTable(
            _("V tabulce je %(count)s řádků, najednou lze pozvat nejvýš %(limit)s osob.")
            % {"count": len(table.lines), "limit": LIMIT}
        )
    return [
        {"number": line.number}
        | {
            name: text(line.cells[place]) if place < len(line.cells) else ""
            for name, place in ((name, places[same_header(head)]) for name, head in COLUMNS.items())
        }
        for line in table.lines
    ]


def plan(rows: list[dict[str, Any]]) -> list[Invited]:
    """Every row with its terms or its problems; the same person twice in one role is a problem."""
    seen: set[tuple[str, str, str]] = set()
    planned = []
    for row in rows:
        invited = _read(row)
        if invited.terms is not None:
            key = (invited.email, invited.terms.role, invited.terms.scope_pk)
            if key in seen:
                problem = _("Stejná osoba a role je v tabulce dvakrát.")
                invited = Invited(invited.number, invited.name, invited.email, None, (problem,))
            seen.add(key)
        planned.append(invited)
    return planned


def _read(row: Mapping[str, Any]) -> Invited:
    email = row["email"].strip().lower()
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, value_or_error in _values(row, email):
        if isinstance(value_or_error, ValidationError):
            problems.extend(f"{COLUMNS[name]}: {said}" for said in value_or_error.messages)
        else:
            values[name] = value_or_error
    if not problems:
        terms = RoleTerms(
            values["role"],
            values["valid_from"] or timezone.localdate(),
            values["valid_to"],
            values["scope"],
            values["permissions"],
        )
        try:
            _refuse_impossible(email, terms)
            return Invited(row["number"], values["name"], email, terms)
        except ValidationError as error:
            problems.extend(error.messages)
    return Invited(row["number"], row["name"], email, None, tuple(problems))


def _values(row: Mapping[str, Any], email: str) -> Iterator[tuple[str, Any]]:
    """Each column's value, or the ValidationError it ended in."""
    role = _attempt(_role, row["role"])
    yield "role", role
    yield "name", _attempt(_name, row["name"])
    yield "email", _attempt(_email, email)
    yield "valid_from", _attempt(day, row["valid_from"])
    yield "valid_to", _attempt(day, row["valid_to"])
    yield "permissions", _attempt(_permissions, row["permissions"], role)
    yield "scope", _attempt(_scope, row["scope"], role)


def _attempt(read: Any, *values: Any) -> Any:
    try:
        return read(*values)
    except ValidationError as error:
        return error


def _name(value: str) -> str:
    if not 1 <= len(value) <= 150:
        raise ValidationError(_("Uveďte jméno a příjmení, nejvýš 150 znaků."))
    return value


def _email(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError as error:
        raise ValidationError(_("„%(value)s“ není e-mail.") % {"value": value[:60]}) from error
    return value


def _role(value: str) -> str:
    known = {fold(label): role for role, label in Role.choices}
    if fold(value.strip()) not in known:
        raise ValidationError(
            _("„%(value)s“ není role. Může být: %(roles)s.")
            % {"value": value[:60], "roles": ", ".join(str(label) for label in Role.labels)}
        )
    return known[fold(value.strip())]


def _permissions(value: str, role: Any) -> tuple[str, ...]:
    known = {fold(str(label)): name for name, label in Permission.choices}
    written = [fold(part.strip()) for part in value.split(",") if part.strip()]
    unknown = [part for part in written if part not in known]
    if unknown or (written and role != Role.OFFICIAL):
        raise ValidationError(
            _("Oprávnění má jen krajský úředník: %(names)s. Víc jich oddělte čárkou.")
            % {"names": ", ".join(str(label) for label in Permission.labels)}
        )
    return tuple(known[part] for part in written)


def _scope(value: str, role: Any) -> Any:
    if role not in SCOPED:
        return None
    key = ico(value) if role in PROVIDER_ROLES else value
    scope = find_scope(role, key) if key else None
    if scope is None:
        raise ValidationError(
            _("„%(value)s“ neznáme. Napište název nebo kód ORP, okresu nebo IČO poskytovatele.")
            % {"value": value[:60]}
        )
    return scope


def _refuse_impossible(email: str, terms: RoleTerms) -> None:
    if terms.valid_to and terms.valid_to < terms.valid_from:
        raise ValidationError(_("Poslední den nesmí být dřív než první."))
    account = User.objects.filter(email=email).first()
    if account is not None and not account.is_open_on(timezone.localdate()):
        raise ValidationError(_("Účet s touto adresou je zamčený."))
    refuse_twice(email, terms)
