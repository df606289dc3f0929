"""Plans by what they were made of: each is made once, whichever page asks for it."""

from __future__ import annotations

import threading
from collections import OrderedDict

from app_pages.service import Controls, Run

#: Key of the data in use, scenario, and what was moved on the page.
Key = tuple[str, str, Controls]
#: Runs kept; the one not asked for longest goes first.
_MOST = 64


class Plans:
    """Runs by key; safe for several sessions and their tasks."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._runs: OrderedDict[Key, Run] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Run | None:
        """Return a run, if it is there."""
        with self._lock:
            if key in self._runs:
                self._runs.move_to_end(key)
            return self._runs.get(key)

    def put(self, key: Key, run: Run) -> None:
        """Keep a run."""
        with self._lock:
            self._runs[key] = run
            self._runs.move_to_end(key)
            while len(self._runs) > self._most:
                self._runs.popitem(last=False)
