"""Where people buy, in the units the engines work in: fen, milliseconds, basis points."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sim.behaviour.units import basis_points, clock_ms, fen
from sim.config.checks.selling import MOST_CHANNELS, MOST_REGIONS
from sim.config.schema import Plan
from sim.config.selling import SalesChannel

CHANNELS, REGIONS = MOST_CHANNELS, MOST_REGIONS
COLLECTED, AGAIN = 8, 16  # marks on the channel of an order: collected in a store, and bought again
PUSHED, MADE_UP = 32, 64  # ... shared by a guide, in a basket a guide made up
CHANNEL = COLLECTED - 1  # ... and its number
WHERE_WANTED, IN_ROOM, IN_MALL = range(3)  # an order may be made at once, where somebody looks in
LATER, NOWHERE = -1, -2  # a want that waits for a store to open, or comes to nothing


class Place(NamedTuple):
    """One sales channel. until: orders are wanted here whose luck lies below, and not before.

    saved: by reason (`sim.behaviour.selling`), share of those sent away who order by `instead`.
    """

    name: str
    store: bool
    until: float
    opens: int
    closes: int
    waits: float
    missing: float
    instead: int  # NOWHERE for none
    saved: tuple[float, float, float, float, float, float, float]
    fee_bp: int
    order_fen: int
    month_fen: int
    radius_km: float  # how far from a site it serves; 0: everywhere
    goods_bp: int  # what goods cost here, of list value; 0: as everywhere


class PickupRule(NamedTuple):
    """Orders collected in a store, and the second basket bought there."""

    share: float
    second: float
    basket_bp: int
    dip: float
    order_fen: int


class Selling(NamedTuple):
    """Sales channels in the order of the plan, regions, stores; `counter`: of who joins buying;
    `room`: of orders in a live room, the first online; `mall`: of orders made on a visit, which
    uses up what `mall_days` of intensity would."""

    places: tuple[Place, ...]
    regions: tuple[str, ...]
    region_until: tuple[float, ...]
    spread: float
    counter: int  # NOWHERE if there are no stores
    room: int  # NOWHERE if nothing is sold online
    mall: int  # NOWHERE if nobody buys while looking in
    mall_days: float
    pickup: PickupRule

    @property
    def active(self) -> bool:
        """Whether it is told apart where an order is made."""
        return bool(self.places)


def _cumulative(weights: Iterable[float]) -> tuple[float, ...]:
    """Where each one's part of the unit interval ends; the last at 1."""
    listed = list(weights)
    ends = [sum(listed[: place + 1]) / sum(listed) for place in range(len(listed))]
    return (*ends[:-1], 1.0) if ends else ()


def selling_of(plan: Plan) -> Selling:
    """Change the units of where a plan sells."""
    channels, stores, pickup = plan.selling.channels, plan.selling.stores, plan.selling.pickup
    names = list(channels)
    ends = _cumulative(channel.share for channel in channels.values())
    places = tuple(
        _place(name, channel, names, until, plan)
        for (name, channel), until in zip(channels.items(), ends, strict=True)
    )
    regions = {"": 1.0} if not stores.regions else stores.regions
    return Selling(
        places=places,
        regions=tuple(regions),
        region_until=_cumulative(regions.values()),
        spread=stores.spread,
        counter=next((i for i, place in enumerate(places) if place.store), NOWHERE),
        room=next((i for i, place in enumerate(places) if not place.store), NOWHERE),
        mall=next((i for i, one in enumerate(channels.values()) if one.visit_days), NOWHERE),
        mall_days=max((one.visit_days for one in channels.values()), default=0.0),
        pickup=PickupRule(
            pickup.share,
            pickup.second,
            basis_points(pickup.basket),
            pickup.dip,
            fen(pickup.yuan_per_order),
        ),
    )


def _place(name: str, channel: SalesChannel, names: list[str], until: float, plan: Plan) -> Place:
    closed, missing = channel.saved_when_closed, channel.saved_when_missing
    return Place(
        name=name,
        store=channel.place == "store",
        until=until,
        opens=clock_ms(channel.from_hour),
        closes=clock_ms(channel.to_hour),
        waits=channel.waits,
        missing=channel.missing,
        instead=names.index(channel.instead) if channel.instead else NOWHERE,
        saved=(0.0, closed, closed, missing, 0.0, plan.moves.stays, channel.saved_when_far),
        fee_bp=basis_points(channel.fee),
        order_fen=fen(channel.yuan_per_order),
        month_fen=fen(channel.yuan_per_month * (plan.shoppers.initial / 1000.0)),
        radius_km=channel.radius_km,
        goods_bp=basis_points(channel.goods_cost),
    )
