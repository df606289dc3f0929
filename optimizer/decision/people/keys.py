"""The key that signs the cookies: made once, kept in the store, the same for every instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optimizer.decision.store import Store

_NAME = "cookie_key"


def cookie_key(store: Store, fresh: str) -> str:
    """Return the key of a store; ``fresh`` becomes it where there is none yet."""
    with store.write() as work:
        work.insert("setting", _NAME, {"key": fresh})  # False where another was first: as good
        kept = work.get("setting", _NAME)
    return str(kept.document["key"]) if kept is not None else fresh
