"""Goods as kernels read them: fields of the one record of a plan."""

from __future__ import annotations

from typing import Any

from sim.population.goods import CATEGORIES, PAIRS, GoodsRule

GOODS_FIELDS: list[Any] = [
    *((name, "i8") for name in ("categories", "pairs", "goods_move")),
    ("appeals", "i8"),  # address of the table of appeals
    *((name, "f8") for name in ("concentration", "gained", "accuracy")),
    *((f"g_{name}", "i8", (CATEGORIES,)) for name in ("hash", "price_bp", "goods_bp")),
    *((f"g_{name}", "f8", (CATEGORIES,)) for name in ("shape", "taught")),
    *((f"b_{name}", "i8", (PAIRS,)) for name in ("hash", "first", "second")),
    *((f"b_{name}", "i8", (PAIRS,)) for name in ("basket_bp", "paid_bp")),
    *((f"b_{name}", "f8", (PAIRS,)) for name in ("share", "discount", "dip")),
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
