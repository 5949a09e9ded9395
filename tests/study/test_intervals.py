"""Intervals by hand, at their edges, and as often right as they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.statistics.intervals import (
    Interval,
    critical_max_t,
    may_be_luck,
    mean_interval,
    never_varies,
    possible,
    ratio_difference_interval,
    ratio_interval,
    share_interval,
    simultaneous_intervals,
    studentised_interval,
    studentised_ratio_interval,
    t_quantile,
)
from sim.study import coverage, known
from tests.conftest import Planner

NAN = float("nan")


def column(*values: float) -> np.ndarray:
    """One quantity over replications."""
    return np.array(values, dtype=np.float64)[:, None]


def ends(found: Interval) -> list[float]:
    """Centre and ends of the first quantity."""
    return [float(part[0]) for part in found]


def skewed(replications: int, quantities: int) -> np.ndarray:
    """Lopsided numbers that are always the same."""
    grid = np.arange(1, replications * quantities + 1) * 0.6180339887
    return -np.log(grid % 1.0).reshape(replications, quantities)


def test_a_mean_by_hand() -> None:
    """1 to 5: 3 -+ 2.77645 x 1.58114 / sqrt(5)."""
    found = ends(mean_interval(column(1, 2, 3, 4, 5)))
    assert found == pytest.approx([3, 3 - 1.96324, 3 + 1.96324], abs=1e-5)


def test_what_is_cut_off_never_held_a_truth_that_can_be() -> None:
    """Of every truth within the ends the cut interval holds those the whole one held."""
    draws = np.random.default_rng(4).integers(0, 2, size=(3, 200)).astype(float)
    whole = mean_interval(draws)
    cut = possible(whole, 0.0, 1.0)
    assert (whole.low < 0.0).any()
    assert (cut.centre == whole.centre).all()
    for truth in np.linspace(0.0, 1.0, 101):
        held = (whole.low <= truth) & (truth <= whole.high)
        assert (((cut.low <= truth) & (truth <= cut.high)) == held).all()
    assert np.isnan(possible(mean_interval(draws[:1]), 0.0, 1.0).low).all()


def test_fieller_ends_are_where_the_t_test_turns() -> None:
    """At either end rho of the interval, mean(y - rho x) is exactly t standard errors from zero."""
    x, y = 10 + skewed(8, 1), 20 + skewed(8, 1)[::-1]
    _, low, high = ends(ratio_interval(y, x))
    for rho in (low, high):
        rest = (y - rho * x)[:, 0]
        t = abs(rest.mean()) / (rest.std(ddof=1) / np.sqrt(8))
        assert t == pytest.approx(float(t_quantile(7)), rel=1e-9)


def test_a_ratio_over_a_fixed_cost_is_a_mean() -> None:
    """A denominator without luck gives the t interval of the numerator, scaled."""
    y = skewed(6, 1)
    assert ends(ratio_interval(y, column(*[4] * 6))) == pytest.approx(ends(mean_interval(y / 4)))


def test_a_denominator_near_zero_bounds_nothing() -> None:
    """If new members could be none, CAC could be anything."""
    found = ratio_interval(column(3, 4, 5), column(-1, 0, 1.5))
    assert (found.low[0], found.high[0]) == (-np.inf, np.inf)


def test_ratio_differences_are_paired() -> None:
    """Twin worlds with the same luck and the same ratio differ by nothing, with no width."""
    x, y = 10 + skewed(5, 1), 20 + skewed(5, 1)
    assert ends(ratio_difference_interval(y, x, (y, x))) == [0, 0, 0]


def test_ratio_differences_over_fixed_costs_are_paired_means() -> None:
    """Denominators without luck leave the paired t interval of the numerators."""
    ours, theirs, one = 20 + skewed(5, 1), skewed(5, 1)[::-1], np.ones((5, 1))
    found = ratio_difference_interval(ours, one, (theirs, one))
    assert ends(found) == pytest.approx(ends(mean_interval(ours - theirs)))


def test_the_bootstrap_leans_the_way_the_data_lean() -> None:
    """A long right tail stretches the upper half of the interval, and nothing wobbles."""
    data = skewed(20, 1)
    centre, low, high = ends(studentised_interval(data))
    assert high - centre > centre - low
    assert ends(studentised_interval(data)) == [centre, low, high]


def test_the_bootstrap_refuses_too_few_replications() -> None:
    """Below ten replications it does not keep its word, and says what does."""
    with pytest.raises(ValueError, match="needs 10 replications or more, not 9: use mean_interval"):
        studentised_interval(skewed(9, 1))


def test_the_bootstrap_of_a_ratio_over_ones_is_that_of_a_mean() -> None:
    """A denominator without luck leaves the mean of the numerators."""
    data = skewed(20, 1)
    found = studentised_ratio_interval(data, np.ones_like(data))
    assert ends(found) == pytest.approx(ends(studentised_interval(data)), rel=1e-12)


def test_the_bootstrap_of_a_ratio_has_no_side_of_its_own() -> None:
    """Both signs turned change nothing; one turned mirrors the interval, longer side and all."""
    y, x = skewed(20, 1), 30 + 5 * skewed(20, 1)[::-1]
    centre, low, high = ends(studentised_ratio_interval(y, x))
    assert low < centre < high
    assert high - centre > centre - low
    assert ends(studentised_ratio_interval(-y, -x)) == pytest.approx([centre, low, high])
    assert ends(studentised_ratio_interval(y, -x)) == pytest.approx([-centre, -high, -low])


def test_the_bootstrap_of_a_ratio_refuses_too_few_replications() -> None:
    """As that of a mean."""
    with pytest.raises(ValueError, match="not 9: use ratio_interval"):
        studentised_ratio_interval(skewed(9, 1), np.ones((9, 1)))


def test_one_policy_needs_no_correction() -> None:
    """One comparison at once is the paired t interval."""
    data = skewed(6, 1)
    assert ends(simultaneous_intervals(data)) == pytest.approx(ends(mean_interval(data)))


def test_the_same_policy_twice_needs_no_correction() -> None:
    """Perfectly correlated comparisons fail together: the critical value is Student's."""
    one = skewed(8, 1)
    assert critical_max_t(np.hstack([one, 2 * one])) == pytest.approx(t_quantile(7))


@pytest.mark.parametrize("policies", [2, 8])
def test_two_replications_need_no_correction(policies: int) -> None:
    """Whatever the policies, two runs make all their differences one: 12.7, not a draw near it."""
    assert critical_max_t(skewed(2, policies)) == pytest.approx(t_quantile(1))


@pytest.mark.parametrize("replications", [3, 5, 20])
def test_more_policies_widen_up_to_bonferroni(replications: int) -> None:
    """The critical value lies between Student's and Bonferroni's, with more policies than runs too.

    2 % room for the Monte Carlo error of the quantile, 6 % where two degrees of freedom are left.
    """
    from scipy.stats import t

    found = critical_max_t(skewed(replications, 4))
    room = 1.06 if replications == 3 else 1.02
    assert t.ppf(0.975, replications - 1) < found < room * t.ppf(1 - 0.025 / 4, replications - 1)


def test_a_processor_that_turns_vectors_round_changes_no_interval(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Which sign an eigenvector has is left to the processor; intervals are to the last digits."""
    here, found = np.linalg.eigh, critical_max_t(skewed(5, 4))

    def elsewhere(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        value, vector = here(matrix)
        return value, vector * np.array([1.0, -1.0, 1.0, -1.0])

    monkeypatch.setattr(np.linalg, "eigh", elsewhere)
    assert critical_max_t(skewed(5, 4)) == pytest.approx(found, rel=1e-12)


def test_a_policy_that_moves_nothing_has_no_width_and_costs_nothing() -> None:
    """A constant difference is known, and so is none; an undefined one is NaN; none widens the
    others."""
    one = skewed(6, 1)
    found = simultaneous_intervals(
        np.hstack([one, *(np.full((6, 1), always) for always in (7.0, NAN, 0.0))])
    )
    assert ends(found) == pytest.approx(ends(mean_interval(one)))
    assert (found.low[1], found.high[1]) == (7, 7)
    assert np.isnan(found.low[2])
    assert (found.low[3], found.high[3]) == (0, 0)


@pytest.mark.parametrize(
    ("replications", "family", "untold"),
    [
        (2, 1, True),
        (3, 1, True),
        (4, 1, False),
        (4, 2, False),
        (4, 3, True),
        (5, 6, False),
        (5, 7, True),
        (2_000, 350, False),
    ],
)
def test_what_is_always_the_same_may_be_luck(replications: int, family: int, untold: bool) -> None:
    """2 x family / 3^n at most 5 %; nothing at all is no luck, nor is what varies."""
    always, zero = np.full((replications, 1), 3.0), np.zeros((replications, 1))
    assert may_be_luck(always, family).tolist() == [untold]
    assert may_be_luck(zero, family).tolist() == [False]
    assert may_be_luck(skewed(replications, 1), family).tolist() == [False]


def test_two_worlds_of_one_law_are_rarely_alike_but_different() -> None:
    """Counts of 200 worlds, each a twin of itself with luck of its own, five laws: most 2.5 %."""
    rng = np.random.default_rng(5)
    for shared, own in ((0, 0.5), (0, 0.7), (3, 0.5), (3, 1.0), (1, 4.0)):
        both = rng.poisson(shared, (4, 20_000)).astype(float)
        ours, theirs = (both + rng.poisson(own, both.shape) for _ in range(2))
        alike = never_varies(ours - theirs) & (ours != theirs).any(axis=0)
        assert 0.0 < alike.mean() <= 0.0247


def test_a_rounded_difference_does_not_vary() -> None:
    """One fen more a thousand members, of some hundred yuan each: the spread is rounding."""
    theirs = np.array([[300.1], [311.7], [305.9]])
    found = simultaneous_intervals(theirs + 0.00001 - theirs)
    assert np.isnan(found.low[0]) and np.isnan(found.high[0])


def test_paired_differences_that_are_alike_have_no_ends() -> None:
    ours, theirs, one = column(5, 6), column(4, 5), np.ones((2, 1))
    found = ratio_difference_interval(ours, one, (theirs, one))
    assert found.centre[0] == 1.0
    assert np.isnan(found.low[0]) and np.isnan(found.high[0])


def test_fieller_keeps_small_intervals_around_large_totals() -> None:
    """Ten million give or take a fen: the interval is still that of the mean."""
    y = 1e7 + 0.01 * skewed(6, 1)
    found = ratio_interval(y, np.ones_like(y))
    assert found.high - found.centre == pytest.approx(mean_interval(y).high - y.mean(), rel=1e-4)


@pytest.mark.parametrize(
    "people",
    [
        pytest.param([0, 0, 1, 0, 0], id="one in five runs"),
        pytest.param([2, 0, 1, 3, 1], id="few"),
        pytest.param([1000, 999, 1000, 998, 1000], id="nearly all"),
    ],
)
def test_shares_stay_within_their_range(people: list[int]) -> None:
    """However few, both ends are shares, around the estimate."""
    centre, low, high = ends(share_interval(column(*people), np.full((5, 1), 1000.0)))
    assert 0.0 <= low < centre < high <= 1.0


def test_share_ends_are_where_the_score_test_turns() -> None:
    """At either end p, the estimate is t errors away, the error being that at p itself."""
    x, y = 1000 + skewed(6, 1), 30 + 5 * skewed(6, 1)[::-1]
    share, *both = ends(share_interval(y, x))
    rest = (y - share * x)[:, 0] / x.mean()
    error = rest.std(ddof=1) / np.sqrt(6)
    for p in both:
        at_p = error * np.sqrt(p * (1 - p) / (share * (1 - share)))
        assert abs(share - p) / at_p == pytest.approx(float(t_quantile(5)), rel=1e-9)


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["nobody", "everybody"])
def test_a_share_that_never_moves_has_no_width(share: float) -> None:
    """Nobody in any replication: zero, as certain as these runs can say."""
    found = share_interval(np.full((4, 1), 50 * share), np.full((4, 1), 50.0))
    assert ends(found) == [share, share, share]


@pytest.mark.parametrize("undefined", [column(1), column(1, NAN, 2)], ids=["one run", "a gap"])
def test_what_is_undefined_has_no_ratio_interval(undefined: np.ndarray) -> None:
    """One replication, or one without a value, gives no interval rather than a guess."""
    found = ratio_interval(undefined, np.ones_like(undefined))
    assert np.isnan(found.low[0])
    assert np.isnan(found.high[0])


def test_the_known_truth_is_the_truth() -> None:
    """Over 2,000 small years every sample mean or ratio lies within 4.5 errors of its target."""
    found = known.figures(1, 2_000, 50)
    for quantity in known.means(found, 50).values():
        sample = quantity.samples[:, 0]
        error = sample.std(ddof=1) / np.sqrt(len(sample))
        assert abs(sample.mean() - quantity.truth[0]) < 4.5 * error
    for quantity in known.ratios(found, 50).values():
        y, x = quantity.samples.T
        rest = y - quantity.truth[0] * x
        assert abs(rest.mean()) < 4.5 * rest.std(ddof=1) / np.sqrt(len(rest))


@pytest.mark.parametrize(
    ("missed", "verdict"),
    [
        pytest.param(0.05, "yes", id="as promised"),
        pytest.param(0.065, "within error", id="one error too few"),
        pytest.param(0.02, "**no**", id="far too wide"),
        pytest.param(0.09, "**no**", id="far too narrow"),
    ],
)
def test_a_promise_is_kept_or_not(missed: float, verdict: str) -> None:
    """94 to 96 % is promised; less than two standard errors outside is said to be just that."""
    assert coverage.Row("m", "q", 10, 5, 2_000, missed / 2, missed / 2).kept == verdict


def test_tables_go_between_the_marks(tmp_path: Path) -> None:
    """What a person wrote around the tables stays."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{coverage.START}\nold\n{coverage.END}\nafter\n", "utf-8")
    coverage.write(page, "new")
    text = page.read_text("utf-8")
    assert text == f"before\n{coverage.START}\nnew\n{coverage.END}\nafter\n"


@pytest.mark.slow
def test_every_interval_keeps_its_word() -> None:
    """A short study at the size that is claimed: nothing misses 94 to 96 % beyond its own error."""
    rows = [row for row in coverage.coverage(150, coverage.CLAIMED) if "not" not in row.method]
    assert [row for row in rows if row.coverage < 0.94 - 3 * max(row.error, 0.01)] == []


@pytest.mark.slow
def test_no_claims_where_nothing_differs(plan: Planner) -> None:
    """A plan against itself under another seed: at most 5 % of the verdicts separate them."""
    small = plan(coverage.AA_SCENARIO, *coverage.AA_OVERRIDES)
    rows = coverage.a_against_a(small, 150)
    assert sum(row.claims for row in rows) <= 0.05 * sum(row.comparisons for row in rows)
