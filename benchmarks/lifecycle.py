"""The declared lifecycle: its numbers, what a run leaves behind, what an implementation offers.

DECLARATION.md states the law in words; the names here are the names used there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

DORMANT_AFTER = 60  # days without a purchase


@dataclass(frozen=True)
class Lifecycle:
    """Numbers of the lifecycle: probabilities, rates a day and factors a day."""

    rate_shape: float = 2.0  # gamma shape of a shopper's purchase rate
    rate_mean: float = 0.02  # purchases a day
    tolerance_shape: float = 4.0  # gamma shape of the fatigue a shopper bears
    tolerance_mean: float = 3.0  # touches
    touch: float = 0.3  # probability a day
    open_rate: float = 0.35  # probability at zero fatigue
    open_slope: float = 0.15  # fall of the log open rate for each unit of fatigue
    fatigue_gain: float = 1.0  # for each touch
    fatigue_keep: float = 0.8  # left after a day
    goodwill_share: float = 0.15  # of the room left, for each opened touch
    goodwill_keep: float = 0.93  # left after a day
    boost: float = 1.0  # purchase rate added at full goodwill
    annoyance: float = 0.05  # mute hazard for each touch and unit of fatigue above tolerance
    referral: float = 0.1  # probability after a purchase
    activation: float = 0.02  # purchases a day of a friend who has not bought yet, on joining
    activation_keep: float = 0.95  # of that, left after a day


@dataclass(frozen=True)
class Outcome:
    """What a run leaves behind at the midnight after its last day; counts over all shoppers.

    shoppers includes those who join at that midnight; shopper_days counts days lived; dormant_days
    counts the dormant at each midnight after a day, over all days.
    """

    initial: int
    shoppers: int
    shopper_days: int
    touches: int
    opens: int
    muted: int
    purchases: int
    dormant_days: int

    def measures(self) -> dict[str, float]:
        """The figures on which implementations must agree, by name."""
        return {
            "growth": self.shoppers / self.initial,
            "days lived": self.shopper_days / self.initial,
            "touches a day": self.touches / self.shopper_days,
            "opens a day": self.opens / self.shopper_days,
            "share muted": self.muted / self.shoppers,
            "purchases a day": self.purchases / self.shopper_days,
            "share of days dormant": self.dormant_days / self.shopper_days,
        }


class Run(Protocol):
    """A population ready to live; `go` is what the clock measures."""

    def go(self) -> None:
        """Live all days."""

    def outcome(self) -> Outcome:
        """Count what is left; called once, after `go`, outside the clock."""


class Prepare(Protocol):
    """What an implementation's module offers under the name `prepare`."""

    def __call__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> Run:
        """Set up `shoppers` people for `days` days; the seed decides all luck."""
