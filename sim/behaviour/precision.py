"""How finely a shopper's traits and states are kept."""

from __future__ import annotations

import numpy as np

from sim.science import science


@science
def single(value: float) -> float:
    """The nearest number of single precision (24 bits), as every engine keeps it."""
    return float(np.float64(np.float32(value)))
