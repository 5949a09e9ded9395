"""The fast engine: shoppers as rows, a day as one pass over blocks of them."""

from sim.population.compiled.city import BLOCK, City

__all__ = ["BLOCK", "City"]
