"""The town: every shopper a SimPy process, living between the brand's midnights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator

import simpy

from sim.behaviour.acquisition import market_left
from sim.behaviour.clock import DAY, NEVER
from sim.behaviour.referral import appeal
from sim.measure.events import EventLog
from sim.population.community import Meeting
from sim.population.interface import (
    Arrivals,
    Award,
    Call,
    Conditions,
    Enquiries,
    Felt,
    Finals,
    Floats,
    Ints,
    Invited,
    Outcomes,
    Roster,
    Send,
    Silence,
    TagHits,
    Takers,
    Tested,
)
from sim.population.known import StageBook
from sim.population.reference import (
    asking,
    buying,
    clockwork,
    experience,
    joining,
    journeys,
    knowing,
    law,
    loyalty,
    offering,
    touching,
    views,
    visiting,
    wallet,
)
from sim.population.reference.asking import Enquiry
from sim.population.reference.community import Groups, review
from sim.population.reference.experience import Outcome
from sim.population.reference.guides import Guide
from sim.population.reference.registers import MONTH, REPURCHASE_DAYS, Registers
from sim.population.reference.sharing import Credit, Friend, settle_credits
from sim.population.reference.shopper import Shopper
from sim.population.reference.staff import Staff, hand_over
from sim.population.rules import Rules, usual

_LAST = simpy.events.EventPriority(2)  # after what the brand does at the same moment
Process = Generator[simpy.Event, object, None]
Due = tuple[int, Shopper, int, int, int]  # day due, shopper, journey, step, trigger ordinal


class Town:
    """A `Population` of processes; up to about a hundred thousand of them."""

    def __init__(
        self,
        env: simpy.Environment,
        rules: Rules,
        replication: int,
        purse: simpy.Container,
        log: EventLog | None,
    ) -> None:
        self.env = env
        self.rules = rules
        self.plan = rules.plan
        self.key = (rules.plan.seed, replication)
        self.purse = purse
        self.log = log
        self.registers = Registers(
            rules.first_day, rules.plan.horizon_days, len(rules.plan.acquisition)
        )
        self.shoppers: list[Shopper] = []
        self.audiences: list[list[Shopper]] = [[] for _ in rules.channels]
        self.due: dict[int, list[Due]] = defaultdict(list)
        self.friends: dict[int, list[Friend]] = defaultdict(list)
        self.credits: dict[int, list[Credit]] = defaultdict(list)
        self.asked: list[Enquiry] = []
        self.ended: list[Outcome] = []
        guides = rules.books + rules.head_office
        self.guides = [Guide(self, number) for number in range(guides)]
        self.staff = Staff(guides, len(rules.channels))
        self.groups = Groups(rules)
        programme = rules.plan.referral
        self.inviter_appeal = rules.rewards.inviter_appeal
        self.invitee_appeal = appeal(programme.invitee_reward, programme.appeal_yuan)
        self.market_left = 1.0  # as of midnight
        self.gate_shut_on = -NEVER  # the day on which the coupon budget refused somebody last
        self.sold: dict[int, tuple[int, int]] = {}  # by kind with a stock: the day, how many went
        self.today = usual(rules)
        self.alarmed: dict[int, int] = {}  # last day an alarm set off a journey, by its hash
        self.stages = StageBook(rules.known.views)

    # -- what the brand asks ------------------------------------------------------------------

    def admit(self, arrivals: Arrivals) -> None:
        """See `Population.admit`."""
        for uid, time in zip(arrivals.uids.tolist(), arrivals.times.tolist(), strict=True):
            self._settle_in(joining.newcomer(self, uid, arrivals.source, time))

    def alarm(self, day: int, journey: int) -> None:
        """See `Population.alarm`."""
        self.alarmed[self.rules.journeys[journey].hash] = day

    def brief(self, day: int, roster: Roster) -> None:
        """See `Population.brief`."""
        self.staff.roster = roster

    def worked(self) -> Ints:
        """See `Population.worked`."""
        return self.staff.handed_in()

    def open_day(self, day: int, sends: list[Send]) -> None:
        """See `Population.open_day`."""
        settle_credits(self, day, self.credits.pop(day - 1, []))
        for friend in sorted(
            self.friends.pop(day, []), key=lambda friend: (friend.time, friend.uid)
        ):
            self._settle_in(joining.friend(self, friend))
        self.market_left = market_left(len(self.shoppers), self.plan.shoppers.market)
        hand_over(self, day)
        journeys.at_midnight(self, day)
        law.at_midnight(self, day)
        mail = touching.broadcasts(self, day, sends) + journeys.mail(self, day)
        mail += [letter for guide in self.guides for letter in guide.plan(day)]
        if mail:
            self.env.process(touching.deliver(self, mail))

    def meet(self, conditions: Conditions) -> None:
        """See `Population.meet`."""
        self.today = conditions

    def by_door(self) -> Ints:
        """See `Population.by_door`."""
        return self.registers.doors.copy()

    def tested(
        self, channel: int, test: int, edges: tuple[float, ...], since: int
    ) -> tuple[Tested, ...]:
        """See `Population.tested`."""
        return views.tested(self, channel, test, edges, since)

    def silent(self, day: int, order_days: int, visit_days: int, rhythm: float) -> Silence:
        """See `Population.silent`."""
        return views.silent(self, day, order_days, visit_days, rhythm)

    def staged(self, day: int) -> Ints:
        """See `Population.staged`."""
        return self.stages.count(*knowing.seen(self, day))

    def tagged(self, day: int, tag: int) -> TagHits:
        """See `Population.tagged`."""
        return knowing.tagged(self, day, tag)

    def admitted(self) -> int:
        """See `Population.admitted`."""
        return len(self.shoppers)

    def close_day(self, day: int) -> Ints:
        """See `Population.close_day`."""
        return self.registers.close(day, sum(len(guide.tasks) for guide in self.guides))

    def enquiries(self) -> Enquiries:
        """See `Population.enquiries`."""
        asked, self.asked = self.asked, []
        return asking.handed_over(asked)

    def outcomes(self) -> Outcomes:
        """See `Population.outcomes`."""
        found, self.ended = self.ended, []
        return experience.handed_over(found)

    def feel(self, day: int, felt: Felt) -> None:
        """See `Population.feel`."""
        experience.feel(self, day, felt)

    def stirred(self) -> Ints:
        """See `Population.stirred`."""
        return self.groups.handed_over()

    def seat(self, community: int, people: Ints, seats: Ints) -> None:
        """See `Population.seat`."""
        for number, seat in zip(people.tolist(), seats.tolist(), strict=True):
            self.shoppers[number].seats[community] = seat

    def temper(self, community: int, moods: Floats) -> None:
        """See `Population.temper`."""
        self.groups.temper(community, moods)

    def review(self, day: int, meeting: Meeting) -> None:
        """See `Population.review`."""
        review(self, day, meeting)

    def takers(self, day: int, call: Call) -> Takers:
        """See `Population.takers`."""
        return offering.takers(self, day, call)

    def invite(self, day: int, people: Ints, asked: Ints, appeal: float) -> Invited:
        """See `Population.invite`."""
        return offering.invite(self, day, people, asked, appeal)

    def numbers(self, uids: Ints, since: int) -> Ints:
        """See `Population.numbers`."""
        return offering.numbers(self, uids)

    def award(self, day: int, people: Ints, what: Award) -> None:
        """See `Population.award`."""
        offering.award(self, day, people, what)

    def record(self, day: int, people: Ints) -> Ints:
        """See `Population.record`."""
        return offering.record(self, day, people)

    def in_channel(self, channel: int) -> int:
        """See `Population.in_channel`."""
        bit = self.rules.channels[channel].bit
        return sum(1 for shopper in self.shoppers if shopper.enrolled & bit)

    def officers(self) -> int:
        """See `Population.officers`."""
        return self.registers.officers

    # -- what a shopper does ------------------------------------------------------------------

    def _settle_in(self, shopper: Shopper) -> None:
        shopper.number = len(self.shoppers)
        self.shoppers.append(shopper)
        shopper.process = self.env.process(self._live(shopper))

    def wake(self, shopper: Shopper) -> None:
        """Something from outside brought the next thing forward."""
        if shopper.next_own >= min(shopper.alarm, self.rules.horizon) or shopper.process is None:
            return
        if shopper.process.is_alive:
            shopper.process.interrupt()
        else:
            shopper.process = self.env.process(self._live(shopper))

    def _live(self, shopper: Shopper) -> Process:
        """A life: sleep until the next thing of one's own; a touch may wake it earlier."""
        while shopper.next_own < self.rules.horizon:
            shopper.alarm = shopper.next_own
            try:
                yield self._own_moment(shopper.next_own)
            except simpy.Interrupt:
                continue
            self.catch_up(shopper, int(self.env.now) + 1)
        shopper.alarm = NEVER

    def _own_moment(self, moment: int) -> simpy.Event:
        """A moment of one's own; it comes after the touches of the same moment."""
        event = simpy.Event(self.env)
        event._ok, event._value = True, None
        self.env.schedule(event, _LAST, max(0, moment - self.env.now))
        return event

    def catch_up(self, shopper: Shopper, until: int) -> None:
        """Live everything of one's own that comes before `until`, in its order.

        At one moment a period of points and tiers ends first, then a coupon changes, an order is
        made, a lifetime ends, then a visit.
        """
        while shopper.next_own < until:
            now = shopper.next_own
            if not shopper.arrived:
                joining.join(self, shopper, now)
            elif loyalty.next_turn(shopper) == now:
                loyalty.turn(self, shopper, now)
            elif shopper.coupon_change == now:
                wallet.turn(self, shopper, now)
            elif shopper.order_at == now:
                buying.order(self, shopper, now)
            elif shopper.dies_at == now:
                clockwork.settle(self, shopper, now)
                buying.lose(self, shopper, now)
            else:
                visiting.visit(self, shopper, now)
            clockwork.refresh(shopper)

    def note(
        self,
        time: int,
        shopper: Shopper,
        event: str,
        channel: str = "",
        amount: int = 0,
        reference: int = 0,
    ) -> None:
        """Write to the event log, if one is kept."""
        if self.log is not None and time < self.rules.horizon:
            self.log.note(time, shopper.uid, event, channel, amount, reference)

    # -- what is left at the end --------------------------------------------------------------

    def finals(self) -> Finals:
        """See `Population.finals`."""
        new = [
            shopper
            for shopper in self.shoppers
            if not shopper.initial and shopper.joined < self.rules.horizon
        ]
        old = [shopper for shopper in self.shoppers if shopper.initial]
        early_90 = [s for s in new if s.joined + 90 * DAY <= self.rules.horizon]
        early_buyers = [
            s
            for s in self.shoppers
            if 0 <= s.first_in_run <= self.plan.horizon_days - REPURCHASE_DAYS
        ]
        early_30 = [s for s in new if s.joined + 30 * DAY <= self.rules.horizon]
        return Finals(
            ever_muted=sum(1 for s in self.shoppers if s.muted),
            ever_opted_out=sum(1 for s in self.shoppers if s.opted_out),
            run_buyers=len(early_buyers),
            run_buyers_again=sum(1 for s in early_buyers if s.again),
            initial_orders=self.registers.initial_orders,
            inviters=len(old) + sum(1 for s in new if not s.fake),
            newcomers_90=len(early_90),
            newcomers_90_kept=sum(1 for s in early_90 if s.kept),
            newcomers_30=len(early_30),
            newcomers_30_bought=sum(1 for s in early_30 if s.first_order_at < s.joined + 30 * DAY),
            exposed=tuple(
                sum(1 for s in new if s.joined + (month + 1) * MONTH <= self.rules.horizon)
                for month in range(len(self.registers.margin))
            ),
            margin_fen=tuple(self.registers.margin),
        )

    def cohorts(self) -> tuple[Ints, Ints]:
        """See `Population.cohorts`."""
        return self.registers.cohort_size, self.registers.cohort_active

    def weekly_repeats(self) -> Ints:
        """See `Population.weekly_repeats`."""
        return self.registers.weekly_repeats
