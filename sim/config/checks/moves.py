"""What cannot hold together in moves between places to buy. One small check, one rule."""

from __future__ import annotations

from collections.abc import Iterator

from sim.config.checks.contradiction import Contradiction, Found, ends_before_it_begins
from sim.config.said import say
from sim.config.schema import Plan


def _named(plan: Plan) -> Iterator[tuple[str, str]]:
    """Key and name of every sales channel a move names."""
    moves = plan.moves
    for channel in moves.accounts:
        yield f"moves.accounts.{channel}", channel
    for number, channel in enumerate(moves.unlinked):
        yield f"moves.unlinked.{number}", channel
    for door, channel in moves.homes.items():
        yield f"moves.homes.{door}", channel
    if moves.cloud.channel:
        yield "moves.cloud.channel", moves.cloud.channel


def moves_are_between_places_there_are(plan: Plan) -> Found:
    """Accounts, tills, chains and the shop guides share are of sales channels of the plan."""
    channels = list(plan.selling.channels)
    for key, channel in _named(plan):
        if channel not in channels:
            allowed = channels or say(
                "a sales channel, and there are none: selling=second_floor has two"
            )
            yield Contradiction(key, say("no such sales channel"), channel, allowed)


def chains_begin_at_a_door(plan: Plan) -> Found:
    """Who is led to a sales channel came by an acquisition channel."""
    for door in plan.moves.homes:
        if door not in plan.acquisition:
            key, what = f"moves.homes.{door}", say("no such acquisition channel")
            yield Contradiction(key, what, door, list(plan.acquisition))


def guides_share_a_shop_online(plan: Plan) -> Found:
    """What guides share is not a store."""
    name = plan.moves.cloud.channel
    online = [one for one, channel in plan.selling.channels.items() if channel.place == "online"]
    if name in plan.selling.channels and name not in online:
        what = say("guides share a shop online, and this is a store")
        yield Contradiction(
            "moves.cloud.channel", what, name, online or say("a sales channel online")
        )


def credit_is_of_places(plan: Plan) -> Found:
    """Credit and baskets need orders whose place is told apart."""
    if plan.selling.channels:
        return
    allowed = say("sales channels such as selling=second_floor")
    if plan.moves.basket.share > 0:
        what = say("guides make up baskets, and it is not told apart where orders are made")
        yield Contradiction(
            "moves.basket.share",
            what,
            plan.moves.basket.share,
            say("0, or {allowed}", allowed=allowed),
        )
    if plan.moves.credit.online < 1.0:
        what = say("orders online count in part, and it is not told apart where orders are made")
        yield Contradiction(
            "moves.credit.online",
            what,
            plan.moves.credit.online,
            say("1, or {allowed}", allowed=allowed),
        )


def entries_lead_to_a_channel(plan: Plan) -> Found:
    """An entry adds to a touch channel, not to groups, and does not end before it begins."""
    grouped = {one.channel for one in plan.communities.values()}
    allowed = [name for name in plan.touch.channels if name not in grouped]
    for name, entry in plan.entries.items():
        if entry.channel not in allowed:
            what = say("entry {name} leads to no touch channel of guides", name=name)
            yield Contradiction(f"entries.{name}.channel", what, entry.channel, allowed)
    spans = {f"entries.{name}": (one.from_day, one.until_day) for name, one in plan.entries.items()}
    yield from ends_before_it_begins(spans)


CHECKS = (
    moves_are_between_places_there_are,
    chains_begin_at_a_door,
    guides_share_a_shop_online,
    credit_is_of_places,
    entries_lead_to_a_channel,
)
