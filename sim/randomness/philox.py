"""Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC 2011).

A block of four 32-bit words is a pure function of a key and a counter. Nothing is remembered
between calls, so any draw can be made in any order, on any thread, in any engine.
"""

from __future__ import annotations

from sim.science import science

WORD = 0xFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85


@science
def block(k0: int, k1: int, c0: int, c1: int, c2: int, c3: int) -> tuple[int, int, int, int]:
    """Four random words for key (k0, k1) and counter (c0, c1, c2, c3).

    All arguments and results are 32-bit words held in 64-bit integers. The products wrap in
    64-bit arithmetic and do not in Python's; shifting and masking gives the same words in both.
    """
    for _ in range(10):
        p0 = _MULTIPLIER_0 * c0
        p1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            ((p1 >> 32) & WORD) ^ c1 ^ k0,
            p1 & WORD,
            ((p0 >> 32) & WORD) ^ c3 ^ k1,
            p0 & WORD,
        )
        k0 = (k0 + _WEYL_0) & WORD
        k1 = (k1 + _WEYL_1) & WORD
    return c0, c1, c2, c3


@science
def uniform(word: int) -> float:
    """One word as a number strictly between 0 and 1, 32 bits fine."""
    return (word + 0.5) * 2.3283064365386963e-10  # 2 ** -32


@science
def uniform_fine(high: int, low: int) -> float:
    """Two words as a number strictly between 0 and 1, 52 bits fine."""
    return ((high >> 6) * 67108864.0 + (low >> 6) + 0.5) * 2.220446049250313e-16  # 2 ** -52
