"""Every KPI once: its formula, cohort, window and denominator, in words a reader sees.

A module for each topic; the functions of `sim.measure.kpis` compute them, and a test holds the
two lists equal.
"""

from __future__ import annotations

from itertools import chain

from sim.measure.definitions.cards import CARDS
from sim.measure.definitions.communities import COMMUNITIES
from sim.measure.definitions.delivery import DELIVERY
from sim.measure.definitions.desk import DESK
from sim.measure.definitions.experiments import EXPERIMENTS
from sim.measure.definitions.goods import GOODS
from sim.measure.definitions.growth import GROWTH
from sim.measure.definitions.known import KNOWN
from sim.measure.definitions.kpi import Kpi
from sim.measure.definitions.leads import LEADS
from sim.measure.definitions.load import LOAD
from sim.measure.definitions.loyalty import LOYALTY
from sim.measure.definitions.offers import OFFERS
from sim.measure.definitions.reach import REACH
from sim.measure.definitions.retention import RETENTION
from sim.measure.definitions.satisfaction import SATISFACTION
from sim.measure.definitions.selling import SELLING
from sim.measure.definitions.sites import SITES
from sim.measure.definitions.steering import STEERING
from sim.measure.definitions.stock import STOCK
from sim.measure.definitions.value import VALUE

KPIS: tuple[Kpi, ...] = tuple(
    chain(
        GROWTH,
        RETENTION,
        VALUE,
        LOYALTY,
        SELLING,
        SITES,
        STOCK,
        DELIVERY,
        SATISFACTION,
        LOAD,
        COMMUNITIES,
        DESK,
        LEADS,
        STEERING,
        KNOWN,
        EXPERIMENTS,
        REACH,
        CARDS,
        OFFERS,
        GOODS,
    )
)
"""In the order of the tables."""
BY_KEY: dict[str, Kpi] = {kpi.key: kpi for kpi in KPIS}

__all__ = ["BY_KEY", "KPIS", "Kpi"]
