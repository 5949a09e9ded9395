"""Closed forms and likelihoods against the tables printed in the literature."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln
from scipy.stats import beta

from sim.study.fit import mbgnbd, paretonbd
from sim.study.fit.btyd import (
    BgNbd,
    alive,
    conditional_repeats,
    expected_repeats,
    repeats_pmf,
)
from sim.study.fit.gammagamma import GammaGamma, conditional_value
from sim.study.fit.mbgnbd import MbgNbd
from sim.study.fit.paretonbd import ParetoNbd
from sim.study.fit.report import FitReport
from tests.fit.customers import simulated

# As printed by Fader, Hardie and Lee (2005): three decimals.
PRINTED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
SPEND = GammaGamma(p=6.25, q=3.74, v=15.44)


@pytest.mark.parametrize(
    ("weeks", "repeats"),
    [
        (0.1429, 0.0078),
        (1.0, 0.0532),
        (3.0, 0.1506),
        (31.8571, 1.0405),
        (32.0, 1.0437),
        (78.0, 1.8576),
    ],
    ids=lambda value: f"{value:g}",
)
def test_expected_repeats_match_hardies_sheet(
    cdnow_fit: FitReport, weeks: float, repeats: float
) -> None:
    """E[X(t)] at our estimate of CDNOW is the printed one to three decimals.

    The fourth differs at 78 weeks because the sheet's search stopped a little off the maximum.
    """
    model = BgNbd(**cdnow_fit.bgnbd.estimate)
    assert expected_repeats(model, np.array([weeks]))[0] == pytest.approx(repeats, abs=4e-4)


@pytest.mark.parametrize(
    ("weeks", "repeats"), [(39.0, 1.19672), (52.0, 1.44605)], ids=["39 weeks", "a year"]
)
def test_expected_repeats_at_the_rounded_parameters(weeks: float, repeats: float) -> None:
    """E[X(t)] at the parameters as printed."""
    assert expected_repeats(PRINTED, np.array([weeks]))[0] == pytest.approx(repeats, abs=6e-6)


def test_repeats_pmf_matches_the_table() -> None:
    """P(X(39) = 0..7) is the tabulated one, and all of it sums to one with the right mean."""
    table = [0.57379, 0.19940, 0.08543, 0.04586, 0.02767, 0.01797, 0.01227, 0.00870]
    assert repeats_pmf(PRINTED, np.arange(8), 39.0) == pytest.approx(table, abs=6e-6)
    k = np.arange(400)
    pmf = repeats_pmf(PRINTED, k, 39.0)
    assert pmf.sum() == pytest.approx(1, abs=1e-9)
    assert k @ pmf == pytest.approx(expected_repeats(PRINTED, np.array([39.0]))[0], abs=1e-6)


def test_repeats_pmf_matches_the_btyd_manual() -> None:
    """P(X(39) = 0) and P(X(2) = 10) as printed in the manual of the R package BTYD."""
    assert repeats_pmf(PRINTED, np.array([0]), 39.0)[0] == pytest.approx(0.5737864, abs=5e-8)
    assert repeats_pmf(PRINTED, np.array([10]), 2.0)[0] == pytest.approx(1.07869e-7, rel=1e-5)


def test_repeats_pmf_matches_the_btyd_manual_over_a_range() -> None:
    """P(X(30) = 11..20) starts and ends as printed in the same manual."""
    pmf = repeats_pmf(PRINTED, np.arange(11, 21), 30.0)
    assert pmf[[0, 1, -1]] == pytest.approx([0.0019995, 0.0015170, 0.0002222], abs=6e-8)


def test_conditional_repeats_match_hardies_sheet() -> None:
    """Two repeats, the last in week 30.43 of 38.86: 1.226 more in 39 weeks, alive with .7266."""
    x, t_x, observed = np.array([2]), np.array([30.43]), np.array([38.86])
    more = conditional_repeats(PRINTED, np.array([39.0]), x, t_x, observed)
    assert more[0] == pytest.approx(1.226, abs=5e-4)
    assert alive(PRINTED, x, t_x, observed)[0] == pytest.approx(0.72658, abs=6e-6)


def test_who_never_came_back_is_alive_and_as_good_as_new() -> None:
    """Without a repeat order nobody can have dropped out: P(alive) = 1."""
    zero = np.zeros(1)
    assert alive(PRINTED, np.array([0]), zero, np.array([38.86]))[0] == 1
    new = conditional_repeats(PRINTED, np.array([39.0]), np.array([0]), zero, zero)
    assert new[0] == expected_repeats(PRINTED, np.array([39.0]))[0]


@pytest.mark.parametrize("a", [500.0, 780.0, 1000.0])
def test_customers_who_drop_out_alike_are_the_geometric_limit(a: float) -> None:
    """With one dropout chance p for all, E[X(t)] is (1 - (alpha / (alpha + p t))^r) / p."""
    model, p = BgNbd(r=1.44, alpha=5.63, a=a, b=1000.0), a / (a + 1000.0)
    weeks = np.array([0.1, 1.0, 10.0, 40.0, 400.0])
    limit = (1 - (model.alpha / (model.alpha + p * weeks)) ** model.r) / p
    assert expected_repeats(model, weeks) == pytest.approx(limit, rel=2e-3)


def test_heavy_buyers_neither_overflow_nor_turn_negative() -> None:
    """A customer with 3,000 repeat orders has a finite, positive future."""
    x, t_x = np.array([300, 3000]), np.array([99.9, 99.9])
    more = conditional_repeats(PRINTED, np.array([52.0]), x, t_x, np.array([100.0, 100.0]))
    assert np.isfinite(more).all()
    assert (np.diff([0.0, *more]) > 0).all()


@pytest.mark.parametrize(
    "model",
    [
        PRINTED,
        BgNbd(0.5, 8.0, 1.0, 2.5),
        BgNbd(0.05, 0.5, 0.02, 0.1),
        BgNbd(50.0, 900.0, 80.0, 90.0),
    ],
    ids=["CDNOW", "a exactly 1", "tiny shapes", "large shapes"],
)
@pytest.mark.parametrize("weeks", [0.5, 39.0, 1000.0], ids=lambda weeks: f"{weeks:g} weeks")
def test_expected_repeats_are_the_mean_over_dropout(model: BgNbd, weeks: float) -> None:
    """E[X(t)] is the integral over p of (1 - (alpha / (alpha + p t))^r) / p."""

    def given(share: float) -> float:
        p = beta.ppf(share, model.a, model.b)
        if p < 1e-14:
            return model.r * weeks / model.alpha
        return float(-np.expm1(-model.r * np.log1p(p * weeks / model.alpha)) / p)

    integral, _ = quad(given, 0, 1, limit=200)
    assert expected_repeats(model, np.array([weeks]))[0] == pytest.approx(integral, rel=1e-4)


@pytest.mark.parametrize(
    ("x", "mean", "value"),
    [
        (2, 22.35, 24.65),
        (1, 11.77, 18.91),
        (0, 0.0, 35.17),
        (7, 73.74, 71.46),
        (2, 25.55, 27.28),
    ],
    ids=["two orders", "one order", "no order", "seven orders", "two more"],
)
def test_conditional_value_matches_hardies_note(x: int, mean: float, value: float) -> None:
    """Expected order values of CDNOW's first customers, within .1 as the printed table."""
    found = conditional_value(SPEND, np.array([x]), np.array([mean]))
    assert found[0] == pytest.approx(value, abs=0.1)


def test_population_value_is_the_prior_mean() -> None:
    """A customer of whom nothing is known is worth p v / (q - 1)."""
    assert conditional_value(SPEND, np.array([0]), np.array([0.0]))[0] == pytest.approx(
        35.22, abs=5e-3
    )


PARETO = ParetoNbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)


def test_paretonbd_matches_the_btyd_manual() -> None:
    """E[X(1..9)] as printed in the manual, whose search stopped .5 % off the maximum."""
    printed = [0.05078, 0.09916, 0.14543, 0.18980, 0.23247, 0.27361, 0.31335, 0.35181, 0.38909]
    found = paretonbd.expected_repeats(PARETO, np.arange(1.0, 10.0))
    assert found == pytest.approx(printed, rel=6e-3)
    assert found[[0, 1, 2, 8]] == pytest.approx([0.05098, 0.09958, 0.14606, 0.39116], abs=6e-6)


@pytest.mark.parametrize(("weeks", "repeats"), [(39.0, 1.21300), (78.0, 1.90940)])
def test_paretonbd_expects_the_tabulated_repeats(weeks: float, repeats: float) -> None:
    """E[X(t)] at the parameters as printed."""
    found = paretonbd.expected_repeats(PARETO, np.array([weeks]))
    assert found[0] == pytest.approx(repeats, abs=6e-6)


def test_paretonbd_matches_the_btyd_vignette() -> None:
    """26 repeats, the last in week 30.86 of 31: alive with .9979, 25.46 more within a year."""
    model = ParetoNbd(0.5534, 10.5802, 0.6061, 11.6562)
    history = np.array([26]), np.array([30.86]), np.array([31.0])
    assert paretonbd.alive(model, *history)[0] == pytest.approx(0.9979, abs=5e-5)
    more = paretonbd.conditional_repeats(model, np.array([52.0]), *history)
    assert more[0] == pytest.approx(25.46, abs=6e-3)


PARETOS = [
    pytest.param(PARETO, id="CDNOW"),
    pytest.param(ParetoNbd(0.5, 20.0, 2.0, 3.0), id="dropout rates of a smaller scale"),
    pytest.param(ParetoNbd(3.0, 7.0, 1.0, 7.0), id="equal scales, s exactly 1"),
    pytest.param(ParetoNbd(800.0, 900.0, 900.0, 5000.0), id="all alike"),
    pytest.param(ParetoNbd(0.02, 900.0, 0.003, 0.5), id="hardly any dropout"),
]


@pytest.mark.parametrize("model", PARETOS)
def test_paretonbd_likelihood_is_the_integral_over_lifetimes(model: ParetoNbd) -> None:
    """Alive to the end, or gone at a moment y since the last order: to six decimals."""
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    x, t_x, observed = 3, 4.0, 30.0

    def lived_until(y: float) -> float:
        bought = (r + x) * np.log(alpha + y) - r * np.log(alpha)
        ended = (s + 1) * np.log(beta + y) - s * np.log(beta) - np.log(s)
        return float(np.exp(gammaln(r + x) - gammaln(r) - bought - ended))

    gone, _ = quad(lived_until, t_x, observed, limit=500, points=[t_x + 0.1, t_x + 2])
    alive_still = lived_until(observed) * (beta + observed) / s
    found = paretonbd.log_likelihood(model, np.array([x]), np.array([t_x]), np.array([observed]))
    assert found[0] == pytest.approx(np.log(gone + alive_still), abs=1e-6)


@pytest.mark.parametrize(
    "model",
    [MbgNbd(0.525, 6.183, 0.891, 1.614), MbgNbd(0.5, 8.0, 1.0, 2.5), MbgNbd(50.0, 900.0, 80.0, 90)],
    ids=["CDNOW", "a exactly 1", "large shapes"],
)
def test_mbgnbd_expects_the_mean_over_dropout(model: MbgNbd) -> None:
    """E[X(t)] is the integral over p of (1 - p) (1 - (alpha / (alpha + p t))^r) / p."""

    def given(share: float) -> float:
        p = beta.ppf(share, model.a, model.b)
        return float((1 - p) * -np.expm1(-model.r * np.log1p(p * 39.0 / model.alpha)) / p)

    integral, _ = quad(given, 1e-12, 1, limit=200)
    found = mbgnbd.expected_repeats(model, np.array([39.0]))
    assert found[0] == pytest.approx(integral, rel=1e-4)


@pytest.mark.parametrize(
    ("law", "model"),
    [(mbgnbd, MbgNbd(0.525, 6.183, 0.891, 1.614)), (paretonbd, PARETO)],
    ids=["MBG/NBD", "Pareto/NBD"],
)
def test_what_is_expected_of_all_is_the_mean_of_what_each_history_expects(
    law: ModuleType, model: MbgNbd | ParetoNbd
) -> None:
    """E[X(s + t)] - E[X(s)] is the mean of E[Y(t) | history], with histories drawn by the law."""
    x, t_x, observed = simulated(model, 40_000, np.random.default_rng(5))
    more = law.conditional_repeats(model, np.full(len(x), 20.0), x, t_x, observed)
    ahead = law.expected_repeats(model, observed + 20) - law.expected_repeats(model, observed)
    assert abs((more - ahead).mean()) < 3.5 * more.std() / 200
