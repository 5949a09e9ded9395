"""Stores with a place (门店选址): where shoppers live, how far they go, and to which store.

Retail gravity: what draws somebody to a store falls with a power of the distance (Reilly, The Law
of Retail Gravitation, 1931), and of all that draw, a store is chosen with the share it has (Huff,
Land Economics 39(1), 1963). Nothing is remembered: a home is drawn again at its shopper's address.
"""

from __future__ import annotations

from sim.behaviour.draws import exponential
from sim.behaviour.elementary import exp, log
from sim.randomness import address as at
from sim.randomness.philox import uniform
from sim.science import Table, science

SITE_COLUMNS = X, Y, SIZE, FROM, UNTIL = range(5)  # of a table of sites: km, factor, days
AREA_COLUMNS = MIDDLE_X, MIDDLE_Y, REACH, ENDS = range(4)  # ... of areas: km, end of its weight
_AT_THE_DOOR = 1e-4  # square km; nobody lives nearer
FARTHEST = 1e18  # square km: no store is open
RIVALS = -1  # whose favourite store is a rival's
_RIVALS_LUCK, _TRIP = 1 << 20, 1 << 21  # ordinals of `FAVOURITE` beside the sites; _TRIP: plus day


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
    return size * exp(-0.5 * power * log(ratio))


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
def last_look(u: float, day: int, looks_days: int) -> int:
    """The day on which somebody looked around for a store last: every `looks_days`, counted from a
    day of their own; today if that is 0."""
    return day - (day + int(u * looks_days)) % looks_days if looks_days > 0 else day


@science
def _winner(
    seed: int,
    replication: int,
    uid: int,
    day: int,
    x: float,
    y: float,
    half_km: float,
    power: float,
    sites: Table,
) -> int:
    """Which store wins somebody who looks around: a race of exponentials, each at the rate it
    draws, all rivals at 1.

    So each is chosen with the share it has (Huff). Luck with each store stays, so a new one takes
    people to it and moves nobody between others.
    """
    word, _, _, _ = at.draw(seed, replication, uid, at.FAVOURITE, _RIVALS_LUCK)
    found, first = RIVALS, float(exponential(uniform(word)))
    for site in range(len(sites)):
        if is_there(site, day, sites):
            squared = squared_km(x, y, site, sites)
            rate = attraction(float(sites[site, SIZE]), squared, half_km, power)
            word, _, _, _ = at.draw(seed, replication, uid, at.FAVOURITE, site)
            moment = float(exponential(uniform(word)))
            if moment < first * rate:
                found, first = site, moment / rate
    return found


@science
def favourite(
    seed: int,
    replication: int,
    uid: int,
    day: int,
    looks_days: int,
    half_km: float,
    power: float,
    sites: Table,
    areas: Table,
) -> int:
    """The store somebody calls theirs on a day (常去门店): a site, or RIVALS.

    It was chosen when they last looked around. If it has closed since, they look around at once.
    """
    x, y = home(seed, replication, uid, areas)
    _, when, _, _ = at.draw(seed, replication, uid, at.FAVOURITE, _RIVALS_LUCK)
    then = last_look(uniform(when), day, looks_days)
    found = _winner(seed, replication, uid, then, x, y, half_km, power, sites)
    if found >= 0 and not is_there(found, day, sites):
        found = _winner(seed, replication, uid, day, x, y, half_km, power, sites)
    return found


@science
def extra_draw(
    x: float, y: float, mine: int, habit: float, half_km: float, power: float, sites: Table
) -> float:
    """What a favourite draws beyond what it draws to others: `habit` times as much in all.

    Habit multiplies odds, as loyalty does in the logit model of choice (Guadagni and Little,
    Marketing Science 2(3), 1983).
    """
    if mine < 0:
        return 0.0
    squared = squared_km(x, y, mine, sites)
    return (habit - 1.0) * attraction(float(sites[mine, SIZE]), squared, half_km, power)


@science
def stays_away(
    seed: int,
    replication: int,
    uid: int,
    day: int,
    half_km: float,
    power: float,
    ours: float,
    rivals: float,
    looks_days: int,
    sites: Table,
    areas: Table,
) -> bool:
    """Whether who wants something in a store today buys it at a rival's, ours being too far.

    The day decides, as it does for what is on the shelf: who wants twice stays away twice.
    ours, rivals: habit of who has a favourite of ours, of a rival's; both 1: there are none.
    """
    x, y = home(seed, replication, uid, areas)
    drawn = attraction_of_all(x, y, day, half_km, power, sites)
    if ours != 1.0 or rivals != 1.0:
        mine = favourite(seed, replication, uid, day, looks_days, half_km, power, sites, areas)
        if mine == RIVALS:
            drawn /= rivals
        drawn += extra_draw(x, y, mine, ours, half_km, power, sites)
    word, _, _, _ = at.draw(seed, replication, uid, at.SITE, day)
    return uniform(word) >= goes_chance(drawn)


@science
def trip(
    seed: int,
    replication: int,
    uid: int,
    day: int,
    mine: int,
    habit: float,
    half_km: float,
    power: float,
    sites: Table,
    areas: Table,
) -> int:
    """Which open site somebody who goes to ours goes to; -1 if none is open.

    mine: their favourite, which draws `habit` times as much to them as to others.
    """
    x, y = home(seed, replication, uid, areas)
    extra = extra_draw(x, y, mine, habit, half_km, power, sites)
    if extra > 0.0:
        word, _, _, _ = at.draw(seed, replication, uid, at.FAVOURITE, _TRIP + day)
        drawn = attraction_of_all(x, y, day, half_km, power, sites)
        if uniform(word) * (drawn + extra) < extra:
            return mine
    _, which, _, _ = at.draw(seed, replication, uid, at.SITE, day)
    return chosen(x, y, day, half_km, power, uniform(which), sites)


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
