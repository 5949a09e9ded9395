"""The event log: what happened to whom, when, by which way, for how much.

A log is handed on day by day: what a run holds of it is a day, and what is already certain to come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY, NEVER

EVENTS: tuple[str, ...] = (
    "joined",  # channel: where from; reference: uid of the inviter, or 0
    "friend_added",
    "order",  # amount: list value; reference: order index, 0 first
    "coupon_redeemed",  # amount: discount; reference: order index
    "commission",
    "dropped_out",  # latent truth: never buys again
    "refund",  # amount: money given back; reference: order index
    "visit",
    "touch_delivered",  # amount: message fee; reference: name hash of the journey or campaign
    "touch_opened",
    "touch_clicked",
    "touch_blocked",
    "muted",
    "opted_out",
    "coupon_issued",
    "coupon_refused",
    "coupon_expired",
    "reward_coupon_issued",
    "reward_coupon_redeemed",
    "reward_coupon_expired",
    "invited",  # reference: uid the friend will have
    "reward_cash",
    "review",
    "task_skipped",
    "task_expired",
    "enquiry",  # a question to the service desk; reference: visit index
    "answered",  # an agent begins; reference: milliseconds the answer takes
    "given_up",  # waited longer than their patience
    "touch_forbidden",  # the platform's rules; reference as of `touch_delivered`
    "friend_lost",  # did not follow to the next guide; reference: number of the hand-over
    "reconsidered",  # a touch made a buyer stop; reference: name hash of its campaign or journey
    "points_earned",  # amount: their worth; reference: points, as in the next three
    "points_spent",  # ... on a coupon of the mall
    "points_off",  # ... on money off an order
    "points_expired",
    "member_coupon_issued",  # from the mall or on reaching a tier
    "member_coupon_redeemed",  # amount: discount; reference: order index
    "member_coupon_expired",
    "tier_changed",  # reference: the new tier, 0 for none
    "topped_up",  # amount: paid in
    "top_up_bonus",  # amount: added by the brand
    "stored_used",  # amount: paid from the balance; reference: order index
    "group_entered",  # invited at a review
    "group_left",  # moved, removed or dissolved at a review
    "coupon_sold_out",  # the day's stock of its kind was gone; amount: what it would have granted
    "group_formed",  # a group buy is full; reference: name hash of the offer, as in the next two
    "raffle_won",  # amount: cost of the prize
    "raffle_lost",
    "checked_in",
    "draw_won",  # after an order; amount: cost of the prize
    # offers passed on, and play that brings people; reference: name hash
    "share_meant",
    "share_passed",  # amount: cost of the thing passed on
    "share_claimed",
    "share_rewarded",  # who passed it on; amount: cash from the pool
    "took_part",  # amount: cost of the piece
    "piece_won",  # what comes with a piece, or a set
    # only where a paid card is sold
    "card_bought",  # amount: fee, as in the next
    "card_renewed",
    "card_benefit",  # a coupon of the month
    "card_paused",
    "card_given_back",  # amount: what was paid back
    "card_ended",
    # only where goods are sent at fixed times
    "periodic_begun",  # amount: paid ahead, as in the next
    "periodic_renewed",
    "goods_sent",  # amount: what of it is earned
    "periodic_paused",
    "periodic_ended",
    "told_mended",  # what a member spoke of is mended; reference: the cause
    "interviewed",  # amount: its cost; reference: the cause named, or one more than there are
    "cart_filled",  # something was put into the cart
    # only where sales channels are told apart, which then stand with `order`, too
    "want_lost",  # amount: list value; reference: why, see `sim.behaviour.selling`
    "second_basket",  # bought when an order is collected, within its amount; reference: order index
    "channel_cost",  # amount: fee and handling; reference: order index
    # orders brought home; channel: the sales channel; reference: order index
    "delivered",  # amount: the fee the shopper pays
    "delivered_late",  # amount: as of `delivered`
    "compensated",  # lateness, a complaint, a low answer or a smaller order; amount: money back
    "goods_late",  # the stock was sold out when it was ordered; reference: order index
    # complaints to the service desk; reference: kind, see `sim.brand.complaints`
    "complaint",
    "complaint_resolved",  # amount: paid for it, from an account of its own
    "complaint_failed",  # answered and not resolved, or given up
    "signalled",  # an order smaller than usual was answered; amount: cost; reference: name hash
    # satisfaction, at midnights
    "survey_answered",  # amount: gift for it; reference: what was said, 0 to 10
    "cared",  # amount: what the care cost; reference: what had been said
    "occasion_held",  # somebody came; amount: its cost; reference: name hash of the occasion
    # offers at midnight
    "stage_foreseen",  # a stage of life seems near
    "looked_at",  # a category, the day before
    "store_visited",  # to fetch something; reference: name hash of what
    "gathered",  # was at a gathering; amount: cost of a guest; reference: name hash
    # leads, before a first order
    "lead_contacted",  # reference: milliseconds since it came
    "lead_visited",
    "deposit_paid",  # amount; reference: 0 the small one, 1 the large one, a deal
    "deposit_returned",  # amount
    "deposit_used",  # amount, towards the first order
    "lead_lost",  # reference: why, see `sim.behaviour.leads`
    # only where categories of goods are told apart; channel: the category
    "goods_sold",  # amount: list value of it within the order; reference: order index
    # only where journeys are followed; reference: name hash of the journey
    "journey_entered",
    "journey_left",  # early, before its last step
    "journey_step",  # amount: number of the step that comes now
)

CODE: dict[str, int] = {name: i for i, name in enumerate(EVENTS)}
Numbers = npt.NDArray[np.int64]
Columns = dict[str, npt.NDArray[np.generic]]
Rows = Any  # array of ROW, shape (rows,)

ROW = np.dtype(
    [
        ("time_ms", "i8"),
        ("uid", "i8"),
        ("event", "i1"),  # place in EVENTS
        ("channel", "i2"),  # place among the words of the log
        ("amount_fen", "i8"),
        ("reference", "i8"),
    ]
)


class Events(NamedTuple):
    """Some events of one log in their order: by time, then uid, then as they happened.

    rows: shape (rows,), of ROW.
    words: the channels by the number that stands for them in `rows`; grows while the log is kept.
    """

    rows: Rows
    words: Sequence[str]

    def columns(self) -> Columns:
        """The events by column, each of shape (rows,)."""
        columns = {name: np.ascontiguousarray(self.rows[name]) for name in ROW.names or ()}
        texts = {"event": EVENTS, "channel": self.words}
        for name, words in texts.items():
            used, places = np.unique(columns[name], return_inverse=True)
            columns[name] = np.array([words[code] for code in used], dtype=np.str_)[places]
        return columns


Take = Callable[[Events], None]
"""Is given each day of a log once, in order; may keep the rows."""


class Kept:
    """A log that is kept in memory, whole or only the kinds named: the others are never noted."""

    def __init__(self, kinds: Sequence[str] = EVENTS) -> None:
        self.kinds = tuple(kinds)
        self._days: list[Events] = []

    def __call__(self, day: Events) -> None:
        """Take a day of the log; other kinds in it are left out."""
        if len(self.kinds) < len(EVENTS):
            wanted = np.isin(day.rows["event"], [CODE[kind] for kind in self.kinds])
            day = Events(day.rows[wanted], day.words)
        self._days.append(day)

    def events(self) -> Events:
        """All that was noted so far."""
        return joined(self._days)


class EventLog:
    """Rows as they are noted; a day is sorted and handed on once nothing can be added to it."""

    def __init__(self, take: Take) -> None:
        self._take = take
        kinds = take.kinds if isinstance(take, Kept) else EVENTS
        self.noted: npt.NDArray[np.bool_] = np.isin(EVENTS, kinds)  # by place in EVENTS
        self._words: dict[str, int] = {}
        self._noted: list[tuple[int, int, int, int, int, int]] = []
        self._days: dict[int, list[Rows]] = defaultdict(list)
        self._complete = -NEVER

    def note(
        self, time: int, uid: int, event: str, channel: str, amount: int, reference: int
    ) -> None:
        """Add one row; `time` in milliseconds may lie ahead (a refund that is certain to come)."""
        code = CODE[event]
        if self.noted[code]:
            self._noted.append((time, uid, code, self._word(channel), amount, reference))

    def extend(
        self,
        times: Numbers,
        uids: Numbers,
        codes: Numbers,
        channels: Numbers,
        words: Sequence[str],
        amounts: Numbers,
        references: Numbers,
    ) -> None:
        """Add many rows, column by column: `codes` are places in EVENTS, `channels` in `words`.

        Rows of a kind that is not noted are left out.
        """
        self._file_noted()
        rows = np.empty(len(times), dtype=ROW)
        rows["time_ms"], rows["uid"], rows["event"] = times, uids, codes
        rows["channel"] = np.array([self._word(word) for word in words])[channels]
        rows["amount_fen"], rows["reference"] = amounts, references
        self._file(rows if self.noted.all() else rows[self.noted[codes]])

    def complete(self, until: int) -> None:
        """Nothing more will be noted before the midnight `until` (ms): hand on what lies there."""
        self._file_noted()
        for day in sorted(day for day in self._days if day < until // DAY):
            rows = np.concatenate(self._days.pop(day))
            rows = rows[np.lexsort((rows["uid"], rows["time_ms"]))]
            self._take(Events(rows, tuple(self._words)))
        self._complete = until

    def _word(self, channel: str) -> int:
        return self._words.setdefault(channel, len(self._words))

    def _file_noted(self) -> None:
        noted, self._noted = self._noted, []
        self._file(np.array(noted, dtype=ROW))

    def _file(self, rows: Rows) -> None:
        """Put rows to their days, in the order in which they came."""
        for day, part in _by_day(rows):
            if day * DAY < self._complete:
                raise RuntimeError(f"an event of day {day} was noted after that day was handed on")
            self._days[day].append(part)


def _by_day(rows: Rows) -> Iterator[tuple[int, Rows]]:
    """The rows of each day, in the order in which they came."""
    days = rows["time_ms"] // DAY
    order = np.argsort(days, kind="stable")
    rows, days = rows[order], days[order]
    first = begins(days)
    return zip(days[first].tolist(), np.split(rows, first)[1:], strict=True)


def begins(values: Numbers) -> Numbers:
    """Where each run of equal values begins, shape (runs,)."""
    return np.flatnonzero(np.diff(values, prepend=values[:1] - 1))


def joined(parts: Sequence[Events]) -> Events:
    """Consecutive parts of one log as one."""
    empty = np.empty(0, dtype=ROW)
    rows = np.concatenate([empty, *(part.rows for part in parts)])
    return Events(rows, parts[-1].words if parts else ())
