"""Every application of an outcome, field by field, against the auditor's own opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter
from typing import Any

from optimizer.errors import Problem
from optimizer.formats.problem import AllocationProblem
from optimizer.formats.solution import Solution
from optimizer.intake.tables import MISSING
from optimizer.money import FEN_PER_YUAN, floor_to_grid
from optimizer.verify.findings import finding
from optimizer.verify.law import Opinion
from optimizer.verify.scopes import Standing

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
    there = [i for i, number in enumerate(numbers) if number in by_number]
    own = _own(opinion, _awards(problem, solution))
    said = [by_number[numbers[i]] for i in there]
    for i, project in _in_doubt(there, said, own, opinion):
        yield from _check(project, opinion, i, {key: column[i] for key, column in own.items()})


def _in_doubt(
    there: list[int],
    said: list[Mapping[str, Any]],
    own: Mapping[str, list[object]],
    opinion: Opinion,
) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the applications of which anything is not as it should be, column by column."""
    doubtful = {i for i, one in zip(there, said, strict=True) if not _has_reasons(one)}
    most = [opinion.standings[i].entitled for i in there]
    for key in ("suggested", "approved"):
        amounts = zip(there, [project.get(key) for project in said], most, strict=True)
        doubtful.update(i for i, amount, top in amounts if not _may_be(amount, top))
    for stated, column in zip(_columns(said, tuple(own)), own.values(), strict=True):
        mine = [column[i] for i in there]
        if stated != mine or list(map(type, stated)) != list(map(type, mine)):
            pairs = zip(there, stated, mine, strict=True)
            doubtful.update(i for i, one, other in pairs if not same(one, other))
    return [(i, project) for i, project in zip(there, said, strict=True) if i in doubtful]


def _columns(said: list[Mapping[str, Any]], keys: tuple[str, ...]) -> list[list[object]]:
    """Return what is stated under each key, a column each; ``None`` where there is nothing."""
    try:
        rows = list(map(itemgetter(*keys), said))
    except KeyError:
        rows = [tuple(map(project.get, keys)) for project in said]
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in keys]


def _awards(problem: AllocationProblem, solution: Solution) -> Mapping[str, int] | None:
    if solution.awards is None:
        return None
    pairs = zip(problem.ids.tolist(), solution.awards.tolist(), strict=True)
    return {str(number): amount for number, amount in pairs}


def _check(
    project: Mapping[str, Any], opinion: Opinion, i: int, fields: Mapping[str, object]
) -> Iterator[Problem]:
    """Name everything that is wrong with what is stated of application ``i``."""
    number = opinion.desk.book.columns["application_no"][i]
    for key, own in fields.items():
        stated = project.get(key)
        if not same(stated, own):
            yield finding("outcome.field", number, stated, own, key=key)
    yield from _amounts(project, opinion, i)
    if not _has_reasons(project):
        yield finding("outcome.reasons", number)


def _has_reasons(project: Mapping[str, Any]) -> bool:
    reasons = project.get("reasons")
    return isinstance(reasons, list) and bool(reasons) and all(map(_is_cited, reasons))


def _may_be(amount: object, most: int) -> bool:
    """Say whether an amount is none, or an integer that the law allows."""
    return amount is None or (type(amount) is int and 0 <= amount <= most)


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


def _own(opinion: Opinion, awards: Mapping[str, int] | None) -> dict[str, list[object]]:
    """Return every field of every application as this reading has it, as columns."""
    columns, standings = opinion.desk.book.columns, opinion.standings
    suggested = [
        _suggested(one.status, number, awards)
        for one, number in zip(standings, columns["application_no"], strict=True)
    ]
    return {
        "usci": columns["usci"],
        "unit_name": columns["unit_name"],
        "project_name": columns["project_name"],
        "article": [one.sheet.clause.article for one in standings],
        "clause": [one.clause for one in standings],
        "payee_usci": [one.payee for one in standings],
        "payee_name": [one.payee_name for one in standings],
        "requested": [None if x == MISSING else x // FEN_PER_YUAN for x in columns["requested"]],
        "verified": [one.verified for one in standings],
        "entitled": [None if x.status == "incomplete" else x.entitled for x in standings],
        "suggested": [*suggested],
        "merit": [None if points == MISSING else points for points in opinion.merit],
        "rank": [*opinion.rank],
        "status": [_status(one, x) for one, x in zip(standings, suggested, strict=True)],
    }


def _suggested(status: str, number: str, awards: Mapping[str, int] | None) -> int | None:
    if awards is None or status == "incomplete":
        return None
    return awards.get(number, 0) if status == "entitled" else 0


def _status(standing: Standing, suggested: int | None) -> str:
    if standing.status != "entitled":
        return standing.status
    most = floor_to_grid(standing.entitled, standing.sheet.clause.grid)
    if not suggested:
        return "none"
    return "full" if suggested == most else "partial"
