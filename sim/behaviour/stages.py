"""In which stage of a view (阶段口径) a member is, by what a brand can see of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.behaviour.trigger import NEVER_DAY
from sim.science import Table, science

Ints = npt.NDArray[np.int64]

# What is seen of a member, whole numbers, in this order; see `sim.config.known.Stage`.
MEASURES = ("member_days", "orders", "silent", "unseen", "spent_fen", "visits", "invited", "reach")
WIDTH = len(MEASURES)
EVER = 1 << 40  # days since an order nobody made

# Of these, what an order or a passing day changes, and nothing else; each has its lowest and its
# highest in a row of a table of stages.
BY_ORDERS = ("member_days", "orders", "silent", "spent_fen")
_SILENT_FROM, _SPENT_FROM = 4, 6  # columns; those of days and orders are before them


@science
def stage_of(bounds: Ints, seen: Ints, first: int) -> int:
    """The first stage all of whose bounds hold, or the number of stages if none does.

    bounds: lowest and highest of each measure by stage, shape (stages x WIDTH x 2,), included.
    seen: measures, WIDTH in a row for each member; first: where this member's begin.
    """
    stages = len(bounds) // (2 * WIDTH)
    for stage in range(stages):
        fits = True
        for measure in range(WIDTH):
            place = 2 * (stage * WIDTH + measure)
            value = seen[first + measure]
            fits = fits and bounds[place] <= value and value <= bounds[place + 1]
        if fits:
            return stage
    return stages


@science
def stages_of(bounds: Ints, seen: Ints, found: Ints) -> None:
    """Fill in the stage of each member; seen: shape (members x WIDTH,), found: (members,)."""
    for member in range(len(found)):
        found[member] = stage_of(bounds, seen, member * WIDTH)


@science
def stage_by_orders(
    rows: Table, first: int, last: int, member_days: int, orders: int, silent: int, spent_fen: int
) -> int:
    """The stage of a member in a view that asks for nothing but BY_ORDERS; see `stage_of`.

    rows: lowest and highest of each of BY_ORDERS by stage, included; those of the view are from
    `first` to before `last`.
    """
    for row in range(first, last):
        if (
            rows[row, 0] <= member_days <= rows[row, 1]
            and rows[row, 2] <= orders <= rows[row, 3]
            and rows[row, _SILENT_FROM] <= silent <= rows[row, _SILENT_FROM + 1]
            and rows[row, _SPENT_FROM] <= spent_fen <= rows[row, _SPENT_FROM + 1]
        ):
            return row - first
    return last - first


@science
def turned(before: int, after: int, leaves: int, enters: int) -> bool:
    """Whether a change of stage is one a journey starts on.

    before, after: stages. leaves, enters: bits of those it may lead from and to, 0 for any.
    """
    if before == after or (leaves and not leaves >> before & 1):
        return False
    return not enters or enters >> after & 1 > 0


@science
def _turns_on(
    rows: Table,
    first: int,
    last: int,
    leaves: int,
    enters: int,
    joined: int,
    orders: int,
    since_order: int,
    spent_fen: int,
    day: int,
) -> bool:
    """Whether the stage at the midnight of `day` differs so from that of the day before."""
    silent = day - since_order if orders else EVER
    passed = silent - 1 if orders else EVER
    before = stage_by_orders(rows, first, last, day - 1 - joined, orders, passed, spent_fen)
    after = stage_by_orders(rows, first, last, day - joined, orders, silent, spent_fen)
    return turned(before, after, leaves, enters)


@science
def next_turn(
    rows: Table,
    first: int,
    last: int,
    leaves: int,
    enters: int,
    joined: int,
    orders: int,
    since_order: int,
    spent_fen: int,
    after: int,
) -> int:
    """The first day after `after` at whose midnight a member is in another stage than the day
    before for the time that has passed, as things are; NEVER_DAY if none.

    rows, first, last: as in `stage_by_orders`; leaves, enters: as in `turned`. joined, since_order:
    days of joining and of the last order. A stage changes only where one of its bounds is passed.
    """
    found = NEVER_DAY
    for row in range(first, last):
        for column in range(2 * len(BY_ORDERS)):
            if column < 2 or (_SILENT_FROM <= column < _SPENT_FROM and orders):
                since = joined if column < 2 else since_order
                day = since + int(rows[row, column]) + column % 2
                if max(after, joined) < day < found and _turns_on(
                    rows,
                    first,
                    last,
                    leaves,
                    enters,
                    joined,
                    orders,
                    since_order,
                    spent_fen,
                    day,
                ):
                    found = day
    return found
