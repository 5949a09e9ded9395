"""Friends that members ask at a midnight (好友): how many, and the first few who said yes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.draws import geometric
from sim.brand.by_uid import Bools
from sim.population.interface import Ints, Invited
from sim.randomness.philox import uniform
from sim.science import science


class Friends(NamedTuple):
    """The first few friends of each of some people.

    enough: who of them has so many, shape (people,). Of who has, in that order: the uids of the
    friends, shape (enough, needed), and the day on which the last of them joins.
    """

    enough: Bools
    uids: Ints
    last: Ints


def asked_by(words: Ints, mean: float) -> Ints:
    """How many friends each of some people asks, from a word of their draw; one at least."""
    asked = np.empty(len(words), dtype=np.int64)
    draw_asked(asked, np.ascontiguousarray(words), mean)
    return asked


def first_friends(invited: Invited, people: Ints, needed: int) -> Friends:
    """Of each of some people, by their numbers, the first so many who said yes."""
    order = np.argsort(invited.inviters, kind="stable")  # of each, in order of time and uid
    inviters = invited.inviters[order]
    begin, end = (np.searchsorted(inviters, people, side) for side in ("left", "right"))
    enough = end - begin >= needed
    places = begin[enough, np.newaxis] + np.arange(needed)
    chosen = order[places]
    return Friends(enough, invited.uids[chosen], invited.times[chosen[:, -1]] // DAY)


def helpers_of(invited: Invited, people: Ints, until: int) -> Ints:
    """How many friends of each of some people, by their numbers, join before a time (ms)."""
    inviters = np.sort(invited.inviters[invited.times < until])
    begin, end = (np.searchsorted(inviters, people, side) for side in ("left", "right"))
    helpers: Ints = end - begin
    return helpers


@science
def draw_asked(asked: Ints, words: Ints, mean: float) -> None:
    """Fill in how many friends each asks."""
    for i in range(len(words)):
        asked[i] = geometric(uniform(words[i]), mean)
