"""Offers members pass on (转发): meaning to, doing it, claiming, giving on what one got."""

from __future__ import annotations

from sim.behaviour.draws import exponential
from sim.behaviour.elementary import LN_2, exp
from sim.science import science


@science
def meant_chance(plain: float, gain: float, reward_appeal: float) -> float:
    """Chance that a member means to pass an offer on; `gain` is added at full appeal of what they
    get for it (`sim.behaviour.referral.appeal`)."""
    return min(1.0, plain + gain * reward_appeal)


@science
def forgotten_on(u: float, since: int, lasts_days: float) -> float:
    """The day on which an intention of day `since` is forgotten: it lasts an exponential time.

    A member who comes by v times a day and does it then, if they still mean to, does it with
    chance v / (v + 1 / lasts_days): the first of two competing exponentials.
    """
    return since + lasts_days * float(exponential(u))


@science
def claim_chance(parts: float, active: float) -> float:
    """Chance that a member who comes by claims one of so many parts that go round.

    Each part goes to one of the active at random and nobody claims two, so that who is left out
    follows the law of balls in bins, 1 - exp(-parts / active).
    """
    return 1.0 - exp(-parts / active) if active > 0.0 else 0.0


@science
def again_chance(again: float, parts: int, worth: float, mean_worth: float) -> float:
    """Chance that who got one part passes the offer, of so many parts, on in turn.

    So that `again` parts are passed on for each that was got, in proportion to what it is worth: in
    groups that split red packets each yuan received led to 0.18 yuan sent on within a day (Yuan,
    Liu, Tan, Chen, Dong and Tang, arXiv 1906.09698), and who drew the best gave most.
    """
    got = worth / mean_worth if mean_worth > 0.0 else 1.0
    return min(1.0, again * got / parts)


@science
def one_of(u: float, many: int) -> int:
    """The place of the kind one draws, of so many that are as likely as each other."""
    return min(many - 1, int(u * many))


@science
def kept_in_mind(before: float, today: float, half_life_days: float) -> float:
    """A sum of what was seen day by day, in which a day counts half after so many days."""
    return before * exp(-LN_2 / half_life_days) + today


@science
def hoped(earned: float, passed: float, announced: float, weight: float) -> float:
    """Yuan expected of passing an offer on once (adaptive expectation).

    earned, passed: yuan of those who did, whether or not their friends came, and how many did, as
    `kept_in_mind`. announced: what is said of it, which counts as `weight` times seen.
    """
    return (earned + weight * announced) / (passed + weight)
