"""People in order of uid (按 uid 排列), each once: how several such lists become one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.population.interface import Floats, Ints

Bools = npt.NDArray[np.bool_]
NO_ONE: Ints = np.zeros(0, dtype=np.int64)


class Drawn(NamedTuple):
    """Some people, each once and in order of uid, shape (people,): numbers, uids, a lot of each."""

    people: Ints
    uids: Ints
    lots: Floats

    def only(self, chosen: Bools | Ints) -> Drawn:
        """Some of them, by a mark of each or by their places, which are in order."""
        return Drawn(self.people[chosen], self.uids[chosen], self.lots[chosen])


NOBODY = Drawn(NO_ONE, NO_ONE, np.zeros(0))


def first_of_each(uids: Ints) -> Ints:
    """Where each of some uids stands first, in order of uid."""
    places: Ints = np.unique(uids, return_index=True)[1]
    return places


def either(first: Drawn, second: Drawn) -> Drawn:
    """Who is among the first or the second; whoever is both, as among the first."""
    if not len(second.uids):
        return first
    both = Drawn(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))
    return both.only(first_of_each(both.uids))


def are_among(uids: Ints, known: Ints) -> Bools:
    """Which of some uids are among known ones, which are in order; shape of `uids`."""
    if not len(known):
        return np.zeros(len(uids), dtype=np.bool_)
    places = np.minimum(np.searchsorted(known, uids), len(known) - 1)
    found: Bools = known[places] == uids
    return found
