"""A shopper as an object with a method for a day: what the frameworks of agents share.

Mesa and AgentPy differ in how they hold and call their agents, and that is what is compared;
the day itself is ordinary Python and is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import exp, expm1
from random import Random

from benchmarks.lifecycle import Lifecycle, Outcome


class Person:
    """State and daily step of one shopper, to be mixed into a framework's agent class."""

    rate: float
    tolerance: float
    goodwill: float
    fatigue: float
    silent: int
    purchases: int
    muted: bool

    def born(self, life: Lifecycle, random: Random) -> None:
        """Draw the traits; start with nothing felt and nothing bought."""
        self.rate = random.gammavariate(life.rate_shape, life.rate_mean / life.rate_shape)
        self.tolerance = random.gammavariate(
            life.tolerance_shape, life.tolerance_mean / life.tolerance_shape
        )
        self.goodwill = self.fatigue = 0.0
        self.silent = self.purchases = 0
        self.muted = False

    def live(self, life: Lifecycle, draw: Callable[[], float]) -> bool:
        """One day; true if it ended in a referral."""
        dormant = self.silent >= life.dormant_after
        goodwill = self.goodwill * life.goodwill_keep
        fatigue = self.fatigue * life.fatigue_keep
        if not self.muted and draw() < (life.recall if dormant else life.touch):
            if draw() < life.open_rate * exp(-life.open_slope * fatigue):
                goodwill += (1.0 - goodwill) * life.goodwill_share
            fatigue += life.fatigue_gain
            excess = fatigue - self.tolerance
            if excess > 0.0 and draw() < -expm1(-life.annoyance * excess):
                self.muted = True
        self.goodwill = goodwill
        self.fatigue = fatigue
        intensity = self.rate * (1.0 + life.boost * goodwill)
        if dormant:
            intensity *= life.dormant_factor
        if draw() < -expm1(-intensity):
            self.purchases += 1
            self.silent = 0
            return draw() < life.referral
        self.silent += 1
        return False


def counted(people: Iterable[Person], life: Lifecycle, initial: int, shopper_days: int) -> Outcome:
    """The outcome of a finished population of objects."""
    everyone = list(people)
    return Outcome(
        initial=initial,
        shoppers=len(everyone),
        shopper_days=shopper_days,
        purchases=sum(person.purchases for person in everyone),
        dormant=sum(person.silent >= life.dormant_after for person in everyone),
        muted=sum(person.muted for person in everyone),
        goodwill=sum(person.goodwill for person in everyone),
        fatigue=sum(person.fatigue for person in everyone),
    )
