"""Goods as kernels read them: fields of the one record of a plan."""

from __future__ import annotations

from typing import Any

from sim.population.goods import CATEGORIES, PAIRS, REGIONS, STAGES, GoodsRule

GOODS_FIELDS: list[Any] = [
    *((name, "i8") for name in ("categories", "pairs", "goods_move")),
    ("appeals", "i8"),  # address of the table of appeals
    *((name, "f8") for name in ("concentration", "gained", "accuracy")),
    *((f"g_{name}", "i8", (CATEGORIES,)) for name in ("hash", "price_bp", "goods_bp")),
    *((f"g_{name}", "f8", (CATEGORIES,)) for name in ("shape", "taught")),
    *((f"b_{name}", "i8", (PAIRS,)) for name in ("hash", "first", "second")),
    *((f"b_{name}", "i8", (PAIRS,)) for name in ("basket_bp", "paid_bp")),
    *((f"b_{name}", "f8", (PAIRS,)) for name in ("share", "discount", "dip")),
    *((name, "i8") for name in ("g_regions", "g_stages", "born_from", "born_until")),
    ("land_until", "f8", (REGIONS,)),
    ("land_appeal", "f8", (REGIONS * CATEGORIES,)),
    *((f"stage_{name}", "i8", (STAGES,)) for name in ("category", "first", "until")),
    ("stage_need", "f8", (STAGES,)),
]


def wares(c: Any, goods: GoodsRule) -> None:
    """Write a plan's goods into its record."""
    c["categories"], c["pairs"] = len(goods.categories), len(goods.pairs)
    c["concentration"], c["gained"], c["accuracy"] = (
        goods.concentration,
        goods.gained,
        goods.accuracy,
    )
    c["goods_move"], c["appeals"] = goods.moves, goods.appeals.ctypes.data
    for i, one in enumerate(goods.categories):
        c["g_hash"][i], c["g_shape"][i] = one.hash, one.shape
        c["g_taught"][i] = one.taught
        c["g_price_bp"][i], c["g_goods_bp"][i] = one.price_bp, one.goods_bp
    for i, pair in enumerate(goods.pairs):
        for name, value in pair._asdict().items():
            c[f"b_{name}"][i] = value
    c["g_regions"], c["g_stages"] = len(goods.regions), len(goods.stages)
    c["born_from"], c["born_until"] = goods.born
    for i, region in enumerate(goods.regions):
        c["land_until"][i] = region.until
        for place, worth in enumerate(region.appeals):
            c["land_appeal"][i * CATEGORIES + place] = worth
    for i, stage in enumerate(goods.stages):
        for name, value in stage._asdict().items():
            c[f"stage_{name}"][i] = value
