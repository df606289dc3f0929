"""Every application of an outcome, field by field, against the auditor's own opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN, floor_to_grid
from optimizer.verify.findings import finding
from optimizer.verify.law import Opinion

_SOURCES = frozenset({"measures", "call", "scenario", "practice"})
_NONE: Mapping[str, Any] = {}


def same(stated: object, own: object) -> bool:
    """Say whether two JSON values are the same, in kind too (``true`` is not 1)."""
    return type(stated) is type(own) and stated == own


def check_projects(
    document: Mapping[str, Any], opinion: Opinion, problem: AllocationProblem, solution: Solution
) -> Iterator[Problem]:
    """Check that every application is there, once and in order, and each of its fields."""
    numbers: list[str] = opinion.desk.book.columns["application_no"]
    listed = document.get("projects")
    projects = [p for p in listed if isinstance(p, Mapping)] if isinstance(listed, list) else []
    stated = [str(p.get("application_no")) for p in projects]
    by_number = dict(zip(stated, projects, strict=True))
    for number in sorted(by_number.keys() - set(numbers)):
        yield finding("outcome.unknown_application", number)
    for number in numbers:
        if number not in by_number:
            yield finding("outcome.application_missing", number)
    if len(stated) != len(by_number) or stated != sorted(stated):
        yield finding("outcome.order", "projects", len(stated), len(by_number))
    awards = _awards(problem, solution)
    for i, number in enumerate(numbers):
        if number in by_number:
            yield from _check(by_number[number], opinion, i, awards)


def _awards(problem: AllocationProblem, solution: Solution) -> Mapping[str, int] | None:
    if solution.awards is None:
        return None
    pairs = zip(problem.ids.tolist(), solution.awards.tolist(), strict=True)
    return {str(number): amount for number, amount in pairs}


def _check(
    project: Mapping[str, Any], opinion: Opinion, i: int, awards: Mapping[str, int] | None
) -> Iterator[Problem]:
    number = opinion.desk.book.columns["application_no"][i]
    for key, own in _own(opinion, i, awards).items():
        stated = project.get(key)
        if not same(stated, own):
            yield finding("outcome.field", number, stated, own, key=key)
    yield from _amounts(project, opinion, i)
    reasons = project.get("reasons")
    if not isinstance(reasons, list) or not reasons or not all(map(_is_cited, reasons)):
        yield finding("outcome.reasons", number)


def _is_cited(reason: object) -> bool:
    if not isinstance(reason, Mapping) or not isinstance(reason.get("code"), str):
        return False
    citation = reason.get("citation")
    return isinstance(citation, Mapping) and citation.get("source") in _SOURCES


def _amounts(project: Mapping[str, Any], opinion: Opinion, i: int) -> Iterator[Problem]:
    """Check what holds of any amounts, whatever the plan: never above the law, never refused."""
    number = opinion.desk.book.columns["application_no"][i]
    most = opinion.standings[i].entitled
    for key in ("suggested", "approved"):
        amount = project.get(key)
        if amount is None:
            continue
        if type(amount) is not int or amount < 0:
            yield finding("outcome.not_an_amount", number, amount)
        elif amount > most:
            yield finding("outcome.above_entitled", number, amount, most, key=key)


def _own(opinion: Opinion, i: int, awards: Mapping[str, int] | None) -> dict[str, object]:
    """Return every field of one application as this reading has it."""
    columns, standing = opinion.desk.book.columns, opinion.standings[i]
    requested = columns["requested"][i]
    suggested = _suggested(standing.status, columns["application_no"][i], awards)
    return {
        "usci": columns["usci"][i],
        "unit_name": columns["unit_name"][i],
        "project_name": columns["project_name"][i],
        "article": standing.sheet.clause.article,
        "clause": standing.clause,
        "payee_usci": standing.payee,
        "payee_name": standing.payee_name,
        "requested": None if requested == MISSING else requested // FEN_PER_YUAN,
        "verified": standing.verified,
        "entitled": None if standing.status == "incomplete" else standing.entitled,
        "suggested": suggested,
        "merit": None if opinion.merit[i] == MISSING else opinion.merit[i],
        "rank": opinion.rank[i],
        "status": _status(opinion, i, suggested),
    }


def _suggested(status: str, number: str, awards: Mapping[str, int] | None) -> int | None:
    if awards is None or status == "incomplete":
        return None
    return awards.get(number, 0) if status == "entitled" else 0


def _status(opinion: Opinion, i: int, suggested: int | None) -> str:
    standing = opinion.standings[i]
    if standing.status != "entitled":
        return standing.status
    most = floor_to_grid(standing.entitled, standing.sheet.clause.grid)
    if not suggested:
        return "none"
    return "full" if suggested == most else "partial"
