"""Proof: the engine that runs scenarios, held against published tables and closed forms."""
