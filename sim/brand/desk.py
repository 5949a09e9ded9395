"""The service desk (在线客服): one queue of questions and complaints, first come first served.

What was asked in a day is settled at the midnight after it: the agent who can begin first takes the
next, which is the queue M/M/c if it is always open and nobody gives up (Erlang C). A machine may
answer first, and more agents may come for part of the day.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from sim.behaviour.clock import DAY, MINUTE
from sim.behaviour.draws import exponential
from sim.behaviour.units import fen, whole
from sim.brand.lots import FIRST, SECOND, THIRD, draw_word
from sim.brand.noting import unmoved
from sim.config.team import FirstLine
from sim.measure.events import CODE
from sim.population.desk import DeskRule
from sim.population.interface import (
    MOVES,
    STOPS,
    Enquiries,
    Felt,
    Ints,
)
from sim.randomness import address as at
from sim.randomness.philox import uniform_fine
from sim.science import science

UNANSWERED = -1
QUESTION = 0  # kind of what is asked; complaints have other kinds
IN_TARGET, LATE, GIVEN_UP = range(3)  # what became of it
BY_AGENT, BY_MACHINE, HANDED_ON = range(3)  # who answered: HANDED_ON by the machine to an agent

# One thing asked, and once it is settled answered (begun at `time`, for `lasting` ms) or given up
# at `time`. `ready`: when it enters the queue. `doomed`: a complaint of what would have cost us
# the buyer.
CASE = np.dtype(
    [
        *((name, "i8") for name in ("time", "uid", "visit", "person", "asked", "ready", "lasting")),
        *((name, "i8") for name in ("outcome", "kind", "doomed", "line")),
    ]
)
Cases = Any  # rows of CASE
Flags = npt.NDArray[np.bool_]


class Desk:
    """The agents' time, and what was settled ahead of its day."""

    def __init__(self, rule: DeskRule, key: tuple[int, int]) -> None:
        self._rule = rule
        self._key = key
        peak = rule.peak_agents
        agents = rule.agents + peak
        self._free: Ints = np.zeros(agents, dtype=np.int64)  # ms; when each agent is free
        self._opens: Ints = np.full(agents, rule.opens_ms, dtype=np.int64)
        self._closes: Ints = np.full(agents, rule.closes_ms, dtype=np.int64)
        self._opens[rule.agents :], self._closes[rule.agents :] = rule.peak_ms
        self._ahead: Cases = np.zeros(0, dtype=CASE)
        self._held: Cases = np.zeros(0, dtype=CASE)  # handed on by the machine after the day's end

    def settle(
        self,
        day: int,
        asked: Enquiries,
        at_work: float = 1.0,
        at_once: float = 0.0,
        complaints: Cases | None = None,
    ) -> Cases:
        """Queue what was asked on `day`; returns what was answered or given up by its end.

        at_work: share of the agents who came. at_once: share of the questions a tool answers.
        complaints: of the day, with their working times.
        """
        absent = len(self._free) - whole(len(self._free) * min(1.0, at_work))
        self._free[:absent] = np.maximum(self._free[:absent], (day + 1) * DAY)
        questions = _cases(asked)
        lasting = np.empty(len(questions), dtype=np.int64)
        draw_answers(lasting, asked.uids, asked.visits, *self._key, self._rule.mean_ms)
        questions["lasting"] = lasting
        solved = self._without_agent(questions, at_once)
        parts = [self._held, questions[~solved], *([] if complaints is None else [complaints])]
        waiting = np.concatenate(parts)
        waiting = waiting[np.lexsort((waiting["uid"], waiting["ready"]))]
        later = waiting["ready"] >= (day + 1) * DAY
        self._held = waiting[later]
        known = np.concatenate([self._ahead, self._queue(waiting[~later]), questions[solved]])
        known = known[np.lexsort((known["uid"], known["time"]))]
        ahead = known["time"] >= (day + 1) * DAY
        self._ahead = known[ahead]
        return known[~ahead]

    def _without_agent(self, questions: Cases, at_once: float) -> Flags:
        """Which questions a tool or the machine answers as they come; marks who took them."""
        line, uids, visits = self._rule.first_line, questions["uid"], questions["visit"]
        luck = [np.ones(len(questions)) for _ in range(3)]
        if at_once > 0.0:
            draw_word(luck[0], uids.copy(), visits.copy(), *self._key, at.AT_ONCE, FIRST)
        if line.share > 0.0:
            draw_word(luck[1], uids.copy(), visits.copy(), *self._key, at.FIRST_LINE, FIRST)
            draw_word(luck[2], uids.copy(), visits.copy(), *self._key, at.FIRST_LINE, SECOND)
        easy = luck[0] < at_once
        taken = ~easy & (luck[1] < line.share)
        solved = taken & (luck[2] < line.solves)
        questions["line"][taken] = np.where(solved[taken], BY_MACHINE, HANDED_ON)
        questions["ready"][taken & ~solved] += whole(line.minutes * MINUTE)
        questions["lasting"][easy | solved] = 0
        return np.asarray(easy | solved)

    def _queue(self, cases: Cases) -> Cases:
        """What becomes of cases in the order in which they are ready."""
        rule = self._rule
        starts, ready = np.empty(len(cases), dtype=np.int64), cases["ready"].copy()
        lasting = cases["lasting"].copy()
        serve_in_shifts(
            starts, self._free, self._opens, self._closes, ready, lasting, rule.patience_ms
        )
        given_up = starts == UNANSWERED
        cases["time"] = np.where(given_up, ready + rule.patience_ms, starts)
        in_target = cases["time"] - cases["asked"] <= rule.target_ms
        cases["lasting"][given_up] = 0
        cases["outcome"] = np.where(given_up, GIVEN_UP, np.where(in_target, IN_TARGET, LATE))
        return cases


def _cases(asked: Enquiries) -> Cases:
    """Questions as they come."""
    cases = np.zeros(len(asked.times), dtype=CASE)
    cases["time"] = cases["asked"] = cases["ready"] = asked.times
    cases["uid"], cases["visit"], cases["person"] = asked.uids, asked.visits, asked.people
    cases["outcome"] = IN_TARGET
    return cases


def felt_of(cases: Cases, rule: DeskRule, key: tuple[int, int]) -> Felt:
    """What answers to questions do: one in time is worth an opened touch, less by a machine.

    Waiting in vain may cost a buyer, drawn when the question was asked.
    """
    felt = unmoved(cases["time"], cases["uid"], cases["person"])
    gave_up, in_time = cases["outcome"] == GIVEN_UP, cases["outcome"] == IN_TARGET
    felt["event"] = np.where(gave_up, CODE["given_up"], CODE["answered"])
    felt["reference"] = cases["lasting"]
    worth = np.where(cases["line"] == BY_MACHINE, rule.first_line.worth, 1.0)[in_time]
    felt["goodwill"][in_time], felt["nudge"][in_time] = rule.goodwill * worth, rule.nudge * worth
    angry = np.empty(len(cases))
    draw_word(angry, cases["uid"].copy(), cases["visit"].copy(), *key, at.ASK, THIRD)
    felt["effect"] = np.where(in_time, MOVES, 0)
    felt["effect"][gave_up & (angry < rule.given_up_dropout)] = STOPS
    return felt


def counts(cases: Cases, line: FirstLine) -> dict[str, int]:
    """The desk's series of a day (`sim.measure.tally`) from the questions settled on it."""
    answered = cases[cases["outcome"] != GIVEN_UP]
    taken = int((cases["line"] != BY_AGENT).sum())
    return {
        "answered": len(answered),
        "answered_in_target": int((answered["outcome"] == IN_TARGET).sum()),
        "wait_ms": int((answered["time"] - answered["asked"]).sum()),
        "given_up": len(cases) - len(answered),
        "machine_taken": taken,
        "machine_solved": int((cases["line"] == BY_MACHINE).sum()),
        "machine_fen": taken * fen(line.yuan_per_question),
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
def open_from(moment: int, opens: int, closes: int) -> int:
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
        start = open_from(max(times[i], free[agent]), opens, closes)
        if 0 < patience < start - times[i]:
            starts[i] = UNANSWERED
            continue
        starts[i] = start
        free[agent] = start + lasting[i]


@science
def serve_in_shifts(
    starts: Ints, free: Ints, opens: Ints, closes: Ints, times: Ints, lasting: Ints, patience: int
) -> None:
    """As `serve`, each agent with hours of their own: who can begin first takes the next question,
    among several who is free longest. With the same hours for all it is `serve`."""
    for i in range(len(times)):
        agent, start = 0, open_from(max(times[i], free[0]), opens[0], closes[0])
        for other in range(1, len(free)):
            then = open_from(max(times[i], free[other]), opens[other], closes[other])
            if then < start or (then == start and free[other] < free[agent]):
                agent, start = other, then
        if 0 < patience < start - times[i]:
            starts[i] = UNANSWERED
            continue
        starts[i] = start
        free[agent] = start + lasting[i]
