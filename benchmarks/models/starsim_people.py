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

from benchmarks.lifecycle import DORMANT_AFTER, Lifecycle, Outcome

Floats = npt.NDArray[np.float32]


class PrivateDomain(ss.Module):
    """The lifecycle as a starsim module.

    hazard: own purchases a day now, without goodwill; last: day of the last purchase; joined:
    first day lived; prospect: has not bought yet.
    """

    def __init__(self, life: Lifecycle) -> None:
        super().__init__()
        self.life = life
        self.shopper_days = self.touches = self.opens = self.purchases = self.dormant_days = 0
        self.define_pars(
            touch=ss.bernoulli(p=life.touch),
            opens=ss.bernoulli(p=_open_chance),
            mutes=ss.bernoulli(p=_mute_chance),
            gap=ss.expon(scale=1.0),
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
            ss.FloatArr("hazard", default=life.activation),
            ss.FloatArr("goodwill", default=0.0),
            ss.FloatArr("fatigue", default=0.0),
            ss.IntArr("last", default=-1),
            ss.IntArr("joined", default=-1),
            ss.BoolArr("prospect", default=False),
            ss.BoolArr("muted", default=False),
        )

    def init_post(self) -> None:
        """The people of the start are buyers, at their own rate."""
        super().init_post()
        self.hazard[:] = self.rate[:]

    def step(self) -> None:
        """One day of everybody; friends referred join at its end."""
        people = self.sim.people
        self.shopper_days += len(people)
        self.goodwill.raw *= self.life.goodwill_keep
        self.fatigue.raw *= self.life.fatigue_keep
        self._touch()
        friends = self._buy(people.auids)
        self.hazard[self.prospect.uids] *= self.life.activation_keep
        self.dormant_days += len((~self.prospect & (self.last <= self.ti - DORMANT_AFTER)).uids)
        newcomers = people.grow(friends)
        self.joined[newcomers] = self.ti + 1
        self.prospect[newcomers] = True

    def _touch(self) -> None:
        life, luck = self.life, self.pars
        touched = luck.touch.filter((~self.muted & (self.joined < self.ti)).uids)
        readers = luck.opens.filter(touched)
        self.touches += len(touched)
        self.opens += len(readers)
        self.goodwill[readers] += (1.0 - self.goodwill[readers]) * life.goodwill_share
        self.fatigue[touched] += life.fatigue_gain
        over = touched[self.fatigue[touched] > self.tolerance[touched]]
        self.muted[luck.mutes.filter(over)] = True

    def _buy(self, who: ss.uids) -> int:
        """The day's purchases; returns the friends referred."""
        luck, friends, rest = self.pars, 0, np.ones(len(who), np.float32)
        while len(who):
            pace = self.hazard[who] * (1.0 + self.life.boost * self.goodwill[who]) * rest
            gap = luck.gap.rvs(who)
            buys = gap < pace
            who, rest = who[buys], rest[buys] * (1.0 - gap[buys] / pace[buys])
            self.hazard[who] = self.rate[who]
            self.last[who] = self.ti
            self.prospect[who] = False
            self.purchases += len(who)
            friends += len(luck.refers.filter(who))
        return friends


def _open_chance(module: PrivateDomain, sim: ss.Sim, uids: ss.uids) -> Floats:
    life = module.life
    chance: Floats = life.open_rate * np.exp(-life.open_slope * module.fatigue[uids])
    return chance


def _mute_chance(module: PrivateDomain, sim: ss.Sim, uids: ss.uids) -> Floats:
    excess = module.fatigue[uids] - module.tolerance[uids]
    chance: Floats = -np.expm1(-module.life.annoyance * excess)
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
            touches=module.touches,
            opens=module.opens,
            muted=int(np.count_nonzero(module.muted[everyone])),
            purchases=module.purchases,
            dormant_days=module.dormant_days,
        )


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A simulation of `shoppers`, initialised, before its first step."""
    return Town(life, shoppers, days, seed)
