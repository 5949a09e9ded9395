"""Real input: estimate the shoppers from an order log and test the estimate on later orders."""

from sim.study.fit.console import render
from sim.study.fit.estimate import FitReport, fit_orders

__all__ = ["FitReport", "fit_orders", "render"]
