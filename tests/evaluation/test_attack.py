"""No provider pins another's value more narrowly than ± 10 %, in worlds made to let it; and a solver
that does find it when the rules are broken."""

from decimal import Decimal
from random import Random

import pytest

from evaluation.actions.benchmarks import compute_run, draft_run, exclude, freeze_run
from evaluation.benchmark import Input, Order
from evaluation.documents.benchmark import told_edition
from evaluation.models import BenchmarkRun, GroupResult, RunKind, RunResult
from evaluation.runs.drawn import pair
from evaluation.runs.seen import audience, groups
from providers.models import Provider
from tests.evaluation.attack import (
    Knowledge,
    collect,
    members_of,
    order_view,
    pinned,
    read_edition,
    set_view,
    solve,
)
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.test_parts import parted
from tests.factories import MembershipFactory, official

D = Decimal
ABOUT = (2025, "N1")


# -- the solver finds what broken rules let out ----------------------------------------------------------


def broken(*views, own=()):
    known = Knowledge(list(views))
    for name, value in own:
        known.learn(ABOUT, name, value, value)
    return pinned(solve(known), {name for name, _value in own})


TEN = [D(value) for value in (400, 450, 480, 510, 560, 600, 640, 700, 760, 900)]
NAMES = [f"služba {at}" for at in range(10)]


def test_bars_of_a_large_group_alone_pin_nobody():
    assert broken(set_view(ABOUT, NAMES, TEN), own=[(NAMES[0], 400.0)]) == {}


def test_two_runs_that_differ_by_one_pin_the_one():
    without = set_view(ABOUT, NAMES[:9], TEN[:9])

    assert (ABOUT, NAMES[9]) in broken(set_view(ABOUT, NAMES, TEN), without)


def test_overlapping_groups_pin_who_is_in_one_only():
    assert (ABOUT, NAMES[5]) in broken(
        set_view(ABOUT, NAMES[:6], TEN[:6]), set_view(ABOUT, NAMES[:5], TEN[:5])
    )


def test_a_group_of_two_pins_the_other():
    assert broken(set_view(ABOUT, NAMES[:2], TEN[:2]), own=[(NAMES[0], 400.0)]) == {
        (ABOUT, NAMES[1]): pytest.approx((449.5, 450.5))
    }


def test_bars_that_are_alike_pin_everybody():
    alike = [D(500 + at) for at in range(10)]

    assert len(broken(set_view(ABOUT, NAMES, alike))) == 10


def test_a_median_of_three_and_two_own_values_pin_the_third():
    own = [(NAMES[0], 400.0), (NAMES[2], 700.0)]

    assert (ABOUT, NAMES[1]) in broken(order_view(ABOUT, NAMES[:3], median=D(500)), own=own)


def test_who_holds_both_ends_learns_the_middle():
    own = [
        (name, value) for name, value in zip(NAMES[:6], (1, 2, 3, 4000, 5000, 6000), strict=True)
    ]
    told = order_view(ABOUT, NAMES, q1=D("126"), median=D(505), q3=D(3130))

    assert len(broken(told, own=own)) == 4


def test_a_share_near_its_whole_is_pinned_by_a_quartile():
    about, names = (2025, "V1"), [f"služba {at}" for at in range(12)]
    known = Knowledge([order_view(about, names, q1=D("87.0"), median=D(97), q3=D(99))])
    for name, value in zip(names[:3], (60, 61, 62), strict=True):
        known.learn(about, name, value, value)

    assert len(pinned(solve(known), set(names[:3]))) == 9


# -- worlds made to let it ----------------------------------------------------------------------------------


def service(at, provider, cost, *, year=2025, weight=10, kind="home_care", share="0.8", hours=1000):
    """``cost`` is what one man-year in direct care costs; few facts make few indicators."""
    direct = D(weight)
    total = direct / D(share)
    given = {
        "costs_eligible": D(cost) * direct, "costs_total": D(cost) * direct,
        "costs_personal": D(cost) * direct * 3 / 4, "fte_direct": direct,
        "fte_total": total.quantize(D("0.0001")), "hours_direct": direct * hours,
        "users": direct * 12, "refused_capacity": D(at % 7), "months_operated": D(12),
    }  # fmt: skip
    return Input(
        f"{9_300_000 + at}", f"{98_100_000 + provider}", kind, "field", year, "", direct, given
    )


def spread(n, **fields):
    return [service(at, at, 400_000 + 61_000 * at, **fields) for at in range(n)]


def small(n):
    return [spread(n)]


def dominated():
    return [[service(0, 0, 900_000, weight=150), *(service(at, at, 400_000 + 50_000 * at) for at in range(1, 11))]]  # fmt: skip


def many_of_one():
    low = [service(at, 0, 300_000 + at) for at in range(4)]
    return [[*low, *(service(at, at, 600_000 + 1000 * at) for at in range(4, 14))]]


def both_ends_of_one():
    low = [service(at, 0, 300_000 + at) for at in range(4)]
    high = [service(at, 0, 900_000 + at) for at in range(4, 8)]
    middle = [service(at, at, 600_000 + 1000 * at) for at in range(8, 18)]
    return [[*low, *high, *middle]]


def alike():
    return [[service(at, at, 700_000 + 900 * at, share=f"0.9{at}") for at in range(10)]]


def ties():
    return [[service(at, at, 700_000 if at < 8 else 1_500_000) for at in range(10)]]


def all_equal():
    return [[service(at, at, 700_000) for at in range(12)]]


def alike_but_for_the_attacker():
    return [[service(0, 0, 300_000), *(service(at, at, 700_000 + 900 * at) for at in range(1, 11))]]


def newcomer():
    first = spread(10, year=2024)
    return [first, [*spread(10), service(50, 50, 2_000_000)]]


def leaver():
    return [[*spread(11, year=2024)], spread(10)]


def busy(at, **fields):
    """Costs and hours that both differ enough to be bars."""
    return service(at, at, 400_000 + 61_000 * at, hours=800 + 60 * at, **fields)


def without_hours(many):
    """Of twelve services ``many`` do not say their hours: whose forms have none, everybody knows."""
    made = [busy(at) for at in range(12)]
    for one in made[4 : 4 + many]:
        del one.facts["hours_direct"]
    return [made]


def other_bands():
    """Groups by size are joined in the first year and stand alone in the second, all but one."""
    first = [
        service(at, at, 400_000 + 40_000 * at, year=2024, weight=2 if at < 8 else 6)
        for at in range(18)
    ]
    second = [service(at, at, 400_000 + 40_000 * at, weight=2 if at < 9 else 6) for at in range(18)]
    return [first, second]


WORLDS = {
    **{f"small-{n}": small(n) for n in (2, 4, 5, 6, 7, 8, 9, 10)},
    "dominated": dominated(), "many-of-one": many_of_one(), "both-ends": both_ends_of_one(),
    "alike": alike(), "ties": ties(), "all-equal": all_equal(),
    "alike-but-one": alike_but_for_the_attacker(), "newcomer": newcomer(), "leaver": leaver(),
    "other-bands": other_bands(), "one-without-hours": without_hours(1),
    "two-without-hours": without_hours(2), "all-with-hours": without_hours(0),
}  # fmt: skip


def told(years):
    """Each year's reports approved, its run frozen and shared."""
    analyst, runs = official("analyst"), []
    for inputs in years:
        year = inputs[0].year
        approve(Order(year, "test", (), tuple(inputs)))
        run = draft_run(year=year, cutoff=CUTOFF, by=analyst, years_back=0)
        compute_run(run, by=analyst)
        run.refresh_from_db()
        freeze_run(run, by=analyst)
        runs.append(run)
    return runs


def nobody_is_pinned(*, same_every_year=False):
    """Try each provider; how many groups any of them was told."""
    seen = 0
    for provider in Provider.objects.order_by("pk"):
        user = MembershipFactory(provider=provider).user
        known, own = collect(user, same_every_year=same_every_year)
        seen += len(known.views)
        assert pinned(solve(known), own) == {}
    return seen


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(WORLDS))
def test_nobody_pins_anybody(name):
    years = WORLDS[name]
    told(years)

    seen = nobody_is_pinned()

    others = len({one.provider for one in years[0]}) - 1
    if others < 5:
        assert seen == 0
    elif name in ("small-9", "small-10", "ties", "newcomer", "leaver"):
        assert seen > 0
    if name.endswith("-hours"):
        assert are_drawn_together() is (name == "all-with-hours")


def are_drawn_together():
    """Whether a provider sees its group by costs and hours at once."""
    user = MembershipFactory(provider=Provider.objects.order_by("pk").first()).user
    run = BenchmarkRun.objects.get()
    who = audience(run, user)
    by_code = {one.code: one for one in groups(run, who)}
    return pair(run, who, by_code) is not None


@pytest.mark.django_db
def test_the_only_other_with_a_founder_is_not_the_bar_above_zero():
    """Legal forms stand in the register: the attacker knows whose share of a founder is zero."""
    inputs = spread(12)
    for at, one in enumerate(inputs):
        one.facts["revenue_total"] = one.facts["costs_total"]
        one.facts["revenue_founder"] = (
            one.facts["costs_total"] * (5 + at) / 40 if at in (0, 7) else D(0)
        )
        one.facts["revenue_municipalities"] = one.facts["costs_total"] * (10 + at) / 100
    told([inputs])
    user = MembershipFactory(provider=Provider.objects.order_by("pk").first()).user
    known, own = collect(user)
    rows = RunResult.objects.filter(indicator="F3z", value=0).select_related("input")
    for row in rows:
        known.learn((2025, "F3z"), (row.input.service_id, row.input.form), 0, 0)
        own.add((row.input.service_id, row.input.form))

    found = pinned(solve(known), own)

    assert rows.count() == 10
    assert [key for key in found if key[0] == (2025, "F3z")] == []
    assert any(view.about == (2025, "F3") and view.is_set for view in known.views)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["newcomer", "leaver", "other-bands"])
def test_bars_of_two_years_do_not_show_who_came_or_went(name):
    """Even if nothing changed in a year and the attacker knows it: bars have their partners."""
    told(WORLDS[name])

    for provider in Provider.objects.order_by("pk"):
        user = MembershipFactory(provider=provider).user
        known, own = collect(user, same_every_year=True)
        known.views = [view for view in known.views if view.is_set]
        assert pinned(solve(known), own) == {}


@pytest.mark.django_db
def test_an_excluded_service_never_shows_as_the_difference_of_two_runs():
    inputs = spread(12)
    approve(Order(2025, "test", (), tuple(inputs)))
    analyst = official("analyst")
    for excluded in (None, inputs[4], inputs[7]):
        run = draft_run(year=2025, cutoff=CUTOFF, by=analyst, years_back=0)
        compute_run(run, by=analyst)
        if excluded is not None:
            service = run.inputs.get(service__identifier=excluded.service).service
            exclude(run, service, reason="rekonstrukce", by=analyst)
        run.refresh_from_db()
        freeze_run(run, by=analyst)

    assert nobody_is_pinned() > 0

    RunKind.objects.update(year=1)  # the lock is opened …
    RunKind.objects.filter(run__number=1).update(year=2)
    RunKind.objects.filter(run__number=2).update(year=3, is_shared=True)
    user = MembershipFactory(provider=Provider.objects.order_by("pk").first()).user
    known, own = collect(user)
    assert pinned(solve(known), own)  # … and the attack succeeds


@pytest.mark.django_db
@pytest.mark.parametrize("world", ["small-2", "alike", "alike-but-one", "all-equal"])
def test_the_attack_succeeds_where_all_bars_are_told(world):
    """What was decided when the run was computed is written over: the gate would let it out."""
    told(WORLDS[world])
    GroupResult.objects.update(level="bars")
    RunResult.objects.filter(counts=True).update(is_bar=True)
    user = MembershipFactory(provider=Provider.objects.order_by("pk").first()).user

    known, own = collect(user)

    assert pinned(solve(known), own)


@pytest.mark.django_db
def test_the_attack_reads_the_printed_report_too():
    """Written over so that the report of a small group tells all, the report alone gives it away."""
    [run] = told(WORLDS["small-2"])
    GroupResult.objects.update(level="bars")
    known = Knowledge()
    own = RunResult.objects.filter(input__run=run, indicator="N1").order_by("pk").first()
    name = (own.input.service_id, own.input.form)
    known.learn(ABOUT, name, float(own.value), float(own.value))

    read_edition(known, told_edition(run), members_of(run), same_every_year=False)

    assert pinned(solve(known), {name})


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_nobody_pins_anybody_in_worlds_of_chance(seed):
    chance = Random(seed)
    inputs, at = [], 0
    for kind in ("home_care", "personal_assistance", "outreach_programme"):
        middle, width = chance.uniform(5e5, 9e5), chance.choice([0.02, 0.1, 0.4])
        for _one in range(chance.randint(4, 16)):
            cost = round(middle * (1 + chance.uniform(-width, width)))
            weight = chance.choice([1, 2, 5, 9, 20, 80])
            provider = chance.choice([at, at, at, 3])
            one = service(
                at, provider, cost, weight=weight, kind=kind, share=f"0.{chance.randint(60, 99)}"
            )
            inputs.append(one)
            at += 1
    told([inputs])

    nobody_is_pinned()


@pytest.mark.django_db
def test_the_whole_beside_its_parts_pins_nobody():
    """What is told of all forms together is told of no part, so neither is the rest of the other."""
    chance = Random(4)
    told([[parted(chance, at) for at in range(10)]])

    assert nobody_is_pinned() > 0
    codes = {
        form: set(RunResult.objects.filter(input__form=form, counts=True).values_list("indicator", flat=True))
        for form in ("residential", "field", "whole")
    }  # fmt: skip
    assert codes["whole"]
    assert codes["whole"].isdisjoint(codes["residential"] | codes["field"])
