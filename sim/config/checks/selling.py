"""What cannot hold together in sales channels, stores and footfall. One small check, one rule."""

from __future__ import annotations

from sim.config.checks.contradiction import Contradiction, Found, closes_before_it_opens
from sim.config.said import say
from sim.config.schema import Plan

MOST_CHANNELS, MOST_REGIONS = 6, 8


def there_is_room(plan: Plan) -> Found:
    """A few sales channels and regions."""
    for key, table, most in (
        ("selling.channels", plan.selling.channels, MOST_CHANNELS),
        ("selling.stores.regions", plan.selling.stores.regions, MOST_REGIONS),
    ):
        if len(table) > most:
            yield Contradiction(
                key, say("too many of them"), len(table), say("at most {most}", most=most)
            )


def somebody_buys_somewhere(plan: Plan) -> Found:
    """Weights of channels, and of regions, are not all nothing."""
    channels, regions = plan.selling.channels, plan.selling.stores.regions
    if channels and not any(one.share for one in channels.values()):
        yield Contradiction(
            "selling.channels", say("no order is wanted anywhere"), 0, say("a share above 0")
        )
    if regions and not any(regions.values()):
        key = "selling.stores.regions"
        yield Contradiction(key, say("nobody lives anywhere"), 0, say("a weight above 0"))


def hours_are_a_day_long_at_most(plan: Plan) -> Found:
    """What opens closes later on the same day."""
    hours = {
        f"selling.channels.{name}": (channel.from_hour, channel.to_hour)
        for name, channel in plan.selling.channels.items()
    }
    hours |= {f"footfall.{k}": (v.from_hour, v.to_hour) for k, v in plan.footfall.items()}
    return closes_before_it_opens(hours)


def another_channel_takes_over(plan: Plan) -> Found:
    """What one channel cannot sell goes to another that exists."""
    names = list(plan.selling.channels)
    for name, channel in plan.selling.channels.items():
        others = [one for one in names if one != name]
        if channel.instead and channel.instead not in others:
            key = f"selling.channels.{name}.instead"
            what = say("nothing can take over from {name} there", name=name)
            yield Contradiction(key, what, channel.instead, ['""', *others])


def orders_are_collected_in_a_store(plan: Plan) -> Found:
    """Pick-up needs somewhere to order and somewhere to collect."""
    places = {channel.place for channel in plan.selling.channels.values()}
    if plan.selling.pickup.share > 0 and places != {"store", "online"}:
        what = say("orders are collected without a store, or not ordered online")
        allowed = say("0, or channels of both places (store, online)")
        yield Contradiction("selling.pickup.share", what, plan.selling.pickup.share, allowed)


def a_room_sells_online(plan: Plan) -> Found:
    """An order in a live room is made online; where channels are told apart, by one of them."""
    channels, rooms = plan.selling.channels, plan.live.channels
    if rooms and channels and all(channel.place == "store" for channel in channels.values()):
        what = say("orders in a live room are made online, and nothing is sold there")
        yield Contradiction(
            "live.channels", what, list(rooms), say("[], or a sales channel online")
        )


def one_mall_sells_to_who_looks_in(plan: Plan) -> Found:
    """A visit is to one mini-program: one channel online can sell to who looks in."""
    malls = [name for name, one in plan.selling.channels.items() if one.visit_days]
    for name in malls:
        one, key = plan.selling.channels[name], f"selling.channels.{name}.visit_days"
        if one.place == "store":
            what = say("a visit is one to the mini-program, and this is a store")
            yield Contradiction(key, what, one.visit_days, say("0, or place: online"))
        if name != malls[0]:
            what = say("who looks in buys in {mall} already", mall=malls[0])
            yield Contradiction(key, what, one.visit_days, say("0, or 0 there"))


def footfall_is_of_a_door(plan: Plan) -> Found:
    """Who is won in a store joins by an acquisition channel."""
    for name in plan.footfall:
        if name not in plan.acquisition:
            what = say("no such acquisition channel")
            yield Contradiction(f"footfall.{name}", what, name, list(plan.acquisition))
        elif plan.acquisition[name].joins_per_day:
            key = f"acquisition.{name}.joins_per_day"
            what = say("who joins by {name} follows from footfall.{name}", name=name)
            yield Contradiction(key, what, plan.acquisition[name].joins_per_day, ["0"])
        elif plan.acquisition[name].contacts:
            key = f"acquisition.{name}.contacts"
            what = say(
                "contacts moved through {name} would be counted as won in its stores", name=name
            )
            yield Contradiction(
                key, what, plan.acquisition[name].contacts, say("0, or another channel")
            )


CHECKS = (
    there_is_room,
    somebody_buys_somewhere,
    hours_are_a_day_long_at_most,
    another_channel_takes_over,
    orders_are_collected_in_a_store,
    a_room_sells_online,
    one_mall_sells_to_who_looks_in,
    footfall_is_of_a_door,
)
