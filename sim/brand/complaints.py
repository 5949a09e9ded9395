"""Complaints (投诉): raised by what went wrong, answered at the desk, and what solving them does.

Who complains of a late order leaves the matter open: whether lateness costs the buyer is decided by
the answer, not before it.
"""

from __future__ import annotations

import numpy as np

from sim.behaviour.clock import MINUTE
from sim.behaviour.clock import SECOND as SECOND_MS
from sim.behaviour.draws import exponential
from sim.behaviour.selling import MISSING, PUT_OFF
from sim.behaviour.units import fen
from sim.brand.desk import CASE, GIVEN_UP, IN_TARGET, QUESTION, Cases, Flags
from sim.brand.lots import FIRST, FOURTH, SECOND, THIRD, draw_word
from sim.brand.noting import unmoved
from sim.config.team import Complaints as Terms
from sim.measure.events import CODE
from sim.population.interface import MOVES, STOPS, Felt, Floats, Ints, Outcomes
from sim.randomness import address as at
from sim.science import science

OF_LATENESS, OF_STOCK, OF_HOURS = range(QUESTION + 1, QUESTION + 4)  # kinds of complaint


def raised(
    terms: Terms, key: tuple[int, int], felt: Felt, outcomes: Outcomes
) -> tuple[Cases, Felt]:
    """Who complains of what happened in a day, as questions to the desk in no order.

    felt: what deliveries did; complainants lose the STOPS of it, which their complaint carries on.
    Returns the complaints, and them again as experiences to be noted.
    """
    late = np.flatnonzero(felt["event"] == CODE["delivered_late"])
    lost = np.flatnonzero((outcomes.orders < 0) & (outcomes.orders > -PUT_OFF))
    rows = np.zeros(len(late) + len(lost), dtype=CASE)
    split = len(late)
    for name, ours, theirs in (
        ("asked", felt["time"][late], outcomes.times[lost]),
        ("uid", felt["uid"][late], outcomes.uids[lost]),
        ("person", felt["person"][late], outcomes.people[lost]),
    ):
        rows[name][:split], rows[name][split:] = ours, theirs
    rows["kind"][:split] = OF_LATENESS
    rows["kind"][split:] = np.where(outcomes.orders[lost] == -MISSING, OF_STOCK, OF_HOURS)
    rows["doomed"][:split] = felt["effect"][late] & STOPS > 0
    rows["time"] = rows["ready"] = rows["asked"]
    complains, long = (_luck(rows, key, word) for word in (FIRST, THIRD))
    chance = np.where(rows["kind"] == OF_LATENESS, terms.late, terms.missing)
    speaks = complains < chance
    felt["effect"][late[speaks[:split]]] &= ~STOPS
    rows = rows[speaks]
    lasting = np.empty(len(rows), dtype=np.int64)
    draw_times(lasting, long[speaks], terms.minutes * MINUTE)
    rows["lasting"] = lasting
    noted = unmoved(rows["time"], rows["uid"], rows["person"])
    noted["event"], noted["reference"] = CODE["complaint"], rows["kind"]
    return rows, noted


def _luck(rows: Cases, key: tuple[int, int], word: int) -> Floats:
    lots = np.empty(len(rows))
    moments = rows["asked"] // SECOND_MS
    draw_word(lots, rows["uid"].copy(), moments, *key, at.COMPLAINT, word)
    return lots


def resolved(terms: Terms, key: tuple[int, int], replies: Cases) -> Flags:
    """Which complaints that were answered are resolved."""
    luck = _luck(replies, key, SECOND)
    return np.asarray((replies["outcome"] != GIVEN_UP) & (luck < terms.resolved))


def felt_of(terms: Terms, key: tuple[int, int], goodwill: float, replies: Cases) -> Felt:
    """What the answers to complaints do: in time and resolved spares a buyer and is worth what an
    answer is; late and resolved only does no more harm; else a buyer may be lost."""
    felt = unmoved(replies["time"], replies["uid"], replies["person"])
    good = resolved(terms, key, replies)
    in_time = good & (replies["outcome"] == IN_TARGET)
    angry = _luck(replies, key, FOURTH) < terms.dropout
    felt["event"] = np.where(good, CODE["complaint_resolved"], CODE["complaint_failed"])
    felt["reference"] = replies["kind"]
    felt["amount"] = np.where(good, fen(terms.yuan), 0)
    felt["goodwill"] = np.where(in_time, goodwill, 0.0)
    felt["effect"] = np.where(in_time, MOVES, 0)
    stops = ~in_time & ((replies["doomed"] > 0) | (~good & angry))
    felt["effect"][stops] |= STOPS
    return felt


def counts(replies: Cases, good: Flags) -> dict[str, int]:
    """Series of a day (`sim.measure.tally`) from the complaints settled on it."""
    answered = replies[replies["outcome"] != GIVEN_UP]
    return {
        "complaints_answered": len(answered),
        "complaint_wait_ms": int((answered["time"] - answered["asked"]).sum()),
        "complaints_resolved": int(good.sum()),
        "complaints_failed": len(replies) - int(good.sum()),
    }


@science
def draw_times(lasting: Ints, luck: Floats, mean_ms: float) -> None:
    """Fill in how long each complaint takes (ms): exponential."""
    for i in range(len(lasting)):
        lasting[i] = int(exponential(luck[i]) * mean_ms)
