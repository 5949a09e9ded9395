"""What moves an order from one place to buy to another, and which stores help it on (渠道迁移).

Of a store it is drawn once, at the address of its customer book, whether a dealer runs it and what
it asks for; it takes part if the credit for orders online reaches that. So stores are a threshold
model (Granovetter, American Journal of Sociology 83(6), 1978, without the crowd): a better offer
adds stores and loses none.
"""

from __future__ import annotations

from sim.behaviour.elementary import exp
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import in_every_run, science


@in_every_run
@science
def part_chance(credit: float, asks: float, spread: float) -> float:
    """Share of stores that take part: logistic thresholds around `asks`.

    credit: share of an order online that counts as the store's.
    """
    return 1.0 / (1.0 + exp(-max(-50.0, min(50.0, (credit - asks) / spread))))


@science
def is_dealers(seed: int, replication: int, book: int, dealers: float) -> bool:
    """Whether the store of a customer book is run by a dealer; dealers: share of those that are."""
    word, _, _, _ = at.draw(seed, replication, book, at.PARTNER, 0)
    return uniform(word) < dealers


@science
def takes_part(
    seed: int, replication: int, book: int, dealers: float, own: float, dealer: float
) -> bool:
    """Whether the store of a customer book takes part.

    own, dealer: share of the brand's own stores, and of dealers', whose threshold is reached.
    """
    _, word, _, _ = at.draw(seed, replication, book, at.PARTNER, 0)
    return uniform(word) < (dealer if is_dealers(seed, replication, book, dealers) else own)


@science
def saved_share(saved: float, basket: float) -> float:
    """Share of those who find goods missing that order elsewhere, with a basket made up for
    `basket` of those who would not."""
    return saved + (1.0 - saved) * basket
