"""Numbers kept for each person (数值按人记), by a person's number in the population."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from sim.population.interface import Ints

Number = TypeVar("Number", np.int64, np.float64)


def with_places(numbers: npt.NDArray[Number], people: Ints, start: float) -> npt.NDArray[Number]:
    """The same numbers, with a place for each of some people; whoever is new begins at `start`.

    Places are made for half as many again: people come every day, and to move everybody daily costs
    more than what is kept of them.
    """
    needed, there = int(people.max(initial=-1)) + 1, len(numbers)
    if needed <= there:
        return numbers
    grown = np.full(max(needed, there + there // 2), start, dtype=numbers.dtype)
    grown[:there] = numbers
    return grown
