"""Whom distance lets come to the single stores (单店), person by person."""

from __future__ import annotations

from sim.behaviour import sites as gravity
from sim.population.interface import Floats, Ints
from sim.population.sites import SitesRule
from sim.science import Table, science


def map_of(rule: SitesRule) -> tuple[float, float, Table, Table]:
    """What `come_chances` asks of the stores and of where people live."""
    return rule.half_km, rule.power, rule.sites, rule.areas


@science
def come_chances(
    chances: Floats,
    uids: Ints,
    day: int,
    site: int,
    seed: int,
    replication: int,
    half_km: float,
    power: float,
    sites: Table,
    areas: Table,
) -> None:
    """Fill in the chance that distance leaves: to come to one site, or (-1) to any open one."""
    for i in range(len(uids)):
        x, y = gravity.home(seed, replication, uids[i], areas)
        drawn = 0.0
        if site < 0:
            drawn = gravity.attraction_of_all(x, y, day, half_km, power, sites)
        elif gravity.is_there(site, day, sites):
            squared = gravity.squared_km(x, y, site, sites)
            drawn = gravity.attraction(float(sites[site, gravity.SIZE]), squared, half_km, power)
        chances[i] = gravity.goes_chance(drawn)
