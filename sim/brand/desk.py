"""The service desk (在线客服): a queue of questions, first come first served, several agents.

What was asked in a day is settled at the midnight after it: the earliest-free agent takes the next
question, which is the queue M/M/c if it is always open and nobody gives up (Erlang C).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY
from sim.behaviour.draws import exponential
from sim.brand.lots import THIRD, draw_word
from sim.measure.events import CODE
from sim.population.interface import (
    FELT,
    GIVEN_UP,
    IN_TARGET,
    LATE,
    MOVES,
    REPLY,
    STOPS,
    Enquiries,
    Felt,
    Ints,
    Replies,
)
from sim.population.rules import DeskRule
from sim.randomness import address as at
from sim.randomness.philox import uniform, uniform_fine
from sim.science import science

UNANSWERED = -1


class Desk:
    """The agents' time, and what was settled ahead of its day."""

    def __init__(self, rule: DeskRule, key: tuple[int, int]) -> None:
        self._rule = rule
        self._key = key
        self._free: Ints = np.zeros(rule.agents, dtype=np.int64)  # ms; when each agent is free
        self._ahead: Replies = np.zeros(0, dtype=REPLY)

    def settle(
        self, day: int, asked: Enquiries, at_work: float = 1.0, at_once: float = 0.0
    ) -> Replies:
        """Queue what was asked on `day`; returns what was answered or given up by its end.

        at_work: share of the agents who came. at_once: share of the questions a tool answers.
        """
        absent = len(self._free) - math.floor(len(self._free) * min(1.0, at_work) + 0.5)
        self._free[:absent] = np.maximum(self._free[:absent], (day + 1) * DAY)
        easy = self._easy(asked, at_once)
        known = np.concatenate(
            [self._ahead, self._queue(_chosen(asked, ~easy)), _at_once(_chosen(asked, easy))]
        )
        known = known[np.lexsort((known["uid"], known["time"]))]
        ahead = known["time"] >= (day + 1) * DAY
        self._ahead = known[ahead]
        return known[~ahead]

    def _easy(self, asked: Enquiries, at_once: float) -> npt.NDArray[np.bool_]:
        """Which questions a tool answers."""
        if at_once <= 0.0:
            return np.zeros(len(asked.times), dtype=np.bool_)
        people = zip(asked.uids.tolist(), asked.visits.tolist(), strict=True)
        return np.array([self._easily(*one) < at_once for one in people], dtype=np.bool_)

    def _easily(self, uid: int, visit: int) -> float:
        word, _, _, _ = at.draw(*self._key, uid, at.AT_ONCE, visit)
        return uniform(word)

    def _queue(self, asked: Enquiries) -> Replies:
        rule, people = self._rule, len(asked.times)
        lasting, starts = np.empty(people, dtype=np.int64), np.empty(people, dtype=np.int64)
        draw_answers(lasting, asked.uids, asked.visits, *self._key, rule.mean_ms)
        serve(
            starts,
            self._free,
            asked.times,
            lasting,
            rule.opens_ms,
            rule.closes_ms,
            rule.patience_ms,
        )
        replies = np.zeros(people, dtype=REPLY)
        given_up = starts == UNANSWERED
        times = np.where(given_up, asked.times + rule.patience_ms, starts)
        in_target = times - asked.times <= rule.target_ms
        replies["time"], replies["uid"], replies["visit"] = times, asked.uids, asked.visits
        replies["person"], replies["asked"] = asked.people, asked.times
        replies["lasting"] = np.where(given_up, 0, lasting)
        replies["outcome"] = np.where(given_up, GIVEN_UP, np.where(in_target, IN_TARGET, LATE))
        return replies


def _chosen(asked: Enquiries, mine: npt.NDArray[np.bool_]) -> Enquiries:
    return Enquiries(*(column[mine] for column in asked))


def _at_once(asked: Enquiries) -> Replies:
    """Replies that come as the question does, and take nobody's time."""
    replies = np.zeros(len(asked.times), dtype=REPLY)
    replies["time"] = replies["asked"] = asked.times
    replies["uid"], replies["visit"], replies["person"] = asked.uids, asked.visits, asked.people
    replies["outcome"] = IN_TARGET
    return replies


def felt_of(replies: Replies, rule: DeskRule, key: tuple[int, int]) -> Felt:
    """What replies do to who asked: one in time is worth an opened touch, waiting in vain may cost
    a buyer, drawn when the question was asked."""
    felt = np.zeros(len(replies), dtype=FELT)
    for name in ("time", "uid", "person"):
        felt[name] = replies[name]
    gave_up, in_time = replies["outcome"] == GIVEN_UP, replies["outcome"] == IN_TARGET
    felt["event"] = np.where(gave_up, CODE["given_up"], CODE["answered"])
    felt["place"], felt["reference"] = -1, replies["lasting"]
    felt["goodwill"][in_time], felt["nudge"][in_time] = rule.goodwill, rule.nudge
    angry = np.empty(len(replies))
    draw_word(angry, replies["uid"].copy(), replies["visit"].copy(), *key, at.ASK, THIRD)
    felt["effect"] = np.where(in_time, MOVES, 0)
    felt["effect"][gave_up & (angry < rule.given_up_dropout)] = STOPS
    return felt


def counts(replies: Replies) -> dict[str, int]:
    """The desk's series of a day (`sim.measure.tally`) from what was settled on it."""
    answered = replies[replies["outcome"] != GIVEN_UP]
    return {
        "answered": len(answered),
        "answered_in_target": int((answered["outcome"] == IN_TARGET).sum()),
        "wait_ms": int((answered["time"] - answered["asked"]).sum()),
        "given_up": len(replies) - len(answered),
    }


@science
def draw_answers(
    lasting: Ints, uids: Ints, visits: Ints, seed: int, replication: int, mean_ms: float
) -> None:
    """Fill in how long each answer takes (ms): exponential, drawn at the asker's address."""
    for i in range(len(lasting)):
        high, low, _, _ = at.draw(seed, replication, uids[i], at.ANSWER, visits[i])
        lasting[i] = int(exponential(uniform_fine(high, low)) * mean_ms)


@science
def _open_from(moment: int, opens: int, closes: int) -> int:
    """The first moment from `moment` on at which an answer may be begun."""
    into = moment % DAY
    if into < opens:
        return moment - into + opens
    if into >= closes:
        return moment - into + DAY + opens
    return moment


@science
def serve(
    starts: Ints, free: Ints, times: Ints, lasting: Ints, opens: int, closes: int, patience: int
) -> None:
    """Give each question, in the order they came, to the agent who is free first.

    starts: filled with the moment each answer begins (ms), or UNANSWERED. free: when each agent is
    free, kept up to date. times: when they were asked. opens, closes: opening hours in ms of the
    day; an answer once begun is finished. patience: longest wait in ms, 0 for any.
    """
    for i in range(len(times)):
        agent = int(np.argmin(free))
        start = _open_from(max(times[i], free[agent]), opens, closes)
        if 0 < patience < start - times[i]:
            starts[i] = UNANSWERED
            continue
        starts[i] = start
        free[agent] = start + lasting[i]
