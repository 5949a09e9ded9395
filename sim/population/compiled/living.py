"""A day of a city: guides plan, broadcasts land, everybody lives, within the budget of coupons."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.touch import hour_chosen, hour_factor
from sim.behaviour.traits import QUARTERS
from sim.population.compiled import broadcasting, budgeting, layout, visiting
from sim.population.compiled import day as passes
from sim.population.compiled.backlog import Shift, stacked
from sim.population.compiled.blocks import Block, Pass, Step, Worker
from sim.population.compiled.expiring import PLANNED, expire
from sim.population.compiled.gate import (
    BUDGET,
    SHUT,
    Cut,
    Gates,
    Money,
    askers_from,
    least_fen,
    others,
    stocks_of,
    unasked,
)
from sim.population.compiled.ground import Ground, due_rows
from sim.population.compiled.layout import Ints
from sim.population.interface import Send
from sim.population.reference.touching import _SENDS
from sim.population.rules import EVERYBODY, granted_fen

_DAY_BITS = 27  # a day has fewer milliseconds than 2 ** 27


@cache
def _hours(time: int, own: float, effect: float) -> tuple[float, ...]:
    """How well a time of day (ms) suits, by preferred quarter hour; own: see `hour_chosen`."""
    usual = (hour_factor(time / 3_600_000.0, quarter, effect) for quarter in range(QUARTERS))
    return tuple(hour_chosen(factor, effect, own) for factor in usual)


class Living(Ground):
    """The passes of a day over all blocks (see `day` for what they do to a row)."""

    def _guides_plan(self, day: int) -> None:
        """Let the guides plan their day: the steps of journeys that are theirs."""
        if not self.rules.journeys:
            return

        def due(block: Block, worker: Worker) -> Iterator[Ints]:
            block.stepping = rows = due_rows(block, worker, day)
            block.marked = np.zeros(len(rows), dtype=np.int16)

            def step(first: int) -> int:
                return passes.due_tasks(
                    block.people,
                    block.reach,
                    block.due,
                    rows,
                    block.marked,
                    first,
                    block.base,
                    day,
                    self.book,
                    worker.tape,
                )

            return worker.drained(len(rows), step)

        rows = self.over_blocks(due)
        spent = self._sum(self.at.store, self.at.work)
        for worker in self.workers:
            worker.out[self.at.store : self.at.work] = 0
        messages, written = self._backlog.plan(
            stacked(rows),
            Shift(day, self._time, self._present, spent),
            self._homes,
            self.book,
            self.workers,
            self._crew,
        )
        self.file(day, written)
        self._hand_out(messages)

    def _hand_out(self, messages: Any) -> None:
        """Give each block the guides' messages to its people, in order of row and time."""
        order = np.argsort((messages["row"] << _DAY_BITS) + messages["time"] % DAY)
        messages = layout.rows_at(messages, order)
        edges = np.searchsorted(messages["row"], np.arange(len(self.blocks) + 1) * self.block_rows)
        messages["row"] %= self.block_rows
        for block, (first, last) in zip(self.blocks, pairwise(edges), strict=True):
            block.letters = messages[first:last]

    def _broadcasts(self, day: int, sends: list[Send]) -> Any:
        """Today's broadcasts as kernels read them, in order of time and turn."""
        made = np.zeros(len(sends), dtype=layout.SEND)
        for one, send in zip(made, sends, strict=True):
            rule = self.rules.campaigns[send.campaign]
            one["time"] = day * DAY + rule.times[send.number]
            one["turn"], one["policy"] = rule.turn, rule.hash
            one["ordinal"] = day * _SENDS + send.number
            one["channel"], one["content"], one["coupon"] = rule.channel, rule.content, rule.coupon
            one["audience"], one["about"] = rule.audience, rule.about
            one["granted"] = granted_fen(rule.coupon, self.rules.coupons)
            one["meant"] = rule.intensity * self.c["execution"][rule.channel] * send.share
            one["test"], one["low"], one["high"] = send.test, send.low, send.high
            one["silent_days"] = send.silent_days
            effect = self.rules.plan.touch.response.hour_effect
            one["hours"] = _hours(rule.times[send.number], rule.own_hour, effect)
        audiences = made["audience"][made["audience"] != EVERYBODY]
        self.c["filters"] = np.bitwise_or.reduce(1 << audiences, initial=self.c["limited"])
        return made[np.lexsort((made["ordinal"], made["turn"], made["time"]))]

    def _broadcast(self, day: int, sends: Any) -> list[Ints]:
        """Today's broadcasts to who has nothing else today, and who has something to live."""

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            block.asked = broadcasting.mark_busy(
                block.marks, block.size, block.stepping, block.marked, block.letters, self.book
            )
            if len(sends):
                yield from worker.drained(block.size, self._broadcasting(block, worker, sends))
            self._sort_out(block, worker, day)

        return self.over_blocks(one)

    def _sort_out(self, block: Block, worker: Worker, day: int) -> None:
        """Who of a block has something to live today, and of what kind."""
        found = np.zeros(4, dtype=np.int64)
        answered, own, looking, stepping = worker.found
        broadcasting.sort_out(
            block.marks,
            block.wake,
            block.size,
            day,
            worker.flags,
            answered,
            own,
            looking,
            stepping,
            found,
        )
        mine, looks = own[: found[1]].copy(), looking[: found[2]].copy()
        if self.c["loyal_visits"]:  # a visit may bring the next order forward to today
            mine, looks = np.concatenate([mine, looks]), looking[:0]
        lively = np.concatenate([answered[: found[0]], stepping[: found[3]]])
        block.lives_today(day, mine, looks, lively)

    def _broadcasting(self, block: Block, worker: Worker, sends: Any) -> Step:
        def step(first: int) -> int:
            return broadcasting.broadcast(
                block.people,
                block.reach,
                block.marks,
                first,
                block.size,
                self.book,
                sends,
                worker.flags,
                worker.ints,
                worker.floats,
                worker.out,
                worker.tape,
            )

        return step

    def _looking(self, block: Block, worker: Worker, rows: Any, day: int) -> Step:
        def step(first: int) -> int:
            return visiting.look_in(
                block.people,
                block.wake,
                block.due,
                rows,
                first,
                block.base,
                day,
                self.book,
                worker.ints,
                worker.floats,
                worker.out,
                worker.tape,
            )

        return step

    def _living(
        self,
        block: Block,
        worker: Worker,
        rows: Any,
        day: int,
        sends: Any,
        *,
        ahead: bool = False,
    ) -> Step:
        scratch = worker.room_for(passes.MOST_STEPS + len(block.letters) + 1)

        def step(first: int) -> int:
            return passes.live(
                block.people,
                block.wake,
                block.reach,
                block.due,
                block.marks,
                rows,
                first,
                block.base,
                day,
                self.book,
                sends,
                block.letters,
                scratch,
                ahead,
                worker.out,
                worker.tape,
            )

        return step

    def _left(self, day: int) -> int:
        """What is left of the budget, in fen; SHUT if it refused somebody at this midnight."""
        return SHUT if self._shut_on == day else int(self.purse.level)

    def _stocks(self, sends: Any) -> dict[int, int]:
        """The stock of every kind that has one and may be asked for today, by its code."""
        steps = {step.coupon for journey in self.rules.journeys for step in journey.steps}
        return stocks_of(self.rules, steps | set(sends["coupon"].tolist()))

    def _live_within_budget(self, day: int, sends: Any) -> list[Ints]:
        """Live the day; where more coupons are asked for than there are, who asks is cut off in
        time."""
        told = self._broadcast(day, sends)
        money = Money(least_fen(self.rules), self._left(day), self._due(day))
        most = 0 if money.shut else self._most_asked(day, sends, money.left)
        gates = Gates(day, self._stocks(sends), money, most)
        lived = self._live_first(day, sends, gates.open, money.shut)
        if not gates.open:
            return told + lived
        said = self._live_once(day, sends, self._sure(most, money.left))
        gates.served(self._since_filed(layout.S_ASKED))
        kept = self._live_kept(day, sends)
        while gates.open:
            cut = gates.next_cut(said + kept, self._since_filed(layout.S_RELEASED))
            if cut is None:
                break
            kept = self._cut_off(cut, kept, day, sends)
        return told + lived + unasked(said) + kept + self._live_on(day, sends)

    def _sure(self, most: int, left: int) -> int:
        """The turn before which nobody who asks once goes without (see `budgeting`).

        most: all that the day may ask of the budget; left: what there is; fen.
        """
        granted = np.sum([worker.granted for worker in self.workers], axis=0)
        return budgeting.sure(granted, left - (most - int(granted.sum())))

    def _live_first(self, day: int, sends: Any, keeping: bool, shut: bool) -> list[Ints]:
        """Live the day of all who ask nothing of a gate.

        keeping: whether a gate may shut. If not, all live it, and each has enough for everybody or,
        if it is shut, nothing for anybody. Returns what was written to the tapes.
        """
        self._expire(day)
        self.c["cut_time"] = day * DAY if shut else NEVER
        self.c["cut_uid"], self.c["cut_asked"] = 0, 0
        self.c["k_cut_time"], self.c["k_cut_uid"] = NEVER, NEVER
        stocked = keeping and bool(self._stocks(sends))
        for worker in self.workers if keeping else ():
            worker.granted = np.zeros(len(sends) * budgeting.TURNS, dtype=np.int64)

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            free = [block.own, block.lively]
            if keeping:
                free = self._free(block, worker, sends, stocked)
            looking = self._looking(block, worker, block.looking, day)
            yield from worker.drained(len(block.looking), looking)
            for rows in free:
                step = self._living(block, worker, rows, day, sends)
                yield from worker.drained(len(rows), step)

        return self.over_blocks(one)

    def _live_once(self, day: int, sends: Any, sure: int) -> list[Ints]:
        """Of those who ask once, who is sure to be served lives the day; the others live up to what
        they ask, and say it. sure: see `_sure`."""

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            served = block.turns < sure
            for rows, ahead in ((block.once[served], False), (block.once[~served], True)):
                step = self._living(block, worker, rows, day, sends, ahead=ahead)
                yield from worker.drained(len(rows), step)
            block.once = block.once[~served]

        return self.over_blocks(one)

    def _free(self, block: Block, worker: Worker, sends: Any, stocked: bool) -> list[Any]:
        """Sort the rows of a block by their needs; returns those who ask nothing of any gate.

        stocked: whether a stock may be gone today, so that there may be several cuts.
        """
        block.once = block.turns = block.lively[:0]
        if self.c["gate_redemption"]:  # any order may ask
            block.kept = np.concatenate([block.own, block.lively])
            return []
        if stocked:
            block.kept = block.lively.copy()
            return [block.own]
        free, once, kept, turns = np.empty((4, len(block.lively) + 1), dtype=np.int32)
        found = np.zeros(3, dtype=np.int64)
        budgeting.who_asks(
            block.people,
            block.marks,
            block.reach,
            block.lively,
            sends,
            free,
            once,
            kept,
            turns,
            worker.granted,
            found,
        )
        block.once, block.turns = once[: found[1]].copy(), turns[: found[1]].copy()
        block.kept = kept[: found[2]].copy()
        return [block.own, free[: found[0]]]

    def _live_kept(self, day: int, sends: Any) -> list[Ints]:
        """Live the day of those whose needs only their day tells, so that it can be undone."""

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            block.keep()
            step = self._living(block, worker, block.kept, day, sends)
            return worker.drained(len(block.kept), step)

        return self._asking(one)

    def _asking(self, one: Pass) -> list[Ints]:
        """A pass in which whatever is asked of a gate is written down."""
        self.c["cut_wanted"] = True
        written = self.over_blocks(one)
        self.c["cut_wanted"] = False
        return written

    def _make(self, cut: Cut) -> None:
        """Write one more cut where kernels read it."""
        if cut.gate == BUDGET:
            self.c["cut_time"], self.c["cut_uid"], self.c["cut_asked"] = cut[:3]
        else:
            for name, value in zip(("time", "uid", "asked"), cut, strict=False):
                self.c[f"k_cut_{name}"][cut.gate] = value

    def _cut_off(self, cut: Cut, kept: list[Ints], day: int, sends: Any) -> list[Ints]:
        """Make one more cut: who was kept and asked at it or after it lives the day again.

        kept: what was written by all who were kept. Returns what they have written then.
        """
        written = stacked(kept)
        people = askers_from(cut, written)

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            rows = block.put_back(people.indices)
            step = self._living(block, worker, rows, day, sends)
            return worker.drained(len(rows), step)

        before = [worker.out.copy() for worker in self.workers]
        self._asking(one)  # once more as it was: what it adds to the counts is taken off them
        for worker, counts in zip(self.workers, before, strict=True):
            worker.out = 2 * counts - worker.out
        self._make(cut)
        return [others(written, people), *self._asking(one)]

    def _live_on(self, day: int, sends: Any) -> list[Ints]:
        """The day stands; those who said ahead what they ask live on from there."""

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            block.forget()
            step = self._living(block, worker, block.once, day, sends)
            return worker.drained(len(block.once), step)

        return self.over_blocks(one)

    def _due(self, day: int) -> int:
        """The most of the budget that may come back at the midnight of a day, in fen."""
        return int(self._expiring(day)[PLANNED]) if self.c["gate_issue"] else 0

    def _expiring(self, day: int) -> Ints:
        """What expires at the midnight of a day, see `expiring`; -1: before day 0."""
        first = self.at.expiring + layout.EXPIRING * (day + 1)
        return self._sum(first, first + layout.EXPIRING)

    def _expire(self, day: int) -> None:
        """Count what expires at the midnight of a day, unless its holders are woken to do so."""
        if not self.c["expiry_wakes"]:
            expire(self.book, self._expiring(day), day, self.workers[0].out)

    def _most_asked(self, day: int, sends: Any, left: int) -> int:
        """The most of the coupon budget this day could still ask for, in fen; see `_broadcast`.

        left: if no more could be asked though all asked for the most, nobody is looked at.
        """
        if not self.c["most_fen"]:
            return 0
        most = sum(block.asked for block in self.blocks) * int(self.c["most_fen"])
        if self.c["gate_redemption"]:
            most += self._stock(layout.S_PLAN)
        each = int(sends["granted"].sum()) + self.rules.most_step_fen
        roughly = most + each * sum(len(block.lively) for block in self.blocks)
        return most + self._most_of_each(day, sends) if roughly > left else roughly

    def _most_of_each(self, day: int, sends: Any) -> int:
        """What those with an answer or a step could ask for at most, one by one, in fen."""

        def one(block: Block, _: Worker) -> Iterator[Ints]:
            most = budgeting.most_asked(
                block.marks,
                block.reach,
                block.due,
                block.lively,
                sends,
                day,
                self.rules.most_step_fen,
            )
            yield np.array([most], dtype=np.int64)

        return int(np.sum(self.over_blocks(one), dtype=np.int64))
