"""A rival is chosen without a look at what comes later, and forecasts keep to what they claim."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.study.fit.cohort import summarise
from sim.study.fit.contest import chosen, rolling, seen_only
from sim.study.fit.holdout import cumulative_expected
from sim.study.fit.lived import ALIKE, Lived
from sim.study.fit.orders import Orders
from sim.study.fit.report import FitReport
from sim.study.fit.rivals import (
    PUBLISHED,
    Timed,
    age_clock,
    fit_corrected,
    fit_law,
    fit_seasonal,
    season_clock,
)


def log_of(*people: tuple[int, ...]) -> Orders:
    """Each person's order days."""
    customer = np.repeat(np.arange(len(people)), [len(days) for days in people])
    day = np.concatenate(people)
    return Orders(customer, day, np.ones(len(day)), date(1997, 1, 1), len(day), 0, ())


def test_a_choice_does_not_see_what_comes_later(cdnow_fit: FitReport) -> None:
    """Forecasts fitted on the log as it was on a day are those fitted on the whole log."""
    orders, last_day = cdnow_fit.orders, 27 * 7 - 1
    cohort = summarise(orders, last_day)
    for fit in (PUBLISHED["BG/NBD"], lambda o, c: fit_corrected("bgnbd", o, c)):
        known, whole = fit(seen_only(orders, last_day), cohort), fit(orders, cohort)
        assert (known.foreseen(cohort, 84) == whole.foreseen(cohort, 84)).all()


def test_errors_are_of_the_total_from_each_origin(cdnow_fit: FitReport) -> None:
    """BG/NBD's error after week 32 is its expectation over the orders of weeks 33 to 39."""
    known = seen_only(cdnow_fit.orders, cdnow_fit.last_day)
    found = rolling(known, {"BG/NBD": PUBLISHED["BG/NBD"]})["BG/NBD"][-1]
    cohort = summarise(known, 32 * 7 - 1)
    expected = fit_law("bgnbd", known, cohort).foreseen(cohort, 49).sum()
    came = (known.day > 32 * 7 - 1).sum() - (~np.isin(known.customer, cohort.number)).sum()
    assert found == pytest.approx(expected / came - 1)


def test_a_tie_goes_to_the_simpler() -> None:
    """Errors that round to the same tenth of a percent are equal, and the first one wins."""
    errors = {"plain": [-0.1, 0.1002], "fancy": [0.1, -0.1], "poor": [0.3, 0.3]}
    assert chosen(errors) == "plain"


def test_a_year_of_season_is_a_year() -> None:
    """The season moves weeks about and adds none."""
    clock = season_clock(date(1997, 1, 1), 400)
    assert clock(np.array([0, 20]), np.array([365.0, 365.0])) == pytest.approx(365 / 7, rel=1e-12)
    may, february = clock(np.array([120, 31]), np.array([28.0, 28.0]))
    assert may > february


def test_time_told_by_an_even_clock_is_the_law_itself(cdnow_fit: FitReport) -> None:
    """A power of one changes no forecast."""
    law = cdnow_fit.laws["bgnbd"]
    timed, cohort = Timed(law, age_clock(1.0)), cdnow_fit.cohort
    assert timed.foreseen(cohort, 273) == pytest.approx(law.foreseen(cohort, 273))
    days = np.array([0, 30])
    assert timed.tracked(days, 400) == pytest.approx(law.tracked(days, 400))


def test_a_season_is_laid_out_beyond_the_log(cdnow_fit: FitReport) -> None:
    """Two forecasts, one a year further than the other, differ by orders to come."""
    known = seen_only(cdnow_fit.orders, cdnow_fit.last_day)
    seasonal = fit_seasonal("bgnbd", known, cdnow_fit.cohort)
    near, far = (seasonal.foreseen(cdnow_fit.cohort, days).sum() for days in (273, 638))
    assert far > 1.3 * near


def test_a_correction_leaves_what_was_seen(cdnow_fit: FitReport) -> None:
    """Up to the last day of the calibration the corrected curve is the law's own."""
    orders, cohort, last_day = cdnow_fit.orders, cdnow_fit.cohort, cdnow_fit.last_day
    corrected, law = fit_corrected("bgnbd", orders, cohort), cdnow_fit.laws["bgnbd"]
    seen, same = (cumulative_expected(one, cohort, last_day) for one in (corrected, law))
    assert corrected.factor != 1 and seen == same


def test_the_simulator_foresees_what_people_alike_did() -> None:
    """Who was seen twice came back twice, who was seen once did not."""
    people = [(0, 7, 20, 30)] * ALIKE + [(0,)] * (3 * ALIKE)
    orders = log_of(*people)
    forecast = Lived(orders, summarise(orders, 13), 13)
    asked = summarise(log_of((0, 7), (0,)), 13)
    assert forecast.foreseen(asked, 28).tolist() == [2, 0]
    assert forecast.tracked(np.array([0]), 41).tolist() == [3 / 4]
