"""Who means to pass an offer on and has not done it yet (想转而未转)."""

from __future__ import annotations

import numpy as np

from sim.behaviour.passing import forgotten_on
from sim.brand.by_number import with_places
from sim.population.interface import Floats, Ints
from sim.science import science

NEVER_MEANT = -1  # instead of a day


class Intentions:
    """By a person's number: the day on which they meant to, and the one they forget it on."""

    def __init__(self) -> None:
        self._since: Ints = np.zeros(0, dtype=np.int64)
        self._until: Floats = np.zeros(0)

    def any(self) -> bool:
        """Whether anybody ever meant to."""
        return len(self._since) > 0

    def keep(self, day: int, people: Ints, lots: Floats, lasts_days: float) -> None:
        """From `day` on some people mean to, for a mean time, drawn by lots; whatever they meant
        before."""
        if not len(people):
            return
        until = np.empty(len(people))
        forget(until, lots, day, lasts_days)
        self._make_room(people)
        self._since[people], self._until[people] = day, until

    def of(self, people: Ints) -> tuple[Ints, Floats]:
        """Since when each of some people means to, or NEVER_MEANT, and until when."""
        self._make_room(people)
        return self._since[people], self._until[people]

    def drop(self, people: Ints) -> None:
        """Some people no longer mean to."""
        if self.any():
            self._make_room(people)
            self._since[people] = NEVER_MEANT

    def _make_room(self, people: Ints) -> None:
        self._since = with_places(self._since, people, NEVER_MEANT)
        self._until = with_places(self._until, people, 0.0)


@science
def forget(until: Floats, lots: Floats, day: int, lasts_days: float) -> None:
    """Fill in the day on which each intention of `day` is forgotten."""
    for i in range(len(lots)):
        until[i] = forgotten_on(lots[i], day, lasts_days)
