"""Season, first orders, coupons redeemed, baskets filled."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.special import betainc
from scipy.stats import beta

from sim.behaviour.clock import DAY
from sim.config.said import say
from sim.prove.gate import Case, Finding, Gate, Parameter, Settings, counted, share
from sim.prove.trial import NO_DROPOUT, NO_REPEATS, Trial, lives

_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # the plan begins on 1 January 2026


def measure_season(of: Settings, trial: Trial) -> list[Finding]:
    """Orders in calendar month `t` when intensity swings over the year."""
    factors = [1.0 + of["swing"] * math.cos(2 * math.pi * (m - 6) / 12) for m in range(1, 13)]
    log = trial.live(
        *NO_DROPOUT,
        "start_date=2026-01-01",
        f"shoppers.season=[{','.join(map(str, factors))}]",
        f"shoppers.repeat.r={of['r']}",
        f"shoppers.repeat.alpha_weeks={of['alpha']}",
        days=365,
        events=("order",),
    )
    log, person = lives(log)
    ends = np.cumsum(_MONTHS)
    month = np.searchsorted(ends * DAY, log["time_ms"], side="right") + 1
    found = []
    for t in of.t:
        weeks = _MONTHS[int(t) - 1] * factors[int(t) - 1] / 7
        counts = np.bincount(person, weights=month == t)
        target = of["r"] / of["alpha"] * weeks
        found.append(counted("orders", t, target, target * (1.0 + target / of["r"]), counts))
        none = (of["alpha"] / (of["alpha"] + weeks)) ** of["r"]
        found.append(share("p0", t, none, counts == 0))
    return found


_DOOR_DAYS = 20


def measure_activation(of: Settings, trial: Trial) -> list[Finding]:
    """Newcomers without an order at the end of the `t`-th day after the day they joined.

    The hazard is constant within a day and falls at midnight; the first day is cut at a uniform
    moment.
    """
    hazard, kept = of["hazard"], 0.5 ** (1.0 / of["half_life"])
    log = trial.live(
        *NO_REPEATS,
        "+acquisition.door={joins_per_day: 50, spend_per_day: 0, half_spend: 0, "
        "yuan_per_join: 0, buys_on_joining: 0, activation_factor: 1, hunter_share: 0, "
        f"from_day: 0, until_day: {_DOOR_DAYS}}}",
        f"shoppers.activation_per_day={hazard}",
        f"shoppers.activation_half_life_days={of['half_life']}",
        days=_DOOR_DAYS + int(max(of.t)) + 1,
        events=("joined", "order"),
    )
    joined, ordered = _newcomers(log)
    found = [_arrivals(joined, trial.people)]
    for t in of.t:
        later = sum(kept**day for day in range(1, int(t) + 1))
        target = -math.expm1(-hazard) / hazard * math.exp(-hazard * later)
        found.append(share("no_order", t, target, ordered - joined > t))
    return found


def _arrivals(joined: Any, people: int) -> Finding:
    """Joins a day: Poisson, so their variance is known."""
    target = 50.0 * people / 1000.0
    daily = np.bincount(joined, minlength=_DOOR_DAYS)
    return counted("joins_a_day", 0, target, target, daily)


def _newcomers(log: dict[str, Any]) -> tuple[Any, Any]:
    """Day of joining and of the first order (infinite if none) of those who came by the door."""
    log, person = lives(log)
    door = (log["event"] == "joined") & (log["channel"] == "door")
    joined = np.full(person[-1] + 1, -1)
    joined[person[door]] = log["time_ms"][door] // DAY
    ordered = np.full(person[-1] + 1, np.inf)
    first = (log["event"] == "order") & (log["reference"] == 0)
    ordered[person[first]] = log["time_ms"][first] // DAY
    return joined[joined >= 0], ordered[joined >= 0]


def _coupon(face: float, threshold: float, days: int) -> tuple[str, ...]:
    """Everybody who opens the one broadcast gets one coupon; the message itself does nothing."""
    return (
        "+campaigns.offer={channel: official, content: promotion, every_days: 1, from_day: 1, "
        "until_day: 2, coupon: true, hours: [12], intensity: 1}",
        "touch.channels.official.enrol=1",
        "touch.channels.official.open_rate=0.5",
        "touch.response.hour_effect=0",
        "touch.response.annoyance=0",
        "touch.classes.promotion.goodwill=0",
        "touch.classes.promotion.nudge=0",
        f"coupon.face={face}",
        f"coupon.threshold={threshold}",
        f"coupon.validity_days={days}",
        "coupon.budget=1000000000",
        "coupon.urgency=1",
        "coupon.per_shopper=1",
    )


def measure_redemption(of: Settings, trial: Trial) -> list[Finding]:
    """Coupons redeemed within `t` days of issue, by shoppers who differ in rate and proneness.

    The face value exceeds every order, so that the pull is exp(lift x deal-proneness).
    """
    log = trial.live(
        *NO_DROPOUT,
        *_coupon(100_000, 0, int(max(of.t))),
        f"coupon.lift={of['lift']}",
        f"shoppers.repeat.r={of['r']}",
        f"shoppers.repeat.alpha_weeks={of['alpha']}",
        f"shoppers.traits.deal_mean={of['deal']}",
        f"shoppers.traits.deal_spread={of['spread']}",
        days=int(max(of.t)) + 3,
        events=("coupon_issued", "coupon_redeemed"),
    )
    log, person = lives(log)
    issued = log["event"] == "coupon_issued"
    got = log["time_ms"][issued]
    waited = np.full(len(got), np.inf)
    waited[person[~issued]] = (log["time_ms"][~issued] - got[person[~issued]]) / DAY
    return [share("redeemed", t, _redeemed(of, t), waited < t) for t in of.t]


def _redeemed(of: Settings, days: float) -> float:
    """1 - E[(alpha / (alpha + weeks exp(lift x deal)))^r] over beta-distributed deal-proneness."""
    prone = beta(of["deal"] * of["spread"], (1.0 - of["deal"]) * of["spread"])

    def none(place: float) -> float:
        weeks = days / 7.0 * math.exp(of["lift"] * prone.ppf(place))
        return float((of["alpha"] / (of["alpha"] + weeks)) ** of["r"])

    return 1.0 - float(quad(none, 0.0, 1.0, epsabs=1e-9)[0])


def measure_basket(of: Settings, trial: Trial) -> list[Finding]:
    """First orders with a coupon in hand: how many reach its threshold `t` yuan, and how.

    Values are Gamma-Gamma: an order is below z with chance I(z / (v + z); p, q). Who is short by
    no more than the stretch fills the basket (凑单) to the threshold exactly.
    """
    found = []
    for t in of.t:
        value, redeemed = _first_orders(of, t, trial)
        short = t * (1.0 - of["stretch"])
        near, enough = (float(betainc(of["p"], of["q"], z / (of["v"] + z))) for z in (short, t))
        found.append(share("redeemed", t, 1.0 - near, redeemed))
        found.append(share("filled_up", t, enough - near, value == round(t * 100)))
    return found


def _first_orders(of: Settings, threshold: float, trial: Trial) -> tuple[Any, Any]:
    """Value in fen of the first order after the coupon, and whether it redeemed the coupon."""
    log = trial.live(
        *NO_DROPOUT,
        *_coupon(1, threshold, 30),
        f"coupon.stretch={of['stretch']}",
        "coupon.lift=0",
        "shoppers.repeat.r=1000",
        "shoppers.repeat.alpha_weeks=95",  # three orders in two days
        f"shoppers.spend.p={of['p']}",
        f"shoppers.spend.q={of['q']}",
        f"shoppers.spend.v_yuan={of['v']}",
        days=4,
        events=("coupon_issued", "order", "coupon_redeemed"),
    )
    log, person = lives(log)
    issued = log["event"] == "coupon_issued"
    got = np.full(person[-1] + 1, np.inf)
    got[person[issued]] = log["time_ms"][issued]
    later = np.flatnonzero((log["event"] == "order") & (log["time_ms"] > got[person]))
    owner, at = np.unique(person[later], return_index=True)
    used = log["event"] == "coupon_redeemed"
    index = np.full(person[-1] + 1, -1)
    index[person[used]] = log["reference"][used]
    first = later[at]
    return log["amount_fen"][first], log["reference"][first] == index[owner]


_COMPUTED = "computed"
GATES = (
    Gate(
        name="season",
        about={"en": "Orders month by month under a season", "zh": "季节下的逐月订单"},
        source="gamma-mixed Poisson with integrated intensity",
        unit={"en": "calendar month", "zh": "月份"},
        points=Parameter(2, 2, 12, say("calendar month, a whole one")),
        default_t=tuple(range(2, 13)),
        parameters={
            "swing": Parameter(0.5, 0.0, 0.99, say("swing of the season around 1")),
            "r": Parameter(1.5, 1e-3, 1e3, say("purchase rates: gamma shape")),
            "alpha": Parameter(10.0, 0.5, 1e4, say("purchase rates: gamma scale in weeks")),
        },
        measure=measure_season,
        cases=(Case(200_000, _COMPUTED),),
    ),
    Gate(
        name="activation",
        about={"en": "Newcomers and their first orders", "zh": "新会员与首单"},
        source="survival under a hazard that halves; Poisson arrivals",
        unit={"en": "days after the day of joining", "zh": "入会次日起天数"},
        points=Parameter(1, 0, 60, say("days after the day of joining")),
        default_t=(0, 1, 3, 7, 14),
        parameters={
            "hazard": Parameter(
                0.2, 1e-3, 10, say("hazard of the first order on the day of joining")
            ),
            "half_life": Parameter(10.0, 7, 3650, say("half-life of that hazard in days")),
        },
        measure=measure_activation,
        cases=(Case(300_000, _COMPUTED),),
    ),
    Gate(
        name="redemption",
        about={"en": "Coupons redeemed within some days", "zh": "若干天内的核销率"},
        source="gamma-mixed exponential waiting, averaged over deal-proneness",
        unit={"en": "days since issue", "zh": "发券后天数"},
        points=Parameter(7, 1, 300, say("days since issue")),
        default_t=(3, 7, 14, 28),
        parameters={
            "r": Parameter(1.2, 1e-3, 1e3, say("purchase rates: gamma shape")),
            "alpha": Parameter(6.0, 1e-3, 1e4, say("purchase rates: gamma scale in weeks")),
            "lift": Parameter(0.0, 0.0, 10, say("log intensity gained at full proneness")),
            "deal": Parameter(0.35, 0.001, 0.999, say("mean deal-proneness")),
            "spread": Parameter(3.0, 0.1, 1000, say("concentration of deal-proneness")),
        },
        measure=measure_redemption,
        cases=(Case(250_000, _COMPUTED), Case(250_000, _COMPUTED, {"lift": 3.0})),
    ),
    Gate(
        name="basket",
        about={"en": "Thresholds reached and baskets filled", "zh": "满减门槛与凑单"},
        source="distribution function of Gamma-Gamma order values",
        unit={"en": "threshold in yuan", "zh": "门槛（元）"},
        points=Parameter(300.0, 1, 1e5, say("threshold in yuan")),
        default_t=(200.0, 400.0),
        parameters={
            "stretch": Parameter(0.2, 0.0, 0.5, say("most a basket is stretched")),
            "p": Parameter(6.25, 0.1, 1e3, say("order value within a shopper: gamma shape")),
            "q": Parameter(3.74, 1.01, 1e3, say("spend rates: gamma shape")),
            "v": Parameter(127.84, 0.01, 1e6, say("spend rates: gamma scale in yuan")),
        },
        measure=measure_basket,
        cases=(Case(100_000, _COMPUTED),),
    ),
)
