"""Frozen dataclasses as JSON and back: by their fields, strictly, with nothing guessed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_json(value: Any) -> Any:  # noqa: ANN401  # JSON-ready data of any shape
    """Return a frozen value as JSON-ready data; a field ``from_`` has the key ``from``.

    Fields with the metadata ``{"document": False}`` are left out.
    """
    if dataclasses.is_dataclass(value):
        return {key: to_json(getattr(value, field.name)) for key, field in _fields(value.__class__)}
    if isinstance(value, Mapping):
        return {key: to_json(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [to_json(inner) for inner in value]
    return str(value) if isinstance(value, Enum) else value


def from_json(kind: type[T], raw: object) -> T:
    """Return the value of a dataclass that JSON-ready data says.

    Raises
    ------
    ValueError
        If anything is missing, unknown or of another type.
    """
    read: T = _read(kind, raw)
    return read


@cache
def _fields(kind: Any) -> tuple[tuple[str, Any], ...]:  # noqa: ANN401  # a dataclass
    """Return (key in the document, field) of a dataclass."""
    return tuple(
        (field.name.removesuffix("_"), field)
        for field in dataclasses.fields(kind)
        if field.metadata.get("document", True)
    )


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401  # a dataclass
    return get_type_hints(kind)


def _read(kind: Any, raw: object) -> Any:  # noqa: ANN401  # any type of a field
    if dataclasses.is_dataclass(kind):
        return _object(kind, raw)
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if raw is None and NoneType in inner:
            return None
        return _read(next(one for one in inner if one is not NoneType), raw)
    if origin is Literal:
        return _wanted(raw, isinstance(raw, str) and raw in inner)
    if origin is tuple:
        return tuple(_read(inner[0], one) for one in _wanted(raw, isinstance(raw, list)))
    if origin is not None:  # a mapping from text
        pairs = _wanted(raw, isinstance(raw, dict)).items()
        return {_read(str, key): _read(inner[1], one) for key, one in pairs}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(raw)
    return _wanted(raw, type(raw) is kind)


def _object(kind: Any, raw: object) -> Any:  # noqa: ANN401  # a dataclass
    fields = dict(_fields(kind))
    values = _wanted(raw, isinstance(raw, dict))
    if values.keys() != fields.keys():
        raise ValueError(f"{kind.__name__}: {sorted(values.keys() ^ fields.keys())}")
    hints = _hints(kind)
    read = {field.name: _read(hints[field.name], values[key]) for key, field in fields.items()}
    return kind(**read)


def _wanted(raw: Any, right: bool) -> Any:  # noqa: ANN401, FBT001  # a value and whether it is one
    if not right:
        raise ValueError(f"not expected: {str(raw)[:80]}")
    return raw
