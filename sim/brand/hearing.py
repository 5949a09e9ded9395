"""What the brand hears at midnight of groups and live rooms, and who asks for it."""

from __future__ import annotations

import numpy as np

from sim.population.community import KIND, STIR_COLUMNS, WATCHED
from sim.population.interface import Ints, Population
from sim.population.rules import Rules

_NOTHING = np.zeros((0, STIR_COLUMNS), dtype=np.int64)


class Hearing:
    """`Population.stirred` tells each thing once; those who want one kind leave the other here."""

    def __init__(self, rules: Rules, population: Population) -> None:
        self._population = population
        self._told = bool(rules.communities) or rules.viewers_told
        self._groups = self._viewers = _NOTHING

    def of_groups(self) -> Ints:
        """What happened in groups since it was asked for last; rows of `Population.stirred`."""
        self._listen()
        rows, self._groups = self._groups, _NOTHING
        return rows

    def of_viewers(self) -> Ints:
        """Who came to a live room since it was asked for last, like `of_groups`."""
        self._listen()
        rows, self._viewers = self._viewers, _NOTHING
        return rows

    def _listen(self) -> None:
        if not self._told:
            return
        rows = self._population.stirred()
        watched = rows[:, KIND] == WATCHED
        self._groups = np.concatenate([self._groups, rows[~watched]])
        self._viewers = np.concatenate([self._viewers, rows[watched]])
