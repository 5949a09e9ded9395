"""Real input: the shoppers of an order log, tested on later orders, or of five numbers."""

from sim.study.fit.console import render
from sim.study.fit.estimate import fit_orders
from sim.study.fit.five import FiveReport, fit_numbers
from sim.study.fit.five_words import render_five
from sim.study.fit.report import FitReport

__all__ = ["FitReport", "FiveReport", "fit_numbers", "fit_orders", "render", "render_five"]
