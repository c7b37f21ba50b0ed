"""Groups of services that are compared: large enough where they can be, and never overlapping."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.peers import Member, is_enough, parted, sizes

D = Decimal


def group(number, form="field", of="seniors", size=5, start=0, kind="home_care"):
    return [Member(start + at, start + at, kind, form, of, D(size)) for at in range(number)]


def shape(cells):
    return {cell.key.split("|", 1)[1]: len(cell.members) for cell in cells}


def test_a_group_stops_at_eight_others():
    assert shape(parted(group(9, size=2) + group(9, size=5, start=50))) == {
        "field||0-0": 9,
        "field||1-1": 9,
    }
    assert shape(parted(group(9, size=2) + group(8, size=5, start=50))) == {"field||": 17}


def test_bands_of_four_are_joined():
    bands = [
        *group(12, size=2), *group(4, size=5, start=20),
        *group(4, size=10, start=40), *group(11, size=20, start=60),
    ]  # fmt: skip

    assert shape(parted(bands)) == {"field||0-0": 12, "field||1-3": 19}


def test_target_groups_stand_alone_or_together():
    some = [*group(10), *group(5, of="family", start=20), *group(6, of="exclusion", start=40)]

    assert shape(parted(some)) == {"field|seniors|": 10, "field|exclusion+family|": 11}
    assert shape(parted([*group(10), *group(5, of="family", start=20)])) == {"field||": 15}


def test_beds_are_never_compared_with_home_visits_where_either_is_enough():
    some = [*group(20), *group(4, form="residential", size=30, start=40)]

    assert shape(parted(some)) == {"field||": 20, "residential||": 4}


def test_a_small_kind_is_one_group():
    some = [*group(3), *group(4, form="residential", size=30, start=40)]

    assert shape(parted(some)) == {"||": 7}


def test_small_forms_outside_of_beds_are_joined():
    some = [*group(20), *group(2, form="ambulatory", start=40), *group(9, "outpatient", start=60)]

    assert shape(parted(some, ["form"])) == {"ambulatory+outpatient||": 11, "field||": 20}


def test_providers_are_counted_not_services():
    several = [Member(at, at % 4, "home_care", "field", "", D(2)) for at in range(40)]

    assert not is_enough(several)


def test_a_person_sees_what_each_choice_would_make():
    found = dict(sizes([*group(9, size=2), *group(9, size=5, start=50)]))

    assert [len(cells) for cells in found.values()] == [1, 1, 2, 1, 2]


members = st.builds(
    Member,
    key=st.integers(0, 10**6),
    provider=st.integers(0, 25),
    kind=st.sampled_from(["home_care", "respite_care"]),
    form=st.sampled_from(["residential", "ambulatory", "field", "outpatient", "several"]),
    group=st.sampled_from(["", "seniors", "family"]),
    size=st.one_of(st.none(), st.decimals(min_value=0, max_value=200, places=1)),
)


@settings(max_examples=60)
@given(rows=st.lists(members, unique_by=lambda one: one.key, max_size=120))
def test_everybody_is_in_one_group_of_the_own_kind(rows):
    cells = parted(rows)

    placed = [one for cell in cells for one in cell.members]
    assert sorted(one.key for one in placed) == sorted(one.key for one in rows)
    assert all(one.kind == cell.kind for cell in cells for one in cell.members)
    assert len({cell.key for cell in cells}) == len(cells)
    for cell in cells:
        assert not cell.forms or {one.form for one in cell.members} <= set(cell.forms)
        if cell.bands:
            assert is_enough(cell.members)
