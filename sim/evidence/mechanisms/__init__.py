"""Every mechanism of the sources, and the levers that simulate it, are missing or never will be."""

from __future__ import annotations

from sim.evidence.mechanisms.load import (
    Mechanism,
    Question,
    Series,
    mechanisms,
    missing_levers,
    questions,
    series,
)

__all__ = [
    "Mechanism",
    "Question",
    "Series",
    "mechanisms",
    "missing_levers",
    "questions",
    "series",
]
