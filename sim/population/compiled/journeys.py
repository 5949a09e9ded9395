"""Journeys inside a kernel: for each journey of a plan, the trigger it runs for and its day.

They lie in a shopper's row of flows, `layout.flow_width` tells how.
"""

from __future__ import annotations

from sim.behaviour import trigger
from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.order import spend_fen
from sim.behaviour.staff import office_of
from sim.behaviour.stages import EVER, next_turn, stage_by_orders, turned
from sim.measure.events import CODE
from sim.measure.tally import ROW
from sim.population.compiled.audience import holds
from sim.population.compiled.knowing import is_known
from sim.population.compiled.layout import (
    BEGUN,
    FAKE,
    JOURNEYS,
    MEMBER,
    NEVER_DAY,
    ROLL,
    S_CHANNELS,
    S_ENROLLED,
    SKILL,
    Ints,
)
from sim.population.compiled.machine import (
    Counts,
    People,
    Person,
    Places,
    Rulebook,
    Rulebooks,
    Tape,
    compiled,
    kernel_of_some,
)
from sim.population.compiled.person import AHEAD, person, prefetch
from sim.population.compiled.pointers import stages_in, start
from sim.population.compiled.registers import count, note, seen_orders
from sim.population.compiled.standing import tier_of
from sim.population.interface import W_FRIENDS, W_TASKS, WORKED
from sim.population.reference.journeys import LEFT
from sim.population.reference.touching import STEPS as ORDINALS
from sim.population.rules import ANY, EVERYBODY, ON_PURCHASE, OPENED
from sim.population.rules import NEVER as NEVER_STOPS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_SKIPPED, _ADDED, _DONE = ROW["tasks_skipped"], ROW["friends_added"], ROW["tasks_done"]
_SECONDS = ROW["guide_seconds"]
_E_ADDED, _E_ENTERED = CODE["friend_added"], CODE["journey_entered"]
_E_LEFT, _E_STEP = CODE["journey_left"], CODE["journey_step"]
_WORKED = len(WORKED)
NEVER_RAN = -1


@compiled
def guide_of(p: Person, c: Rulebook) -> int:
    """Whose book the shopper is in."""
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.GUIDE, 0)
    return int(uniform(word) * c.guides)


@compiled
def worker_of(p: Person, c: Rulebook, j: int) -> int:
    """Who carries out a journey's guide steps: the store guide, or one of head office."""
    book = guide_of(p, c)
    return c.guides + office_of(book, c.guides, c.head_office) if c.j_office[j] else book


@compiled
def note_work(c: Rulebook, out: Counts, guide: int, column: int, amount: int) -> None:
    """Add to what a guide did, if guides are told apart."""
    if c.staffed:
        out[c.o_work + guide * _WORKED + column] += amount


@compiled
def does(c: Rulebook, out: Counts, guide: int, channel: int, luck: float) -> bool:
    """Whether a send is carried out, at the norm's rate or the guide's own."""
    if not c.staffed:
        return bool(luck < c.execution[channel])
    return bool(luck * 1e6 < out[c.o_roll + guide * (ROLL + c.channels) + ROLL + channel])


@compiled
def skill_of(c: Rulebook, out: Counts, guide: int) -> float:
    """What the guide's messages are worth, and the odds to be accepted, against the norm."""
    if not c.staffed:
        return 1.0
    return float(out[c.o_roll + guide * (ROLL + c.channels) + SKILL] / 1000.0)


@compiled
def _begun(p: Person, c: Rulebook, out: Counts, j: int) -> bool:
    """Whether the store of the guide who would carry a journey out is on the programme."""
    if not c.staffed or not c.j_guided[j]:
        return True
    return bool(out[c.o_roll + worker_of(p, c, j) * (ROLL + c.channels) + BEGUN])


@compiled
def enter(p: Person, c: Rulebook, out: Counts, channel: int) -> None:
    """Become reachable in a channel."""
    if p.enrolled == 0:
        out[c.o_stock + S_ENROLLED] += 1
    p.enrolled |= 1 << channel
    out[c.o_stock + S_CHANNELS + channel] += 1


@compiled
def befriend(p: Person, c: Rulebook, out: Counts, now: int, channel: int) -> None:
    """Become a friend of one's guide in a channel."""
    enter(p, c, out, channel)
    note_work(c, out, guide_of(p, c), W_FRIENDS, 1)
    count(c, out, now, _ADDED, 1)


@compiled
def _add_friend(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, j: int, k: int, ordinal: int
) -> None:
    """In the store, on the spot: the guide asks to be added, the shopper accepts or not."""
    channel = c.s_channel[j, k]
    if p.enrolled & (1 << channel):
        return
    asked, accepts, _, _ = at.draw(
        c.seed, c.replication, p.uid, at.STEP + c.j_hash[j], ordinal * ORDINALS + k
    )
    guide = guide_of(p, c)
    if not does(c, out, guide, channel, uniform(asked)):
        count(c, out, now, _SKIPPED, 1)
        return
    out[c.o_store + guide] += c.s_work[j, k]
    note_work(c, out, guide, W_TASKS, 1)
    count(c, out, now, _SECONDS, c.s_work[j, k] // 1000)
    count(c, out, now, _DONE, 1)
    if uniform(accepts) < c.s_accept[j, k] * skill_of(c, out, guide):
        befriend(p, c, out, now, channel)
        note(c, tape, _E_ADDED, now, p.uid, channel, 0, c.j_hash[j])


@compiled
def remember(p: Person, c: Rulebook, j: int, opened: bool) -> None:
    """Keep whether the message of journey j that came last was opened."""
    answered, bit = p.flow[2 * c.journeys], 1 << j
    p.flow[2 * c.journeys] = answered | bit if opened else answered & ~bit


@compiled
def _begin(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, j: int, ordinal: int) -> None:
    """Enter journey j, if it is open, meant for this shopper, and not too soon."""
    day = now // DAY
    if day < 0 or not c.j_from[j] <= day < c.j_until[j]:
        return
    if not trigger.rested(p.flow[j] != NEVER_RAN, p.flow[c.journeys + j], day, c.j_reentry[j]):
        return
    if c.j_audience[j] != EVERYBODY and not holds(p, c, c.j_audience[j], day):
        return
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.START + c.j_hash[j], ordinal)
    if uniform(word) >= c.j_coverage[j] or not _begun(p, c, out, j):
        return
    p.flow[j] = ordinal
    p.flow[c.journeys + j] = day
    remember(p, c, j, False)
    if c.traced:
        note(c, tape, _E_ENTERED, now, p.uid, -1, 0, c.j_hash[j])
    for k in range(c.j_steps[j]):
        if c.s_add[j, k]:
            _add_friend(p, c, out, tape, now, j, k, ordinal)


@compiled
def start_journeys(
    p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, by: int, ordinal: int
) -> None:
    """Start, or start again, every journey the trigger `by` belongs to."""
    for j in range(c.journeys):
        if c.j_trigger[j] == by:
            _begin(p, c, out, tape, now, j, ordinal)


@compiled
def on_tier(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, before: int) -> None:
    """Start the journeys of the change of tier that just happened; before: the tier before it."""
    for j in range(c.journeys):
        if c.j_trigger[j] == trigger.TIER_CHANGED and trigger.moved(
            before, tier_of(p), c.j_move[j], c.j_tier[j]
        ):
            _begin(p, c, out, tape, now, j, now // DAY)


@compiled
def stop(p: Person, c: Rulebook, tape: Tape, now: int, event: int) -> None:
    """Leave the journeys that this event ends; what ends at a visit ends at an order too."""
    for j in range(c.journeys):
        if c.j_stop[j] == NEVER_STOPS or c.j_stop[j] < event or p.flow[j] < 0:
            continue
        p.flow[j] = LEFT
        if c.traced and now // DAY < p.flow[c.journeys + j] + c.j_last_day[j]:
            note(c, tape, _E_LEFT, now, p.uid, -1, 0, c.j_hash[j])


@compiled
def on_order(
    p: Person,
    c: Rulebook,
    out: Counts,
    tape: Tape,
    now: int,
    ordinal: int,
    gap: int,
    redeemed: bool,
    basket: int,
) -> None:
    """What an order ends and starts.

    gap: days since the order before, if there was one. basket: bits of the categories in it.
    """
    if c.stops:
        stop(p, c, tape, now, ON_PURCHASE)
    for j in range(c.journeys):
        by = c.j_trigger[j]
        if (
            by == trigger.PURCHASED
            or (by == trigger.REDEEMED and redeemed)
            or (by == trigger.BOUGHT and basket >> c.j_bought[j] & 1)
            or (by == trigger.WON_BACK and ordinal > 0 and gap >= c.j_days[j])
        ):
            _begin(p, c, out, tape, now, j, ordinal)
    if c.stage_flows:
        _on_stage(p, c, out, tape, now, gap)


@compiled
def _spent(p: Person, c: Rulebook, orders: int) -> int:
    """What a shopper spent on their first orders, in fen, if a view asks for it."""
    return spend_fen(c.seed, c.replication, p.uid, orders, c.p, p.spend) if c.spends else 0


@compiled
def _on_stage(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int, gap: int) -> None:
    """Start the journeys of the change of stage that an order just made; gap: as in `on_order`."""
    if not is_known(p, c):
        return
    day, orders, rows = now // DAY, seen_orders(p, c), stages_in(c)
    silent = gap if orders > 1 else EVER
    since = day - p.joined * SECOND // DAY
    for j in range(c.journeys):
        if c.j_trigger[j] != trigger.STAGE_CHANGED:
            continue
        first, last = c.j_first[j], c.j_last[j]
        before = stage_by_orders(
            rows, first, last, since, orders - 1, silent, _spent(p, c, orders - 1)
        )
        after = stage_by_orders(rows, first, last, since, orders, 0, _spent(p, c, orders))
        if turned(before, after, c.j_leaves[j], c.j_enters[j]):
            _begin(p, c, out, tape, now, j, day)


@compiled
def _next_turn(p: Person, c: Rulebook, j: int, joined: int, after: int) -> int:
    """The first day after `after` at whose midnight time alone has changed the stage."""
    orders = seen_orders(p, c) if is_known(p, c) else 0
    return next_turn(
        stages_in(c),
        c.j_first[j],
        c.j_last[j],
        c.j_leaves[j],
        c.j_enters[j],
        joined,
        orders,
        p.last_order_day,
        _spent(p, c, orders),
        after,
    )


@compiled
def _since(p: Person, c: Rulebook, by: int, joined: int) -> int:
    """The day from which a trigger of silence, or of a cart, counts."""
    if by == trigger.DORMANT:
        return int(p.last_order_day) if seen_orders(p, c) else joined
    if by == trigger.INACTIVE:
        return int(max(joined, p.last_active))
    return int(p.cart) - 1 if p.cart else -NEVER_DAY


@compiled
def _next_trigger(p: Person, c: Rulebook, j: int, after: int) -> int:
    """The first day after `after` at whose midnight journey j starts, as things are."""
    by, days = c.j_trigger[j], c.j_days[j]
    joined = p.joined * SECOND // DAY
    if by in (trigger.DORMANT, trigger.INACTIVE, trigger.CART_LEFT):
        return trigger.next_offset(_since(p, c, by, joined), days, after)
    if by == trigger.BIRTHDAY:
        place = trigger.birthday(c.seed, c.replication, p.uid)
        return trigger.next_birthday(place, c.new_year, days, after)
    if by == trigger.COUPON_EXPIRING:
        first = NEVER_DAY
        for slot in range(p.held):
            first = min(first, trigger.next_offset(p.expiry[slot], -days, after))
        return first
    if by == trigger.ALERT:
        return trigger.next_alert(c.j_alarmed[j], after)
    if by == trigger.STAGE_CHANGED:
        return _next_turn(p, c, j, joined, after)
    return trigger.next_date(c.j_from[j], days, after)


@compiled
def next_start_day(p: Person, c: Rulebook, after: int) -> int:
    """The first day after `after` at whose midnight any journey starts, as things are."""
    first = NEVER_DAY
    if not p.flags & MEMBER:
        return first
    for j in range(c.journeys):
        if c.j_trigger[j] >= trigger.MIDNIGHT:
            first = min(first, _next_trigger(p, c, j, after))
    return first


@kernel_of_some
def at_midnight(
    people: People,
    rows: Places,
    first: int,
    day: int,
    book: Rulebooks,
    outs: Ints,
    tapes: Ints,
) -> int:
    """Start the journeys whose trigger comes at this midnight, for whom it does.

    rows: who takes a step today or starts, from place `first` on. Returns where it stopped for lack
    of room on the tape.
    """
    c = book[0]
    out = start(outs)
    tape = start(tapes)
    for k in range(first, len(rows)):
        if tape[1] - tape[0] < JOURNEYS:
            return k
        prefetch(people, rows[min(k + AHEAD, len(rows) - 1)])
        p = person(people, rows[k])
        if not p.flags & MEMBER or p.flags & FAKE:
            continue
        for j in range(c.journeys):
            midnight = c.j_trigger[j] >= trigger.MIDNIGHT
            if midnight and _next_trigger(p, c, j, day - 1) == day:
                _begin(p, c, out, tape, day * DAY, j, day)
    return len(rows)


@compiled
def on_branch(p: Person, c: Rulebook, j: int, k: int) -> bool:
    """Whether the message of this journey that came last was answered as the step asks."""
    answered = p.flow[2 * c.journeys] & (1 << j) != 0
    return bool(c.s_after[j, k] == ANY or answered == (c.s_after[j, k] == OPENED))


@compiled
def follow(p: Person, c: Rulebook, tape: Tape, now: int, j: int, k: int) -> None:
    """Note which step of a journey comes now."""
    note(c, tape, _E_STEP, now, p.uid, c.s_channel[j, k], k, c.j_hash[j])


@compiled
def next_step_day(p: Person, c: Rulebook, reached: int, after: int) -> int:
    """The first day after `after` on which a step of a running journey is due that reaches them as
    things are, or one starts; to be asked anew whenever somebody becomes reachable in a channel.

    reached: in which channels they are now.
    """
    first = next_start_day(p, c, after) if c.midnights else NEVER_DAY
    for j in range(c.journeys):
        if p.flow[j] < 0:
            continue
        for k in range(c.j_steps[j]):
            due = p.flow[c.journeys + j] + c.s_day[j, k]
            if after < due < first and c.s_day[j, k] > 0 and reached >> c.s_channel[j, k] & 1:
                first = due
    return first
