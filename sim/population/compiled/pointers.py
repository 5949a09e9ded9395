"""Where arrays begin, for functions within kernels.

An array handed to a function is nine numbers, its place is one; most of what a shopper's day calls
would do little but hand on arrays. What the compiler writes for these functions stands in
`pointer_code`.
"""

from __future__ import annotations

from typing import Any

_FOR_KERNELS = "for kernels alone: arrays have places only in compiled code"


def start(numbers: Any) -> Any:
    """Where an array of int64 begins."""
    raise NotImplementedError(_FOR_KERNELS)


def season_of(c: Any) -> Any:
    """The season table (`sim.behaviour.clock`) of a plan; its record knows the place."""
    raise NotImplementedError(_FOR_KERNELS)


def sites_of(c: Any) -> Any:
    """The table of sites (`sim.behaviour.sites`) of a plan."""
    raise NotImplementedError(_FOR_KERNELS)


def areas_of(c: Any) -> Any:
    """The table of areas of a plan."""
    raise NotImplementedError(_FOR_KERNELS)


def stages_in(c: Any) -> Any:
    """The rows of stages (`sim.behaviour.stages.stage_by_orders`) of a plan."""
    raise NotImplementedError(_FOR_KERNELS)


def mood_at(c: Any, place: int) -> float:
    """A number of the table of moods of groups, which a plan's record finds."""
    raise NotImplementedError(_FOR_KERNELS)


def appeal_at(c: Any, place: int) -> float:
    """A number of the table of appeals of goods, which a plan's record finds."""
    raise NotImplementedError(_FOR_KERNELS)
