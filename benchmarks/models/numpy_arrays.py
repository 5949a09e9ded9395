"""Vectorised NumPy: an array for each state, a day as operations on arrays.

Form: single precision, in place, over blocks that stay in the processor's cache; what happens to
few (touched, buying) is computed on their indices alone; SFC64, the fastest generator NumPy has.
A purchase needs a gap -log(1 - u) < x, which implies u < x: the logarithm is taken only there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.lifecycle import DORMANT_AFTER, Lifecycle, Outcome

Floats = npt.NDArray[np.float32]
Indices = npt.NDArray[np.intp]
BLOCK = 16_384  # shoppers; ten arrays of one block fit a second-level cache
NEVER = np.iinfo(np.int16).max  # `last` of somebody who never bought
_STATE = ("rate", "hazard", "tolerance", "goodwill", "fatigue", "last", "muted")


class Town:
    """All shoppers as arrays with room to grow; the first `count` rows are people.

    hazard: own purchases a day now, without goodwill; last: day of the last purchase. The first
    `known` rows joined before yesterday's midnight or at the start, and can be touched.
    """

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        self.life = life
        self.days = days
        self.rng = np.random.Generator(np.random.SFC64(seed))
        self.initial = shoppers
        self.count = self.known = 0
        self.day = 0
        self.shopper_days = self.touches = self.opens = self.purchases = self.dormant_days = 0
        self.rate = np.zeros(shoppers, np.float32)
        self.hazard = np.zeros(shoppers, np.float32)
        self.tolerance = np.zeros(shoppers, np.float32)
        self.goodwill = np.zeros(shoppers, np.float32)
        self.fatigue = np.zeros(shoppers, np.float32)
        self.last = np.full(shoppers, -1, np.int16)
        self.muted = np.zeros(shoppers, np.bool_)
        self.join(shoppers)
        self.hazard[:] = self.rate
        self.known = shoppers

    def _grow(self, size: int) -> None:
        for name in _STATE:
            old = getattr(self, name)
            new = np.zeros(size, old.dtype)
            new[: self.count] = old[: self.count]
            setattr(self, name, new)

    def join(self, people: int) -> None:
        """Append people, with half as much room again when the arrays are full."""
        end = self.count + people
        if end > len(self.rate):
            self._grow(max(end, len(self.rate) * 3 // 2))
        life, new = self.life, slice(self.count, end)
        self.rate[new] = self.rng.gamma(life.rate_shape, life.rate_mean / life.rate_shape, people)
        self.tolerance[new] = self.rng.gamma(
            life.tolerance_shape, life.tolerance_mean / life.tolerance_shape, people
        )
        self.count = end

    def _invite(self, friends: int) -> None:
        """Friends join at this midnight: they have not bought, and are touched from tomorrow on."""
        self.known = self.count
        self.join(friends)
        self.hazard[self.known : self.count] = self.life.activation
        self.last[self.known : self.count] = NEVER

    def _touch(self, at: int, end: int) -> None:
        """Touch whom luck picks among the rows from `at` to `end`."""
        life, rng, rows = self.life, self.rng, slice(at, end)
        goodwill, fatigue = self.goodwill[rows], self.fatigue[rows]
        touched = rng.random(end - at, np.float32) < life.touch
        touched &= ~self.muted[rows]
        who = np.flatnonzero(touched)
        tired = fatigue[who]
        opens = rng.random(len(who), np.float32) < life.open_rate * np.exp(-life.open_slope * tired)
        readers = who[opens]
        goodwill[readers] += (1.0 - goodwill[readers]) * life.goodwill_share
        tired += life.fatigue_gain
        fatigue[who] = tired
        excess = tired - self.tolerance[at + who]
        over = np.flatnonzero(excess > 0.0)
        leaves = rng.random(len(over), np.float32) < -np.expm1(-life.annoyance * excess[over])
        self.muted[at + who[over[leaves]]] = True
        self.touches += len(who)
        self.opens += len(readers)

    def _buy(self, at: int, end: int) -> int:
        """The day's purchases of the rows from `at` to `end`; returns the friends referred."""
        rng, hazard, rate = self.rng, self.hazard[at:end], self.rate[at:end]
        pace = self.goodwill[at:end] * np.float32(self.life.boost)
        pace += 1.0
        luck = rng.random(end - at, np.float32)
        who = np.flatnonzero(luck < pace * hazard)
        gap, rest = -np.log1p(-luck[who]), np.ones(len(who), np.float32)
        due = pace[who] * hazard[who]
        friends = 0
        while len(who):
            buys = gap < due
            who, rest = who[buys], rest[buys] * (1.0 - gap[buys] / due[buys])
            hazard[who] = rate[who]
            self.last[at + who] = self.day
            self.purchases += len(who)
            friends += int(np.count_nonzero(rng.random(len(who)) < self.life.referral))
            gap, due = rng.standard_exponential(len(who), np.float32), pace[who] * rate[who] * rest
        return friends

    def _block(self, at: int, end: int) -> int:
        """One day of the rows from `at` to `end`; returns how many friends they refer."""
        rows = slice(at, end)
        self.goodwill[rows] *= self.life.goodwill_keep
        self.fatigue[rows] *= self.life.fatigue_keep
        self._touch(at, max(at, min(end, self.known)))
        friends = self._buy(at, end)
        last, hazard = self.last[rows], self.hazard[rows]
        np.multiply(hazard, self.life.activation_keep, out=hazard, where=last == NEVER)
        self.dormant_days += int(np.count_nonzero(last <= self.day - DORMANT_AFTER))
        return friends

    def go(self) -> None:
        """Live all days."""
        for _ in range(self.days):
            self.shopper_days += self.count
            starts = range(0, self.count, BLOCK)
            friends = sum(self._block(at, min(at + BLOCK, self.count)) for at in starts)
            self.day += 1
            self._invite(friends)

    def outcome(self) -> Outcome:
        """Count the rows."""
        return Outcome(
            initial=self.initial,
            shoppers=self.count,
            shopper_days=self.shopper_days,
            touches=self.touches,
            opens=self.opens,
            muted=int(np.count_nonzero(self.muted[: self.count])),
            purchases=self.purchases,
            dormant_days=self.dormant_days,
        )


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """Arrays of `shoppers`, before their first day."""
    return Town(life, shoppers, days, seed)
