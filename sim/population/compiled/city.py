"""The city: every shopper a row, a day one pass over blocks of rows, threads over blocks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.behaviour.acquisition import market_left
from sim.measure.tally import ROW, SERIES
from sim.population.community import Meeting
from sim.population.compiled import (
    asking,
    finals,
    joining,
    journeys,
    knowing,
    layout,
    natures,
    offered,
    reviewing,
    rewards,
    views,
)
from sim.population.compiled.backlog import stacked
from sim.population.compiled.blocks import Block, Worker
from sim.population.compiled.constants import meet
from sim.population.compiled.ground import due_rows
from sim.population.compiled.law import of_the_day
from sim.population.compiled.layout import Ints
from sim.population.compiled.living import Living
from sim.population.compiled.noting import note_felt
from sim.population.compiled.staff import hand_over, roll_of
from sim.population.compiled.standing import on_the_calendar
from sim.population.interface import (
    INITIAL,
    WORKED,
    Arrivals,
    Award,
    Call,
    Conditions,
    Enquiries,
    Felt,
    Finals,
    Floats,
    Invited,
    Outcomes,
    Roster,
    Send,
    Silence,
    TagHits,
    Takers,
    Tested,
)
from sim.population.loyalty import TIERS


class City(Living):
    """A `Population` of arrays; ten million and more."""

    # -- what the brand asks ------------------------------------------------------------------

    def admit(self, arrivals: Arrivals) -> None:
        """See `Population.admit`."""
        share = 0.0
        if arrivals.source != INITIAL:
            share = list(self.rules.plan.acquisition.values())[arrivals.source].hunter_share

        def born(block: Block, first: int, part: slice) -> None:
            uids, times = arrivals.uids[part], arrivals.times[part]
            scratch = np.empty(natures.FLOATS)
            joining.give_birth(
                block.people, first, self.book, uids, times, arrivals.source, share, scratch
            )
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
            worker.out[self.at.roll : self.at.expiring] = roll

    def worked(self) -> Ints:
        """See `Population.worked`."""
        work = self._sum(self.at.work, self.at.roll)
        for worker in self.workers:
            worker.out[self.at.work : self.at.roll] = 0
        return work.reshape(-1, len(WORKED))

    def open_day(self, day: int, sends: list[Send]) -> None:
        """See `Population.open_day`: the compiled day is lived here, whole."""
        self._before.append(self.admitted())
        self._settle_credits(day)
        self._admit_friends(day)
        self.c["market_left"] = market_left(self.admitted(), self.rules.plan.shoppers.market)
        self._midnight(day)
        self._guides_plan(day)
        broadcasts = self._broadcasts(day, sends)
        self.file(day, self._live_within_budget(day, broadcasts))

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
        rows = layout.by_time(rows)
        return Enquiries(*(rows[:, column].copy() for column in (1, 2, 5, 6)))

    def outcomes(self) -> Outcomes:
        """See `Population.outcomes`."""
        rows, self._outcomes = stacked(self._outcomes), []
        rows = layout.by_time(rows)
        return Outcomes(*(rows[:, column].copy() for column in (1, 2, 6, 3, 4, 5)))

    def feel(self, day: int, felt: Felt) -> None:
        """See `Population.feel`."""
        if self.log is not None:
            note_felt(self.log, self.rules, felt)
        self._feel(day, felt)

    def _feel(self, day: int, felt: Felt) -> None:
        felt = felt[felt["effect"] != 0]  # of most of what is noted nobody feels anything
        of_block = {block.base: home for block, *home in self.homes(felt["person"])}

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            if block.base in of_block:
                places, rows = of_block[block.base]
                asking.feel(
                    block.people,
                    block.wake,
                    rows,
                    felt["time"][places],
                    felt["effect"][places],
                    felt["goodwill"][places],
                    felt["nudge"][places],
                    felt["dip"][places],
                    day,
                    self.book,
                    worker.out,
                    worker.tape,
                )
                yield worker.drain()

        if of_block:
            self.file(day, self.over_blocks(one))

    def takers(self, day: int, call: Call) -> Takers:
        """See `Population.takers`."""
        return offered.takers(self, day, call)

    def invite(self, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
        """See `Population.invite`."""
        return offered.invite(self, day, people, asked, appeal)

    def numbers(self, uids: Ints, since: int) -> Ints:
        """See `Population.numbers`."""
        return offered.numbers(self, uids, self._before[since - 1] if since else 0)

    def award(self, day: int, people: Ints, what: Award) -> None:
        """See `Population.award`."""
        refused, left = offered.NOBODY, self._left(day)
        if offered.may_fall_short(self.rules, people, what, left):
            uids, amounts = offered.claims(self, day, people, what.carried)
            refused = offered.first_refused(uids, amounts, left)
            self._shut_on = self._shut_on if refused == offered.NOBODY else day
        offered.award(self, day, people, what, refused)

    def record(self, day: int, people: Ints) -> Ints:
        """See `Population.record`."""
        return offered.record(self, day, people)

    def stirred(self) -> Ints:
        """See `Population.stirred`."""
        rows, self._stirred = stacked(self._stirred), []
        return np.stack([rows[:, column] for column in layout.STIR_ROW], axis=1)

    def seat(self, community: int, people: Ints, seats: Ints) -> None:
        """See `Population.seat`."""
        for block, places, rows in self.homes(people):
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
                    block.due,
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

        self.file(day, self.over_blocks(one))

    def in_channel(self, channel: int) -> int:
        """See `Population.in_channel`."""
        return self._stock(layout.S_CHANNELS + channel)

    def officers(self) -> int:
        """See `Population.officers`."""
        return self._stock(layout.S_OFFICERS)

    # -- people -------------------------------------------------------------------------------

    def _live_history(self) -> None:
        sends = np.zeros(0, dtype=layout.SEND)

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            everybody = np.arange(block.size, dtype=np.int32)
            step = self._living(block, worker, everybody, -1, sends)
            return worker.drained(block.size, step)

        self.file(-1, self.over_blocks(one))
        self._expire(-1)

    def _admit_friends(self, day: int) -> None:
        """Invited friends who join today, in order of time and uid."""
        rows = layout.by_time(stacked(self._friends.pop(day, [])))

        def born(block: Block, first: int, part: slice) -> None:
            joining.give_birth_to_friends(
                block.people,
                first,
                self.book,
                rows[part],
                self._homes,
                np.empty(natures.TOGETHER, dtype=np.int64),
                np.empty(natures.FLOATS),
            )
            block.sleep(first, rows[part, 1])

        self._into_room(len(rows), born)

    # -- midnight -----------------------------------------------------------------------------

    def _settle_credits(self, day: int) -> None:
        rows, self._credits = stacked(self._credits), []
        if not len(rows):
            return
        inviters = {block.base: rows for block, _, rows in self.homes(rows[:, 6])}

        def one(block: Block, worker: Worker) -> Iterator[Ints]:
            if block.base in inviters:
                rewards.settle_credits(
                    block.people,
                    block.wake,
                    block.due,
                    inviters[block.base],
                    block.base,
                    day,
                    self.book,
                    worker.out,
                    worker.tape,
                )
                yield worker.drain()

        self.file(day, self.over_blocks(one))

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

        self.file(day, self.over_blocks(one))

    def _midnight(self, day: int) -> None:
        """What changes before the day is planned: the law, books of customers, journeys."""
        of_the_day(self.c, self.rules.platform, day)
        if self.c["loyal"]:
            on_the_calendar(self.c, day)
        for block in self.blocks:
            block.begin()
        if self._handed_over:
            self._hand_over(day)
        if self.c["midnights"]:
            self._start_journeys(day)

    def _start_journeys(self, day: int) -> None:
        """Journeys whose trigger comes at this midnight."""

        def start(block: Block, worker: Worker) -> Iterator[Ints]:
            rows = due_rows(block, worker, day)

            def step(first: int) -> int:
                return journeys.at_midnight(
                    block.people, rows, first, day, self.book, worker.out, worker.tape
                )

            return worker.drained(len(rows), step)

        self.file(day, self.over_blocks(start))

    # -- what is left at the end --------------------------------------------------------------

    def finals(self) -> Finals:
        """See `Population.finals`."""
        none = np.zeros(finals.ENDS + self.at.months + 1, dtype=np.int64)

        def one(block: Block, _: Worker) -> Iterator[Ints]:
            ends = np.zeros_like(none)
            finals.reckon(block.people, block.size, self.book, ends)
            yield ends

        ends = np.sum([none, *self.over_blocks(one)], axis=0)
        counts = ends[: finals.ENDS].tolist()
        muted, opted_out, buyers, again, inviters, n90, kept, n30, bought = counts
        exposed = ends[: finals.ENDS : -1].cumsum()[::-1]
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
