"""Who shares, whom they ask, who comes (model section 7)."""

from __future__ import annotations

from sim.science import in_every_run, science


@in_every_run
@science
def appeal(reward_yuan: float, half_yuan: float) -> float:
    """Pull of a reward between 0 and 1, saturating: reward / (reward + half)."""
    return reward_yuan / (reward_yuan + half_yuan)


@in_every_run
@science
def review_chance(plain: float, gain: float, reward_appeal: float) -> float:
    """Chance that a buyer reviews an order; `gain` is added at full appeal of the cashback."""
    return min(1.0, plain + gain * reward_appeal)


@science
def share_chance(base: float, reward_appeal: float, factor: float) -> float:
    """Chance to share on one occasion; `factor` carries segment, office and a fresh review."""
    return min(1.0, base * reward_appeal * factor)


@science
def accept_chance(plain: float, gain: float, reward_appeal: float, left: float) -> float:
    """Chance that a friend joins when asked; `gain` is added at full appeal of the reward.

    left: share of the market that has not joined yet; whoever has cannot be won again.
    """
    return min(1.0, plain + gain * reward_appeal) * left
