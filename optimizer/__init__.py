"""Fund allocation: from the measures and a year's applications to a checked, explained plan."""

__version__ = "0.1.0"
