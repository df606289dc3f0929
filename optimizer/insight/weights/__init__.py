"""Weights of the criteria: where they come from, and what hangs on them."""
