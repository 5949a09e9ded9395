"""Money: double entry in integer fen."""
