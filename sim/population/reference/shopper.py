"""One shopper: traits drawn at birth and the state of a life."""

from __future__ import annotations

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
        return single(traits.share_trait(x, y, mean, spread))

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
        stop=single(traits.stopping(law, stops, stays, repeat.a, repeat.b, repeat.beta_weeks)),
        spend_rate=single(traits.spend_rate(variate(at.SPEND, who.spend.q), who.spend.v_yuan)),
        deal=share(at.DEAL_A, at.DEAL_B, t.deal_mean, t.deal_spread),
        affinity=share(at.AFFINITY_A, at.AFFINITY_B, t.affinity_mean, t.affinity_spread),
        tolerance=single(scale(at.TOLERANCE, t.tolerance_mean, t.tolerance_shape)),
        friends=scale(at.FRIENDS, t.friends_mean, t.friends_shape),
        hour=traits.preferred_hour(normal(u, v), t.preferred_hour, t.preferred_hour_spread),
        visit_rate=single(scale(at.VISIT_RATE, visits.per_week / 7.0, visits.shape)),
    )


class Shopper:
    """State of one life; times in ms, amounts in fen. `town` moves it, nothing else does."""

    __slots__ = (
        "accounts",
        "affinity",
        "again",
        "alarm",
        "alive",
        "anchor",
        "answered",
        "arrived",
        "asked",
        "balance",
        "base",
        "cart",
        "closed",
        "coupon_change",
        "coupons_got",
        "credits",
        "deal",
        "dies_at",
        "dip",
        "earned",
        "enrolled",
        "fake",
        "fatigue",
        "first_in_run",
        "first_order_at",
        "friends_left",
        "goodwill",
        "growth",
        "guide",
        "hour",
        "hunter",
        "initial",
        "inviter",
        "joined",
        "journeys",
        "kept",
        "last_active",
        "last_age",
        "last_order_day",
        "last_touch",
        "left",
        "left_channels",
        "mean_order_fen",
        "member",
        "muted",
        "next_own",
        "nudge",
        "number",
        "officer",
        "opted_out",
        "order_at",
        "orders",
        "points",
        "points_until",
        "process",
        "pull",
        "quota",
        "rate",
        "saved",
        "seats",
        "sent",
        "served",
        "share_factor",
        "source",
        "spend_rate",
        "started",
        "stop",
        "tier",
        "tier_until",
        "tolerance",
        "traits",
        "uid",
        "unseen",
        "visit_at",
        "visit_rate",
        "visits",
        "wallet",
    )

    def __init__(self, uid: int, source: int, joined: int, traits_: Traits) -> None:
        self.uid = uid
        self.number = 0  # place among the shoppers
        self.source = source
        self.joined = joined
        self.initial = source == INITIAL
        self.arrived = False
        self.inviter: Shopper | None = None
        self.traits = traits_
        self.rate = traits_.rate
        self.stop = traits_.stop
        self.spend_rate = traits_.spend_rate
        self.deal = traits_.deal
        self.affinity = traits_.affinity
        self.tolerance = traits_.tolerance
        self.hour = traits_.hour
        self.visit_rate = traits_.visit_rate
        self.friends_left = min(MOST_FRIENDS, int(traits_.friends))
        self.mean_order_fen = 0.0
        self.share_factor = 1.0
        self.hunter = self.fake = self.officer = False
        self.guide = 0
        # purchase clock
        self.alive = True
        self.base = 0.0
        self.left = 0.0
        self.anchor = joined
        self.goodwill = self.nudge = self.dip = 0.0
        self.orders = 0
        self.order_at = NEVER
        self.dies_at = NEVER
        self.first_order_at = NEVER
        self.last_order_day = -NEVER
        self.first_in_run = -1
        self.again = False
        # visits and activity
        self.visits = 0
        self.visit_at = NEVER
        self.last_active = -NEVER
        self.last_age = -1
        self.kept = False
        # coupons
        self.wallet: list[Coupon] = []
        self.pull = 1.0
        self.coupon_change = NEVER
        self.coupons_got = 0
        # reach
        self.member = False
        self.enrolled = 0
        self.closed = 0
        self.left_channels = 0
        self.muted = self.opted_out = False
        self.seats: dict[int, int] = {}  # group by kind of community group
        self.fatigue = 0.0
        self.last_touch = joined  # of the last message; fatigue counts from here
        self.sent = 0  # messages of the last days, see `sim.behaviour.governor`
        self.served = 0  # day after the last message of a guide's own; 0: there was none
        self.quota = 0  # what the platform's rules remember, see `sim.behaviour.platform_law`
        # journeys: trigger ordinal now running and day it started, by journey
        self.journeys: dict[int, int] = {}
        self.started: dict[int, int] = {}
        self.answered = 0  # bits of journeys whose message that came last was opened
        # referral
        self.asked = 0
        self.credits = 0
        # loyalty: points, tier and yuan spent in its period, stored value in fen
        self.points = self.tier = self.growth = self.balance = 0
        self.earned = 0  # day after points were earned last; 0: never
        self.points_until = self.tier_until = NEVER  # midnights at which their periods end
        self.cart = 0  # day after it was filled last; 0: there is nothing in it
        self.saved = 0  # yuan, with the coupons of a paid card
        self.accounts = 0  # bits of those opened, see `sim.population.moves`
        self.unseen = 0  # orders at tills that do not know members
        # the next thing of one's own, and when the process means to wake
        self.next_own = joined
        self.alarm = NEVER
        self.process: simpy.Process | None = None

    @property
    def seen_orders(self) -> int:
        """Orders the brand knows of, were all tills it is linked to to know everybody."""
        return self.orders - self.unseen

    def reachable(self, bit: int) -> bool:
        """In the channel, and neither muted nor gone."""
        return bool(self.enrolled & bit) and not self.closed & bit
