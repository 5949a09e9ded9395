"""Leads (线索): newcomers called, invited, shown, and asked for deposits, until they order.

The brand keeps a list of its leads. A day is settled at the midnight after it: calls that fell due
are put to who makes them, then each lead takes the one step that comes to it that day. Nobody's
step depends on another's but through the queue of calls, and each draws at their own address.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from sim.behaviour import leads as science
from sim.behaviour.clock import DAY, HOUR, MINUTE, NEVER, SECOND
from sim.behaviour.leads import (
    BETWEEN,
    CALLED,
    CLOSED,
    COLD,
    DECIDES,
    ELSEWHERE,
    GIVEN_UP,
    GROUPED,
    HOLDS,
    MADE,
    ORDERED,
    REFUSED,
    SERIOUS,
    VISITS,
    WAITS,
)
from sim.behaviour.units import a_day_of, clock_ms, fen, whole
from sim.brand.desk import serve
from sim.brand.lead_steps import (
    FACTS,
    TERMS,
    draw_contacts,
    draw_leads,
    serve_own,
    take_steps,
)
from sim.brand.noting import unmoved
from sim.config.schema import Plan
from sim.ledger.book import Book
from sim.measure.events import CODE
from sim.population.interface import BUYS, Arrivals, Felt, Floats, Ints, Outcomes, Population
from sim.population.rules import Rules

Counts = dict[str, int]

# A lead. `due`: when its next step comes (ms); `decides`: when it goes elsewhere; `touched`: when
# trust was what it is; `whose`: who calls it; `held`: deposits paid, fen.
LEAD = np.dtype(
    [
        *((name, "i8") for name in ("uid", "person", "whose", "held")),
        *((name, "i8") for name in FACTS),
        ("trust", "f8"),
    ]
)
Rows = Any  # rows of LEAD

_LOST = {
    COLD: "leads_cold",
    ELSEWHERE: "leads_elsewhere",
    BETWEEN: "leads_between",
    GIVEN_UP: "leads_given_up",
    REFUSED: "leads_refused",
}


class Leads:
    """The list of leads, who works at it, and what they were paid and brought."""

    def __init__(
        self, rules: Rules, key: tuple[int, int], population: Population, book: Book
    ) -> None:
        plan, self._key, self._population, self._book = rules.plan, key, population, book
        self._plan = plan.leads
        names = list(plan.acquisition)
        self._doors = {names.index(name): door for name, door in plan.leads.doors.items()}
        thousands = plan.shoppers.initial / 1000.0
        people = max(1, whole(plan.leads.people * thousands)) if self._doors else 0
        self._free: Ints = np.zeros(people, dtype=np.int64)  # when each caller is free, ms
        self._hours = clock_ms(plan.leads.from_hour), clock_ms(plan.leads.to_hour)
        self._small, self._large = fen(plan.leads.deposit_yuan), fen(plan.leads.deal_yuan)
        self._terms = _terms(plan)
        self._open: Rows = np.zeros(0, dtype=LEAD)
        self._came: list[Arrivals] = []
        self._count = 0  # leads so far

    def meet(self, arrivals: Arrivals) -> None:
        """Who comes by a door of leads is one; called on the day they come."""
        if arrivals.source in self._doors:
            self._came.append(arrivals)

    def close(self, day: int, outcomes: Outcomes) -> Counts:
        """Settle a day; its series."""
        if not self._doors:
            return {}
        end = (day + 1) * DAY
        counts, noted = dict.fromkeys(_SERIES, 0), []
        new = [self._enlist(day, one) for one in self._came]
        self._came = []
        for rows in new:
            noted.append(self._prepaid(rows, counts))
        self._open = np.concatenate([self._open, *new])
        counts["leads"] = sum(len(rows) for rows in new)
        noted.append(self._ordered(outcomes, end, counts))
        self._put_to_callers(end, counts)
        noted.append(self._step(day, counts))
        noted.append(self._decided(end, counts))
        self._open = self._open[self._open["stage"] != CLOSED]
        counts["leads_open"] = len(self._open)
        self._pay(day, counts)
        felt = np.concatenate(noted)
        self._population.feel(day + 1, felt[np.lexsort((felt["uid"], felt["time"]))])
        return counts

    # -- who comes ------------------------------------------------------------------------------

    def _enlist(self, day: int, arrivals: Arrivals) -> Rows:
        """New leads, in order of coming."""
        terms, door = self._plan, self._doors[arrivals.source]
        rows = np.zeros(len(arrivals.uids), dtype=LEAD)
        rows["uid"], rows["came"] = arrivals.uids, arrivals.times
        rows["person"] = self._population.numbers(arrivals.uids, day)
        luck, waits = np.empty((4, len(rows))), np.empty((2, len(rows)))
        draw_leads(luck, waits, arrivals.uids, *self._key)
        rows["marks"] = np.where(luck[0] < door.serious, SERIOUS, 0)
        rows["marks"] |= np.where(luck[1] < door.prepaid, HOLDS, 0)
        rows["marks"] |= np.where(luck[2] < terms.group.share, GROUPED, 0)
        rows["whose"] = (luck[3] * len(self._free)).astype(np.int64)
        if terms.assign == "turn":
            rows["whose"] = (self._count + np.arange(len(rows))) % len(self._free)
        self._count += len(rows)
        looks = (waits[0] * terms.decides_days * DAY).astype(np.int64)
        rows["decides"] = np.where(rows["marks"] & SERIOUS, rows["came"] + looks, NEVER)
        listed = (waits[1] * terms.routing_hours * HOUR).astype(np.int64)
        rows["due"] = (rows["came"] + listed) // SECOND * SECOND
        rows["touched"], rows["stage"] = rows["came"], WAITS
        return rows

    def _prepaid(self, rows: Rows, counts: Counts) -> Felt:
        """Small deposits that came with leads."""
        paid = rows["marks"] & HOLDS > 0
        rows["held"][paid] = self._small
        for row in np.flatnonzero(paid & (rows["decides"] < NEVER)):
            rows["decides"][row] = science.held_until(
                int(rows["came"][row]), int(rows["decides"][row]), self._plan.locks
            )
        counts["deposits"] += int(paid.sum())
        counts["deposit_paid_fen"] += self._small * int(paid.sum())
        return _felt("deposit_paid", rows[paid], rows["came"][paid], amount=self._small)

    # -- what becomes of them -------------------------------------------------------------------

    def _ordered(self, outcomes: Outcomes, end: int, counts: Counts) -> Felt:
        """Leads whose first order was made; one whose want was lost wants again tomorrow."""
        made, people = outcomes.orders >= 0, self._open["person"]
        _, bought, first = np.intersect1d(people, outcomes.people[made], return_indices=True)
        times = outcomes.times[made][first]
        missed = (self._open["stage"] == ORDERED) & np.isin(people, outcomes.people[~made])
        missed[bought] = False
        self._open["stage"][missed] = MADE
        self._open["due"][missed] = end + self._open["due"][missed] % DAY
        rows = self._open[bought]
        self._open["stage"][bought] = CLOSED
        counts["leads_bought"] += len(rows)
        holding = rows["held"] > 0
        counts["deposit_used_fen"] += int(rows["held"].sum())
        return _felt("deposit_used", rows[holding], times[holding], amount=rows["held"][holding])

    def _put_to_callers(self, end: int, counts: Counts) -> None:
        """Give the contacts that fell due their moments."""
        due = np.flatnonzero((self._open["stage"] == WAITS) & (self._open["due"] < end))
        due = due[np.lexsort((self._open["uid"][due], self._open["due"][due]))]
        rows = self._open[due]
        lasting, starts = np.empty(len(rows), dtype=np.int64), np.empty(len(rows), dtype=np.int64)
        draw_contacts(
            lasting, rows["uid"].copy(), rows["steps"].copy(), *self._key, self._plan.minutes
        )
        grouped = (rows["marks"] & GROUPED > 0) & (rows["contacts"] > 0)
        lasting[grouped] += whole(self._plan.group.minutes * MINUTE)
        ready, whose = rows["due"].copy(), rows["whose"].copy()
        if self._plan.assign == "pool":
            serve(starts, self._free, ready, lasting, *self._hours, 0)
        else:
            serve_own(starts, self._free, whose, ready, lasting, *self._hours)
        self._open["due"][due], self._open["stage"][due] = starts, CALLED
        counts["lead_seconds"] += int(lasting.sum()) // SECOND

    def _step(self, day: int, counts: Counts) -> Felt:
        """Each lead whose step comes today takes it."""
        end, leads = (day + 1) * DAY, self._open
        now = (leads["due"] < end) & (leads["due"] < leads["decides"])
        now |= (leads["due"] < end) & (leads["stage"] == MADE)
        places = np.flatnonzero(now & np.isin(leads["stage"], (CALLED, VISITS, DECIDES, MADE)))
        rows = leads[places]
        before, when = rows["marks"].copy(), rows["due"].copy()
        facts = np.stack([rows[name] for name in FACTS])
        trust = rows["trust"].copy()
        happened, lost = np.zeros((2, len(rows)), dtype=np.int64)
        first = rows["tries"] == 0
        take_steps(
            *(facts, trust, rows["uid"].copy(), happened, lost),
            *(np.empty(4), self._terms, *self._key, end),
        )
        for name, column in zip(FACTS, facts, strict=True):
            rows[name] = column
        rows["trust"] = trust
        felt = self._told(rows, before, when, happened, first, counts)
        leads[places] = rows
        return np.concatenate([felt, self._lose(rows, places, lost, when, counts)])

    def _told(
        self, rows: Rows, before: Ints, when: Ints, happened: Ints, first: Any, counts: Counts
    ) -> Felt:
        """Count what happened, take deposits, and tell of it."""
        tried, paid = happened & science.TRIED > 0, happened & science.PAID > 0
        came, agreed = happened & science.CAME > 0, happened & science.AGREED > 0
        new = happened & science.ANSWERED > 0
        new &= before & science.REACHED == 0
        called, shown = tried & first, came & (before & science.SHOWN == 0)
        waited = when - rows["came"]
        rows["held"] += np.where(paid, self._small, 0) + np.where(agreed, self._large, 0)
        for series, value in {
            "leads_called": called.sum(),
            "lead_wait_ms": waited[called].sum(),
            "leads_reached": new.sum(),
            "lead_contacts": tried.sum(),
            "lead_visits": shown.sum(),
            "deposits": paid.sum(),
            "deals": agreed.sum(),
            "deal_days": (waited[agreed] // DAY).sum(),
            "deposit_paid_fen": paid.sum() * self._small + agreed.sum() * self._large,
        }.items():
            counts[series] += int(value)
        groups = int((new & (rows["marks"] & GROUPED > 0)).sum())
        gifts = int(paid.sum()) * fen(self._plan.push_yuan) if self._plan.push else 0
        counts["_service_fen"] = groups * fen(self._plan.group.yuan) + gifts
        wants = happened & science.BUYS > 0
        wanted = _felt("", rows[wants], when[wants])
        wanted["effect"] = BUYS
        return np.concatenate(
            [
                _felt("lead_contacted", rows[tried], when[tried], waited[tried]),
                _felt("lead_visited", rows[came], when[came]),
                _felt("deposit_paid", rows[paid], when[paid], amount=self._small),
                _felt("deposit_paid", rows[agreed], when[agreed], 1, amount=self._large),
                wanted,
            ]
        )

    def _decided(self, end: int, counts: Counts) -> Felt:
        """Leads who went elsewhere today."""
        leads = self._open
        waiting = np.isin(leads["stage"], (WAITS, CALLED, VISITS, DECIDES))
        places = np.flatnonzero(waiting & (leads["decides"] < end))
        rows, why = leads[places], np.full(len(places), ELSEWHERE)
        return self._lose(rows, places, why, rows["decides"] // SECOND * SECOND, counts)

    def _lose(self, rows: Rows, places: Ints, why: Ints, when: Ints, counts: Counts) -> Felt:
        """Strike leads off the list that are lost for some reason; what they paid goes back."""
        gone = why > 0
        self._open["stage"][places[gone]] = CLOSED
        for reason, series in _LOST.items():
            counts[series] += int((why == reason).sum())
        holding = gone & (rows["held"] > 0)
        counts["deposit_returned_fen"] += int(rows["held"][holding].sum())
        back = _felt("deposit_returned", rows[holding], when[holding], amount=rows["held"][holding])
        return np.concatenate([_felt("lead_lost", rows[gone], when[gone], why[gone]), back])

    def _pay(self, day: int, counts: Counts) -> None:
        """Wages of the day, groups and gifts; the working time there was."""
        people = len(self._free)
        wage = fen(a_day_of(self._plan.yuan_per_month * people))
        self._book.post(day, "lead_wages", "cash", wage)
        self._book.post(day, "lead_service", "cash", counts.pop("_service_fen", 0))
        counts["lead_time_seconds"] = people * (self._hours[1] - self._hours[0]) // SECOND


_SERIES = (
    *("leads", "leads_called", "lead_wait_ms", "leads_reached", "lead_contacts", "lead_seconds"),
    *("lead_visits", "deposits", "deposit_paid_fen", "deposit_used_fen", "deposit_returned_fen"),
    *("deals", "deal_days", "leads_bought", *_LOST.values()),
)


def _terms(plan: Plan) -> Floats:
    """What `take_steps` must know, in the units of a step."""
    one = plan.leads
    known = {
        "reach": one.reach,
        "half_ms": one.half_hours * HOUR,
        "attempts": one.attempts,
        "retry_ms": one.retry_days * DAY,
        "every_ms": one.every_days * DAY,
        "contacts": one.contacts,
        "contact_trust": one.contact_trust,
        "visit_trust": one.visit_trust,
        "decay": math.log(2.0) / one.trust_half_life_days,
        "invite": one.invite,
        "visit_days": one.visit_days,
        "shows": one.shows,
        "handover": one.handover,
        "keeps": one.group.keeps,
        "deposit": one.deposit,
        "push": one.push,
        "locks": one.locks,
        "design_days": one.design_days,
        "deal": one.deal,
        "made_days": one.made_days,
        "opens": clock_ms(one.from_hour),
        "closes": clock_ms(one.to_hour),
    }
    return np.array([known[name] for name in TERMS], dtype=np.float64)


def _felt(event: str, rows: Rows, when: Ints, reference: Any = 0, *, amount: Any = 0) -> Felt:
    """Something that happened to leads and does nothing to them; no event if it has no name."""
    felt = unmoved(when, rows["uid"], rows["person"])
    felt["event"] = CODE[event] if event else -1
    felt["amount"], felt["reference"] = amount, reference
    return felt
