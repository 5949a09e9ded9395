"""What members want of messages (需求类型), and what a message is worth to who wants it or not.

A member has one need or none, drawn once. A message that meets a need is worth `gain` to those who
have it and less to the others, so that sent to everybody it is worth what any message is: knowing
who wants what is all there is to gain.
"""

from __future__ import annotations

from sim.behaviour.elementary import LN_2, exp
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import in_every_run, science


@science
def luck_of(seed: int, replication: int, uid: int) -> float:
    """Where a member stands among the needs, uniform: each takes its share of the unit interval."""
    word, _, _, _ = at.draw(seed, replication, uid, at.NEED, 0)
    return uniform(word)


@science
def worth_to_others(share: float, gain: float) -> float:
    """What a message that meets a need of a share of members is worth to those without it."""
    return (1.0 - share * gain) / (1.0 - share)


@science
def worth(luck: float, low: float, high: float, gain: float) -> float:
    """What a message that meets a need is worth to a member; low, high: where the need stands."""
    return gain if low <= luck < high else worth_to_others(high - low, gain)


@in_every_run
@science
def fresh(accuracy: float, delay_hours: float, half_life_hours: float) -> float:
    """Share of recommendations that hit when what they are made of is so old: interest of the
    moment fades with a half-life."""
    return accuracy * exp(-LN_2 * delay_hours / half_life_hours)
