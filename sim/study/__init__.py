"""Studies: many runs, compared, swept, fitted; what was learnt."""
