"""The brand: its doors, campaigns, books and midnights on the SimPy clock."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import numpy as np
import simpy
from simpy.events import URGENT

from sim.behaviour.acquisition import market_left
from sim.behaviour.clock import DAY
from sim.behaviour.units import a_day_of, fen
from sim.brand.acquisition import Door, initial_people
from sim.brand.alliances import Alliances
from sim.brand.attractions import Attractions
from sim.brand.bookkeeping import book_day, book_month
from sim.brand.bringing import Brought, Cost
from sim.brand.community import Communities, Groups
from sim.brand.entries import Entries
from sim.brand.footfall import Counter, WalkIns, open_share
from sim.brand.gatherings import Gatherings
from sim.brand.hearing import Hearing
from sim.brand.known import Knowledge
from sim.brand.leads import Leads
from sim.brand.live import Live
from sim.brand.lookout import Lookout
from sim.brand.media import Purser
from sim.brand.offers import Offers
from sim.brand.passing import SharedOffers
from sim.brand.periodic import PeriodicPurchase
from sim.brand.phases import WHOLE, conditions_of, phase_of, under
from sim.brand.play import Play
from sim.brand.promoters import Promoters
from sim.brand.serving import Serving
from sim.brand.sites import Stores
from sim.brand.staff import Staff
from sim.brand.stock import Stock
from sim.brand.subscription import Subscriptions
from sim.brand.suggestions import Suggestions
from sim.brand.tools import Tools
from sim.brand.wear import Novelty
from sim.ledger.book import Book
from sim.measure.result import Ints, ReadOut, StageLook
from sim.measure.tally import ROW, SERIES
from sim.population.interface import NO_OUTCOMES, Arrivals, Population, Send
from sim.population.rules import CampaignRule, Rules, usual
from sim.population.shocks import shocked
from sim.randomness.address import name_hash

Process = Generator[simpy.Event, object, None]


class Brand:
    """Everything that grows with the plan, not with the shoppers."""

    def __init__(
        self, env: simpy.Environment, rules: Rules, replication: int, population: Population
    ) -> None:
        self.env = env
        self.rules = rules
        self.population = population
        plan = rules.plan
        self.book = Book(plan.start_date, plan.horizon_days)
        self.daily: Ints = np.zeros((plan.horizon_days, len(SERIES)), dtype=np.int64)
        self._sends: list[Send] = []
        self._decided: dict[int, dict[str, int]] = {}  # series of the brand's own, by day
        self._came: dict[str, int] = {}  # newcomers of today, by door
        key = (plan.seed, replication)
        self._thousands = plan.shoppers.initial / 1000.0
        self._doors = [
            Door(i, name, name_hash(name), channel, self._thousands, key, self._counter(name, key))
            for i, (name, channel) in enumerate(plan.acquisition.items())
        ]
        self._stores = Stores(rules, key, population, self.book)
        self._gatherings = Gatherings(rules, key, population, self.book)
        self._serving = Serving(rules, key, population, self.book, self._stores)
        self._stock = Stock(rules, key, population, self.book)
        self._leads = Leads(rules, key, population, self.book)
        self._purser = Purser(rules, self._doors)
        self._live = Live(rules, self._doors, key)
        self._alliances = Alliances(rules, self._doors, key)
        self._promoters = Promoters(rules, self._doors, key)
        self._novelty = Novelty(rules)
        hearing = Hearing(rules, population)
        self._communities = (
            Communities(rules, population, self.book, hearing) if rules.communities else None
        )
        self._tools = Tools(plan.control.tools)
        self._lookout = Lookout(rules, population, self.book, self.daily)
        self._knowledge = Knowledge(rules, population, self.book, self.daily)
        self._offers = Offers(rules, population, self.book, self._stores)
        self._shared = SharedOffers(rules, self._doors, key, population, self.book, hearing)
        self._attractions = Attractions(rules, self._doors, key, population, self.book)
        self._play = Play(rules.offers.play, population, self.book)
        self._suggestions = Suggestions(rules, key, population, self.book)
        self._periodic = PeriodicPurchase(rules, population, self.book, key, self._stock)
        self._entries = Entries(rules, population, self.book)
        self._cards = Subscriptions(rules, population, self.book, key)
        self._phase, self._conditions = WHOLE, usual(rules)
        self._staff = Staff(env, rules, key, self._dawn) if rules.staffed else None
        population.admit(initial_people(plan.shoppers, key))
        for index, campaign in enumerate(rules.campaigns):
            env.process(self._campaign(index, campaign))
        self.over = env.process(self._days())

    def _counter(self, door: str, key: tuple[int, int]) -> Counter | None:
        """Where a door's people are won, if that is in the stores."""
        plan, terms = self.rules.plan, self.rules.plan.footfall.get(door)
        if terms is None:
            return None
        return Counter(name_hash(door), terms, plan.start_date, self._thousands, key)

    def _days(self) -> Process:
        """Each midnight: book yesterday, open the doors, start the shoppers' day."""
        for day in range(self.rules.plan.horizon_days):
            yield self._dawn(day)
            if day:
                self._close(day - 1)
            self._knowledge.look(day)
            self._open(day)
        yield self._dawn(self.rules.plan.horizon_days)
        self._close(self.rules.plan.horizon_days - 1)
        self._knowledge.look(self.rules.plan.horizon_days)

    def _dawn(self, day: int) -> simpy.Event:
        """The midnight a day begins with, before anything a shopper does at that moment.

        Events of one moment and priority come in the order they were scheduled: a campaign sleeps
        from before the day process does, so it has named its sends when the day opens.
        """
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=URGENT, delay=day * DAY - self.env.now)
        return event

    def _open(self, day: int) -> None:
        self._meet(day)
        self._grow(day)
        state = self._gather(day)
        start = self.rules.plan.start_date
        if day == 0 or (start + timedelta(days=day)).day == 1:
            book_month(self.book, self.rules, day, self.population.officers(), self._groups_fen())
        self._acquire(day)
        self._decided[day] |= state
        self._decided[day] |= self._offers.open(day)
        self._let_in(day, self._shared.open(day, self._came_by(day)))
        self._let_in(day, self._attractions.open(day, self._came))
        self._decided[day] |= self._play.open(day)
        self._decided[day] |= self._suggestions.open(day)
        self._decided[day] |= self._cards.open(day)
        self._decided[day] |= self._periodic.open(day)
        self._entries.open(day)
        self._decided[day] |= self._serving.open(day)
        self._stores.open(day)
        self._decided[day] |= self._gatherings.open(day)
        called = dict.fromkeys(self._lookout.sends(day) + self._alliances.sends(day))
        sends, self._sends = [*self._sends, *called], []
        self._decided[day] |= self._brief(day)
        share = self._phase.campaigns
        sends = [send._replace(share=share) for send in sends] if share > 0.0 else []
        self._air(day, sends)
        if self._communities is not None:
            self._communities.send(sends, self._conditions.execution)
        self.population.open_day(day, sends)

    def _brief(self, day: int) -> dict[str, int]:
        """Call the roll of guides if they are told apart; the working time there is for tasks."""
        books = self.rules.books
        store, office = books * self._conditions.guide_ms, 0
        if self._staff is not None:
            roster = under(self._conditions, self._staff.open(day), self.rules)
            self.population.brief(day, roster)
            store, office = (int(part.sum()) for part in np.split(roster.time_ms, [books]))
        return {"guide_time_seconds": store // 1000, "office_time_seconds": office // 1000}

    def _meet(self, day: int) -> None:
        """Tell the shoppers' world what holds from today on, and book what a shock costs."""
        control, shocks = self.rules.plan.control, self.rules.shocks
        for shock in shocks:
            if shock.strikes(day):
                self.book.post(day, "incidents", "cash", shock.stroke_fen)
        self._decided[day] = self._renew(day)
        self._stock.open(day)
        moved = self._novelty.any or self._serving.moves_conditions or self._stock.any
        if not shocks and not control.phases and not moved:
            return
        self._phase = phase_of(control, day)
        team = fen(a_day_of(self._phase.yuan_per_month * self._thousands))
        self.book.post(day, "team", "cash", team)
        conditions = conditions_of(self.rules, day, self._phase)
        conditions = conditions._replace(
            novelty=self._novelty.worth(),
            put_off=self._serving.put_off(day),
            found=conditions.found * self._stock.found() * self._serving.found(),
        )
        if conditions != self._conditions:
            self._conditions = conditions
            self.population.meet(conditions)

    def _gather(self, day: int) -> dict[str, int]:
        """What happened in the groups, and who sits where from today on; series of the brand."""
        if self._communities is None:
            return {}
        return self._communities.open(day, self._group_size(), self._tools.group_labour)

    def _renew(self, day: int) -> dict[str, int]:
        """Content wore or rested since yesterday; some of it is made anew."""
        forms, cost = self._novelty.dawn(day)
        self.book.post(day, "content_production", "cash", cost)
        return {"renewals": forms}

    def _air(self, day: int, sends: list[Send]) -> None:
        """What the day's broadcasts cost beside message fees: their pieces, live sessions."""
        series, pieces = self._novelty.air(sends)
        self._decided[day] |= series
        self.book.post(day, "content_production", "cash", pieces)
        self.book.post(day, "live_shows", "cash", self._live.cost_fen(sends))

    def _acquire(self, day: int) -> None:
        """Spend the day's media money and let in who comes."""
        left = market_left(self.population.admitted(), self.rules.plan.shoppers.market)
        if self._purser.asks_for_returns and day:
            self._purser.review(day, self.population.by_door())
        spent = self._purser.spend(day, self._phase.media, self.daily[:day, ROW["orders"]])
        walked = WalkIns(0, 0, 0, 0)
        for door, media in zip(self._doors, spent.by_door, strict=True):
            seen = self._win(day, door, media, left)
            walked = WalkIns(*(a + b for a, b in zip(walked, seen, strict=True)))
        viewers = int(self.daily[day - 1, ROW["live_viewers"]]) if day else 0
        self._let_in(day, self._live.morning(day, viewers, left))
        self._let_in(day, self._alliances.morning(day, left))
        self._let_in(day, self._promoters.morning(day, left))
        self._decided[day] |= {
            "media_unspent_fen": spent.unspent,
            "reserve_fen": spent.reserve,
            "doors_cut": spent.cut,
            "tools_running": len(self._tools.running),
            "walk_ins": walked.buyers,
            "walk_ins_invited": walked.invited,
            "walk_ins_won": walked.won,
        }

    def _win(self, day: int, door: Door, media: int, left: float) -> WalkIns:
        """Spend what a door has today and let in who comes by it; who walked in beside them.

        media: fen. left: share of the market that is no member yet.
        """
        pool = int(self.daily[day - 1, ROW["enrolled"]]) / self._thousands if day else 0.0
        share = open_share(self.rules.selling.region_until, self._conditions.stores_open)
        self.book.post(day, self._purser.account(door.number), "cash", media)
        worth = self._purser.worth(door, day, media, pool)
        come = shocked(self.rules.shocks, "joins", day, door.name)
        arrivals = door.arrivals(day, left, worth, come, share)
        if door.counter is not None:
            arrivals = self._stores.near(day, arrivals)
        self._came[door.name] = len(arrivals.uids)
        self._welcome(day, arrivals)
        if door.counter is None or not door.is_open(day):
            return WalkIns(0, 0, 0, 0)
        reached = left * come * self._stores.reach(day)
        seen = door.counter.walk_ins(day, share, reached, len(arrivals.uids))
        self._pay(day, Cost("store_invitations", door.number, seen.cost_fen))
        return seen

    def _came_by(self, day: int) -> int:
        """Members with any activity the day before."""
        return int(self.daily[day - 1, ROW["active"]]) if day else 0

    def _let_in(self, day: int, brought: Brought) -> None:
        """People somebody brought to a door, and what that cost."""
        for arrivals in brought.arrivals:
            self._welcome(day, arrivals)
        for cost in brought.costs:
            self._pay(day, cost)
        self._decided[day] |= brought.counts

    def _welcome(self, day: int, arrivals: Arrivals) -> None:
        """Let people in with the gift of their door; by some doors they come as leads."""
        if not len(arrivals.uids):
            return
        door = self._doors[arrivals.source]
        gifts = fen(door.channel.yuan_per_join) * len(arrivals.uids)
        self._pay(day, Cost("join_gifts", door.number, gifts))
        self.population.admit(arrivals)
        self._leads.meet(arrivals)

    def _pay(self, day: int, cost: Cost) -> None:
        self.book.post(day, cost.account, "cash", cost.fen)
        self._purser.paid(cost.door, cost.fen)

    def _grow(self, day: int) -> None:
        """Buy the tools the brand has grown to, and pay for those it has."""
        if not self.rules.plan.control.tools:
            return
        members = int(self.daily[day - 1, ROW["members"]]) if day else 0
        self._tools.grow(members / self._thousands, self._groups() / self._thousands)
        for tool in self._tools.running:
            fee = fen(a_day_of(tool.yuan_per_month * self._thousands))
            self.book.post(day, "tools", "cash", fee)

    def _close(self, day: int) -> None:
        row = self.daily[day]
        row[:] = self.population.close_day(day)
        for series, count in self._decided.pop(day, {}).items():
            row[ROW[series]] = count
        outcomes = self.population.outcomes() if self.rules.watched else NO_OUTCOMES
        served = self._serving.close(day, self._tools.answers, outcomes)
        for series, count in (served | self._leads.close(day, outcomes)).items():
            row[ROW[series]] = count
        if self._staff is not None:
            for series, count in self._staff.close(day, self.population.worked()).items():
                row[ROW[series]] = count
        book_day(self.book, self.rules, day, row)
        for series, count in self._stock.close(day, row, outcomes).items():
            row[ROW[series]] = count
        self._knowledge.pay(day)
        if self._purser.asks_for_returns:
            for owed in self._purser.commission(self.population.by_door()):
                self.book.post(day, "sale_commission", "cash", owed)
        if self._promoters.any:
            for cost in self._promoters.evening(self.population.by_door()):
                self._pay(day, cost)

    def read_outs(self) -> tuple[ReadOut, ...]:
        """The tests that were read, by name."""
        return self._lookout.read_outs()

    def stage_looks(self) -> tuple[StageLook, ...]:
        """Counts of the stage views, by day and view."""
        return self._knowledge.looks()

    def _campaign(self, index: int, rule: CampaignRule) -> Process:
        """Put the broadcasts of a campaign on the list of each of its days."""
        for day in range(
            rule.from_day, min(rule.until_day, self.rules.plan.horizon_days), rule.every_days
        ):
            yield self._dawn(day)
            self._sends += [Send(index, number) for number in range(len(rule.times))]

    def _group_size(self) -> int:
        today = int(self.env.now) // DAY
        cut = shocked(self.rules.shocks, "group_size", today)
        return max(1, int(self.rules.plan.platform.group_size * cut + 0.5))

    def _groups(self) -> int:
        """Groups over all channels that have any."""
        return sum(
            self._groups_in(index)
            for index, channel in enumerate(self.rules.channels)
            if channel.group_month_fen or self._kept_groups(index) is not None
        )

    def _kept_groups(self, channel: int) -> Groups | None:
        return self._communities.groups_of(channel) if self._communities is not None else None

    def _groups_in(self, channel: int) -> int:
        """Groups of a channel: those that are open, or as many as its members would fill."""
        kept = self._kept_groups(channel)
        if kept is not None:
            return kept.open
        return -(-self.population.in_channel(channel) // self._group_size())

    def _groups_fen(self) -> int:
        """Labour for the groups each channel needs this month, where no operator is paid by day."""
        labour = 0
        for index, channel in enumerate(self.rules.channels):
            kept = self._kept_groups(index)
            if channel.group_month_fen and (kept is None or not kept.rule.minutes_per_day):
                labour += channel.group_month_fen * self._groups_in(index)
        return int(labour * self._tools.group_labour + 0.5)
