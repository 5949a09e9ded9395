"""The readable engine: one SimPy process for each shopper. The oracle of the compiled one."""

from sim.population.reference.town import Town

__all__ = ["Town"]
