"""Cards of staff become sums by position: who a card speaks of leaves with the file.

One row is one person in one position and form (dossier 2.4). What is kept are numbers of the
report's staff table; rows, identifiers, years of birth and the file itself are kept nowhere.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from evaluation.layout import RESIDENTIAL, Sheet
from evaluation.models import Report
from evaluation.worktime import yearly_fund
from sitis.words import fold
from sitis.workbooks import Line, Table, UnreadableTable, read_table, same_header
from sitis.workbooks.values import identifier, is_empty, number, text, whole_number

#: Position by code of the form; sums are no position.
POSITIONS = {
    "1.1": "sociální pracovníci",
    "1.2.1": "přímá obslužná péče",
    "1.2.2": "základní výchovná nepedagogická činnost",
    "1.2.3": "pečovatelská činnost",
    "1.2.4": "činnosti pod dohledem sociálního pracovníka",
    "1.3": "zdravotničtí pracovníci",
    "1.4": "pedagogičtí pracovníci",
    "1.5": "manželští a rodinní poradci",
    "1.6": "další odborní pracovníci přímo poskytující službu",
    "2.1": "vedoucí pracovníci",
    "2.2": "administrativní pracovníci",
    "2.3": "ostatní pracovníci",
}
#: What people write -> how columns of that contract begin; contracts of employment have no mark.
CONTRACTS = {
    "pracovní smlouva": "",
    "hpp": "",
    "dpč": "dpc_",
    "dohoda o pracovní činnosti": "dpc_",
    "dpp": "dpp_",
    "dohoda o provedení práce": "dpp_",
    "mimo pracovní poměr": "bought_",
    "nákup služby": "bought_",
    "dobrovolník": "volunteer",
}
FORMS = {"pobytová": "residential", "ambulantní": "ambulatory", "terénní": "field"}
SEXES = {"muz", "zena", "m", "z", "muž", "žena"}
MOST_FTE, MOST_HOURS = Decimal("1.5"), Decimal(3000)
FIRST_BIRTH, YOUNGEST = 1920, 14
#: Heads of columns that say who somebody is; a table with one of them is refused whole.
PERSONAL = {
    *("jmeno", "prijmeni", "jmeno a prijmeni", "prijmeni a jmeno", "cele jmeno", "titul"),
    *("rodne cislo", "datum narozeni", "adresa", "bydliste", "telefon", "e mail", "email"),
    *("cislo uctu", "cislo op", "pojistovna"),
}
_BIRTH_NUMBER = re.compile(r"[0-9]{6}\s*/?\s*[0-9]{3,4}")
_NAME = re.compile(r"[^\W\d_]{2,}[\s,]+[^\W\d_]{2,}")
THIRD = Decimal("0.001")


def heads() -> dict[str, str]:
    """Name of a value -> head of its column, in the order of the template."""
    return {
        "number": _("Číslo"),
        "person": _("Identifikátor pracovníka"),
        "sex": _("Pohlaví"),
        "born": _("Rok narození"),
        "education": _("Dosažené vzdělání"),
        "practice": _("Počet let praxe"),
        "employed": _("Počet let pracovního poměru"),
        "service": _("Služba (identifikátor)"),
        "form": _("Forma"),
        "position": _("Pracovní zařazení"),
        "contract": _("Druh smlouvy"),
        "fte": _("Úvazek"),
        "hours": _("Hodiny za rok"),
        "costs": _("Osobní náklady"),
        "costs_region": _("Z toho z dotace kraje"),
    }


NEEDED = ("person", "position")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not counted; the sentence names no value of it."""

    row: int
    reason: str


@dataclass(slots=True)
class Staff:
    """What the cards add up to. No row of it is kept."""

    cells: dict[str, Decimal] = field(default_factory=dict)  # code of the field -> sum
    accepted: int = 0
    people: int = 0
    refused: list[Refused] = field(default_factory=list)
    warnings: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Card:
    person: str
    position: str
    part: str  # P or AT
    contract: str
    fte: Decimal | None
    hours: Decimal | None
    costs: Decimal | None
    costs_region: Decimal | None


def read_staff(content: bytes, report: Report, sheet: Sheet) -> Staff:
    """Sums of the cards of ``content`` for ``report``. Raises UnreadableTable."""
    known = heads()
    table = read_table(content, expected=known.values())
    columns = _columns(table, known)
    reader = _Reader(report, sheet, columns)
    for line in table.lines:
        reader.take(line)
    return reader.done()


def _columns(table: Table, known: dict[str, str]) -> dict[str, int]:
    """Name of a value -> place of its column. Raises UnreadableTable."""
    placed = {same_header(head): at for at, head in enumerate(table.headers) if head}
    personal = [table.headers[at] for head, at in placed.items() if head in PERSONAL]
    if personal:
        raise UnreadableTable(
            _(
                "Tabulka obsahuje osobní údaje (sloupec „%s“). Takové sloupce smažte, "
                "nic jsme nenačetli ani neuložili."
            )
            % "“, „".join(personal)
        )
    found = {
        name: placed[key] for name, head in known.items() if (key := same_header(head)) in placed
    }
    missing = [known[name] for name in NEEDED if name not in found]
    if "fte" not in found and "hours" not in found:
        missing.append(known["fte"])
    if missing:
        raise UnreadableTable(
            _("V tabulce chybí sloupec „%s“. Stáhněte si vzor.") % "“, „".join(missing)
        )
    return found


class _Reader:
    """Cards one by one into sums."""

    def __init__(self, report: Report, sheet: Sheet, columns: dict[str, int]) -> None:
        self.report, self.sheet, self.columns = report, sheet, columns
        self.year = report.term.year
        self.fund = yearly_fund(self.year)
        self.found = Staff()
        self.sums: dict[str, Decimal] = defaultdict(Decimal)
        self.persons: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self.shares: dict[str, Decimal] = defaultdict(Decimal)
        self.rows: dict[str, int] = {}
        self.seen: dict[tuple[str, ...], int] = {}

    def take(self, line: Line) -> None:
        try:
            card = self._card(line)
        except ValidationError as refusal:
            self.found.refused.append(Refused(line.number, " ".join(refusal.messages)))
            return
        except (ValueError, OverflowError, ArithmeticError):
            self.found.refused.append(Refused(line.number, _("Některé hodnotě nerozumíme.")))
            return
        self._add(card, line.number)

    def _cell(self, line: Line, name: str) -> Any:
        at = self.columns.get(name)
        return None if at is None else line.cells[at]

    def _card(self, line: Line) -> Card:
        """Raises ValidationError with the reason, without a value of the row."""
        person = text(self._cell(line, "person"))
        self._judge_person(person)
        self._judge_service(self._cell(line, "service"))
        self._judge_life(line)
        contract = _word(self._cell(line, "contract"), CONTRACTS, "", _("Druh smlouvy"))
        position = _position(self._cell(line, "position"))
        fte = _amount(self._cell(line, "fte"), _("Úvazek"), MOST_FTE)
        hours = _amount(self._cell(line, "hours"), _("Hodiny za rok"), MOST_HOURS)
        if fte is None and hours is not None and contract:
            fte = hours / self.fund
        if contract == "volunteer":
            fte = None
        elif fte is None:
            raise ValidationError(_("Chybí úvazek, u dohod stačí hodiny za rok."))
        card = Card(
            person=person,
            position=position,
            part=self._part(self._cell(line, "form")),
            contract=contract,
            fte=fte,
            hours=hours,
            costs=_amount(self._cell(line, "costs"), _("Osobní náklady"), None),
            costs_region=_amount(self._cell(line, "costs_region"), _("Z dotace kraje"), None),
        )
        if (card.costs_region or 0) > (card.costs or 0):
            raise ValidationError(_("Z dotace kraje je víc než osobní náklady celkem."))
        key = (card.person, card.position, card.part, card.contract)
        if key in self.seen:
            raise ValidationError(
                _("Stejný pracovník, zařazení, forma a smlouva už jsou na řádku %d.")
                % self.seen[key]
            )
        self.seen[key] = line.number
        return card

    def _judge_person(self, person: str) -> None:
        if not person:
            raise ValidationError(_("Chybí identifikátor pracovníka."))
        if _BIRTH_NUMBER.fullmatch(person):
            raise ValidationError(_("Identifikátor vypadá jako rodné číslo. Použijte vlastní kód."))
        if _NAME.search(person):
            raise ValidationError(_("Identifikátor vypadá jako jméno. Použijte vlastní kód."))

    def _judge_service(self, raw: Any) -> None:
        if is_empty(raw):
            return
        if identifier(raw) != self.report.service.identifier:
            raise ValidationError(_("Řádek patří jiné službě."))

    def _judge_life(self, line: Line) -> None:
        """What is asked on a card and kept nowhere must still make sense."""
        sex = fold(text(self._cell(line, "sex")))
        if sex and sex not in SEXES:
            raise ValidationError(_("Pohlaví napište muž, nebo žena."))
        born = _whole(self._cell(line, "born"), _("Rok narození"))
        if born is not None and not FIRST_BIRTH <= born <= self.year - YOUNGEST:
            raise ValidationError(_("Rok narození neodpovídá pracovníkovi."))
        for name, label in (
            ("practice", _("Počet let praxe")),
            ("employed", _("Počet let pracovního poměru")),
        ):
            years = _whole(self._cell(line, name), label)
            if years is not None and not 0 <= years <= self.year - FIRST_BIRTH:
                raise ValidationError(_("%s: napište počet let.") % label)
            if years and born is not None and years > self.year - born - YOUNGEST + 1:
                raise ValidationError(_("%s je víc, než dovoluje rok narození.") % label)

    def _part(self, raw: Any) -> str:
        """Beds are one table, ambulatory and field form together another."""
        forms = self.sheet.forms
        if is_empty(raw):
            if RESIDENTIAL in forms and len(forms) > 1:
                raise ValidationError(_("Služba má více forem, doplňte, ve které pracuje."))
            return "P" if RESIDENTIAL in forms else "AT"
        form = _word(raw, FORMS, None, _("Forma"))
        if form not in forms:
            raise ValidationError(_("Takovou formu služba nemá."))
        return "P" if form == RESIDENTIAL else "AT"

    # -- sums ------------------------------------------------------------------------------------

    def _add(self, card: Card, row: int) -> None:
        self.found.accepted += 1
        self.rows.setdefault(card.person, row)
        where = (card.position, card.part)
        if card.contract == "volunteer":
            self.persons[(*where, "volunteers")].add(card.person)
            self._sum(*where, "volunteer_hours", card.hours)
        else:
            self.persons[(*where, f"{card.contract}persons")].add(card.person)
            self._sum(*where, f"{card.contract}fte", card.fte)
            if card.contract:
                hours = card.hours if card.hours is not None else (card.fte or 0) * self.fund
                self._sum(*where, f"{card.contract}hours", hours)
        self._sum(*where, "costs", card.costs)
        self._sum(*where, "costs_region", card.costs_region)
        self.shares[card.person] += card.fte or 0

    def _sum(self, position: str, part: str, column: str, value: Decimal | None) -> None:
        if value is not None:
            self.sums[f"C.{position}.{column}.{part}"] += value

    def done(self) -> Staff:
        found = self.found
        for (position, part, column), several in self.persons.items():
            self.sums[f"C.{position}.{column}.{part}"] = Decimal(len(several))
        found.people = len(self.shares)
        for code in self._asked():
            one = self.sheet.fields[code]
            found.cells[code] = round(self.sums.get(code, Decimal(0)), one.decimals)
        for person, share in self.shares.items():
            if share > MOST_FTE:
                told = _("Pracovník z tohoto řádku má dohromady úvazek vyšší než 1,5.")
                found.warnings.append(Refused(self.rows[person], told))
        return found

    def _asked(self) -> Iterator[str]:
        """Fields that the cards speak of: of money only where a column brought it."""
        columns = ["persons", "fte"]
        if "contract" in self.columns:
            for mark in ("dpc_", "dpp_", "bought_"):
                columns += [f"{mark}persons", f"{mark}hours", f"{mark}fte"]
            columns += ["volunteers", "volunteer_hours"]
        columns += [name for name in ("costs", "costs_region") if name in self.columns]
        parts = {"P"} if RESIDENTIAL in self.sheet.forms else set()
        parts |= {"AT"} if self.sheet.forms - {RESIDENTIAL} else set()
        for code, one in self.sheet.fields.items():
            pieces = code.split(".")
            if pieces[0] == "C" and one.is_typed and pieces[-1] in parts and pieces[-2] in columns:
                yield code


# -- cells -------------------------------------------------------------------------------------------


def _word(raw: Any, words: dict[str, str], empty: str | None, head: str) -> str:
    """What ``raw`` means, whatever its case and diacritics."""
    said = fold(text(raw))
    if not said and empty is not None:
        return empty
    for word, meaning in words.items():
        if fold(word) == said:
            return meaning
    offered = ", ".join(words)
    raise ValidationError(
        _("%(head)s: napište některé z: %(words)s.") % {"head": head, "words": offered}
    )


def _position(raw: Any) -> str:
    """By code, by name, or by both: "1.2.3 pečovatelská činnost"."""
    said = text(raw)
    code = said.split(" ")[0].replace(",", ".").strip(".")
    if code in POSITIONS:
        return code
    folded = fold(said)
    for known, name in POSITIONS.items():
        if fold(name) == folded:
            return known
    raise ValidationError(_("Pracovní zařazení neznáme. Napište jeho kód, například 1.2.3."))


def _amount(raw: Any, head: str, most: Decimal | None) -> Decimal | None:
    found: Decimal | None = _without_value(number, raw, head)
    if found is None:
        return None
    if found < 0:
        raise ValidationError(_("%s nemůže být záporné číslo.") % head)
    if found > (most if most is not None else Decimal(10) ** 9):
        raise ValidationError(_("%s: číslo je příliš velké.") % head)
    return found


def _whole(raw: Any, head: str) -> int | None:
    found: int | None = _without_value(whole_number, raw, head)
    return found


def _without_value(read: Callable[[Any], Any], raw: Any, head: str) -> Any:
    """The number; the reason why it is none must not repeat what stands in the row."""
    try:
        return read(raw)
    except ValidationError as error:
        raise ValidationError(_("%s: napište číslo.") % head) from error
