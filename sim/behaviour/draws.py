"""Random variates as functions of an address: exact, stateless, the same in every engine."""

from __future__ import annotations

import math

from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.elementary import cosine, exp, log
from sim.randomness.address import draw
from sim.randomness.philox import uniform, uniform_fine
from sim.science import in_every_run, science

_FAR_DAYS = 20_000.0
_UNDERFLOW = -650.0  # a power of e below which a gamma variate tells its logarithm instead
_TOLD = 1e-297  # over minus that logarithm: below _DEEP, which no variate worth a number reaches
_DEEP = 1e-298
_FAR_APART = 700.0  # logarithms of two variates of which the smaller is nothing
_TINY = 1e-300
_ATTEMPTS = (
    64  # ordinals kept apart for one gamma variate; a failure beyond is impossible in practice
)


@science
def exponential(u: float) -> float:
    """Unit exponential from a uniform."""
    return -log(u)


@science
def normal(u: float, v: float) -> float:
    """Standard normal from two uniforms (Box and Muller)."""
    return math.sqrt(-2.0 * log(u)) * cosine(v)


@science
def moment_after(now: int, days: float) -> int:
    """The whole second (ms) so many days after `now`; NEVER if that is beyond any horizon."""
    if days >= _FAR_DAYS:
        return NEVER
    return (now + int(days * DAY)) // SECOND * SECOND


@science
def tried(d: float, u: float, v: float, w: float) -> float:
    """One attempt at a gamma variate of shape d + 1/3 and unit scale; below 0 if it fails.

    u, v, w: its uniforms (Marsaglia and Tsang, ACM TOMS 26(3), 2000).
    """
    deviate = normal(u, v)
    root = 1.0 + deviate / math.sqrt(9.0 * d)
    cube = root * root * root
    bound = 0.5 * deviate * deviate + d - d * cube + d * log(max(cube, _TINY))
    return d * cube if (root > 0.0) & (log(w) < bound) else -1.0


@science
def boosted(value: float, shape: float, u: float) -> float:
    """A variate of a shape below one from one of `shape` + 1: G(shape + 1) U^(1 / shape).

    A failed attempt is left as it is. What is too small for a number (e^-650 and less, common where
    a shape is tiny) comes out as next to nothing, the smaller the less, from which `beta_of` reads
    how small it is.
    """
    power = log(u) / shape
    less = value * exp(power) if power > _UNDERFLOW else -_TOLD / power
    return value if value < 0.0 else less


@science
def d_of(shape: float) -> float:
    """The `d` of `tried` for a variate of that shape; shapes below one are made of one more."""
    return (shape + 1.0 if shape < 1.0 else shape) - 1.0 / 3.0


@science
def gamma(
    seed: int, replication: int, uid: int, mechanism: int, ordinal: int, shape: float
) -> float:
    """Gamma variate of the given shape and unit scale.

    Uses the 64 ordinals from 64 x `ordinal` on, one for each attempt (`tried`); an attempt is
    accepted with probability above 0.95.
    """
    d = d_of(shape)
    for attempt in range(_ATTEMPTS):
        w0, w1, w2, w3 = draw(seed, replication, uid, mechanism, ordinal * _ATTEMPTS + attempt)
        value = tried(d, uniform(w0), uniform(w1), uniform(w2))
        if value >= 0.0:
            return boosted(value, shape, uniform(w3)) if shape < 1.0 else value
    return d


@science
def beta_of(x: float, y: float) -> float:
    """Beta(a, b) variate from x, a gamma of shape a, and y, one of shape b."""
    if x + y < _DEEP:  # tiny shapes sit at the ends: which one, the logarithms tell
        apart = _TOLD / x - _TOLD / y  # ln y - ln x
        return 1.0 / (1.0 + exp(min(apart, _FAR_APART)))
    return x / (x + y)


@science
def beta(
    seed: int, replication: int, uid: int, first: int, second: int, a: float, b: float
) -> float:
    """Beta(a, b) variate from two gammas at the mechanisms `first` and `second`."""
    x = gamma(seed, replication, uid, first, 0, a)
    y = gamma(seed, replication, uid, second, 0, b)
    return beta_of(x, y)


@in_every_run
@science
def poisson(
    seed: int, replication: int, uid: int, mechanism: int, ordinal: int, mean: float
) -> int:
    """Poisson variate: unit-rate arrivals counted until `mean` is used up, in pieces of at most 16.

    Piece i inverts the distribution at ordinal 4096 x `ordinal` + i; exact for means up to 65,536.
    """
    total = 0
    piece = 0
    rest = mean
    while rest > 0.0:
        part = min(rest, 16.0)
        w0, w1, _, _ = draw(seed, replication, uid, mechanism, ordinal * 4096 + piece)
        u = uniform_fine(w0, w1)
        chance = exp(-part)
        cumulative = chance
        count = 0
        while u > cumulative and count < 200:
            count += 1
            chance *= part / count
            cumulative += chance
        total += count
        rest -= part
        piece += 1
    return total


@science
def geometric(u: float, mean: float) -> int:
    """Geometric count of at least one with the given mean (one if the mean is one or less)."""
    if mean <= 1.0:
        return 1
    return 1 + int(log(u) / log(1.0 - 1.0 / mean))
