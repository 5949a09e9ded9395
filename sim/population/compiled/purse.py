"""What a shopper holds, inside a kernel: faces, how hard it pulls, when that changes."""

from __future__ import annotations

from sim.behaviour import coupon as rule
from sim.behaviour.clock import DAY, NEVER, SECOND
from sim.behaviour.goods import demand
from sim.behaviour.precision import single
from sim.population.compiled.layout import FIRST_KIND, KIND_BITS, KINDS, NEVER_DAY, PLAN_COUPON
from sim.population.compiled.machine import Person, Rulebook, compiled
from sim.population.compiled.standing import held_pull, points_of
from sim.population.compiled.tastes import age_of, appeal, land_of, next_change_day, taste
from sim.population.goods import UNTOLD


@compiled
def code_of(held: int) -> int:
    """The kind of a held coupon, without its denomination."""
    return held & (KINDS - 1)


@compiled
def plain(held: int) -> bool:
    """Whether a held coupon is one of the plan's, not a reward."""
    code = code_of(held)
    return code == PLAN_COUPON or code >= FIRST_KIND


@compiled
def face_of(c: Rulebook, held: int) -> int:
    """What the member sees in a held coupon, in fen."""
    if held >= KINDS:
        return rule.rung_fen(held >> KIND_BITS)
    return int(c.k_face[held])


@compiled
def granted_of(c: Rulebook, held: int) -> int:
    """The most a held coupon may cost, in fen."""
    if held >= KINDS:
        return rule.rung_fen(held >> KIND_BITS)
    return int(c.k_granted[held])


@compiled
def _attraction(p: Person, c: Rulebook, slot: int) -> float:
    """How much one held coupon attracts, as of when the clock was settled last."""
    kind, mean = p.kind[slot], 100.0 * c.p / p.spend
    code = code_of(kind)
    if c.k_category[code] != UNTOLD:
        mean = mean * c.g_price_bp[c.k_category[code]] / 10_000
    urgent = p.anchor * SECOND >= (p.expiry[slot] - c.urgency_days) * DAY
    depth = rule.depth_of(
        c.k_form[code],
        face_of(c, kind),
        c.k_threshold[code],
        c.k_share_bp[code],
        c.k_article[code],
        mean,
        p.orders == 0,
    )
    return rule.attraction(p.deal, depth, c.lift, c.urgency if urgent else 1.0)


@compiled
def pull_to(p: Person, c: Rulebook, category: int) -> float:
    """How hard what is held pulls to any order (UNTOLD), or to one of a category alone."""
    most = 0.0
    for slot in range(p.held):
        if c.k_category[code_of(p.kind[slot])] == category:
            most = max(most, _attraction(p, c, slot))
    if category == UNTOLD and c.loyal_pulls and c.points_as_money and c.points_price:
        off = points_of(p) // c.points_price * c.points_face_fen
        depth = rule.depth(off, 0, 100.0 * c.p / p.spend)
        most = max(most, rule.attraction(p.deal, depth, c.lift, 1.0))
    return rule.pull(most)


@compiled
def _demand(p: Person, c: Rulebook, anything: float) -> float:
    """Factor on purchase intensity of what is new, and of what is held for single categories."""
    now, liked, appealing, pulling = p.anchor * SECOND, 0.0, 0.0, 0.0
    land, age = land_of(p, c), age_of(p, c, now)
    for place in range(c.categories):
        liking = taste(p, c, place)
        weight = liking * appeal(c, now, place, land, age)
        liked += liking
        appealing += weight
        pulling += weight * max(anything, pull_to(p, c, place))
    return demand(liked, appealing, pulling, c.gained)


@compiled
def weigh(p: Person, c: Rulebook) -> None:
    """Note how hard all that is held, and what is new, pull and when that changes next.

    Both as of when the clock was settled last.

    To be called whenever what is held, or how urgent a coupon is, has changed. A coupon that turns
    urgent changes a pull, and nothing that must be known on that day: nobody is woken for it, but
    whoever lives on is brought up to it first (`clockwork.catch_up`). So with one that expires:
    how much does on a day is known beforehand (see `expiring`). Only where other things move the
    pull too (`urgency_wakes`), or somebody must be told of it (`expiry_wakes`), is it a change like
    the others.
    """
    pull, change = pull_to(p, c, UNTOLD), NEVER_DAY
    for slot in range(p.held):
        expiry = p.expiry[slot]
        urgent_from = expiry - c.urgency_days
        calm = c.urgency_wakes and p.anchor * SECOND < urgent_from * DAY
        change = min(change, urgent_from if calm else expiry)
    if c.goods_move:
        pull = _demand(p, c, pull)
        change = min(change, next_change_day(c, p.anchor * SECOND))
    if c.loyal_pulls:
        pull *= held_pull(p, c)
    p.pull, p.change = single(pull), change


@compiled
def next_change(p: Person, c: Rulebook) -> int:
    """When what is held changes next so that its holder wakes."""
    return p.change * DAY if c.expiry_wakes and p.change != NEVER_DAY else NEVER


@compiled
def next_shift(p: Person, c: Rulebook) -> int:
    """When a coupon turns urgent or expires next for which nobody is woken; ms. The clock is not
    settled beyond it, nor at it if it turns urgent."""
    if p.change == NEVER_DAY or c.urgency_wakes:
        return NEVER
    settled, first = p.anchor * SECOND, (p.change - c.urgency_days) * DAY
    if first > settled:  # whatever expires first turned urgent first
        return int(first)
    first = NEVER if c.expiry_wakes else p.change * DAY
    if p.held > 1:
        for slot in range(p.held):
            urgent_from = (p.expiry[slot] - c.urgency_days) * DAY
            first = min(first, urgent_from if urgent_from > settled else NEVER)
    return int(first)


@compiled
def last_expiry(p: Person, c: Rulebook) -> int:
    """When all that is held will have expired and pulls no more, ms; NEVER if that wakes."""
    last = NEVER if c.expiry_wakes or p.held == 0 else p.expiry[0] * DAY
    for slot in range(1, p.held):
        last = max(last, p.expiry[slot] * DAY)
    return int(last)


@compiled
def take_out(p: Person, slot: int) -> None:
    """Take a coupon out of the wallet."""
    for later in range(slot, p.held - 1):
        p.kind[later] = p.kind[later + 1]
        p.expiry[later] = p.expiry[later + 1]
    p.held -= 1


@compiled
def lapse(p: Person, now: int) -> None:
    """Take out what has expired by `now` and is counted already."""
    slot = 0
    while slot < p.held:
        if p.expiry[slot] * DAY <= now:
            take_out(p, slot)
        else:
            slot += 1
