"""Rules on messages, day by day: the platform's, and limits of the brand's own.

Which are in force, how many messages they allow, to whom.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY, HOUR
from sim.behaviour.platform_law import CALENDAR, DAYS, FURTHEST, GAP, GAP_BITS, QUARTER, QUIET
from sim.behaviour.units import clock_ms
from sim.config.errors import InputError
from sim.config.law import PlatformRule
from sim.config.said import say
from sim.config.schema import Plan
from sim.config.touch import Limit
from sim.population.interface import Ints

ROOM = 31  # bits of a shopper's memory of rules on messages
MASS, AUTOMATIC, BY_HAND = 1, 2, 4  # kinds of message: campaign, journey step, guide's work
_APPLIES = {"mass": MASS, "automatic": MASS | AUTOMATIC, "all": MASS | AUTOMATIC | BY_HAND}
_WINDOWS = {"hours": GAP, "days": DAYS, "week": CALENDAR, "month": CALENDAR, "quiet": QUIET}


class LawRule(NamedTuple):
    """One rule; `shift` and `width` are its place in a shopper's memory, `bits` those of a slot.

    length, until: see `sim.behaviour.platform_law`. channels, contents: bits of those it counts;
    applies: bits of MASS, AUTOMATIC, BY_HAND. audience: code of whom alone it stops; own: whether
    it is the brand's. most: by day of the run, -1 while not in force. since: by day, ms at which
    the calendar window of that day began.
    """

    kind: int
    shift: int
    width: int
    bits: int
    length: int
    until: int
    channels: int
    contents: int
    applies: int
    audience: int
    own: bool
    most: Ints
    since: Ints


def law_of(plan: Plan, audience: Callable[[str], int]) -> tuple[LawRule, ...]:
    """The rules of the plan's platform on channels the plan has, then the plan's own limits.

    audience: code of an audience by its name, which may be empty.

    Raises:
        InputError: a rule counts further than the memory of a shopper goes.
    """
    made, shift = [], 0
    for key, rule in (*_of_platform(plan, audience("")), *_of_brand(plan, audience)):
        made.append(rule._replace(shift=shift))
        shift += rule.width
        if shift > ROOM:
            raise InputError(
                say("rules on messages need more memory of each member than there is"),
                key=key,
                value=say("{shift} bits", shift=shift),
                allowed=say(
                    "{room} bits: a gap takes {gap}, a window those of its most "
                    "messages, running days as many for each day",
                    room=ROOM,
                    gap=GAP_BITS,
                ),
            )
    return tuple(made)


def _of_platform(plan: Plan, everybody: int) -> Iterator[tuple[str, LawRule]]:
    contents = _bits((), list(plan.touch.classes))
    for name, rule in plan.platform.rules.items():
        channels = sum(1 << i for i, one in enumerate(plan.touch.channels) if one in rule.channels)
        if not channels:
            continue
        dates = _dates(plan)
        allowed = [_most(rule, day) for day in dates]
        in_force = [rule.from_date <= day < rule.until_date for day in dates]
        most = [one if on else -1 for one, on in zip(allowed, in_force, strict=True)]
        applies = _APPLIES[rule.applies]
        made = _counting(plan, rule, max(allowed), most)
        yield (
            f"platform.rules.{name}",
            made._replace(
                channels=channels, contents=contents, applies=applies, audience=everybody
            ),
        )


def _of_brand(plan: Plan, audience: Callable[[str], int]) -> Iterator[tuple[str, LawRule]]:
    channels, classes = list(plan.touch.channels), list(plan.touch.classes)
    for name, rule in plan.touch.limits.items():
        days = range(plan.horizon_days)
        most = [rule.most if rule.from_day <= day < rule.until_day else -1 for day in days]
        made = _counting(plan, rule, rule.most, most)
        yield (
            f"touch.limits.{name}",
            made._replace(
                channels=_bits(rule.channels, channels),
                contents=_bits(rule.classes, classes),
                applies=_APPLIES["all"],
                audience=audience(rule.audience),
                own=True,
            ),
        )


def _bits(named: Sequence[str], known: Sequence[str]) -> int:
    """Bits of what is named; of all if nothing is."""
    return sum(1 << place for place, one in enumerate(known) if one in named or not named)


def _dates(plan: Plan) -> list[date]:
    return [plan.start_date + timedelta(days=day) for day in range(plan.horizon_days)]


def _counting(plan: Plan, rule: PlatformRule | Limit, widest: int, most: Sequence[int]) -> LawRule:
    """A rule as it counts, without what it counts and for whom.

    widest: the most messages a window ever takes.
    """
    kind = _WINDOWS[rule.window]
    bits = GAP_BITS if kind == GAP else 0 if kind == QUIET else widest.bit_length()
    length, until = rule.length, 0
    if kind == GAP:
        length = rule.length * HOUR // QUARTER
        assert length <= FURTHEST
    if kind == QUIET:
        length, until = (clock_ms(hour) for hour in rule.quiet)
    return LawRule(
        kind=kind,
        shift=0,
        width=bits * (length if kind == DAYS else 1),
        bits=bits,
        length=length,
        until=until,
        channels=0,
        contents=0,
        applies=0,
        audience=0,
        own=False,
        most=np.array(most, dtype=np.int64),
        since=np.array(
            [(number - _into(rule, day)) * DAY for number, day in enumerate(_dates(plan))],
            dtype=np.int64,
        ),
    )


def _most(rule: PlatformRule, day: date) -> int:
    """Most messages in the window `day` lies in."""
    if rule.most:
        return rule.most
    if rule.window == "month":
        return monthrange(day.year, day.month)[1]
    return 7 if rule.window == "week" else rule.length


def _into(rule: PlatformRule | Limit, day: date) -> int:
    """Days of the calendar window before `day`."""
    return day.day - 1 if rule.window == "month" else day.weekday()
