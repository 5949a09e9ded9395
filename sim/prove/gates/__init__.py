"""The gates: one file for each family, each with a tuple `GATES`. A new family is a new file."""
