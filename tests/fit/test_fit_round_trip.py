"""Shoppers of the engine, fitted again: what was put in comes out, in two fitters' hands."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from sim.study.fit.btyd import fit_bgnbd
from sim.study.fit.gammagamma import fit_gammagamma
from sim.study.fit.orders import Floats, Ints
from sim.world import simulate
from tests.conftest import Planner
from tests.fit.customers import quiet, seen

pytestmark = pytest.mark.slow

PEOPLE, DAYS = 100_000, 1092
REPEAT = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
SPEND = {"p": 6.25, "q": 3.74, "v": 127.84}
WITHIN = 0.03


class Histories(NamedTuple):
    """(x, t_x, T) in weeks, and the mean (yuan) of each customer's x + 1 orders."""

    x: Ints
    t_x: Floats
    observed: Floats
    mean: Floats


@pytest.fixture(scope="module")
def histories(plan: Planner) -> Histories:
    """A hundred thousand people, every lever off, three years from their first order."""
    log = simulate(plan("baseline", *quiet(PEOPLE, DAYS)), 0, events=True).events
    assert log is not None
    x, t_x, observed = seen(log, PEOPLE, DAYS)
    made = log["event"] == "order"
    _, person = np.unique(log["uid"][made], return_inverse=True)
    spent = np.bincount(person, weights=log["amount_fen"][made] / 100)
    return Histories(x, t_x, observed, spent / (x + 1))


def assert_back(found: dict[str, float], planted: dict[str, float]) -> None:
    for name, value in planted.items():
        assert found[name] == pytest.approx(value, rel=WITHIN), name


def test_our_fit_gives_the_repeat_parameters_back(histories: Histories) -> None:
    """BG/NBD within 3 % of what the engine's shoppers were drawn from."""
    x, t_x, observed, _ = histories
    assert_back(fit_bgnbd(x, t_x, observed).estimate, REPEAT)


def test_our_fit_gives_the_order_values_back(histories: Histories) -> None:
    """Gamma-Gamma within 3 %, from all orders: the engine draws first orders by the same law."""
    assert_back(fit_gammagamma(histories.x + 1, histories.mean).estimate, SPEND)


def test_an_independent_fit_gives_the_repeat_parameters_back(histories: Histories) -> None:
    """BG/NBD of the package lifetimes, which shares no line with ours, within 3 %."""
    from lifetimes import BetaGeoFitter

    x, t_x, observed, _ = histories
    fitted = BetaGeoFitter().fit(x, t_x, observed)
    assert_back(dict(fitted.params_), REPEAT)


def test_an_independent_fit_gives_the_order_values_back(histories: Histories) -> None:
    """Gamma-Gamma of the same package, within 3 %."""
    from lifetimes import GammaGammaFitter

    fitted = GammaGammaFitter().fit(histories.x + 1, histories.mean)
    assert_back(dict(fitted.params_), SPEND)
