"""The service desk's queue as a run lived it, from the event log: waits, length, idleness."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.measure.events import CODE, Events, Numbers, Rows


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


def answered(log: Events) -> Answered:
    """Match every `answered` of a run's event log with its `enquiry`.

    First come, first served: what becomes of one shopper's questions comes in the order in which
    they were asked.
    """
    questions = _by_uid(log, ("enquiry",))
    outcomes = _by_uid(log, ("answered", "given_up"))
    first = np.searchsorted(outcomes["uid"], outcomes["uid"])
    rank = np.arange(len(outcomes)) - first
    asked = questions["time_ms"][np.searchsorted(questions["uid"], outcomes["uid"]) + rank]
    kept = outcomes["event"] == CODE["answered"]
    asked, begun = asked[kept], outcomes["time_ms"][kept]
    ended = begun + outcomes["reference"][kept]
    order = np.lexsort((begun, asked))
    return Answered(asked[order], begun[order], ended[order])


def _by_uid(log: Events, names: tuple[str, ...]) -> Rows:
    """The rows of some events, by uid and then time."""
    rows = log.rows[np.isin(log.rows["event"], [CODE[name] for name in names])]
    return rows[np.argsort(rows["uid"], kind="stable")]


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
