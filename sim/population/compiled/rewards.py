"""Midnight inside a kernel: full sets of credits earn their rewards."""

from __future__ import annotations

from sim.behaviour.clock import DAY, NEVER
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.clockwork import moment_of, waking
from sim.population.compiled.journeys import next_start_day
from sim.population.compiled.layout import INVITER_COUPON, WHO, Ints
from sim.population.compiled.loyalty import earn
from sim.population.compiled.machine import People, Rulebooks, Shorts, kernel_of_some
from sim.population.compiled.person import AHEAD, person, prefetch
from sim.population.compiled.pointers import start
from sim.population.compiled.purse import next_change
from sim.population.compiled.registers import count, note
from sim.population.compiled.standing import next_turn
from sim.population.compiled.wallet import reward

_REWARDS, _CASH = ROW["rewards"], ROW["reward_cash_fen"]
_E_CASH = CODE["reward_cash"]


@kernel_of_some
def settle_credits(
    people: People,
    wake: Shorts,
    due: Shorts,
    rows: Ints,
    base: int,
    day: int,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> None:
    """One credit for each of `rows` (rows of inviters, repeated); every full set is paid."""
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    midnight = day * DAY
    for k in range(len(rows)):
        prefetch(people, rows[min(k + AHEAD, len(rows) - 1)])
        row = rows[k]
        p = person(people, row)
        tape[WHO] = base + row
        p.credits += 1
        if c.points_friend:
            earn(p, c, out, tape, midnight, c.points_friend)
            wake[row] = min(
                wake[row], waking(min(moment_of(p.order_from), next_turn(p, c, day)), NEVER)
            )
        if p.credits % c.needed != 0 or c.inviter_fen == 0:
            continue
        count(c, out, midnight, _REWARDS, 1)
        if c.cash:
            count(c, out, midnight, _CASH, c.inviter_fen)
            note(c, tape, _E_CASH, midnight, p.uid, -1, c.inviter_fen, 0)
        else:
            reward(p, c, out, tape, midnight, INVITER_COUPON)
            wake[row] = min(
                wake[row], waking(min(moment_of(p.order_from), next_change(p, c)), NEVER)
            )
            if c.reminders:
                due[row] = min(due[row], next_start_day(p, c, day - 1))
