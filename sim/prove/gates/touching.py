"""Touches: delivery, opens, fatigue, hours, frequency caps, and leaving."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.special import betaln, gammaln
from scipy.stats import binom

from sim.behaviour.clock import DAY
from sim.config.said import say
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, counted, share, share_of
from sim.prove.trial import NO_REPEATS, Trial, lives

_CALM = (  # nothing of a touch lasts, unless a gate says so
    *NO_REPEATS,
    "touch.channels.official.enrol=1",
    "touch.weekly_cap=105",
    "touch.classes.content.goodwill=0",
    "touch.classes.content.nudge=0",
    "touch.classes.content.fatigue=0",
    "touch.response.fatigue_on_open=0",
    "touch.response.annoyance=0",
    "touch.response.hour_effect=0",
)


def _campaign(days: int, hours: str = "12", intensity: float = 1.0) -> str:
    """A broadcast a day from day 1 on: nobody is there yet at the midnight of day 0."""
    return (
        "+campaigns.daily={channel: official, content: content, every_days: 1, from_day: 1, "
        f"until_day: {days + 1}, coupon: false, hours: [{hours}], intensity: {intensity}}}"
    )


def _live(trial: Trial, days: int, events: tuple[str, ...], *settings: str) -> tuple[Any, Any]:
    """The log by person, and the number of each row's person; everybody has a `joined` row."""
    log = trial.live(*_CALM, *settings, days=days + 1, events=("joined", *events))
    return lives(log)


def measure_delivery(of: Settings, trial: Trial) -> list[Finding]:
    """One send: who gets it, who opens it, who clicks."""
    log, _ = _live(
        trial,
        1,
        ("touch_delivered", "touch_opened", "touch_clicked"),
        _campaign(1, intensity=of["intensity"]),
        f"touch.channels.official.enrol={of['enrol']}",
        f"touch.channels.official.execution={of['execution']}",
        f"touch.channels.official.open_rate={of['open']}",
        f"touch.channels.official.click_rate={of['click']}",
    )
    delivered = of["enrol"] * of["intensity"] * of["execution"]
    targets = {
        "delivered": delivered,
        "opened": delivered * of["open"],
        "clicked": delivered * of["open"] * of["click"],
    }
    return [
        share_of(trial.people, name, 1, target, (log["event"] == f"touch_{name}").sum())
        for name, target in targets.items()
    ]


def measure_opens(of: Settings, trial: Trial) -> list[Finding]:
    """How many of some sends one opens, when each shopper has an open rate of their own.

    With the base rate equal to the mean affinity, a shopper's chance is the affinity itself.
    """
    sends, average, spread = int(of["sends"]), of["mean"], of["spread"]
    log, person = _live(
        trial,
        sends,
        ("touch_opened",),
        _campaign(sends),
        f"touch.channels.official.open_rate={average}",
        f"shoppers.traits.affinity_mean={average}",
        f"shoppers.traits.affinity_spread={spread}",
    )
    opened = np.bincount(person, weights=log["event"] == "touch_opened")
    a, b = average * spread, (1.0 - average) * spread
    return [share("chance", t, _beta_binomial(sends, int(t), a, b), opened == t) for t in of.t]


def _beta_binomial(n: int, k: int, a: float, b: float) -> float:
    """P(k of n) when the chance is beta(a, b); nobody opens more than there are sends."""
    if k > n:
        return 0.0
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return math.exp(ways + betaln(a + k, b + n - k) - betaln(a, b))


def measure_fatigue(of: Settings, trial: Trial) -> list[Finding]:
    """Opens of the `t`-th daily send: fatigue has built up and faded since the first."""
    sends = int(max(of.t))
    log, _ = _live(
        trial,
        sends,
        ("touch_opened",),
        _campaign(sends),
        f"touch.channels.official.open_rate={of['open']}",
        f"touch.classes.content.fatigue={of['added']}",
        f"touch.response.fatigue_half_life_days={of['half_life']}",
        f"touch.response.fatigue_on_open={of['slope']}",
    )
    day = log["time_ms"][log["event"] == "touch_opened"] // DAY
    left = 0.5 ** (1.0 / of["half_life"])
    found = []
    for t in of.t:
        before = of["added"] * sum(left**age for age in range(1, int(t)))
        target = of["open"] * math.exp(-of["slope"] * before)
        found.append(share_of(trial.people, "opened", t, target, (day == t).sum()))
    return found


def measure_hours(of: Settings, trial: Trial) -> list[Finding]:
    """Opens of a send at hour `t`, when preferred hours are normal around a centre.

    The mean of a cosine of a normal hour is the cosine of its centre, damped.
    """
    hours = sorted(set(of.t))
    log, _ = _live(
        trial,
        1,
        ("touch_opened",),
        _campaign(1, ",".join(f"{hour:g}" for hour in hours)),
        f"touch.channels.official.open_rate={of['open']}",
        f"touch.response.hour_effect={of['effect']}",
        f"shoppers.traits.preferred_hour={of['centre']}",
        f"shoppers.traits.preferred_hour_spread={of['spread']}",
    )
    sent = log["time_ms"][log["event"] == "touch_opened"] % DAY / 3_600_000
    turn = 2.0 * math.pi / 24.0
    damped = of["effect"] * math.exp(-((of["spread"] * turn) ** 2) / 2.0)
    return [
        share_of(
            trial.people,
            "opened",
            hour,
            of["open"] * (1.0 + damped * math.cos(turn * (hour - of["centre"]))),
            (np.abs(sent - hour) < 0.01).sum(),
        )
        for hour in hours
    ]


def measure_cap(of: Settings, trial: Trial) -> list[Finding]:
    """Messages one got in the first `t` days of a week under a weekly cap."""
    cap, chance = int(of["cap"]), of["intensity"]
    log, person = _live(
        trial,
        int(max(of.t)),
        ("touch_delivered",),
        _campaign(int(max(of.t)), "9,12,18", chance),
        f"touch.weekly_cap={cap}",
    )
    delivered = log["event"] == "touch_delivered"
    found = []
    for t in of.t:
        got = np.bincount(person, weights=delivered & (log["time_ms"] < (t + 1) * DAY))
        meant = np.arange(3 * int(t) + 1)
        chances = binom.pmf(meant, meant[-1], chance)
        held = np.minimum(meant, cap)
        target = float(chances @ held)
        scatter = float(chances @ (held - target) ** 2)
        found.append(counted("delivered", t, target, scatter, got, (0.0, float(held[-1]))))
        if meant[-1] > cap:
            found.append(share("at_cap", t, float(chances[meant >= cap].sum()), got == cap))
    return found


def measure_leaving(of: Settings, trial: Trial) -> list[Finding]:
    """An absorbing Markov chain, day by day: reachable, muted, opted out, lost as a buyer.

    Fatigue fades overnight and tolerance is next to nothing, so that every day bears one risk.
    """
    days = int(max(of.t))
    log, _ = _live(
        trial,
        days,
        ("muted", "opted_out", "dropped_out"),
        _campaign(days),
        "touch.classes.content.fatigue=1",
        "touch.response.fatigue_half_life_days=0.01",
        f"shoppers.traits.tolerance_mean={_TOLERANCE}",
        "shoppers.traits.tolerance_shape=1000",
        f"touch.response.annoyance={of['annoyance']}",
        f"touch.response.opt_out_share={of['opt_out']}",
        f"touch.response.opt_out_dropout={of['lost']}",
    )
    risk = -math.expm1(-of["annoyance"] * (1.0 - _TOLERANCE))
    chain = _chain(risk, of["opt_out"], of["lost"])
    found = []
    for t in of.t:
        stages = np.linalg.matrix_power(chain, int(t))[0]
        so_far = log["time_ms"] < (t + 1) * DAY
        muted, out, lost = (
            int((so_far & (log["event"] == one)).sum())
            for one in ("muted", "opted_out", "dropped_out")
        )
        heads = (trial.people - muted - out, muted, out - lost, lost)
        found += [
            share_of(trial.people, stage, t, float(chance), count)
            for stage, chance, count in zip(_STAGES, stages, heads, strict=True)
        ]
    return found


_TOLERANCE = 0.01
_STAGES = ("reachable", "muted", "opted_out", "lost")


def _chain(risk: float, opt_out: float, lost: float) -> Any:
    """One day's transition matrix over `_STAGES`; all but the first are absorbing."""
    chain = np.eye(len(_STAGES))
    leaves = risk * opt_out
    chain[0] = (1.0 - risk, risk - leaves, leaves * (1.0 - lost), leaves * lost)
    return chain


_ONE = "computed"
GATES = (
    Gate(
        name="delivery",
        about={"en": "One send: delivered, opened, clicked", "zh": "一次发送：送达、打开、点击"},
        source="binomial distribution",
        unit={"en": "send", "zh": "次"},
        points=Parameter(1, 1, 1, say("the send")),
        default_t=(1,),
        parameters={
            "enrol": Parameter(0.7, 0.0, 1.0, say("members reachable")),
            "intensity": Parameter(0.8, 0.0, 1.0, say("of them a send is meant for")),
            "execution": Parameter(0.9, 0.0, 1.0, say("of those the staff carry out")),
            "open": Parameter(0.4, 0.0, 0.5, say("open rate at mean affinity")),
            "click": Parameter(0.3, 0.0, 1.0, say("clicks among opens")),
        },
        measure=measure_delivery,
        cases=(Case(500_000, _ONE),),
    ),
    Gate(
        name="opens",
        about={"en": "Opens of several sends: beta-binomial", "zh": "多次发送的打开数：贝塔二项"},
        source="beta-binomial distribution (Skellam 1948)",
        unit={"en": "sends opened", "zh": "打开次数"},
        points=Parameter(0, 0, 60, say("sends opened")),
        default_t=(0, 1, 2, 3, 4, 5),
        parameters={
            "sends": Parameter(5, 1, 60, say("sends, one a day")),
            "mean": Parameter(0.4, 0.001, 0.999, say("mean open rate")),
            "spread": Parameter(4.0, 0.1, 1000, say("concentration of open rates")),
        },
        measure=measure_opens,
        cases=(Case(450_000, _ONE),),
    ),
    Gate(
        name="fatigue",
        about={"en": "Opens of a daily send as fatigue builds up", "zh": "疲劳累积下的每日打开率"},
        source="sum of a geometric series; sim.behaviour.touch states the law",
        unit={"en": "day", "zh": "天"},
        points=Parameter(1, 1, 365, say("day of the send")),
        default_t=(1, 2, 3, 5, 8, 14),
        parameters={
            "open": Parameter(0.4, 0.0, 0.5, say("open rate when rested")),
            "added": Parameter(1.0, 0.0, 100, say("fatigue a touch adds")),
            "half_life": Parameter(7.0, 0.01, 365, say("half-life of fatigue in days")),
            "slope": Parameter(0.05, 0.0, 10, say("fall of log open rate per unit of fatigue")),
        },
        measure=measure_fatigue,
        cases=(Case(200_000, _ONE),),
    ),
    Gate(
        name="hours",
        about={"en": "Opens by hour of the day", "zh": "各时段打开率"},
        source="mean of a cosine of a normal variable",
        unit={"en": "hour of the day", "zh": "时刻"},
        points=Parameter(12.0, 7, 21.9, say("hour of the day, outside quiet hours")),
        default_t=(8.0, 12.0, 16.0, 20.0),
        parameters={
            "open": Parameter(0.3, 0.0, 0.3, say("open rate at a middling hour")),
            "effect": Parameter(0.4, 0.0, 0.6, say("swing between best and worst hour")),
            "centre": Parameter(20.0, 0, 24, say("centre of preferred hours")),
            "spread": Parameter(4.0, 0, 12, say("standard deviation of preferred hours")),
        },
        measure=measure_hours,
        cases=(Case(350_000, _ONE),),
    ),
    Gate(
        name="cap",
        about={"en": "Messages under a weekly cap", "zh": "周触达上限下的送达数"},
        source="binomial distribution, cut off",
        unit={"en": "days since the first of three sends a day", "zh": "日发三条的天数"},
        points=Parameter(1, 1, 7, say("days of the week")),
        default_t=(1, 2, 3, 5, 7),
        parameters={
            "cap": Parameter(7, 1, 20, say("most messages in seven days")),
            "intensity": Parameter(
                0.45, 0.01, 0.99, say("share of members each send is meant for")
            ),
        },
        measure=measure_cap,
        cases=(Case(200_000, _ONE),),
    ),
    Gate(
        name="leaving",
        about={"en": "Stages as an absorbing Markov chain", "zh": "阶段：吸收马尔可夫链"},
        source="powers of the transition matrix (Kemeny and Snell 1960)",
        unit={"en": "days", "zh": "天数"},
        points=Parameter(1, 1, 365, say("days")),
        default_t=(1, 2, 5, 10, 20),
        parameters={
            "annoyance": Parameter(0.15, 1e-4, 5, say("daily hazard to mute or leave")),
            "opt_out": Parameter(0.4, 0.01, 0.99, say("who leave for good among those")),
            "lost": Parameter(0.3, 0.01, 0.99, say("who stop buying among those who leave")),
        },
        measure=measure_leaving,
        cases=(Case(300_000, _ONE),),
    ),
)
