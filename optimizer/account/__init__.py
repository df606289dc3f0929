"""The account given of a plan: what became of each application, and why."""
