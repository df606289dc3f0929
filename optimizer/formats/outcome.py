"""``outcome/1`` in memory: one allocated year, with a reason for every yuan. Plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import AllocationProblem, IntArray, ObjectArray
from optimizer.formats.reason import Reason, Step
from optimizer.formats.solution import Solution

ProjectStatus = Literal["full", "partial", "none", "refused", "incomplete"]


@dataclass(frozen=True, slots=True)
class ProjectOutcome:
    """What became of one application. Amounts are whole yuan, ``None`` where there is none."""

    application_no: str
    usci: str
    unit_name: str
    project_name: str
    article: str
    clause: str
    payee_usci: str
    payee_name: str
    requested: int | None
    verified: int | None
    entitled: int | None
    suggested: int | None
    approved: int | None
    merit: int | None  # hundredths of a point
    rank: int | None  # inside panel and clause, among those that may be supported; ties share it
    status: ProjectStatus
    reasons: tuple[Reason, ...]  # never empty
    derivation: tuple[Step, ...]
    marks: tuple[Reason, ...]  # unchecked gates, amount basis missing, ...


@dataclass(frozen=True, slots=True)
class Merits:
    """Experts' scores condensed, with the breakdown kept; rows as in the applications.

    Parameters
    ----------
    total
        int64[n], hundredths of a point rounded half up once; -1 without scores.
    criteria, by_criterion
        Keys, and int64[n, criteria]: mean over the experts that count, hundredths, for display.
    expert_application, expert, expert_total, expert_counts, recused
        One entry a score sheet: index of its application, expert's key, weighted total in
        ten-thousandths of a point (exact), whether it counts (not trimmed, not recused), recused.
    """

    total: IntArray
    criteria: tuple[str, ...]
    by_criterion: IntArray
    panel: ObjectArray
    expert_application: IntArray
    expert: ObjectArray
    expert_total: IntArray
    expert_counts: NDArray[np.bool_]
    recused: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RankException:
    """Inside one clause and panel: less merit is funded, or at a higher ratio, and this is not.

    ``witness`` is one such project, ``count`` how many there are, ``cause`` a code
    (``lock``, ``tie_rule``, ``unit_limit``, ``pool``, ``objective_density``, ``unknown`` ...).
    """

    application_no: str
    witness: str
    count: int
    cause: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An allocated year.

    ``scenario`` is the resolved scenario as plain JSON-ready data; ``totals`` as in the file
    format (``by_article`` and ``by_clause`` map to suggested yuan); ``notices`` are sentences that
    every page must show (draft law, assumed values, merits added across panels, monotone not yet
    applied). ``checks`` are JSON-ready findings of the independent check.
    """

    fingerprint: str
    inputs: Mapping[str, str]
    policy_version: str
    policy_status: str
    rule_set: str
    scenario: Mapping[str, Any]
    program: Mapping[str, str]
    totals: Mapping[str, Any]
    projects: Sequence[ProjectOutcome]  # from a plan: made when asked for
    exceptions: tuple[RankException, ...]
    solution: Solution
    checks: Mapping[str, Any]
    problem: AllocationProblem
    merits: Merits
    notices: tuple[Reason, ...] = field(default=())
