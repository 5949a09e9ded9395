"""What many numbers say together: the promise, and how often luck alone would break it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.prove.gate import LIMIT, Finding
from sim.prove.runner import Proof

RESOLUTION = 0.005  # relative error the pack means to exclude


@dataclass(frozen=True)
class Verdict:
    """The pack in a few numbers.

    numbers, failed: how many were measured, and how many lie beyond the limit.
    largest_z: the largest |z|.
    by_chance: most that luck alone gives a right engine a number beyond the limit (Bonferroni).
    holm: smallest p-value after Holm's correction; below 0.05 something is wrong.
    resolved: numbers known so well that the limit excludes a relative error of `RESOLUTION`.
    largest_error: largest relative error among those.
    """

    numbers: int
    failed: int
    largest_z: float
    by_chance: float
    holm: float
    resolved: int
    largest_error: float


def judge(proofs: Sequence[Proof]) -> Verdict:
    """Look at all numbers of a pack at once."""
    findings = [one for proof in proofs for one in proof.findings]
    largest = max(abs(one.z) for one in findings)
    errors = [abs(one.measured / one.target - 1.0) for one in findings if resolved(one)]
    return Verdict(
        numbers=len(findings),
        failed=sum(not one.passed for one in findings),
        largest_z=largest,
        by_chance=min(1.0, len(findings) * _two_sided(LIMIT)),
        holm=min(1.0, len(findings) * _two_sided(largest)),
        resolved=len(errors),
        largest_error=max(errors, default=math.nan),
    )


def resolved(one: Finding) -> bool:
    """Does the limit of this number exclude a relative error of `RESOLUTION`?"""
    if one.target == 0.0 or one.by_tail:
        return False
    return LIMIT * one.se <= RESOLUTION * abs(one.target)


def _two_sided(z: float) -> float:
    """P(|Z| > z) of a standard normal Z."""
    return math.erfc(z / math.sqrt(2.0))
