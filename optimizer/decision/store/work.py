"""What one transaction may do: documents in and out, contents, and events at the end."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from optimizer.decision.store.tables import CONTENTS, DOCUMENTS, EVENTS, HEAD
from optimizer.errors import Place, Problem, StoreError
from optimizer.formats.canonical import canonical_json

Kind = Literal["plan", "account", "session", "call", "expert", "setting"]

#: What stands before the first event of the chain.
GENESIS = "sha256:" + "0" * 64

_LONGEST_KEY = 500  # characters; an index entry of PostgreSQL ends at about 2,700 bytes
_AT_ONCE = 200  # events fetched at once


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it is kept, and how often it was written (from 1)."""

    document: dict[str, Any]
    revision: int


class Work:
    """One transaction on the store; made by :meth:`Store.read` and :meth:`Store.write`."""

    def __init__(self, connection: sa.Connection, *, place: str, writing: bool) -> None:
        self._connection = connection
        self._place = place
        self._writing = writing

    # --- Contents ---

    def put_content(self, data: bytes) -> str:
        """Keep a file, once however often it comes, and return its digest, ``sha256:…``."""
        digest = _digest(data)
        there = sa.select(sa.literal(1)).where(CONTENTS.c.digest == digest)
        if self._change().scalar(there) is None:
            self._connection.execute(CONTENTS.insert().values(digest=digest, data=data))
        return digest

    def content(self, digest: str) -> bytes:
        """Return a kept file.

        Raises
        ------
        StoreError
            If it is not there (``store.missing``), or is no longer what was kept
            (``store.altered``).
        """
        query = sa.select(CONTENTS.c.data).where(CONTENTS.c.digest == digest)
        data = self._connection.scalar(query)
        if data is None:
            raise self._fault("store.missing", digest)
        if _digest(data) != digest:
            raise self._fault("store.altered", digest)
        return bytes(data)

    # --- Documents ---

    def insert(self, kind: Kind, key: str, document: Mapping[str, Any]) -> bool:
        """Keep a new document and return True, or return False where the key is taken.

        Raises
        ------
        ValueError
            If the key is empty, longer than 500 characters, or no text.
        """
        if not _is_key(key):
            raise ValueError("not a key of a document")
        if self._row(self._change(), kind, key) is not None:
            return False
        row = {"kind": kind, "key": key, "revision": 1, "document": _text(document)}
        self._connection.execute(DOCUMENTS.insert().values(**row))
        return True

    def get(self, kind: Kind, key: str) -> Kept | None:
        """Return a document, or None."""
        row = self._row(self._connection, kind, key) if _is_key(key) else None
        return None if row is None else Kept(self._read(row.document, key), row.revision)

    def all(self, kind: Kind) -> list[tuple[str, Kept]]:
        """Return all documents of a kind with their keys, by key."""
        query = sa.select(DOCUMENTS).where(DOCUMENTS.c.kind == kind).order_by(DOCUMENTS.c.key)
        rows = self._connection.execute(query)
        return [(row.key, Kept(self._read(row.document, row.key), row.revision)) for row in rows]

    def replace(self, kind: Kind, key: str, seen: int, document: Mapping[str, Any]) -> bool:
        """Write a document anew; False where it is no longer as it was ``seen``."""
        where = _at(kind, key), DOCUMENTS.c.revision == seen
        row = {"document": _text(document), "revision": seen + 1}
        done = self._change().execute(DOCUMENTS.update().where(*where).values(**row))
        return done.rowcount == 1

    def delete(self, kind: Kind, key: str) -> None:
        """Drop a session, if it is there; nothing else is ever dropped."""
        if kind != "session":
            raise ValueError("only sessions are dropped")
        self._change().execute(DOCUMENTS.delete().where(_at(kind, key)))

    # --- Events ---

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last event; 0 and ``GENESIS`` before the first."""
        row = self._connection.execute(sa.select(HEAD.c.seq, HEAD.c.hash)).one()
        return row.seq, row.hash

    def append(self, event: Mapping[str, Any]) -> None:
        """Add the next event.

        Parameters
        ----------
        event
            JSON with ``seq``, ``previous`` and ``hash`` (the chain), and ``plan``.

        Raises
        ------
        ValueError
            If it does not follow the last one.
        """
        if (event["seq"] - 1, event["previous"]) != self.head():
            raise ValueError("an event follows the last one")
        row = {"seq": event["seq"], "plan": event["plan"], "event": _text(event)}
        self._change().execute(EVENTS.insert().values(**row))
        self._connection.execute(HEAD.update().values(seq=event["seq"], hash=event["hash"]))

    def events(self, *, after: int = 0, plan: str = "") -> Iterator[dict[str, Any]]:
        """Yield the events in their order, those after a number, or those of one plan."""
        query = sa.select(EVENTS).where(EVENTS.c.seq > after).order_by(EVENTS.c.seq)
        if plan:
            query = query.where(EVENTS.c.plan == plan)
        options = {"yield_per": _AT_ONCE}
        # Closed also where the reader stops early: a server's cursor stays open else.
        with self._connection.execute(query, execution_options=options) as rows:
            for row in rows:
                yield self._read(row.event, str(row.seq))

    # --- Within ---

    def _change(self) -> sa.Connection:
        if not self._writing:
            raise RuntimeError("this transaction only reads")
        return self._connection

    @staticmethod
    def _row(connection: sa.Connection, kind: Kind, key: str) -> sa.Row[Any] | None:
        return connection.execute(sa.select(DOCUMENTS).where(_at(kind, key))).one_or_none()

    def _read(self, text: str, what: str) -> dict[str, Any]:
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise self._fault("store.altered", what)
        return document

    def _fault(self, code: str, what: str) -> StoreError:
        return StoreError(Problem(code, Place(), what[:80], {"place": self._place}))


def _at(kind: Kind, key: str) -> sa.ColumnElement[bool]:
    return sa.and_(DOCUMENTS.c.kind == kind, DOCUMENTS.c.key == key)


def _is_key(key: str) -> bool:
    # PostgreSQL keeps no NUL, and no half of a surrogate pair can be written as UTF-8.
    held = "\0" not in key and key == key.encode("utf-8", "replace").decode()
    return held and 0 < len(key) <= _LONGEST_KEY


def _text(document: Mapping[str, Any]) -> str:
    return canonical_json(document).decode()


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()
