"""Columns of what became of each application, and the way to its reasons and steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.account.causes import Cause
from optimizer.entitlement.types import ENTITLED, INCOMPLETE, REFUSED, Entitlements
from optimizer.formats.outcome import Merits
from optimizer.formats.problem import IntArray
from optimizer.formats.project_columns import ProjectColumns, texts
from optimizer.formats.reason import Citation, Reason, Step
from optimizer.formats.solution import Solution
from optimizer.intake.tables import MISSING, Applications
from optimizer.money import FEN_PER_YUAN, floor_to_grid
from optimizer.policy.call import Law

_IN_FULL = Reason("allocation.full", Citation("measures", "2", 1))
_NO_PLAN = Reason("allocation.no_plan", Citation("scenario"))
_AS_READ = ("application_no", "usci", "unit_name", "project_name")
_STATUS = ("full", "partial", "none", "refused", "incomplete")
_FULL, _PARTIAL, _NONE, _REFUSED, _INCOMPLETE = range(5)


def project_columns(
    law: Law,
    applications: Applications,
    scores: tuple[Merits, IntArray],
    entitlements: Entitlements,
    plan: tuple[Solution, Mapping[int, Cause]],
) -> ProjectColumns:
    """Return every application with what became of it.

    Parameters
    ----------
    scores
        Merits and ranks.
    plan
        The solution, and what held each project of the problem back.
    """
    merits, ranks = scores
    solution, held = plan
    chosen = np.flatnonzero(entitlements.status == ENTITLED)
    told = _Told(law, entitlements, _suggested(entitlements, solution, chosen), _at(chosen, held))
    status = told.status()
    clauses, clause = law.policy.clauses, entitlements.clause
    requested = applications["requested"]
    columns: dict[str, NDArray[Any]] = {
        **{key: applications[key] for key in _AS_READ},
        "article": texts([c.article for c in clauses], clause),
        "clause": texts([c.id for c in clauses], clause),
        "payee_usci": entitlements.payee_usci,
        "payee_name": entitlements.payee_name,
        "requested": np.where(requested == MISSING, MISSING, requested // FEN_PER_YUAN),
        "verified": entitlements.verified,
        "entitled": np.where(
            entitlements.status == INCOMPLETE, MISSING, entitlements.entitled
        ),
        "suggested": told.suggested,
        "approved": np.full_like(clause, MISSING),
        "merit": merits.total,
        "rank": np.where(ranks > 0, ranks, MISSING),
        "status": texts(_STATUS, status),
    }  # fmt: skip
    return ProjectColumns(columns, told, told.cited(status))


def _suggested(entitlements: Entitlements, solution: Solution, chosen: IntArray) -> IntArray:
    """Return the suggested yuan of each application, ``MISSING`` where there is none."""
    if solution.awards is None:
        return np.full(len(entitlements.status), MISSING, dtype=np.int64)
    suggested = np.where(entitlements.status == REFUSED, 0, MISSING)
    suggested[chosen] = solution.awards
    return suggested


def _at(chosen: IntArray, held: Mapping[int, Cause]) -> dict[int, Cause]:
    """Return causes by application instead of by project."""
    return dict(zip(chosen[list(held)].tolist(), held.values(), strict=True))


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells reasons, derivation and marks of one application."""

    law: Law
    entitlements: Entitlements
    suggested: IntArray
    held: Mapping[int, Cause]

    def __call__(self, i: int) -> tuple[tuple[Reason, ...], tuple[Step, ...], tuple[Reason, ...]]:
        found, suggested = self.entitlements, int(self.suggested[i])
        steps = found.derivation(i)
        marks = found.marks.get(i, ())
        if found.status[i] != ENTITLED:
            return found.reasons[i], steps, marks
        if suggested == MISSING:
            return (_NO_PLAN,), steps, marks
        cause = self.held.get(i)
        steps = (*steps, *self._grid_step(i, cause), _last_step(suggested, cause))
        if cause is None:
            return (_IN_FULL,), steps, marks
        return (cause.reason("partial" if suggested else "none"),), steps, marks

    def status(self) -> IntArray:
        """Return the place in ``_STATUS`` of each application."""
        is_held = np.zeros(len(self.suggested), dtype=bool)
        is_held[list(self.held)] = True
        planned = np.where(is_held, np.where(self.suggested > 0, _PARTIAL, _NONE), _FULL)
        planned[self.suggested == MISSING] = _NONE
        refused = np.where(self.entitlements.status == INCOMPLETE, _INCOMPLETE, _REFUSED)
        return np.where(self.entitlements.status == ENTITLED, planned, refused)

    def cited(self, status: IntArray) -> Iterator[tuple[Citation, IntArray]]:
        """Yield where the reasons come from: a citation, and the applications that have it."""
        for citation, rows in self.entitlements.reasons.cited():
            yield citation, rows[status[rows] >= _REFUSED]
        yield _IN_FULL.citation, np.flatnonzero(status == _FULL)
        by_citation: dict[Citation, list[int]] = {}
        for i, cause in self.held.items():
            by_citation.setdefault(cause.citation, []).append(i)
        for citation, members in by_citation.items():
            yield citation, np.array(members, dtype=np.int64)
        yield _NO_PLAN.citation, np.flatnonzero((status == _NONE) & (self.suggested == MISSING))

    def _grid_step(self, i: int, cause: Cause | None) -> tuple[Step, ...]:
        """Return the step down to the clause's grid, where it lowers the amount."""
        clause = self.law.policy.clauses[self.entitlements.clause[i]]
        entitled = int(self.entitlements.entitled[i])
        most = floor_to_grid(entitled, clause.grid)
        if most == entitled or (cause is not None and cause.code == "below_grid"):
            return ()
        return (
            Step(
                "allocation.step.grid",
                most * FEN_PER_YUAN,
                cut=True,
                citation=Citation("practice"),
                params={"grid_yuan": clause.grid},
            ),
        )


def _last_step(suggested: int, cause: Cause | None) -> Step:
    """Return the step from the entitled amount to the suggested one."""
    fen = suggested * FEN_PER_YUAN
    if cause is None:
        return Step("allocation.step.full", fen, cut=False, citation=_IN_FULL.citation)
    return Step(
        f"allocation.step.{cause.code}", fen, cut=True, citation=cause.citation, params=cause.params
    )
