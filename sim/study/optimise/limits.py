"""What a plan must keep to: a bound on a figure, in so many replications of a hundred."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.config.errors import InputError
from sim.config.said import say
from sim.measure.definitions import BY_KEY
from sim.study.figure import check_kpi
from sim.study.samples import Floats

WRITTEN = re.compile(r"(\w+)(<=|>=)(-?\d+(?:\.\d+)?(?:e\d+)?)")
SYNTAX = say("limit=[programme_cost<=3000000] or limit=[KPI<=NUMBER,KPI>=NUMBER], in quotes")


@dataclass(frozen=True)
class Limit:
    """A bound on a KPI, in its unit; `most` tells an upper from a lower bound."""

    kpi: str
    most: bool
    bound: float

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.kpi}{'<=' if self.most else '>='}{self.bound:.15g}"

    def excess(self, values: Floats) -> Floats:
        """By how much of the bound each is beyond it: at most 0 within, infinite if undefined."""
        beyond = (values - self.bound) if self.most else (self.bound - values)
        return np.where(np.isnan(values), np.inf, beyond / (abs(self.bound) or 1.0))


def read_limits(text: str) -> tuple[Limit, ...]:
    """The limits in `[KPI<=NUMBER,…]`.

    Raises:
        InputError: one cannot be read, or there is no such figure.
    """
    limits = []
    for part in text.strip("[] ").split(","):
        found = WRITTEN.fullmatch(part.replace(" ", ""))
        if found is None:
            raise InputError(
                say("this limit cannot be read"),
                file=say("command line"),
                key="limit",
                value=part,
                allowed=SYNTAX,
            )
        check_kpi(found[1], "limit")
        limits.append(Limit(found[1], found[2] == "<=", float(found[3])))
    return tuple(limits)


def beyond(limits: Sequence[Limit], figures: Mapping[str, Floats]) -> Floats:
    """By how much each replication is beyond the limit it breaks most, shape (replications,)."""
    each = [limit.excess(figures[limit.kpi]) for limit in limits]
    found: Floats = np.max(each, axis=0)
    return found


def shortfall(beyond: Floats, probability: float) -> float:
    """The excess that `probability` of the replications stay below; at most 0 if the limits hold.

    It is an order statistic: of 5 replications and 0.9 the largest.
    """
    rank = math.ceil(probability * len(beyond) - 1e-9)
    return float(np.sort(beyond)[max(rank, 1) - 1])


def unit(limit: Limit) -> str:
    """The unit of a limit's figure."""
    return BY_KEY[limit.kpi].unit
