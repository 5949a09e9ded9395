"""The cart inside a kernel; called only where a plan has one."""

from __future__ import annotations

from sim.behaviour import cart as rule
from sim.behaviour.clock import DAY
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.clockwork import catch_up, used_up
from sim.population.compiled.layout import ALIVE, MEMBER
from sim.population.compiled.machine import Counts, Person, Rulebook, Tape, compiled
from sim.population.compiled.registers import count, note
from sim.randomness import address as at
from sim.randomness.philox import uniform

_FILLED, _BOUGHT = ROW["carts_filled"], ROW["carts_bought"]
_E_FILLED = CODE["cart_filled"]


@compiled
def looked(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """At a visit: perhaps something is put into the cart; nothing else of the shopper changes."""
    if now < 0 or not p.flags & MEMBER or not p.flags & ALIVE:
        return
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.CART, p.visits)
    luck = uniform(word)
    if luck >= c.cart_fill:  # as nearly always: the clock need not be read
        return
    catch_up(p, c, now + 1)
    left = max(0.0, p.left - used_up(p, c, now))
    if luck >= rule.fill_chance(left, c.cart_fill, c.cart_near):
        return
    if not rule.is_open(p.cart, now // DAY, c.cart_days):
        count(c, out, now, _FILLED, 1)
    p.cart = now // DAY + 1
    note(c, tape, _E_FILLED, now, p.uid, -1, 0, 0)


@compiled
def emptied(p: Person, c: Rulebook, out: Counts, now: int) -> None:
    """An order empties the cart."""
    if rule.is_open(p.cart, now // DAY, c.cart_days):
        count(c, out, now, _BOUGHT, 1)
    p.cart = 0
