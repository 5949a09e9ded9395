"""Parameters put into simulated customers come out of the fit again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.study.fit.btyd import BgNbd, fit_bgnbd
from sim.study.fit.gammagamma import fit_gammagamma
from sim.study.fit.maximise import Maximum
from sim.study.fit.mbgnbd import MbgNbd, fit_mbgnbd
from sim.study.fit.paretonbd import ParetoNbd, fit_paretonbd
from tests.fit.customers import simulated


def assert_recovered(fit: Maximum, truth: dict[str, float]) -> None:
    assert fit.standard_errors is not None
    for name, value in truth.items():
        assert abs(fit.estimate[name] - value) < 3 * fit.standard_errors[name], name


@pytest.mark.parametrize(
    "model",
    [BgNbd(0.243, 4.414, 0.793, 2.426), BgNbd(1.5, 8.0, 0.5, 4.0), BgNbd(0.6, 3.0, 2.0, 3.0)],
    ids=["CDNOW", "regular buyers", "fast dropout"],
)
def test_bgnbd_recovers_its_parameters(model: BgNbd) -> None:
    """Each parameter lies within three standard errors of the truth."""
    fit = fit_bgnbd(*simulated(model, 8000, np.random.default_rng(7)))
    assert_recovered(fit, vars(model))


def test_mbgnbd_recovers_its_parameters() -> None:
    """Each parameter lies within three standard errors of the truth."""
    model = MbgNbd(0.525, 6.183, 0.891, 1.614)
    assert_recovered(fit_mbgnbd(*simulated(model, 4000, np.random.default_rng(7))), vars(model))


def test_paretonbd_recovers_its_parameters() -> None:
    """Each parameter lies within three standard errors of the truth."""
    model = ParetoNbd(0.553, 10.578, 0.606, 11.669)
    assert_recovered(fit_paretonbd(*simulated(model, 4000, np.random.default_rng(7))), vars(model))


def test_gammagamma_recovers_its_parameters() -> None:
    """Each parameter lies within three standard errors of the truth."""
    p, q, v = 6.25, 3.74, 15.44
    luck = np.random.default_rng(7)
    x = luck.integers(1, 9, 8000)
    mean = luck.gamma(p * x) / luck.gamma(q, 1 / v, 8000) / x
    assert_recovered(fit_gammagamma(x, mean), {"p": p, "q": q, "v": v})


@settings(max_examples=5, deadline=None, derandomize=True)
@given(factor=st.floats(min_value=0.1, max_value=10))
def test_a_fit_in_other_units_is_the_same_fit(factor: float) -> None:
    """Time in other units scales alpha and nothing else."""
    x, t_x, observed = simulated(BgNbd(0.6, 5.0, 0.8, 2.4), 1500, np.random.default_rng(3))
    weeks = fit_bgnbd(x, t_x, observed).estimate
    other = fit_bgnbd(x, factor * t_x, factor * observed).estimate
    expected = {**weeks, "alpha": weeks["alpha"] * factor}
    assert list(other.values()) == pytest.approx(list(expected.values()), rel=1e-4)


def test_what_the_log_cannot_tell_is_said() -> None:
    """Equal histories leave the spread of rates open: a bound is met, no error is claimed."""
    x, weeks = np.full(30, 3), np.full(30, 3.0)
    fit = fit_bgnbd(x, weeks, weeks)
    assert fit.standard_errors is None
    assert "r" in fit.at_bound
