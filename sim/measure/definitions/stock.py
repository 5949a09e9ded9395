"""Stock as a quantity."""

from __future__ import annotations

from sim.measure.definitions.kpi import Kpi

STOCK: tuple[Kpi, ...] = (
    Kpi(
        "stock_held",
        "value",
        "yuan",
        0,
        "Stock held",
        "平均库存",
        "Worth of goods on the shelf at the end of a day, at cost, mean of all days.",
        "日末货架商品成本额，按日平均。",
    ),
    Kpi(
        "stock_turns",
        "value",
        "factor",
        1,
        "Stock turns",
        "库存周转次数",
        "Cost of goods sold in a year, less returns / stock held.",
        "年化销售成本（扣退货）/ 平均库存。",
    ),
    Kpi(
        "spoiled_share",
        "value",
        "share",
        -1,
        "Spoiled",
        "损耗率",
        "Goods spoiled / goods spoiled and sold, less returns, at cost; those sold off in the evening are sold.",
        "损耗商品成本 /（损耗与售出商品成本，扣退货，含日清售出）。",
    ),
    Kpi(
        "clearance_sales",
        "value",
        "yuan",
        1,
        "Sold off in the evening",
        "日清销售额",
        "Brought by goods left in the evening and sold at falling prices; not in net sales, which are orders.",
        "晚间降价清仓所得，不含在净销售额（订单）中。",
    ),
    Kpi(
        "stock_late",
        "load",
        "orders",
        -1,
        "Orders waiting for goods",
        "等货订单",
        "Orders made when the day had sold all there was; their goods were bought in and came late.",
        "当日售罄后成交、需紧急调货而迟到的订单。",
    ),
    Kpi(
        "stock_cost",
        "value",
        "yuan",
        -1,
        "Cost of stock",
        "库存成本",
        "Goods spoiled, cost of holding, and the premium of goods bought in.",
        "损耗、持有成本与紧急调货加价。",
    ),
)
