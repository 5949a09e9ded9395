"""Members of groups: what the brand hears of them, how they feel a group's mood, who comes and
goes at a review."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.trigger import GROUP_ENTERED
from sim.population.community import (
    ENTERED,
    LEFT,
    LEFT_MUTED,
    NOWHERE,
    REMOVED,
    STIR_COLUMNS,
    WATCHED,
    Meeting,
)
from sim.population.interface import Floats, Ints
from sim.population.reference import audience, journeys
from sim.population.reference.shopper import Shopper, draw
from sim.population.rules import Rules
from sim.randomness import address as at

if TYPE_CHECKING:
    from sim.population.reference.town import Town


class Groups:
    """What happened in the groups since the brand asked last, and the mood in each."""

    def __init__(self, rules: Rules) -> None:
        self._of_channel = {one.channel: place for place, one in enumerate(rules.communities)}
        self._moods: list[Floats] = [np.ones(0) for _ in rules.communities]
        self._stirred: list[tuple[int, ...]] = []

    def stir(self, shopper: Shopper, kind: int, channel: int, now: int) -> None:
        """Something happened in a channel; the brand hears of it if it has groups there."""
        if channel in self._of_channel:
            community = self._of_channel[channel]
            seat = shopper.seats.get(community, 0)
            self._stirred.append((kind, community, seat, now, shopper.uid, shopper.number))

    def tell_viewer(self, shopper: Shopper, now: int) -> None:
        """Somebody came to a live room."""
        self._stirred.append((WATCHED, 0, 0, now, shopper.uid, shopper.number))

    def handed_over(self) -> Ints:
        """See `Population.stirred`."""
        found, self._stirred = self._stirred, []
        return np.array(found, dtype=np.int64).reshape(-1, STIR_COLUMNS)

    def temper(self, community: int, moods: Floats) -> None:
        """See `Population.temper`."""
        self._moods[community] = moods

    def mood(self, shopper: Shopper, channel: int) -> float:
        """Factor on the chance to open a message; one in a channel without groups."""
        if channel not in self._of_channel:
            return 1.0
        community = self._of_channel[channel]
        return float(self._moods[community][shopper.seats[community]])


def listens_in(town: Town, shopper: Shopper) -> int:
    """The channel of the first kind of group, by name, that somebody listens to; or NOWHERE."""
    hears = shopper.enrolled & ~shopper.left_channels & ~shopper.closed
    for rule in town.rules.communities:
        if hears & town.rules.channels[rule.channel].bit:
            return rule.channel
    return NOWHERE


def review(town: Town, day: int, meeting: Meeting) -> None:
    """See `Population.review`."""
    channel = town.rules.communities[meeting.community].channel
    bit = town.rules.channels[channel].bit
    for shopper in town.shoppers:
        if shopper.enrolled & ~shopper.left_channels & bit:
            _stays(town, shopper, day, meeting, channel)
        elif not meeting.dissolve:
            _enters(town, shopper, day, meeting, channel)
    town.audiences[channel] = [one for one in town.audiences[channel] if one.enrolled & bit]


def _stays(town: Town, shopper: Shopper, day: int, meeting: Meeting, channel: int) -> None:
    """Somebody is in a group, and stays if not silent for too long and still of the audience."""
    rule = town.rules.communities[meeting.community]
    silent = _silent(shopper, day, meeting)
    fits = not meeting.dissolve and audience.holds(town, shopper, rule.audience, day)
    if fits and not silent:
        return
    listens = not shopper.closed & town.rules.channels[channel].bit
    kind = (REMOVED if silent else LEFT) if listens else LEFT_MUTED
    town.groups.stir(shopper, kind, channel, day * DAY)
    _leave(town, shopper, day, channel)


def _silent(shopper: Shopper, day: int, meeting: Meeting) -> bool:
    since = day - max(shopper.last_active, shopper.joined // DAY)
    return 0 < meeting.silent_days <= since


def _leave(town: Town, shopper: Shopper, day: int, channel: int) -> None:
    rule = town.rules.channels[channel]
    shopper.enrolled &= ~rule.bit
    town.note(day * DAY, shopper, "group_left", rule.name)
    if not shopper.enrolled:
        town.registers.enrolled -= 1
    elif shopper.left_channels == shopper.enrolled:
        town.registers.gone(shopper)


def _enters(town: Town, shopper: Shopper, day: int, meeting: Meeting, channel: int) -> None:
    """A member the brand can reach is invited, and accepts or not; always the same people do."""
    rule, touch = town.rules.communities[meeting.community], town.rules.channels[channel]
    if not shopper.member or not shopper.enrolled & ~shopper.closed:
        return
    if (shopper.closed | shopper.left_channels) & touch.bit or _silent(shopper, day, meeting):
        return
    if draw(town.key, shopper.uid, at.GROUP_ENTRY + rule.hash, 0)[0] >= meeting.entry:
        return
    if not audience.holds(town, shopper, rule.audience, day):
        return
    shopper.enrolled |= touch.bit
    town.audiences[channel].append(shopper)
    town.note(day * DAY, shopper, "group_entered", touch.name)
    town.groups.stir(shopper, ENTERED, channel, day * DAY)
    journeys.start(town, shopper, day * DAY, GROUP_ENTERED, day)
