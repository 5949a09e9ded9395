"""A shopper's own clocks, inside a kernel.

The readable engine foresees each order. Here only the earliest moment it could come at is kept: the
hazard left over the highest intensity possible until something changes. That costs a division, and
the order itself is foreseen when that moment comes. Both find the same order at the same moment.

Nor is anybody woken here because a coupon turns urgent or expires, as they are there. Whatever
settles a clock, reads what it uses up or looks for room in a wallet first brings it up to each
midnight at which one did (`catch_up`), in the same steps, so that the same bits come out.
"""

from __future__ import annotations

from sim.behaviour import clock
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.draws import exponential, moment_after
from sim.behaviour.precision import single
from sim.population.compiled.layout import (
    ALIVE,
    HUNTER,
    MEMBER,
    NEVER_DAY,
    NEVER_SECOND,
    REFERRED,
)
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.compiled.pointers import season_of
from sim.population.compiled.purse import lapse, last_expiry, next_shift, weigh
from sim.population.reference.shopper import WALLET
from sim.randomness import address as at
from sim.randomness.philox import uniform_fine

_DAY_SECONDS = DAY // SECOND
_FAR_DAYS = 1e4
_FAR = NEVER_DAY - 1  # even: on a day too far to be kept, anything may come
_SURE = 0.999  # keeps rounding from moving the earliest moment past the true one


@compiled
def moment_of(second: int) -> int:
    """A moment kept in seconds, in ms."""
    return NEVER if second == NEVER_SECOND else second * SECOND


@compiled
def second_of(moment: int) -> int:
    """A moment in ms as it is kept: whole seconds. One too far to be kept is beyond any horizon
    (see `config.schema`): NEVER_SECOND."""
    return min(moment // SECOND, NEVER_SECOND)


@compiled
def waking(own: int, visit: int) -> int:
    """When something of one's own comes next, as it is kept beside a row: twice its day, and one
    more if nothing but a visit may come on that day.

    own: when anything but a visit may come.
    """
    return min(2 * (own // DAY), 2 * (visit // DAY) + 1, _FAR)


@compiled
def fine(p: Person, c: Rulebook, mechanism: int, ordinal: int) -> float:
    """The shopper's own fine uniform of that mechanism and ordinal."""
    high, low, _, _ = at.draw(c.seed, c.replication, p.uid, mechanism, ordinal)
    return uniform_fine(high, low)


@compiled
def _kind(p: Person) -> int:
    return clock.BUYER if p.orders else clock.NEWCOMER


@compiled
def _base(p: Person, c: Rulebook) -> float:
    """Orders a day before any effect: a buyer's own rate, or what makes a newcomer begin."""
    if p.orders:
        return float(p.rate)
    factor = c.rate_factor if p.flags & HUNTER else 1.0
    if p.flags & REFERRED:
        factor *= c.refer_activation
    elif p.source >= 0:
        factor *= c.door_activation[p.source]
    return single(c.activation * factor)


@compiled
def _fresh(p: Person, c: Rulebook) -> float:
    """What is left of a newcomer's impulse; a buyer's does not fade."""
    if p.orders:
        return 1.0
    age = p.anchor * SECOND // DAY - p.joined * SECOND // DAY
    return clock.left_of(season_of(c), clock.NEWCOMER, age)


@compiled
def settle(p: Person, c: Rulebook, now: int) -> None:
    """Bring the purchase clock up to the second of `now`, before something changes it."""
    if p.held:
        catch_up(p, c, now)
    _live_to(p, c, now)
    if p.held and p.anchor % _DAY_SECONDS == 0:  # a coupon may turn urgent at this very midnight
        weigh(p, c)


@compiled
def settle_alone(p: Person, c: Rulebook, now: int) -> None:
    """The same before something that changes what is held, and weighs it."""
    catch_up(p, c, now)
    _live_to(p, c, now)


@compiled
def catch_up(p: Person, c: Rulebook, until: int) -> None:
    """Settle the clock at each midnight before `until` at which a coupon turned urgent or expired.

    The earliest moment of the next order holds: `plan_order` saw it coming.
    """
    shift = next_shift(p, c)
    while shift < until:
        _live_to(p, c, shift)
        if not c.expiry_wakes:
            lapse(p, shift)
        weigh(p, c)
        shift = next_shift(p, c)


@compiled
def has_room(p: Person, c: Rulebook, now: int) -> bool:
    """Whether one more coupon fits into the wallet."""
    if p.held == WALLET:
        catch_up(p, c, now)
    return bool(p.held < WALLET)


@compiled
def _live_to(p: Person, c: Rulebook, now: int) -> None:
    """Bring the clock up to the second of `now`, while the pull stays as it is."""
    second = now // SECOND
    if p.flags & ALIVE:
        left, goodwill, nudge, dip = clock.live(
            p.left,
            p.anchor * SECOND,
            second * SECOND,
            _base(p, c),
            p.pull,
            c.boost,
            _fresh(p, c),
            p.goodwill,
            p.nudge,
            p.dip,
            _kind(p),
            season_of(c),
            c.first_day,
        )
        p.left, p.goodwill, p.nudge, p.dip = left, goodwill, nudge, dip
    p.anchor = second


@compiled
def intensity_now(p: Person, c: Rulebook) -> float:
    """Orders a day as of now, the clock being settled; a lost buyer makes none."""
    if not p.flags & ALIVE:
        return 0.0
    factor = season_of(c)[p.anchor * SECOND // DAY - c.first_day, 0]
    return clock.intensity(
        _base(p, c), factor, _fresh(p, c), c.boost, p.goodwill, p.nudge, p.dip, p.pull
    )


@compiled
def plan_order(p: Person, c: Rulebook) -> None:
    """Keep the earliest moment of the next order: a dip aside, intensity only falls until a coupon
    turns urgent, and from then on by what all that is held pulls to at most, until it expires."""
    p.order_from = NEVER_SECOND
    if not p.flags & ALIVE:
        return
    most = clock.intensity(
        _base(p, c), c.max_season, _fresh(p, c), c.boost, p.goodwill, p.nudge, 0.0, p.pull
    )
    if most > 0.0:
        days = p.left / most
        if p.held:
            days = _hurried(p, c, days)
        if days < _FAR_DAYS:
            p.order_from = min(p.anchor + int(days * _SURE * _DAY_SECONDS), NEVER_SECOND)


@compiled
def _hurried(p: Person, c: Rulebook, days: float) -> float:
    """Days to wait at least, of `days` as the pull is now: it rises once a coupon turns urgent, and
    is gone once the last has expired.

    The pull is e to the power of the largest of what each coupon held weighs, so no urgency lifts
    it beyond its own power of 1 + `more_urgency`; of what is left of that exponent below one,
    Bernoulli's inequality says enough.
    """
    settled, last = p.anchor * SECOND, last_expiry(p, c)
    urgent_from = min(next_shift(p, c), last)
    calm = (urgent_from - settled) / DAY
    if days <= calm:
        return days
    whole, left, urgent = int(c.more_urgency), days - calm, (last - urgent_from) / DAY
    most = 1.0 + (c.more_urgency - whole) * (p.pull - 1.0)
    for _ in range(whole):
        most *= p.pull
    if left <= urgent * most:
        return float(calm + left / most)
    return float(calm + urgent + (left - urgent * most) * p.pull)


@compiled
def next_order(p: Person, c: Rulebook, until: int) -> int:
    """The moment of the next order if it comes before `until`, else NEVER.

    until: no later than anything else that changes the shopper.
    """
    at_least = moment_of(p.order_from)
    while at_least < until:
        if p.held:
            catch_up(p, c, at_least + 1)
        moment = forecast(p, c)
        at_least = shift = next_shift(p, c)
        p.order_from = second_of(min(moment, shift))
        if moment < shift:
            return moment if moment < until else NEVER
    return NEVER


@compiled
def forecast(p: Person, c: Rulebook) -> int:
    """The moment of the next order if nothing changes, what is held included; it is planned."""
    if p.order_from == NEVER_SECOND:
        return NEVER
    return clock.next_order(
        p.left,
        p.anchor * SECOND,
        moment_of(p.order_from),
        _base(p, c),
        p.pull,
        c.boost,
        _fresh(p, c),
        p.goodwill,
        p.nudge,
        p.dip,
        _kind(p),
        season_of(c),
        c.first_day,
    )


@compiled
def used_up(p: Person, c: Rulebook, until: int) -> float:
    """What the clock would use up from where it is settled to `until`, if nothing changes.

    The clock is settled, or has caught up with what turned urgent.
    """
    return clock.used_up(
        p.anchor * SECOND,
        until,
        _base(p, c),
        p.pull,
        c.boost,
        _fresh(p, c),
        p.goodwill,
        p.nudge,
        p.dip,
        _kind(p),
        season_of(c),
        c.first_day,
    )


@compiled
def plan_visit(p: Person, c: Rulebook, now: int) -> None:
    """Foresee the next visit: exponential gaps at the shopper's own rate."""
    wait(p, c, now, single(exponential(fine(p, c, at.VISIT, p.visits))))


@compiled
def wait(p: Person, c: Rulebook, now: int, gap: float) -> None:
    """Wait for the next visit; gap: what somebody who comes once a day would wait, in days."""
    _wait_as(p, c, now, gap, p.flags & MEMBER != 0)


@compiled
def wait_from_joining(p: Person, c: Rulebook, gap: float) -> None:
    """The same from the moment somebody joins, who is a member then."""
    _wait_as(p, c, p.joined * SECOND, gap, True)


@compiled
def _wait_as(p: Person, c: Rulebook, now: int, gap: float, member: bool) -> None:
    p.visit_at = NEVER_SECOND
    if p.visit_rate > 0.0:
        factor = c.points_visit_factor if now >= 0 and member else 1.0
        p.visit_at = second_of(moment_after(now, gap / (p.visit_rate * factor)))


@compiled
def slow_visits(p: Person, c: Rulebook, now: int) -> None:
    """A lost buyer looks in more rarely: the time still to wait is stretched."""
    p.visit_rate *= c.after_dropout
    if p.visit_at < NEVER_SECOND:
        wait = (p.visit_at * SECOND - now) / c.after_dropout / DAY
        p.visit_at = second_of(moment_after(now, wait))
