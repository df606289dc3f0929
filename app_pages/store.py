"""The store of decisions that all pages and the sign-in share: one for the process."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from threading import Lock

from optimizer.decision.store import Store, open_store
from optimizer.decision.store.places import DEFAULT

_OPENING = Lock()


def store() -> Store:
    """Return the store that ``FUND_STORE`` names (a folder or an address), opened once.

    Raises
    ------
    StoreError
        If it cannot be used.
    """
    with _OPENING:  # two sessions that begin together open it once
        return _opened(os.environ.get("FUND_STORE", "") or str(DEFAULT))


@cache
def _opened(where: str) -> Store:
    return open_store(where, now=datetime.now(UTC))
