"""What the methods refuse, as problems with a code each."""

from __future__ import annotations

from optimizer.errors import DataError, Place, Problem


def no_spread(method: str) -> DataError:
    """Return the refusal of data that cannot tell the criteria's weights."""
    return DataError([Problem("weights.no_spread", Place(field=method))])
