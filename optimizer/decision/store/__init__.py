"""The store of decisions: SQLite in a data folder, or PostgreSQL by URL.

It keeps documents and knows no rules. Nothing else in the program sees a database. START at
:func:`open_store`; what a transaction may do is :class:`Work`.
"""

from optimizer.decision.store.database import Store, open_store
from optimizer.decision.store.work import GENESIS, Kept, Kind, Work

__all__ = ["GENESIS", "Kept", "Kind", "Store", "Work", "open_store"]
