"""Orders brought home, in the units the brand works in: fen, milliseconds, whole couriers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.behaviour.clock import DAY, MINUTE
from sim.behaviour.delivery import put_off
from sim.behaviour.units import clock_ms, fen, whole
from sim.config.schema import Plan
from sim.config.serving import Delivery
from sim.population.offers import per_thousand

_DAY_MINUTES = DAY / MINUTE


class DeliveryRule(NamedTuple):
    """How orders of one sales channel are brought home.

    put_off, put_off_free: share of wants that come to nothing, with the fee and on a day without.
    couriers: 0 for a carrier that takes any number at once. late_coupon: what is granted for
    lateness, as a message carries it (`sim.population.rules`); 0 for none.
    """

    fee_fen: int
    free_every: int
    free_from: int
    put_off: float
    put_off_free: float
    promise_ms: int
    couriers: int
    mean_ms: float
    opens_ms: int
    closes_ms: int
    way_ms: int
    more_ms: float
    cost_fen: int
    month_fen: int
    on_time: float
    late_goodwill: float
    late_dropout: float
    late_fen: int
    late_coupon: int
    eased: float

    @property
    def compensates(self) -> bool:
        """Whether lateness is made good."""
        return self.late_fen > 0 or self.late_coupon > 0

    @property
    def harm(self) -> float:
        """Share of what lateness does that is left after its compensation."""
        return 1.0 - self.eased if self.compensates else 1.0

    def is_free(self, day: int) -> bool:
        """Whether nobody pays for delivery on a day."""
        return (
            self.free_every > 0
            and day >= self.free_from
            and (day - self.free_from) % self.free_every == 0
        )


def delivery_of(plan: Plan, carried: Callable[[str], int]) -> tuple[DeliveryRule | None, ...]:
    """Change the units of a plan's deliveries, by sales channel; None: nothing is brought home.

    carried: code of a kind of coupon by name.
    """
    return tuple(
        _rule(plan, plan.delivery[name], carried) if name in plan.delivery else None
        for name in plan.selling.channels
    )


def _rule(plan: Plan, one: Delivery, carried: Callable[[str], int]) -> DeliveryRule:
    days = one.promise_minutes / _DAY_MINUTES
    return DeliveryRule(
        fee_fen=fen(one.fee),
        free_every=one.free_every_days,
        free_from=one.free_from_day,
        put_off=put_off(one.fee, one.put_off, days, one.put_off_per_day),
        put_off_free=put_off(0.0, one.put_off, days, one.put_off_per_day),
        promise_ms=whole(one.promise_minutes * MINUTE),
        couriers=per_thousand(one.couriers, plan),
        mean_ms=one.minutes * MINUTE,
        opens_ms=clock_ms(one.from_hour),
        closes_ms=clock_ms(one.to_hour),
        way_ms=whole(one.way_minutes * MINUTE),
        more_ms=one.way_spread_minutes * MINUTE,
        cost_fen=fen(one.yuan_per_delivery),
        month_fen=fen(one.yuan_per_month),
        on_time=one.on_time,
        late_goodwill=one.late_goodwill,
        late_dropout=one.late_dropout,
        late_fen=fen(one.late_yuan),
        late_coupon=carried(one.late_coupon),
        eased=one.eased,
    )
