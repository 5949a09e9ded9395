"""Live sessions (直播): what they cost, and the public viewers private ones bring."""

from __future__ import annotations

from sim.behaviour.draws import poisson
from sim.behaviour.live import public_viewers
from sim.behaviour.units import fen, whole
from sim.brand.acquisition import Door, people_by
from sim.brand.bringing import Brought, come_through, door_named
from sim.population.interface import Send
from sim.population.rules import Rules
from sim.randomness import address as at

_TAG = at.name_hash("public viewers of the live room")


class Live:
    """The brand's side of its live rooms."""

    def __init__(self, rules: Rules, doors: list[Door], key: tuple[int, int]) -> None:
        self._rules = rules
        self._plan = rules.plan.live
        self._thousands = rules.plan.shoppers.initial / 1000.0
        self._key = key
        self._door = door_named(doors, self._plan.door) if self._plan.door else None

    def cost_fen(self, sends: list[Send]) -> int:
        """Host, stream and set-up of the sessions among a day's broadcasts.

        One moment is one session, whoever is called to it by however many campaigns.
        """
        campaigns = self._rules.campaigns
        moments = {
            campaigns[send.campaign].times[send.number]
            for send in sends
            if self._rules.rooms >> campaigns[send.campaign].channel & 1
        }
        plan = self._plan
        yuan = plan.yuan_per_session + plan.hours * plan.yuan_per_hour
        return len(moments) * fen(yuan * self._thousands)

    def morning(self, day: int, viewers: int, left: float) -> Brought:
        """Public viewers of yesterday's sessions who join today. viewers: private ones."""
        if self._door is None or not viewers:
            return Brought([], [], {})
        plan = self._plan
        public = public_viewers(viewers / self._thousands, plan.public, plan.public_half)
        seen = whole(public * self._thousands)
        mean = seen * plan.public_join * come_through(self._rules, self._door, day, left)
        joins = poisson(*self._key, 0, at.PUBLIC, day, mean)
        return Brought([people_by(self._door, _TAG, day, joins)], [], {"live_public": seen})
