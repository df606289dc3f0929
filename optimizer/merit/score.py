"""Experts' scores -> one merit a project: weighted, trimmed, averaged, rounded half up once.

Everything is an exact integer. A score has at most two decimals and weights are whole per cents, so
an expert's total is a whole number of ten-thousandths of a point; only the mean is rounded, to
hundredths. A recused expert, or one whose sheet has a gap, is missing: never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.outcome import Merits
from optimizer.formats.problem import IntArray, ObjectArray
from optimizer.intake.tables import MISSING, Applications, Table
from optimizer.merit.normalise import normalised
from optimizer.policy.law import Law

BoolArray = NDArray[np.bool_]
#: Weights are per cents: so many ten-thousandths of an expert's total make a hundredth of a point.
_PER_HUNDREDTH = 100


@dataclass(frozen=True, slots=True)
class Sheets:
    """Score sheets of known applications, and which of them can count: whatever the weights.

    ``panels`` are those of the applications, ``scores`` hundredths, sheets x ``criteria``.
    """

    panels: ObjectArray
    criteria: tuple[str, ...]
    application: IntArray
    expert: ObjectArray
    scores: IntArray
    recused: BoolArray
    complete: BoolArray


def score(law: Law, applications: Applications, scores: Table) -> Merits:
    """Condense the score sheets of a year.

    Parameters
    ----------
    law
        Its criteria and weights (whole per cents that add up to 100), and the number of experts
        from which the highest and the lowest total are dropped (``experts_for_trimming``).
    applications
        The year's applications; panels are theirs, else those of their score sheets.
    scores
        One row an application and expert, one column of hundredths a criterion.

    Returns
    -------
    Merits
        Rows as in ``applications``; the sheets in the order of ``scores``.
    """
    return condensed(law, sheets_of(law, applications, scores))


def sheets_of(law: Law, applications: Applications, scores: Table) -> Sheets:
    """Return the score sheets of a year, to be condensed under one weighting or many."""
    keys = tuple(criterion.key for criterion in law.policy.criteria)
    position = {number: i for i, number in enumerate(applications["application_no"])}
    numbers = scores["application_no"]
    application = np.fromiter(map(position.get, numbers, repeat(-1)), np.int64, len(numbers))
    known = application >= 0
    values = np.stack([scores[key][known] for key in keys], axis=1).reshape(-1, len(keys))
    recused = scores["recused"][known] == 1
    return Sheets(
        panels=_panels(applications, application[known], scores["panel"][known]),
        criteria=keys,
        application=application[known],
        expert=scores["expert"][known],
        scores=values,
        recused=recused,
        complete=(values >= 0).all(axis=1) & ~recused,
    )


def condensed(law: Law, sheets: Sheets) -> Merits:
    """Return the merits of a year from its sheets, under the weights of ``law``."""
    n = len(sheets.panels)
    weight = np.array([weights(law)[key] for key in sheets.criteria], dtype=np.int64)
    totals = np.where(sheets.complete, np.maximum(sheets.scores, 0) @ weight, MISSING)
    counts = sheets.complete & ~_trimmed(law, sheets, totals)
    number = np.bincount(sheets.application[counts], minlength=n)
    has_scores = number > 0
    total = _mean(_sums(sheets, totals, counts), number * _PER_HUNDREDTH)
    by_criterion = (
        np.stack([_mean(_sums(sheets, column, counts), number) for column in sheets.scores.T], 1)
        if sheets.criteria
        else np.zeros((n, 0), dtype=np.int64)
    )
    return Merits(
        total=normalised(np.where(has_scores, total, MISSING), sheets.panels, _method(law)),
        criteria=sheets.criteria,
        by_criterion=np.where(has_scores[:, None], by_criterion, MISSING),
        panel=sheets.panels,
        expert_application=sheets.application,
        expert=sheets.expert,
        expert_total=totals,
        expert_counts=counts,
        recused=sheets.recused,
    )


def weights(law: Law) -> dict[str, int]:
    """Return criterion -> weight: the law's, else the policy's own."""
    return {c.key: law.weights.get(c.key, c.weight) for c in law.policy.criteria}


def _method(law: Law) -> str:
    setting = law.settings.get("normalise")
    return "none" if setting is None or setting.value is None else str(setting.value)


def _trimmed(law: Law, sheets: Sheets, totals: IntArray) -> BoolArray:
    """Return which sheets are dropped: one lowest and one highest total of each application.

    Among equal lowest totals the earliest expert key goes, among equal highest the last one.
    """
    setting = law.settings.get("experts_for_trimming")
    least = None if setting is None or setting.value is None else int(str(setting.value))
    dropped = np.zeros(len(totals), dtype=bool)
    if least is None:
        return dropped
    number = np.bincount(sheets.application[sheets.complete], minlength=len(sheets.panels))
    eligible = np.flatnonzero(sheets.complete & (number[sheets.application] >= least))
    if not len(eligible):
        return dropped
    place = {expert: i for i, expert in enumerate(sorted(set(sheets.expert)))}
    expert = np.fromiter(map(place.__getitem__, sheets.expert[eligible]), np.int64, len(eligible))
    application = sheets.application[eligible]
    order = np.lexsort((expert, totals[eligible], application))
    starts = np.flatnonzero(np.diff(application[order], prepend=-1))
    ends = np.append(starts[1:], len(order)) - 1
    dropped[eligible[order[starts]]] = True
    dropped[eligible[order[ends]]] = True
    return dropped


def _sums(sheets: Sheets, values: IntArray, counts: BoolArray) -> IntArray:
    sums = np.zeros(len(sheets.panels), dtype=np.int64)
    np.add.at(sums, sheets.application[counts], values[counts])
    return sums


def _mean(sums: IntArray, divisors: IntArray) -> IntArray:
    """Return the quotients rounded half up; a divisor of 0 gives 0."""
    safe = np.maximum(divisors, 1)
    return np.asarray((2 * sums + safe) // (2 * safe))


def _panels(applications: Applications, application: IntArray, named: ObjectArray) -> ObjectArray:
    """Return each application's panel: its own column, else that of its first score sheet."""
    panel = applications["panel"].copy()
    scored, first = np.unique(application, return_index=True)
    blank = panel[scored] == ""
    panel[scored[blank]] = named[first[blank]]
    return np.asarray(panel)
