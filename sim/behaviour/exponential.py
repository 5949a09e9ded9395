"""The exponential function in arithmetic alone.

A library's exponential differs in the last bit between its scalar and its vector version, and from
machine to machine. This one is additions and multiplications without a branch, so a shopper lived
alone, in a vector of eight or in plain Python comes to the same bits.
"""

from __future__ import annotations

import math

import numpy as np

from sim.science import science

_LOWEST = -700.0  # below this nothing is left that a state could hold
_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.6931471803691238  # ln 2 in two parts (Cody and Waite): the first has spare zeros
_LN2_LOW = 1.9082149292705877e-10
_ROUND = 6755399441055744.0  # 1.5 x 2 ** 52: adding it leaves the nearest integer in the low bits
_BIAS = 1023  # of the exponent of a double
# One over the factorials, the terms of Taylor's series.
_SIXTH, _4, _5, _6, _7 = (1.0 / math.factorial(n) for n in range(3, 8))
_8, _9, _10, _11, _12 = (1.0 / math.factorial(n) for n in range(8, 13))


@science
def exp(x: float) -> float:
    """e to the power x for x at most 700, to about 1e-15 of the value; e**-700 below that.

    x = n ln 2 + r with |r| <= ln 2 / 2; Taylor's series of r to its twelfth power, times 2**n.
    """
    bounded = max(x, _LOWEST)
    shifted = bounded * _LOG2_E + _ROUND
    n = shifted - _ROUND
    r = (bounded - n * _LN2_HIGH) - n * _LN2_LOW
    square = r * r
    fourth = square * square
    low = (1.0 + r) + square * (0.5 + r * _SIXTH)
    middle = (_4 + r * _5) + square * (_6 + r * _7)
    high = (_8 + r * _9) + square * (_10 + r * _11) + fourth * _12
    series = low + fourth * (middle + fourth * high)
    bits = (np.float64(shifted).view(np.int64) + _BIAS) << 52
    return float(series * np.int64(bits).view(np.float64))
