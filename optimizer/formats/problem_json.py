"""``allocation-problem/1`` as JSON, read strictly and written canonically."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, get_args

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.canonical import canonical_json, fingerprint
from optimizer.formats.problem import AllocationProblem, Method, Row
from optimizer.formats.projects_json import projects_document, read_projects
from optimizer.formats.rules_json import read_members, read_rules, rules_document
from optimizer.formats.strict_json import Complaints, doubled, parse

FORMAT = "allocation-problem/1"
OBJECTIVES = ("merit_yuan", "merit_projects", "diminishing", "number_funded")
_KEYS = ("format", "objective", "budget", "projects", "rows", "rules", "method")
_ROW_KEYS = ("name", "members", "number", "at_most", "at_least", "at_most_share", "at_least_share")
_LIMITS = ("at_most", "at_least", "at_most_share", "at_least_share")
#: Names that conflicts and certificates use for things that are not rows.
_TAKEN = ("budget",)
_TAKEN_PREFIXES = ("lock ", "objective ", "stage ", "most_projects ")


def problem_from_json(
    data: bytes | str,
    source: str = "",
    also: Callable[[AllocationProblem], Iterable[Problem]] = lambda _: (),
) -> AllocationProblem:
    """Read an allocation problem.

    Parameters
    ----------
    data
        The file's bytes (UTF-8) or text.
    source
        Its name, for complaints.
    also
        What else is wrong with the problem, told together with what is wrong with the file.

    Returns
    -------
    AllocationProblem
        Projects sorted by id (code points).

    Raises
    ------
    DataError
        With everything that is wrong, each with its key path.
    """
    out = Complaints(source)
    value = parse(data, source)
    file = out.mapping(value, "", _KEYS)
    if file.get("format") != FORMAT:
        out.add("formats.format", "format", file.get("format", ""), expected=FORMAT)
    if not isinstance(value, dict):
        out.raise_all()
    columns = read_projects(file.get("projects"), out)
    budget = _needed(out, file, "budget")
    problem = AllocationProblem(
        ids=columns.ids,
        entitled=columns.entitled,
        grid=columns.grid,
        merit=columns.merit,
        budget=budget,
        labels=columns.labels,
        numbers=columns.numbers,
        rows=_rows(file.get("rows", []), out),
        rules=read_rules(file.get("rules", {}), out),
        objective=_objective(file.get("objective"), out),
        method=_method(file.get("method", "optimum"), out),
    )
    if not out.any:
        _check_equal_grid(problem, out)
    if len(problem.ids):
        out.join(also(problem))
    out.raise_all()
    return problem


def problem_document(problem: AllocationProblem) -> dict[str, Any]:
    """Return ``problem`` as JSON-ready data."""
    return {
        "format": FORMAT,
        "objective": list(problem.objective),
        "method": problem.method,
        "budget": problem.budget,
        "projects": projects_document(problem),
        "rows": [_row_document(row) for row in problem.expanded().rows],
        "rules": rules_document(problem.rules),
    }


def problem_json(problem: AllocationProblem) -> bytes:
    """Return ``problem`` as canonical JSON."""
    return canonical_json(problem_document(problem))


def problem_fingerprint(problem: AllocationProblem) -> str:
    """Return the SHA-256 of the canonical JSON of ``problem``."""
    return fingerprint(problem_document(problem))


def _needed(out: Complaints, file: Mapping[str, Any], key: str) -> int:
    if key not in file:
        out.add("formats.missing", key)
        return 0
    return out.integer(file[key], key, 0)


def _objective(value: Any, out: Complaints) -> tuple[str, ...]:  # noqa: ANN401
    if value is None:
        out.add("formats.missing", "objective")
        return ("merit_yuan",)
    names = out.sequence(value, "objective")
    for k, name in enumerate(names):
        if name not in OBJECTIVES:
            out.add("formats.not_one_of", f"objective[{k}]", name, allowed=OBJECTIVES)
    texts = tuple(name for name in names if isinstance(name, str))
    for name in doubled(texts):
        out.add("formats.doubled_value", "objective", name)
    return texts


def _method(value: Any, out: Complaints) -> Method:  # noqa: ANN401
    for name in get_args(Method):
        if value == name:
            method: Method = name
            return method
    out.add("formats.not_one_of", "method", value, allowed=get_args(Method))
    return "optimum"


def _rows(value: Any, out: Complaints) -> tuple[Row, ...]:  # noqa: ANN401
    if not isinstance(value, list):
        out.add("formats.not_list", "rows", value)
        return ()
    rows = tuple(_row(one, f"rows[{k}]", out) for k, one in enumerate(value))
    for name in doubled(row.name for row in rows):
        out.add("formats.doubled_value", "rows", name)
    return rows


def _row(value: Any, path: str, out: Complaints) -> Row:  # noqa: ANN401
    raw = out.mapping(value, path, _ROW_KEYS)
    name = ""
    if "name" in raw:
        name = out.text(raw["name"], f"{path}.name")
        if name in _TAKEN or name.startswith(_TAKEN_PREFIXES):
            out.add("formats.name_taken", f"{path}.name", name)
    else:
        out.add("formats.missing", f"{path}.name")
    number = out.text(raw["number"], f"{path}.number") if "number" in raw else None
    least = 0 if number is None else None
    bounds = {
        k: out.integer(raw[k], f"{path}.{k}", least) for k in ("at_most", "at_least") if k in raw
    }
    shares = {
        k: out.ratio(raw[k], f"{path}.{k}") for k in ("at_most_share", "at_least_share") if k in raw
    }
    if not any(key in raw for key in _LIMITS):
        out.add("formats.no_limit", path, name)
    _ordered(bounds.get("at_least"), bounds.get("at_most"), path, out)
    _ordered(shares.get("at_least_share"), shares.get("at_most_share"), path, out)
    members = read_members(raw["members"], f"{path}.members", out) if "members" in raw else {}
    return Row(name=name, members=members, number=number, **bounds, **shares)  # type: ignore[arg-type]


def _ordered(
    least: int | Fraction | None, most: int | Fraction | None, path: str, out: Complaints
) -> None:
    if least is not None and most is not None and least > most:
        out.add("formats.least_above_most", path, str(least), least=str(least), most=str(most))


def _row_document(row: Row) -> dict[str, Any]:
    limits = {k: getattr(row, k) for k in _LIMITS if getattr(row, k) is not None}
    out: dict[str, Any] = {"name": row.name}
    out |= {k: str(v) if isinstance(v, Fraction) else v for k, v in limits.items()}
    if row.members:
        out["members"] = {label: list(values) for label, values in row.members.items()}
    if row.number is not None:
        out["number"] = row.number
    return out


def _check_equal_grid(problem: AllocationProblem, out: Complaints) -> None:
    """Complain about members of equal clauses whose grid is not the yuan."""
    clause = problem.labels.get("clause")
    if not problem.rules.equal or clause is None:
        return
    codes = [k for k, name in enumerate(clause.names) if name in set(problem.rules.equal)]
    for i in np.flatnonzero(np.isin(clause.codes, codes) & (problem.grid != 1)).tolist():
        grid = int(problem.grid[i])
        out.add("formats.equal_grid", "rules.equal", str(problem.ids[i]), grid=grid)
