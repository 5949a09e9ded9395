"""starsim: the People's arrays and one module whose step is a day.

Form: states as starsim arrays, luck as `ss.bernoulli` filters over uids, so that what happens to
few is computed on few, as starsim's own diseases are written. Common random numbers, ageing and
People's own results are switched off, which its documentation offers for speed; single precision
is its default. Decay runs over the raw arrays in place, without gathering the active agents.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import starsim as ss

from benchmarks.lifecycle import Lifecycle, Outcome

Floats = npt.NDArray[np.float32]


class PrivateDomain(ss.Module):
    """The lifecycle as a starsim module; `last` is the day of the last purchase."""

    def __init__(self, life: Lifecycle) -> None:
        super().__init__()
        self.life = life
        self.shopper_days = 0
        self.define_pars(
            touch=ss.bernoulli(p=life.touch),
            recall=ss.bernoulli(p=life.recall),
            opens=ss.bernoulli(p=_open_chance),
            mutes=ss.bernoulli(p=_mute_chance),
            buys=ss.bernoulli(p=_purchase_chance),
            refers=ss.bernoulli(p=life.referral),
        )
        self.define_states(
            ss.FloatArr(
                "rate", default=ss.gamma(a=life.rate_shape, scale=life.rate_mean / life.rate_shape)
            ),
            ss.FloatArr(
                "tolerance",
                default=ss.gamma(
                    a=life.tolerance_shape, scale=life.tolerance_mean / life.tolerance_shape
                ),
            ),
            ss.FloatArr("goodwill", default=0.0),
            ss.FloatArr("fatigue", default=0.0),
            ss.IntArr("last", default=-1),
            ss.IntArr("purchases", default=0),
            ss.BoolArr("muted", default=False),
        )

    def step(self) -> None:
        """One day of everybody; those referred join at its end."""
        people, luck = self.sim.people, self.pars
        self.shopper_days += len(people)
        self.goodwill.raw *= self.life.goodwill_keep
        self.fatigue.raw *= self.life.fatigue_keep
        self._touch()
        buyers = luck.buys.filter(people.auids)
        self.purchases[buyers] += 1
        self.last[buyers] = self.ti
        newcomers = people.grow(len(luck.refers.filter(buyers)))
        self.last[newcomers] = self.ti

    def _touch(self) -> None:
        life, luck = self.life, self.pars
        dormant = self.last < self.ti - life.dormant_after
        reachable = ~self.muted
        touched = luck.touch.filter((reachable & ~dormant).uids) + luck.recall.filter(
            (reachable & dormant).uids
        )
        readers = luck.opens.filter(touched)
        self.goodwill[readers] += (1.0 - self.goodwill[readers]) * life.goodwill_share
        self.fatigue[touched] += life.fatigue_gain
        over = touched[self.fatigue[touched] > self.tolerance[touched]]
        self.muted[luck.mutes.filter(over)] = True


def _open_chance(module: PrivateDomain, sim: ss.Sim, uids: ss.uids) -> Floats:
    life = module.life
    chance: Floats = life.open_rate * np.exp(-life.open_slope * module.fatigue[uids])
    return chance


def _mute_chance(module: PrivateDomain, sim: ss.Sim, uids: ss.uids) -> Floats:
    excess = module.fatigue[uids] - module.tolerance[uids]
    chance: Floats = -np.expm1(-module.life.annoyance * excess)
    return chance


def _purchase_chance(module: PrivateDomain, sim: ss.Sim, uids: ss.uids) -> Floats:
    life = module.life
    intensity = module.rate[uids] * (1.0 + life.boost * module.goodwill[uids])
    intensity[module.last[uids] < module.ti - life.dormant_after] *= life.dormant_factor
    chance: Floats = -np.expm1(-intensity)
    return chance


class Town:
    """A starsim simulation of the module alone."""

    def __init__(self, life: Lifecycle, shoppers: int, days: int, seed: int) -> None:
        ss.options(crn=False)
        self.life = life
        self.days = days
        self.initial = shoppers
        self.module = PrivateDomain(life)
        self.sim = ss.Sim(
            copy_inputs=False,
            n_agents=shoppers,
            dt="day",
            start="2026-01-01",
            dur=days - 1,
            rand_seed=seed,
            modules=self.module,
            people_results=False,
            use_aging=False,
            verbose=0,
        )
        self.sim.init()

    def go(self) -> None:
        """Live all days."""
        self.sim.run()

    def outcome(self) -> Outcome:
        """Count the people."""
        module, everyone = self.module, self.sim.people.auids
        return Outcome(
            initial=self.initial,
            shoppers=len(everyone),
            shopper_days=module.shopper_days,
            purchases=int(module.purchases[everyone].sum(dtype=np.int64)),
            dormant=int(
                np.count_nonzero(module.last[everyone] < self.days - self.life.dormant_after)
            ),
            muted=int(np.count_nonzero(module.muted[everyone])),
            goodwill=float(module.goodwill[everyone].sum(dtype=np.float64)),
            fatigue=float(module.fatigue[everyone].sum(dtype=np.float64)),
        )


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A simulation of `shoppers`, initialised, before its first step."""
    return Town(life, shoppers, days, seed)
