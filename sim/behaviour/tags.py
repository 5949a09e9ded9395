"""What a brand believes of a member (标签): the truth, read with a stated chance of error.

A tag is the truth passed through a noisy channel: P(tag | true) is its sensitivity, P(no tag | not
true) its specificity. Whether it errs on a member is drawn at the member's address, so two plans
with one seed and one accuracy hold the same people for what they are not.
"""

from __future__ import annotations

from sim.behaviour.traits import PARETO_NBD
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import science

# Truths, in the order of `sim.config.known.TRUTHS`.
PRICE_SENSITIVE, HIGH_ORDER_VALUE, FREQUENT, ATTENTIVE, AT_RISK, LOST, HUNTER = range(7)
PREFERS = 7  # what its engine reads off tastes, see `sim.behaviour.goods`
NEEDS, KEEPS_DISTANCE = 8, 9  # ... off needs (`sim.behaviour.needs`), and off the tolerance
UNKNOWN = 1.0  # luck of whom nothing is known: carries no tag
_YEAR = 365.0


@science
def is_true(
    of: int,
    threshold: float,
    deal: float,
    order_yuan: float,
    rate: float,
    affinity: float,
    stop: float,
    lost: bool,
    hunter: bool,
) -> bool:
    """Whether what a tag is of is true of somebody.

    deal, affinity: traits from 0 to 1. order_yuan: mean order. rate: repeat orders a day while a
    buyer. stop: chance to be lost after an order. lost: ordered, and never will again.
    """
    if of == PRICE_SENSITIVE:
        return deal >= threshold
    if of == HIGH_ORDER_VALUE:
        return order_yuan >= threshold
    if of == FREQUENT:
        return rate * _YEAR >= threshold
    if of == ATTENTIVE:
        return affinity >= threshold
    if of == AT_RISK:
        return stop >= threshold
    return lost if of == LOST else hunter


@science
def lost_chance(law: int, stop: float, rate: float) -> float:
    """Chance to be lost after an order and before the next.

    stop: that chance; under Pareto/NBD the hazard of a lifetime a day, which then competes with
    orders at `rate` a day.
    """
    if law != PARETO_NBD:
        return stop
    return stop / (stop + rate) if stop > 0.0 else 0.0


@science
def read(known: float, word: float, coverage: float) -> float:
    """The luck with the first reading of a tag, of two uniforms: UNKNOWN if there is nothing to
    read it from."""
    return word if known < coverage else UNKNOWN


@science
def luck(seed: int, replication: int, uid: int, tag: int, coverage: float, reading: int) -> float:
    """What decides whether the `reading`-th reading of a tag (its name hash) errs on a member: a
    uniform, or UNKNOWN of whom nothing is known to read it from.

    One draw serves both errors: a member who turns true keeps a tag that was given in error.
    """
    known, word, _, _ = at.draw(seed, replication, uid, at.TAG + tag, 0)
    first = read(uniform(known), uniform(word), coverage)
    if not reading or first == UNKNOWN:
        return first
    _, word, _, _ = at.draw(seed, replication, uid, at.TAG + tag, reading)
    return uniform(word)


@science
def carries(luck: float, truth: bool, sensitivity: float, specificity: float) -> bool:
    """Whether somebody of that `luck` carries a tag that is true of them, or not."""
    return luck < (sensitivity if truth else 1.0 - specificity)


@science
def recognised(seed: int, replication: int, uid: int, share: float) -> bool:
    """Whether the orders of a member are known to be theirs."""
    if share >= 1.0:
        return True
    word, _, _, _ = at.draw(seed, replication, uid, at.IDENTITY, 0)
    return uniform(word) < share
