"""One shopper's life, or the two lives of the same person in twin worlds, for a reader."""
