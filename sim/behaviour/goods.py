"""Which goods an order is for (品类): tastes, the race between categories, what is taken along.

Tastes are Dirichlet among shoppers, so the categories of a buyer's orders follow the NBD-Dirichlet
(Goodhardt, Ehrenberg and Chatfield, JRSS A 147(5), 1984): two orders of one buyer are of the same
category with probability sum a (a + 1) / (S (S + 1)), a being concentration x share and S their
sum. Nothing is remembered: a taste is drawn again at its shopper's address, the category of an
order from its index.
"""

from __future__ import annotations

from sim.behaviour.draws import exponential, gamma
from sim.behaviour.order import share_of_fen
from sim.randomness import address as at
from sim.randomness.philox import uniform, uniform_fine
from sim.science import science

FAR = 1e300  # later than any category that is liked at all


@science
def taste(seed: int, replication: int, uid: int, category: int, shape: float) -> float:
    """How much a shopper likes a category (its name hash), as a gamma variate of that shape.

    Divided by the sum over all categories these are Dirichlet; its mean is the category's share.
    """
    return gamma(seed, replication, uid, at.TASTE + category, 0, shape)


@science
def wanted_at(
    seed: int, replication: int, uid: int, category: int, index: int, liking: float
) -> float:
    """When a category would be taken, in a race for the `index`-th order; the earliest wins.

    Exponential with rate `liking`, so that each category wins with the share its liking has of all.
    As each has its own luck, liking one category more takes orders to it and moves none between
    others.
    """
    if liking <= 0.0:
        return FAR
    high, low, _, _ = at.draw(seed, replication, uid, at.WARES + category, index)
    return exponential(uniform_fine(high, low)) / liking


@science
def priced(base_fen: int, price_bp: int) -> int:
    """List value of an order whose category costs `price_bp` basis points of a usual order."""
    return max(1, share_of_fen(base_fen, price_bp))


@science
def liked(taste_of: float, tastes: float, shape: float, concentration: float) -> float:
    """How much more somebody likes a category than buyers of another do on average.

    taste_of, tastes: its taste and the sum of all. Buyers of another category like it with mean
    share shape / (concentration + 1), so this is 1 on average among them.
    """
    return taste_of / tastes * (concentration + 1.0) / shape


@science
def against_others(taste_of: float, tastes: float, shape: float, concentration: float) -> float:
    """How much more somebody likes a category than shoppers do on average; 1 in the mean.

    Arguments as of `liked`. A message about the category is worth as much more to them.
    """
    return taste_of / tastes * concentration / shape


@science
def demand(liked: float, appealing: float, pulling: float, gained: float) -> float:
    """Factor on purchase intensity of what is new and of what is held, for each category its own.

    liked: sum of tastes; appealing: sum of taste x appeal; pulling: sum of taste x appeal x pull.
    gained: of what appeal adds to a category, the share that is not taken from others. With gained
    at 1 the wants of each category are a Poisson stream of their own (superposition); at 0 appeal
    moves wants between categories, and there are as many as without.
    """
    if appealing <= 0.0:
        return 1.0 - gained
    return (1.0 + gained * (appealing / liked - 1.0)) * (pulling / appealing)


@science
def novelty(age_weeks: int, weeks: int, lift: float, fade: float) -> float:
    """What a launch adds to the appeal of its category so many weeks after it (上新)."""
    if age_weeks < 0 or age_weeks >= weeks:
        return 0.0
    left = lift
    for _ in range(age_weeks):
        left *= fade
    return left


@science
def worn(ages: float, months: int) -> float:
    """What is left of a category's appeal so many months after its last launch (老化)."""
    left = 1.0
    for _ in range(months):
        left *= 1.0 - ages
    return left


@science
def together(share: float, liking: float, pull: float) -> float:
    """Chance that an order takes goods of a second category along (连带).

    share: of the average buyer of the first, at full price; liking: as of `liked`; pull: factor of
    what is taken off for buying both, as of a coupon of the same depth.
    """
    return min(1.0, share * liking * pull)


@science
def takes_along(
    seed: int, replication: int, uid: int, pair: int, index: int, chance: float
) -> bool:
    """Whether the `index`-th order takes the second category of a pair (its name hash) along."""
    word, _, _, _ = at.draw(seed, replication, uid, at.ALONG + pair, index)
    return uniform(word) < chance


@science
def presence(liking: float, adapted: float) -> float:
    """How much room a region's range gives a category that is liked so much there, before all of
    its categories are brought to the same room.

    adapted: 0 the same range everywhere, 1 room in proportion to liking (地区差异).
    """
    return float(liking**adapted)


@science
def month_born(u: float, first: int, last: int) -> int:
    """The month from which somebody's age counts, as of day 0: any from `first` to `last`."""
    return first + int(u * (last - first + 1))


@science
def needed(age: int, first: int, last: int, factor: float) -> float:
    """What a stage of life makes of a category's appeal at an age in months (人生阶段)."""
    return factor if first <= age < last else 1.0


@science
def looks(chance: float, liking: float) -> float:
    """Chance that an active member looks at a category on a day; liking: as of `against_others`."""
    return min(1.0, chance * liking)


@science
def who_like(seed: int, replication: int, launch: int, triers: int, chance: float) -> int:
    """How many triers of new goods (name hash of the launch) like them (新品试销)."""
    found = 0
    for trier in range(triers):
        word, _, _, _ = at.draw(seed, replication, 0, at.LAUNCH + launch, 1 + trier)
        if uniform(word) < chance:
            found += 1
    return found
