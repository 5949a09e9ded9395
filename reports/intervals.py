"""95 % intervals over replications, for the figures."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.statistics.intervals import Interval, mean_interval


def band(samples: npt.NDArray[Any]) -> Interval:
    """Mean and 95 % t interval over the first axis; a single replication has no interval (NaN).

    `samples` has shape (replications, ...) or (replications,).
    """
    values = np.asarray(samples, np.float64)
    found = mean_interval(values.reshape(len(values), -1))
    return Interval(*(part.reshape(values.shape[1:]) for part in found))
