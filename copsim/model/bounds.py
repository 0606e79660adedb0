"""Bounds of what can be asked for at once."""

MOST_REPLICATES = 1_000_000
