"""A fitted cohort is held against the real weeks, those the fit has seen and those it has not."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from worlds import toy_world

from sim.config.compose import compose_plan
from sim.study.holdout import hold_out
from sim.study.run import run_study


@pytest.fixture(scope="module")
def fitted():
    """20 simulated people for each of 10 real customers; two weeks seen, two held out."""
    asked = ["horizon_days=28", "replications=2", "report=false", "lang=en", "workers=1"]
    composed = compose_plan("baseline", asked)
    shoppers = replace(
        composed.plan.shoppers,
        start="cohort",
        initial=200,
        real_customers=10,
        real_weekly_repeats=(1, 1, 2, 0),
        calibration_weeks=2,
    )
    return replace(composed, plan=replace(composed.plan, shoppers=shoppers))


def test_totals_by_hand(fitted):
    """20 and 21 simulated orders a week scale to 1.025: 2.05 against 2 in either phase."""
    found = hold_out(fitted.plan, [toy_world(fitted.plan, r) for r in range(2)])
    seen, later = found.totals
    assert (seen.phase, seen.weeks, seen.real) == ("calibration", 2, 2)
    assert (later.phase, later.weeks, later.real) == ("holdout", 2, 2)
    assert seen.simulated == pytest.approx(2.05)
    assert later.error == pytest.approx(0.025)
    assert later.error_high - later.error == pytest.approx(12.7062 * 0.025, abs=1e-5)


def test_curve_error_by_hand(fitted):
    """Cumulative 3.075 against 4 and 4.1 against 4: errors .23125 and .025."""
    found = hold_out(fitted.plan, [toy_world(fitted.plan, r) for r in range(2)])
    assert found.mape == pytest.approx(np.mean([0.23125, 0.025]))


def test_weeks_beyond_the_run_are_left_out(fitted):
    """A shorter run is held against the weeks it lived through."""
    short = [replace(toy_world(fitted.plan, 0), weekly_repeats=np.array([20, 20, 20]))]
    assert [row[0] for row in hold_out(fitted.plan, short).rows] == [1, 2, 3]


def test_a_run_prints_and_keeps_the_hold_out(fitted, tmp_path, capsys):
    """holdout.csv has one row a week, and the terminal tells the miss."""
    asked = replace(fitted, study=replace(fitted.study, out=str(tmp_path / "out")))
    out = run_study([asked], command="run", argv=[], simulate=toy_world)
    with (out / "holdout.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert [row["phase"] for row in rows] == ["calibration"] * 2 + ["holdout"] * 2
    assert "weeks 3 to 4, hold-out" in capsys.readouterr().out
