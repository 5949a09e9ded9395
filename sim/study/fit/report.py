"""What a fit has found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sim.study.fit.cohort import Cohort
from sim.study.fit.holdout import Holdout
from sim.study.fit.laws import ENGINE_LAW, FittedLaw
from sim.study.fit.maximise import Maximum
from sim.study.fit.orders import Orders


@dataclass(frozen=True)
class FitReport:
    """Everything a fit has found; the files in `out` and the console text are made from it.

    source: name of the order log.
    label: name of the customer base.
    orders: the clean orders, with what was odd in the log.
    cohort: the customers the models were fitted on.
    last_day: last day of the calibration, counted from the first day of the log.
    laws: the laws of repeat buying by name, time in weeks.
    gammagamma: p, q, v (the log's currency).
    value_correlation: correlation of repeat orders and their mean value across repeat customers,
        which Gamma-Gamma takes to be zero; None where one of the two does not vary.
    calibration_expected: repeat orders each law expects in the calibration.
    holdouts: the test of each law on later orders; empty if the calibration is the whole log.
    currency_rate: yuan for one unit of the log's currency.
    people_per_customer: simulated people for each real customer.
    out: folder of the files.
    """

    source: str
    label: str
    orders: Orders
    cohort: Cohort
    last_day: int
    laws: Mapping[str, FittedLaw]
    gammagamma: Maximum
    value_correlation: float | None
    calibration_expected: Mapping[str, float]
    holdouts: Mapping[str, Holdout]
    currency_rate: float
    people_per_customer: int
    out: Path

    @property
    def until(self) -> date:
        """Last date of the calibration."""
        return self.orders.start + timedelta(days=self.last_day)

    @property
    def weeks(self) -> float:
        """Length of the calibration."""
        return (self.last_day + 1) / 7

    @property
    def bgnbd(self) -> Maximum:
        """The law simulated shoppers live by: r, alpha (weeks), a, b."""
        return self.laws[ENGINE_LAW].maximum

    @property
    def holdout(self) -> Holdout | None:
        """The test of that law; None without a hold-out."""
        return self.holdouts.get(ENGINE_LAW)

    @property
    def models(self) -> Mapping[str, Maximum]:
        """The fitted models by name."""
        return {name: law.maximum for name, law in self.laws.items()} | {
            "gammagamma": self.gammagamma
        }
