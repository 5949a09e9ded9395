"""Elementary functions in arithmetic alone: exponential, logarithm, cosine.

A library's exponential differs in the last bit between its scalar and its vector version, and from
machine to machine. These are additions, multiplications and one division, without a branch, so a
shopper lived alone, in a vector of eight or in plain Python comes to the same bits.

All are Taylor's series of a reduced argument, summed in parts that need not wait for each other.
"""

from __future__ import annotations

import math

import numpy as np

from sim.science import science

LN_2 = 0.6931471805599453
HIGHEST = 700.0  # power of e there is
_LOWEST = -700.0  # below this nothing is left that a state could hold
_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.6931471803691238  # ln 2 in two parts (Cody and Waite): the first has spare zeros
_LN2_LOW = 1.9082149292705877e-10
_ROUND = 6755399441055744.0  # 1.5 x 2 ** 52: adding it leaves the nearest integer in the low bits
_BIAS = 1023  # of the exponent of a double
_MANTISSA = 52  # bits of it
_ROOT_HALF = 4604544271217802189  # the bits of the square root of one half
_QUARTER_TURN = 1.5707963267948966

# One over the factorials.
_SIXTH, _4, _5, _6, _7 = (1.0 / math.factorial(n) for n in range(3, 8))
_8, _9, _10, _11, _12 = (1.0 / math.factorial(n) for n in range(8, 13))
_13, _14, _15, _16 = (1.0 / math.factorial(n) for n in range(13, 17))
# Twice one over the odd numbers from 3 to 21.
_L1, _L2, _L3, _L4, _L5, _L6, _L7, _L8, _L9, _L10 = (2.0 / n for n in range(3, 23, 2))


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
    bits = (np.float64(shifted).view(np.int64) + _BIAS) << _MANTISSA
    return float(series * np.int64(bits).view(np.float64))


@science
def log(x: float) -> float:
    """Natural logarithm of a positive normal number, to about 1e-15 of the value.

    x = 2**n z with z between the roots of one half and of two; with s = (z - 1) / (z + 1), ln z is
    2 s + 2/3 s**3 + 2/5 s**5 ..., to the power 21.
    """
    bits = np.float64(x).view(np.int64)
    n = (bits - _ROOT_HALF) >> _MANTISSA
    z = float(np.int64(bits - (n << _MANTISSA)).view(np.float64))
    s = (z - 1.0) / (z + 1.0)
    square = s * s
    fourth = square * square
    eighth = fourth * fourth
    low = (_L1 + square * _L2) + fourth * (_L3 + square * _L4)
    middle = (_L5 + square * _L6) + fourth * (_L7 + square * _L8)
    rest = square * (low + eighth * (middle + eighth * (_L9 + square * _L10)))
    return float(n * _LN2_HIGH + ((s * rest + n * _LN2_LOW) + (s + s)))


@science
def cosine(turns: float) -> float:
    """Cosine of an angle in turns, from 0 to a million, to about 1e-16.

    The angle is whole quarters of a turn and r with |r| <= 1/8 of a turn; the cosine or sine of r,
    by the quarter.
    """
    shifted = 4.0 * turns + _ROUND
    r = (4.0 * turns - (shifted - _ROUND)) * _QUARTER_TURN
    square = r * r
    fourth = square * square
    even = (1.0 - square * 0.5) + fourth * (_4 - square * _6)
    even += fourth * fourth * ((_8 - square * _10) + fourth * ((_12 - square * _14) + fourth * _16))
    odd = (1.0 - square * _SIXTH) + fourth * (_5 - square * _7)
    odd += fourth * fourth * ((_9 - square * _11) + fourth * (_13 - square * _15))
    quarter = np.float64(shifted).view(np.int64)
    size = even if quarter & 1 == 0 else odd * r
    return -size if (quarter + 1) & 2 else size
