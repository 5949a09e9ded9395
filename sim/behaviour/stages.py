"""In which stage of a view (阶段口径) a member is, by what a brand can see of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.science import science

Ints = npt.NDArray[np.int64]

# What is seen of a member, whole numbers, in this order; see `sim.config.known.Stage`.
MEASURES = ("member_days", "orders", "silent", "unseen", "spent_fen", "visits", "invited", "reach")
WIDTH = len(MEASURES)
EVER = 1 << 40  # days since an order nobody made


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
