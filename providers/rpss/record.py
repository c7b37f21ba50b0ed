"""One item of the file, cleaned: the service, its provider and its rows, or what is wrong.

Values are JSON (days as text, numbers as text, code lists by the ministry's code); what is empty is
left out. Personal data (statutory bodies, managers) is never read.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from providers.rpss import values
from providers.rpss.source import fingerprint
from providers.rpss.values import Problem, Problems, digest, listed, mapping

Values = dict[str, Any]
Rows = dict[str, Values]  # key of the row within its service -> its values

CONTACTS = (
    ("telefony", "telefon", "phone"),
    ("emaily", "email", "mail"),
    ("weby", "web", "web"),
    ("faxy", "fax", "fax"),
)
DOCUMENTS = (
    ("realizacePoskytovani", "popis_realizace"),
    ("personalniZajisteni", "personalni_zajisteni"),
    ("planyFinancnihoZajisteni", "plan_financniho_zajisteni"),
)
WEEKDAYS = {"pon": 1, "ut": 2, "st": 3, "ctv": 4, "pa": 5, "so": 6, "ne": 7}
ADDRESS_FIELDS = (
    "address_point_code",
    "street",
    "house_number",
    "is_registration_number",
    "orientation_number",
    "postal_code",
    "municipality_code",
    "municipality_part_code",
    "district_code",
    "address_note",
)


@dataclass(slots=True)
class ProviderRecord:
    """``key`` is the IČO, or the name where there is none."""

    key: str
    values: Values
    contacts: Rows
    fingerprint: str


@dataclass(slots=True)
class Record:
    """``rows``: table ("form", "capacity", "facility" …) -> key -> values."""

    path: str
    identifier: str = ""
    fingerprint: str = ""
    values: Values = field(default_factory=dict)
    provider: ProviderRecord | None = None
    rows: dict[str, Rows] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_refused: bool = False


def regions_of(raw: dict[str, Any]) -> set[str]:
    """RÚIAN codes of the regions where ``raw`` has a facility or an extended scope."""
    quiet = Problems("")
    found = {values.code(scope, "", quiet) for scope in _listed(raw, "rozsirenePusobnostiVKraji")}
    for place in _listed(raw, "zarizeni"):
        address = place.get("adresa") if type(place) is dict else None
        if type(address) is dict:
            found.add(values.code(address.get("kraj"), "", quiet))
    return found - {""}


def _listed(raw: dict[str, Any], key: str) -> list[Any]:
    return listed(raw.get(key), "", Problems(""))


def provider_key_of(raw: dict[str, Any]) -> str:
    """The key of the record's provider by its IČO alone; empty if it has none."""
    provider = raw.get("poskytovatel")
    found = provider.get("ico") if type(provider) is dict else None
    return values.ico(found, "", Problems(""))


def normalise(raw: Any, index: int, mark: str = "") -> Record:
    """Item number ``index`` of the file. Never raises: what is wrong is in ``problems``.

    ``mark`` is its fingerprint, where the caller knows it already.
    """
    record = Record(path=f"polozky[{index}]")
    problems = Problems(record.path)
    item = mapping(raw, "", problems)
    if not item and not problems.refused:
        problems.refuse("", _("Záznam je prázdný."))
    if item:
        record.identifier = values.identifier(item.get("identifikator"), "identifikator", problems)
        record.fingerprint = mark or fingerprint(raw)
        if not record.fingerprint:
            problems.refuse("", _("Záznam je vnořený příliš hluboko."))
        record.provider = read_provider(item.get("poskytovatel"), problems)
        record.values = _service(item, record.provider, problems)
        record.rows = _rows(item, problems)
        if name := _name(record.rows["facility"]):
            record.values["name"] = name
    record.problems, record.is_refused = problems.found, problems.refused
    return record


def read_provider(raw: Any, problems: Problems) -> ProviderRecord | None:
    """The provider without its statutory bodies: those are persons."""
    item = mapping(raw, "poskytovatel", problems)
    name = values.text(item.get("nazev"), "poskytovatel.nazev", problems, limit=300)
    if not name:
        problems.refuse("poskytovatel.nazev", _("Chybí název poskytovatele."))
        return None
    ico = values.ico(item.get("ico"), "poskytovatel.ico", problems)
    contacts = _contacts(item, "poskytovatel.", problems)
    key = ico or f"~{digest(name.casefold())}"
    return ProviderRecord(key, _filled(name=name, ico=ico), contacts, fingerprint(raw))


def _filled(**found: Any) -> Values:
    return {name: value for name, value in found.items() if value or type(value) is int}


def _service(item: Values, provider: ProviderRecord | None, problems: Problems) -> Values:
    starts = values.day(item.get("datumPoskytovaniOd"), "datumPoskytovaniOd", problems)
    ends = values.day(item.get("datumPoskytovaniDo"), "datumPoskytovaniDo", problems)
    kind = values.code(item.get("druhSocialniSluzby"), "druhSocialniSluzby", problems)
    if not problems.refused:
        if not starts:
            problems.refuse("datumPoskytovaniOd", _("Chybí den, od kdy je služba poskytována."))
        elif ends and ends < starts:
            problems.refuse("datumPoskytovaniDo", _("Služba nemůže skončit dřív, než začala."))
        if not kind:
            problems.refuse("druhSocialniSluzby", _("Chybí druh sociální služby."))
    return _filled(
        provider=provider.key if provider else "",
        kind=kind,
        provided_from=starts,
        provided_to=ends,
        portal_id=values.whole(item.get("portalId"), "portalId", problems, most=2**63 - 1),
        age_limit_note=values.text(
            item.get("doplnujiciInformaceVekoveSkupiny"),
            "doplnujiciInformaceVekoveSkupiny",
            problems,
            limit=5_000,
        ),
    )


def _rows(item: Values, problems: Problems) -> dict[str, Rows]:
    rows: dict[str, Rows] = {"form": {}, "capacity": {}, "hours": {}}
    for place, form in enumerate(listed(item.get("formy"), "formy", problems)):
        _form(form, f"formy[{place}]", rows, problems)
    rows["target_group"] = _codes(item, "ciloveSkupiny", "target_group", problems)
    rows["age_group"] = _codes(item, "vekoveSkupiny", "age_group", problems)
    rows["scope"] = _codes(item, "rozsirenePusobnostiVKraji", "region_code", problems)
    rows["facility"], hidden = _facilities(item, problems)
    rows["document"] = _documents(item, problems)
    rows["contact"] = _contacts(item, "", problems)
    _contact_addresses(item, rows["contact"], hidden, problems)
    return rows


def _codes(item: Values, key: str, name: str, problems: Problems) -> Rows:
    found: Rows = {}
    for place, entry in enumerate(listed(item.get(key), key, problems)):
        code = values.code(entry, f"{key}[{place}]", problems)
        if name == "region_code" and len(code) > 4:
            problems.flag(
                f"{key}[{place}]", _("Neznámý kód „%(code)s“ je vynechán.") % {"code": code}
            )
        elif code:
            found[code] = {name: code}
    return found


def _form(raw: Any, where: str, rows: dict[str, Rows], problems: Problems) -> None:
    item = mapping(raw, where, problems)
    form = values.code(item.get("forma"), f"{where}.forma", problems)
    if not form:
        problems.refuse(f"{where}.forma", _("Chybí forma poskytování."))
        return
    always = values.truth(
        item.get("nepretrzitePoskytovani"), f"{where}.nepretrzitePoskytovani", problems
    )
    known = rows["form"].setdefault(form, {"form": form})
    if always:
        known["is_continuous"] = True
    for place, raw_capacity in enumerate(
        listed(item.get("kapacity"), f"{where}.kapacity", problems)
    ):
        _capacity(raw_capacity, f"{where}.kapacity[{place}]", form, rows["capacity"], problems)
    for place, hours in enumerate(
        listed(item.get("casoveRozsahy"), f"{where}.casoveRozsahy", problems)
    ):
        _hours(hours, f"{where}.casoveRozsahy[{place}]", form, rows["hours"], problems)


def _capacity(raw: Any, where: str, form: str, found: Rows, problems: Problems) -> None:
    item = mapping(raw, where, problems)
    unit = values.code(item.get("typ"), f"{where}.typ", problems)
    note = values.text(item.get("popis"), f"{where}.popis", problems, limit=5_000)
    if item.get("pocet") is None:
        problems.flag(f"{where}.pocet", _("Kapacita bez počtu je vynechána."))
        return
    amount = values.amount(item["pocet"], f"{where}.pocet", problems)
    if not unit:
        problems.refuse(f"{where}.typ", _("Chybí jednotka kapacity."))
    key, same = f"{form}/{unit}", 1
    while key in found:  # two capacities of one form and unit, told apart by their notes
        same += 1
        key = f"{form}/{unit}#{same}"
    found[key] = _filled(form=form, unit=unit, amount=amount, note=note)


def _hours(raw: Any, where: str, form: str, found: Rows, problems: Problems) -> None:
    item = mapping(raw, where, problems)
    weekday = WEEKDAYS.get(values.code(item.get("den"), f"{where}.den", problems))
    if weekday is None:
        problems.flag(f"{where}.den", _("Neznámý den v týdnu, provozní doba je vynechána."))
        return
    opens = values.clock(item.get("od"), f"{where}.od", problems)
    closes = values.clock(item.get("do"), f"{where}.do", problems)
    if opens is None or closes is None:
        return
    purpose = _purpose(values.code(item.get("typ"), f"{where}.typ", problems))
    note = values.text(item.get("poznamka"), f"{where}.poznamka", problems, limit=300)
    spans = [(weekday, opens, closes)]
    if "00:00" != closes <= opens:  # over midnight: a night is two rows
        spans = [(weekday, opens, "00:00"), (weekday % 7 + 1, "00:00", closes)]
    for day, first, last in spans:
        found[f"{form}/{purpose}/{day}/{first}-{last}"] = _filled(
            form=form, purpose=purpose, weekday=day, opens=first, closes=last, note=note
        )


def _purpose(kind: str) -> str:
    """The ministry's list of these was not seen: its words are read by their beginnings."""
    if kind.startswith("obj"):
        return "appointment"
    return "phone" if kind.startswith("tel") else "open"


def _facilities(item: Values, problems: Problems) -> tuple[Rows, set[str]]:
    """Facilities by key, a repeated one once; and the addresses nobody may learn."""
    found: list[tuple[str, Values]] = []
    hidden: set[str] = set()
    for place, raw in enumerate(listed(item.get("zarizeni"), "zarizeni", problems)):
        facility, address = _facility(raw, f"zarizeni[{place}]", problems)
        if facility.get("is_address_hidden") and address:
            hidden.add(address)
        found.append((address, facility))
    rows: Rows = {}
    for address, facility in found:
        if address in hidden:
            _hide(facility)
            address = ""
        where = facility.get("address_point_code") or address
        key = digest(
            facility.get("name"), where, facility.get("provided_from"), facility.get("provided_to")
        )
        rows[key] = facility
    return rows, hidden


def _hide(facility: Values) -> None:
    facility["is_address_hidden"] = True
    for name in ADDRESS_FIELDS:
        facility.pop(name, None)


def _facility(raw: Any, where: str, problems: Problems) -> tuple[Values, str]:
    item = mapping(raw, where, problems)
    name = values.text(item.get("nazev"), f"{where}.nazev", problems, limit=300)
    starts = values.day(item.get("poskytujeOd"), f"{where}.poskytujeOd", problems)
    ends = values.day(item.get("poskytujeDo"), f"{where}.poskytujeDo", problems)
    if starts and ends and ends < starts:
        problems.refuse(f"{where}.poskytujeDo", _("Zařízení nemůže skončit dřív, než začalo."))
    facility = _filled(
        name=name or _("bez názvu"),
        provided_from=starts,
        provided_to=ends,
        is_address_hidden=values.truth(
            item.get("utajenaAdresa"), f"{where}.utajenaAdresa", problems
        ),
    )
    address = _address(item.get("adresa"), f"{where}.adresa", problems)
    written = _written(address)
    facility.update(address)
    if facility.get("is_address_hidden"):
        _hide(facility)
    return facility, written


def _address(raw: Any, where: str, problems: Problems) -> Values:
    item = mapping(raw, where, problems)
    if not item:
        return {}

    def text(key: str, limit: int) -> str:
        return values.text(item.get(key), f"{where}.{key}", problems, limit)

    def code(key: str, limit: int) -> str:
        found = values.code(item.get(key), f"{where}.{key}", problems)
        if len(found) <= limit:
            return found
        problems.flag(f"{where}.{key}", _("Neznámý kód „%(code)s“ je vynechán.") % {"code": found})
        return ""

    street = item.get("ulice")
    postal_code = text("psc", 20).replace(" ", "")
    if postal_code and not (len(postal_code) == 5 and postal_code.isdigit()):
        problems.flag(f"{where}.psc", _("PSČ nemá pět číslic, je vynecháno."))
        postal_code = ""
    return _filled(
        address_point_code=text("kodAdresnihoMista", 9),
        street=values.text(
            street.get("nazev") if type(street) is dict else street,
            f"{where}.ulice",
            problems,
            limit=200,
        ),
        house_number=text("cisloDomovni", 10),
        is_registration_number=code("typCislaDomovniho", 20) == "2",
        orientation_number=text("cisloOrientacni", 10),
        postal_code=postal_code,
        municipality_code=code("obec", 6),
        municipality_part_code=code("castObce", 6),
        district_code=code("okres", 4),
        region_code=code("kraj", 4),
        address_note=text("dodatekAdresy", 300),
    )


def _written(address: Values) -> str:
    """The address in one line; places without a code of the address point are told apart by it."""
    numbers = "/".join(
        address[name] for name in ("house_number", "orientation_number") if name in address
    )
    street = f"{address.get('street', '')} {numbers}".strip()
    postal_code = address.get("postal_code", "")
    spaced = f"{postal_code[:3]} {postal_code[3:]}" if postal_code else ""
    parts = [street, address.get("address_note", ""), spaced]
    return ", ".join(part for part in parts if part)


def _name(facilities: Rows) -> str:
    """What the service is called: the register names only its facilities. The commonest wins."""
    lasting = [row["name"] for row in facilities.values() if "provided_to" not in row]
    names = lasting or [row["name"] for row in facilities.values()]
    return max(names, key=names.count) if names else ""


def _documents(item: Values, problems: Problems) -> Rows:
    more = mapping(item.get("doplnkoveUdaje"), "doplnkoveUdaje", problems)
    found: Rows = {}
    for key, kind in DOCUMENTS:
        path = f"doplnkoveUdaje.{key}"
        for place, raw in enumerate(listed(more.get(key), path, problems)):
            where = f"{path}[{place}].priloha"
            entry = mapping(raw, f"{path}[{place}]", problems)
            file = mapping(entry.get("priloha"), where, problems)
            url = values.text(file.get("url"), f"{where}.url", problems, limit=1_000)
            if url.startswith(("https://", "http://")):
                found[digest(kind, url)] = {"type": kind, "url": url}
            elif url:
                problems.flag(f"{where}.url", _("Odkaz nezačíná http, je vynechán."))
    return found


def _contacts(item: Values, root: str, problems: Problems) -> Rows:
    found: Rows = {}
    for key, inner, kind in CONTACTS:
        for place, raw in enumerate(listed(item.get(key), f"{root}{key}", problems)):
            where = f"{root}{key}[{place}]"
            entry = {inner: raw} if type(raw) is str else mapping(raw, where, problems)
            value = values.text(entry.get(inner), f"{where}.{inner}", problems, limit=500)
            note = values.text(entry.get("poznamka"), f"{where}.poznamka", problems, limit=300)
            if value:
                found[digest(kind, value)] = _filled(type=kind, value=value, note=note)
    return found


def _contact_addresses(item: Values, found: Rows, hidden: set[str], problems: Problems) -> None:
    entries = listed(item.get("kontaktniAdresy"), "kontaktniAdresy", problems)
    for place, raw in enumerate(entries):
        where = f"kontaktniAdresy[{place}]"
        entry = mapping(raw, where, problems)
        written = _written(_address(entry.get("adresa", entry), f"{where}.adresa", problems))
        if written and written not in hidden:
            found[digest("address", written)] = {"type": "address", "value": written}
