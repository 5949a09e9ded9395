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


class EventLog:
    """Rows as they were noted; `columns` sorts them by time, then uid, then that order."""

    def __init__(self, kinds: Collection[str] = EVENTS) -> None:
        """Only events of these kinds are kept."""
        self._rows: list[tuple[int, int, int, str, int, int]] = []
        self._kept = np.isin(np.array(EVENTS), list(kinds))

    def note(
        self, time: int, uid: int, event: str, channel: str, amount: int, reference: int
    ) -> None:
        """Add one row; `time` in milliseconds may lie ahead (a refund that is certain to come)."""
        if self._kept[CODE[event]]:
            self._rows.append((time, uid, CODE[event], channel, amount, reference))

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
        rows = np.flatnonzero(self._kept[codes])
        columns = [c[rows].tolist() for c in (times, uids, codes, amounts, references)]
        columns.insert(3, [channels[row] for row in rows.tolist()])
        self._rows += zip(*columns, strict=True)

    def columns(self) -> dict[str, npt.NDArray[np.generic]]:
        """The sorted log by column, each of shape (rows,)."""
        rows = sorted(self._rows, key=lambda row: (row[0], row[1]))
        times, uids, codes, channels, amounts, references = (
            zip(*rows, strict=True) if rows else ([],) * 6
        )
        return {
            "time_ms": np.array(times, dtype=np.int64),
            "uid": np.array(uids, dtype=np.int64),
            "event": np.array([EVENTS[code] for code in codes], dtype=np.str_),
            "channel": np.array(channels, dtype=np.str_),
            "amount_fen": np.array(amounts, dtype=np.int64),
            "reference": np.array(references, dtype=np.int64),
        }
