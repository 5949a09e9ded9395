"""The platform's rules of a plan, day by day: which are in force, how many messages they allow."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from sim.behaviour.clock import DAY
from sim.behaviour.platform_law import CALENDAR, DAYS, FURTHEST, GAP, GAP_BITS, QUARTER, QUIET
from sim.behaviour.units import clock_ms
from sim.config.errors import InputError
from sim.config.law import PlatformRule
from sim.config.said import say
from sim.config.schema import Plan
from sim.population.interface import Ints

ROOM = 31  # bits of a shopper's memory of platform rules
MASS, AUTOMATIC, BY_HAND = 1, 2, 4  # kinds of message: campaign, journey step, guide's work
_APPLIES = {"mass": MASS, "automatic": MASS | AUTOMATIC, "all": MASS | AUTOMATIC | BY_HAND}
_WINDOWS = {"hours": GAP, "days": DAYS, "week": CALENDAR, "month": CALENDAR, "quiet": QUIET}


class LawRule(NamedTuple):
    """One rule; `shift` and `width` are its place in a shopper's memory, `bits` those of a slot.

    length, until: see `sim.behaviour.platform_law`. channels: bits; applies: bits of MASS,
    AUTOMATIC, BY_HAND. most: by day of the run, -1 while not in force. since: by day, ms at which
    the calendar window of that day began.
    """

    kind: int
    shift: int
    width: int
    bits: int
    length: int
    until: int
    channels: int
    applies: int
    most: Ints
    since: Ints


def law_of(plan: Plan) -> tuple[LawRule, ...]:
    """The rules of the plan's platform on channels the plan has.

    Raises:
        InputError: a rule counts further than the memory of a shopper goes.
    """
    names, made, shift = list(plan.touch.channels), [], 0
    for name, rule in plan.platform.rules.items():
        channels = sum(1 << i for i, one in enumerate(names) if one in rule.channels)
        if channels:
            made.append(_rule(plan, rule, shift, channels))
            shift += made[-1].width
        if shift > ROOM:
            raise InputError(
                say("the platform's rules need more memory of each member than there is"),
                key=f"platform.rules.{name}",
                value=say("{shift} bits", shift=shift),
                allowed=say(
                    "{room} bits: a gap takes {gap}, a window those of its most "
                    "messages, running days as many for each day",
                    room=ROOM,
                    gap=GAP_BITS,
                ),
            )
    return tuple(made)


def _rule(plan: Plan, rule: PlatformRule, shift: int, channels: int) -> LawRule:
    kind = _WINDOWS[rule.window]
    starts = [plan.start_date + timedelta(days=day) for day in range(plan.horizon_days)]
    most = [_most(rule, day) for day in starts]
    bits = GAP_BITS if kind == GAP else 0 if kind == QUIET else max(most).bit_length()
    length, until = rule.length, 0
    if kind == GAP:
        length = rule.length * 3_600_000 // QUARTER
        assert length <= FURTHEST
    if kind == QUIET:
        length, until = (clock_ms(hour) for hour in rule.quiet)
    in_force = [rule.from_date <= day < rule.until_date for day in starts]
    return LawRule(
        kind=kind,
        shift=shift,
        width=bits * (length if kind == DAYS else 1),
        bits=bits,
        length=length,
        until=until,
        channels=channels,
        applies=_APPLIES[rule.applies],
        most=np.array([m if on else -1 for m, on in zip(most, in_force, strict=True)]),
        since=np.array(
            [(number - _into(rule, day)) * DAY for number, day in enumerate(starts)], dtype=np.int64
        ),
    )


def _most(rule: PlatformRule, day: date) -> int:
    """Most messages in the window `day` lies in."""
    if rule.most:
        return rule.most
    if rule.window == "month":
        return monthrange(day.year, day.month)[1]
    return 7 if rule.window == "week" else rule.length


def _into(rule: PlatformRule, day: date) -> int:
    """Days of the calendar window before `day`."""
    return day.day - 1 if rule.window == "month" else day.weekday()
