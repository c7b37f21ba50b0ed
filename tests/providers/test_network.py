"""The ledger: whatever versions there are, its running sum is the table of every day."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from providers.network import (
    Compared,
    Group,
    Item,
    Key,
    Level,
    Place,
    Version,
    What,
    compare,
    ledger,
    sum_of,
    table_of,
    totals,
)

START = date(2026, 1, 1)
KYJOV, HODONIN, REGION = (
    Place(Level.ORP, "6210"),
    Place(Level.DISTRICT, "CZ0645"),
    Place(Level.REGION),
)


def day(number):
    return START + timedelta(days=number)


def key(service="a", form="field", place=KYJOV, unit="direct_care_fte", group=None):
    return Key(service, form, group, place, "basic", unit)


def item(id, amount, of=None, **more):
    return Item(id, of or key(), Decimal(amount), **more)


def told(entries):
    return [(entry.day, entry.what, entry.delta, entry.key.service) for entry in entries]


# -- what a ledger says ---------------------------------------------------------------------------


def test_added_raised_lowered_removed():
    first = Version(
        1, day(0), day(9), (item(1, "2"), item(2, "5.5", key("b")), item(3, "1", key("c")))
    )
    second = Version(
        2,
        day(10),
        None,
        (item(4, "2.25", continues=1), item(5, "5", key("b"), continues=2), item(6, "1", key("d"))),
        resolution="Z2",
    )

    entries = ledger([second, first])

    assert told(entries)[3:] == [
        (day(10), What.RAISED, Decimal("0.25"), "a"),
        (day(10), What.LOWERED, Decimal("-0.5"), "b"),
        (day(10), What.REMOVED, Decimal("-1"), "c"),
        (day(10), What.ADDED, Decimal("1"), "d"),
    ]
    assert {entry.resolution for entry in entries[3:]} == {"Z2"}


def test_an_item_names_its_own_resolution():
    version = Version(
        1, day(0), None, (item(1, "2", resolution="R7"), item(2, "1", key("b"))), "Z1"
    )

    assert [(entry.key.service, entry.resolution) for entry in ledger([version])] == [
        ("a", "R7"),
        ("b", "Z1"),
    ]


def test_items_begin_and_end_inside_a_version():
    version = Version(1, day(0), None, (item(1, "2", first=day(5), last=day(7)),))

    assert told(ledger([version])) == [
        (day(5), What.ADDED, Decimal(2), "a"),
        (day(8), What.REMOVED, Decimal(-2), "a"),
    ]


def test_an_item_that_continues_unchanged_is_no_entry():
    one = Version(1, day(0), day(9), (item(1, "2"),))
    other = Version(2, day(10), None, (item(2, "2", continues=1),))

    assert [entry.day for entry in ledger([one, other])] == [day(0)]


def test_a_change_of_key_is_a_removal_and_an_addition_that_name_each_other():
    moved = key(place=HODONIN)
    one = Version(1, day(0), day(9), (item(1, "2"),))
    other = Version(2, day(10), None, (item(2, "2", moved, continues=1),))

    removal, addition = ledger([one, other])[1:]

    assert (removal.what, removal.delta, removal.other) == (What.REMOVED, Decimal(-2), moved)
    assert (addition.what, addition.delta, addition.other) == (What.ADDED, Decimal(2), key())


def test_between_two_versions_there_is_no_network():
    one = Version(1, day(0), day(3), (item(1, "2"),))
    other = Version(2, day(6), None, (item(2, "2"),))

    assert table_of([one, other], day(4)) == {}
    assert [(entry.day, entry.delta) for entry in ledger([one, other])] == [
        (day(0), 2),
        (day(4), -2),
        (day(6), 2),
    ]


# -- wild sequences -------------------------------------------------------------------------------

keys = st.builds(
    key,
    st.sampled_from("abc"),
    st.sampled_from(["field", "residential"]),
    st.sampled_from([KYJOV, HODONIN, REGION]),
)
days = st.none() | st.integers(-5, 60).map(day)


@st.composite
def sequences(draw):
    """Versions that do not overlap, some with gaps; items begin and end anywhere."""
    versions, first, number = [], draw(st.integers(0, 5)), 0
    for order in range(draw(st.integers(0, 5))):
        length = draw(st.integers(1, 14))
        items = []
        for _each in range(draw(st.integers(0, 6))):
            number += 1
            starts, ends = draw(days), draw(days)
            if starts and ends and ends < starts:
                starts, ends = ends, starts
            amount = draw(st.decimals("0.01", "99.99", places=2))
            earlier = draw(st.none() | st.integers(1, number))
            items.append(Item(number, draw(keys), amount, starts, ends, earlier))
        versions.append(Version(order, day(first), day(first + length - 1), tuple(items)))
        first += length + draw(st.integers(0, 3))
    if versions and draw(st.booleans()):
        last = versions.pop()
        versions.append(Version(last.id, last.first, None, last.items))
    return draw(st.permutations(versions))


@given(sequences())
def test_the_running_sum_is_the_table_of_every_day(versions):
    entries = ledger(versions)

    for number in range(-7, 100):
        assert sum_of(entries, day(number)) == table_of(versions, day(number))


@given(sequences())
def test_entries_are_in_order_and_say_what_they_do(versions):
    entries = ledger(versions)

    assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)
    for entry in entries:
        assert entry.after - entry.before == entry.delta != 0
        assert (
            entry.what
            == {
                (True, False): What.ADDED,
                (False, True): What.REMOVED,
                (False, False): What.RAISED if entry.delta > 0 else What.LOWERED,
            }[entry.before == 0, entry.after == 0]
        )


# -- totals and comparison ------------------------------------------------------------------------


def test_totals_keep_okres_and_region_as_rows_of_their_own():
    table = {
        key("a"): Decimal(2),
        key("b"): Decimal(3),
        key("a", group="24"): Decimal(1),
        key("a", place=HODONIN): Decimal(5),
        key("c", place=REGION): Decimal(7),
        key("b", unit="beds"): Decimal(9),
    }

    rows = {
        (row.group.place, row.group.unit): (row.amount, row.services)
        for row in totals(table, lambda service: "home_care")
    }

    assert rows == {
        (KYJOV, "direct_care_fte"): (Decimal(6), 2),
        (HODONIN, "direct_care_fte"): (Decimal(5), 1),
        (REGION, "direct_care_fte"): (Decimal(7), 1),
        (KYJOV, "beds"): (Decimal(9), 1),
    }


def test_two_tables_side_by_side():
    kinds = {"a": "home_care", "b": "shelter"}.get
    before = {key("a"): Decimal(2), key("b"): Decimal(3)}
    after = {key("a"): Decimal("2.5"), key("b", place=REGION): Decimal(3)}

    rows = compare(before, after, kinds)

    def group(kind, place):
        return Group(kind, "field", place, "direct_care_fte")

    assert rows == [
        Compared(group("home_care", KYJOV), Decimal(2), Decimal("2.5"), 1, 1),
        Compared(group("shelter", KYJOV), Decimal(3), Decimal(0), 1, 0),
        Compared(group("shelter", REGION), Decimal(0), Decimal(3), 0, 1),
    ]


@given(sequences(), st.integers(0, 90), st.integers(0, 90))
def test_differences_of_a_comparison_are_the_entries_between(versions, one, other):
    one, other = sorted((one, other))
    tables = [table_of(versions, day(number)) for number in (one, other)]

    delta = sum((row.delta for row in compare(*tables, lambda service: "x")), Decimal(0))

    between = (entry for entry in ledger(versions) if day(one) < entry.day <= day(other))
    assert delta == sum((entry.delta for entry in between), Decimal(0))
