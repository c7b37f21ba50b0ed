"""Tables of the register, there and back, all rows or none.

A cell that says what the record already says changes nothing, whatever its writing: an exported
file imported again leaves no trace.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Resource
from import_export.results import Result, RowResult
from tablib import Dataset

from sitis.rules import field_of_rule
from sitis.versions import Stale, save_version
from sitis.workbooks import Problem, Table, same_header
from sitis.workbooks import values as read

logger = logging.getLogger(__name__)

#: Head of the column in which a record that has no public identifier is known.
NUMBER = "Číslo záznamu"


class Refused(ValueError):
    """The table cannot be imported as a whole; ``problems`` say why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that would change: head of the column, what is there now, what would be."""

    column: str
    before: str
    after: str


class Column(Field):
    """One column: ``attribute`` of the record, how a cell is read, whether it goes out.

    A column that is only ``info`` helps the reader and is never read back.
    """

    def __init__(
        self,
        heading: str,
        attribute: str,
        *,
        read_cell: Callable[[Any], Any] = read.text,
        info: bool = False,
        exported: bool = True,
    ) -> None:
        super().__init__(attribute=attribute, column_name=heading, readonly=info)
        self.read_cell, self.exported = read_cell, exported

    @property
    def model_field(self) -> str:
        return str(self.attribute).partition("__")[0]

    def shown(self, record: Any) -> Any:
        """What stands in the cell of an exported table."""
        return self.get_value(record)

    def load(self, cells: Iterable[Any]) -> None:
        """Fetch at once what the cells of this column name; most columns name nothing."""

    def put(self, record: Any, cell: Any) -> Change | None:
        """Set the field if the cell says something new. Raises ValidationError."""
        before = self.shown(record)
        if read.text(cell) == read.text(before):
            return None
        found = self.read_cell(cell)
        if found is None and self._is_text_or_flag(record):
            return None
        if self._same(found, before):
            return None
        setattr(record, str(self.attribute), found)
        return Change(self.column_name, read.text(before), read.text(self.shown(record)))

    def _is_text_or_flag(self, record: Any) -> bool:
        """An empty cell of a flag leaves it as it is."""
        return isinstance(record._meta.get_field(self.model_field), models.BooleanField)

    @staticmethod
    def _same(found: Any, before: Any) -> bool:
        if isinstance(found, Decimal) and before is not None:
            return found == before
        return bool(found == before)


class ChoiceColumn(Column):
    """A field with choices: the cell holds their Czech words or their key."""

    def shown(self, record: Any) -> str:
        return str(getattr(record, f"get_{self.attribute}_display")())

    def put(self, record: Any, cell: Any) -> Change | None:
        before = self.shown(record)
        word = same_header(read.text(cell))
        if word == same_header(before):
            return None
        choices = record._meta.get_field(self.attribute).choices or []
        for key, label in choices:
            if word in {same_header(str(key)), same_header(str(label))}:
                setattr(record, str(self.attribute), key)
                return Change(self.column_name, before, str(label))
        raise ValidationError(
            _("„%(value)s“ neznáme. Vyberte z: %(choices)s."),
            code="choice",
            params={
                "value": read.shortened(cell),
                "choices": ", ".join(str(label) for _key, label in choices),
            },
        )


class KeyColumn(Column):
    """A foreign key: the cell holds the key people know (a code, a name, an identifier).

    ``rows`` gives the records for the keys of all cells at once; ``keys`` says under which words
    a record is found. Two records under one word are told, not guessed.
    """

    def __init__(
        self,
        heading: str,
        attribute: str,
        *,
        show: str,
        rows: Callable[[set[str]], Iterable[models.Model]],
        keys: tuple[str, ...],
        normal: Callable[[Any], str] = read.text,
        **options: Any,
    ) -> None:
        super().__init__(heading, attribute, **options)
        self.show, self.rows, self.keys, self.normal = show, rows, keys, normal
        self.found: dict[str, set[models.Model]] = {}

    def shown(self, record: Any) -> str:
        if getattr(record, f"{self.attribute}_id") is None:
            return ""
        return read.text(getattr(getattr(record, str(self.attribute)), self.show))

    def load(self, cells: Iterable[Any]) -> None:
        words = set()
        for cell in cells:
            try:
                words.add(self.normal(cell))
            except ValidationError:
                continue  # told at its row
        self.found = {}
        for row in self.rows(words - {""}):
            for key in self.keys:
                if word := same_header(str(getattr(row, key))):
                    self.found.setdefault(word, set()).add(row)

    def put(self, record: Any, cell: Any) -> Change | None:
        before = self.shown(record)
        if read.text(cell) == before:
            return None
        word = self.normal(cell)
        if word == before:
            return None
        setattr(record, str(self.attribute), self._named(word) if word else None)
        return Change(self.column_name, before, self.shown(record))

    def _named(self, word: str) -> models.Model:
        rows = self.found.get(same_header(word), set())
        if len(rows) == 1:
            return next(iter(rows))
        said = (
            _("„%(value)s“ je v registru vícekrát. Uveďte kód.")
            if rows
            else _("„%(value)s“ v registru není.")
        )
        raise ValidationError(said, code="key", params={"value": read.shortened(word)})


class RegisterResource(Resource):
    """One table of the register. ``model`` says which; columns are declared in their order."""

    model: ClassVar[type[models.Model]]
    #: Columns of which at least one must head the table, so that rows can be told apart.
    known_by: ClassVar[tuple[str, ...]] = (NUMBER,)
    joined: ClassVar[tuple[str, ...]] = ()

    number = Column(NUMBER, "pk", info=True)

    class Meta:
        instance_loader_class = BaseInstanceLoader  # rows are found by ``find_known``
        skip_diff = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True
        use_transactions = True

    def __init__(self, *, reason: str = "", digest: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reason, self.expected_digest = reason, digest
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self.ignored: list[str] = []
        self.changes: list[Change] = []
        self.table = Table(())
        self._trace = hashlib.sha256()

    # -- out ---------------------------------------------------------------------------------------

    @classmethod
    def exported(cls) -> list[Column]:
        return [column for column in cls.fields.values() if column.exported]

    @classmethod
    def headings(cls) -> list[str]:
        return [column.column_name for column in cls.fields.values()]

    @classmethod
    def export_headings(cls) -> list[str]:
        return [column.column_name for column in cls.exported()]

    @classmethod
    def export_rows(cls, rows: models.QuerySet) -> Iterator[list[Any]]:
        """Rows as cells, one batch in memory at a time."""
        columns = cls.exported()
        for record in rows.select_related(*cls.joined).iterator(chunk_size=2_000):
            yield [column.shown(record) for column in columns]

    # -- in: the whole table -------------------------------------------------------------------------

    @classmethod
    def get_display_name(cls) -> str:
        return str(cls.model._meta.verbose_name_plural)

    def get_queryset(self) -> models.QuerySet:
        return self.model._default_manager.select_related(*self.joined)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        self.table = dataset.table
        headings = {same_header(heading): heading for heading in self.headings()}
        named = [headings.get(same_header(header), "") for header in self.table.headers]
        self.ignored = [
            header
            for header, heading in zip(self.table.headers, named, strict=True)
            if header and not heading
        ]
        said = self._what_is_wrong_with_heads(named)
        if said:
            dataset.wipe()
            self.problems.append(Problem(self.table.header_row, "", said))
            raise Refused(said)
        dataset.headers = [heading or f"#{place}" for place, heading in enumerate(named)]
        for column in self.fields.values():
            if column.column_name in named:
                column.load(dataset[column.column_name])
        self.known = self.find_known(dataset)

    def _what_is_wrong_with_heads(self, named: list[str]) -> str:
        twice = {heading for heading in named if heading and named.count(heading) > 1}
        if twice:
            return _("Sloupec %(heading)s je v tabulce dvakrát.") % {"heading": min(twice)}
        if not set(named) & set(self.known_by):
            return _("V tabulce chybí sloupec %(headings)s.") % {
                "headings": _(" nebo ").join(f"„{heading}“" for heading in self.known_by)
            }
        return ""

    def find_known(self, dataset: Dataset) -> dict[Any, models.Model]:
        """Records the rows speak of, by their number; one query for the table."""
        numbers = set()
        for cell in self._cells(dataset, NUMBER):
            try:
                numbers.add(read.whole_number(cell))
            except ValidationError:
                continue  # told at its row
        return {row.pk: row for row in self.get_queryset().filter(pk__in=numbers - {None})}

    @staticmethod
    def _cells(dataset: Dataset, heading: str) -> list[Any]:
        return dataset[heading] if heading in dataset.headers else []

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """Rules over more rows; then whether the table does what was previewed."""
        if not self.problems:
            self.check_whole()
        result.problems, result.notes, result.ignored = self.problems, self.notes, self.ignored
        result.digest, result.table = self._trace.hexdigest(), self.table
        if self.expected_digest and self.expected_digest != result.digest:
            self.problems.append(
                Problem(
                    self.table.header_row,
                    "",
                    _("Záznamy se od náhledu změnily. Zkontrolujte nový náhled a potvrďte znovu."),
                )
            )
        if self.problems:
            raise Refused

    def check_whole(self) -> None:
        """Rules that only all rows together can break; adds to ``problems``."""

    # -- in: one row -----------------------------------------------------------------------------------

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        self.changes = []
        self.row = self.table.lines[kwargs["row_number"] - 1].number
        result = super().import_row(row, instance_loader, **kwargs)
        result.changes, result.row = self.changes, self.row
        for error in result.errors:
            logger.error("row %s of a table", self.row, exc_info=error.error)
            self._tell("", _("Řádek se nepodařilo zpracovat."))
        if result.validation_error is not None:
            self._tell_all(result.validation_error)
        self._trace.update(repr((self.row, result.import_type, self.changes)).encode())
        return result

    def _tell(self, column: str, sentence: str) -> None:
        self.problems.append(Problem(self.row, column, sentence))

    def _tell_all(self, refusal: ValidationError) -> None:
        if not hasattr(refusal, "error_dict"):
            for sentence in refusal.messages:
                self._tell("", sentence)
            return
        for name, errors in refusal.error_dict.items():
            for sentence in ValidationError(errors).messages:
                field = name if name != NON_FIELD_ERRORS else self._field_of(sentence)
                self._tell(self._heading_of(field) if field else "", sentence)

    def _field_of(self, sentence: str) -> str | None:
        names = [column.model_field for column in self.fields.values() if not column.readonly]
        return field_of_rule(self.model, sentence, names)

    def _heading_of(self, name: str) -> str:
        """Of a column, or of the column that holds a field of the model."""
        if name in self.headings():
            return name
        for column in self.fields.values():
            if column.model_field == name and not column.readonly:
                return str(column.column_name)
        return ""

    def get_instance(self, instance_loader: Any, row: Any) -> models.Model | None:
        if read.is_empty(row.get(NUMBER)):
            return self.by_words(row)
        number = read.whole_number(row[NUMBER])
        if number not in self.known:
            raise ValidationError(
                {NUMBER: _("Záznam %(number)s v registru není.") % {"number": number}}
            )
        return self.known[number]

    def by_words(self, row: Any) -> models.Model | None:
        """The record of a row without a number, by what people know it by."""
        return None

    def init_instance(self, row: Any = None) -> models.Model:
        return self.model()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        errors: dict[str, ValidationError] = {}
        for column in self.fields.values():
            if column.readonly or column.column_name not in row:
                continue
            cell = row[column.column_name]
            try:
                if isinstance(cell, str) and "\0" in cell:
                    raise ValidationError(_("Text nesmí obsahovat nulový znak."), code="null")
                change = column.put(instance, cell)
            except ValidationError as refusal:
                errors[column.column_name] = refusal
                continue
            if change:
                self.changes.append(change)
            self.noted(column, cell, instance)
        if errors:
            raise ValidationError(errors)

    def noted(self, column: Column, cell: Any, instance: Any) -> None:
        """An IČO that got back its zeros is said in the preview."""
        if column.read_cell is read.ico or getattr(column, "normal", None) is read.ico:
            was, now = read.text(cell), column.shown(instance)
            if was and was != now == was.zfill(8):
                said = _("IČO %(was)s jsme doplnili nulami na %(now)s.")
                self.notes.append(
                    Problem(self.row, str(column.column_name), said % {"was": was, "now": now})
                )

    def skip_row(self, instance: Any, original: Any, row: Any, errors: Any = None) -> bool:
        return instance.pk is not None and not self.changes and not errors

    def save_instance(self, instance: Any, is_create: bool, row: Any, **kwargs: Any) -> None:
        try:
            with transaction.atomic():
                self.write(instance, by=kwargs["user"])
        except Stale as lost:
            raise ValidationError(_("Záznam mezitím někdo změnil.")) from lost
        except IntegrityError as broken:
            raise ValidationError(_("Řádek odporuje jinému záznamu registru.")) from broken

    def write(self, record: Any, *, by: Any) -> None:
        save_version(record, by=by, reason=self.reason)
