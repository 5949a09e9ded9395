"""What the amounts in a plan's question are in the trade (行业) it was tried in.

A question is written in the money of its plan; in a trade of other orders the plan's amounts keep
their share of an order (`sim.config.amounts`), and the page says what they have become.
"""

from __future__ import annotations

from reports.numbers import plain
from reports.results import Scenario
from reports.words import Words
from sim.config.amounts import is_amount
from sim.config.sources import COMMAND_LINE

MOST = 6  # amounts named; a plan of everything has dozens


def amounts_note(scenario: Scenario, wording: Words) -> str:
    """A sentence for the reader of the question; empty where the amounts stand as written.

    Empty, too, where the plan has none: its question then speaks of no money.
    """
    trade = scenario.plan.get("trade", {})
    order, written = trade.get("order_yuan"), trade.get("written_for_yuan")
    amounts = [
        row
        for row in scenario.assumptions
        if is_amount(row["key"]) and row["value"] and not row["file"].startswith("conf/")
    ]
    if order == written or not amounts:
        return ""
    # What the command line says is meant in this trade.
    changed = [
        f"{row['key']} {plain(row['value'])}" for row in amounts if row["file"] != COMMAND_LINE.file
    ]
    named = wording("join.list").join(changed[:MOST]) + ("…" if len(changed) > MOST else "")
    said = wording("page.amounts", written=plain(written), order=plain(order))
    return said + (wording("page.amounts_are", amounts=named) if named else "")
