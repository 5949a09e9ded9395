"""What is asked of a sensitivity study."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from sim.config.errors import InputError
from sim.config.said import say
from sim.study.figure import check_kpi

METHODS = {"morris": 10, "sobol": 64, "ends": 0}
"""Ways to move all factors together, and how many trajectories or rows they take unless asked."""

MOST = 15
"""Assumptions, found by themselves, that move all together."""


@dataclass(frozen=True)
class Asked:
    """How to look.

    method: `morris`, `sobol`, or `ends` for one factor at a time alone.
    n: trajectories or rows.
    kpi: the figure looked at.
    most: how many assumptions move all together.
    only: beginnings of the assumptions' keys; empty for all.
    """

    method: str = "morris"
    n: int = METHODS["morris"]
    kpi: str = "contribution"
    most: int = MOST
    only: tuple[str, ...] = ()

    def check(self) -> None:
        """Refuse what cannot be done.

        Raises:
            InputError: naming the argument.
        """
        check_kpi(self.kpi, "kpi")
        if self.method == "sobol" and self.n & (self.n - 1):
            raise InputError(
                say("Saltelli's design wants a power of two"),
                file=say("command line"),
                key="n",
                value=self.n,
                allowed=["16, 32, 64, 128, 256, …"],
            )
        if self.method != "ends" and find_spec("SALib") is None:
            raise InputError(
                say("siyu sensitivity needs SALib, which is not installed"),
                key="method",
                value=self.method,
                allowed=say('pip install "SALib>=1.5.1"; or method=ends, which needs nothing'),
            )
