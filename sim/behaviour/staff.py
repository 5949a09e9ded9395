"""Guides (导购) as people: talent, willingness, learning, effort that answers reward.

Equations: effort is willingness x (1 + gain x reward / (reward + half)), the saturating answer to
a linear contract; the pull of a contest is the slope of a logistic chance to win, so that the
hopeless and the safe feel little of it.
"""

from __future__ import annotations

import math

from sim.behaviour.elementary import LN_2, cosine, exp, log
from sim.randomness import address as at
from sim.randomness.philox import uniform, uniform_fine
from sim.science import science

_SINE = 0.75  # of a turn: a cosine so much further on is the sine


@science
def lognormal(normal: float, spread: float) -> float:
    """A factor of mean 1 whose logarithm has standard deviation `spread`."""
    return exp(spread * normal - 0.5 * spread * spread)


@science
def person(
    seed: int, replication: int, book: int, number: int, talent_spread: float, will_spread: float
) -> tuple[float, float, float]:
    """The `number`-th guide of a customer book: talent, willingness (both mean 1), and how long
    they stay in units of the mean stay."""
    w0, w1, w2, w3 = at.draw(seed, replication, book, at.STAFF, number)
    radius = math.sqrt(-2.0 * log(uniform(w0)))
    turn = uniform(w1)
    talent = lognormal(radius * cosine(turn), talent_spread)
    will = lognormal(radius * cosine(turn + _SINE), will_spread)
    return talent, will, -log(uniform_fine(w2, w3))


@science
def skill(
    talent: float, newcomer: float, days: float, half_life: float, trained: float, effect: float
) -> float:
    """Skill after so many days at work; trained: share of the training that is remembered."""
    learnt = 1.0 - (1.0 - newcomer) * exp(-LN_2 * days / half_life)
    return talent * learnt * (1.0 + effect * trained)


@science
def effort_wanted(will: float, gain: float, reward_yuan: float, half_yuan: float) -> float:
    """Effort a guide would settle at if a task earned `reward_yuan` for ever."""
    return will * (1.0 + gain * (reward_yuan / (reward_yuan + half_yuan)))


@science
def carried_out(execution: float, effort: float) -> float:
    """Share of sends carried out: what is left undone at effort 1, to the power of the effort."""
    if effort == 1.0:
        return execution
    if execution >= 1.0:
        return 1.0 if effort > 0.0 else 0.0
    return 1.0 - exp(effort * log(1.0 - execution))


@science
def contest_pull(score: float, cutoff: float, spread: float) -> float:
    """What one more point adds to the chance to win: slope of a logistic in (score - cutoff).

    cutoff: score of the last who would win today; spread: standard deviation of the scores.
    """
    q = 1.0 / (1.0 + exp(-max(-50.0, min(50.0, (score - cutoff) / spread))))
    return q * (1.0 - q) / spread


@science
def served_within(served: int, today: int, days: int) -> bool:
    """Whether a guide served within `days`; served: day after their last message, 0 for none."""
    return served > 0 and today - (served - 1) <= days


@science
def office_of(book: int, books: int, office: int) -> int:
    """Which of `office` head-office guides serves a customer book; their books lie together."""
    return book * office // books
