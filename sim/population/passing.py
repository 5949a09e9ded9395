"""Offers passed on, and attractions, in the units the brand works in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sim.behaviour.units import fen
from sim.config.passing import Attraction, SharedOffer
from sim.config.schema import Plan
from sim.randomness.address import name_hash


class SharedRule(NamedTuple):
    """One offer passed on.

    kinds: what who claims one gets, as a message carries it, and worth: what they see in each, in
    yuan. own_yuan: what who passes it on sees in theirs. to_friends, to_members: people each time.
    """

    hash: int
    from_day: int
    until_day: int
    every_days: int
    ordered: bool
    watched: bool
    audience: int
    willing: float
    means: float
    means_gain: float
    at_once: float
    lasts_days: float
    remind_days: int
    reminded: float
    to_friends: int
    to_members: int
    kinds: tuple[int, ...]
    worth: tuple[float, ...]
    again: float
    own: int
    own_yuan: float
    own_needs: int
    window_days: int
    pool_fen: int
    pool_hope: float
    hope_weight: float
    hope_half_life_days: float
    pool_days: int
    stock: int
    stock_days: int
    most: int
    cost_fen: int
    door: str

    @property
    def parts(self) -> int:
        """People it is passed to each time."""
        return self.to_friends + self.to_members

    @property
    def mean_worth(self) -> float:
        """Of what is claimed, in yuan; 0 without."""
        return sum(self.worth) / len(self.worth) if self.worth else 0.0


class AttractionRule(NamedTuple):
    """Play that brings people by itself; `pieces`: of a round, 0 for one each."""

    hash: int
    from_day: int
    until_day: int
    every_days: int
    days: int
    found_by: str
    gain: float
    door: str
    ordered: bool
    audience: int
    take: float
    pieces: int
    cost_fen: int
    carried: int
    set_of: int
    set_carried: int
    goodwill: float
    calls: float
    friends: int

    def round_of(self, day: int) -> int:
        """The number of the round a day lies in, from 0 on; -1 if there is none."""
        number, into = divmod(day - self.from_day, self.every_days)
        here = number >= 0 and into < self.days and day - into < self.until_day
        return number if here else -1


class Passing(NamedTuple):
    """All of a plan, in order of their names: nothing may depend on the order in a file."""

    shared: tuple[SharedRule, ...]
    attractions: tuple[AttractionRule, ...]

    @property
    def cash_yuan(self) -> list[float]:
        """What is hoped for of each pool, which is paid on joining alone."""
        return [one.pool_hope for one in self.shared if one.pool_fen]

    @property
    def carried(self) -> set[int]:
        """What they may grant."""
        claimed = {kind for one in self.shared for kind in (*one.kinds, one.own)}
        return claimed | {
            kind for one in self.attractions for kind in (one.carried, one.set_carried)
        }


class Codes(NamedTuple):
    """What names and amounts of a plan are in the engines.

    carried, audience: codes by name. face_yuan: what a member sees in what is carried.
    per_thousand: whole numbers of what is given for each 1,000 initial members.
    """

    carried: Callable[[str], int]
    audience: Callable[[str], int]
    face_yuan: Callable[[int], float]
    per_thousand: Callable[[float, Plan], int]


def passing_of(plan: Plan, code: Codes) -> Passing:
    """Change the units of a plan."""
    shared, attractions = sorted(plan.shared_offers.items()), sorted(plan.attractions.items())
    return Passing(
        tuple(_shared(name, one, plan, code) for name, one in shared),
        tuple(_attraction(name, one, plan, code) for name, one in attractions),
    )


def _shared(name: str, one: SharedOffer, plan: Plan, code: Codes) -> SharedRule:
    kinds, own = tuple(code.carried(kind) for kind in one.coupon_kinds), code.carried(one.own_kind)
    members = int(one.parts * one.to_members + 0.5)
    return SharedRule(
        hash=name_hash(name),
        from_day=one.from_day,
        until_day=one.until_day,
        every_days=one.every_days,
        ordered=one.after == "ordered",
        watched=one.after == "watched",
        audience=code.audience(one.audience),
        willing=one.willing,
        means=one.means,
        means_gain=one.means_gain,
        at_once=one.at_once,
        lasts_days=one.lasts_days,
        remind_days=one.remind_days,
        reminded=one.reminded,
        to_friends=one.parts - members,
        to_members=members,
        kinds=kinds,
        worth=tuple(code.face_yuan(kind) for kind in kinds),
        again=one.again,
        own=own,
        own_yuan=code.face_yuan(own) if own else 0.0,
        own_needs=one.own_needs,
        window_days=one.window_days,
        pool_fen=fen(one.pool * plan.shoppers.initial / 1000),
        pool_hope=one.pool_hope,
        hope_weight=one.hope_weight,
        hope_half_life_days=one.hope_half_life_days,
        pool_days=one.pool_days,
        stock=code.per_thousand(one.stock, plan),
        stock_days=one.stock_days,
        most=one.most,
        cost_fen=fen(one.cost),
        door=one.door,
    )


def _attraction(name: str, one: Attraction, plan: Plan, code: Codes) -> AttractionRule:
    return AttractionRule(
        hash=name_hash(name),
        from_day=one.from_day,
        until_day=one.until_day,
        every_days=one.every_days,
        days=one.days,
        found_by=one.found_by,
        gain=one.gain,
        door=one.door,
        ordered=one.after == "ordered",
        audience=code.audience(one.audience),
        take=one.take,
        pieces=code.per_thousand(one.pieces, plan),
        cost_fen=fen(one.cost),
        carried=code.carried(one.piece_kind),
        set_of=one.set_of,
        set_carried=code.carried(one.set_kind),
        goodwill=one.goodwill,
        calls=one.calls,
        friends=one.friends,
    )
