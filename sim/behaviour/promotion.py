"""People who promote for commission (推客): effort that answers earnings, in a finite circle."""

from __future__ import annotations

from sim.behaviour.elementary import LN_2, exp
from sim.science import science


@science
def keenness(earned_yuan: float, half_yuan: float) -> float:
    """Effort between 0 and 1 at such earnings for each person asked: the saturating answer to a
    linear contract, as of guides (`sim.behaviour.staff`)."""
    return earned_yuan / (earned_yuan + half_yuan)


@science
def asked_today(people: float, a_day: float, effort: float, circle: float, asked: float) -> float:
    """People asked on a day: at that effort, no more than have not been asked yet.

    people: promoters; circle: whom each could ask at all; asked: by all of them so far.
    """
    return min(people * a_day * effort, max(0.0, people * circle - asked))


@science
def remembered(memory: float, now: float, half_life_days: float) -> float:
    """Earnings as they are remembered a day later."""
    return memory + (now - memory) * (1.0 - exp(-LN_2 / half_life_days))
