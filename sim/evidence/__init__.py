"""Evidence: what is known from outside, with its grade, and what leans on it."""

from __future__ import annotations

from sim.evidence.load import Evidence, cited_by, entry, ledger

__all__ = ["Evidence", "cited_by", "entry", "ledger"]
