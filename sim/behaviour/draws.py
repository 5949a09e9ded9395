"""Random variates as functions of an address: exact, stateless, the same in every engine."""

from __future__ import annotations

import math

from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.randomness.address import draw
from sim.randomness.philox import uniform, uniform_fine
from sim.science import in_every_run, science

_FAR_DAYS = 20_000.0
_ATTEMPTS = (
    64  # ordinals kept apart for one gamma variate; a failure beyond is impossible in practice
)


@science
def exponential(u: float) -> float:
    """Unit exponential from a uniform."""
    return -math.log(u)


@science
def moment_after(now: int, days: float) -> int:
    """The whole second (ms) so many days after `now`; NEVER if that is beyond any horizon."""
    if days >= _FAR_DAYS:
        return NEVER
    return (now + int(days * DAY)) // SECOND * SECOND


@science
def gamma(
    seed: int, replication: int, uid: int, mechanism: int, ordinal: int, shape: float
) -> float:
    """Gamma variate of the given shape and unit scale (Marsaglia and Tsang, ACM TOMS 26(3), 2000).

    Shapes below one are boosted: G(shape) = G(shape + 1) U^(1 / shape). Uses the 64 ordinals from
    64 x `ordinal` on, one for each attempt; an attempt is accepted with probability above 0.95.
    """
    boosted = shape + 1.0 if shape < 1.0 else shape
    d = boosted - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    value = d
    for attempt in range(_ATTEMPTS):
        w0, w1, w2, w3 = draw(seed, replication, uid, mechanism, ordinal * _ATTEMPTS + attempt)
        normal = math.sqrt(-2.0 * math.log(uniform(w0))) * math.cos(6.283185307179586 * uniform(w1))
        root = 1.0 + c * normal
        if root <= 0.0:
            continue
        cube = root * root * root
        u, square = uniform(w2), normal * normal
        sure = u < 1.0 - 0.0331 * square * square  # their squeeze: spares two logarithms
        if sure or math.log(u) < 0.5 * square + d - d * cube + d * math.log(cube):
            value = d * cube
            if shape < 1.0:
                value *= math.exp(math.log(uniform(w3)) / shape)
            break
    return value


@science
def beta(
    seed: int, replication: int, uid: int, first: int, second: int, a: float, b: float
) -> float:
    """Beta(a, b) variate from two gammas at the mechanisms `first` and `second`."""
    x = gamma(seed, replication, uid, first, 0, a)
    y = gamma(seed, replication, uid, second, 0, b)
    if x + y <= 0.0:  # both underflowed: tiny shapes sit at the ends
        return 0.0 if a < b else 1.0
    return x / (x + y)


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
        chance = math.exp(-part)
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
    return 1 + int(math.log(u) / math.log(1.0 - 1.0 / mean))
