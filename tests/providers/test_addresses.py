"""Positions of facilities from the address points of RÚIAN.

The file is made here in the office's form. Codes and WGS84 positions are those of five facilities
in the national register (MPSV, 2026); their S-JTSK coordinates were worked out backwards.
"""

import zipfile
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from providers import ruian
from providers.actions.addresses import Filled, load_addresses
from providers.models import Facility
from providers.ruian import WrongFile, read_points, to_wgs84
from sitis.versions import save_version
from tests.factories import FacilityFactory, MunicipalityFactory, official

HEADER = (
    "Kód ADM;Kód obce;Název obce;Kód MOMC;Název MOMC;Kód obvodu Prahy;Název obvodu Prahy;"
    "Kód části obce;Název části obce;Kód ulice;Název ulice;Typ SO;Číslo domovní;Číslo orientační;"
    "Znak čísla orientačního;PSČ;Souřadnice Y;Souřadnice X;Platí Od"
)
BOSKOVICE = "15269060", "581372", "590750.50", "1128354.96"
KURIM = "24193500", "583251", "602342.94", "1148628.90"
VYSKOV = "31153526", "592889", "569030.81", "1154968.51"
KNOWN = {
    BOSKOVICE: ("49.4919069", "16.6616399"),
    ("15279651", "581372", "590701.42", "1128395.83"): ("49.4915886", "16.6623738"),
    KURIM: ("49.2994380", "16.5329192"),
    ("24190250", "583251", "602463.76", "1147684.04"): ("49.3077666", "16.5298578"),
    VYSKOV: ("49.2743276", "16.9974945"),
}


def line(code, municipality, y, x):
    return (
        f"{code};{municipality};Žďár nad Řekou;;;;;99;Část;;Příčná;č.p.;12;3;a;68001;{y};{x};"
        "2013-12-01T00:00:00"
    )


def table(*points, header=HEADER, encoding="cp1250"):
    return "\r\n".join([header, *(line(*point) for point in points), ""]).encode(encoding)


@pytest.fixture
def addresses(tmp_path):
    """Writes a file with the given points and returns its path."""

    def write(*points, name="adresy.csv", **form):
        path = tmp_path / name
        path.write_bytes(table(*points, **form))
        return path

    return write


def facility(point, **fields):
    code, municipality, *_position = point
    return FacilityFactory(
        address_point_code=code, municipality_code=municipality, municipality=None, **fields
    )


def position(row):
    row.refresh_from_db()
    return row.latitude, row.longitude


@pytest.mark.parametrize(("point", "known"), KNOWN.items())
def test_known_points_are_met_within_a_fifth_of_a_metre(point, known):
    latitude, longitude = to_wgs84(float(point[2]), float(point[3]))

    assert abs(latitude - Decimal(known[0])) < Decimal("0.000002")
    assert abs(longitude - Decimal(known[1])) < Decimal("0.000002")


def test_point_published_elsewhere_is_met_within_a_metre():
    """Holešovice in Prague, S-JTSK and WGS84 as another project states them."""
    latitude, longitude = to_wgs84(741928.31, 1042585.42)

    assert abs(latitude - Decimal("50.092352")) < Decimal("0.00001")
    assert abs(longitude - Decimal("14.432642")) < Decimal("0.00001")


@pytest.mark.django_db
def test_empty_position_is_filled_with_a_trace(addresses):
    home, elsewhere = facility(BOSKOVICE), facility(KURIM)

    filled = load_addresses(addresses(BOSKOVICE, VYSKOV))

    assert filled == Filled(filled=1, missing=1)
    assert position(home) == (Decimal("49.491907"), Decimal("16.661640"))
    assert position(elsewhere) == (None, None)
    newest = home.history.first()
    assert (newest.history_change_reason, newest.latitude, newest.version) == (
        "load_addresses",
        Decimal("49.491907"),
        2,
    )


@pytest.mark.django_db
def test_same_file_again_changes_nothing(addresses):
    home, path = facility(BOSKOVICE), addresses(BOSKOVICE)
    load_addresses(path)

    again = load_addresses(path)

    home.refresh_from_db()
    assert again == Filled(unchanged=1)
    assert (home.version, home.history.count()) == (2, 2)


@pytest.mark.django_db
def test_position_that_was_loaded_follows_a_newer_file(addresses):
    home = facility(BOSKOVICE)
    load_addresses(addresses(BOSKOVICE))
    moved = (*BOSKOVICE[:3], "1128364.96")  # ten metres to the south

    filled = load_addresses(addresses(moved))

    assert filled == Filled(corrected=1)
    assert position(home)[0] == Decimal("49.491818")


@pytest.mark.django_db
def test_position_entered_by_hand_stays(addresses):
    typed = facility(BOSKOVICE, latitude=Decimal("49.5"), longitude=Decimal("16.6"))
    corrected = facility(KURIM)
    load_addresses(addresses(KURIM))
    corrected.refresh_from_db()
    corrected.longitude = Decimal("16.533000")  # the entrance is round the corner
    save_version(corrected, by=official("registrar"))

    filled = load_addresses(addresses(BOSKOVICE, KURIM))

    assert filled == Filled(by_hand=2)
    assert position(typed) == (Decimal("49.5"), Decimal("16.6"))
    assert position(corrected)[1] == Decimal("16.533")


@pytest.mark.django_db
def test_hidden_address_gets_no_position(addresses):
    shelter = facility(BOSKOVICE, is_address_hidden=True)

    filled = load_addresses(addresses(BOSKOVICE))

    assert filled == Filled()
    assert position(shelter) == (None, None)


@pytest.mark.django_db
def test_code_of_an_address_in_another_municipality_fills_nothing(addresses):
    home = facility(BOSKOVICE)
    home.municipality_code = "583251"
    save_version(home, by=None)

    filled = load_addresses(addresses(BOSKOVICE))

    assert filled == Filled(elsewhere=1)
    assert position(home) == (None, None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("y", "x"), [("", ""), ("nic", "1"), ("nan", "1"), ("1e400", "1"), ("0", "0"), ("-590750", "1")]
)
def test_unusable_coordinates_are_counted(addresses, y, x):
    home = facility(BOSKOVICE)

    filled = load_addresses(addresses((*BOSKOVICE[:2], y, x), KURIM))

    assert filled == Filled(without_position=1)
    assert position(home) == (None, None)


@pytest.mark.django_db
def test_short_row_is_counted(tmp_path):
    facility(BOSKOVICE)
    path = tmp_path / "kratky.csv"
    path.write_bytes(f"{HEADER}\r\n{BOSKOVICE[0]};581372;Boskovice\r\n".encode("cp1250"))

    assert load_addresses(path) == Filled(without_position=1)


@pytest.mark.django_db
def test_archive_of_tables_is_read(tmp_path):
    facility(BOSKOVICE)
    facility(KURIM)
    path = tmp_path / "20261101_OB_ADR_csv.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("CSV/20261101_OB_581372_ADR.csv", table(BOSKOVICE))
        archive.writestr("CSV/20261101_OB_583251_ADR.csv", table(KURIM))
        archive.writestr("CSV/readme.txt", "adresní místa")

    assert load_addresses(path) == Filled(filled=2)


def test_utf8_with_bom_and_decimal_commas_are_read(addresses):
    comma = (*BOSKOVICE[:2], "590750,50", "1128354,96")

    found = list(read_points(addresses(comma, encoding="utf-8-sig"), {BOSKOVICE[0]}))

    assert [point.position for point in found] == [(Decimal("49.491907"), Decimal("16.661640"))]


def archive(path, **members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name.replace("_", "."), content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "chybí sloupec Kód ADM"),
        (b"a;b;c\r\n1;2;3\r\n", "chybí sloupec Kód ADM"),
        (b"%PDF-1.7\x00\x81\xff\xfe binary", "není čitelná tabulka CSV"),
        (b"PK\x03\x04 cut off", "chybí sloupec Kód ADM"),
        (table(header=HEADER.replace("Souřadnice X", "X")), "chybí sloupec Souřadnice X"),
        (table() + b"x" * 10_000, "příliš dlouhé řádky"),
        (b"\xef\xbb\xbf\xff\xff", "není čitelná tabulka CSV"),
        (table() + b'"\x00' * 3000, "příliš dlouhé řádky"),
    ],
)
def test_wrong_file_is_refused_with_a_sentence(tmp_path, content, sentence):
    home = facility(BOSKOVICE)
    path = tmp_path / "adresy.csv"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("load_addresses", path, stdout=StringIO())

    assert str(refused.value).endswith("Nic se nezapsalo.")
    assert refused.value.returncode == 1
    assert home.history.count() == 1


@pytest.mark.django_db
def test_second_bad_table_of_an_archive_leaves_nothing_written(tmp_path):
    home, path = facility(BOSKOVICE), tmp_path / "adresy.zip"
    archive(path, a_csv=table(BOSKOVICE), b_csv=b"a;b\r\n")

    with pytest.raises(WrongFile, match=r"b\.csv"):
        load_addresses(path)

    assert position(home) == (None, None)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(WrongFile, match="nejde přečíst"):
        list(read_points(tmp_path / "neni.csv", {"1"}))


def test_folder_is_refused(tmp_path):
    with pytest.raises(WrongFile, match="nejde přečíst"):
        list(read_points(tmp_path, {"1"}))


def test_archive_without_a_table_is_refused(tmp_path):
    archive(tmp_path / "prazdny.zip", a_txt="nic")

    with pytest.raises(WrongFile, match="není žádný soubor CSV"):
        list(read_points(tmp_path / "prazdny.zip", {"1"}))


def test_bomb_is_refused_before_it_is_unpacked(tmp_path):
    """About 210 kB that would become 210 MB."""
    path = tmp_path / "bomba.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target,
        target.open("a.csv", "w", force_zip64=True) as member,
    ):
        for _megabyte in range(ruian.MAX_MEMBER // 1024**2 + 1):
            member.write(b"0" * 1024**2)

    with pytest.raises(WrongFile, match="příliš velký"):
        list(read_points(path, {"1"}))


def test_damaged_archive_is_refused(tmp_path):
    path = tmp_path / "zip.zip"
    archive(path, a_csv=table(*KNOWN))
    damaged = bytearray(path.read_bytes())
    damaged[60:90] = bytes(30)
    path.write_bytes(damaged)

    with pytest.raises(WrongFile, match=r"zip\.zip"):
        list(read_points(path, {"1"}))


@pytest.mark.django_db
def test_command_says_how_many(addresses):
    facility(BOSKOVICE)
    facility(KURIM)
    said = StringIO()

    call_command("load_addresses", addresses(BOSKOVICE), stdout=said)

    assert "Souřadnice doplněny: 1\n" in said.getvalue()
    assert "nedoplněny, kód v souboru není: 1\n" in said.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_facilities(addresses, django_assert_max_num_queries, count):
    MunicipalityFactory()
    for _n in range(count):
        facility(BOSKOVICE)

    with django_assert_max_num_queries(8):
        load_addresses(addresses(BOSKOVICE))

    assert Facility.objects.exclude(latitude=None).count() == count
