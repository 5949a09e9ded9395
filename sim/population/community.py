"""Community groups (社群) of a plan, in the units of the engines, and what engines tell of them."""

from __future__ import annotations

from typing import NamedTuple

from sim.config.schema import Plan
from sim.randomness.address import name_hash

COMMUNITIES = 3  # kinds of group a plan can have
MOST_GROUPS = 1 << 15  # groups of one kind
NOWHERE = -1  # instead of a channel: listens in no group

# What happens in groups, as the brand hears it: somebody new without a seat yet; a listener, or
# somebody who had muted the group, leaves; a silent listener is removed; a listener mutes; speaks.
ENTERED, LEFT, LEFT_MUTED, REMOVED, MUTED, SPOKE = range(6)
WATCHED = 6  # somebody came to a live room, which is no group: community and seat say nothing
KIND, COMMUNITY, SEAT, TIME, UID, PERSON = range(6)  # columns of `Population.stirred`
STIR_COLUMNS = 6


class CommunityRule(NamedTuple):
    """One kind of group; `channel` is the place of its touch channel, `hash` of its name."""

    hash: int
    channel: int
    audience: int  # EVERYBODY, or place in `Rules.audiences` and one


class Meeting(NamedTuple):
    """A review of who is in the groups of a kind: see `sim.config.community.Community`.

    entry: share of those invited who enter; silent_days: of members removed, 0 for nobody;
    dissolve: whether everybody has to leave.
    """

    community: int
    entry: float
    silent_days: int
    dissolve: bool


def communities_of(plan: Plan) -> tuple[CommunityRule, ...]:
    """The kinds of group of a plan, by name: nothing may depend on the order in a file."""
    channels, audiences = list(plan.touch.channels), ["", *plan.audiences]
    return tuple(
        CommunityRule(name_hash(name), channels.index(one.channel), audiences.index(one.audience))
        for name, one in sorted(plan.communities.items())
    )
