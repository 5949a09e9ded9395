"""Satisfaction: how experiences move it, what follows from it, and how a survey reads it."""

from __future__ import annotations

import math

from sim.behaviour.draws import normal
from sim.science import science


@science
def learnt(level: float, value: float, weight: float) -> float:
    """Satisfaction (-1 to 1) after an experience of that value: it moves a share of the way.

    Anchoring and adjustment: cumulative satisfaction is a weighted mean of all experiences, and the
    last ones weigh most (Bolton, Marketing Science 17(1), 1998).
    """
    return level + weight * (value - level)


@science
def lost_chance(level: float, dropout: float) -> float:
    """Chance to stop buying after an experience: in proportion to dissatisfaction."""
    return dropout * -level if level < 0.0 else 0.0


@science
def recommend_chance(level: float, advocacy: float) -> float:
    """Chance to recommend after an experience: in proportion to satisfaction."""
    return advocacy * level if level > 0.0 else 0.0


@science
def answer_chance(level: float, response: float, extremes: float) -> float:
    """Chance to answer a survey: `response` of the indifferent, more of who feels strongly."""
    return min(1.0, response * (1.0 + extremes * abs(level)))


@science
def score_of(level: float, noise: float, u: float, v: float) -> int:
    """How likely one says to recommend, 0 to 10: a line in satisfaction, and a normal error.

    noise: its standard deviation in points; u, v: uniforms (Box and Muller).
    """
    said = math.floor(5.0 + 5.0 * level + noise * normal(u, v) + 0.5)
    return int(min(10.0, max(0.0, said)))


@science
def promotes(score: int) -> int:
    """What an answer adds to the net promoter score: 9 and 10 one, 6 and below less one."""
    if score >= 9:
        return 1
    return -1 if score <= 6 else 0
