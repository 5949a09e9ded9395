"""Intervals and verdicts over twin worlds."""

from __future__ import annotations

import numpy as np
import pytest

from sim.config.compose import compose_plan
from sim.measure.definitions import KPIS
from sim.measure.ranking import UNDECIDED
from sim.statistics.intervals import ratio_difference_interval, simultaneous_intervals
from sim.study.closing import IN_FULL, compared
from sim.study.compare import Comparison, compare, estimate, paired_difference, summarise
from sim.study.samples import Samples
from sim.world import simulate

NAN = float("nan")
PLACE = {kpi.key: k for k, kpi in enumerate(KPIS)}


def quotients(numerators: list[float], denominators: list[float]) -> Samples:
    """The same totals over replications for every KPI."""
    parts = (np.array(part, dtype=np.float64) for part in (numerators, denominators))
    return Samples(*(np.repeat(part[:, None], len(KPIS), axis=1) for part in parts))


def everywhere(values: list[float]) -> Samples:
    """The same values over replications for every KPI."""
    return quotients(values, [1.0] * len(values))


def row_of(rows: list[Comparison], kpi: str) -> Comparison:
    return next(row for row in rows if row.kpi == kpi)


def test_interval_by_hand():
    """Mean 3, s = 1.58114, t(0.975, 4) = 2.77645: half width 2.77645 x 1.58114 / sqrt(5)."""
    found, k = estimate(everywhere([1, 2, 3, 4, 5])), PLACE["orders"]
    assert found.mean[k] == 3.0
    assert found.high[k] - 3.0 == pytest.approx(1.96324, abs=1e-5)
    assert 3.0 - found.low[k] == pytest.approx(1.96324, abs=1e-5)


def test_pairing_removes_the_luck_worlds_share():
    """Differences 1, 2, 3: mean 2, s = 1, half width 4.30265 / sqrt(3), however wide the levels."""
    found = paired_difference(everywhere([101, 1002, 13]), everywhere([100, 1000, 10]))
    k = PLACE["orders"]
    assert found.centre[k] == 2.0
    assert found.high[k] == pytest.approx(2 + 2.48414, abs=1e-5)


def test_a_quotient_is_that_of_its_totals():
    """CAC of 10 / 1 and 30 / 9 is 40 / 10, not the mean of 10 and 3.33."""
    figures = summarise(quotients([10, 30], [1, 9]))["cac"]
    assert figures["mean"] == 4.0
    assert figures["p50"] == pytest.approx((10 + 30 / 9) / 2)


def test_a_rare_share_stays_within_its_range():
    """0, 0 and 3 of 1,000 opted out: a mean of 0.001 and no end below zero."""
    figures = summarise(quotients([0, 0, 3], [1000] * 3))["opted_out_share"]
    assert figures["mean"] == pytest.approx(0.001)
    assert 0.0 <= figures["low"] < 0.001 < figures["high"] <= 1.0


def test_undefined_replications_leave_the_summary_and_are_counted():
    """A figure without a value somewhere is the mean of the others, and n tells how many."""
    figures = summarise(everywhere([1.0, NAN, 3.0]))["payback_months"]
    assert (figures["mean"], figures["n"], figures["p50"]) == (2.0, 2, 2.0)


def test_a_kpi_nobody_defines_has_no_figure():
    """Never defined: every figure is null, and n is 0."""
    figures = summarise(everywhere([NAN, NAN]))["cac"]
    assert set(figures.values()) == {None, 0}


def test_an_interval_without_bounds_is_none():
    """New members 0, 0 and 1: the cost of one could be anything."""
    figures = summarise(quotients([5, 5, 5], [0, 0, 1]))["cac"]
    assert (figures["mean"], figures["low"], figures["high"]) == (15.0, None, None)


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict", "reason"),
    [
        pytest.param([5, 6, 7.1], [1, 2, 3], "higher", None, id="interval above zero"),
        pytest.param([1, 2, 3], [5, 6, 7.1], "lower", None, id="interval below zero"),
        pytest.param([1, 9, 2], [3, 3, 3], "cannot separate", None, id="interval spans zero"),
        pytest.param([5, 6], [4, 5], "cannot separate", "alike", id="one more in both of two"),
        pytest.param([5, 6, 7], [4, 5, 6], "cannot separate", "alike", id="one more in each of 3"),
        pytest.param([5, 6, 7, 8], [4, 5, 6, 7], "higher", None, id="one more in each of four"),
        pytest.param([4, 4], [4, 4], "same", None, id="the same in both of two"),
        pytest.param([4, 5, 6], [4, 5, 6], "same", None, id="equal in every world"),
        pytest.param([1, NAN, 3], [1, 2, 3], "cannot separate", "undefined", id="one undefined"),
        pytest.param([5], [1], "cannot separate", "one replication", id="single replication"),
        pytest.param([1], [1], "cannot separate", "one replication", id="single, and equal"),
    ],
)
def test_verdict(ours, theirs, verdict, reason):
    """A verdict is what the interval carries, never more."""
    row = compare({"a": everywhere(theirs), "b": everywhere(ours)})[0]
    assert (row.verdict, row.reason) == (verdict, reason)
    assert (row.low is None) == (reason is not None)


def test_more_policies_have_more_chances_to_be_alike():
    """Four replications tell of one policy or two; of three only five do."""
    theirs, ours = everywhere([4, 5, 6, 7]), everywhere([5, 6, 7, 8])
    for policies, reason in ((1, None), (2, None), (3, "alike")):
        rows = compare({"a": theirs} | {f"b{k}": ours for k in range(policies)})
        assert {row_of(rows, "orders").reason} == {reason}


def test_too_few_to_divide_by_separate_nothing():
    """With 0, 0 and 1 new members a lower CAC is no finding."""
    reference, ours = quotients([90] * 3, [30, 30, 31]), quotients([5] * 3, [0, 0, 1])
    for pair in ((reference, ours), (ours, reference)):
        row = row_of(compare(dict(zip("ab", pair, strict=True))), "cac")
        assert (row.verdict, row.reason, row.low) == ("cannot separate", "too few", None)


def test_relative_to_a_reference_of_zero_is_undefined():
    """A difference from nothing is no percentage."""
    row = compare({"a": everywhere([0.0, 0.0]), "b": everywhere([1.0, 2.0])})[0]
    assert (row.difference, row.relative) == (1.5, None)


def test_everything_is_held_against_the_first():
    """Three scenarios make two comparisons for each KPI."""
    rows = compare({name: everywhere([1.0, 2.0]) for name in "abc"})
    assert {(row.scenario, row.reference) for row in rows} == {("b", "a"), ("c", "a")}
    assert len(rows) == 2 * len(KPIS)


def test_one_scenario_has_the_paired_interval_of_its_ratio():
    """A family of one needs no correction."""
    ours, theirs = quotients([120, 150, 110], [40, 44, 38]), quotients([90, 99, 80], [30, 33, 31])
    row, k = row_of(compare({"a": theirs, "b": ours}), "ltv"), PLACE["ltv"]
    found = ratio_difference_interval(*ours, theirs)
    assert (row.low, row.high) == pytest.approx((found.low[k], found.high[k]))


def test_several_scenarios_hold_at_once():
    """The intervals of one KPI are those of its family, wider than each on its own."""
    reference = [10, 12, 9, 11]
    others = {"b": [12, 13, 12, 12], "c": [9, 15, 9, 13], "d": [14, 13, 11, 15]}
    rows = compare({"a": everywhere(reference)} | {n: everywhere(v) for n, v in others.items()})
    differences = np.array([*others.values()]).T - np.array(reference)[:, None]
    family = simultaneous_intervals(differences)
    for j, name in enumerate(others):
        row = row_of([row for row in rows if row.scenario == name], "orders")
        alone = row_of(
            compare({"a": everywhere(reference), name: everywhere(others[name])}), "orders"
        )
        assert (row.low, row.high) == pytest.approx((family.low[j], family.high[j]))
        assert row.high - row.low > alone.high - alone.low


def test_the_variance_factor_by_hand():
    """Values 1, 2, 3 and 3, 4, 6: (1 + 7 / 3) over the variance 1 / 3 of 2, 2, 3 is 10."""
    row = compare({"a": everywhere([1, 2, 3]), "b": everywhere([3, 4, 6])})[0]
    assert row.variance_factor == pytest.approx(10.0)


@pytest.mark.parametrize(
    "ours",
    [pytest.param([1.1, 2.2, 3.3], id="the same"), pytest.param([2.4, 3.5, 4.6], id="1.3 more")],
)
def test_a_difference_that_never_varies_has_no_factor(ours):
    """Rounding is not variance."""
    row = compare({"a": everywhere([1.1, 2.2, 3.3]), "b": everywhere(ours)})[0]
    assert row.variance_factor is None


@pytest.mark.slow
def test_twin_worlds_spare_luck(plan):
    """Ten times less variance than independent seeds, inviting friends or not, in orders and money.

    Not so for members where only one world invites, nor for two_sided_referral: docs/intervals.md.
    """
    names = ("baseline", "fila_333", "invite3_subsidy", "touch_heavy")
    plans = {name: plan(name, "shoppers.initial=500", "engine=compiled") for name in names}
    rows = compare(
        {name: Samples.of([simulate(one, r) for r in range(16)]) for name, one in plans.items()}
    )
    main = [row for row in rows if row.kpi in ("orders", "net_sales", "contribution")]
    assert {(row.scenario, row.kpi) for row in main if row.variance_factor < 10} == set()


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Variance against independent seeds: contribution 1/12, members 1.2 times"),
        ("zh", "与独立种子相比的方差：贡献利润 1/12、会员数 1.2 倍"),
    ],
)
def test_luck_that_twin_worlds_add_is_said_as_such(lang, told):
    """A factor below one is no fraction with a fraction below it."""
    study = compose_plan("baseline", [f"lang={lang}"]).study
    rows = [
        Comparison("b", "a", kpi, 1.0, 0.5, 1.5, 0.1, "higher", factor, None)
        for kpi, factor in (("members", 0.82), ("contribution", 12.3))
    ]
    assert told in compared(rows, study)


@pytest.mark.parametrize(
    ("replications", "told"), [(1, "undefined here"), (2, "undefined in some replication")]
)
def test_what_is_undefined_is_so_in_the_one_or_in_some(replications: int, told: str) -> None:
    """A single replication has no others."""
    study = compose_plan("baseline", ["lang=en", f"replications={replications}"]).study
    row = Comparison("b", "a", "cac", None, None, None, None, UNDECIDED, None, "undefined")
    assert compared([row], study).splitlines()[1].endswith(f"  {told}")


@pytest.mark.parametrize("plans", [2, IN_FULL, IN_FULL + 1])
def test_of_many_plans_is_said_what_they_earn(plans: int) -> None:
    """One line a plan, the best first; of a few plans every main figure."""
    study = compose_plan("baseline", ["lang=en", "replications=3"]).study
    rows = [
        Comparison(
            f"p{n}", "a", kpi, 10.0 * n, 10.0 * n - 5, 10.0 * n + 5, None, "higher", None, None
        )
        for n in range(1, plans + 1)
        for kpi in ("contribution", "members")
    ]
    told = compared(rows, study).splitlines()
    assert told[-1] == f"The intervals of each figure hold for all {plans} differences at once."
    if plans <= IN_FULL:
        assert sum("Members" in line for line in told) == plans
        return
    assert told[0].startswith("Contribution against a: difference over 3 twin worlds")
    assert [line.split()[0] for line in told[1 : plans + 1]] == [
        f"p{n}" for n in range(plans, 0, -1)
    ]
    assert told[1].split(maxsplit=2)[1] == f"+¥{10 * plans}.00"
    assert "comparison.csv" in told[plans + 2]
    assert not any("Members" in line for line in told)


def test_no_interval_passes_what_a_share_can_be():
    """Three shares of 0 to 1 spread over the line: t(0.975, 2) = 4.3 errors pass both ends."""
    wild, calm = quotients([0, 10, 5], [10, 10, 10]), quotients([10, 0, 3], [10, 10, 10])
    k, points, free = PLACE["repurchase_rate"], PLACE["nps"], PLACE["orders"]
    levels, apart = estimate(wild), paired_difference(wild, calm)
    assert apart.low[free] < -2.0 < 2.0 < apart.high[free]
    assert (apart.low[k], apart.high[k]) == (-1.0, 1.0)
    assert (apart.low[points], apart.high[points]) == (-2.0, 2.0)  # each lies within -1 to 1
    assert 0.0 <= levels.low[k] < levels.mean[k] < levels.high[k] <= 1.0
    row = row_of(compare({"calm": calm, "wild": wild}), "repurchase_rate")
    assert (row.low, row.high, row.verdict) == (-1.0, 1.0, "cannot separate")
    assert row.difference == pytest.approx(apart.centre[k])


def test_a_share_some_replication_lacks_stays_within_its_range_too():
    """Its mean over the others has a t interval, which knows no ends of its own."""
    figures = summarise(quotients([0, 1, NAN, 1], [1, 1, 1, 1]))
    assert (figures["repurchase_rate"]["low"], figures["repurchase_rate"]["high"]) == (0.0, 1.0)
    assert figures["orders"]["low"] < 0.0 < 1.0 < figures["orders"]["high"]
