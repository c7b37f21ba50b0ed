"""The file of services: one record a service, what everybody may see of it."""

from catalog import say
from catalog.addresses import permanent
from catalog.opendata.shapes import Field
from providers.models.codelist import ServiceKind
from providers.models.description import ServiceText
from providers.public import PublicPlace, PublicService, PublicUnits

BRANCHES = tuple(ServiceKind.Branch.values)
SLOTS = {
    "for_whom": "pro_koho",
    "what": "co_dela",
    "price": "cena",
    "how_to_ask": "jak_pozadat",
    "when_full": "kdyz_je_plno",
}


def contacts(row: PublicService, kind: str) -> list[str]:
    return [contact.value for contact in say.contacts_of(row) if contact.type == kind]


def _each(places: tuple[PublicPlace, ...], name: str) -> list[str]:
    """Each value once, in the order of places."""
    return list(dict.fromkeys(filter(None, (getattr(place, name) for place in places))))


def _lowest(row: PublicService) -> int | None:
    ages = [age.age_from for age in row.ages]
    return min(ages) if ages and None not in ages else None  # type: ignore[type-var]


def _highest(row: PublicService) -> int | None:
    ages = [age.age_to for age in row.ages]
    return max(ages) if ages and None not in ages else None  # type: ignore[type-var]


def _units(row: PublicUnits) -> str:
    where = row.territory or "celý kraj"
    return f"{row.form.name}, {where}: {row.unit.name} {say.plain_number(row.amount)}"


COMMON = (
    Field("identifikator", "Sedmimístný identifikátor služby v registru poskytovatelů; nemění se.",
          lambda row: row.identifier, needed=True),
    Field("uuid", "Trvalý identifikátor služby v rozhraní /hsds/.", lambda row: str(row.uuid),
          needed=True),
    Field("adresa_stranky", "Trvalá adresa stránky služby.",
          lambda row: permanent("sluzby", row.identifier), "uri", needed=True),
    Field("nazev", "Název služby.", lambda row: row.name, needed=True),
    Field("druh_kod", "Klíč druhu služby.", lambda row: row.kind.slug, needed=True),
    Field("druh", "Druh služby podle zákona č. 108/2006 Sb.", lambda row: row.kind.name, needed=True),
    Field("paragraf", "Paragraf zákona, který druh vymezuje.", lambda row: row.kind.section),
    Field("oblast", "Oblast: poradenství (counselling), péče (care), prevence (prevention).",
          lambda row: row.kind.branch, values=BRANCHES),
    Field("bezplatna", "Zda zákon službu poskytuje bez úhrady; prázdné, není-li známo.",
          lambda row: row.kind.is_free if row.kind.payment else None, "boolean"),
    Field("ico", "IČO poskytovatele, osm číslic i s nulami na začátku.",
          lambda row: row.provider.ico),
    Field("poskytovatel", "Název poskytovatele.", lambda row: row.provider.name, needed=True),
    Field("pravni_forma", "Právní forma poskytovatele.", lambda row: row.provider.legal_form),
    Field("formy", "Formy poskytování: residential (pobytová), ambulatory (ambulantní), field (terénní).",
          lambda row: [form.slug for form in row.forms], many=True),
    Field("nepretrzite", "Zda je některá forma poskytována nepřetržitě.",
          lambda row: any(form.is_continuous for form in row.forms), "boolean", needed=True),
    Field("cilove_skupiny_kody", "Kódy cílových skupin (číselník MPSV).",
          lambda row: [group.slug for group in row.groups], many=True),
    Field("cilove_skupiny", "Názvy cílových skupin ve stejném pořadí.",
          lambda row: [group.name for group in row.groups], many=True),
    Field("prevazujici_skupina", "Kód převažující cílové skupiny.",
          lambda row: next((group.slug for group in row.groups if group.is_primary), None)),
    Field("vek_od", "Nejnižší věk v letech; prázdné, není-li omezen nebo uveden.", _lowest, "integer"),
    Field("vek_do", "Nejvyšší věk v letech; prázdné, není-li omezen nebo uveden.", _highest, "integer"),
    Field("poskytovana_od", "První den poskytování.", lambda row: row.provided_from, "date",
          needed=True),
    Field("poskytovana_do", "Poslední den poskytování, je-li znám.", lambda row: row.provided_to,
          "date"),
)  # fmt: skip
NETWORK = (
    Field("v_siti", "Zda je služba ten den v síti kraje.", lambda row: row.is_in_network, "boolean",
          needed=True),
    Field("v_siti_od", "Od kdy je v síti bez přerušení.", lambda row: row.in_network_since, "date"),
)  # fmt: skip
VERIFIED = Field("overeno_dne", "Kdy poskytovatel údaje naposledy potvrdil.",
                 lambda row: row.verified_on, "date")  # fmt: skip
TEXTS = tuple(
    Field(name, f"Text poskytovatele: {ServiceText.Slot(slot).label}.",
          lambda row, slot=slot: row.texts.get(slot))
    for slot, name in SLOTS.items()
)  # fmt: skip

#: Columns of sluzby.csv in their order. New ones are added at the end, none is renamed.
COLUMNS = (
    *COMMON,
    Field("kapacita", "Nejvyšší registrovaná kapacita po formách a jednotkách.",
          lambda row: [f"{item.form.name}: {item.unit.name} {say.plain_number(item.amount)}"
                       for item in row.capacities], many=True),
    Field("telefony", "Telefony služby; nemá-li vlastní, jejích míst nebo poskytovatele.",
          lambda row: contacts(row, "phone"), many=True),
    Field("e_maily", "E-maily služby; nemá-li vlastní, jejích míst nebo poskytovatele.",
          lambda row: contacts(row, "mail"), many=True),
    Field("weby", "Webové stránky služby; nemá-li vlastní, jejích míst nebo poskytovatele.",
          lambda row: contacts(row, "web"), many=True),
    Field("mista", "Adresy míst, kde se služba poskytuje. Adresy, které mají zůstat utajené, tu nejsou.",
          lambda row: [say.address(place).replace("\u00a0", " ") for place in row.places], many=True),
    Field("obce_kody", "Kódy obcí těchto míst (šest číslic, ČSÚ).",
          lambda row: _each(row.places, "municipality_code"), many=True),
    Field("obce", "Názvy obcí těchto míst.", lambda row: _each(row.places, "municipality"), many=True),
    Field("orp_kody", "Kódy ORP těchto míst (čtyři číslice, ČSÚ).",
          lambda row: _each(row.places, "orp_code"), many=True),
    Field("souradnice", "Zeměpisná šířka a délka míst ve WGS 84, kde jsou známy.",
          lambda row: ["{} {}".format(*place.point) for place in row.places if place.point],
          many=True),
    Field("adresa_utajena", "Zda některé místo zůstává utajené.", lambda row: row.has_hidden_place,
          "boolean", needed=True),
    Field("pusobnost_kody", "Území, kam služba dojíždí: kód obce (6 číslic), ORP (4) nebo okresu (LAU 1).",
          lambda row: [item.code for item in row.reach], many=True),
    Field("pusobnost", "Názvy těchto území.", lambda row: [item.name for item in row.reach], many=True),
    *NETWORK,
    Field("jednotky_v_siti", "Jednotky v síti kraje po formách a územích.",
          lambda row: [_units(item) for item in row.network], many=True),
    Field("volna_mista", "Volná místa, která poskytovatel uvedl za posledních 30 dní.",
          lambda row: sum(item.free for item in row.vacancies) if row.vacancies else None, "integer"),
    Field("volna_mista_ke_dni", "Ke kterému dni volná místa platí.",
          lambda row: min((item.as_of for item in row.vacancies), default=None), "date"),
    *TEXTS,
    VERIFIED,
)  # fmt: skip

_CONTACTS = (
    Field(
        "typ", "phone, mail, web, fax, data_box nebo address.", lambda row: row.type, needed=True
    ),
    Field("hodnota", "Číslo nebo adresa.", lambda row: row.value, needed=True),
    Field("poznamka", "Ke komu nebo kdy.", lambda row: row.note),
)
_CODED = (
    Field("kod", "Klíč v číselníku.", lambda row: row.slug, needed=True),
    Field("nazev", "Název.", lambda row: row.name, needed=True),
)
#: Keys of one service in sluzby.json.
OBJECT = (
    *(field for field in COMMON if field.name not in {"formy", "cilove_skupiny_kody", "cilove_skupiny"}),
    Field("formy", "Formy poskytování.", lambda row: row.forms, of=(
        *_CODED,
        Field("nepretrzite", "Zda nepřetržitě.", lambda row: row.is_continuous, "boolean", needed=True),
    )),
    Field("cilove_skupiny", "Pro koho služba je.", lambda row: row.groups, of=(
        *_CODED,
        Field("prevazujici", "Zda je převažující.", lambda row: row.is_primary, "boolean", needed=True),
    )),
    Field("vekove_skupiny", "Věkové skupiny.", lambda row: row.ages, of=(
        *_CODED,
        Field("vek_od", "Dokončené roky.", lambda row: row.age_from, "integer"),
        Field("vek_do", "Dokončené roky.", lambda row: row.age_to, "integer"),
    )),
    Field("kapacity", "Nejvyšší registrovaná kapacita, ne volná místa.",
          lambda row: row.capacities, of=(
        Field("forma", "Klíč formy.", lambda row: row.form.slug, needed=True),
        Field("jednotka", "Klíč jednotky.", lambda row: row.unit.slug, needed=True),
        Field("jednotka_nazev", "Název jednotky.", lambda row: row.unit.name, needed=True),
        Field("pocet", "Počet jednotek.", lambda row: row.amount, "number", needed=True),
        Field("poznamka", "Poznámka.", lambda row: row.note),
    )),
    Field("hodiny", "Provozní doba.", lambda row: row.hours, of=(
        Field("forma", "Klíč formy.", lambda row: row.form.slug, needed=True),
        Field("ucel", "open, appointment nebo phone.", lambda row: row.purpose, needed=True),
        Field("den", "Den v týdnu, 1 je pondělí.", lambda row: row.weekday, "integer", needed=True),
        Field("od", "Čas začátku.", lambda row: f"{row.opens:%H:%M}", needed=True),
        Field("do", "Čas konce; 24:00 je půlnoc.",
              lambda row: f"{row.closes:%H:%M}".replace("00:00", "24:00"), needed=True),
        Field("poznamka", "Poznámka.", lambda row: row.note),
    )),
    Field("mista", "Místa poskytování bez těch utajených.", lambda row: row.places, of=(
        Field("uuid", "Trvalý identifikátor místa.", lambda row: str(row.uuid), needed=True),
        Field("nazev", "Název místa.", lambda row: row.name),
        Field("adresa", "Adresa v jednom řádku.",
              lambda row: say.address(row).replace("\u00a0", " ")),
        Field("psc", "PSČ.", lambda row: row.postal_code),
        Field("obec_kod", "Kód obce, šest číslic.", lambda row: row.municipality_code),
        Field("obec", "Obec.", lambda row: row.municipality),
        Field("orp_kod", "Kód ORP, čtyři číslice.", lambda row: row.orp_code),
        Field("orp", "ORP.", lambda row: row.orp),
        Field("upresneni", "Upřesnění adresy.", lambda row: row.note),
        Field("sirka", "Zeměpisná šířka, WGS 84.", lambda row: row.point and row.point[0], "number"),
        Field("delka", "Zeměpisná délka, WGS 84.", lambda row: row.point and row.point[1], "number"),
        Field("kontakty", "Kontakty místa.", lambda row: row.contacts, of=_CONTACTS),
    )),
    Field("adresa_utajena", "Zda některé místo zůstává utajené.", lambda row: row.has_hidden_place,
          "boolean", needed=True),
    Field("kontakty", "Vlastní kontakty služby.", lambda row: row.contacts, of=_CONTACTS),
    Field("kontakty_poskytovatele", "Kontakty poskytovatele.",
          lambda row: row.provider.contacts, of=_CONTACTS),
    Field("pusobnost", "Území, kam služba dojíždí.", lambda row: row.reach, of=(
        Field("uroven", "municipality, orp nebo district.", lambda row: row.level, needed=True),
        Field("kod", "Kód území.", lambda row: row.code, needed=True),
        Field("nazev", "Název území.", lambda row: row.name, needed=True),
    )),
    Field("cinnosti", "Základní činnosti podle § 35 zákona.", lambda row: row.activities, of=_CODED),
    Field("fakultativni_cinnosti", "Další činnosti slovy.",
          lambda row: row.optional_activities, many=True),
    *NETWORK,
    Field("sit", "Položky sítě kraje ten den.", lambda row: row.network, of=(
        Field("forma", "Klíč formy.", lambda row: row.form.slug, needed=True),
        Field("cilova_skupina", "Kód cílové skupiny; prázdné znamená všechny.",
              lambda row: row.group and row.group.slug),
        Field("uroven", "orp, district nebo region (celý kraj).", lambda row: row.level, needed=True),
        Field("uzemi_kod", "Kód území.", lambda row: row.code),
        Field("uzemi", "Název území.", lambda row: row.territory),
        Field("kategorie", "Kategorie sítě.", lambda row: row.category.name, needed=True),
        Field("jednotka", "Název jednotky.", lambda row: row.unit.name, needed=True),
        Field("pocet", "Počet jednotek.", lambda row: row.amount, "number", needed=True),
    )),
    Field("volna_mista", "Volná místa uvedená za posledních 30 dní.", lambda row: row.vacancies, of=(
        Field("forma", "Klíč formy.", lambda row: row.form.slug, needed=True),
        Field("pocet", "Počet volných míst.", lambda row: row.free, "integer", needed=True),
        Field("ke_dni", "Ke kterému dni.", lambda row: row.as_of, "date", needed=True),
    )),
    *TEXTS,
    VERIFIED,
)  # fmt: skip
