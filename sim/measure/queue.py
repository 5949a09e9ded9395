"""The service desk's queue as a run lived it, from the event log: waits, length, idleness."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.measure.events import Columns, Numbers


class Answered(NamedTuple):
    """Questions that were answered, in order of arrival; moments in ms, shape (answered,)."""

    asked: Numbers
    begun: Numbers
    ended: Numbers


class Queue(NamedTuple):
    """A queue over a stretch of time.

    wq: mean wait before an answer begins (ms), of those who asked in the stretch. lq: mean number
    waiting at a moment. p0: share of the time with nobody waiting or being answered.
    """

    wq: float
    lq: float
    p0: float


def answered(events: Columns) -> Answered:
    """Match every `answered` of an event log with its `enquiry`.

    First come, first served: what becomes of one shopper's questions comes in the order in which
    they were asked.
    """
    time, uid = events["time_ms"], events["uid"]
    questions = _by_uid(events, events["event"] == "enquiry")
    outcomes = _by_uid(events, np.isin(events["event"], ("answered", "given_up")))
    rank = np.arange(len(outcomes)) - np.searchsorted(uid[outcomes], uid[outcomes])
    asked = time[questions[np.searchsorted(uid[questions], uid[outcomes]) + rank]]
    kept = events["event"][outcomes] == "answered"
    asked, begun = asked[kept], time[outcomes[kept]]
    ended = begun + events["reference"][outcomes[kept]]
    order = np.lexsort((begun, asked))
    return Answered(asked[order], begun[order], ended[order])


def _by_uid(events: Columns, chosen: npt.NDArray[np.bool_]) -> Numbers:
    """Rows that are chosen, by uid and then time."""
    rows = np.flatnonzero(chosen)
    order: Numbers = rows[np.argsort(events["uid"][rows], kind="stable")]
    return order


def queue_between(found: Answered, since: int, until: int) -> Queue:
    """The queue from `since` to before `until` (ms).

    What a run did not answer by its end is not in `found`: leave the longest wait between `until`
    and the end of the run.
    """
    arrived = (found.asked >= since) & (found.asked < until)
    wait = (found.begun - found.asked)[arrived]
    asked, begun, ended = (np.clip(moments, since, until) for moments in found)
    # In order of arrival, the desk is busy from each question until the last end so far.
    last_end = np.maximum.accumulate(np.concatenate([[since], ended[:-1]]))
    busy = np.maximum(ended - np.maximum(asked, last_end), 0).sum()
    length = until - since
    return Queue(
        wq=float(wait.mean()) if len(wait) else float("nan"),
        lq=float((begun - asked).sum() / length),
        p0=float(1.0 - busy / length),
    )
