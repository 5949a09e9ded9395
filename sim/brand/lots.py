"""Draws of many people at once, each at their own address."""

from __future__ import annotations

from sim.population.interface import Floats, Ints
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import science

FIRST, SECOND, THIRD, FOURTH = range(4)  # words of a draw


@science
def draw_word(
    lots: Floats,
    uids: Ints,
    ordinals: Ints,
    seed: int,
    replication: int,
    mechanism: int,
    word: int,
) -> None:
    """Fill in one uniform for each person: a word (FIRST to FOURTH) of the draw of a mechanism."""
    for i in range(len(uids)):
        a, b, c, d = at.draw(seed, replication, uids[i], mechanism, ordinals[i])
        if word == FIRST:
            lots[i] = uniform(a)
        elif word == SECOND:
            lots[i] = uniform(b)
        elif word == THIRD:
            lots[i] = uniform(c)
        else:
            lots[i] = uniform(d)
