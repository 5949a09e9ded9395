"""The targets themselves: each closed form gives the numbers its paper or table prints."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.prove.closed import cascade, contract, diffusion, mbg_nbd, pareto_nbd, queue
from sim.prove.closed.pareto_nbd import ParetoNbd
from sim.study.fit.btyd import BgNbd

CDNOW_PARETO = ParetoNbd(0.553, 10.578, 0.606, 11.669)
VIGNETTE = ParetoNbd(0.5534, 10.5802, 0.6061, 11.6562)
CDNOW_MBG = BgNbd(0.525, 6.183, 0.891, 1.614)

PARETO = [(1, 0.05098), (2, 0.09958), (3, 0.14606), (9, 0.39116), (39, 1.21300), (78, 1.90940)]


@pytest.mark.parametrize(("weeks", "expected"), PARETO, ids=str)
def test_pareto_expectation(weeks: float, expected: float) -> None:
    """Pareto/NBD with the CDNOW estimates rounded to three decimals."""
    assert pareto_nbd.expected_repeats(CDNOW_PARETO, weeks) == pytest.approx(expected, abs=6e-6)


def test_pareto_of_one_heavy_buyer() -> None:
    """The customer of the BTYD vignette: x = 26, t_x = 30.86, T = 31."""
    history = (26, 30.86, 31.0)
    assert pareto_nbd.alive(VIGNETTE, *history) == pytest.approx(0.9979, abs=5e-5)
    foreseen = pareto_nbd.conditional_repeats(VIGNETTE, 52.0, *history)
    # 25.4549 at the four decimals the vignette prints of its estimates
    assert foreseen == pytest.approx(25.46, abs=6e-3)


def test_pareto_does_not_care_which_scale_is_larger() -> None:
    """The two series of the likelihood, for alpha above and below beta, meet at equality."""
    above = pareto_nbd.alive(ParetoNbd(0.6, 10.0 + 1e-9, 0.7, 10.0), 2, 20.0, 39.0)
    below = pareto_nbd.alive(ParetoNbd(0.6, 10.0 - 1e-9, 0.7, 10.0), 2, 20.0, 39.0)
    assert above == pytest.approx(below, rel=1e-8)


def test_pareto_without_deaths_is_a_gamma_mixture() -> None:
    """Where nobody dies, the chance of no repeat order is that of NBD."""
    immortal = ParetoNbd(0.6, 10.0, 0.7, 1e9)
    nbd = (10.0 / (10.0 + 39.0)) ** 0.6
    assert pareto_nbd.none_chance(immortal, 39.0) == pytest.approx(nbd, rel=1e-6)


def test_pareto_has_no_hole_at_shape_one() -> None:
    """At s = 1 the expectation is its limit."""
    near = pareto_nbd.expected_repeats(ParetoNbd(0.6, 10.0, 1.0 + 1e-6, 12.0), 39.0)
    at = pareto_nbd.expected_repeats(ParetoNbd(0.6, 10.0, 1.0, 12.0), 39.0)
    assert at == pytest.approx(near, rel=1e-5)


@pytest.mark.parametrize("weeks", [1.0, 10.0, 39.0])
def test_mbg_distribution_has_the_stated_mean(weeks: float) -> None:
    """The chances of MBG/NBD sum to one and average to its expectation."""
    chances = np.array([mbg_nbd.repeats_chance(CDNOW_MBG, k, weeks) for k in range(3000)])
    assert chances.sum() == pytest.approx(1.0, abs=1e-9)
    mean = chances @ np.arange(3000)
    assert mean == pytest.approx(mbg_nbd.expected_repeats(CDNOW_MBG, weeks), rel=1e-6)


REGULAR = [62.7, 47.4, 38.8, 33.2, 29.2, 26.2, 23.9, 22.0, 20.4, 19.1, 18.0, 17.0]
HIGH_END = [85.1, 74.7, 67.0, 61.0, 56.2, 52.2, 48.9, 46.0, 43.6, 41.4, 39.5, 37.8]


@pytest.mark.parametrize(
    ("alpha", "beta", "percent"),
    [(0.704, 1.182, REGULAR), (0.668, 3.806, HIGH_END)],
    ids=["regular", "high end"],
)
def test_contract_survival(alpha: float, beta: float, percent: list[float]) -> None:
    """sBG survival of the two data sets of Fader and Hardie (2007), years 1 to 12."""
    years = np.arange(1.0, 13.0)
    found = contract.survival(alpha, beta, years) * 100
    assert np.round(found, 1).tolist() == percent
    kept = contract.retention(alpha, beta, years)
    assert np.cumprod(kept) * 100 == pytest.approx(found)


def test_bass_curve_and_peak() -> None:
    """p = .03 and q = .38, the means of the literature."""
    shares = [diffusion.adopted(0.03, 0.38, t) for t in (5.0, 10.0, 20.0)]
    assert shares == pytest.approx([0.33120, 0.81280, 0.99626], abs=5e-6)
    peak = diffusion.peak(0.03, 0.38)
    assert peak == pytest.approx(6.1926, abs=5e-5)
    assert diffusion.adopted(0.03, 0.38, peak) == pytest.approx(0.46053, abs=5e-6)


@pytest.mark.parametrize(("p", "q", "t"), [(0.03, 0.38, 5.0), (0.2, 0.1, 2.0)], ids=str)
def test_bass_varies_as_its_chain_of_adopters(p: float, q: float, t: float) -> None:
    """2,000 markets of 2,000 people, lived in short steps of chance, spread as stated."""
    luck, market, steps = np.random.default_rng(1), 2000, 1000
    adopters = np.zeros(2000)
    for _ in range(steps):
        rate = (p + q * adopters / market) * (market - adopters) * t / steps
        adopters += luck.poisson(rate)
    spread = adopters.var() / market
    assert spread == pytest.approx(diffusion.adopted_variance(p, q, t), rel=0.11)  # 3.5 errors


@pytest.mark.parametrize(("p", "q"), [(0.03, 0.38), (2.0, 1.0), (0.1, 1e-6)], ids=str)
def test_bass_when_nearly_all_have_joined(p: float, q: float) -> None:
    """Few who are left join by themselves, independently: the variance is their share."""
    t = 25.0 / (p + q)
    few = diffusion.left(p, q, t)
    assert few == pytest.approx((1.0 + q / p) * math.exp(-25.0), rel=1e-6)
    assert diffusion.adopted_variance(p, q, t) == pytest.approx(few, rel=1e-6)
    assert diffusion.adopted_variance(p, q, 1e4) == 0.0


BOREL = [
    (0.2, 1.25, 0.3906, 0.8187, 3.1e-5),
    (0.35, 1.5385, 1.2745, 0.7047, 0.0016),
    (0.5, 2.0, 4.0, 0.6065, 0.0136),
    (0.7, 3.3333, 25.93, 0.4966, 0.0713),
    (0.9, 10.0, 900.0, 0.4066, 0.1863),
]


@pytest.mark.parametrize(("k", "mean", "variance", "alone", "ten"), BOREL, ids=str)
def test_cascade_sizes(k: float, mean: float, variance: float, alone: float, ten: float) -> None:
    """Mean, variance, P(1) and P(>= 10) of the Borel distribution."""
    assert cascade.mean_size(k) == pytest.approx(mean, rel=5e-5)
    assert cascade.size_variance(k) == pytest.approx(variance, rel=2e-4)
    assert cascade.size_chance(k, 1) == pytest.approx(alone, abs=5e-5)
    assert cascade.size_at_least(k, 10) == pytest.approx(ten, rel=0.03)


@pytest.mark.parametrize("k", [0.2, 0.5])
def test_spread_of_the_squared_distance(k: float) -> None:
    """The fourth moment is the one the chances themselves give."""
    sizes = np.arange(1, 400)
    chances = np.array([cascade.size_chance(k, int(size)) for size in sizes])
    squared = (sizes - cascade.mean_size(k)) ** 2
    spread = chances @ squared**2 - (chances @ squared) ** 2
    assert cascade.variance_spread(k) == pytest.approx(spread, rel=1e-6)


def test_bronsons_three_servers() -> None:
    """Bronson (1982), 24.6: three servers, 300 a year come, each serves 182.5 a year."""
    days = 365.0
    assert queue.queue_length(3, 300, 182.5) == pytest.approx(0.35243, abs=5e-6)
    assert queue.waiting_time(3, 300, 182.5) * days == pytest.approx(0.42878, abs=6e-6)
    assert queue.idle_chance(3, 300, 182.5) == pytest.approx(0.17754, abs=5e-6)


ERLANG = [
    (10, 8, 0.40918),
    (20, 16, 0.25608),
    (20, 18, 0.55077),
    (50, 45, 0.36386),
    (100, 90, 0.21694),
]


@pytest.mark.parametrize(("servers", "load", "chance"), ERLANG, ids=str)
def test_erlang_c(servers: int, load: float, chance: float) -> None:
    """Tabulated chances to have to wait."""
    assert queue.delay_chance(servers, load) == pytest.approx(chance, abs=5e-6)


def test_one_and_two_servers() -> None:
    """M/M/1 with 2 and 3 a time unit waits 2/3; M/M/2 waits 1/24."""
    assert queue.waiting_time(1, 2.0, 3.0) == pytest.approx(2 / 3)
    assert queue.waiting_time(2, 2.0, 3.0) == pytest.approx(1 / 24)
    assert queue.idle_chance(1, 2.0, 3.0) == pytest.approx(1 / 3)
    assert math.isclose(queue.queue_length(1, 2.0, 3.0), 4 / 3)


@pytest.mark.parametrize("use", [0.3, 0.7, 0.95])
def test_error_of_a_mean_queue(use: float) -> None:
    """M/M/1, number present: the variance of its mean over a time t is 2 u (1 + u) / (1 - u)^4 t.

    Whitt (1989), Planning queueing simulations, Management Science 35(11), with service rate 1.
    """
    chances = queue._chances(1, use)
    present = np.arange(len(chances))
    below = np.cumsum((present - chances @ present) * chances)
    published = 2 * use * (1 + use) / (1 - use) ** 4
    assert queue._error(below, chances, use, 1.0) == pytest.approx(math.sqrt(published), rel=1e-3)


def test_error_of_idle_time() -> None:
    """M/M/1, share of time busy: the variance of its mean is 2 u / t at service rate 1."""
    assert queue.error_of_idle(1, 0.6, 1.0, 50.0) == pytest.approx(
        math.sqrt(2 * 0.6 / 50.0), rel=1e-6
    )


def test_far_tail_of_a_cascade() -> None:
    """A chance of 1e-16 has digits too: its first term leads, the next is k e^(1-k) of it."""
    first = cascade.size_chance(0.01, 10)
    assert first < cascade.size_at_least(0.01, 10) < 1.03 * first
    assert cascade.size_at_least(0.01, 60) > 0


def test_paretonbd_of_large_shapes_and_scales() -> None:
    """Powers no double holds: nearly everybody has the one lifetime rate s / beta, so the law is
    the plain NBD cut off at an exponential moment."""
    model = pareto_nbd.ParetoNbd(1.0, 20.0, 100.0, 1e4)
    u = np.linspace(0.0, 39.0, 200_001)
    died = 0.01 * (1 + u / 1e4) ** -101.0
    none = np.trapezoid(died * 20.0 / (20.0 + u), u) + (1 + 39e-4) ** -100.0 * 20.0 / 59.0
    assert pareto_nbd.none_chance(model, 39.0) == pytest.approx(none, rel=1e-7)
