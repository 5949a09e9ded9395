"""Rules by which a sale is credited (归因规则), read from the event log as a brand would.

`data_driven` is the Shapley value of a channel in the mean orders of a shopper's day, by which
channels were opened in the window before it: data alone, and so with whatever made people open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY
from sim.study.decomposition import EventColumns

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

RULES = ("book", "last_sent", "last_touch", "first_touch", "linear", "data_driven")
_CHUNK = 20_000  # shoppers at a time

Window = tuple[Ints, Ints]
"""By order, the first of its shopper's touches that counts and the first after it that does not."""


class Touches(NamedTuple):
    """Touches by shopper, then time: who (number), when (ms), which channel (place)."""

    who: Ints
    ms: Ints
    channel: Ints


@dataclass(frozen=True)
class Log:
    """Orders and touches of one run, shoppers numbered by uid; days from day 0.

    order_*, fen: by shopper, then time; earned: whether a guide earned commission.
    """

    people: int
    since: Ints  # day from which each is a member, shape (people,)
    order_who: Ints
    order_ms: Ints
    fen: Ints
    earned: npt.NDArray[np.bool_]
    opened: Touches
    sent: Touches


def read_log(events: EventColumns, channels: Sequence[str]) -> Log:
    """The log of a run (columns as in `sim.measure.result.RunResult`), for these channels."""
    kind, ms = events["event"], np.asarray(events["time_ms"], np.int64)
    people, who = np.unique(np.asarray(events["uid"], np.int64), return_inverse=True)
    since = np.zeros(len(people), np.int64)
    joins = np.flatnonzero(kind == "joined")
    since[who[joins]] = np.maximum(0, ms[joins] // DAY)
    sale = _in_order(np.flatnonzero((kind == "order") & (ms >= 0)), who, ms)
    number = np.asarray(events["reference"], np.int64)
    paid = np.flatnonzero(kind == "commission")
    width = int(number[sale].max(initial=0)) + 1
    earned = np.isin(who[sale] * width + number[sale], who[paid] * width + number[paid])
    places = {name: place for place, name in enumerate(channels)}

    def touches(event: str) -> Touches:
        rows = np.flatnonzero((kind == event) & np.isin(events["channel"], channels))
        rows = _in_order(rows, who, ms)
        through = [places[str(name)] for name in events["channel"][rows]]
        return Touches(who[rows], ms[rows], np.array(through, dtype=np.int64))

    fen = np.asarray(events["amount_fen"], np.int64)[sale]
    opened, sent = touches("touch_opened"), touches("touch_delivered")
    return Log(len(people), since, who[sale], ms[sale], fen, earned, opened, sent)


def _in_order(rows: Ints, who: Ints, ms: Ints) -> Ints:
    return rows[np.lexsort((ms[rows], who[rows]))]


def credited(
    log: Log, channels: int, guide: int, days: int
) -> Iterator[tuple[str, Floats, Floats]]:
    """Each of `RULES`: its name, orders and fen by channel, shape (channels,).

    guide: place of the guides' channel, or -1; days: window of a touch that counts.
    """
    sent, opened = (_window(log, touches, days) for touches in (log.sent, log.opened))
    (first, last), (_, last_sent) = opened, sent
    yield ("book", *_book(log, channels, guide))
    yield ("last_sent", *_summed(log, _to_one(log.sent, sent, last_sent - 1, channels)))
    yield ("last_touch", *_summed(log, _to_one(log.opened, opened, last - 1, channels)))
    yield ("first_touch", *_summed(log, _to_one(log.opened, opened, first, channels)))
    yield ("linear", *_summed(log, _equal_shares(log, opened, channels)))
    yield ("data_driven", *_data_driven(log, channels, days))


def _book(log: Log, channels: int, guide: int) -> tuple[Floats, Floats]:
    """Every order that earned a guide commission goes to the guides."""
    orders, fen = np.zeros(channels), np.zeros(channels)
    if guide >= 0:
        orders[guide], fen[guide] = log.earned.sum(), log.fen[log.earned].sum()
    return orders, fen


def _window(log: Log, touches: Touches, days: int) -> Window:
    """By order, the stretch of its shopper's touches in the `days` before it."""
    who, ms, _ = touches
    span = int(max(ms.max(initial=0), log.order_ms.max(initial=0))) + days * DAY + 1
    key, at = who * span + ms, log.order_who * span
    first = np.searchsorted(key, at + np.maximum(0, log.order_ms - days * DAY))
    return first, np.searchsorted(key, at + log.order_ms)


def _summed(log: Log, shares: Floats) -> tuple[Floats, Floats]:
    """Orders and fen by channel, of what share of each order goes to each."""
    return shares.sum(axis=0), log.fen @ shares


def _to_one(touches: Touches, window: Window, chosen: Ints, channels: int) -> Floats:
    """Each order whole to the touch chosen if its window has any, shape (orders, channels)."""
    first, last = window
    shares = np.zeros((len(first), channels))
    some = np.flatnonzero(last > first)
    shares[some, touches.channel[chosen[some]]] = 1.0
    return shares


def _equal_shares(log: Log, window: Window, channels: int) -> Floats:
    """Each touch of the window the same share of its order, shape (orders, channels)."""
    through, (first, last) = log.opened.channel, window
    counts = np.zeros((len(through) + 1, channels))
    if len(through):
        counts[np.arange(1, len(counts)), through] = 1.0
    sums = counts.cumsum(axis=0)
    shares = sums[last] - sums[first]
    return np.asarray(shares / np.maximum(1.0, shares.sum(axis=1, keepdims=True)))


def _data_driven(log: Log, channels: int, days: int) -> tuple[Floats, Floats]:
    """Shapley values of the channels in orders and fen, summed over all shoppers' days."""
    latest = max(log.order_ms.max(initial=0), log.opened.ms.max(initial=0))
    horizon = 1 + int(latest) // DAY
    lived, orders, fen = np.zeros((3, 1 << channels))
    for first in range(0, log.people, _CHUNK):
        last = min(first + _CHUNK, log.people)
        sets = _exposed(log, first, last, horizon, channels, days)
        here = np.arange(horizon)[None, :] >= log.since[first:last, None]
        lived += np.bincount(sets[here], minlength=1 << channels)
        some = slice(*np.searchsorted(log.order_who, (first, last)))
        at = sets[log.order_who[some] - first, log.order_ms[some] // DAY]
        orders += np.bincount(at, minlength=1 << channels)
        fen += np.bincount(at, log.fen[some], minlength=1 << channels)
    return shapley(orders, lived, channels), shapley(fen, lived, channels)


def _exposed(log: Log, first: int, last: int, horizon: int, channels: int, days: int) -> Any:
    """Bits of the channels each shopper opened in the `days` before each day, (people, days)."""
    sets = np.zeros((last - first, horizon), dtype=np.int64)
    who, ms, through = log.opened
    some = slice(*np.searchsorted(who, (first, last)))
    for channel in range(channels):
        mine = through[some] == channel
        counts = np.zeros((last - first, horizon + days + 1), dtype=np.int32)
        rows, day = who[some][mine] - first, ms[some][mine] // DAY
        np.add.at(counts, (rows, day + 1), 1)  # known from the day after
        np.add.at(counts, (rows, day + 1 + days), -1)
        sets |= (counts.cumsum(axis=1)[:, :horizon] > 0).astype(np.int64) << channel
    return sets


def shapley(total: Floats, lived: Floats, channels: int) -> Floats:
    """What each channel adds to a total, shape (channels,).

    total, lived: by the set of channels opened, bits, shape (2 ** channels,): the outcome and the
    days it was counted over. A set nobody lived in has the mean of the days without any channel.
    """
    base = total[0] / lived[0] if lived[0] else 0.0
    mean = np.where(lived > 0, total / np.maximum(1.0, lived), base)
    found = np.zeros(channels)
    for whole in np.flatnonzero(lived).tolist():
        for one in _members(whole, channels):
            for weight, before in _arrivals(whole, one, channels):
                found[one] += weight * (mean[before | 1 << one] - mean[before]) * lived[whole]
    return found


def _members(whole: int, channels: int) -> list[int]:
    """The channels of a set of bits."""
    return [one for one in range(channels) if whole >> one & 1]


def _arrivals(whole: int, one: int, channels: int) -> Iterator[tuple[float, int]]:
    """Every set of others of `whole` that one may come after, in bits, with its share of orders."""
    others = [other for other in _members(whole, channels) if other != one]
    for size in range(len(others) + 1):
        weight = 1.0 / ((len(others) + 1) * math.comb(len(others), size))
        for chosen in combinations(others, size):
            yield weight, sum(1 << other for other in chosen)
