"""Draws of many people at once, each at their own address."""

from __future__ import annotations

import numpy as np

from sim.population.interface import Floats, Ints
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import Table, science

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


@science
def draw_lots(
    lots: Table, uids: Ints, ordinals: Ints, seed: int, replication: int, mechanism: int
) -> None:
    """Fill in the four uniforms of each person's draw of a mechanism, shape (4, people)."""
    for i in range(len(uids)):
        a, b, c, d = at.draw(seed, replication, uids[i], mechanism, ordinals[i])
        lots[FIRST, i], lots[SECOND, i] = uniform(a), uniform(b)
        lots[THIRD, i], lots[FOURTH, i] = uniform(c), uniform(d)


@science
def fill_uniforms(lots: Floats, words: Ints) -> None:
    """Fill in words of draws as numbers between 0 and 1."""
    for i in range(len(words)):
        lots[i] = uniform(words[i])


def lots_of(key: tuple[int, int], uids: Ints, mechanism: int, ordinals: int | Ints) -> Floats:
    """The uniforms of each person's draw of a mechanism, shape (4, people): FIRST to FOURTH.

    key: seed and replication. ordinals: of each person, or of all.
    """
    lots = np.empty((4, len(uids)))
    each = np.empty(len(uids), dtype=np.int64)
    each[:] = ordinals
    draw_lots(lots, np.ascontiguousarray(uids), each, *key, mechanism)
    return lots


def uniforms(words: Ints) -> Floats:
    """Words of draws as numbers strictly between 0 and 1, shape (people,)."""
    lots = np.empty(len(words))
    fill_uniforms(lots, np.ascontiguousarray(words))
    return lots
