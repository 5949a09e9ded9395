"""One step of each lead, each at their own address: the loops of `sim.brand.leads`."""

from __future__ import annotations

from sim.behaviour.clock import DAY, SECOND
from sim.behaviour.draws import exponential
from sim.behaviour.leads import (
    AGREED,
    ANSWERED,
    BETWEEN,
    BUYS,
    CALLED,
    CAME,
    COLD,
    DEALT,
    DECIDES,
    GIVEN_UP,
    HOLDS,
    MADE,
    ORDERED,
    PAID,
    REACHED,
    REFUSED,
    SERIOUS,
    SHOWN,
    TRIED,
    VISITS,
    WAITS,
    agrees,
    held_until,
    lost_between,
    reached,
    trusting,
)
from sim.brand.desk import open_from
from sim.population.interface import Floats, Ints
from sim.randomness import address as at
from sim.randomness.philox import uniform, uniform_fine
from sim.science import Sheet, Table, science

# What is known of a lead, a row each of a sheet.
FACTS = ("came", "due", "decides", "touched", "stage", "tries", "contacts", "steps", "marks")
_CAME, _DUE, _DECIDES, _TOUCHED, _STAGE, _TRIES, _CONTACTS, _STEPS, _MARKS = range(len(FACTS))

# What a plan says of them, a place each of a list.
TERMS = (
    *("reach", "half_ms", "attempts", "every_ms", "contacts", "contact_trust", "visit_trust"),
    *("decay", "invite", "visit_days", "shows", "handover", "keeps", "deposit", "push", "locks"),
    *("design_days", "deal", "made_days", "opens", "closes", "retry_ms"),
)
_REACH, _HALF, _ATTEMPTS, _EVERY, _MOST, _BY_CONTACT, _BY_VISIT = range(7)
_DECAY, _INVITE, _VISIT_IN, _SHOWS, _HANDOVER, _KEEPS, _DEPOSIT, _PUSH, _LOCKS = range(7, 16)
_DESIGN_IN, _DEAL, _MADE_IN, _OPENS, _CLOSES, _RETRY = range(16, 22)


@science
def draw_leads(luck: Table, waits: Table, uids: Ints, seed: int, replication: int) -> None:
    """Fill in for each lead, by column, four uniforms of what it is; and two exponentials: how
    long it looks around, and until it is on a list."""
    for i in range(len(uids)):
        a, b, c, d = at.draw(seed, replication, uids[i], at.LEAD, 0)
        luck[0, i], luck[1, i], luck[2, i], luck[3, i] = (
            uniform(a),
            uniform(b),
            uniform(c),
            uniform(d),
        )
        high, low, listed, _ = at.draw(seed, replication, uids[i], at.LEAD, 1)
        waits[0, i] = exponential(uniform_fine(high, low))
        waits[1, i] = exponential(uniform(listed))


@science
def draw_contacts(
    lasting: Ints, uids: Ints, steps: Ints, seed: int, replication: int, minutes: float
) -> None:
    """Fill in how long each contact takes (ms): exponential, with a mean in minutes."""
    for i in range(len(uids)):
        high, low, _, _ = at.draw(seed, replication, uids[i], at.LEAD_STEP, 2 * steps[i] + 1)
        lasting[i] = int(exponential(uniform_fine(high, low)) * minutes * 60.0) * SECOND


@science
def serve_own(
    starts: Ints, free: Ints, whose: Ints, times: Ints, lasting: Ints, opens: int, closes: int
) -> None:
    """As `sim.brand.desk.serve`, each by the one whose it is, however long the others are free."""
    for i in range(len(times)):
        starts[i] = open_from(max(times[i], free[whose[i]]), opens, closes)
        free[whose[i]] = starts[i] + lasting[i]


@science
def _later(end: int, days: float, u: float, opens: float, closes: float) -> int:
    """So many whole days after the midnight `end`, at a second of the working hours."""
    into = int((opens + u * (closes - opens)) / SECOND) * SECOND
    return end + int(days) * DAY + into


@science
def _ask_again(
    facts: Sheet, i: int, lost: Ints, count: int, most: float, every: float, why: int
) -> None:
    """The next contact, unless there were so many already."""
    if count >= most:
        lost[i] = why
        return
    facts[_STAGE, i] = WAITS
    facts[_DUE, i] += int(every)


@science
def _trust(facts: Sheet, trust: Floats, i: int, decay: float, adds: float) -> None:
    """Trust after what just happened."""
    trust[i] = trusting(trust[i], facts[_DUE, i] - facts[_TOUCHED, i], decay, adds)
    facts[_TOUCHED, i] = facts[_DUE, i]


@science
def _call(
    facts: Sheet,
    trust: Floats,
    i: int,
    happened: Ints,
    lost: Ints,
    terms: Floats,
    luck: Floats,
    end: int,
) -> None:
    """A call: answered or not; who answers builds trust and is invited to the store."""
    facts[_TRIES, i] += 1
    happened[i] = TRIED
    known = facts[_MARKS, i] & REACHED > 0
    chance = reached(terms[_REACH], facts[_DUE, i] - facts[_CAME, i], terms[_HALF])
    if not known and luck[0] >= chance:
        _ask_again(facts, i, lost, facts[_TRIES, i], terms[_ATTEMPTS], terms[_RETRY], COLD)
        return
    happened[i] |= ANSWERED
    facts[_MARKS, i] |= REACHED
    facts[_CONTACTS, i] += 1
    _trust(facts, trust, i, terms[_DECAY], terms[_BY_CONTACT])
    if facts[_MARKS, i] & SERIOUS and luck[1] < agrees(terms[_INVITE], trust[i], 0.0):
        days = exponential(luck[2]) * terms[_VISIT_IN]
        facts[_STAGE, i] = VISITS
        facts[_DUE, i] = _later(end, days, luck[3], terms[_OPENS], terms[_CLOSES])
    else:
        _ask_again(facts, i, lost, facts[_CONTACTS, i], terms[_MOST], terms[_EVERY], GIVEN_UP)


@science
def _visit(
    facts: Sheet,
    trust: Floats,
    i: int,
    happened: Ints,
    lost: Ints,
    terms: Floats,
    luck: Floats,
    end: int,
) -> None:
    """The visit: the store takes over; who comes trusts more and may pay the small deposit."""
    if luck[0] < lost_between(terms[_HANDOVER], terms[_KEEPS], facts[_MARKS, i]):
        lost[i] = BETWEEN
        return
    if luck[1] >= terms[_SHOWS]:
        _ask_again(facts, i, lost, facts[_CONTACTS, i], terms[_MOST], terms[_EVERY], GIVEN_UP)
        return
    happened[i] = CAME
    facts[_MARKS, i] |= SHOWN
    _trust(facts, trust, i, terms[_DECAY], terms[_BY_VISIT])
    if not facts[_MARKS, i] & HOLDS:
        pays = agrees(terms[_DEPOSIT], trust[i], terms[_PUSH])
        if luck[2] >= pays:
            _ask_again(facts, i, lost, facts[_CONTACTS, i], terms[_MOST], terms[_EVERY], GIVEN_UP)
            return
        happened[i] |= PAID
        facts[_MARKS, i] |= HOLDS
        facts[_DECIDES, i] = held_until(facts[_DUE, i], facts[_DECIDES, i], terms[_LOCKS])
        luck[2] /= pays  # of who paid, uniform again
    days = exponential(luck[3]) * terms[_DESIGN_IN]
    facts[_STAGE, i] = DECIDES
    facts[_DUE, i] = _later(end, days, luck[2], terms[_OPENS], terms[_CLOSES])


@science
def _propose(
    facts: Sheet, trust: Floats, i: int, happened: Ints, lost: Ints, terms: Floats, luck: Floats
) -> None:
    """The proposal: the designer took over; who agrees pays the large deposit and waits."""
    if luck[0] < lost_between(terms[_HANDOVER], terms[_KEEPS], facts[_MARKS, i]):
        lost[i] = BETWEEN
        return
    _trust(facts, trust, i, terms[_DECAY], terms[_BY_CONTACT])
    if luck[1] >= agrees(terms[_DEAL], trust[i], 0.0):
        lost[i] = REFUSED
        return
    happened[i] = AGREED
    facts[_MARKS, i] |= DEALT
    facts[_STAGE, i] = MADE
    facts[_DUE, i] += int(terms[_MADE_IN]) * DAY


@science
def take_steps(
    facts: Sheet,
    trust: Floats,
    uids: Ints,
    happened: Ints,
    lost: Ints,
    luck: Floats,
    terms: Floats,
    seed: int,
    replication: int,
    end: int,
) -> None:
    """Each lead takes the step that is due: `facts` and `trust` become what they are after it.

    facts: shape (FACTS, leads). happened: filled with bits of what it was; lost: with why, if the
    lead is lost by it (`sim.behaviour.leads`). luck: four places of room. terms: of the plan, by
    TERMS. end: the midnight after (ms).
    """
    for i in range(len(uids)):
        words = at.draw(seed, replication, uids[i], at.LEAD_STEP, 2 * facts[_STEPS, i])
        for place in range(4):
            luck[place] = uniform(words[place])
        facts[_STEPS, i] += 1
        if facts[_STAGE, i] == CALLED:
            _call(facts, trust, i, happened, lost, terms, luck, end)
        elif facts[_STAGE, i] == VISITS:
            _visit(facts, trust, i, happened, lost, terms, luck, end)
        elif facts[_STAGE, i] == DECIDES:
            _propose(facts, trust, i, happened, lost, terms, luck)
        else:
            happened[i] = BUYS
            facts[_STAGE, i] = ORDERED
