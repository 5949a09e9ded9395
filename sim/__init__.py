"""siyu: try a private-domain (私域) plan on simulated shoppers before betting a budget on it."""
