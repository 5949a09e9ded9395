"""The city: every shopper a row, a day one pass over blocks of rows, threads over blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Protocol

import numba
import numpy as np

from sim.behaviour.acquisition import market_left
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.touch import hour_factor
from sim.behaviour.traits import QUARTERS
from sim.measure.events import EventLog
from sim.measure.tally import ROW, SERIES
from sim.population.community import COMMUNITIES, MOST_GROUPS, Meeting
from sim.population.compiled import (
    asking,
    broadcasting,
    joining,
    journeys,
    knowing,
    layout,
    reviewing,
    rewards,
    views,
)
from sim.population.compiled import day as passes
from sim.population.compiled.backlog import Backlog, Shift, stacked
from sim.population.compiled.blocks import Block, Pass, Step, Worker, some_blocks
from sim.population.compiled.constants import constants, meet
from sim.population.compiled.gate import cut_of
from sim.population.compiled.law import of_the_day
from sim.population.compiled.layout import Ints
from sim.population.compiled.noting import note_events, note_replies
from sim.population.compiled.person import column
from sim.population.compiled.staff import hand_over, roll_of
from sim.population.interface import (
    INITIAL,
    WORKED,
    Arrivals,
    Conditions,
    Enquiries,
    Finals,
    Floats,
    Replies,
    Roster,
    Send,
    Silence,
    TagHits,
    Tested,
)
from sim.population.known import StageBook
from sim.population.loyalty import TIERS
from sim.population.reference.registers import MONTH, REPURCHASE_DAYS
from sim.population.reference.touching import _SENDS
from sim.population.rules import EVERYBODY, Rules, granted_fen, usual

_TAPE = 1 << 16
_DAY_BITS = 27  # a day has fewer milliseconds than 2 ** 27
_NEWCOMERS = 256  # who are born at a time, at least


class Purse(Protocol):
    """The coupon budget: a `simpy.Container` of fen, or what stands in for it."""

    @property
    def level(self) -> float:
        """What is left."""
        ...

    def put(self, amount: float) -> object:
        """Give back what expired coupons had reserved."""

    def get(self, amount: float) -> object:
        """Take what coupons reserved."""


class City:
    """A `Population` of arrays; ten million and more."""

    def __init__(
        self,
        rules: Rules,
        replication: int,
        purse: Purse,
        log: EventLog | None,
        threads: int | None = None,
        block: int | None = None,
    ) -> None:
        self.rules = rules
        self.purse = purse
        self.log = log
        self.block_rows = block or layout.block_rows(rules.plan.shoppers.initial)
        team = rules.books + rules.head_office
        self.at = layout.offsets(rules, team)
        self.book = constants(rules, replication, log is not None, self.at)
        self.c: Any = self.book[0]
        self._present: Ints = np.ones(team, dtype=np.int64)
        self._time: Ints = np.full(team, usual(rules).guide_ms, dtype=np.int64)
        self._handed_over = False
        self.threads = threads or int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]
        noted = sum(len(one.times) for one in rules.campaigns) if log is not None else 0
        room = _TAPE + broadcasting.CHUNK * noted
        self.workers = [Worker(self.at.size, room) for _ in range(self.threads)]
        self._pool = ThreadPoolExecutor(self.threads)
        self.blocks: list[Block] = []
        self._spare: list[Block] = []
        self._backlog = Backlog(rules, self.threads)
        self._friends: dict[int, list[Ints]] = defaultdict(list)
        self._credits: list[Ints] = []
        self._asked: list[Ints] = []
        self._stirred: list[Ints] = []
        self._moods: Floats = np.ones((COMMUNITIES if rules.communities else 0, MOST_GROUPS))
        self.c["moods"] = self._moods.ctypes.data
        self._counts: list[Ints] = []  # of each worker, before what may have to be undone
        self._stands: list[Ints] = []  # what was written before it
        self._filed = {layout.S_ASKED: 0, layout.S_RELEASED: 0}
        self._stages = StageBook(rules.known.views)

    # -- what the brand asks ------------------------------------------------------------------

    def admit(self, arrivals: Arrivals) -> None:
        """See `Population.admit`."""
        share = 0.0
        if arrivals.source != INITIAL:
            share = list(self.rules.plan.acquisition.values())[arrivals.source].hunter_share

        def born(block: Block, first: int, part: slice) -> None:
            uids, times = arrivals.uids[part], arrivals.times[part]
            joining.give_birth(block.people, first, self.book, uids, times, arrivals.source, share)
            block.sleep(first, times)

        self._into_room(len(arrivals.uids), born)
        if arrivals.source == INITIAL:
            self._live_history()

    def alarm(self, day: int, journey: int) -> None:
        """See `Population.alarm`: everybody is asked today whether the journey is for them."""
        self.c["j_alarmed"][journey] = day
        for block in self.blocks:
            np.minimum(block.due[: block.size], day, out=block.due[: block.size])

    def brief(self, day: int, roster: Roster) -> None:
        """See `Population.brief`."""
        self._present, self._time = roster.present, roster.time_ms
        self._handed_over = bool(roster.handover.any())
        roll = roll_of(roster, len(self.rules.channels))
        for worker in self.workers:
            worker.out[self.at.roll : self.at.size] = roll

    def worked(self) -> Ints:
        """See `Population.worked`."""
        work = self._sum(self.at.work, self.at.roll)
        for worker in self.workers:
            worker.out[self.at.work : self.at.roll] = 0
        return work.reshape(-1, len(WORKED))

    def open_day(self, day: int, sends: list[Send]) -> None:
        """See `Population.open_day`: the compiled day is lived here, whole."""
        self._settle_credits(day)
        self._admit_friends(day)
        self.c["market_left"] = market_left(self.admitted(), self.rules.plan.shoppers.market)
        self._midnight(day)
        guided = self._guides_plan(day)
        broadcasts = self._broadcasts(day, sends)
        self._file(day, self._live_within_budget(day, broadcasts, guided))

    def meet(self, conditions: Conditions) -> None:
        """See `Population.meet`."""
        meet(self.c, conditions)
        self._time = np.full_like(self._time, conditions.guide_ms)

    def by_door(self) -> Ints:
        """See `Population.by_door`."""
        return self._sum(self.at.doors, self.at.store).reshape(-1, layout.DOOR_COLUMNS)

    def tested(
        self, channel: int, test: int, edges: tuple[float, ...], since: int
    ) -> tuple[Tested, ...]:
        """See `Population.tested`."""
        return views.tested(self.blocks, self.c, channel, test, edges, since)

    def silent(self, day: int, order_days: int, visit_days: int, rhythm: float) -> Silence:
        """See `Population.silent`."""
        return views.silent(self.blocks, day, order_days, visit_days, rhythm)

    def staged(self, day: int) -> Ints:
        """See `Population.staged`."""
        return self._stages.count(*knowing.seen(self.blocks, self.book, day))

    def tagged(self, day: int, tag: int) -> TagHits:
        """See `Population.tagged`."""
        return knowing.tagged(self.blocks, self.book, day, tag)

    def admitted(self) -> int:
        """See `Population.admitted`."""
        return sum(block.size for block in self.blocks)

    def close_day(self, day: int) -> Ints:
        """See `Population.close_day`."""
        width = len(SERIES)
        row = self._sum(day * width, (day + 1) * width)
        stocks = self._sum(self.at.stock, self.at.cohort_size)
        active = self._sum(self.at.active, self.at.ordered)
        ordered = self._sum(self.at.ordered, self.at.stock)
        today = day - self.rules.first_day + 1
        row[ROW["members"]] = stocks[layout.S_MEMBERS]
        row[ROW["enrolled"]] = stocks[layout.S_ENROLLED]
        row[ROW["officers"]] = stocks[layout.S_OFFICERS]
        row[ROW["active_30"]] = active[max(0, today - 30) : today].sum()
        row[ROW["buyers"]] = stocks[layout.S_BUYERS]
        for name, near, far in (
            ("buyers_0_30", 0, 30),
            ("buyers_30_60", 30, 60),
            ("buyers_60_90", 60, 90),
        ):
            row[ROW[name]] = ordered[max(0, today - far) : max(0, today - near)].sum()
        row[ROW["buyers_90"]] = stocks[layout.S_BUYERS] - ordered[max(0, today - 90) : today].sum()
        row[ROW["coupon_outstanding_fen"]] = stocks[layout.S_OUTSTANDING]
        row[ROW["tasks_waiting"]] = self._backlog.waiting()
        row[ROW["points_outstanding_fen"]] = stocks[layout.S_POINTS]
        row[ROW["stored_outstanding_fen"]] = stocks[layout.S_STORED]
        row[ROW["stored_lost_fen"]] = stocks[layout.S_LOST]
        row[ROW["tier_1"] : ROW["tier_1"] + TIERS] = stocks[layout.S_TIERS + 1 :]
        return row

    def enquiries(self) -> Enquiries:
        """See `Population.enquiries`."""
        rows = stacked(self._asked)
        self._asked = []
        rows = rows[np.lexsort((rows[:, 2], rows[:, 1]))]
        return Enquiries(*(rows[:, column].copy() for column in (1, 2, 5, 6)))

    def hear(self, day: int, replies: Replies) -> None:
        """See `Population.hear`."""
        if self.log is not None:
            note_replies(self.log, replies)
        self._hear(day, replies)

    def _hear(self, day: int, replies: Replies) -> None:
        for block, places, rows in self._homes(replies["person"]):
            asking.hear(
                block.people,
                block.wake,
                rows,
                replies["outcome"][places],
                replies["visit"][places],
                day,
                self.book,
                self.workers[0].out,
                self.workers[0].tape,
            )
            self._file(day, [self.workers[0].drain()])

    def stirred(self) -> Ints:
        """See `Population.stirred`."""
        rows, self._stirred = stacked(self._stirred), []
        return np.stack([rows[:, column] for column in layout.STIR_ROW], axis=1)

    def seat(self, community: int, people: Ints, seats: Ints) -> None:
        """See `Population.seat`."""
        for block, places, rows in self._homes(people):
            block.people.extras["seats"][rows, community] = seats[places]

    def temper(self, community: int, moods: Floats) -> None:
        """See `Population.temper`."""
        self._moods[community, : len(moods)] = moods

    def review(self, day: int, meeting: Meeting) -> None:
        """See `Population.review`."""
        rule = self.rules.communities[meeting.community]

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            def step(first: int) -> int:
                return reviewing.review(
                    block.people,
                    block.reach,
                    first,
                    block.size,
                    block.base,
                    day,
                    rule.channel,
                    rule.hash,
                    rule.audience,
                    meeting.entry,
                    meeting.silent_days,
                    meeting.dissolve,
                    self.book,
                    worker.out,
                    worker.tape,
                )

            return worker.drained(block.size, step)

        self._file(day, self._over_blocks(one))

    def in_channel(self, channel: int) -> int:
        """See `Population.in_channel`."""
        return self._stock(layout.S_CHANNELS + channel)

    def officers(self) -> int:
        """See `Population.officers`."""
        return self._stock(layout.S_OFFICERS)

    # -- people -------------------------------------------------------------------------------

    def _into_room(self, people: int, born: Callable[[Block, int, slice], None]) -> None:
        """Give room to so many newcomers and life to each part of them, on all threads."""
        parts = self._room(people)
        if len(parts) < 2:
            for part in parts:
                born(*part)
        else:
            list(self._pool.map(lambda part: born(*part), parts))

    def _room(self, people: int) -> list[tuple[Block, int, slice]]:
        """Where so many new rows go, in parts: (block, first row, part of the arrivals)."""
        found, done, part = [], 0, max(_NEWCOMERS, -(-people // (2 * self.threads)))
        while done < people:
            if not self.blocks or self.blocks[-1].size == self.block_rows:
                if not self._spare:
                    base = len(self.blocks) * self.block_rows
                    self._spare = some_blocks(
                        self.block_rows, base, layout.needs_extras(self.rules)
                    )
                self.blocks.append(self._spare.pop(0))
            block = self.blocks[-1]
            take = min(people - done, self.block_rows - block.size, part)
            found.append((block, block.size, slice(done, done + take)))
            block.size += take
            done += take
        return found

    def _live_history(self) -> None:
        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            def step(first: int) -> int:
                return passes.live_history(
                    block.people,
                    block.wake,
                    block.reach,
                    block.due,
                    block.size,
                    block.base,
                    self.book,
                    worker.out,
                    worker.tape,
                    first,
                )

            return worker.drained(block.size, step)

        self._file(-1, self._over_blocks(one))

    def _admit_friends(self, day: int) -> None:
        """Invited friends who join today, in order of time and uid."""
        rows = stacked(self._friends.pop(day, []))
        rows = rows[np.lexsort((rows[:, 2], rows[:, 1]))]
        trait_uids, hunters = self._inviters(rows)

        def born(block: Block, first: int, part: slice) -> None:
            joining.give_birth_to_friends(
                block.people,
                first,
                self.book,
                rows[part, 2].copy(),
                rows[part, 1].copy(),
                rows[part, 6].copy(),
                trait_uids[part],
                hunters[part],
            )
            block.sleep(first, rows[part, 1])

        self._into_room(len(rows), born)

    def _inviters(self, friends: Ints) -> tuple[Ints, Ints]:
        """Whose traits each inviter has (uid), and whether the inviter is a deal hunter.

        friends: rows of a tape (FRIEND), which say the inviter's uid and flags.
        """
        flags, uids = friends[:, 3], friends[:, 5].copy()
        alike = np.flatnonzero(flags & layout.ALIKE)
        uids[alike] = self._trait_uids(friends[alike, 6])
        return uids, (flags & layout.HUNTER > 0).astype(np.int64)

    def _trait_uids(self, indices: Ints) -> Ints:
        """Whose traits these people have (uid): one's own, or an inviter's, or theirs."""
        while len(alike := np.flatnonzero(self._of("flags", indices) & layout.ALIKE)):
            indices[alike] = self._of("inviter", indices[alike])
        return self._of("uid", indices)

    def _of(self, field: str, indices: Ints) -> Ints:
        """A field of some people, by index."""
        found = np.zeros(len(indices), dtype=np.int64)
        for block, places, rows in self._homes(indices):
            found[places] = column(block.people, field)[rows]
        return found

    def _homes(self, indices: Ints) -> Iterator[tuple[Block, Ints, Ints]]:
        """The blocks of some people: (block, their places in `indices`, their rows)."""
        homes = (indices // self.block_rows).astype(np.uint16)  # short: sorted by counting
        order = np.argsort(homes, kind="stable")
        edges = np.searchsorted(homes[order], np.arange(len(self.blocks) + 1))
        for block, (first, last) in zip(self.blocks, pairwise(edges), strict=False):
            if last > first:
                places = order[first:last]
                yield block, places, indices[places] - block.base

    # -- midnight -----------------------------------------------------------------------------

    def _settle_credits(self, day: int) -> None:
        rows, written = stacked(self._credits), []
        self._credits = []
        for block, _, inviters in self._homes(rows[:, 6]):
            rewards.settle_credits(
                block.people,
                block.wake,
                block.due,
                inviters,
                block.base,
                day,
                self.book,
                self.workers[0].out,
                self.workers[0].tape,
            )
            written.append(self.workers[0].drain())
        self._file(day, written)

    def _hand_over(self, day: int) -> None:
        """Some friends do not follow where a book changes hands today."""
        lost = self.rules.plan.guides.turnover.lost

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            def step(first: int) -> int:
                return hand_over(
                    block.people,
                    block.reach,
                    first,
                    block.size,
                    day,
                    lost,
                    self.book,
                    worker.out,
                    worker.tape,
                )

            return worker.drained(block.size, step)

        self._file(day, self._over_blocks(one))

    def _midnight(self, day: int) -> None:
        """What changes before the day is planned: the law, books of customers, journeys."""
        of_the_day(self.c, self.rules.platform, day)
        if self._handed_over:
            self._hand_over(day)
        if self.c["midnights"]:
            self._start_journeys(day)

    def _start_journeys(self, day: int) -> None:
        """Journeys whose trigger comes at this midnight."""

        def start(block: Block, worker: Worker) -> Iterator[Ints]:
            rows = _due_rows(block, day)

            def step(first: int) -> int:
                return journeys.at_midnight(
                    block.people, rows, first, day, self.book, worker.out, worker.tape
                )

            return worker.drained(len(rows), step)

        self._file(day, self._over_blocks(start))

    def _guides_plan(self, day: int) -> list[Any]:
        """Today's messages of the guides, by block, in order of row and time."""

        def due(block: Block, worker: Worker) -> Iterator[Ints]:
            rows = _due_rows(block, day)

            def step(first: int) -> int:
                return passes.due_tasks(
                    block.people,
                    rows,
                    first,
                    block.base,
                    day,
                    self.book,
                    worker.tape,
                )

            return worker.drained(len(rows), step)

        rows = self._over_blocks(due) if self.rules.journeys else []
        spent = self._sum(self.at.store, self.at.work)
        for worker in self.workers:
            worker.out[self.at.store : self.at.work] = 0
        letters, written = self._backlog.plan(
            stacked(rows),
            Shift(day, self._time, self._present, spent),
            self.book,
            self.workers,
            self._pool,
            self._current,
        )
        self._file(day, written)
        return self._by_block(letters)

    def _current(self, tasks: Any) -> Any:
        """Which tasks are of a running journey and reach their reader."""
        current = np.zeros(len(tasks), dtype=np.bool_)
        channels = self.c["s_channel"][tasks["journey"], tasks["step"]]
        for block, places, rows in self._homes(tasks["index"]):
            lives = block.people.lives
            running = lives["running"][rows, tasks["journey"][places]]
            reached = (lives["enrolled"][rows] & ~lives["closed"][rows]) >> channels[places] & 1
            current[places] = (running == tasks["ordinal"][places]) & (reached > 0)
        return current

    def _by_block(self, messages: Any) -> list[Any]:
        order = np.argsort((messages["row"] << _DAY_BITS) + messages["time"] % DAY)
        messages = messages[order]
        edges = np.searchsorted(messages["row"], np.arange(len(self.blocks) + 1) * self.block_rows)
        messages["row"] %= self.block_rows
        return [messages[a:b] for a, b in pairwise(edges)]

    def _broadcasts(self, day: int, sends: list[Send]) -> Any:
        """Today's broadcasts as kernels read them, in order of time and policy."""
        made = np.zeros(len(sends), dtype=layout.SEND)
        for one, send in zip(made, sends, strict=True):
            rule = self.rules.campaigns[send.campaign]
            one["time"] = day * DAY + rule.times[send.number]
            one["policy"], one["ordinal"] = rule.hash, day * _SENDS + send.number
            one["channel"], one["content"], one["coupon"] = rule.channel, rule.content, rule.coupon
            one["audience"] = rule.audience
            one["granted"] = granted_fen(rule.coupon, self.rules.coupons)
            one["meant"] = rule.intensity * self.c["execution"][rule.channel] * send.share
            one["test"], one["low"], one["high"] = send.test, send.low, send.high
            one["silent_days"] = send.silent_days
            one["hours"] = self._hours(rule.times[send.number])
        audiences = made["audience"][made["audience"] != EVERYBODY]
        self.c["filters"] = np.bitwise_or.reduce(1 << audiences) if len(audiences) else 0
        return made[np.lexsort((made["ordinal"], made["policy"], made["time"]))]

    def _hours(self, time: int) -> list[float]:
        """How well a time of day (ms) suits, by preferred quarter hour."""
        effect = self.rules.plan.touch.response.hour_effect
        return [hour_factor(time / 3_600_000.0, quarter, effect) for quarter in range(QUARTERS)]

    # -- the day ------------------------------------------------------------------------------

    def _broadcast(self, day: int, sends: Any, guided: list[Any]) -> list[Ints]:
        """Today's broadcasts to who has nothing else today, and who has something to live."""

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            letters = guided[block.base // self.block_rows]
            broadcasting.mark_busy(block.due, block.size, day, letters, block.marks)
            if len(sends):
                yield from worker.drained(block.size, self._broadcasting(block, worker, sends))
            self._sort_out(block, day)
            block.most_fen = broadcasting.most_asked(
                block.marks,
                block.reach,
                block.due,
                block.lively,
                sends,
                day,
                self.rules.most_step_fen,
            )

        return self._over_blocks(one)

    def _sort_out(self, block: Block, day: int) -> None:
        """Who of a block has something to live today, and of what kind."""
        room = np.empty((3, block.size + 1), dtype=np.int32)
        found = np.zeros(3, dtype=np.int64)
        answered, own, stepping = room
        broadcasting.sort_out(
            block.marks, block.wake, block.size, day, answered, own, stepping, found
        )
        block.own = own[: found[1]].copy()
        block.lively = np.concatenate([answered[: found[0]], stepping[: found[2]]])

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
                worker.ints,
                worker.floats,
                worker.out,
                worker.tape,
            )

        return step

    def _asking(self, block: Block, worker: Worker, sends: Any) -> Step:
        def step(first: int) -> int:
            return passes.ask_ahead(
                block.people,
                block.marks,
                block.ahead,
                first,
                block.base,
                self.book,
                sends,
                worker.out,
                worker.tape,
            )

        return step

    def _looking(self, block: Block, worker: Worker, rows: Any, day: int) -> Step:
        def step(first: int) -> int:
            return passes.look_in(
                block.people,
                block.wake,
                block.due,
                rows,
                first,
                block.base,
                day,
                self.book,
                worker.out,
                worker.tape,
            )

        return step

    def _living(
        self, block: Block, worker: Worker, rows: Any, day: int, sends: Any, letters: Any
    ) -> Step:
        scratch = np.zeros(passes.MOST_STEPS + len(letters) + 1, dtype=layout.GUIDED)

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
                letters,
                scratch,
                worker.out,
                worker.tape,
            )

        return step

    def _live_within_budget(self, day: int, sends: Any, guided: list[Any]) -> list[Ints]:
        """Live the day; if coupons ask for more than is left, those who ask are cut off in time."""
        told = self._broadcast(day, sends, guided)
        level = int(self.purse.level)
        keeping = self._most_asked(guided) > level
        lived = self._live_first(day, sends, guided, keeping)
        if keeping:
            cut = cut_of(lived, level + self._since_filed(layout.S_RELEASED))
            lived = self._live_on(day, sends, guided, lived, cut)
        return told + lived

    def _live_first(self, day: int, sends: Any, guided: list[Any], keeping: bool) -> list[Ints]:
        """Live the day as far as no budget is needed; keeping: as far as tells what will be.

        Not keeping, there is enough for all. Returns what was written to the tapes.
        """
        self.c["cut_time"], self.c["cut_uid"] = NEVER, NEVER

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            letters = guided[block.base // self.block_rows]
            looks = passes.looks_only(block.people, block.own, (day + 1) * DAY, self.book)
            looking, own = block.own[:looks], block.own[looks:]
            free = self._free(block, own, sends) if keeping else [own, block.lively]
            yield from worker.drained(looks, self._looking(block, worker, looking, day))
            for rows in free:
                step = self._living(block, worker, rows, day, sends, letters)
                yield from worker.drained(len(rows), step)
            if keeping:
                yield from worker.drained(len(block.ahead), self._asking(block, worker, sends))

        self._stands = self._over_blocks(one)
        if not keeping:
            return self._stands
        self._counts = [worker.out.copy() for worker in self.workers]
        return self._stands + self._live_kept(day, sends, guided)

    def _free(self, block: Block, own: Any, sends: Any) -> list[Any]:
        """Sort the rows of a block by their needs; returns those who ask nothing of the budget."""
        if self.c["gate_redemption"]:  # any order may ask
            block.ahead, block.kept = block.lively[:0], np.concatenate([own, block.lively])
            return []
        free, ahead, kept = np.empty((3, len(block.lively) + 1), dtype=np.int32)
        found = np.zeros(3, dtype=np.int64)
        broadcasting.who_asks(
            block.marks, block.reach, block.lively, sends, free, ahead, kept, found
        )
        block.ahead, block.kept = ahead[: found[1]].copy(), kept[: found[2]].copy()
        return [own, free[: found[0]]]

    def _live_kept(self, day: int, sends: Any, guided: list[Any]) -> list[Ints]:
        """Live the day of those whose needs only their day tells, so that it can be undone."""

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            block.keep()
            letters = guided[block.base // self.block_rows]
            step = self._living(block, worker, block.kept, day, sends, letters)
            return worker.drained(len(block.kept), step)

        self.c["cut_wanted"] = True
        written = self._over_blocks(one)
        self.c["cut_wanted"] = False
        return written

    def _live_on(
        self, day: int, sends: Any, guided: list[Any], lived: list[Ints], cut: tuple[int, int]
    ) -> list[Ints]:
        """Live what is left of a day; who was kept lives it again if there is a cut."""
        self.c["cut_time"], self.c["cut_uid"] = cut
        undone = cut[0] != NEVER
        if undone:
            for worker, counts in zip(self.workers, self._counts, strict=True):
                worker.out = counts

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            letters = guided[block.base // self.block_rows]
            if undone:
                block.undo()
            for rows in (block.kept, block.ahead) if undone else (block.ahead,):
                step = self._living(block, worker, rows, day, sends, letters)
                yield from worker.drained(len(rows), step)
            block.forget()

        return (self._stands if undone else lived) + self._over_blocks(one)

    def _most_asked(self, guided: list[Any]) -> int:
        """The most of the coupon budget this day could still ask for, in fen; see `_broadcast`."""
        if not self.c["most_fen"]:
            return 0
        most = sum(len(messages) for messages in guided) * int(self.c["most_fen"])
        most += sum(block.most_fen for block in self.blocks)
        if self.c["gate_redemption"]:
            most += self._stock(layout.S_PLAN)
        return most

    def _stock(self, stock: int) -> int:
        return int(self._sum(self.at.stock + stock, self.at.stock + stock + 1)[0])

    def _since_filed(self, stock: int) -> int:
        """What was added to a register of the budget since it was settled with the purse."""
        return self._stock(stock) - self._filed[stock]

    def _over_blocks(self, one: Pass) -> list[Ints]:
        """A pass over all blocks, each thread the next one left; returns what was written.

        In which order it was written is chance: whoever reads it sorts or sums.
        """
        left = iter(self.blocks)

        def share(worker: Worker) -> list[Ints]:
            return [rows for block in left for rows in one(block, worker)]

        if self.threads == 1 or len(self.blocks) < 2:
            return share(self.workers[0])
        parts = self._pool.map(share, self.workers)
        return [rows for part in parts for rows in part]

    def _file(self, day: int, used: list[Ints]) -> None:
        """Sort what the passes wrote: events, friends, credits, budget."""
        rows = stacked(used)
        code = rows[:, 0]
        friends = rows[code == layout.FRIEND]
        days = friends[:, 1] // DAY
        order = np.argsort(days, kind="stable")
        friends, days = friends[order], days[order]
        for first, last in pairwise([*np.flatnonzero(np.diff(days, prepend=-1)), len(days)]):
            self._friends[int(days[first])].append(friends[first:last])
        self._credits.append(rows[code == layout.CREDIT])
        if self.rules.desk.ask_rate:
            self._asked.append(rows[code == layout.ENQUIRY])
        if self.rules.communities:
            self._stirred.append(rows[code == layout.STIR])
        self._settle_purse()
        if self.log is not None:
            self._note(rows[code < layout.FRIEND])

    def _settle_purse(self) -> None:
        for stock, move in ((layout.S_RELEASED, self.purse.put), (layout.S_ASKED, self.purse.get)):
            amount = self._since_filed(stock)
            if amount:
                move(amount)
                self._filed[stock] += amount

    def _note(self, rows: Ints) -> None:
        """Put event rows into the log."""
        assert self.log is not None
        note_events(self.log, self.rules, rows, self._uids)

    def _uids(self, indices: Ints) -> Ints:
        """Uids by index; 0 for nobody."""
        uids = np.zeros(len(indices), dtype=np.int64)
        known = np.flatnonzero(indices >= 0)
        uids[known] = self._of("uid", indices[known])
        return uids

    def _sum(self, first: int, last: int) -> Ints:
        total: Ints = np.sum([one.out[first:last] for one in self.workers], axis=0, dtype=np.int64)
        return total

    # -- what is left at the end --------------------------------------------------------------

    def finals(self) -> Finals:
        """See `Population.finals`."""
        counts = np.zeros(9, dtype=np.int64)
        months = self.at.months
        exposed = np.zeros(months, dtype=np.int64)
        horizon = self.rules.horizon
        for block in self.blocks:
            here = np.flatnonzero(block.people.lives["joined"][: block.size] < horizon // SECOND)
            flags, joined, first = (
                column(block.people, field)[here] for field in ("flags", "joined", "first_in_run")
            )
            joined = joined.astype(np.int64) * SECOND
            new = flags & layout.INITIAL == 0
            early = (first >= 0) & (first <= self.rules.plan.horizon_days - REPURCHASE_DAYS)
            new_90, new_30 = (
                new & (joined + 90 * DAY <= horizon),
                new & (joined + 30 * DAY <= horizon),
            )
            counts += [
                (flags & layout.MUTED > 0).sum(),
                (flags & layout.OPTED_OUT > 0).sum(),
                early.sum(),
                (early & (flags & layout.AGAIN > 0)).sum(),
                (~new | (flags & layout.FAKE == 0)).sum(),
                new_90.sum(),
                (new_90 & (flags & layout.KEPT > 0)).sum(),
                new_30.sum(),
                (new_30 & (flags & layout.BOUGHT_30 > 0)).sum(),
            ]
            for month in range(months):
                exposed[month] += (new & (joined + (month + 1) * MONTH <= horizon)).sum()
        muted, opted_out, buyers, again, inviters, n90, kept, n30, bought = counts.tolist()
        stocks = self._sum(self.at.stock, self.at.cohort_size)
        return Finals(
            ever_muted=muted,
            ever_opted_out=opted_out,
            run_buyers=buyers,
            run_buyers_again=again,
            initial_orders=int(stocks[layout.S_INITIAL]),
            inviters=inviters,
            newcomers_90=n90,
            newcomers_90_kept=kept,
            newcomers_30=n30,
            newcomers_30_bought=bought,
            exposed=tuple(exposed.tolist()),
            margin_fen=tuple(self._sum(self.at.margin, self.at.weekly).tolist()),
        )

    def cohorts(self) -> tuple[Ints, Ints]:
        """See `Population.cohorts`."""
        months = self.at.months
        size = self._sum(self.at.cohort_size, self.at.cohort_active)
        active = self._sum(self.at.cohort_active, self.at.margin).reshape(months, months)
        return size, active

    def weekly_repeats(self) -> Ints:
        """See `Population.weekly_repeats`."""
        return self._sum(self.at.weekly, self.at.doors)


def _due_rows(block: Block, day: int) -> Any:
    """Rows of a block with a step of a journey, or the start of one, on `day`; shape (rows,)."""
    rows = np.empty(block.size + 1, dtype=np.int32)
    return rows[: passes.due_rows(block.due, block.size, day, rows)]
