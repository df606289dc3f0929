"""Each expert beside the panel: severity, spread, agreement, and the sheets that are missing.

Statistics are for reading, not for deciding: means and deviations are rounded once, to hundredths.
Source: the severity of a rater as the mean difference from the others on the same objects, as in
Eckes, "Introduction to Many-Facet Rasch Measurement" (2015), chapter 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt

import numpy as np

from optimizer.formats.outcome import Merits
from optimizer.formats.problem import IntArray
from optimizer.insight.weights.rankings import kendall_tau_b
from optimizer.intake.tables import Applications

#: Totals of sheets are ten-thousandths of a point; what is shown is hundredths.
_PER_HUNDREDTH = 100


@dataclass(frozen=True, slots=True)
class ExpertRecord:
    """One expert over all sheets.

    Parameters
    ----------
    expert
        The key of the score sheets: a number or pseudonym, never a name.
    panels
        Panels in which the expert has sheets.
    sheets, recused, missing
        Sheets that are complete; sheets marked as recused; applications of the expert's panels
        without a complete sheet of the expert and without recusal.
    severity
        Hundredths of a point: how far the expert's totals lie above (lenient) or below (severe)
        the mean of the others on the same applications; ``None`` where nobody else scored.
    spread
        Per cent: standard deviation of the expert's totals over that of the others' means.
    agreement
        Kendall's tau-b with the others' means, in per cent; ``None`` where it is not defined.
    """

    expert: str
    panels: tuple[str, ...]
    sheets: int
    recused: int
    missing: int
    severity: int | None
    spread: int | None
    agreement: int | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """How far the experts of one application lie apart (hundredths of a point)."""

    application_no: str
    sheets: int
    missing: int
    lowest: int
    highest: int
    deviation: int

    @property
    def range(self) -> int:
        """From the lowest to the highest total."""
        return self.highest - self.lowest


def expert_records(applications: Applications, merits: Merits) -> tuple[ExpertRecord, ...]:
    """Return every expert who has a sheet, by key."""
    complete = merits.expert_total >= 0
    sums, numbers = _by_application(merits, len(applications))
    members = _members(merits)
    found = []
    for expert in sorted(set(merits.expert.tolist())):
        own = merits.expert == expert
        panels = tuple(
            sorted({str(p) for p in merits.panel[merits.expert_application[own]]} - {""})
        )
        sheets = np.flatnonzero(own & complete)
        at = merits.expert_application[sheets]
        shared = sheets[numbers[at] > 1]
        at = merits.expert_application[shared]
        totals = merits.expert_total[shared]
        others = (sums[at] - totals) // (numbers[at] - 1)
        read = set(merits.expert_application[own].tolist())
        expected = {i for panel in panels for i in members[panel]}
        incomplete = int((own & ~complete & ~merits.recused).sum())
        found.append(
            ExpertRecord(
                expert=str(expert),
                panels=panels,
                sheets=len(sheets),
                recused=int((own & merits.recused).sum()),
                missing=len(expected - read) + incomplete,
                severity=_mean(totals - others) if len(shared) else None,
                spread=_ratio(_deviation(totals), _deviation(others)),
                agreement=_per_cent(kendall_tau_b(totals, others)),
            )
        )
    return tuple(found)


def disagreements(applications: Applications, merits: Merits) -> tuple[Disagreement, ...]:
    """Return how far experts lie apart on every scored application, the widest first."""
    complete = np.flatnonzero(merits.expert_total >= 0)
    if not len(complete):
        return ()
    order = complete[np.argsort(merits.expert_application[complete], kind="stable")]
    at = merits.expert_application[order]
    starts = np.flatnonzero(np.diff(at, prepend=-1))
    experts = _experts_by_panel(merits)
    here = np.bincount(merits.expert_application, minlength=len(applications))
    found = []
    for totals, i in zip(np.split(merits.expert_total[order], starts[1:]), at[starts], strict=True):
        absent = max(len(experts.get(str(merits.panel[i]), ())) - int(here[i]), 0)
        incomplete = int(here[i]) - len(totals)
        found.append(
            Disagreement(
                application_no=str(applications["application_no"][i]),
                sheets=len(totals),
                missing=absent + incomplete,
                lowest=int(totals.min()) // _PER_HUNDREDTH,
                highest=int(totals.max()) // _PER_HUNDREDTH,
                deviation=_deviation(totals) // _PER_HUNDREDTH,
            )
        )
    return tuple(sorted(found, key=lambda d: (-d.deviation, d.application_no)))


def _by_application(merits: Merits, n: int) -> tuple[IntArray, IntArray]:
    """Return the sum of the complete totals of each application, and how many there are."""
    complete = merits.expert_total >= 0
    at = merits.expert_application[complete]
    sums = np.zeros(n, dtype=np.int64)
    np.add.at(sums, at, merits.expert_total[complete])
    return sums, np.bincount(at, minlength=n)


def _members(merits: Merits) -> dict[str, set[int]]:
    """Return panel -> applications that have a sheet."""
    found: dict[str, set[int]] = {}
    for i in np.unique(merits.expert_application).tolist():
        found.setdefault(str(merits.panel[i]), set()).add(i)
    return found


def _experts_by_panel(merits: Merits) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for i, expert in zip(merits.expert_application.tolist(), merits.expert.tolist(), strict=True):
        found.setdefault(str(merits.panel[i]), set()).add(str(expert))
    return found


def _mean(values: IntArray) -> int:
    """Return the mean of ten-thousandths in hundredths, rounded half up."""
    count = 2 * len(values) * _PER_HUNDREDTH
    return int((2 * int(values.sum()) + count // 2) // count)


def _deviation(values: IntArray) -> int:
    """Return the standard deviation of whole numbers, rounded down: exact until the root."""
    n = len(values)
    if n == 0:
        return 0
    numbers = values.astype(object)
    squares = n * int(numbers @ numbers) - int(numbers.sum()) ** 2
    return isqrt(squares // (n * n))


def _ratio(own: int, others: int) -> int | None:
    return None if not others else (200 * own + others) // (2 * others)


def _per_cent(value: float | None) -> int | None:
    return None if value is None else round(100 * value)
