"""Birth and joining inside a kernel."""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.traits import (
    order_rate,
    preferred_hour,
    scale_trait,
    share_trait,
    spend_rate,
    stopping,
)
from sim.behaviour.trigger import GROUP_ENTERED, JOINED
from sim.measure.events import CODE
from sim.population.community import ENTERED
from sim.population.compiled import natures, registers
from sim.population.compiled.buying import order
from sim.population.compiled.clockwork import plan_order, wait_from_joining
from sim.population.compiled.community import stir
from sim.population.compiled.journeys import NEVER_RAN, enter, start_journeys
from sim.population.compiled.layout import (
    ALIKE,
    ALIVE,
    ARRIVED,
    FAKE,
    HUNTER,
    INITIAL,
    INVITEE_COUPON,
    MEMBER,
    NEVER_DAY,
    NEVER_SECOND,
    NO_DAY,
    OFFICER,
    REFERRED,
    Ints,
)
from sim.population.compiled.loyalty import earn
from sim.population.compiled.machine import (
    Counts,
    Floats,
    People,
    Person,
    Rulebook,
    Rulebooks,
    Sheet,
    Tape,
    compiled,
    kernel,
    kernel_of_some,
)
from sim.population.compiled.person import person, person_at
from sim.population.compiled.purse import weigh
from sim.population.compiled.registers import note
from sim.population.compiled.sharing import credit, occasion
from sim.population.compiled.wallet import reward
from sim.population.interface import INITIAL as FROM_START
from sim.population.interface import REFERRAL
from sim.population.reference.sharing import ON_JOIN
from sim.population.reference.shopper import MOST_FRIENDS
from sim.randomness import address as at
from sim.randomness.philox import uniform

_E_JOINED = CODE["joined"]
_SEGMENT = 0  # ordinal of BIRTH


@compiled
def _blank(p: Person, c: Rulebook, uid: int, time: int, source: int) -> None:
    p.uid = uid
    p.pull, p.change = 1.0, NEVER_DAY
    p.joined = p.anchor = p.last_touch = time // SECOND
    p.source = source
    p.inviter = -1
    p.order_from = p.dies_at = p.visit_at = NEVER_SECOND
    p.first_in_run = -1
    for j in range(c.journeys):
        p.flow[j] = NEVER_RAN
    p.last_order_day = p.last_active = NO_DAY
    p.next_age = 0
    p.flags = 0


@compiled
def _shape(p: Person, c: Rulebook, drawn: Floats, k: int) -> None:
    """Take the traits of newcomer number k (see `natures`), apply segment and office, and let the
    clocks begin that run from joining on."""
    p.rate = order_rate(c.law, drawn[natures.RATE + k], c.alpha, c.period)
    p.stop = stopping(c.law, drawn[natures.STOPS + k], drawn[natures.STAYS + k], c.beta)
    p.spend = spend_rate(drawn[natures.SPEND + k], c.v_yuan)
    p.deal = share_trait(drawn[natures.DEAL_A + k], drawn[natures.DEAL_B + k])
    p.affinity = share_trait(drawn[natures.AFFINITY_A + k], drawn[natures.AFFINITY_B + k])
    p.tolerance = scale_trait(drawn[natures.TOLERANCE + k], c.tolerance_mean, c.tolerance_shape)
    p.hour = preferred_hour(drawn[natures.HOUR + k], c.preferred_hour, c.hour_spread)
    p.visit_rate = scale_trait(drawn[natures.VISITS + k], c.visit_day, c.visit_shape)
    friends = scale_trait(drawn[natures.FRIENDS + k], c.friends_mean, c.friends_shape)
    p.friends_left = min(MOST_FRIENDS, int(friends))
    if p.flags & HUNTER:
        p.rate *= c.rate_factor
        p.deal = c.hunter_deal
        p.visit_rate *= c.visit_factor
        p.affinity *= c.open_factor
        p.friends_left = min(MOST_FRIENDS, int(p.friends_left * c.friends_factor))
    if p.flags & FAKE:
        p.friends_left = 0
        return
    if drawn[natures.OFFICE + k] * 1000.0 < c.officers:
        p.flags |= OFFICER
    p.left = drawn[natures.CLOCK + k]
    wait_from_joining(p, c, drawn[natures.VISIT + k])


@compiled
def _is_hunter(p: Person, c: Rulebook, share: float) -> bool:
    word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.BIRTH, _SEGMENT)
    return uniform(word) < share


@kernel
def give_birth(
    people: People,
    first: int,
    book: Rulebooks,
    uids: Ints,
    times: Ints,
    source: int,
    hunter_share: float,
    drawn: Floats,
) -> None:
    """Fill the rows from `first` on with people who come by one of the brand's own doors.

    drawn: scratch of `natures.FLOATS` numbers.
    """
    c = book[0]
    for begin in range(0, len(uids), natures.TOGETHER):
        size = min(natures.TOGETHER, len(uids) - begin)
        natures.draw_natures(uids[begin:], size, drawn, c)
        natures.draw_beginnings(uids[begin:], size, drawn, c)
        for k in range(size):
            i = begin + k
            p = person(people, first + i)
            _blank(p, c, uids[i], times[i], source)
            if source == FROM_START:
                p.flags |= INITIAL
            elif _is_hunter(p, c, hunter_share):
                p.flags |= HUNTER
            _shape(p, c, drawn, k)


@compiled
def _natured(homes: Ints, index: int) -> int:
    """The uid of whose traits somebody has: their own, or an inviter's, or those of theirs."""
    p = person_at(homes, index)
    while p.flags & ALIKE:
        p = person_at(homes, p.inviter)
    return int(p.uid)


@kernel_of_some
def give_birth_to_friends(
    people: People,
    first: int,
    book: Rulebooks,
    friends: Sheet,
    homes: Ints,
    natured: Ints,
    drawn: Floats,
) -> None:
    """Fill the rows from `first` on with invited friends; their inviters' traits come along.

    friends: rows of a tape (FRIEND), which say the inviter's flags, uid and index. homes: see
    `person_at`. natured, drawn: scratch of `natures.TOGETHER` and `natures.FLOATS` numbers.
    """
    c = book[0]
    for begin in range(0, len(friends), natures.TOGETHER):
        size = min(natures.TOGETHER, len(friends) - begin)
        for k in range(size):
            natured[k] = friends[begin + k, 2]
        natures.draw_beginnings(natured, size, drawn, c)
        for k in range(size):
            i = begin + k
            p = person(people, first + i)
            _blank(p, c, friends[i, 2], friends[i, 1], REFERRAL)
            p.flags |= REFERRED
            p.inviter = friends[i, 6]
            hunter = friends[i, 3] & HUNTER > 0
            alike, other, fake, _ = at.draw(c.seed, c.replication, p.uid, at.BIRTH, _SEGMENT)
            likeness = uniform(alike) < c.likeness
            if likeness:
                p.flags |= ALIKE
            if (likeness and hunter) or uniform(other) < c.hunter_cheap:
                p.flags |= HUNTER
            if hunter and uniform(fake) < c.fake_share:
                p.flags |= FAKE
            if likeness:
                natured[k] = friends[i, 5]
            if likeness and friends[i, 3] & ALIKE:
                natured[k] = _natured(homes, friends[i, 6])
        natures.draw_natures(natured, size, drawn, c)
        for k in range(size):
            _shape(person(people, first + begin + k), c, drawn, k)


@compiled
def _enrol(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """The channels a new member can be reached in from the first day on."""
    for channel in range(c.channels):
        word, _, _, _ = at.draw(c.seed, c.replication, p.uid, at.ENROL + c.channel_hash[channel], 0)
        if uniform(word) < c.enrol[channel]:
            enter(p, c, out, channel)
            stir(p, c, tape, ENTERED, channel, now)


@compiled
def _buys_at_once(p: Person, c: Rulebook) -> bool:
    """Whether who comes by a door of the brand's own orders on joining."""
    _, word, _, _ = at.draw(c.seed, c.replication, p.uid, at.BIRTH, _SEGMENT)
    return bool(uniform(word) < c.door_buys[p.source])


@compiled
def join(p: Person, c: Rulebook, out: Counts, tape: Tape, now: int) -> None:
    """The moment of joining."""
    p.flags |= ARRIVED | MEMBER
    registers.joined(p, c, out, now)
    note(c, tape, _E_JOINED, now, p.uid, p.source, 0, p.inviter)
    if c.on_join:
        credit(p, tape, now)
    if p.flags & FAKE:
        return
    p.flags |= ALIVE
    if c.goods_move:
        weigh(p, c)
    plan_order(p, c)
    _enrol(p, c, out, tape, now)
    if c.loyal and not p.flags & INITIAL:
        earn(p, c, out, tape, now, c.points_joining)
    if p.flags & REFERRED and c.invitee_fen:
        reward(p, c, out, tape, now, INVITEE_COUPON)
    start_journeys(p, c, out, tape, now, JOINED, 0)
    if p.enrolled & c.communal:
        start_journeys(p, c, out, tape, now, GROUP_ENTERED, now // DAY)
    if p.flags & INITIAL or (p.source >= 0 and _buys_at_once(p, c)):
        order(p, c, out, tape, now)
    occasion(p, c, out, tape, now, ON_JOIN, 0, c.share_on_join)
