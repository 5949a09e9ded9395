"""Experiments (A/B 测试): two arms of people by their own luck, a read-out, the winner for all.

Whoever joins while a test runs is not in it, so friends the arms invite blur nothing. What blurs it
is `leak`: people of one arm who see the other's message too.
"""

from __future__ import annotations

import math

from sim.config.control import Experiment
from sim.measure.result import ReadOut
from sim.population.interface import Send, Tested
from sim.randomness.address import name_hash

Z95, Z80 = 1.959963984540054, 0.8416212335729143  # normal quantiles of 0.975 and 0.8


def read(metric: str, first: Tested, second: Tested) -> ReadOut | None:
    """Hold two arms against each other: difference of two proportions, unpooled normal interval.

    It is detected if the 95 % interval lies on one side of zero. None if an arm is empty.
    """
    counts = [arm.ordered if metric == "ordered" else arm.active for arm in (first, second)]
    people = [arm.people for arm in (first, second)]
    if not all(people):
        return None
    shares = [count / size for count, size in zip(counts, people, strict=True)]
    error = math.sqrt(sum(p * (1.0 - p) / n for p, n in zip(shares, people, strict=True)))
    difference = shares[1] - shares[0]
    detected = abs(difference) > Z95 * error
    return ReadOut(min(people), difference, error, (Z95 + Z80) * error, detected)


class Test:
    """One test: whom it sends what, and when it is read."""

    def __init__(self, name: str, rule: Experiment, campaigns: list[str], channel: int) -> None:
        self.rule = rule
        self.hash = name_hash(name)
        self.channel = channel
        self.arms = [campaigns.index(one) if one else None for one in (rule.first, rule.second)]
        self.edges: tuple[float, ...] = (0.0, 0.0, 0.0)
        self.result: ReadOut | None = None

    @property
    def ends(self) -> int:
        """The day at whose midnight it is read."""
        return self.rule.from_day + self.rule.days

    def assign(self, audience: int) -> None:
        """Cut the arms of the people asked for, or half the audience each if it has fewer."""
        width = min(0.5, self.rule.people / audience) if audience else 0.5
        self.edges = (0.0, width, 2.0 * width)

    def sends(self, day: int, numbers: list[int]) -> list[Send]:
        """Today's broadcasts; numbers: how many sends a day each campaign has."""
        rule = self.rule
        if day < rule.from_day or (day - rule.from_day) % rule.every_days:
            return []
        if day >= self.ends:
            winner = self._winner()
            return [] if winner is None else [Send(winner, n) for n in range(numbers[winner])]
        found = []
        for arm, campaign in enumerate(self.arms):
            if campaign is not None:
                for low, high in self._stretches(arm):
                    found += [
                        Send(campaign, number, test=self.hash, low=low, high=high)
                        for number in range(numbers[campaign])
                    ]
        return found

    def _stretches(self, arm: int) -> list[tuple[float, float]]:
        """The arm, and the part of the other one that sees its message too."""
        other = 1 - arm
        low, high = self.edges[other], self.edges[other + 1]
        leaked = (low, low + (high - low) * self.rule.leak)
        own = (self.edges[arm], self.edges[arm + 1])
        return [own, leaked] if self.rule.leak > 0.0 else [own]

    def _winner(self) -> int | None:
        """The campaign everybody gets once the test was read."""
        if self.rule.scale_up == "none" or self.result is None:
            return None
        better = self.result.difference > 0.0
        if self.rule.scale_up == "significant":
            better = better and self.result.detected
        return self.arms[1] if better else self.arms[0]
