"""One shopper: traits drawn at birth and the state of a life."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import simpy

from sim.behaviour import traits
from sim.behaviour.clock import NEVER
from sim.behaviour.draws import gamma, normal
from sim.behaviour.precision import single
from sim.config.shoppers import Shoppers
from sim.population.interface import INITIAL
from sim.population.rules import CouponRule
from sim.randomness import address as at
from sim.randomness.philox import uniform

WALLET = 4  # coupons a shopper can hold; more is counted as overflow
MOST_FRIENDS = 10_000  # nobody asks more


class Coupon(NamedTuple):
    """One coupon in a wallet: what it is, made out; expiry in ms at a midnight.

    kind: `coupon` of the plan, `reward_coupon` of referral, `member_coupon` of points and tiers.
    """

    rule: CouponRule
    expiry: int
    kind: str
    carried: int = 0  # as a message carries it; 0 for rewards and members' coupons


class Traits(NamedTuple):
    """What differs between shoppers beyond luck."""

    rate: float  # repeat orders a day
    stop: float  # chance to be lost after an order, or hazard of a lifetime a day
    spend_rate: float  # 1/yuan
    deal: float
    affinity: float
    tolerance: float
    friends: float
    hour: int  # preferred, in quarters of an hour
    visit_rate: float  # a day


def draw(
    key: tuple[int, int], uid: int, mechanism: int, ordinal: int
) -> tuple[float, float, float, float]:
    """The four uniforms of one decision of a shopper; key is (study seed, replication)."""
    a, b, c, d = at.draw(key[0], key[1], uid, mechanism, ordinal)
    return uniform(a), uniform(b), uniform(c), uniform(d)


def born(who: Shoppers, seed: int, replication: int, uid: int) -> Traits:
    """Draw the traits of an ordinary shopper."""
    t, repeat, visits = who.traits, who.repeat, who.visits
    law = traits.LAWS.index(repeat.law)

    def variate(mechanism: int, shape: float) -> float:
        return gamma(seed, replication, uid, mechanism, 0, shape)

    def share(first: int, second: int, mean: float, spread: float) -> float:
        x, y = variate(first, mean * spread), variate(second, (1.0 - mean) * spread)
        return single(traits.share_trait(x, y))

    def scale(mechanism: int, mean: float, shape: float) -> float:
        return traits.scale_trait(variate(mechanism, shape), mean, shape)

    stops = variate(at.DROPOUT_A, traits.stop_shape(law, repeat.a, repeat.s))
    stays = variate(at.DROPOUT_B, repeat.b)
    rate = traits.order_rate(
        law, variate(at.RATE, repeat.r), repeat.alpha_weeks, repeat.period_days
    )
    u, v, _, _ = draw((seed, replication), uid, at.HOUR, 0)
    return Traits(
        rate=single(rate),
        stop=single(traits.stopping(law, stops, stays, repeat.beta_weeks)),
        spend_rate=single(traits.spend_rate(variate(at.SPEND, who.spend.q), who.spend.v_yuan)),
        deal=share(at.DEAL_A, at.DEAL_B, t.deal_mean, t.deal_spread),
        affinity=share(at.AFFINITY_A, at.AFFINITY_B, t.affinity_mean, t.affinity_spread),
        tolerance=single(scale(at.TOLERANCE, t.tolerance_mean, t.tolerance_shape)),
        friends=scale(at.FRIENDS, t.friends_mean, t.friends_shape),
        hour=traits.preferred_hour(normal(u, v), t.preferred_hour, t.preferred_hour_spread),
        visit_rate=single(scale(at.VISIT_RATE, visits.per_week / 7.0, visits.shape)),
    )


@dataclass(slots=True, eq=False)  # two people of the same state are two people
class Shopper:
    """State of one life; times in ms, amounts in fen. `town` moves it, nothing else does."""

    uid: int
    source: int
    joined: int
    traits: Traits
    number: int = 0  # place among the shoppers
    arrived: bool = False
    inviter: Shopper | None = field(default=None, repr=False)  # who has one of their own, and so on
    mean_order_fen: float = 0.0
    share_factor: float = 1.0
    hunter: bool = False
    fake: bool = False
    officer: bool = False
    guide: int = 0
    initial: bool = field(init=False)
    # what one is now: as the traits say, until something changes it
    rate: float = field(init=False)
    stop: float = field(init=False)
    spend_rate: float = field(init=False)
    deal: float = field(init=False)
    affinity: float = field(init=False)
    tolerance: float = field(init=False)
    hour: int = field(init=False)
    visit_rate: float = field(init=False)
    friends_left: int = field(init=False)
    # purchase clock
    alive: bool = True
    base: float = 0.0
    left: float = 0.0
    anchor: int = field(init=False)
    goodwill: float = 0.0
    nudge: float = 0.0
    dip: float = 0.0
    orders: int = 0
    order_at: int = NEVER
    dies_at: int = NEVER
    first_order_at: int = NEVER
    last_order_day: int = -NEVER
    first_in_run: int = -1
    again: bool = False
    wanted: tuple[int, int] = (-NEVER, 0)  # day an order was wanted last, how many on it
    # visits and activity
    visits: int = 0
    visit_at: int = NEVER
    last_active: int = -NEVER
    last_age: int = -1
    kept: bool = False
    # coupons
    wallet: list[Coupon] = field(default_factory=list)
    pull: float = 1.0
    coupon_change: int = NEVER
    coupons_got: int = 0
    # reach
    member: bool = False
    enrolled: int = 0
    closed: int = 0
    left_channels: int = 0
    muted: bool = False
    opted_out: bool = False
    seats: dict[int, int] = field(default_factory=dict)  # group by kind of community group
    fatigue: float = 0.0
    last_touch: int = field(init=False)  # of the last message; fatigue counts from here
    sent: int = 0  # messages of the last days, see `sim.behaviour.governor`
    served: int = 0  # day after the last message of a guide's own; 0: there was none
    quota: int = 0  # what rules on messages remember, see `sim.behaviour.platform_law`
    limited: int = 0  # bits of the audiences of such rules they were in at midnight
    # journeys: trigger ordinal now running and day it started, by journey
    journeys: dict[int, int] = field(default_factory=dict)
    started: dict[int, int] = field(default_factory=dict)
    answered: int = 0  # bits of journeys whose message that came last was opened
    # referral
    asked: int = 0
    credits: int = 0
    # loyalty
    points: int = 0
    tier: int = 0
    growth: int = 0  # yuan spent in the tier's period
    balance: int = 0  # stored value, fen
    earned: int = 0  # day after points were earned last; 0: never
    points_until: int = NEVER  # midnight at which their period ends
    tier_until: int = NEVER
    cart: int = 0  # day after it was filled last; 0: there is nothing in it
    saved: int = 0  # yuan, with the coupons of a paid card
    accounts: int = 0  # bits of those opened, see `sim.population.moves`
    unseen: int = 0  # orders at tills that do not know members
    # the next thing of one's own, and when the process means to wake
    next_own: int = field(init=False)
    alarm: int = NEVER
    process: simpy.Process | None = None

    def __post_init__(self) -> None:
        own = self.traits
        self.initial = self.source == INITIAL
        self.rate = own.rate
        self.stop = own.stop
        self.spend_rate = own.spend_rate
        self.deal = own.deal
        self.affinity = own.affinity
        self.tolerance = own.tolerance
        self.hour = own.hour
        self.visit_rate = own.visit_rate
        self.friends_left = min(MOST_FRIENDS, int(own.friends))
        self.anchor = self.last_touch = self.next_own = self.joined

    @property
    def seen_orders(self) -> int:
        """Orders the brand knows of, were all tills it is linked to to know everybody."""
        return self.orders - self.unseen

    def reachable(self, bit: int) -> bool:
        """In the channel, and neither muted nor gone."""
        return bool(self.enrolled & bit) and not self.closed & bit
