"""One row of a network list becomes values of an item, by code lists in the words of regions."""

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers.importers.network.reading import (
    FORM_WORDS,
    UNIT_WORDS,
    CodeBook,
    Columns,
    Row,
    is_all_groups,
    is_whole_region,
    plain,
)
from providers.models import (
    CapacityUnit,
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
    ProvisionForm,
    Service,
    ServiceKind,
    TargetGroup,
)
from providers.network import BEDS, STAFF, usual_unit
from sitis.resolutions import Resolution
from sitis.territory.models import District, Orp

UNKNOWN = {
    "target_group": gettext_lazy(
        "Cílovou skupinu „%s“ neznáme. Napište jednu z číselníku, nebo nic."
    ),
    "resolution": gettext_lazy("Usnesení „%s“ neznáme. Nejdřív je založte ve správě."),
    "financing": gettext_lazy("Způsob financování „%s“ neznáme."),
    "orp": gettext_lazy("ORP „%s“ v kraji neznáme."),
    "district": gettext_lazy("Okres „%s“ v kraji neznáme."),
    "category": gettext_lazy("Kategorii „%s“ neznáme. Založte ji ve správě, nebo opravte název."),
    "unit": gettext_lazy("Jednotku „%s“ neznáme."),
}


class RowRefused(Exception):
    """The row is left out; ``column`` is the field of the file, empty for the row as a whole."""

    def __init__(self, column: str, reason: str, *, ambiguous: bool = False) -> None:
        super().__init__(reason)
        self.column, self.reason, self.ambiguous = column, reason, ambiguous


class RowReader:
    """What cells mean; services and code lists are read in a few queries whatever the rows."""

    def __init__(self, version: NetworkVersion, columns: Columns, rows: list[Row]) -> None:
        self.version, self.columns = version, columns
        identifiers = {row.cells.get("identifier") for row in rows} - {None, ""}
        icos = {row.cells.get("ico") for row in rows} - {None, ""}
        loaded = Service.objects.select_related("provider", "kind")
        self.by_identifier = {
            one.identifier: one for one in loaded.filter(identifier__in=identifiers)
        }
        self.by_provider: dict[tuple[str, int], list[Service]] = {}
        for one in loaded.filter(provider__ico__in=icos).order_by("identifier"):
            self.by_provider.setdefault((one.provider.ico, one.kind_id), []).append(one)
        self._books()

    def _books(self) -> None:
        forms = ProvisionForm.objects.values_list("pk", "name", "slug", "rpss_code")
        units = CapacityUnit.objects.values_list("pk", "name", "slug", "rpss_code")
        groups = TargetGroup.objects.values_list("pk", "name", "slug", "rpss_code")
        categories = NetworkCategory.objects.values_list("pk", "name", "slug")
        kinds = ServiceKind.objects.values_list("pk", "name", "slug", "section")
        orps = Orp.objects.values_list("pk", "name")
        districts = District.objects.values_list("pk", "name")
        resolutions = Resolution.objects.values_list("pk", "number")
        self.form_slug = {pk: slug for pk, _name, slug, _code in forms}
        self.unit_slug = {slug: pk for pk, _name, slug, _code in units}
        self.name = {
            "form_id": {row[0]: row[1] for row in forms},
            "unit_id": {row[0]: row[1] for row in units},
            "target_group_id": {row[0]: row[1] for row in groups},
            "category_id": {row[0]: row[1] for row in categories},
            "orp_id": dict(orps),
            "district_id": dict(districts),
            "resolution_id": dict(resolutions),
            "financing": dict(NetworkItem.Financing.choices),
        }
        self.forms = CodeBook({row[0]: row[1:] for row in forms}, FORM_WORDS)
        self.units = CodeBook({row[0]: row[1:] for row in units}, UNIT_WORDS)
        self.groups = CodeBook({row[0]: row[1:] for row in groups})
        self.categories = CodeBook({row[0]: row[1:] for row in categories})
        self.kinds = CodeBook({row[0]: row[1:] for row in kinds})
        self.orps = CodeBook({row[0]: row for row in orps})
        self.districts = CodeBook({row[0]: row for row in districts})
        self.resolutions = CodeBook({row[0]: row[1:] for row in resolutions})
        self.financing = CodeBook(
            {value: (str(label), value) for value, label in NetworkItem.Financing.choices}
        )
        basic = [row[0] for row in categories if row[2] == "basic"]
        known = [row[0] for row in categories]
        self.usual_category = basic[0] if basic else known[0] if len(known) == 1 else None

    def _service(self, row: Row) -> Service:
        kind = self._kind(row)
        identifier, ico = row.cells.get("identifier"), row.cells.get("ico")
        if identifier:
            service = self.by_identifier.get(identifier)
            if service is None:
                raise RowRefused("identifier", _("Služba %s v registru není.") % identifier)
            if ico and service.provider.ico != ico:
                raise RowRefused(
                    "ico",
                    _("Služba %(identifier)s patří poskytovateli s IČO %(ico)s.")
                    % {"identifier": identifier, "ico": service.provider.ico or "–"},
                )
            if kind is not None and service.kind_id != kind:
                raise RowRefused(
                    "kind",
                    _("Služba %(identifier)s je v registru jiného druhu: %(kind)s.")
                    % {"identifier": identifier, "kind": service.kind.name},
                )
            return service
        if not ico or kind is None:
            raise RowRefused("identifier", _("Doplňte identifikátor služby, nebo IČO a druh."))
        found = self.by_provider.get((ico, kind), [])
        name = plain(row.cells.get("name") or "")
        if len(found) > 1 and name:
            found = [one for one in found if plain(one.name) == name] or found
        if not found:
            raise RowRefused("ico", _("Poskytovatel s tímto IČO takovou službu v registru nemá."))
        if len(found) > 1:
            listed = ", ".join(one.identifier for one in found[:5])
            raise RowRefused(
                "identifier",
                _("Takových služeb má poskytovatel víc: %s. Doplňte identifikátor.") % listed,
                ambiguous=True,
            )
        return found[0]

    def _kind(self, row: Row) -> int | None:
        cell = row.cells.get("kind")
        if not cell:
            return None
        without_section = re.sub(r"^§?\s*[0-9]+[a-z]?\s+", "", cell.partition("(")[0].strip())
        kind = self.kinds.find(cell)
        if kind is None:
            kind = self.kinds.find(without_section)
        if kind is None:
            raise RowRefused("kind", _("Druh služby „%s“ neznáme.") % cell[:60])
        return int(kind)

    def _form(self, row: Row) -> int:
        cell = row.cells.get("form") or ""
        found = self.forms.find(cell)
        if found is None:
            raise RowRefused(
                "form",
                _("Formu „%s“ neznáme. Na řádku je jedna: terénní, ambulantní, nebo pobytová.")
                % cell[:60],
            )
        return int(found)

    def _amounts(self, row: Row) -> list[tuple[str, Decimal]]:
        """Columns with units in this row; a list may hold beds and staff in two of them."""
        found = [
            (name, row.cells[name])
            for name in ("amount", "beds", "staff")
            if row.cells.get(name) is not None
        ]
        if not found:
            column = next(name for name in ("amount", "beds", "staff") if name in self.columns)
            raise RowRefused(column, _("Chybí počet jednotek."))
        if len(found) > 1 and found[0][0] == "amount":
            raise RowRefused("amount", _("Počet je na řádku dvakrát, nechte jen jeden."))
        return found

    def _values(
        self, row: Row, service: Service, form: int, column: str, amount: Decimal
    ) -> dict[str, Any]:
        orp, district = self._territory(row)
        values = {
            "service_id": service.pk,
            "form_id": form,
            "target_group_id": self._group(row),
            "orp_id": orp,
            "district_id": district,
            "category_id": self._category(row),
            "unit_id": self._unit(row, column, form, service),
            "amount": amount,
            "valid_from": row.cells.get("valid_from"),
            "valid_to": row.cells.get("valid_to"),
            "mandate_number": (row.cells.get("mandate_number") or "")[:60],
            "resolution_id": self._found(row, "resolution", self.resolutions),
            "financing": self._found(row, "financing", self.financing) or "",
            "note": row.cells.get("note") or "",
        }
        self._check_days(values)
        return values

    def _found(self, row: Row, name: str, book: CodeBook) -> Any:
        cell = row.cells.get(name)
        if not cell:
            return None
        found = book.find(cell)
        if found is None:
            raise RowRefused(name, str(UNKNOWN[name]) % cell[:60])
        return found

    def _group(self, row: Row) -> int | None:
        if is_all_groups(row.cells.get("target_group") or ""):
            return None
        found: int = self._found(row, "target_group", self.groups)
        return found

    def _territory(self, row: Row) -> tuple[str | None, str | None]:
        orp = self._place(row, "orp", self.orps)
        district = self._place(row, "district", self.districts)
        if orp is not None:
            return orp, None  # a list often names the okres beside the ORP
        if district is not None:
            return None, district
        cell = row.cells.get("place") or ""
        if not cell or is_whole_region(cell):
            return None, None
        for prefix, book, first in (("orp", self.orps, True), ("okres", self.districts, False)):
            named = plain(cell).removeprefix(f"{prefix} ")
            if plain(cell).startswith(f"{prefix} ") and (found := book.find(named)):
                return (found, None) if first else (None, found)
        found_orp, found_district = self.orps.find(cell), self.districts.find(cell)
        if found_orp and found_district:
            raise RowRefused(
                "place",
                _("„%s“ je ORP i okres. Napište „ORP …“ nebo „okres …“.") % cell[:60],
                ambiguous=True,
            )
        if not found_orp and not found_district:
            raise RowRefused("place", _("Území „%s“ v kraji neznáme.") % cell[:60])
        return found_orp, None if found_orp else found_district

    def _place(self, row: Row, name: str, book: CodeBook) -> str | None:
        cell = row.cells.get(name) or ""
        if not cell or is_whole_region(cell):
            return None
        found: str = self._found(row, name, book)
        return found

    def _category(self, row: Row) -> int:
        found = self._found(row, "category", self.categories) or self.usual_category
        if found is None:
            raise RowRefused("category", _("Doplňte kategorii, kraj jich má víc."))
        return int(found)

    def _unit(self, row: Row, column: str, form: int, service: Service) -> int:
        if column in {"beds", "staff"}:
            slug = BEDS if column == "beds" else STAFF
        elif found := self._found(row, "unit", self.units):
            return int(found)
        else:
            slug = usual_unit(self.form_slug[form], service.kind.slug)
        if slug not in self.unit_slug:
            raise RowRefused("unit", _("Doplňte jednotku."))
        return self.unit_slug[slug]

    def _check_days(self, values: dict[str, Any]) -> None:
        first, last, version = values["valid_from"], values["valid_to"], self.version
        if first and last and last < first:
            raise RowRefused("valid_to", _("Poslední den nesmí být dřív než první."))
        if first and version.valid_to and first > version.valid_to:
            raise RowRefused("valid_from", _("Položka by v této verzi neplatila ani jeden den."))
        if last and last < version.valid_from:
            raise RowRefused("valid_to", _("Položka by v této verzi neplatila ani jeden den."))
