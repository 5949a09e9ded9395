"""`siyu optimize`: the best plan of a space of settings, under limits, honestly told."""
