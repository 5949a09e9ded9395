"""Defaults of every lever, as Hydra groups; each number with its source beside it."""
