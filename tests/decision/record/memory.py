"""A store's work in memory: enough for the record, without a database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from optimizer.decision.record.events import GENESIS


@dataclass(frozen=True)
class Kept:
    document: dict[str, Any]
    revision: int = 1


@dataclass
class Memory:
    """What :class:`optimizer.decision.store.Work` does, in lists."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    documents: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def head(self) -> tuple[int, str]:
        return (self.rows[-1]["seq"], self.rows[-1]["hash"]) if self.rows else (0, GENESIS)

    def append(self, event: Mapping[str, Any]) -> None:
        self.rows.append(dict(event))

    def events(self, *, after: int = 0, plan: str = "") -> Iterator[dict[str, Any]]:
        rows = [row for row in self.rows if row["seq"] > after]
        yield from (row for row in rows if not plan or row["plan"] == plan)

    def get(self, kind: str, key: str) -> Kept | None:
        found = self.documents.get((kind, key))
        return None if found is None else Kept(found)

    def all(self, kind: str) -> list[tuple[str, Kept]]:
        return [(key, Kept(d)) for (k, key), d in sorted(self.documents.items()) if k == kind]

    def content(self, digest: str) -> bytes:
        return self.contents[digest]
