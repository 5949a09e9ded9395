"""Intervals and verdicts over twin worlds."""

from __future__ import annotations

import numpy as np
import pytest

from sim.measure.definitions import KPIS
from sim.study.compare import compare, estimate, paired_difference, summarise

NAN = float("nan")


def everywhere(values: list[float]) -> np.ndarray:
    """The same values over replications for every KPI."""
    return np.repeat(np.array(values, dtype=np.float64)[:, None], len(KPIS), axis=1)


def test_interval_by_hand():
    """Mean 3, s = 1.58114, t(0.975, 4) = 2.77645: half width 2.77645 x 1.58114 / sqrt(5)."""
    found = estimate(np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]))
    assert found.mean[0] == 3.0
    assert found.high[0] - 3.0 == pytest.approx(1.96324, abs=1e-5)
    assert 3.0 - found.low[0] == pytest.approx(1.96324, abs=1e-5)


def test_pairing_removes_the_luck_worlds_share():
    """Differences 1, 2, 3: mean 2, s = 1, half width 4.30265 / sqrt(3), however wide the levels."""
    ours = np.array([[101.0], [1002.0], [13.0]])
    theirs = np.array([[100.0], [1000.0], [10.0]])
    found = paired_difference(ours, theirs)
    assert found.mean[0] == 2.0
    assert found.high[0] == pytest.approx(2 + 2.48414, abs=1e-5)


def test_undefined_replications_leave_the_summary_and_are_counted():
    """A mean is over the replications that define the KPI, and n tells how many did."""
    figures = summarise(everywhere([1.0, NAN, 3.0]))["cac"]
    assert (figures["mean"], figures["n"], figures["p50"]) == (2.0, 2, 2.0)


def test_a_kpi_nobody_defines_has_no_figure():
    """Never defined: every figure is null, and n is 0."""
    figures = summarise(everywhere([NAN, NAN]))["cac"]
    assert set(figures.values()) == {None, 0}


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict", "reason"),
    [
        pytest.param([5, 6, 7.1], [1, 2, 3], "higher", None, id="interval above zero"),
        pytest.param([1, 2, 3], [5, 6, 7.1], "lower", None, id="interval below zero"),
        pytest.param([1, 9, 2], [3, 3, 3], "cannot separate", None, id="interval spans zero"),
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


def test_relative_to_a_reference_of_zero_is_undefined():
    """A difference from nothing is no percentage."""
    row = compare({"a": everywhere([0.0, 0.0]), "b": everywhere([1.0, 2.0])})[0]
    assert (row.difference, row.relative) == (1.5, None)


def test_everything_is_held_against_the_first():
    """Three scenarios make two comparisons for each KPI."""
    rows = compare({name: everywhere([1.0, 2.0]) for name in "abc"})
    assert {(row.scenario, row.reference) for row in rows} == {("b", "a"), ("c", "a")}
    assert len(rows) == 2 * len(KPIS)
