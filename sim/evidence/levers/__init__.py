"""Every setting of a plan: what it means, where it takes effect, and which scenarios use it."""

from __future__ import annotations

from sim.evidence.levers.load import Reference, effects, own_name, pattern_of, references, told

__all__ = ["Reference", "effects", "own_name", "pattern_of", "references", "told"]
