"""Events for tests of the store: they follow one another, and say nothing."""

from typing import Any

from optimizer.decision.store import Work


def event(work: Work, plan: str = "") -> dict[str, Any]:
    """Return an event that may be appended next."""
    seq, previous = work.head()
    mark = f"sha256:{seq + 1:064x}"
    return {"seq": seq + 1, "previous": previous, "hash": mark, "plan": plan}
