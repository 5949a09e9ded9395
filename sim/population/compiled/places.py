"""Sales channels, stores and pick-up as kernels read them: fields of the one record of a plan."""

from __future__ import annotations

from typing import Any

from sim.population.interface import Conditions
from sim.population.selling import CHANNELS, REGIONS, Selling
from sim.population.sites import SitesRule

REASONS = 7  # of `sim.behaviour.selling`

FIELDS: list[Any] = [
    *(
        (name, "i8")
        for name in ("places", "counter", "room", "mall", "watched", "pick_fen", "pick_basket_bp")
    ),
    # of single stores: where the tables of sites and areas lie, and their rows
    *((name, "i8") for name in ("sites", "site_count", "areas", "area_count")),
    *((name, "f8") for name in ("half_km", "power", "ours", "rivals")),
    ("looks_days", "i8"),
    ("mall_days", "f8"),
    *((name, "f8") for name in ("pick_share", "pick_second", "pick_dip", "spread", "found")),
    *(
        (f"v_{name}", "i8", (CHANNELS,))
        for name in ("store", "opens", "closes", "instead", "fee_bp", "order_fen", "goods_bp")
    ),
    *(
        (f"v_{name}", "f8", (CHANNELS,))
        for name in ("until", "waits", "missing", "put_off", "radius_km")
    ),
    ("v_saved", "f8", (CHANNELS, REASONS)),
    *((name, "f8", (REGIONS,)) for name in ("region_until", "stores_open")),
]


def places(c: Any, selling: Selling) -> None:
    """Write where a plan sells into its record."""
    pickup = selling.pickup
    c["places"], c["counter"], c["spread"] = len(selling.places), selling.counter, selling.spread
    c["room"], c["mall"], c["mall_days"] = selling.room, selling.mall, selling.mall_days
    c["pick_share"], c["pick_second"], c["pick_dip"] = pickup.share, pickup.second, pickup.dip
    c["pick_basket_bp"], c["pick_fen"] = pickup.basket_bp, pickup.order_fen
    for i, place in enumerate(selling.places):
        c["v_store"][i], c["v_until"][i], c["v_instead"][i] = (
            place.store,
            place.until,
            place.instead,
        )
        c["v_opens"][i], c["v_closes"][i], c["v_waits"][i] = place.opens, place.closes, place.waits
        c["v_missing"][i], c["v_saved"][i] = place.missing, place.saved
        c["v_radius_km"][i] = place.radius_km
        c["v_fee_bp"][i], c["v_order_fen"][i] = place.fee_bp, place.order_fen
        c["v_goods_bp"][i] = place.goods_bp
    for i, until in enumerate(selling.region_until):
        c["region_until"][i] = until


def stores(c: Any, rule: SitesRule) -> None:
    """Write where stores stand and shoppers live into a plan's record."""
    c["sites"], c["site_count"] = rule.sites.ctypes.data, len(rule.sites)
    c["areas"], c["area_count"] = rule.areas.ctypes.data, len(rule.areas)
    c["half_km"], c["power"] = rule.half_km, rule.power
    c["ours"], c["rivals"], c["looks_days"] = rule.ours, rule.rivals, rule.looks_days


def places_today(c: Any, today: Conditions) -> None:
    """Write what is open and found from today on."""
    c["found"] = today.found
    c["v_put_off"][: len(today.put_off)] = today.put_off
    for i, share in enumerate(today.stores_open):
        c["stores_open"][i] = share
