"""Vectorised NumPy: an array for each state, a day as operations on arrays.

Form: single precision, in place, over blocks that stay in the processor's cache; what happens to
few (touched, buying) is computed on their indices alone; SFC64, the fastest generator NumPy has.
A purchase needs `u < 1 - exp(-x)`, which implies `u < x`: the exponential is taken only there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.lifecycle import Lifecycle, Outcome

Floats = npt.NDArray[np.float32]
BLOCK = 16_384  # shoppers; ten arrays of one block fit a second-level cache


class Town:
    """All shoppers as arrays with room to grow; the first `count` rows are people.

    `last` is the day of the last purchase, or the day before the first one lived.
    """

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        self.life = life
        self.days = days
        self.rng = np.random.Generator(np.random.SFC64(seed))
        self.initial = shoppers
        self.count = 0
        self.day = 0
        self.shopper_days = 0
        self._room(shoppers)
        self.join(shoppers)

    def _room(self, size: int) -> None:
        self.rate = np.zeros(size, np.float32)
        self.tolerance = np.zeros(size, np.float32)
        self.goodwill = np.zeros(size, np.float32)
        self.fatigue = np.zeros(size, np.float32)
        self.last = np.full(size, -1, np.int16)
        self.purchases = np.zeros(size, np.int16)
        self.muted = np.zeros(size, np.bool_)

    def _grow(self, size: int) -> None:
        for name in ("rate", "tolerance", "goodwill", "fatigue", "last", "purchases", "muted"):
            old = getattr(self, name)
            new = np.zeros(size, old.dtype)
            new[: self.count] = old[: self.count]
            setattr(self, name, new)

    def join(self, people: int) -> None:
        """Append newcomers, with half as much room again when the arrays are full."""
        end = self.count + people
        if end > len(self.rate):
            self._grow(max(end, len(self.rate) * 3 // 2))
        life, new = self.life, slice(self.count, end)
        self.rate[new] = self.rng.gamma(life.rate_shape, life.rate_mean / life.rate_shape, people)
        self.tolerance[new] = self.rng.gamma(
            life.tolerance_shape, life.tolerance_mean / life.tolerance_shape, people
        )
        self.last[new] = self.day - 1
        self.count = end

    def _touch(self, goodwill: Floats, fatigue: Floats, who: npt.NDArray[np.intp], at: int) -> None:
        """Touch the rows `who` of the block that starts at row `at`."""
        life = self.life
        tired = fatigue[who]
        opens = self.rng.random(len(who), np.float32) < life.open_rate * np.exp(
            -life.open_slope * tired
        )
        readers = who[opens]
        goodwill[readers] += (1.0 - goodwill[readers]) * life.goodwill_share
        tired += life.fatigue_gain
        fatigue[who] = tired
        excess = tired - self.tolerance[at + who]
        over = np.flatnonzero(excess > 0.0)
        leaves = self.rng.random(len(over), np.float32) < -np.expm1(-life.annoyance * excess[over])
        self.muted[at + who[over[leaves]]] = True

    def _block(self, at: int, end: int) -> int:
        """One day of the rows from `at` to `end`; returns how many they refer."""
        life, rng, rows = self.life, self.rng, slice(at, end)
        goodwill, fatigue = self.goodwill[rows], self.fatigue[rows]
        goodwill *= life.goodwill_keep
        fatigue *= life.fatigue_keep
        dormant = self.last[rows] < self.day - life.dormant_after
        chance = np.where(dormant, np.float32(life.recall), np.float32(life.touch))
        chance[self.muted[rows]] = 0.0
        who = np.flatnonzero(rng.random(end - at, np.float32) < chance)
        self._touch(goodwill, fatigue, who, at)
        intensity = goodwill * np.float32(life.boost)
        intensity += 1.0
        intensity *= self.rate[rows]
        intensity[dormant] *= life.dormant_factor
        luck = rng.random(end - at, np.float32)
        close = np.flatnonzero(luck < intensity)
        buyers = close[luck[close] < -np.expm1(-intensity[close])]
        self.last[at + buyers] = self.day
        self.purchases[at + buyers] += 1
        return int(np.count_nonzero(rng.random(len(buyers), np.float32) < life.referral))

    def go(self) -> None:
        """Live all days."""
        for _ in range(self.days):
            self.shopper_days += self.count
            starts = range(0, self.count, BLOCK)
            joining = sum(self._block(at, min(at + BLOCK, self.count)) for at in starts)
            self.day += 1
            self.join(joining)

    def outcome(self) -> Outcome:
        """Count the rows."""
        rows = slice(0, self.count)
        return Outcome(
            initial=self.initial,
            shoppers=self.count,
            shopper_days=self.shopper_days,
            purchases=int(self.purchases[rows].sum(dtype=np.int64)),
            dormant=int(np.count_nonzero(self.last[rows] < self.day - self.life.dormant_after)),
            muted=int(np.count_nonzero(self.muted[rows])),
            goodwill=float(self.goodwill[rows].sum(dtype=np.float64)),
            fatigue=float(self.fatigue[rows].sum(dtype=np.float64)),
        )


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """Arrays of `shoppers`, before their first day."""
    return Town(life, shoppers, days, seed)
