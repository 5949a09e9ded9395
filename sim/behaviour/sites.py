"""Stores with a place (门店选址): where shoppers live, how far they go, and to which store.

Retail gravity: what draws somebody to a store falls with a power of the distance (Reilly, The Law
of Retail Gravitation, 1931), and of all that draw, a store is chosen with the share it has (Huff,
Land Economics 39(1), 1963). Nothing is remembered: a home is drawn again at its shopper's address.
"""

from __future__ import annotations

import math

from sim.behaviour.exponential import exp
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import Table, science

SITE_COLUMNS = X, Y, SIZE, FROM, UNTIL = range(5)  # of a table of sites: km, factor, days
AREA_COLUMNS = MIDDLE_X, MIDDLE_Y, REACH, ENDS = range(4)  # ... of areas: km, end of its weight
_AT_THE_DOOR = 1e-4  # square km; nobody lives nearer
FARTHEST = 1e18  # square km: no store is open


@science
def home(seed: int, replication: int, uid: int, areas: Table) -> tuple[float, float]:
    """Where somebody lives, in km: an area by weight, then anywhere in a square around its middle.

    areas: shape (areas, 4), columns AREA_COLUMNS; REACH: half the side of the square.
    """
    which, across, along, _ = at.draw(seed, replication, uid, at.HOME, 0)
    luck, row = uniform(which), 0
    while luck >= areas[row, ENDS]:
        row += 1
    reach = float(areas[row, REACH])
    x = float(areas[row, MIDDLE_X]) + reach * (2.0 * uniform(across) - 1.0)
    y = float(areas[row, MIDDLE_Y]) + reach * (2.0 * uniform(along) - 1.0)
    return x, y


@science
def squared_km(x: float, y: float, site: int, sites: Table) -> float:
    """Square of the distance from a home to a site."""
    across, along = x - float(sites[site, X]), y - float(sites[site, Y])
    return across * across + along * along


@science
def is_there(site: int, day: int, sites: Table) -> bool:
    """Whether a site is open on a day; before day 0 those of day 0 are."""
    today = max(day, 0)
    return float(sites[site, FROM]) <= today < float(sites[site, UNTIL])


@science
def attraction(size: float, squared: float, half_km: float, power: float) -> float:
    """What draws somebody to a store, against all that competes with it (1).

    size: of the store against a usual one. A usual store `half_km` away draws 1; it falls with the
    `power` of the distance.
    """
    ratio = max(squared, _AT_THE_DOOR) / (half_km * half_km)
    return size * exp(-0.5 * power * math.log(ratio))


@science
def attraction_of_all(
    x: float, y: float, day: int, half_km: float, power: float, sites: Table
) -> float:
    """What all sites that are open draw together."""
    total = 0.0
    for site in range(len(sites)):
        if is_there(site, day, sites):
            squared = squared_km(x, y, site, sites)
            total += attraction(float(sites[site, SIZE]), squared, half_km, power)
    return total


@science
def goes_chance(drawn: float) -> float:
    """Share of what is wanted in a store that is bought in ours, the rest at a rival's."""
    return drawn / (1.0 + drawn)


@science
def nearest(x: float, y: float, day: int, sites: Table) -> tuple[int, float]:
    """The open site nearest to a home, and the square of its distance; -1 and FARTHEST: none."""
    found, least = -1, FARTHEST
    for site in range(len(sites)):
        if is_there(site, day, sites):
            squared = squared_km(x, y, site, sites)
            if squared < least:
                found, least = site, squared
    return found, least


@science
def chosen(
    x: float, y: float, day: int, half_km: float, power: float, u: float, sites: Table
) -> int:
    """Which open site somebody who goes to ours goes to (Huff); -1 if none is open."""
    left = u * attraction_of_all(x, y, day, half_km, power, sites)
    last = -1
    for site in range(len(sites)):
        if is_there(site, day, sites):
            last = site
            squared = squared_km(x, y, site, sites)
            left -= attraction(float(sites[site, SIZE]), squared, half_km, power)
            if left < 0.0:
                return site
    return last


@science
def stays_away(
    seed: int,
    replication: int,
    uid: int,
    day: int,
    half_km: float,
    power: float,
    sites: Table,
    areas: Table,
) -> bool:
    """Whether who wants something in a store today buys it at a rival's, ours being too far.

    The day decides, as it does for what is on the shelf: who wants twice stays away twice.
    """
    x, y = home(seed, replication, uid, areas)
    drawn = attraction_of_all(x, y, day, half_km, power, sites)
    word, _, _, _ = at.draw(seed, replication, uid, at.SITE, day)
    return uniform(word) >= goes_chance(drawn)


@science
def lives_near(
    seed: int,
    replication: int,
    uid: int,
    day: int,
    site: int,
    within_km: float,
    sites: Table,
    areas: Table,
) -> bool:
    """Whether somebody's nearest open site is `site` (-1: any), no farther than `within_km` (0: at
    any distance)."""
    x, y = home(seed, replication, uid, areas)
    found, squared = nearest(x, y, day, sites)
    if found < 0 or (site >= 0 and found != site):
        return False
    return within_km <= 0.0 or squared <= within_km * within_km
