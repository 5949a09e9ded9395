"""What newcomers are made of (`sim.behaviour.traits`), and what first comes to them, drawn for many
newcomers at a time.

One variate of all is drawn in a loop without calls, which the compiler turns into vectors; the few
whose first attempt fails try on alone. So a birth costs a fifth of what it costs alone.
"""

from __future__ import annotations

from sim.behaviour import draws
from sim.behaviour.draws import exponential, gamma
from sim.behaviour.precision import single
from sim.behaviour.traits import stop_shape
from sim.population.compiled.layout import Ints
from sim.population.compiled.machine import Floats, Rulebook, compiled
from sim.randomness import address as at
from sim.randomness import philox
from sim.science import inlined

TOGETHER = 256  # newcomers: what is drawn of them stays close to the processor
_COLUMN = TOGETHER + 24  # not a part of 4 KB: see `broadcasting`
RATE, STOPS, STAYS, SPEND, TOLERANCE, VISITS, FRIENDS = (i * _COLUMN for i in range(7))
DEAL_A, DEAL_B, AFFINITY_A, AFFINITY_B, HOUR = (i * _COLUMN for i in range(7, 12))
CLOCK, VISIT, OFFICE = (i * _COLUMN for i in range(12, 15))
_VALUE, _LEFT = 15 * _COLUMN, 16 * _COLUMN
FLOATS = 17 * _COLUMN  # numbers of scratch
_OFFICER = 1  # ordinal of BIRTH

_draw, _uniform, _normal = inlined(at.draw), inlined(philox.uniform), inlined(draws.normal)
_tried, _boosted = inlined(draws.tried), inlined(draws.boosted)
_fine, _single, _exponential = inlined(philox.uniform_fine), inlined(single), inlined(exponential)


@compiled
def _gammas(
    uids: Ints, size: int, floats: Floats, column: int, c: Rulebook, mechanism: int, shape: float
) -> None:
    """A gamma variate of each uid (`draws.gamma`, its first), into a column of the scratch."""
    seed, replication, d = c.seed, c.replication, draws.d_of(shape)
    for k in range(size):
        u, v, w, b = _draw(seed, replication, uids[k], mechanism, 0)
        floats[_VALUE + k] = _tried(d, _uniform(u), _uniform(v), _uniform(w))
        floats[_LEFT + k] = _uniform(b)
    if shape < 1.0:
        for k in range(size):
            floats[_VALUE + k] = _boosted(floats[_VALUE + k], shape, floats[_LEFT + k])
    for k in range(size):
        value = floats[_VALUE + k]
        if value < 0.0:
            value = gamma(seed, replication, uids[k], mechanism, 0, shape)
        floats[column + k] = value


@compiled
def _normals(
    uids: Ints, size: int, floats: Floats, column: int, c: Rulebook, mechanism: int
) -> None:
    """A standard normal of each uid, into a column of the scratch."""
    seed, replication = c.seed, c.replication
    for k in range(size):
        u, v, _, _ = _draw(seed, replication, uids[k], mechanism, 0)
        floats[column + k] = _normal(_uniform(u), _uniform(v))


@compiled
def _waits(uids: Ints, size: int, floats: Floats, column: int, c: Rulebook, mechanism: int) -> None:
    """The first unit exponential of each uid at a mechanism, into a column of the scratch."""
    seed, replication = c.seed, c.replication
    for k in range(size):
        high, low, _, _ = _draw(seed, replication, uids[k], mechanism, 0)
        floats[column + k] = _single(_exponential(_fine(high, low)))


@compiled
def draw_beginnings(uids: Ints, size: int, floats: Floats, c: Rulebook) -> None:
    """What the first order and the first visit wait for (CLOCK, VISIT: unit exponentials), and what
    decides who is an officer (OFFICE: uniform); arguments as of `draw_natures`."""
    _waits(uids, size, floats, CLOCK, c, at.CLOCK)
    _waits(uids, size, floats, VISIT, c, at.VISIT)
    seed, replication = c.seed, c.replication
    for k in range(size):
        word, _, _, _ = _draw(seed, replication, uids[k], at.BIRTH, _OFFICER)
        floats[OFFICE + k] = _uniform(word)


@compiled
def draw_natures(uids: Ints, size: int, floats: Floats, c: Rulebook) -> None:
    """All variates traits are made of.

    uids: of which the first `size`, at most TOGETHER, are drawn; floats: scratch of FLOATS.
    """
    _gammas(uids, size, floats, RATE, c, at.RATE, c.r)
    _gammas(uids, size, floats, STOPS, c, at.DROPOUT_A, stop_shape(c.law, c.a, c.s))
    _gammas(uids, size, floats, STAYS, c, at.DROPOUT_B, c.b)
    _gammas(uids, size, floats, SPEND, c, at.SPEND, c.q)
    for first, second, a, b, mean, spread in (
        (DEAL_A, DEAL_B, at.DEAL_A, at.DEAL_B, c.deal_mean, c.deal_spread),
        (AFFINITY_A, AFFINITY_B, at.AFFINITY_A, at.AFFINITY_B, c.affinity_mean, c.affinity_spread),
    ):
        _gammas(uids, size, floats, first, c, a, mean * spread)
        _gammas(uids, size, floats, second, c, b, (1.0 - mean) * spread)
    _gammas(uids, size, floats, TOLERANCE, c, at.TOLERANCE, c.tolerance_shape)
    _gammas(uids, size, floats, VISITS, c, at.VISIT_RATE, c.visit_shape)
    _gammas(uids, size, floats, FRIENDS, c, at.FRIENDS, c.friends_shape)
    _normals(uids, size, floats, HOUR, c, at.HOUR)
