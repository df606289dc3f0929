"""The projects of an allocation problem: a list of objects in the file, columns in memory.

A million projects are expected, so each property is read as a whole column; only when a column
holds something wrong is it gone through one by one, to say where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from optimizer.formats.problem import NO_LABEL, AllocationProblem, IntArray, Label, ObjectArray
from optimizer.formats.strict_json import (
    MOST_INTEGER,
    Complaints,
    doubled,
    join,
    text_fault,
)

_KEYS = ("id", "entitled", "grid", "merit", "labels", "numbers")
#: Least value of each integer property; a property not in the file has the value beside it.
_INTEGERS = {"entitled": (0, None), "grid": (1, 1), "merit": (0, None)}
#: What stands for a value that was refused: one that no later check complains about.
_HARMLESS = {"entitled": MOST_INTEGER - 1, "grid": 1, "merit": 0}


@dataclass(frozen=True, slots=True)
class ProjectColumns:
    """Projects as columns, sorted by id (code points)."""

    ids: ObjectArray
    entitled: IntArray
    grid: IntArray
    merit: IntArray
    labels: Mapping[str, Label]
    numbers: Mapping[str, ObjectArray]


def read_projects(value: Any, out: Complaints) -> ProjectColumns:  # noqa: ANN401  any JSON value
    """Read the list of projects; complaints go to ``out``, and the columns are then of no use."""
    if value is None:
        out.add("formats.missing", "projects")
    elif not isinstance(value, list):
        out.add("formats.not_list", "projects", value)
    raw: list[Any] = value if isinstance(value, list) else []
    projects = _objects(raw, out)
    ids = _ids(projects, out)
    order = sorted(range(len(ids)), key=ids.__getitem__)
    columns = {key: _integers(projects, key, out)[order] for key in _INTEGERS}
    labels = _parts(projects, "labels", out)
    numbers = _parts(projects, "numbers", out)
    return ProjectColumns(
        ids=_frozen(np.array([ids[i] for i in order], dtype=object)),
        entitled=_frozen(columns["entitled"]),
        grid=_frozen(columns["grid"]),
        merit=_frozen(columns["merit"]),
        labels={name: _label(labels, name, order, out) for name in _names(labels, "labels", out)},
        numbers={
            name: _number(numbers, name, order, out) for name in _names(numbers, "numbers", out)
        },
    )


def _frozen(values: Any) -> Any:  # noqa: ANN401  any array
    values.setflags(write=False)
    return values


def _objects(raw: list[Any], out: Complaints) -> list[dict[str, Any]]:
    """Return the projects as objects, wrong ones as empty; complain about shapes and keys."""
    if set(map(type, raw)) <= {dict} and set(chain.from_iterable(raw)) <= set(_KEYS):
        return raw
    return [out.mapping(one, f"projects[{k}]", _KEYS) for k, one in enumerate(raw)]


def _ids(projects: list[dict[str, Any]], out: Complaints) -> list[str]:
    ids = [one.get("id") for one in projects]
    if set(map(type, ids)) <= {str} and not any(map(text_fault, ids)):  # type: ignore[arg-type]
        texts: list[str] = ids  # type: ignore[assignment]
    else:
        texts = [
            out.text(one["id"], f"projects[{k}].id")
            if "id" in one
            else _missing(out, f"projects[{k}].id")
            for k, one in enumerate(projects)
        ]
    if len(set(texts)) != len(texts):
        for name in doubled(t for t in texts if t):
            out.add("formats.doubled_id", "projects", name)
    return texts


def _missing(out: Complaints, path: str) -> str:
    out.add("formats.missing", path)
    return ""


def _integers(projects: list[dict[str, Any]], key: str, out: Complaints) -> IntArray:
    least, default = _INTEGERS[key]
    values: list[Any] = [one.get(key, default) for one in projects]
    if set(map(type, values)) <= {int} and _within(values, least):
        return np.array(values, dtype=np.int64)
    for k, (one, value) in enumerate(zip(projects, values, strict=True)):
        path = f"projects[{k}].{key}"
        if key not in one and default is None:
            out.add("formats.missing", path)
        else:
            out.integer(value, path, least)
    read = [v if type(v) is int and _within([v], least) else _HARMLESS[key] for v in values]
    return np.array(read, dtype=np.int64)


def _within(values: list[int], least: int) -> bool:
    return not values or (min(values) >= least and max(values) < MOST_INTEGER)


def _parts(projects: list[dict[str, Any]], key: str, out: Complaints) -> list[dict[str, Any]]:
    """Return the labels (or numbers) object of each project, empty where there is none."""
    none: dict[str, Any] = {}
    parts = [one.get(key, none) for one in projects]
    if set(map(type, parts)) <= {dict}:
        return parts
    return [out.mapping(part, f"projects[{k}].{key}", None) for k, part in enumerate(parts)]


def _names(parts: list[dict[str, Any]], key: str, out: Complaints) -> list[str]:
    names = sorted(set(chain.from_iterable(parts)))
    for name in names:
        out.text(name, join(key, name))
    if key == "labels" and "id" in names:
        out.add("formats.name_taken", "labels.id", "id")
    return names


def _checked(
    parts: list[dict[str, Any]],
    key: str,
    name: str,
    fine: type,
    check: Callable[[Any, str], object],
) -> list[Any]:
    """Return one column with ``None`` where a project lacks it, checking each value if needed."""
    values = [part.get(name) for part in parts]
    if not set(map(type, values)) <= {fine, type(None)} or _has_null(parts, name, values):
        for k, part in enumerate(parts):
            if name in part:
                check(part[name], f"projects[{k}].{key}.{name}")
    return values


def _has_null(parts: list[dict[str, Any]], name: str, values: Iterable[Any]) -> bool:
    return any(value is None and name in part for part, value in zip(parts, values, strict=True))


def _label(parts: list[dict[str, Any]], name: str, order: list[int], out: Complaints) -> Label:
    values = _checked(parts, "labels", name, str, out.text)
    texts = {v for v in values if isinstance(v, str)}
    for bad in sorted(t for t in texts if text_fault(t)):
        out.text(bad, f"projects[{values.index(bad)}].labels.{name}")
    names = tuple(sorted(texts))
    code: dict[Any, int] = {text: k for k, text in enumerate(names)}
    codes = [
        code.get(values[i], NO_LABEL) if isinstance(values[i], str) else NO_LABEL for i in order
    ]
    return Label(names, _frozen(np.array(codes, dtype=np.int64)))


def _number(
    parts: list[dict[str, Any]], name: str, order: list[int], out: Complaints
) -> ObjectArray:
    def check(value: Any, path: str) -> int:  # noqa: ANN401
        return out.integer(value, path, None)

    values = _checked(parts, "numbers", name, int, check)
    column = np.empty(len(order), dtype=object)
    column[:] = [values[i] for i in order]
    frozen: ObjectArray = _frozen(column)
    return frozen


def projects_document(problem: AllocationProblem) -> list[dict[str, Any]]:
    """Return the projects as JSON-ready data, in the problem's order."""
    columns = (problem.ids, problem.entitled, problem.grid, problem.merit)
    out = [
        {"id": name, "entitled": entitled, "grid": grid, "merit": merit}
        for name, entitled, grid, merit in zip(*(c.tolist() for c in columns), strict=True)
    ]
    for name, label in problem.labels.items():
        for one, code in zip(out, label.codes.tolist(), strict=True):
            if code != NO_LABEL:
                one.setdefault("labels", {})[name] = label.names[code]
    for name, column in problem.numbers.items():
        for one, value in zip(out, column.tolist(), strict=True):
            if value is not None:
                one.setdefault("numbers", {})[name] = value
    return out
