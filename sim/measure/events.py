"""The event log: what happened to whom, when, by which way, for how much."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

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
)

CODE: dict[str, int] = {name: i for i, name in enumerate(EVENTS)}
Numbers = npt.NDArray[np.int64]
_Chunk = tuple[Numbers, npt.NDArray[np.str_]]  # time, uid, code, amount, reference; channel


class EventLog:
    """Rows as they were noted; `columns` sorts them by time, then uid, then that order.

    With `kinds`, names out of EVENTS, only events of these kinds are kept.
    """

    def __init__(self, kinds: Collection[str] = EVENTS) -> None:
        self._kept = np.isin(EVENTS, list(kinds))
        self._rows: list[tuple[int, int, int, int, int]] = []
        self._channels: list[str] = []
        self._chunks: list[_Chunk] = []

    def note(
        self, time: int, uid: int, event: str, channel: str, amount: int, reference: int
    ) -> None:
        """Add one row; `time` in milliseconds may lie ahead (a refund that is certain to come)."""
        if self._kept[CODE[event]]:
            self._rows.append((time, uid, CODE[event], amount, reference))
            self._channels.append(channel)

    def extend(
        self,
        times: Numbers,
        uids: Numbers,
        codes: Numbers,
        channels: Sequence[str],
        amounts: Numbers,
        references: Numbers,
    ) -> None:
        """Add many rows, column by column; `codes` are places in EVENTS."""
        kept = self._kept[codes]
        rows = np.stack([times, uids, codes, amounts, references])[:, kept]
        self._chunks.append((rows, np.array(channels, dtype=np.str_)[kept]))

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """The sorted log by column, each of shape (rows,)."""
        noted = np.array(self._rows, dtype=np.int64).reshape(-1, 5).T
        chunks = [*self._chunks, (noted, np.array(self._channels, dtype=np.str_))]
        rows = np.concatenate([chunk[0] for chunk in chunks], axis=1)
        channels = np.concatenate([chunk[1] for chunk in chunks])
        order = np.lexsort((rows[1], rows[0]))  # stable: equal moments stay as they were noted
        times, uids, codes, amounts, references = rows[:, order]
        return {
            "time_ms": times,
            "uid": uids,
            "event": np.array(EVENTS, dtype=np.str_)[codes],
            "channel": channels[order],
            "amount_fen": amounts,
            "reference": references,
        }
