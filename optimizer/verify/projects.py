"""Every application of an outcome, field by field, against the auditor's own opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.project_columns import FIELDS, ProjectColumns, texts
from optimizer.formats.solution import Solution
from optimizer.intake.tables import MISSING, Column
from optimizer.money import FEN_PER_YUAN
from optimizer.verify.exact import Mask
from optimizer.verify.findings import finding
from optimizer.verify.law import Opinion
from optimizer.verify.marks import check_marks, open_marks
from optimizer.verify.scopes import ENTITLED, INCOMPLETE, REFUSED, STATUS

_SOURCES = frozenset({"measures", "call", "scenario", "practice"})
_AMOUNTS = ("suggested", "approved")
_KEYS = frozenset({*FIELDS, "reasons", "derivation", "marks"})


def same(stated: object, own: object) -> bool:
    """Say whether two JSON values are the same, in kind too (``true`` is not 1)."""
    return type(stated) is type(own) and stated == own


def check_projects(
    document: Mapping[str, Any], opinion: Opinion, solution: Solution
) -> Iterator[Problem]:
    """Check that every application is there, once and in order, and each of its fields.

    ``document["projects"]`` is a list of mappings, or columns where the document is yet to be
    written.
    """
    listed = document.get("projects")
    own = _own(opinion, solution)
    numbers = opinion.desk.book.columns["application_no"]
    if isinstance(listed, ProjectColumns):
        if np.array_equal(listed.columns["application_no"], numbers):
            yield from _check_columns(listed, opinion, own)
            return
        listed = [{"application_no": x} for x in listed.columns["application_no"].tolist()]
    projects = [p for p in listed if isinstance(p, Mapping)] if isinstance(listed, list) else []
    stated = [str(p.get("application_no")) for p in projects]
    position = {number: i for i, number in enumerate(numbers.tolist())}
    by_number = dict(zip(stated, projects, strict=True))
    for number in sorted(by_number.keys() - position.keys()):
        yield finding("outcome.unknown_application", number)
    for number in position:
        if number not in by_number:
            yield finding("outcome.application_missing", number)
    if len(stated) != len(by_number) or stated != sorted(stated):
        yield finding("outcome.order", "projects", len(stated), len(by_number))
    there = np.array([i for x, i in position.items() if x in by_number], dtype=np.int64)
    yield from _check_records([by_number[x] for x in numbers[there]], there, opinion, own)


def _check_columns(
    listed: ProjectColumns, opinion: Opinion, own: Mapping[str, Column]
) -> Iterator[Problem]:
    """Check what is about to be written, column by column."""
    numbers = _numbers(opinion)
    for key, column in own.items():
        stated = listed.columns[key]
        for i in np.flatnonzero(stated != column).tolist():
            values = (_cell(stated, i), _cell(column, i))
            yield finding("outcome.field", numbers[i], *values, key=key)
    for key in _AMOUNTS:
        amounts = listed.columns[key]
        wrong = (amounts > opinion.standings.entitled) | (amounts < MISSING)
        for i in np.flatnonzero(wrong).tolist():
            yield from _amount(numbers[i], int(amounts[i]), int(opinion.standings.entitled[i]), key)
    cited = np.zeros(len(listed), dtype=np.bool_)
    strange = cited.copy()
    for citation, rows in listed.cited:
        (cited if citation.source in _SOURCES else strange)[rows] = True
    for i in np.flatnonzero(strange | ~cited).tolist():
        yield finding("outcome.reasons", numbers[i])


def _check_records(
    said: Sequence[Mapping[str, Any]], there: IntArray, opinion: Opinion, own: Mapping[str, Column]
) -> Iterator[Problem]:
    """Check what stands in a file, application by application."""
    numbers, entitled = _numbers(opinion), opinion.standings.entitled
    columns = {key: _cells(column[there]) for key, column in own.items()}
    marks, refused = open_marks(opinion), (opinion.standings.status == REFUSED).tolist()
    for place, (i, project) in enumerate(zip(there.tolist(), said, strict=True)):
        for key, column in columns.items():
            stated = project.get(key)
            if not same(stated, column[place]):
                yield finding("outcome.field", numbers[i], stated, column[place], key=key)
        for key in _AMOUNTS:
            yield from _amount(numbers[i], project.get(key), int(entitled[i]), key)
        reasons = project.get("reasons")
        if not (isinstance(reasons, list) and reasons and all(map(_is_cited, reasons))):
            yield finding("outcome.reasons", numbers[i])
        yield from check_marks(
            numbers[i], project.get("marks"), None if refused[i] else marks.get(i, [])
        )
        for key in project.keys() - _KEYS:
            yield finding("outcome.unknown_key", numbers[i], key)


def _numbers(opinion: Opinion) -> Column:
    """Return the application numbers."""
    return opinion.desk.book.columns["application_no"]


def _is_cited(reason: object) -> bool:
    if not isinstance(reason, Mapping) or not isinstance(reason.get("code"), str):
        return False
    citation = reason.get("citation")
    return isinstance(citation, Mapping) and citation.get("source") in _SOURCES


def _amount(number: str, amount: object, most: int, key: str) -> Iterator[Problem]:
    """Check what holds of any amount, whatever the plan: never above the law, never refused."""
    if amount is None:
        return
    if type(amount) is not int or amount < 0:
        yield finding("outcome.not_an_amount", number, amount)
    elif amount > most:
        yield finding("outcome.above_entitled", number, amount, most, key=key)


def _cell(column: Column, i: int) -> Any:  # noqa: ANN401  # a text, an integer or nothing
    cell = column.item(i)
    return None if cell == MISSING else cell


def _cells(column: Column) -> list[Any]:
    """Return a column as JSON has it."""
    cells = column.tolist()
    return cells if column.dtype == object else [None if x == MISSING else x for x in cells]


def _own(opinion: Opinion, solution: Solution) -> dict[str, Column]:
    """Return every field of every application as this reading has it, as columns.

    Text as objects, integers with ``MISSING`` where there is none.
    """
    columns, standings = opinion.desk.book.columns, opinion.standings
    clauses, requested = opinion.law.policy.clauses, columns["requested"]
    suggested = np.full(len(requested), MISSING, dtype=np.int64)
    if solution.awards is not None:
        suggested[standings.status != INCOMPLETE] = 0
        suggested[standings.status == ENTITLED] = solution.awards
    return {
        "usci": columns["usci"],
        "unit_name": columns["unit_name"],
        "project_name": columns["project_name"],
        "article": texts([clause.article for clause in clauses], standings.clause),
        "clause": texts([clause.id for clause in clauses], standings.clause),
        "payee_usci": standings.payee,
        "payee_name": standings.payee_name,
        "requested": np.where(requested == MISSING, MISSING, requested // FEN_PER_YUAN),
        "verified": standings.verified,
        "entitled": np.where(standings.status == INCOMPLETE, MISSING, standings.entitled),
        "suggested": suggested,
        "merit": opinion.merit,
        "rank": opinion.rank,
        "status": _status(opinion, suggested),
    }


def _status(opinion: Opinion, suggested: IntArray) -> Column:
    standings = opinion.standings
    grid = np.array([clause.grid for clause in opinion.law.policy.clauses], dtype=np.int64)
    grid = grid[standings.clause]
    in_full: Mask = suggested == standings.entitled // grid * grid
    named = np.where(suggested <= 0, "none", np.where(in_full, "full", "partial"))
    is_entitled = standings.status == ENTITLED
    return np.where(is_entitled, named.astype(object), texts(STATUS, standings.status))
