"""An offer at midnight, inside kernels: who takes part, whom they ask, what they get."""

from __future__ import annotations

from sim.behaviour import offer as rule
from sim.behaviour import referral
from sim.behaviour.clock import DAY, NEVER
from sim.population.compiled.audience import holds
from sim.population.compiled.clockwork import moment_of, plan_order, settle, waking
from sim.population.compiled.journeys import befriend, next_start_day, next_step_day
from sim.population.compiled.layout import FAKE, MEMBER, ROWS_PER_SHOPPER, TAKER, WHO, Ints
from sim.population.compiled.machine import People, Rulebooks, Shorts, kernel_of_some
from sim.population.compiled.person import AHEAD, near, person, prefetch
from sim.population.compiled.pointers import start
from sim.population.compiled.purse import next_change
from sim.population.compiled.registers import note, write
from sim.population.compiled.sharing import ask
from sim.population.compiled.wallet import asks, offer
from sim.population.rules import EVERYBODY, NO_COUPON
from sim.randomness import address as at
from sim.randomness.philox import uniform


@kernel_of_some
def takers(
    people: People,
    rows: Ints,
    first: int,
    base: int,
    day: int,
    mechanism: int,
    ordinal: int,
    audience: int,
    chance: float,
    by_deal: int,
    book: Rulebooks,
    tapes: Ints,
) -> int:
    """Write who of some rows, from place `first` on, takes part in an offer (TAKER: three words of
    their draw); returns where the tape was too full. See `Population.takers`."""
    c = book[0]
    tape = start(tapes)
    mean = c.deal_mean if by_deal else 0.0
    whole = by_deal or audience != EVERYBODY  # more than the head is read
    for k in range(first, len(rows)):
        if tape[0] >= tape[1]:
            return k
        i = rows[k]
        coming = rows[min(k + AHEAD, len(rows) - 1)]
        if whole:
            prefetch(people, coming)
        else:
            near(people.heads, coming, 0)
        p = person(people, i)
        if not p.flags & MEMBER:
            continue
        if audience != EVERYBODY and not holds(p, c, audience, day):
            continue
        takes, one, two, three = at.draw(c.seed, c.replication, p.uid, mechanism, ordinal)
        deal = p.deal if by_deal else 0.0
        if uniform(takes) < rule.takes_part(chance, deal, mean):
            write(tape, TAKER, one, p.uid, 0, two, three, base + i)
    return len(rows)


@kernel_of_some
def invite(
    people: People,
    rows: Ints,
    asked: Ints,
    first: int,
    base: int,
    day: int,
    appeal: float,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Some rows, from place `first` on, ask so many friends each; returns where the tape was too
    full."""
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    chance = referral.accept_chance(c.accept, c.accept_gain, appeal, c.market_left)
    for k in range(first, len(rows)):
        if tape[1] - tape[0] < ROWS_PER_SHOPPER:
            return k
        p = person(people, rows[k])
        tape[WHO] = base + rows[k]
        for _ in range(min(p.friends_left, asked[k])):
            ask(p, c, out, tape, day * DAY, chance)
    return len(rows)


@kernel_of_some
def claims(
    people: People, rows: Ints, day: int, carried: int, book: Rulebooks, amounts: Ints
) -> None:
    """Fill in what each of some rows would ask of the budget at a midnight for what is carried, in
    fen."""
    c = book[0]
    for k in range(len(rows)):
        p = person(people, rows[k])
        amounts[k] = 0 if p.flags & FAKE else asks(p, c, day * DAY, carried)


@kernel_of_some
def award(
    people: People,
    wake: Shorts,
    due: Shorts,
    reach: Shorts,
    rows: Ints,
    first: int,
    base: int,
    day: int,
    event: int,
    carried: int,
    amount: int,
    reference: int,
    channel: int,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Hand something out to some rows, from place `first` on; returns where the tape was too full.

    The cut of the budget lies at this midnight, if it does not reach for all.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    midnight = day * DAY
    for k in range(first, len(rows)):
        if tape[1] - tape[0] < ROWS_PER_SHOPPER:
            return k
        row = rows[k]
        p = person(people, row)
        tape[WHO] = base + row
        if p.flags & FAKE:
            continue
        if channel >= 0:
            if p.enrolled & 1 << channel:
                continue
            befriend(p, c, out, midnight, channel)
            reach[row] = p.enrolled & ~p.closed
            due[row] = next_step_day(p, c, reach[row], day - 1)
        note(c, tape, event, midnight, p.uid, channel, amount, reference)
        if carried == NO_COUPON:
            continue
        settle(p, c, midnight)
        offer(p, c, out, tape, midnight, carried)
        plan_order(p, c)
        wake[row] = min(wake[row], waking(min(moment_of(p.order_from), next_change(p, c)), NEVER))
        if c.reminders:
            due[row] = min(due[row], next_start_day(p, c, day - 1))
    return len(rows)
