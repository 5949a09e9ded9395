"""Addressed randomness: every draw has a name, no stream is shared."""
