"""Programs whose variables must be whole, without chains: a plan, an exact bound, a closed tree."""
