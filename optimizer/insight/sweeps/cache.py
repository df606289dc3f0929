"""What a sweep has done already: one file a chunk, trusted only while its digest holds."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cache:
    """Answers of chunks in the folder ``folder``, which is made when the first is kept.

    A file holds the SHA-256 of its content in hexadecimal, a newline and the content. ``taken``
    counts the chunks found whole, ``repaired`` the files found damaged, which are written anew.
    """

    folder: Path
    taken: int = 0
    repaired: int = 0

    def is_usable(self) -> bool:
        """Return whether the folder is there, or can be made, and files can be kept in it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return False
        return os.access(self.folder, os.R_OK | os.W_OK | os.X_OK)

    def get(self, name: str) -> bytes | None:
        """Return what is kept under ``name``, ``None`` where nothing is or it is damaged."""
        try:
            kept = self._file(name).read_bytes()
        except FileNotFoundError:
            return None
        digest, _, content = kept.partition(b"\n")
        if digest != _digest(content):
            self.repaired += 1
            return None
        self.taken += 1
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep ``content`` under ``name``: whole or, when killed meanwhile, not at all."""
        file = self._file(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        # Two runs that share a folder never write one file together: each has its own until then.
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(_digest(content) + b"\n" + content)
        draft.replace(file)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.chunk"


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode()
