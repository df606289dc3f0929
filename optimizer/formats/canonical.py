"""One way to write a value: sorted keys, integers, UTF-8 in NFC, one newline at the end.

Equal values give equal bytes, so their SHA-256 can stand for them.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def canonical_json(value: Any) -> bytes:  # noqa: ANN401  any JSON value
    """Return ``value`` as canonical JSON.

    Parameters
    ----------
    value
        Mappings with text keys, sequences, text, integers, booleans and ``None``.

    Raises
    ------
    TypeError
        For anything else; floats above all, because they have no one way to be written.
    ValueError
        If two keys of one mapping are the same after normalisation to NFC.
    """
    text = json.dumps(
        _normal(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode() + b"\n"


def canonical_parts(
    value: Mapping[str, Any], lists: Mapping[str, Iterable[Any]]
) -> Iterator[bytes]:
    """Yield the canonical JSON of a mapping in parts; ``lists`` are further keys, entry by entry.

    Only one entry of the lists is in memory at a time.
    """
    start = b"{"
    for key in sorted({*value, *lists}):
        yield start + canonical_json(key)[:-1] + b":"
        start = b","
        if key in value:
            yield canonical_json(value[key])[:-1]
            continue
        before = b"["
        for entry in lists[key]:
            yield before + canonical_json(entry)[:-1]
            before = b","
        yield b"]" if before == b"," else b"[]"
    yield b"}\n"


def fingerprint(value: Any) -> str:  # noqa: ANN401  any JSON value
    """Return ``sha256:`` and the digest of the canonical JSON of ``value``."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _normal(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, str):
        return _nfc(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        out = {_nfc(key): _normal(inner) for key, inner in value.items()}
        if len(out) != len(value):
            raise ValueError("two keys are the same after normalisation")
        return out
    if isinstance(value, list | tuple):
        return [_normal(inner) for inner in value]
    raise TypeError(f"not canonical: {type(value).__name__}")
