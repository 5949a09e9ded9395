"""Closed forms the engine is held against; nothing here simulates."""
