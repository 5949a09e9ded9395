"""The strategies a reader can run, as data."""
