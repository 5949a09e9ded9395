"""Novelty of a content class: it wears while it is sent, and recovers while it rests.

Equation: quality of advertising q in Naik, Mantrala and Sawyer (Marketing Science 17(3), 1998),
dq/dt = -(c + w u) q on the air, and d (1 - q) off it: c is wear-out of the copy, w of repetition, u
the intensity of sending, d recovery. Solved over a day on which u is constant.
"""

from __future__ import annotations

from sim.behaviour.elementary import exp
from sim.science import science


@science
def novelty_next(
    novelty: float, sends: float, copy: float, repetition: float, recovery: float
) -> float:
    """Novelty (1: new) at the midnight after a day with so many sends to everybody.

    copy, recovery: 1/day; repetition: 1/send.
    """
    if sends > 0.0:
        return novelty * exp(-(copy + repetition * sends))
    return 1.0 - (1.0 - novelty) * exp(-recovery)
