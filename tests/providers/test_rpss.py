"""The parser: what it reads, what it refuses, and that nothing makes it raise."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.rpss import (
    Source,
    WholeFileRefused,
    fingerprint,
    normalise,
    provider_key_of,
    raw_records,
    regions_of,
)
from tests.providers.rpss_files import address, facility, form, hours, provider, record, written


def read(**fields):
    return normalise(record(**fields), 0)


def reasons(found):
    return [(problem.path, problem.is_flag) for problem in found.problems]


def test_a_plain_record_is_read_whole():
    found = read()

    assert not found.problems
    assert found.values == {
        "provider": "99550016",
        "kind": "4",
        "name": "Středisko Kyjov",
        "provided_from": "2014-03-01",
        "portal_id": 9000001,
    }
    assert found.rows["capacity"] == {
        "ter/klient": {"form": "ter", "unit": "klient", "amount": "10"}
    }
    assert found.provider.values == {"name": "Charita Kyjov", "ico": "99550016"}
    assert list(found.rows["facility"].values()) == [
        {
            "name": "Středisko Kyjov",
            "address_point_code": "19000001",
            "street": "Nádražní",
            "house_number": "12",
            "orientation_number": "3a",
            "postal_code": "69701",
            "municipality_code": "586307",
            "municipality_part_code": "78361",
            "district_code": "3706",
            "region_code": "116",
            "provided_from": "2014-03-01",
        }
    ]


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"identifier": "900001"}, "polozky[0].identifikator"),
        ({"identifier": "90000011"}, "polozky[0].identifikator"),
        ({"datumPoskytovaniOd": None}, "polozky[0].datumPoskytovaniOd"),
        ({"datumPoskytovaniOd": "2014-02-30"}, "polozky[0].datumPoskytovaniOd"),
        ({"datumPoskytovaniOd": "9999-01-01"}, "polozky[0].datumPoskytovaniOd"),
        ({"datumPoskytovaniDo": "2014-02-28"}, "polozky[0].datumPoskytovaniDo"),
        ({"druhSocialniSluzby": None}, "polozky[0].druhSocialniSluzby"),
        ({"druhSocialniSluzby": {"id": "x" * 30}}, "polozky[0].druhSocialniSluzby"),
        ({"formy": [form(amount=-1)]}, "polozky[0].formy[0].kapacity[0].pocet"),
        ({"formy": [form(amount=10**30)]}, "polozky[0].formy[0].kapacity[0].pocet"),
        ({"formy": [form(amount="deset")]}, "polozky[0].formy[0].kapacity[0].pocet"),
        ({"formy": [form(amount=True)]}, "polozky[0].formy[0].kapacity[0].pocet"),
        (
            {"formy": [form(nepretrzitePoskytovani="ano")]},
            "polozky[0].formy[0].nepretrzitePoskytovani",
        ),
        ({"formy": 3}, "polozky[0].formy"),
        ({"portalId": 2**70}, "polozky[0].portalId"),
        ({"zarizeni": [facility("x" * 10_000)]}, "polozky[0].zarizeni[0].nazev"),
        ({"zarizeni": [facility(poskytujeDo="2010-01-01")]}, "polozky[0].zarizeni[0].poskytujeDo"),
        ({"zarizeni": [facility(adresa="Brno")]}, "polozky[0].zarizeni[0].adresa"),
        ({"poskytovatel": provider(name="")}, "polozky[0].poskytovatel.nazev"),
        ({"poskytovatel": provider(name={"a": 1})}, "polozky[0].poskytovatel.nazev"),
        ({"poskytovatel": None}, "polozky[0].poskytovatel.nazev"),
    ],
)
def test_wrong_values_keep_the_record_out_and_say_where(fields, path):
    found = read(**fields)

    assert found.is_refused
    assert (path, False) in reasons(found)


@pytest.mark.parametrize("raw", [None, [], 7, "text", {}])
def test_an_item_that_is_no_record_is_refused(raw):
    assert normalise(raw, 5).is_refused
    assert normalise(raw, 5).problems[0].path == "polozky[5]"


@pytest.mark.parametrize(
    "entry",
    [
        {"vekovaSkupina": {"id": "VekovaSkupinaOsoby/7"}},
        {"id": "VekovaSkupinaOsoby/7"},
        "VekovaSkupinaOsoby/7",
        {"vekovaSkupina": "VekovaSkupinaOsoby/7", "poznamka": None},
    ],
)
def test_shapes_nobody_saw_are_read_tolerantly(entry):
    assert read(vekoveSkupiny=[entry]).rows["age_group"] == {"7": {"age_group": "7"}}


def test_extended_scope_and_contact_addresses():
    found = read(
        rozsirenePusobnostiVKraji=[{"kraj": {"id": "Kraj/116"}}, "Kraj/124"],
        kontaktniAdresy=[{"adresa": address()}],
    )

    assert set(found.rows["scope"]) == {"116", "124"}
    assert {row["value"] for row in found.rows["contact"].values()} == {
        "518 111 222",
        "Nádražní 12/3a, 697 01",
    }


def test_hours_are_data_and_a_night_is_two_rows():
    found = read(
        formy=[
            form(
                casoveRozsahy=[
                    hours("so", "8:00", "24:00"),
                    hours("ne", "22:00", "06:00"),
                    hours("pon", typ={"id": "TypCasovehoRozsahu/objednani"}),
                    hours("svatek"),
                    hours("ut", "ráno"),
                ]
            )
        ]
    )

    spans = [
        (row["purpose"], row["weekday"], row["opens"], row["closes"])
        for row in found.rows["hours"].values()
    ]
    assert spans == [
        ("open", 6, "08:00", "00:00"),
        ("open", 7, "22:00", "00:00"),
        ("open", 1, "00:00", "06:00"),
        ("appointment", 1, "08:00", "16:00"),
    ]
    assert reasons(found) == [
        ("polozky[0].formy[0].casoveRozsahy[3].den", True),
        ("polozky[0].formy[0].casoveRozsahy[4].od", True),
    ]


def test_repeated_facilities_are_one_whatever_their_spaces():
    found = read(
        zarizeni=[
            facility("Dům  klidu "),
            facility("Dům klidu"),
            facility("Dům klidu", poskytujeOd=None),
        ]
    )

    assert len(found.rows["facility"]) == 2


def test_places_without_a_code_are_told_apart_by_their_address():
    found = read(
        zarizeni=[
            facility(adresa=address(None)),
            facility(adresa=address(None, cisloDomovni=99)),
            facility(adresa=address(None)),
        ]
    )

    assert len(found.rows["facility"]) == 2


def test_a_hidden_address_is_read_by_nobody():
    secret = address(19555555, ulice={"nazev": "Tajná"})
    found = read(
        zarizeni=[
            facility("Azylový dům", utajenaAdresa=True, adresa=secret),
            facility("Azylový dům podruhé", adresa=secret),
        ],
        kontaktniAdresy=[{"adresa": secret}],
    )

    written_down = repr(found.rows)
    assert "Tajná" not in written_down
    assert "19555555" not in written_down
    assert "586307" not in written_down
    assert [row["is_address_hidden"] for row in found.rows["facility"].values()] == [True, True]


def test_two_capacities_of_one_form_and_unit_stay_two():
    two = form()
    two["kapacity"] *= 2

    assert list(read(formy=[two]).rows["capacity"]) == ["ter/klient", "ter/klient#2"]


def test_a_wrong_ico_is_kept_and_flagged():
    found = read(poskytovatel=provider(ico="12345678"))

    assert not found.is_refused
    assert found.provider.values["ico"] == "12345678"
    assert reasons(found) == [("polozky[0].poskytovatel.ico", True)]


def test_text_is_kept_as_it_is_but_for_spaces_and_control_characters():
    found = read(zarizeni=[facility("  <script>alert(1)</script>\t=1+1  👩\u200d🦽\u0000 ")])

    assert found.values["name"] == "<script>alert(1)</script> =1+1 👩\u200d🦽"
    assert reasons(found) == [("polozky[0].zarizeni[0].nazev", True)]


def test_people_are_not_read():
    found = repr(read())

    assert "Statutární" not in found
    assert "Vedoucová" not in found


def test_region_is_that_of_a_facility_or_of_the_extended_scope():
    elsewhere = facility(adresa=address(kraj={"id": "Kraj/124"}))

    scope = [{"kraj": {"id": "Kraj/116"}}]
    assert regions_of(record()) == {"116"}
    assert regions_of(record(zarizeni=[elsewhere], rozsirenePusobnostiVKraji=scope)) == {
        "116",
        "124",
    }
    assert regions_of(record(zarizeni=None)) == set()
    assert regions_of({"zarizeni": "x", "rozsirenePusobnostiVKraji": 3}) == set()


def test_fingerprint_changes_with_any_value_and_survives_depth():
    deep = []
    for _level in range(5_000):
        deep = [deep]

    assert fingerprint(record()) == fingerprint(record())
    assert fingerprint(record()) != fingerprint(record(id="y"))
    assert fingerprint(deep) == ""
    assert normalise(record(hluboko=deep), 0).is_refused


def test_the_whole_file_is_read_and_hashed():
    import hashlib

    file = written(record(), record("9000002"))
    source = Source(file)

    assert [raw["identifikator"] for raw in raw_records(source)] == ["9000001", "9000002"]
    assert source.sha256 == hashlib.sha256(file.getvalue()).hexdigest()


def test_a_byte_order_mark_is_no_error():
    file = io.BytesIO(b"\xef\xbb\xbf" + written(record()).getvalue())

    assert len(list(raw_records(Source(file)))) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   ",
        b"to neni JSON",
        b"PK\x03\x04\x00\x00",
        "čeština".encode("cp1250"),
        b"[]",
        b"[1, 2]",
        b'{"polozky": []}',
        b'{"polozky": null}',
        b'{"polozky": {"a": 1}}',
        b'{"zaznamy": [{}]}',
        b'{"polozky": [{}]} a jeste neco',
        b'{"polozky": [{"id": 1}, {"id"',
        b'{"polozky": [{"id": 1}',
        b'{"polozky": [{"id": "a\x00b"}]}',
        b'{"polozky": [' + b"9" * 6_000 + b"]}",
        b"a" * 3_000_000,
        '{"polozky": [{"id": "x"}]}'.encode("utf-16"),
    ],
    ids=range(18),
)
def test_what_is_no_register_is_refused_whole(content):
    with pytest.raises(WholeFileRefused) as refusal:
        list(raw_records(Source(io.BytesIO(content))))

    assert str(refusal.value).endswith(".")


def test_a_cut_off_file_says_so():
    whole = written(record(), record("9000002")).getvalue()

    with pytest.raises(WholeFileRefused, match="useknutý"):
        list(raw_records(Source(io.BytesIO(whole[:-2]))))


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(1 - 2**63, 2**63 - 1)  # the parser knows no other; those refuse the whole file
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(["2014-03-01", "Kraj/116", "9000001", -1, "\ud800", "08:00"])
)
WILD = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "adresa", "nazev", "pocet", "typ"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
KEYS = sorted(record())


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), WILD, max_size=6))
def test_no_record_however_wild_makes_the_parser_raise(fields):
    raw = record() | fields

    found = normalise(raw, 0)

    regions_of(raw)
    provider_key_of(raw)
    json.dumps([found.values, found.rows]).encode()


@settings(max_examples=200, deadline=None)
@given(WILD, st.sampled_from(["adresa", "nazev", "poskytujeOd", "utajenaAdresa"]))
def test_no_facility_however_wild_makes_the_parser_raise(wild, key):
    found = normalise(record(zarizeni=[facility(**{key: wild})], formy=[form(kapacity=wild)]), 0)

    assert found.is_refused == any(not problem.is_flag for problem in found.problems)


@pytest.mark.parametrize(
    "nested",
    [b"[" * 200_000, b'[{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000],
    ids=["arrays", "objects", "closed again"],
)
def test_a_file_nested_deeply_is_refused_and_not_chewed_for_minutes(nested):
    """The parser would take time with the square of the depth."""
    source = Source(io.BytesIO(b'{"polozky":' + nested))

    with pytest.raises(WholeFileRefused, match="vnoření"):
        list(raw_records(source))
