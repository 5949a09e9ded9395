"""What each rule of attribution credits the channels with, beside what they truly caused."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from reports.numbers import amount, change_span, factor
from reports.results import Results
from reports.tables import read_rows
from reports.words import Words
from sim.statistics.intervals import mean_interval

COLUMNS = ("scenario", "replication", "rule", "channel", "orders")
RULES = ("true", "book", "last_sent", "last_touch", "first_touch", "linear", "data_driven")
ALL = "all"


@dataclass(frozen=True)
class Credited:
    """One plan: channels, then a row a rule: orders by channel, in all, and against the truth."""

    caption: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    truth: str


def credited(results: Results, wording: Words) -> list[Credited]:
    """Every plan that shows attribution, in order."""
    path = results.folder / "attribution.csv"
    if not path.is_file():
        return []
    orders: dict[str, dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in read_rows(path, COLUMNS):
        orders[row["scenario"]][row["rule"], row["channel"]].append(float(row["orders"]))
    return [
        _plan(results, name, orders[name], wording)
        for name in (s.name for s in results.scenarios)
        if name in orders
    ]


def _plan(
    results: Results, name: str, orders: dict[tuple[str, str], list[float]], wording: Words
) -> Credited:
    channels = [channel for rule, channel in orders if rule == "true"]
    mean = {key: float(np.mean(values)) for key, values in orders.items()}
    true = mean["true", ALL]
    rows = []
    for rule in RULES:
        told = [amount(wording, mean[rule, channel], "orders") for channel in channels]
        over = mean[rule, ALL] / true if true > 0 else math.nan
        rows.append((wording(f"attribution.{rule}"), *told, factor(over)))
    words = [wording("attribution.all") if one == ALL else one for one in channels]
    head = (wording("attribution.rule"), *words, wording("attribution.over"))
    found = mean_interval(np.array(orders["true", ALL])[:, None])
    low, high = float(found.low[0]), float(found.high[0])
    span = change_span(wording, low, high, "orders") if low < high else ""
    return Credited(results.scenario(name).title[wording.lang], head, rows, span)
