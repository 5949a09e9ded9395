"""The science: small pure scalar functions, written once, called by every engine."""
