"""95 % intervals over replications (Student's t; Law 2015, Simulation Modeling and Analysis)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """Mean and 95 % interval along the first axis; a single replication has no interval (NaN)."""

    mean: Floats
    low: Floats
    high: Floats


def band(samples: npt.NDArray[Any]) -> Band:
    """Mean and 95 % t interval over the first axis (replications)."""
    values = np.asarray(samples, np.float64)
    mean = values.mean(axis=0)
    if len(values) == 1:
        unknown = np.full_like(mean, np.nan)
        return Band(mean, unknown, unknown)
    half = stdtrit(len(values) - 1, 0.975) * values.std(axis=0, ddof=1) / math.sqrt(len(values))
    return Band(mean, mean - half, mean + half)
