"""Every mechanism of the sources, and the levers that simulate it, are missing or never will be."""

from __future__ import annotations

from sim.evidence.mechanisms.load import Mechanism, Series, mechanisms, missing_levers, series

__all__ = ["Mechanism", "Series", "mechanisms", "missing_levers", "series"]
