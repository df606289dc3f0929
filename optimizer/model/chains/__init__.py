"""Programs with monotone chains: chain plans by dynamic programming, few limits by multipliers."""
