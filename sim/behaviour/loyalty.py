"""What points, tiers and a stored balance do to a shopper (model sections 4 and 9)."""

from __future__ import annotations

from sim.behaviour.community import drawn
from sim.science import science

MOST_GROWTH = 2_000_000_000  # yuan; spending of a period beyond this is not counted


@science
def points_of(net_fen: int, basis_points: int) -> int:
    """Whole points for what was paid; basis_points: points a yuan earns, in ten thousandths."""
    return net_fen * basis_points // 1_000_000


@science
def goal_pull(points: int, price: int, gradient: float) -> float:
    """Factor on purchase intensity by how much of the way to the next reward is done.

    1 at its beginning, nearly 1 + gradient at its end, and 1 again once the reward can be had:
    effort depends on the share of the distance that is left and falls back at the goal (the
    goal-distance model of Kivetz, Urminsky and Zheng, Journal of Marketing Research 43(1), 2006; in
    their cafe, with one coffee free for ten, times between purchases fell by 20 % from the first to
    the last, which is a gradient of 0.25).
    """
    if price <= 0:
        return 1.0
    return 1.0 + gradient * (points % price / price)


@science
def member_pull(
    points: int, price: int, gradient: float, tier_gain: float, balance_fen: int, stored_gain: float
) -> float:
    """Factor on purchase intensity of everything a member holds but coupons.

    tier_gain: intensity the tier adds; stored_gain: what a stored balance adds while there is one.
    """
    pull = goal_pull(points, price, gradient) * (1.0 + tier_gain)
    return pull * (1.0 + stored_gain) if balance_fen > 0 else pull


@science
def speaks(anyway: float, worth: float, gain: float, half: float) -> float:
    """Chance that a listener says something in a group at a visit when that earns points.

    anyway: chance without; worth: of the points, in yuan. Of those who would have been silent the
    share that points win over grows with their worth: `gain` at most, half of it at `half`.
    """
    return anyway + (1.0 - anyway) * drawn(worth, gain, half)


@science
def kept_stop(stop: float, retention: float) -> float:
    """Chance or hazard to stop buying once a tier has taken its share away."""
    return stop * (1.0 - retention)


@science
def grown(growth_yuan: int, net_fen: int) -> int:
    """Spending of a period in whole yuan after an order: each order counts its whole yuan."""
    return min(MOST_GROWTH, growth_yuan + net_fen // 100)
