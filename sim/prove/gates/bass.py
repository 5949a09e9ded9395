"""Bass: a market that fills by people's own impulse and by word of mouth.

Innovators come by a door open to all who have not joined; members tell friends at a steady rate.
What an acceptance is worth is set at midnight, and a friend who accepts joins at the next one, so
a market in days is a difference scheme of the Bass equation. A day is a 300th of 1 / (p + q): the
share adopted is off by less than 0.1 % of itself at the points of the pack, 0.15 % at q = 50 p.
"""

from __future__ import annotations

import math

import numpy as np

from sim.behaviour.clock import DAY
from sim.config.errors import InputError
from sim.config.said import say
from sim.config.schema import LONGEST_DAYS
from sim.prove.closed.diffusion import adopted, adopted_variance, peak
from sim.prove.gate import Case, Counts, Finding, Gate, Parameter, Settings
from sim.prove.trial import CERTAIN, NO_DROPOUT, Trial

_DAYS = 300  # in one unit of 1 / (p + q), so that p + q is a 300th a day
# Orders a day, the occasions to tell a friend; at most two in five are taken. Were each of them,
# the first would count too much: it comes by an impulse that fades, which the hazard makes up for.
_ORDERS = 0.008
_HALF_LIFE = 3650.0  # days of that impulse, the longest there is
_HAZARD = _ORDERS + math.log(2.0) / _HALF_LIFE
_ALPHA_WEEKS = 10_000.0
_DOOR_A_DAY = 10.0  # most a door brings a day for each initial member


def _settings(p: float, q: float, market: int) -> tuple[str, ...]:
    """The plan of a market with the coefficients p and q a day."""
    initial = math.ceil(p * market / _DOOR_A_DAY)
    return (
        *NO_DROPOUT,
        f"shoppers.initial={initial}",
        f"shoppers.market={market}",
        "+acquisition.door={spend_per_day: 0, half_spend: 0, yuan_per_join: 0, buys_on_joining: 0, "
        "activation_factor: 1, hunter_share: 0, from_day: 0, until_day: 36500, "
        f"joins_per_day: {1000.0 * p * market / initial}}}",
        f"shoppers.activation_per_day={_HAZARD}",
        f"shoppers.activation_half_life_days={_HALF_LIFE}",
        f"shoppers.repeat.r={_ORDERS * 7.0 * _ALPHA_WEEKS}",
        f"shoppers.repeat.alpha_weeks={_ALPHA_WEEKS}",
        "shoppers.traits.friends_mean=1000",
        "shoppers.traits.friends_shape=1000",
        "referral.active=true",
        f"referral.inviter_reward={CERTAIN:.0f}",
        "referral.reward_form=cash",
        "referral.appeal_yuan=0.01",
        "referral.share_on_join=0",
        f"referral.share_on_order={q / _ORDERS}",
        "referral.share_on_open=0",
        "referral.invites_mean=1",
        "referral.accept=1",
        "referral.accept_gain=0",
        "referral.delay_days=0.01",
        "referral.likeness=0",
        "referral.hunter_draw=0",
        "referral.fake_share=0",
    )


def measure(of: Settings, trial: Trial) -> list[Finding]:
    """Share of a market of `n` people that has joined by `t`, which may lie within a day.

    A market that is full stays so: it need not be lived on until `t`.

    Raises:
        InputError: `t` lies beyond the longest horizon, at whose end somebody has yet to join.
    """
    p, q, market = of["p"], of["q"], trial.people
    unit = _DAYS * (p + q)  # days
    last = min(math.ceil(max(of.t) * unit), LONGEST_DAYS - 1)
    plan = _settings(p / unit, q / unit, market)
    if trial.engine == "auto":  # which would look at the few initial members, not at the market
        plan = (*plan, "engine=compiled")
    log = trial.live(*plan, days=last + 1, events=("joined",))
    midnights = np.arange(last + 1)
    members = np.searchsorted(log["time_ms"], midnights * DAY, side="right")
    if members[-1] < market and max(of.t) * unit > last:
        what = say("the market is not full by the end of the longest horizon")
        allowed = say("at most {most:g}", most=last / unit)
        raise InputError(what, key="t", value=max(of.t), allowed=allowed)
    found = []
    for t in of.t:
        joined = float(np.interp(t * unit, midnights, members))
        error = math.sqrt(adopted_variance(p, q, t) / market)
        share = joined / market
        counts = Counts(market, 0.0, 1.0)
        found.append(Finding("adopted", t, adopted(p, q, t), share, error, {}, counts))
    return found


_P, _Q = 0.03, 0.38

GATES = (
    Gate(
        name="bass",
        about={"en": "Bass: adoption by word of mouth", "zh": "Bass：口碑扩散下的市场渗透"},
        source="Bass (1969), Management Science 15(5)",
        unit={"en": "units of time of p and q", "zh": "与 p、q 同一时间单位"},
        points=Parameter(5.0, 1e-3, 1e4, say("time, in the unit of p and q")),
        default_t=(1.0, 3.0, 5.0, round(peak(_P, _Q), 4), 8.0, 10.0, 15.0, 20.0),
        parameters={
            "p": Parameter(_P, 1e-6, 10.0, say("innovation: who join by themselves")),
            "q": Parameter(_Q, 0.0, 10.0, say("imitation: friends a member tells")),
        },
        measure=measure,
        cases=(Case(200_000, "computed; p and q are the means of the literature"),),
    ),
)
