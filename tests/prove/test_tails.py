"""What few events say: the tail of a count, not of a normal distribution."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, binomtest, nbinom, norm, poisson

from sim import cli
from sim.prove.closed.diffusion import adopted, adopted_variance
from sim.prove.gate import LIMIT, Counts, Finding, counted, foreseen_share, share
from sim.prove.registry import known_gates
from sim.prove.runner import _average
from sim.prove.tails import FARTHEST, at_least, at_most
from sim.prove.trial import Trial
from sim.prove.verdict import resolved

Capture = pytest.CaptureFixture[str]
PROMISE = 2.0 * norm.sf(LIMIT)  # how often a right engine may fail


def of_share(chance: float, yes: int, people: int) -> Finding:
    return share("chance", 0, chance, np.arange(people) < yes)


@pytest.mark.parametrize("people", [1, 3, 20, 1_000, 50_000])
@pytest.mark.parametrize("chance", [1e-9, 1e-5, 1e-3, 0.01, 0.2, 0.5, 0.99, 1 - 1e-6])
def test_a_rare_event_fails_no_oftener_than_promised(people: int, chance: float) -> None:
    """Every number of yeses a right engine can give, weighed by how often it gives it."""
    middle, reach = people * chance, 40 + 9 * math.sqrt(people * chance * (1 - chance))
    yes = np.arange(max(0, int(middle - reach)), min(people, int(middle + reach)) + 1)
    off = [not of_share(chance, int(one), people).passed for one in yes]
    assert binom.pmf(yes, people, chance) @ off <= 1.1 * PROMISE


def test_one_of_far_less_than_one_is_luck_and_three_are_not() -> None:
    """A hundredth was to be expected: one is no failure, three are; and the same of noes."""
    assert of_share(1e-4, 1, 100).passed
    assert not of_share(1e-4, 3, 100).passed
    assert of_share(1 - 1e-4, 99, 100).passed
    assert not of_share(1 - 1e-4, 97, 100).passed


@pytest.mark.parametrize(("yes", "chance"), [(4, 0.002), (0, 0.02), (9, 0.02)])
def test_z_is_as_unlikely_as_the_count(yes: int, chance: float) -> None:
    """The normal tail beyond z is the exact binomial one."""
    found = of_share(chance, yes, 200)
    side = "greater" if yes > 200 * chance else "less"
    assert norm.sf(abs(found.z)) == pytest.approx(binomtest(yes, 200, chance, side).pvalue)
    assert (found.z > 0) == (side == "greater")


def test_many_events_keep_the_distance_in_standard_errors() -> None:
    found = of_share(0.2, 10_250, 50_000)
    assert found.z == pytest.approx((found.measured - found.target) / found.se)


LAWS = {
    "fewer than of Poisson": (binom(30, 0.2), 6.0, 4.8),
    "Poisson": (poisson(3.0), 3.0, 3.0),
    "more than of Poisson": (nbinom(2.5, 0.5), 2.5, 5.0),
}


@pytest.mark.parametrize("law", LAWS)
def test_tails_are_those_of_the_law_with_two_moments(law: str) -> None:
    exact, mean, variance = LAWS[law]
    for seen in range(12):
        assert at_least(seen, mean, variance) == pytest.approx(exact.sf(seen - 1))
        assert at_most(seen, mean, variance) == pytest.approx(exact.cdf(seen))
    assert at_least(31, 6.0, 4.8) == 0.0
    assert at_most(30, 6.0, 4.8) == 1.0


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_what_is_certain_passes_only_if_it_is_met(chance: float) -> None:
    """A share of exactly none or all has no error, and one exception is enough."""
    met = of_share(chance, int(chance * 50_000), 50_000)
    missed = of_share(chance, abs(int(chance * 50_000) - 1), 50_000)
    assert (met.z, met.se, met.passed) == (0.0, 0.0, True)
    assert (abs(missed.z), missed.passed) == (FARTHEST, False)
    json.dumps(missed.z, allow_nan=False)


def test_nobody_opens_at_a_rate_of_none(capsys: Capture) -> None:
    """Every member is reached and none of them opens: three certainties, printed as numbers."""
    sure = ["enrol=1", "intensity=1", "execution=1", "open=0"]
    assert cli.main(["prove", "delivery", *sure, "n=9", "engine=simpy", "format=json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["measured"], row["z"]) for row in rows] == [(1.0, 0.0), (0.0, 0.0), (0.0, 0.0)]
    assert cli.main(["prove", "delivery", *sure, "n=9", "engine=simpy", "lang=en"]) == 0
    assert "+0.00%" in capsys.readouterr().out


def test_few_events_exclude_no_error() -> None:
    """One person in a hundred would be 1 % and no failure, whatever the standard error says."""
    assert not resolved(of_share(1 - 1e-6, 100, 100))
    assert not resolved(of_share(0.0, 0, 100))
    assert resolved(of_share(1.0, 100, 100))


def test_chances_that_differ_are_judged_by_their_own_tail() -> None:
    """Of many who are all but lost one is alive: nothing strange; of the same few five are."""
    chances = np.array([1e-3, 1e-5, 2e-5, 1e-4])
    alive = foreseen_share("alive", 1, chances, np.array([False, True, False, False]))
    assert alive.passed
    assert not foreseen_share("alive", 1, chances, np.ones(4, dtype=bool)).passed
    assert foreseen_share("alive", 0, np.ones(3), np.ones(3, dtype=bool)).z == 0.0


def test_counts_of_seeds_are_pooled() -> None:
    """Two seeds in each of which so many came are one in which all of them came."""
    pooled = _average([of_share(0.1, 3, 10), of_share(0.1, 2, 40)])
    together = of_share(0.1, 5, 50)
    assert (pooled.target, pooled.counts) == (0.1, together.counts)
    assert (pooled.measured, pooled.se) == (
        pytest.approx(together.measured),
        pytest.approx(together.se),
    )


def test_orders_of_a_moment_are_few() -> None:
    """Of ten people a hundredth of an order was to be expected: one is luck, four are not."""
    scatter = 1e-3 * 1.1

    def orders(found: int) -> Any:
        return counted("orders", 0, 1e-3, scatter, np.array([found, *[0] * 9]))

    assert orders(1).passed
    assert not orders(4).passed


def test_early_adopters_of_a_market_fail_no_oftener_than_promised() -> None:
    """Pure birth lived 4,000 times: one in two hundred have joined, of four hundred people."""
    people, p, q, t = 400, 0.2, 0.4, 0.025
    rate = (p + q * np.arange(people) / people) * (people - np.arange(people))
    luck = np.random.default_rng(3).exponential(size=(4_000, people))
    joined = (np.cumsum(luck / rate, axis=1) <= t).sum(axis=1)
    error = math.sqrt(adopted_variance(p, q, t) / people)
    off = [
        not Finding(
            "adopted", t, adopted(p, q, t), one / people, error, {}, Counts(people, 0.0, 1.0)
        ).passed
        for one in joined
    ]
    normal = np.abs(joined / people - adopted(p, q, t)) > LIMIT * max(error, 1 / people)
    assert np.mean(off) <= PROMISE < np.mean(normal)


def test_adopters_are_counted() -> None:
    gate = known_gates()["bass"]
    (found,) = gate.measure(gate.settings({"p": 2.0, "q": 1.0}, (0.5,)), Trial(400, 7, "compiled"))
    assert found.counts == Counts(400, 0.0, 1.0)
