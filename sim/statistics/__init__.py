"""Intervals that keep their word: pure statistics of samples, nothing of the model."""
