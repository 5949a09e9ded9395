"""siyu: the declared lifecycle as a plan, lived by a population engine.

Form: the plan `benchmarks/plans/daily_touch.yaml` under overrides, composed and checked as any
other, and `sim.world.World`; nothing is left out of a run, its ledger and KPIs are on the clock.
The compiled engine is the one a study of this size gets; the readable one is timed beside it.

Three settings have no exact nought and are set where no figure can show it: one repeat order in a
million ends a buyer's life, affinity to content varies by 0.1 %, and a friend who is asked within
minutes of midnight joins minutes after it.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from benchmarks.lifecycle import DORMANT_AFTER, Lifecycle, Outcome
from sim.config.compose import Composer
from sim.config.schema import Plan
from sim.measure.result import RunResult
from sim.world import World

PLANS = Path(__file__).parents[1] / "plans"
# Buyers by days since their last order, as siyu counts them at each midnight.
_STAGES = {30: "buyers_30_60", 60: "buyers_60_90", 90: "buyers_90"}


def plan_of(life: Lifecycle, shoppers: int, days: int, engine: str) -> Plan:
    """The declared lifecycle as a plan.

    Raises:
        InputError: a number of the lifecycle lies outside the bounds of its setting.
    """
    settings = {
        "engine": engine,
        "horizon_days": days,
        "shoppers.initial": shoppers,
        "shoppers.repeat.r": life.rate_shape,
        "shoppers.repeat.alpha_weeks": life.rate_shape / (life.rate_mean * 7.0),
        "shoppers.traits.tolerance_shape": life.tolerance_shape,
        "shoppers.traits.tolerance_mean": life.tolerance_mean,
        "shoppers.activation_per_day": life.activation,
        "shoppers.activation_half_life_days": _half_life(life.activation_keep),
        "campaigns.daily.intensity": life.touch,
        "touch.channels.community.open_rate": life.open_rate,
        "touch.classes.promotion.goodwill": life.goodwill_share,
        "touch.classes.promotion.fatigue": life.fatigue_gain,
        "touch.response.goodwill_half_life_days": _half_life(life.goodwill_keep),
        "touch.response.goodwill_intensity": life.boost,
        "touch.response.fatigue_half_life_days": _half_life(life.fatigue_keep),
        "touch.response.fatigue_on_open": life.open_slope,
        "touch.response.annoyance": life.annoyance,
        "referral.share_on_order": life.referral,
    }
    overrides = [f"{key}={value}" for key, value in settings.items()]
    return _composer().plan([f"scenario_dir={PLANS}", *overrides]).plan


@cache
def _composer() -> Composer:
    """Composes the plan once, so that many runs of it are set up quickly."""
    return Composer("daily_touch")


def _half_life(keep: float) -> float:
    """Days until half is left of what `keep` is left of a day later."""
    return -math.log(2.0) / math.log(keep)


class Town:
    """A world of siyu, set up; what is measured is read from the daily series of its result."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan = plan
        self.world = World(plan, replication=seed)

    def go(self) -> None:
        """Live all days, and compute what every run computes."""
        self.result: RunResult = self.world.run()

    def outcome(self) -> Outcome:
        """Sums of daily series; everybody invited joins, those of the last day at its midnight."""
        daily, initial = self.result.daily, self.plan.shoppers.initial
        stages = [name for start, name in _STAGES.items() if start >= DORMANT_AFTER]
        return Outcome(
            initial=initial,
            shoppers=initial + int(daily["invitations"].sum()),
            shopper_days=int(daily["members"].sum()),
            touches=int(daily["touches_delivered"].sum()),
            opens=int(daily["touches_opened"].sum()),
            muted=int(daily["muted"].sum()),
            purchases=int(daily["orders"].sum()),
            dormant_days=sum(int(daily[name].sum()) for name in stages),
        )


def prepare(life: Lifecycle, shoppers: int, days: int, seed: int) -> Town:
    """A world of `shoppers` in the compiled engine, before day 0."""
    return Town(plan_of(life, shoppers, days, "compiled"), seed)
