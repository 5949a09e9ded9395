"""Simulation-based calibration (Talts and others 2018): does the likelihood fit the engine?

Parameters are drawn from a prior, the engine lives them, and the posterior given its orders says
where the drawn value lies. If engine and likelihood are the same model, that place is uniform.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import kstest, multivariate_t

from sim.config.schema import Plan
from sim.study.fit.btyd import BgNbd, log_likelihood
from sim.study.fit.orders import Floats, Ints
from sim.world import simulate
from tests.conftest import Planner
from tests.fit.customers import quiet, seen

pytestmark = pytest.mark.slow

DRAWS, PEOPLE, DAYS, SAMPLES = 200, 300, 364, 1000
CENTRE, SPREAD = np.log([0.6, 6.0, 0.8, 2.5]), 0.4  # prior: log-normal, each by itself


def histories(plan: Plan, point: Floats, draw: int) -> tuple[Ints, Floats, Floats]:
    """(x, t_x, T) of the people the engine makes of these parameters."""
    r, alpha, a, b = point
    repeat = replace(plan.shoppers.repeat, r=r, alpha_weeks=alpha, a=a, b=b)
    shoppers = replace(plan.shoppers, repeat=repeat)
    log = simulate(replace(plan, shoppers=shoppers), draw, events=True).events
    assert log is not None
    return seen(log, PEOPLE, DAYS)


def place_in_posterior(truth: Floats, people: tuple[Ints, Floats, Floats], luck: int) -> Floats:
    """Posterior chance of a smaller value, each parameter; by importance sampling."""

    def density(point: Floats) -> float:
        prior = -0.5 * (((point - CENTRE) / SPREAD) ** 2).sum()
        return float(log_likelihood(BgNbd(*np.exp(point)), *people).sum() + prior)

    top = minimize(lambda point: -density(point), CENTRE, method="BFGS").x
    steps = 0.05 * np.eye(4)
    bends = [
        [sum(i * j * density(top + i * u + j * v) for i in (1, -1) for j in (1, -1)) for u in steps]
        for v in steps
    ]
    spread = np.linalg.inv(-np.array(bends) / 0.1**2)
    proposal = multivariate_t(top, 1.5 * spread, df=5, seed=luck)
    points = proposal.rvs(SAMPLES)
    weights = np.array([density(point) for point in points]) - proposal.logpdf(points)
    weights = np.exp(weights - weights.max())
    return np.asarray(weights @ (points < np.log(truth)) / weights.sum())


def test_the_engine_is_what_the_likelihood_says(plan: Planner) -> None:
    """200 places in the posterior are uniform for each of the four parameters (p > .01 / 4)."""
    cohort = plan("baseline", *quiet(PEOPLE, DAYS))
    prior = np.random.default_rng(11)
    places = []
    for draw in range(DRAWS):
        truth = np.exp(prior.normal(CENTRE, SPREAD))
        places.append(place_in_posterior(truth, histories(cohort, truth, draw), draw))
    for name, column in zip(("r", "alpha", "a", "b"), np.transpose(places), strict=True):
        assert kstest(column, "uniform").pvalue > 0.01 / 4, name
